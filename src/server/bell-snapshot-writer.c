/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-snapshot-writer.h"

#include <string.h>

#include "bell-push.h"
#include "bell-snapshot.h"
#include "bell-work-private.h"

/* The snapshot that a client starts from, written line by line while it is
 * read, in one read transaction, on a thread of its own.
 *
 * All states in it are the counter at its beginning: what happens after that
 * is for /changes. Now and then a cursor tells where a broken download goes
 * on. It goes on in a newer transaction, which is right as long as nothing
 * that was told has gone since: what is new is left out, what changed is told
 * again by /changes. If something has gone, the cursor is refused, and the
 * client begins anew. */

#define BLOCK (64 * 1024)
#define CURSOR_EVERY 1000
/* Rows that a database server sends at a time. */
#define PORTION 500
/* A staff member's first screen is sent ahead where the people alone would take
 * longer than somebody likes to wait. */
#define FIRST_SCREEN_TICKETS 200
#define FIRST_SCREEN_PEOPLE  1000
#define IS_OPEN "ticket.status NOT IN ('solved', 'closed')"

void
bell_snapshot_writer_free (BellSnapshotWriter *self)
{
  g_clear_pointer (&self->compressor, bell_compressor_free);
  g_clear_pointer (&self->writer, bell_json_writer_free);
  g_clear_pointer (&self->out, g_byte_array_unref);
  g_clear_object (&self->reader.database);
  bell_http_stream_unref (self->stream);
  bell_signed_in_free (self->who);
  g_free (self->last_id);
  g_free (self->cursor);
  g_free (self);
}

/* FALSE with no error: nobody listens any more. */
static gboolean
send (BellSnapshotWriter *self,
      gboolean            finish)
{
  gsize length;
  const char *text = bell_json_writer_peek (self->writer, &length);
  g_autoptr (GBytes) bytes = NULL;

  if (self->compressor != NULL)
    {
      bell_compressor_push (self->compressor, text, length, self->out);
      if (finish)
        bell_compressor_finish (self->compressor, self->out);
      else
        bell_compressor_flush (self->compressor, self->out);
    }
  else
    {
      g_byte_array_append (self->out, (const guint8 *) text, (guint) length);
    }
  bell_json_writer_clear (self->writer);
  bytes = g_bytes_new (self->out->data, self->out->len);
  g_byte_array_set_size (self->out, 0);
  return bell_http_stream_push_wait (self->stream, bytes);
}

/* Where a line has ended. */
static gboolean
pass (BellSnapshotWriter *self,
      const char         *id)
{
  if (++self->since_cursor >= CURSOR_EVERY)
    {
      g_autofree char *cursor = g_strdup_printf ("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT ".%d.%s", self->at, self->version,
                                                 (int) self->phase, id);

      bell_snapshot_write_cursor (self->writer, cursor);
      self->since_cursor = 0;
    }
  return bell_json_writer_get_length (self->writer) < BLOCK || send (self, FALSE);
}

/* @values: NULL for whole rows, "id", or "COUNT(*)" */
static BellStatement *
select_rows (BellSnapshotWriter  *self,
             BellType             type,
             const char          *values,
             const char          *condition,
             GError             **error)
{
  gboolean with_principal, counted = values != NULL && *values == 'C';
  BellTable *table = bell_organisation_get_table (self->reader.organisation, type);
  const char *scope = bell_reader_get_scope (&self->reader, type, &with_principal);
  gboolean downwards = type == BELL_TYPE_TICKET;
  g_autofree char *clauses =
    g_strdup_printf ("WHERE %s AND created_modseq <= ?%d AND (?%d = '' OR id %s ?%d)%s%s%s", scope, with_principal ? 2 : 1,
                     with_principal ? 3 : 2, downwards ? "<" : ">", with_principal ? 3 : 2, condition != NULL ? " AND " : "",
                     condition != NULL ? condition : "",
                     counted     ? ""
                     : downwards ? " ORDER BY id DESC"
                                 : " ORDER BY id");
  g_autoptr (BellStatement) statement =
    values != NULL ? bell_table_select_values (table, self->reader.database, values, clauses, error)
                   : bell_table_select (table, self->reader.database, clauses, error);

  if (statement == NULL)
    return NULL;
  bell_statement_stream (statement, PORTION);
  if (with_principal)
    bell_statement_bind_text (statement, 1, self->who->principal_id);
  bell_statement_bind_int64 (statement, with_principal ? 2 : 1, self->at);
  bell_statement_bind_text (statement, with_principal ? 3 : 2, !counted && self->last_id != NULL ? self->last_id : "");
  return g_steal_pointer (&statement);
}

static gboolean
write_messages (BellSnapshotWriter  *self,
                const char          *ticket_id,
                GError             **error)
{
  BellTable *table = bell_organisation_get_table (self->reader.organisation, BELL_TYPE_MESSAGE);
  g_autoptr (BellStatement) statement =
    bell_table_select (table, self->reader.database,
                       bell_reader_is_staff (&self->reader)
                         ? "WHERE ticket_id = ?1 AND created_modseq <= ?2 ORDER BY received_at, id"
                         : "WHERE ticket_id = ?1 AND created_modseq <= ?2 AND kind = 'reply' ORDER BY received_at, id",
                       error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, ticket_id);
  bell_statement_bind_int64 (statement, 2, self->at);
  for (;;)
    {
      g_autoptr (BellRecord) record = NULL;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      record = bell_table_read_row (table, statement, 0, error);
      if (record == NULL)
        return FALSE;
      bell_snapshot_write_record (self->writer, record, self->who->actor.role);
    }
}

/* Rows of one type; with tickets go their messages. */
static gboolean
write_rows (BellSnapshotWriter  *self,
            BellType             type,
            const char          *condition,
            gboolean            *listens,
            GError             **error)
{
  BellTable *table = bell_organisation_get_table (self->reader.organisation, type);
  g_autoptr (BellStatement) statement = select_rows (self, type, NULL, condition, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  while (*listens)
    {
      g_autoptr (BellRecord) record = NULL;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        break;
      record = bell_table_read_row (table, statement, 0, error);
      if (record == NULL)
        return FALSE;
      bell_snapshot_write_record (self->writer, record, self->who->actor.role);
      if (type == BELL_TYPE_TICKET && !write_messages (self, bell_record_get_id (record), error))
        return FALSE;
      *listens = pass (self, bell_record_get_id (record));
    }
  return TRUE;
}

/* Of each open ticket. */
static gboolean
write_history (BellSnapshotWriter  *self,
               gboolean            *listens,
               GError             **error)
{
  const char *resource = bell_reader_is_staff (&self->reader) ? BELL_SERVER_SQL ("snapshot-history-staff")
                                                              : BELL_SERVER_SQL ("snapshot-history-requester");
  g_autoptr (BellStatement) tickets = select_rows (self, BELL_TYPE_TICKET, "id", IS_OPEN, error);
  gboolean row;

  if (tickets == NULL)
    return FALSE;
  while (*listens)
    {
      g_autoptr (BellStatement) changes = NULL;
      g_autofree char *ticket_id = NULL;

      if (!bell_statement_step (tickets, &row, error))
        return FALSE;
      if (!row)
        break;
      ticket_id = g_strdup (bell_statement_get_text (tickets, 0));
      changes = bell_database_prepare_resource (self->reader.database, resource, error);
      if (changes == NULL)
        return FALSE;
      bell_statement_bind_text (changes, 1, ticket_id);
      bell_statement_bind_int64 (changes, 2, self->at);
      bell_statement_bind_text (changes, 3, self->who->principal_id);
      for (;;)
        {
          g_autoptr (BellChange) change = NULL;

          if (!bell_statement_step (changes, &row, error) || (row && (change = bell_change_log_read (changes, error)) == NULL))
            return FALSE;
          if (!row)
            break;
          bell_snapshot_write_change (self->writer, change, self->who->actor.role);
        }
      *listens = pass (self, ticket_id);
    }
  return TRUE;
}

/* Of calendars and policies: what was promised when. Few, and all at once. */
static gboolean
write_rules (BellSnapshotWriter  *self,
             GError             **error)
{
  g_autoptr (BellStatement) changes =
    bell_database_prepare_resource (self->reader.database, BELL_SERVER_SQL ("snapshot-rules"), error);
  gboolean row;

  if (changes == NULL)
    return FALSE;
  bell_statement_bind_int64 (changes, 1, self->at);
  for (;;)
    {
      g_autoptr (BellChange) change = NULL;

      if (!bell_statement_step (changes, &row, error) || (row && (change = bell_change_log_read (changes, error)) == NULL))
        return FALSE;
      if (!row)
        return TRUE;
      bell_snapshot_write_change (self->writer, change, self->who->actor.role);
    }
}

static gboolean
count_rules (BellSnapshotWriter  *self,
             GError             **error)
{
  g_autoptr (BellStatement) statement =
    bell_database_prepare_resource (self->reader.database, BELL_SERVER_SQL ("snapshot-rules-count"), error);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_int64 (statement, 1, self->at);
  if (bell_statement_step (statement, &row, error))
    self->counts[BELL_TYPE_CHANGE] += bell_statement_get_int64 (statement, 0);
  return row;
}

static gboolean
count_history (BellSnapshotWriter  *self,
               GError             **error)
{
  const char *resource = bell_reader_is_staff (&self->reader) ? BELL_SERVER_SQL ("snapshot-history-count-staff")
                                                              : BELL_SERVER_SQL ("snapshot-history-count-requester");
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (self->reader.database, resource, error);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_int64 (statement, 1, self->at);
  bell_statement_bind_text (statement, 2, self->who->principal_id);
  if (bell_statement_step (statement, &row, error))
    self->counts[BELL_TYPE_CHANGE] = bell_statement_get_int64 (statement, 0);
  return row;
}

static gboolean
count (BellSnapshotWriter  *self,
       GError             **error)
{

  for (guint type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      g_autoptr (BellStatement) statement = select_rows (self, (BellType) type, "COUNT(*)", NULL, error);
      gboolean row;

      if (statement == NULL || !bell_statement_step (statement, &row, error))
        return FALSE;
      self->counts[type] = bell_statement_get_int64 (statement, 0);
    }
  return count_history (self, error) && count_rules (self, error);
}

static gboolean
ask (BellSnapshotWriter  *self,
     const char          *resource,
     gboolean             with_principal,
     gboolean            *answer,
     GError             **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (self->reader.database, resource, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_int64 (statement, 1, self->at);
  if (with_principal)
    bell_statement_bind_text (statement, 2, self->who->principal_id);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  *answer = bell_statement_get_int64 (statement, 0) != 0;
  return TRUE;
}

/* Finds the place of the cursor; resumed tells whether it is still right. */
gboolean
bell_snapshot_writer_place (BellSnapshotWriter  *self,
                            GError             **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (self->reader.database, BELL_SERVER_SQL ("state-get"), error);
  g_auto (GStrv) parts = self->cursor != NULL ? g_strsplit (self->cursor, ".", 5) : NULL;
  guint64 at, version, phase;
  gint64 counter, mark, access;
  gboolean row, disturbed, moved = FALSE;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, "Ticket");
  bell_statement_bind_text (statement, 2, self->who->principal_id);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  access = bell_statement_get_int64 (statement, 1);
  counter = bell_statement_get_int64 (statement, 3);
  self->at = counter;
  if (!bell_reader_mark (&self->reader, counter, &mark, error))
    return FALSE;
  self->version = bell_reader_add_mark (access, mark);

  if (parts == NULL || g_strv_length (parts) != 4 || strlen (parts[3]) > 64 ||
      !g_ascii_string_to_unsigned (parts[0], 10, 0, (guint64) counter, &at, NULL) ||
      !g_ascii_string_to_unsigned (parts[1], 10, 0, G_MAXINT64, &version, NULL) ||
      !g_ascii_string_to_unsigned (parts[2], 10, 0, BELL_SNAPSHOT_N_PHASES - 1, &phase, NULL))
    return TRUE;
  /* Of the same history, and with the same rights. */
  if (!bell_reader_mark (&self->reader, (gint64) at, &mark, error))
    return FALSE;
  if ((gint64) version != bell_reader_add_mark (access, mark))
    return TRUE;

  self->at = (gint64) at;
  if (!ask (self, BELL_SERVER_SQL ("snapshot-disturbed"), TRUE, &disturbed, error) ||
      (phase == BELL_SNAPSHOT_PHASE_HISTORY && !ask (self, BELL_SERVER_SQL ("snapshot-tickets-changed"), FALSE, &moved, error)))
    return FALSE;
  if (disturbed || moved)
    {
      self->at = counter;
      return TRUE;
    }
  self->version = (gint64) version;
  self->phase = (BellSnapshotPhase) phase;
  self->last_id = g_strdup (parts[3]);
  self->resumed = TRUE;
  return TRUE;
}

static gboolean
write_phase (BellSnapshotWriter  *self,
             gboolean            *listens,
             GError             **error)
{
  g_autofree char *others = NULL;

  switch (self->phase)
    {
    case BELL_SNAPSHOT_PHASE_PRINCIPALS:
      return write_rows (self, BELL_TYPE_PRINCIPAL, NULL, listens, error);
    case BELL_SNAPSHOT_PHASE_TEAMS:
      return write_rows (self, BELL_TYPE_TEAM, NULL, listens, error);
    case BELL_SNAPSHOT_PHASE_NOTICES:
      return write_rows (self, BELL_TYPE_NOTICE, NULL, listens, error);
    case BELL_SNAPSHOT_PHASE_VIEWS:
      return write_rows (self, BELL_TYPE_VIEW, NULL, listens, error);
    case BELL_SNAPSHOT_PHASE_CALENDARS:
      return write_rows (self, BELL_TYPE_CALENDAR, NULL, listens, error);
    case BELL_SNAPSHOT_PHASE_POLICIES:
      return write_rows (self, BELL_TYPE_SLA_POLICY, NULL, listens, error);
    case BELL_SNAPSHOT_PHASE_RULES:
      return write_rules (self, error);
    case BELL_SNAPSHOT_PHASE_OPEN_TICKETS:
      return write_rows (self, BELL_TYPE_TICKET, IS_OPEN, listens, error);
    case BELL_SNAPSHOT_PHASE_OTHER_TICKETS:
      /* One that was opened again since the download broke stood in neither part. */
      if (self->resumed)
        others = g_strdup_printf ("(NOT (" IS_OPEN ") OR ticket.modseq > %" G_GINT64_FORMAT ")", self->at);
      return write_rows (self, BELL_TYPE_TICKET, self->resumed ? others : "NOT (" IS_OPEN ")", listens, error);
    case BELL_SNAPSHOT_PHASE_ARTICLES:
      return write_rows (self, BELL_TYPE_ARTICLE, NULL, listens, error);
    case BELL_SNAPSHOT_PHASE_HISTORY:
      return write_history (self, listens, error);
    case BELL_SNAPSHOT_N_PHASES:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
write_person (BellSnapshotWriter  *self,
              GHashTable          *written,
              const char          *id,
              GError             **error)
{
  g_autoptr (BellRecord) person = NULL;

  if (id == NULL || g_hash_table_contains (written, id))
    return TRUE;
  if (!bell_organisation_get_record (self->reader.organisation, self->reader.database, BELL_TYPE_PRINCIPAL, id, &person, error))
    return FALSE;
  if (person != NULL)
    bell_snapshot_write_record (self->writer, person, self->who->actor.role);
  g_hash_table_add (written, g_strdup (id));
  return TRUE;
}

/* The newest open tickets, with who asked and who works on them. All of it
 * comes again in its place: what comes twice is taken once. */
static gboolean
write_first_screen (BellSnapshotWriter  *self,
                    gboolean            *listens,
                    GError             **error)
{
  BellTable *table = bell_organisation_get_table (self->reader.organisation, BELL_TYPE_TICKET);
  g_autoptr (GHashTable) written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (BellStatement) statement = select_rows (self, BELL_TYPE_TICKET, NULL, IS_OPEN, error);
  g_autofree char *cursor = NULL;
  gboolean row;

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < FIRST_SCREEN_TICKETS; i++)
    {
      g_autoptr (BellRecord) ticket = NULL;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        break;
      ticket = bell_table_read_row (table, statement, 0, error);
      if (ticket == NULL ||
          !write_person (self, written, bell_ticket_get_requester_id (BELL_TICKET (ticket)), error) ||
          !write_person (self, written, bell_ticket_get_assignee_id (BELL_TICKET (ticket)), error))
        return FALSE;
      bell_snapshot_write_record (self->writer, ticket, self->who->actor.role);
      if (!write_messages (self, bell_record_get_id (ticket), error))
        return FALSE;
    }

  /* Whoever reads puts what there is on show where a cursor stands. This one
   * goes on at the very beginning. */
  cursor = g_strdup_printf ("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT ".%d.", self->at, self->version, (int) BELL_SNAPSHOT_PHASE_PRINCIPALS);
  bell_snapshot_write_cursor (self->writer, cursor);
  *listens = send (self, FALSE);
  return TRUE;
}

gboolean
bell_snapshot_writer_write (BellSnapshotWriter  *self,
                            GError             **error)
{
  BellSnapshotSummary summary = { 0 };
  g_autofree char *state = NULL;
  gboolean listens = TRUE;

  if (!count (self, error))
    return FALSE;

  state = bell_state_format (self->at, self->version);
  for (guint type = 0; type < BELL_TYPE_NONE; type++)
    {
      summary.states[type] = g_strdup (state);
      summary.counts[type] = self->counts[type];
    }
  bell_snapshot_write_begin (self->writer, &summary);
  bell_snapshot_summary_clear (&summary);
  listens = send (self, FALSE);
  if (listens && !self->resumed && bell_reader_is_staff (&self->reader) &&
      self->counts[BELL_TYPE_PRINCIPAL] >= FIRST_SCREEN_PEOPLE && !write_first_screen (self, &listens, error))
    return FALSE;

  for (; self->phase < BELL_SNAPSHOT_N_PHASES && listens; self->phase++)
    {
      if (!write_phase (self, &listens, error))
        return FALSE;
      g_clear_pointer (&self->last_id, g_free);
      self->since_cursor = 0;
      /* What there is so far is of use at once. */
      if (listens && self->phase == BELL_SNAPSHOT_PHASE_RULES)
        listens = send (self, FALSE);
    }
  if (listens)
    {
      bell_snapshot_write_end (self->writer, self->counts);
      send (self, TRUE);
    }
  return TRUE;
}
