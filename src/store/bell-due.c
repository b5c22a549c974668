/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-due-private.h"

#include "bell-access.h"
#include "bell-outbox-file.h"
#include "bell-overlay.h"
#include "bell-wire.h"
#include "bell-workflow.h"

/* Rises when the same history gives other columns than before. */
#define COLUMNS_VERSION 3

/* So many tickets are counted anew in one transaction. */
#define PORTION 250

/* What IANA's data on this system calls its version, in the first line. */
#define ZONES_FILE "/usr/share/zoneinfo/tzdata.zi"

static void
unref_person (gpointer data)
{
  if (data != NULL)
    bell_record_unref (data);
}

/**
 * bell_due_free:
 * @self: (transfer full): it
 */
void
bell_due_free (BellDue *self)
{
  g_clear_pointer (&self->sla, bell_sla_case_free);
  g_clear_pointer (&self->people, g_hash_table_unref);
  g_free (self);
}

/* What was changed of them, confirmed and waiting, each with its place. */
static GPtrArray *
load_rule_changes (BellFiles  *files,
                   GError    **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "due-rule-changes", error);
  g_autoptr (GPtrArray) rows = NULL;
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  while (row)
    {
      BellChange *change;

      if (!bell_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        break;
      change = bell_wire_change_from_text (bell_statement_get_text (statement, 0), error);
      if (change == NULL)
        return NULL;
      g_ptr_array_add (changes, change);
    }

  rows = bell_outbox_file_load (files, "outbox-rules", NULL, error);
  if (rows == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      const BellOutboxRow *waiting = g_ptr_array_index (rows, i);
      gboolean confirmed;

      if (!bell_overlay_is_confirmed (files, waiting, &confirmed, error))
        return NULL;
      if (!confirmed && waiting->state != BELL_OUTBOX_STATE_PARKED)
        g_ptr_array_add (changes, bell_change_new_confirmed (waiting->change, bell_change_get_patch (waiting->change),
                                                             BELL_SLA_FIRST_WAITING_ORDER + waiting->seq,
                                                             bell_change_get_acted_at (waiting->change), NULL));
    }

  return g_steal_pointer (&changes);
}

/* The rules as they are now, whoever of the processes on these files has
 * changed them. */
BellDue *
bell_due_get (BellFiles  *files,
         GError    **error)
{
  g_autoptr (GPtrArray) policies = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autoptr (GPtrArray) calendars = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (BellSlaRules) rules = NULL;
  BellRole role;
  gint64 seq;

  if (!bell_files_get_meta_int64 (files, "due-rules", &seq, error))
    return NULL;
  if (files->due != NULL && files->due->rules_seq == seq)
    return files->due;

  if (bell_table_get_all (files->visible[BELL_TYPE_SLA_POLICY], files->cache, policies, error) &&
      bell_table_get_all (files->visible[BELL_TYPE_CALENDAR], files->cache, calendars, error))
    changes = load_rule_changes (files, error);
  if (changes == NULL || !bell_overlay_get_role (files, &role, error))
    return NULL;

  g_clear_pointer (&files->due, bell_due_free);
  rules = bell_sla_rules_new_with_history (policies, calendars, changes);
  bell_sla_rules_set_hides_tags (rules, !bell_access_can_read_property (role, bell_ticket_property (BELL_TICKET_TAGS)));
  files->due = g_new0 (BellDue, 1);
  files->due->rules_seq = seq;
  files->due->sla = bell_sla_case_new (rules);
  files->due->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_person);

  return files->due;
}

/* Private: whoever has rules in memory reads them anew. */
gboolean
bell_due_note_rules (BellFiles  *files,
            GError    **error)
{
  gint64 seq;

  return bell_files_get_meta_int64 (files, "due-rules", &seq, error) &&
         bell_files_set_meta_int64 (files, "due-rules", seq + 1, error);
}

/* Without a policy, or done, a ticket has no deadline: nothing has to be read for that. */
static gboolean
has_clocks (BellFiles        *files,
            const BellRecord *record)
{
  return bell_sla_rules_has_policies (bell_sla_case_get_rules (files->due->sla)) &&
         bell_status_is_active (bell_ticket_get_status (BELL_TICKET (record)));
}

static gboolean
write_columns (BellFiles   *files,
               BellRecord  *record,
               GPtrArray   *history,
               gboolean     with_waiting,
               GError     **error)
{
  if (has_clocks (files, record))
    {
      if (!bell_due_open_case (files, record, history, with_waiting, error))
        return FALSE;
      bell_sla_case_write_due (files->due->sla, record);
    }
  else
    {
      g_autoptr (BellRecord) none = bell_record_new (BELL_TYPE_TICKET, bell_record_get_id (record));

      bell_sla_due_copy (record, none);
    }

  return TRUE;
}

/**
 * bell_due_write:
 * @record: what people will see of an object that has waiting changes
 * @error: BELL_DATABASE_ERROR
 *
 * Sets the columns of a ticket by its history and the outbox; of anything else, none.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_due_write (BellFiles   *files,
                BellRecord  *record,
                GError     **error)
{
  g_return_val_if_fail (record != NULL, FALSE);

  if (bell_record_get_data_type (record) != BELL_TYPE_TICKET)
    return TRUE;

  return bell_due_get (files, error) != NULL && write_columns (files, record, NULL, TRUE, error);
}

/* Private: sets the columns of a row of base. @history: (nullable): where it is at hand.
 * @moved: (nullable) (inout): set where anything changed, for the caller to note */
gboolean
bell_due_update_ticket (BellFiles   *files,
               const char  *id,
               GPtrArray   *history,
               gboolean    *moved,
               GError     **error)
{
  BellTable *table = files->base[BELL_TYPE_TICKET];
  g_autoptr (BellRecord) before = bell_record_new (BELL_TYPE_TICKET, id);
  g_autoptr (BellRecord) record = NULL;
  guint64 columns = 0;
  gboolean equal = TRUE;

  if (!bell_table_get (table, files->cache, id, &record, error))
    return FALSE;
  if (record == NULL)
    return TRUE;

  bell_sla_due_copy (before, record);
  if (!write_columns (files, record, history, FALSE, error))
    return FALSE;

  for (guint i = 0; i < bell_type_get_n_properties (BELL_TYPE_TICKET); i++)
    if (bell_ticket_property (i)->flags & BELL_PROPERTY_LOCAL)
      {
        columns |= BELL_TABLE_COLUMN (bell_ticket_property (i));
        equal = equal && bell_record_equal_property (before, record, bell_ticket_property (i));
      }

  if (equal)
    return TRUE;
  if (!bell_table_update (table, files->cache, record, columns, error))
    return FALSE;
  if (moved == NULL)
    return bell_files_note (files, BELL_TYPE_TICKET, id, 0, error);

  *moved = TRUE;

  return TRUE;
}

/* Private: the same for the tickets that a query finds, but those of @without. */
gboolean
bell_due_update_found (BellFiles   *files,
              const char  *query,
              const char  *key,
              GHashTable  *without,
              GError     **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, query, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  if (key != NULL)
    bell_statement_bind_text (statement, 1, key);
  for (;;)
    {
      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        break;
      g_ptr_array_add (ids, g_strdup (bell_statement_get_text (statement, 0)));
    }
  bell_statement_reset (statement);

  for (guint i = 0; i < ids->len; i++)
    if ((without == NULL || !g_hash_table_contains (without, g_ptr_array_index (ids, i))) &&
        !bell_due_update_ticket (files, g_ptr_array_index (ids, i), NULL, NULL, error))
      return FALSE;

  return TRUE;
}

/**
 * bell_due_update_all:
 * @error: BELL_DATABASE_ERROR
 *
 * Computes the columns of every ticket of base anew, by the rules as they
 * stand in the cache. In a transaction of it.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_due_update_all (BellFiles  *files,
                     GError    **error)
{
  g_clear_pointer (&files->due_done, g_hash_table_unref);

  return bell_due_note_rules (files, error) && bell_due_get (files, error) != NULL &&
         bell_due_update_found (files, "due-tickets", NULL, NULL, error);
}

/* The next tickets after @cursor, counted anew. @cursor: (inout): NULL after the last. */
static gboolean
update_portion (BellFiles  *files,
                char      **cursor,
                guint       limit,
                GError    **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "due-portion", error);
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, *cursor);
  bell_statement_bind_int64 (statement, 2, limit);
  while (row)
    {
      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (ids, g_strdup (bell_statement_get_text (statement, 0)));
    }
  bell_statement_reset (statement);

  for (guint i = 0; i < ids->len; i++)
    if (!bell_due_update_ticket (files, g_ptr_array_index (ids, i), NULL, NULL, error))
      return FALSE;
  g_clear_pointer (cursor, g_free);
  if (ids->len == limit)
    *cursor = g_strdup (g_ptr_array_index (ids, ids->len - 1));

  return TRUE;
}

/* As bell_due_update_all(), but what is more than a portion is left for bell_due_step(), so that
 * whoever writes next waits for a portion alone. In a transaction. */
static gboolean
update_in_portions (BellFiles  *files,
                    GError    **error)
{
  g_autofree char *cursor = g_strdup ("");

  if (!bell_due_note_rules (files, error) || bell_due_get (files, error) == NULL || !update_portion (files, &cursor, PORTION, error))
    return FALSE;
  files->due_waits = cursor != NULL;

  return bell_files_set_meta (files, "due-cursor", cursor, error);
}

/**
 * bell_due_step:
 * @more: (out): whether there is more to do
 * @error: BELL_DATABASE_ERROR
 *
 * Goes on with what an edit of the rules has left to be counted anew: one portion, in a
 * transaction of its own.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_due_step (BellFiles  *files,
               gboolean   *more,
               GError    **error)
{
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->cache, error);
  g_autofree char *cursor = NULL;

  *more = FALSE;
  if (transaction == NULL || !bell_files_get_meta (files, "due-cursor", &cursor, error))
    return FALSE;
  if (cursor != NULL &&
      (bell_due_get (files, error) == NULL || !update_portion (files, &cursor, PORTION, error) ||
       !bell_files_set_meta (files, "due-cursor", cursor, error)))
    return FALSE;
  if (!bell_transaction_commit (transaction, error))
    return FALSE;

  *more = cursor != NULL;
  files->due_waits = *more;

  return TRUE;
}

/* After policies were edited and nothing else: what was promised stands, so it is for
 * the tickets that were promised nothing. */
static gboolean
update_unpromised (BellFiles  *files,
                   GError    **error)
{
  BellSlaRules *before = files->due != NULL ? bell_sla_case_get_rules (files->due->sla) : NULL;
  gboolean had_history = before != NULL && bell_sla_rules_has_policies (before) && bell_sla_rules_has_history (before);

  if (!bell_due_note_rules (files, error) || bell_due_get (files, error) == NULL)
    return FALSE;
  if (!had_history || !bell_sla_rules_has_history (bell_sla_case_get_rules (files->due->sla)))
    return update_in_portions (files, error);

  return bell_due_update_found (files, "due-unpromised", NULL, NULL, error);
}

/**
 * bell_due_follow:
 * @news: what has just been written to base
 * @groups: the ids of what has moved, tickets among them
 * @error: BELL_DATABASE_ERROR
 *
 * Computes what the news change. Where they change the rules, that is all of
 * it, and what has waiting changes is added to @groups to be replayed.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_due_follow (BellFiles       *files,
                 const BellNews  *news,
                 GHashTable      *groups,
                 GError         **error)
{
  gboolean rules_moved = news->destroyed[BELL_TYPE_SLA_POLICY] != NULL && news->destroyed[BELL_TYPE_SLA_POLICY]->len > 0;
  gboolean calendars_moved = FALSE;
  BellDue *due;
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; i < news->records->len; i++)
    {
      BellType type = bell_record_get_data_type (g_ptr_array_index (news->records, i));

      rules_moved |= bell_due_is_rule (type);
      calendars_moved |= type == BELL_TYPE_CALENDAR;
    }
  /* Which may come before the objects or after them. */
  for (guint i = 0; i < news->changes->len; i++)
    {
      BellType type = bell_change_get_data_type (g_ptr_array_index (news->changes, i));

      rules_moved |= bell_due_is_rule (type);
      calendars_moved |= type == BELL_TYPE_CALENDAR;
    }

  if (rules_moved)
    {
      g_autoptr (GPtrArray) waiting = bell_outbox_file_get_groups (files, error);

      if (waiting == NULL || !(calendars_moved ? update_in_portions (files, error) : update_unpromised (files, error)))
        return FALSE;
      for (guint i = 0; i < waiting->len; i++)
        g_hash_table_add (groups, g_strdup (g_ptr_array_index (waiting, i)));
    }

  due = bell_due_get (files, error);
  if (due == NULL)
    return FALSE;

  for (guint i = 0; i < news->records->len; i++)
    {
      const BellRecord *record = g_ptr_array_index (news->records, i);

      if (bell_record_get_data_type (record) != BELL_TYPE_PRINCIPAL)
        continue;
      g_hash_table_remove (due->people, bell_record_get_id (record));
      if (bell_sla_rules_ask_requester (bell_sla_case_get_rules (due->sla)) &&
          !bell_due_update_found (files, "due-tickets-of", bell_record_get_id (record), NULL, error))
        return FALSE;
    }

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (bell_type_from_letter (*(const char *) id) == BELL_TYPE_TICKET && !bell_due_update_ticket (files, id, NULL, NULL, error))
      return FALSE;

  return TRUE;
}

/**
 * bell_due_follow_overlay:
 * @groups: (element-type utf8): what was replayed in the overlay
 * @error: BELL_DATABASE_ERROR
 *
 * Where rules are among it, as when a lead edits a policy with no network,
 * computes all columns by what people see now.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_due_follow_overlay (BellFiles  *files,
                         GPtrArray  *groups,
                         GError    **error)
{
  gboolean policies_moved = FALSE;

  for (guint i = 0; i < groups->len; i++)
    {
      BellType type = bell_type_from_letter (*(const char *) g_ptr_array_index (groups, i));

      if (type == BELL_TYPE_CALENDAR)
        return update_in_portions (files, error);
      policies_moved |= type == BELL_TYPE_SLA_POLICY;
    }

  return !policies_moved || update_unpromised (files, error);
}

static char *
get_zones_version (void)
{
  g_autofree char *text = NULL;
  const char *end;

  /* Where there is no such file nobody can tell, and nothing is computed anew. */
  if (!g_file_get_contents (ZONES_FILE, &text, NULL, NULL))
    return g_strdup_printf ("%d", COLUMNS_VERSION);

  end = strchr (text, '\n');

  return g_strdup_printf ("%d %.*s", COLUMNS_VERSION, (int) MIN (end != NULL ? end - text : 0, 64), text);
}

/**
 * bell_due_check_zones:
 * @error: BELL_DATABASE_ERROR
 *
 * Computes all columns anew if this system has other time zones than when that
 * was done last, or this program counts otherwise.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_due_check_zones (BellFiles  *files,
                      GError    **error)
{
  g_autofree char *now = get_zones_version ();
  g_autofree char *then = NULL;
  g_autofree char *cursor = NULL;
  g_autoptr (BellTransaction) transaction = NULL;

  if (!bell_files_get_meta (files, "due-cursor", &cursor, error) || !bell_files_get_meta (files, "due-zones", &then, error))
    return FALSE;
  files->due_waits = cursor != NULL;
  if (g_strcmp0 (now, then) == 0)
    return TRUE;

  transaction = bell_transaction_begin (files->cache, error);

  return transaction != NULL &&
         bell_due_update_all (files, error) &&
         bell_overlay_replay_all (files, error) &&
         bell_files_set_meta (files, "due-zones", now, error) &&
         bell_transaction_commit (transaction, error);
}
