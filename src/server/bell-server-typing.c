/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-event-stream.h"
#include "bell-server-log.h"
#include "bell-server-private.h"
#include "bell-typing.h"

/* That somebody writes a reply right now (see bell-typing.h). It is passed on
 * to those whom it concerns and kept nowhere: no row, no number, no log. */

/* Of the hints that other servers of the same organisation hear. */
#define HINT "typing "

typedef struct
{
  const BellTyping *typing;
  BellRecord *ticket;
} Passing;

/* Those who may see the ticket, and have to do with it: who asked, who
 * watches, who works on it, and the team as long as nobody does. */
static gboolean
concerns (const BellSignedIn *who,
          gpointer            user_data)
{
  const Passing *passing = user_data;
  const BellTicket *ticket = BELL_TICKET (passing->ticket);
  const char *assignee = bell_ticket_get_assignee_id (ticket);
  const char *team = bell_ticket_get_team_id (ticket);

  if (g_str_equal (who->principal_id, passing->typing->principal_id) ||
      !bell_access_can_read (&who->actor, passing->ticket, NULL))
    return FALSE;
  if (who->actor.role < BELL_ROLE_AGENT || g_strcmp0 (assignee, who->principal_id) == 0 ||
      g_strcmp0 (bell_ticket_get_requester_id (ticket), who->principal_id) == 0 ||
      g_strv_contains (bell_ticket_get_watchers (ticket), who->principal_id))
    return TRUE;

  return assignee == NULL && (team == NULL || g_strv_contains ((const char *const *) who->teams, team));
}

static void
pass_on (BellServer       *self,
         const BellTyping *typing,
         BellRecord       *ticket)
{
  Passing passing = { typing, ticket };
  GString *event = g_string_new (NULL);
  g_autofree char *text = bell_typing_to_text (typing);
  g_autoptr (GBytes) bytes = NULL;

  bell_event_write (event, BELL_TYPING_EVENT, NULL, text);
  bytes = g_string_free_to_bytes (event);
  bell_broadcaster_pass_on (self->broadcaster, BELL_TYPE_BIT (BELL_TYPE_MESSAGE), bytes, concerns, &passing);
}

void
bell_server_on_typing (BellHttpRequest *request,
                       gpointer         user_data)
{
  BellServer *self = user_data;
  const BellSignedIn *who = bell_http_request_get_context (request);
  GBytes *body = bell_http_request_get_body (request);
  gint64 wait = bell_rate_limiter_take (self->typing_limiter, who->principal_id);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellTyping) typing = NULL;
  g_autoptr (BellRecord) ticket = NULL;
  g_autofree char *text = NULL, *hint = NULL;
  BellReader reader = { self->organisation, NULL, who, NULL };
  gboolean done;

  if (wait > 0)
    {
      bell_server_respond_busy (request, 429, wait, NULL, _("That is said too often."));
      return;
    }
  typing = bell_typing_from_text (g_bytes_get_data (body, NULL), g_bytes_get_size (body), &error);
  if (typing == NULL)
    {
      bell_server_respond_error (request, 400, error);
      return;
    }
  reader.database = bell_organisation_take_reader (self->organisation, &error);
  done = reader.database != NULL && bell_reader_get_record (&reader, BELL_TYPE_TICKET, typing->ticket_id, &ticket, &error);
  if (reader.database != NULL)
    bell_organisation_return_reader (self->organisation, reader.database);
  if (!done)
    {
      bell_server_respond_error (request, 500, error);
      return;
    }
  /* One that is not theirs is as good as none. */
  if (ticket == NULL)
    {
      bell_http_request_respond_problem (request, 404, NULL, _("There is no such ticket."));
      return;
    }

  /* Whoever says it, they say it of themselves. */
  g_free (typing->principal_id);
  typing->principal_id = g_strdup (who->principal_id);
  pass_on (self, typing, ticket);
  text = bell_typing_to_text (typing);
  hint = g_strconcat (HINT, text, NULL);
  bell_hints_send_line (self->hints, hint);
  bell_http_request_respond (request, 204, NULL, NULL);
}

/* Returns: whether the line of another server was of this kind */
gboolean
bell_server_hear_typing (BellServer *self,
                         const char *line)
{
  const char *text = line + strlen (HINT);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellTyping) typing = NULL;
  g_autoptr (BellRecord) ticket = NULL;
  BellDatabase *database;

  if (!g_str_has_prefix (line, HINT))
    return FALSE;

  typing = bell_typing_from_text (text, strlen (text), &error);
  database = typing != NULL && typing->principal_id != NULL ? bell_organisation_take_reader (self->organisation, &error) : NULL;
  if (database != NULL)
    {
      bell_organisation_get_record (self->organisation, database, BELL_TYPE_TICKET, typing->ticket_id, &ticket, &error);
      bell_organisation_return_reader (self->organisation, database);
    }
  if (ticket != NULL)
    pass_on (self, typing, ticket);
  if (error != NULL)
    bell_server_log (G_LOG_LEVEL_WARNING, "hint-ignored", "reason", error->message, NULL);

  return TRUE;
}
