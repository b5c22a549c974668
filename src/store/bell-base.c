/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-base.h"

#include <glib/gi18n-lib.h>

#include "bell-due.h"
#include "bell-outbox-file.h"
#include "bell-overlay.h"
#include "bell-search-index.h"
#include "bell-settle.h"
#include "bell-sql.h"
#include "bell-wire.h"

/* How base moves: only by what the server says, each round in one transaction
 * together with its states and with the overlay on top of it. The same news
 * twice change nothing. On the writer's thread. */

/* How many rows of the journal are kept for those who read it. */
#define JOURNAL_LENGTH 20000

/* Fewer tickets than this may go without a second look. */
#define MANY_DESTROYED 50

static gboolean
bell_base_step_text (BellFiles    *files,
                     const char   *query,
                     const char   *key,
                     char        **value,
                     GError      **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, query, error);
  gboolean row;

  *value = NULL;
  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, key);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    *value = g_strdup (bell_statement_get_text (statement, 0));

  return TRUE;
}

static gboolean
bell_base_set_state (BellFiles   *files,
                     BellType     type,
                     const char  *state,
                     GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "state-set", error);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, bell_type_get_wire_name (type));
  bell_statement_bind_text (statement, 2, state);

  return bell_statement_run (statement, error);
}

/**
 * bell_state_get_modseq:
 * @state: (nullable): a state of a type, "MODSEQ-ACCESS"
 *
 * Returns: its modseq; -1 if there is none
 */
gint64
bell_state_get_modseq (const char *state)
{
  return state != NULL && g_ascii_isdigit (*state) ? g_ascii_strtoll (state, NULL, 10) : -1;
}

/**
 * bell_base_get_states:
 * @states: (out): the state of each type, or %NULL; to be freed each
 *
 * Returns: %FALSE on error
 */
gboolean
bell_base_get_states (BellFiles  *files,
                      char       *states[BELL_TYPE_NONE],
                      GError    **error)
{
  for (int type = 0; type < BELL_TYPE_NONE; type++)
    if (!bell_base_step_text (files, "state-get", bell_type_get_wire_name (type), &states[type], error))
      return FALSE;

  return TRUE;
}

/* Compares the states that the news begin from with those that are here. */
static gboolean
bell_base_check_states (BellFiles       *files,
                        const BellNews  *news,
                        GError         **error)
{
  for (int type = 0; type < BELL_TYPE_NONE; type++)
    {
      g_autofree char *state = NULL;

      if (news->new_states[type] == NULL)
        continue;

      if (!bell_base_step_text (files, "state-get", bell_type_get_wire_name (type), &state, error))
        return FALSE;

      /* The same news once more are no harm. */
      if (g_strcmp0 (state, news->old_states[type]) != 0 && g_strcmp0 (state, news->new_states[type]) != 0)
        {
          g_set_error_literal (error, BELL_STORE_ERROR, BELL_STORE_ERROR_STATE_MISMATCH,
                               _("These news do not follow on what is known here."));
          return FALSE;
        }
    }

  return TRUE;
}

/* A server that says that nearly everything is gone is believed only if a
 * snapshot says so too. */
static gboolean
bell_base_check_destroyed (BellFiles       *files,
                           const BellNews  *news,
                           GError         **error)
{
  const GPtrArray *destroyed = news->destroyed[BELL_TYPE_TICKET];
  g_autoptr (BellStatement) statement = NULL;
  gboolean row;

  if (destroyed == NULL || destroyed->len < MANY_DESTROYED)
    return TRUE;

  statement = bell_sql_prepare (files->cache, "table-count", bell_table_get_name (files->base[BELL_TYPE_TICKET]), error);
  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return FALSE;
  if (destroyed->len <= bell_statement_get_int64 (statement, 0) / 2)
    return TRUE;

  g_set_error_literal (error, BELL_STORE_ERROR, BELL_STORE_ERROR_DOUBTFUL,
                       _("The server says that most tickets are gone. That is asked once more."));

  return FALSE;
}

static gboolean
bell_base_apply_record (BellFiles   *files,
                        BellRecord  *record,
                        GHashTable  *groups,
                        GError     **error)
{
  BellType type = bell_record_get_data_type (record);
  const char *id = bell_record_get_id (record);
  g_autoptr (BellRecord) before = NULL;
  gboolean index;

  if (!bell_table_get (files->base[type], files->cache, id, &before, error))
    return FALSE;

  /* An answer that was under way while a newer one came. */
  if (before != NULL && bell_record_get_modseq (before) > bell_record_get_modseq (record))
    return TRUE;
  if (before != NULL && type == BELL_TYPE_TICKET)
    bell_sla_due_copy (record, before);
  if (before != NULL && bell_record_equal (before, record) &&
      bell_record_get_modseq (before) == bell_record_get_modseq (record))
    return TRUE;

  index = before == NULL || bell_search_index_is_touched (before, record);
  if ((before != NULL && index && !bell_search_index_remove (files, before, error)) ||
      !bell_table_upsert (files->base[type], files->cache, record, error) ||
      (index && !bell_search_index_add (files, record, error)))
    return FALSE;

  g_hash_table_add (groups, g_strdup (id));
  if (type == BELL_TYPE_MESSAGE && bell_message_get_ticket_id (BELL_MESSAGE (record)) != NULL)
    g_hash_table_add (groups, g_strdup (bell_message_get_ticket_id (BELL_MESSAGE (record))));

  return bell_files_note (files, type, id, 0, error);
}

static gboolean
bell_base_apply_destroyed (BellFiles   *files,
                           BellType     type,
                           const char  *id,
                           GHashTable  *groups,
                           GError     **error)
{
  g_autoptr (BellRecord) before = NULL;
  gint64 key;

  if (!bell_table_get (files->base[type], files->cache, id, &before, error))
    return FALSE;
  if (before == NULL)
    return TRUE;

  key = bell_files_get_key (files, files->base[type], id, error);
  if (key < 0)
    return FALSE;

  g_hash_table_add (groups, g_strdup (id));
  if (type == BELL_TYPE_MESSAGE && bell_message_get_ticket_id (BELL_MESSAGE (before)) != NULL)
    g_hash_table_add (groups, g_strdup (bell_message_get_ticket_id (BELL_MESSAGE (before))));

  return bell_search_index_remove (files, before, error) &&
         bell_table_delete (files->base[type], files->cache, id, error) &&
         bell_files_note (files, type, id, key, error);
}

/**
 * bell_base_insert_change:
 * @change: a confirmed change
 *
 * Adds to the history. One that is there already becomes what the server says of
 * it now, which is more or less where the reader's role has changed.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_base_insert_change (BellFiles         *files,
                         const BellChange  *change,
                         GError           **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "change-insert", error);
  g_autofree char *content = bell_wire_change_to_text (change);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_static_text (statement, 1, bell_change_get_id (change));
  bell_statement_bind_int64 (statement, 2, bell_change_get_modseq (change));
  bell_statement_bind_static_text (statement, 3, bell_change_get_object_id (change));
  bell_statement_bind_static_text (statement, 4, bell_change_get_author_id (change));
  bell_statement_bind_static_text (statement, 5, content);

  return bell_statement_run (statement, error);
}

/* History of what left the reader's sight goes with it. */
static gboolean
bell_base_remove_change (BellFiles   *files,
                         const char  *id,
                         GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "change-delete", error);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_static_text (statement, 1, id);

  return bell_statement_run (statement, error);
}

/**
 * bell_base_load_news:
 * @since: a modseq
 * @me: whose own doings are no news
 * @limit: how many at most
 * @reached: (out): the modseq of the last one
 *
 * Returns: (transfer full) (element-type BellChange) (nullable): what others
 *   did after @since, oldest first; %NULL on error
 */
GPtrArray *
bell_base_load_news (BellFiles   *files,
                     gint64       since,
                     const char  *me,
                     guint        limit,
                     gint64      *reached,
                     GError     **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "change-news", error);
  gboolean row;

  *reached = since;
  if (statement == NULL)
    return NULL;

  bell_statement_bind_int64 (statement, 1, since);
  bell_statement_bind_text (statement, 2, me);
  bell_statement_bind_int64 (statement, 3, limit);
  for (;;)
    {
      BellChange *change;

      if (!bell_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&changes);

      change = bell_wire_change_from_text (bell_statement_get_text (statement, 1), error);
      if (change == NULL)
        return NULL;

      *reached = bell_statement_get_int64 (statement, 0);
      g_ptr_array_add (changes, change);
    }
}

/**
 * bell_base_load_history:
 *
 * Returns: (transfer full) (element-type BellChange) (nullable): the confirmed
 *   changes of an object, in their order; %NULL on error
 */
GPtrArray *
bell_base_load_history (BellFiles   *files,
                        const char  *object_id,
                        GError     **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "change-of-object", error);
  gboolean row;

  if (statement == NULL)
    return NULL;

  bell_statement_bind_text (statement, 1, object_id);
  for (;;)
    {
      BellChange *change;

      if (!bell_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&changes);

      change = bell_wire_change_from_text (bell_statement_get_text (statement, 0), error);
      if (change == NULL)
        return NULL;
      g_ptr_array_add (changes, change);
    }
}

/* The overlay of what has moved. Groups without waiting changes cost a look. */
static gboolean
bell_base_replay (BellFiles   *files,
                  GHashTable  *groups,
                  GError     **error)
{
  g_autoptr (GPtrArray) waiting = bell_outbox_file_get_groups (files, error);

  if (waiting == NULL)
    return FALSE;

  for (guint i = 0; i < waiting->len; i++)
    {
      const char *group = g_ptr_array_index (waiting, i);

      if (g_hash_table_contains (groups, group) && !bell_overlay_replay_group (files, group, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
bell_base_prune_journal (BellFiles  *files,
                         GError    **error)
{
  g_autoptr (BellStatement) statement = NULL;
  gint64 first, last;

  if (!bell_files_query_int64 (files->cache, "journal-first", &first, error) ||
      !bell_files_query_int64 (files->cache, "journal-last", &last, error))
    return FALSE;
  if (last - first < 2 * JOURNAL_LENGTH)
    return TRUE;

  statement = bell_files_prepare (files->cache, "journal-prune", error);
  if (statement == NULL)
    return FALSE;

  bell_statement_bind_int64 (statement, 1, last - JOURNAL_LENGTH);

  return bell_statement_run (statement, error);
}

/**
 * bell_base_sweep:
 * @error: BELL_DATABASE_ERROR
 *
 * Takes the rows out of the outbox that base holds, and keeps them for a while. What the overlay shows
 * does not follow from whether this has been done.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_base_sweep (BellFiles  *files,
                 GError    **error)
{
  g_autoptr (GPtrArray) rows = bell_outbox_file_load (files, "outbox-all", NULL, error);
  g_autoptr (GPtrArray) confirmed_rows = g_ptr_array_new ();
  g_autoptr (BellTransaction) transaction = NULL;

  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      BellOutboxRow *row = g_ptr_array_index (rows, i);
      gboolean confirmed;

      if (!bell_overlay_is_confirmed (files, row, &confirmed, error))
        return FALSE;
      if (confirmed)
        g_ptr_array_add (confirmed_rows, row);
    }

  if (confirmed_rows->len == 0)
    return TRUE;

  /* A cache that comes back from a power cut as it was before that would not
   * hold them, and nobody would see that the server has been set back too. */
  if (!bell_database_sync (files->cache, error))
    return FALSE;
  transaction = bell_transaction_begin (files->outbox, error);
  if (transaction == NULL)
    return FALSE;

  for (guint i = 0; i < confirmed_rows->len; i++)
    if (!bell_outbox_file_keep (files, g_ptr_array_index (confirmed_rows, i), bell_clock_now (files->clock), error) ||
        !bell_outbox_file_delete (files, g_ptr_array_index (confirmed_rows, i), error))
      return FALSE;

  return bell_transaction_commit (transaction, error);
}

static gboolean
bell_base_apply_all (BellFiles       *files,
                     const BellNews  *news,
                     GError         **error)
{
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->cache, error);
  g_autoptr (GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *gone = news->destroyed[BELL_TYPE_CHANGE];

  if (transaction == NULL || !bell_base_check_states (files, news, error) ||
      !bell_base_check_destroyed (files, news, error))
    return FALSE;

  for (guint i = 0; i < news->records->len; i++)
    if (!bell_base_apply_record (files, g_ptr_array_index (news->records, i), groups, error))
      return FALSE;

  for (int type = 0; type < BELL_N_TABLE_TYPES; type++)
    for (guint i = 0; news->destroyed[type] != NULL && i < news->destroyed[type]->len; i++)
      if (!bell_base_apply_destroyed (files, type, g_ptr_array_index (news->destroyed[type], i), groups, error))
        return FALSE;

  for (guint i = 0; i < news->changes->len; i++)
    {
      const BellChange *change = g_ptr_array_index (news->changes, i);

      g_hash_table_add (groups, g_strdup (bell_change_get_object_id (change)));
      if (!bell_base_insert_change (files, change, error))
        return FALSE;
    }

  for (guint i = 0; gone != NULL && i < gone->len; i++)
    if (!bell_base_remove_change (files, g_ptr_array_index (gone, i), error))
      return FALSE;

  if ((news->changes->len > 0 || gone != NULL) && !bell_files_note (files, BELL_TYPE_CHANGE, NULL, 0, error))
    return FALSE;

  /* Before the overlay: what is confirmed is judged by the states. */
  for (int type = 0; type < BELL_TYPE_NONE; type++)
    if (news->new_states[type] != NULL && !bell_base_set_state (files, type, news->new_states[type], error))
      return FALSE;

  /* A state alone can confirm a change whose object did not move here. */
  {
    g_autoptr (GPtrArray) rows = bell_outbox_file_load (files, "outbox-all", NULL, error);

    if (rows == NULL)
      return FALSE;
    for (guint i = 0; i < rows->len; i++)
      {
        const BellOutboxRow *row = g_ptr_array_index (rows, i);
        gboolean confirmed;

        if (!bell_overlay_is_confirmed (files, row, &confirmed, error))
          return FALSE;
        if (confirmed)
          g_hash_table_add (groups, g_strdup (row->group));
      }
  }

  return bell_due_follow (files, news, groups, error) &&
         bell_base_replay (files, groups, error) &&
         bell_base_prune_journal (files, error) &&
         bell_transaction_commit (transaction, error);
}

/**
 * bell_base_apply:
 * @news: what a round brought
 * @error: BELL_STORE_ERROR_STATE_MISMATCH; BELL_DATABASE_ERROR
 *
 * Moves base, all or nothing, replays the overlay over it, and takes what is
 * now confirmed out of the outbox.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_base_apply (BellFiles       *files,
                 const BellNews  *news,
                 GError         **error)
{
  return bell_overlay_catch_up (files, error) &&
         bell_base_apply_all (files, news, error) &&
         bell_base_sweep (files, error) &&
         bell_settle (files, error) &&
         bell_overlay_catch_up (files, error);
}
