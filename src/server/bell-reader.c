/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-jmap-error.h"
#include "bell-push.h"
#include "bell-work-private.h"

/* Sorts after every id: a state that has no id stands at the end of its modseq. */
#define LAST_ID "~"

/* The second number of a state: below, what counts a reader's rights, and above
 * that the mark. Together no more than JSON can hold. */
#define VERSION_BITS 24
#define MARK_BITS    28

typedef struct
{
  gint64 modseq;
  gint64 version;
  gint64 access_modseq;
  gint64 counter;
  gint64 history_from;
  gint64 mark; /* of modseq; 0 if that is forgotten, below 0 if it has to be looked for */
} State;

gboolean
bell_reader_is_staff (const BellReader *self)
{
  return self->who->actor.role >= BELL_ROLE_AGENT;
}

/**
 * bell_reader_begin:
 *
 * From here to bell_reader_end() everything is read as it was at one moment.
 */
gboolean
bell_reader_begin (const BellReader *self,
                   GError          **error)
{
  return bell_database_begin_read (self->database, error);
}

void
bell_reader_end (const BellReader *self)
{
  bell_database_rollback (self->database);
}

/* What somebody who asks for help sees of a ticket hangs on more than changes
 * of that type: it may be granted or revoked. */
static gboolean
hangs_on_access (BellType type)
{
  return type == BELL_TYPE_TICKET || type == BELL_TYPE_MESSAGE || type == BELL_TYPE_CHANGE;
}

/* By which a change is known again. The same one may come again to the same place; then at another time. */
static gint64
make_mark (const char *change_id,
           gint64      received_at)
{
  g_autofree char *text = g_strdup_printf ("%s %" G_GINT64_FORMAT, change_id, received_at);
  guint32 hash = 2166136261u;

  for (const char *c = text; *c != '\0'; c++)
    hash = (hash ^ (guint8) *c) * 16777619u;
  return MAX (hash >> (32 - MARK_BITS), 1);
}

static gboolean
read_state (const BellReader *self,
            BellType          type,
            State            *state,
            GError          **error)
{
  g_autoptr (BellStatement) statement =
    bell_database_prepare_resource (self->database, BELL_SERVER_SQL ("state-get"), error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_static_text (statement, 1, bell_type_get_wire_name (type));
  bell_statement_bind_static_text (statement, 2, self->who->principal_id);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  state->modseq = bell_statement_get_int64 (statement, 0);
  state->version = bell_statement_get_int64 (statement, 1);
  state->access_modseq = bell_statement_get_int64 (statement, 2);
  state->counter = bell_statement_get_int64 (statement, 3);
  state->history_from = bell_statement_get_int64 (statement, 4);
  state->mark = bell_statement_is_null (statement, 5) ? 0
                                                      : make_mark (bell_statement_get_text (statement, 5),
                                                                   bell_statement_get_int64 (statement, 6));
  if (!bell_reader_is_staff (self) && hangs_on_access (type) && state->access_modseq > state->modseq)
    {
      state->modseq = state->access_modseq;
      state->mark = -1;
    }
  return TRUE;
}

/**
 * bell_reader_mark:
 * @modseq: of a state
 * @mark: (out): by which that change is known again; 0 if there is none or it is forgotten
 *
 * A number alone does not say what happened: a server that was restored from a
 * backup gives the same numbers to other changes. So a state holds this too.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_reader_mark (const BellReader *self,
                  gint64            modseq,
                  gint64           *mark,
                  GError          **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (self->database, BELL_SERVER_SQL ("log-id-at"), error);
  gboolean row;

  *mark = 0;
  if (statement == NULL)
    return FALSE;
  bell_statement_bind_int64 (statement, 1, modseq);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  *mark = make_mark (bell_statement_get_text (statement, 0), bell_statement_get_int64 (statement, 1));
  return TRUE;
}

/**
 * bell_reader_add_mark:
 * @version: of the reader's access
 * @mark: from bell_reader_mark()
 *
 * Returns: both as the second number of a state
 */
gint64
bell_reader_add_mark (gint64 version,
                      gint64 mark)
{
  return mark << VERSION_BITS | (version & (((gint64) 1 << VERSION_BITS) - 1));
}

/* Whether a state is one of this history and of these rights. Of a change that
 * is forgotten, and of states from before there were marks, the number has to do. */
static gboolean
is_known (const BellReader *self,
          gint64            modseq,
          gint64            marked,
          gint64            version,
          gboolean         *known,
          GError          **error)
{
  gint64 mark, theirs = marked >> VERSION_BITS;

  *known = bell_reader_add_mark (marked, 0) == bell_reader_add_mark (version, 0);
  if (!*known || theirs == 0)
    return TRUE;
  if (!bell_reader_mark (self, modseq, &mark, error))
    return FALSE;
  *known = mark == 0 || mark == theirs;
  return TRUE;
}

static char *
format_state (const BellReader  *self,
              const State       *state,
              GError           **error)
{
  gint64 mark = state->mark;

  if (mark < 0 && !bell_reader_mark (self, state->modseq, &mark, error))
    return NULL;
  return bell_state_format (state->modseq, bell_reader_add_mark (state->version, mark));
}

/**
 * bell_reader_get_state:
 *
 * Returns: (transfer full): the state of @type for this reader, or %NULL on error
 */
char *
bell_reader_get_state (const BellReader *self,
                       BellType          type,
                       GError          **error)
{
  char **known = NULL;
  State state;

  if (self->states != NULL &&
      !bell_states_find (self->states, self->database, self->who->principal_id, bell_reader_is_staff (self), type, &known, error))
    return NULL;
  if (known != NULL && *known != NULL)
    return g_strdup (*known);

  {
    char *text = read_state (self, type, &state, error) ? format_state (self, &state, error) : NULL;

    if (known != NULL)
      *known = g_strdup (text);
    return text;
  }
}

/* "12-1", or in the middle of one modseq "12-1-T0192...": everything up to that id has been told. */
static gboolean
parse_state (const char  *text,
             gint64      *modseq,
             gint64      *version,
             char       **id)
{
  const char *first = strchr (text, '-');
  const char *second = first != NULL ? strchr (first + 1, '-') : NULL;
  g_autofree char *head = NULL;

  if (second == NULL)
    {
      *id = g_strdup (LAST_ID);
      return bell_state_parse (text, modseq, version);
    }
  head = g_strndup (text, (gsize) (second - text));
  *id = g_strdup (second + 1);
  return strlen (*id) > 1 && strlen (*id) < 100 && bell_state_parse (head, modseq, version);
}

static const char *
changes_resource (const BellReader *self,
                  BellType          type,
                  gboolean         *with_principal)
{
  gboolean staff = bell_reader_is_staff (self);

  *with_principal = FALSE;
  switch (type)
    {
    case BELL_TYPE_PRINCIPAL:
      return BELL_SERVER_SQL ("changes-all-principal");
    case BELL_TYPE_TEAM:
      return BELL_SERVER_SQL ("changes-all-team");
    case BELL_TYPE_TICKET:
      *with_principal = !staff;
      return staff ? BELL_SERVER_SQL ("changes-all-ticket") : BELL_SERVER_SQL ("changes-requester-ticket");
    case BELL_TYPE_MESSAGE:
      *with_principal = !staff;
      return staff ? BELL_SERVER_SQL ("changes-all-message") : BELL_SERVER_SQL ("changes-requester-message");
    case BELL_TYPE_ARTICLE:
      return staff ? BELL_SERVER_SQL ("changes-all-article") : BELL_SERVER_SQL ("changes-requester-article");
    case BELL_TYPE_NOTICE:
      return staff ? BELL_SERVER_SQL ("changes-all-notice") : BELL_SERVER_SQL ("changes-requester-notice");
    case BELL_TYPE_VIEW:
      *with_principal = staff;
      return staff ? BELL_SERVER_SQL ("changes-staff-view") : BELL_SERVER_SQL ("changes-none");
    case BELL_TYPE_CALENDAR:
      return BELL_SERVER_SQL ("changes-all-calendar");
    case BELL_TYPE_SLA_POLICY:
      return BELL_SERVER_SQL ("changes-all-sla-policy");
    case BELL_TYPE_CHANGE:
      *with_principal = TRUE;
      return staff ? BELL_SERVER_SQL ("changes-staff-change") : BELL_SERVER_SQL ("changes-requester-change");
    case BELL_TYPE_NONE:
    default:
      g_assert_not_reached ();
    }
}

void
bell_changes_page_clear (BellChangesPage *page)
{
  g_clear_pointer (&page->new_state, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (page->ids); i++)
    g_clear_pointer (&page->ids[i], g_ptr_array_unref);
}

static gboolean
read_page (const BellReader *self,
           BellType          type,
           const State      *now,
           gint64            modseq,
           const char       *id,
           guint             max_changes,
           BellChangesPage  *page,
           GError          **error)
{
  gboolean with_principal;
  const char *resource = changes_resource (self, type, &with_principal);
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (self->database, resource, error);
  g_autofree char *last_id = NULL;
  State reached = *now;
  gint64 last_at = 0, next_at = 0;
  guint n = 0;
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_int64 (statement, 1, modseq);
  bell_statement_bind_text (statement, 2, id);
  bell_statement_bind_int64 (statement, 3, (gint64) max_changes + 1);
  if (with_principal)
    bell_statement_bind_text (statement, 4, self->who->principal_id);

  for (;;)
    {
      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        break;
      if (n == max_changes)
        {
          page->more = TRUE;
          next_at = bell_statement_get_int64 (statement, 1);
          break;
        }
      n++;
      last_at = bell_statement_get_int64 (statement, 1);
      g_free (last_id);
      last_id = g_strdup (bell_statement_get_text (statement, 0));
      g_ptr_array_add (page->ids[bell_statement_get_int64 (statement, 2)], g_strdup (last_id));
    }

  if (page->more)
    {
      reached.modseq = last_at;
      reached.mark = -1;
    }
  page->new_state = format_state (self, &reached, error);
  if (page->new_state == NULL)
    return FALSE;
  if (page->more && next_at <= last_at)
    {
      g_autofree char *head = g_steal_pointer (&page->new_state);

      page->new_state = g_strdup_printf ("%s-%s", head, last_id);
    }
  return TRUE;
}

/**
 * bell_reader_get_changes:
 * @since_state: what the reader knows
 * @max_changes: at most so many ids, at least 1
 * @page: (out caller-allocates): what changed
 *
 * Returns: whether it could be told; else %BELL_JMAP_ERROR_CANNOT_CALCULATE_CHANGES for a
 *   state that is none of ours, or lies before the history or before the reader's rights changed
 */
gboolean
bell_reader_get_changes (const BellReader *self,
                         BellType          type,
                         const char       *since_state,
                         guint             max_changes,
                         BellChangesPage  *page,
                         GError          **error)
{
  g_autofree char *id = NULL;
  gint64 modseq, version;
  gboolean known = FALSE;
  State now;

  memset (page, 0, sizeof *page);
  for (guint i = 0; i < G_N_ELEMENTS (page->ids); i++)
    page->ids[i] = g_ptr_array_new_with_free_func (g_free);

  if (!read_state (self, type, &now, error))
    return FALSE;
  if (parse_state (since_state, &modseq, &version, &id) && modseq >= 0 && modseq <= now.counter && modseq >= now.history_from &&
      !is_known (self, modseq, version, now.version, &known, error))
    return FALSE;
  if (!known)
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_CANNOT_CALCULATE_CHANGES,
                           _("What changed since that state is not known. Everything has to be fetched again."));
      return FALSE;
    }
  return read_page (self, type, &now, modseq, id, max_changes, page, error);
}

/**
 * bell_reader_get_record:
 * @record: (out) (transfer full) (nullable): %NULL if there is no such object or it is not theirs to see
 *
 * Returns: %FALSE on error
 */
gboolean
bell_reader_get_record (const BellReader *self,
                        BellType          type,
                        const char       *id,
                        BellRecord      **record,
                        GError          **error)
{
  g_autoptr (BellRecord) found = NULL;
  g_autoptr (BellRecord) ticket = NULL;

  *record = NULL;
  if (!bell_organisation_get_record (self->organisation, self->database, type, id, &found, error))
    return FALSE;
  if (found == NULL)
    return TRUE;
  if (type == BELL_TYPE_MESSAGE && !bell_reader_is_staff (self) &&
      !bell_organisation_get_record (self->organisation, self->database, BELL_TYPE_TICKET,
                                     bell_message_get_ticket_id (BELL_MESSAGE (found)), &ticket, error))
    return FALSE;
  if (bell_access_can_read (&self->who->actor, found, ticket))
    *record = g_steal_pointer (&found);
  return TRUE;
}

/* What everybody may read the history of. */
static gboolean
is_for_all (const char *type)
{
  return strcmp (type, bell_type_get_wire_name (BELL_TYPE_CALENDAR)) == 0 ||
         strcmp (type, bell_type_get_wire_name (BELL_TYPE_SLA_POLICY)) == 0;
}

/**
 * bell_reader_get_change:
 * @change: (out) (transfer full) (nullable): %NULL if there is none or it is not theirs to see
 *
 * Returns: %FALSE on error
 */
gboolean
bell_reader_get_change (const BellReader *self,
                        const char       *id,
                        BellChange      **change,
                        GError          **error)
{
  g_autoptr (BellStatement) statement =
    bell_database_prepare_resource (self->database, BELL_SERVER_SQL ("change-get"), error);
  const char *owner_id;
  gboolean row;

  *change = NULL;
  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, id);
  bell_statement_bind_text (statement, 2, self->who->principal_id);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;

  owner_id = bell_statement_get_text (statement, 13);
  if (bell_reader_is_staff (self) ? owner_id != NULL && strcmp (owner_id, self->who->principal_id) != 0
                                  : !is_for_all (bell_statement_get_text (statement, 2)) &&
                                      (!bell_statement_get_int64 (statement, 12) || !bell_statement_get_int64 (statement, 14)))
    return TRUE;
  *change = bell_change_log_read (statement, error);
  return *change != NULL;
}

/**
 * bell_reader_get_scope:
 * @with_principal: (out): whether a `?1` in it stands for the reader's id
 *
 * Returns: an SQL condition that holds for the objects of @type that the reader may see
 */
const char *
bell_reader_get_scope (const BellReader *self,
                       BellType          type,
                       gboolean         *with_principal)
{
  gboolean staff = bell_reader_is_staff (self);

  *with_principal = FALSE;
  switch ((int) type)
    {
    case BELL_TYPE_TICKET:
      if (staff)
        return "TRUE";
      *with_principal = TRUE;
      return "ticket.id IN (SELECT ticket_id FROM ticket_access WHERE principal_id = ?1 AND revoked_modseq IS NULL)";

    case BELL_TYPE_MESSAGE:
      if (staff)
        return "TRUE";
      *with_principal = TRUE;
      return "message.kind = 'reply' AND message.ticket_id IN "
             "(SELECT ticket_id FROM ticket_access WHERE principal_id = ?1 AND revoked_modseq IS NULL)";

    case BELL_TYPE_ARTICLE:
      return staff ? "TRUE" : "article.state = 'published' AND article.audience = 'public'";

    case BELL_TYPE_NOTICE:
      return staff ? "TRUE" : "notice.audience = 'public'";

    case BELL_TYPE_VIEW:
      if (!staff)
        return "FALSE";
      *with_principal = TRUE;
      return "(view.owner_id IS NULL OR view.owner_id = ?1)";

    default:
      return "TRUE";
    }
}
