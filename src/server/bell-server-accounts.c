/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-error.h"
#include "bell-server-private.h"
#include "bell-session.h"

/* Signing in and out, and who makes a request. */

static void
refuse (BellHttpRequest *request,
        const char      *type,
        const char      *sentence)
{
  bell_http_request_add_header (request, "WWW-Authenticate", "Bearer");
  bell_http_request_respond_problem (request, 401, type, sentence);
}

/* Finds out whose request it is before its body is read. */
void
bell_server_gate (BellHttpRequest *request,
                  gpointer         user_data)
{
  BellServer *self = user_data;
  const char *authorization = bell_http_request_get_header (request, "Authorization");
  g_autoptr (GError) error = NULL;
  g_autoptr (BellSignedIn) who = NULL;
  BellDatabase *reader;
  gboolean done, revoked = FALSE;

  if (authorization == NULL || g_ascii_strncasecmp (authorization, "Bearer ", 7) != 0)
    {
      refuse (request, NULL, _("Sign in first."));
      return;
    }
  who = bell_accounts_remember (self->accounts, authorization + 7);
  if (who == NULL)
    {
      reader = bell_organisation_take_reader (self->organisation, &error);
      done = reader != NULL && bell_accounts_find (self->accounts, reader, authorization + 7, &who, &error) &&
             (who != NULL || bell_accounts_was_revoked (self->accounts, reader, authorization + 7, &revoked, &error));
      if (reader != NULL)
        bell_organisation_return_reader (self->organisation, reader);
      if (!done)
        {
          bell_server_respond_error (request, 500, error);
          return;
        }
    }
  if (who == NULL)
    {
      /* A device that was revoked is to forget what it has. */
      refuse (request, revoked ? BELL_PROBLEM_REVOKED : NULL, _("This sign-in no longer counts. Sign in again."));
      return;
    }
  bell_http_request_set_principal (request, who->principal_id);
  bell_http_request_set_context (request, g_steal_pointer (&who), (GDestroyNotify) bell_signed_in_free);
}

void
bell_server_on_session (BellHttpRequest *request,
                        gpointer         user_data)
{
  BellServer *self = user_data;
  const BellSignedIn *who = bell_http_request_get_context (request);
  g_autofree char *origin = bell_http_request_get_origin (request);
  g_autoptr (BellSession) session = NULL;
  BellJsonWriter *writer;

  if (origin == NULL)
    {
      bell_http_request_respond_problem (request, 400, NULL, _("The Host of the request is no name of a host."));
      return;
    }
  session = bell_session_new (origin);
  session->username = g_strdup (who->email);
  session->account_id = g_strdup (bell_organisation_get_id (self->organisation));
  session->account_name = g_strdup (bell_organisation_get_name (self->organisation));
  session->principal_id = g_strdup (who->principal_id);
  session->role = who->actor.role;
  session->state = g_strdup_printf ("%" G_GINT64_FORMAT, who->access_version);
  session->limits = self->limits;

  writer = bell_json_writer_new ();
  bell_session_to_json (session, writer);
  bell_http_request_respond (request, 200, "application/json", bell_json_writer_free_to_bytes (writer));
}

static void
respond_token (BellServer      *self,
               BellHttpRequest *request,
               const char      *token,
               const char      *principal_id)
{
  BellJsonWriter *writer = bell_json_writer_new ();

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "token", token);
  bell_json_writer_string_member (writer, "principalId", principal_id);
  bell_json_writer_string_member (writer, "accountId", bell_organisation_get_id (self->organisation));
  bell_json_writer_end_object (writer);
  bell_http_request_set_principal (request, principal_id);
  bell_http_request_respond (request, 200, "application/json", bell_json_writer_free_to_bytes (writer));
}

void
bell_server_on_sign_in (BellHttpRequest *request,
                        gpointer         user_data)
{
  BellServer *self = user_data;
  BellJsonLimits limits = { .max_size = 16 * 1024, .max_depth = 2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (BellJson) json = bell_json_parse_bytes (bell_http_request_get_body (request), &limits, &error);
  const BellJsonNode *root;
  const char *email, *password, *device;
  g_autofree char *token = NULL, *principal_id = NULL;
  gint64 wait = 0;

  if (json == NULL)
    {
      bell_server_respond_error (request, 0, error);
      return;
    }
  root = bell_json_get_root (json);
  email = bell_json_node_get_string (bell_json_node_get_member (root, "email"));
  password = bell_json_node_get_string (bell_json_node_get_member (root, "password"));
  device = bell_json_node_get_string (bell_json_node_get_member (root, "device"));
  if (email == NULL || password == NULL || strlen (email) > BELL_MAX_LINE || (device != NULL && strlen (device) > BELL_MAX_LINE))
    {
      bell_http_request_respond_problem (request, 400, NULL, _("To sign in takes “email”, “password” and, if you like, “device”."));
      return;
    }

  token = bell_accounts_sign_in (self->accounts, email, password, device, bell_http_request_get_address (request),
                                 &principal_id, &wait, &error);
  if (token != NULL)
    {
      respond_token (self, request, token, principal_id);
      return;
    }

  if (error->domain != BELL_SERVER_ERROR)
    bell_server_respond_error (request, 500, error);
  else if (error->code == BELL_SERVER_ERROR_WRONG_CREDENTIALS)
    refuse (request, NULL, error->message);
  else if (error->code == BELL_SERVER_ERROR_TOO_MANY_ATTEMPTS)
    bell_server_respond_busy (request, 429, wait, NULL, error->message);
  else
    bell_server_respond_busy (request, 503, 2000, NULL, error->message);
}

void
bell_server_on_sign_out (BellHttpRequest *request,
                         gpointer         user_data)
{
  BellServer *self = user_data;
  const BellSignedIn *who = bell_http_request_get_context (request);
  g_autoptr (GError) error = NULL;

  if (bell_accounts_revoke (self->accounts, who->token_id, NULL, &error))
    bell_http_request_respond (request, 204, NULL, NULL);
  else
    bell_server_respond_error (request, 500, error);
}
