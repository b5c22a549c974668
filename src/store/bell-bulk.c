/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-base.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>

#include "bell-due.h"
#include "bell-overlay.h"
#include "bell-search-index.h"
#include "bell-sql.h"

/* The snapshot's way into base. Rows can be seen as they come; the search
 * index is built at the end. How far it is stands in the cache itself (meta
 * bulk-*), so that it goes on after a crash from the last cursor.
 *
 * Over a cache that has rows already the ids that come are written down, and
 * what did not come is taken away at the end. The states take effect then:
 * they are those of the beginning, and the next /changes tells what has
 * happened meanwhile. On the writer's thread. */

#define BULK_CACHE_KIB (64 * 1024)

/* bulk-mode: of a base that was empty, or not. */
#define MODE_FRESH 1
#define MODE_REFRESH 2

static char *
state_name (int type)
{
  return g_strconcat ("bulk-state-", bell_type_get_wire_name (type), NULL);
}

static gboolean
count_rows (BellFiles   *files,
            int          type,
            gint64      *count,
            GError     **error)
{
  const char *table = type == BELL_TYPE_CHANGE ? "change" : bell_table_get_name (files->base[type]);
  g_autoptr (BellStatement) statement = bell_sql_prepare (files->cache, "table-count", table, error);
  gboolean row;

  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return FALSE;

  *count = row ? bell_statement_get_int64 (statement, 0) : 0;

  return TRUE;
}

static gboolean
is_empty (BellFiles  *files,
          gboolean   *empty,
          GError    **error)
{
  *empty = TRUE;

  for (int type = 0; *empty && type <= BELL_TYPE_CHANGE; type++)
    {
      gint64 count;

      if (!count_rows (files, type, &count, error))
        return FALSE;
      *empty = count == 0;
    }

  return TRUE;
}

/**
 * bell_bulk_get_progress:
 * @loading: (out): whether a load has begun and not ended
 * @cursor: (out) (nullable): from where it can go on
 *
 * Returns: %FALSE on error
 */
gboolean
bell_bulk_get_progress (BellFiles   *files,
                        gboolean    *loading,
                        char       **cursor,
                        GError     **error)
{
  gint64 mode;

  *cursor = NULL;
  if (!bell_files_get_meta_int64 (files, "bulk-mode", &mode, error))
    return FALSE;

  *loading = mode != 0;

  return !*loading || bell_files_get_meta (files, "bulk-cursor", cursor, error);
}

/**
 * bell_bulk_begin:
 * @states: (nullable): those of the snapshot, by type
 * @resume: whether to go on where the last one ended, with the states of then
 * @error: BELL_DATABASE_ERROR; BELL_STORE_ERROR_NOT_FOUND if there is nothing to go on with
 *
 * Returns: %FALSE on error
 */
gboolean
bell_bulk_begin (BellFiles  *files,
                 char      **states,
                 gboolean    resume,
                 GError    **error)
{
  g_autoptr (BellTransaction) transaction = NULL;
  g_autoptr (BellStatement) clear = NULL;
  gboolean empty;
  gint64 mode;

  g_clear_pointer (&files->due_done, g_hash_table_unref);
  if (!bell_files_get_meta_int64 (files, "bulk-mode", &mode, error))
    return FALSE;

  if (resume)
    {
      if (mode != 0)
        return bell_database_set_cache_size (files->cache, BULK_CACHE_KIB, error);

      g_set_error_literal (error, BELL_STORE_ERROR, BELL_STORE_ERROR_NOT_FOUND,
                           _("There is no download to go on with."));
      return FALSE;
    }

  if (!bell_database_set_cache_size (files->cache, BULK_CACHE_KIB, error))
    return FALSE;

  transaction = bell_transaction_begin (files->cache, error);
  if (transaction == NULL || !is_empty (files, &empty, error))
    return FALSE;

  clear = bell_files_prepare (files->cache, "bulk-seen-clear", error);
  if (clear == NULL || !bell_statement_run (clear, error))
    return FALSE;

  for (int type = 0; states != NULL && type < BELL_TYPE_NONE; type++)
    {
      g_autofree char *name = state_name (type);

      if (!bell_files_set_meta (files, name, states[type], error))
        return FALSE;
    }

  return bell_files_set_meta_int64 (files, "bulk-mode", empty ? MODE_FRESH : MODE_REFRESH, error) &&
         bell_files_set_meta (files, "bulk-cursor", NULL, error) &&
         bell_transaction_commit (transaction, error);
}

/* Rows that a waiting change is about get keys here: the overlay follows. */
static gboolean
replay_waiting (BellFiles   *files,
                GPtrArray   *records,
                GError     **error)
{
  g_autoptr (GPtrArray) waiting = bell_outbox_file_get_groups (files, error);
  g_autoptr (GHashTable) met = NULL;

  if (waiting == NULL)
    return FALSE;
  if (waiting->len == 0)
    return TRUE;

  met = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < records->len; i++)
    {
      BellRecord *record = g_ptr_array_index (records, i);

      g_hash_table_add (met, (gpointer) bell_record_get_id (record));
      if (bell_record_get_data_type (record) == BELL_TYPE_MESSAGE &&
          bell_message_get_ticket_id (BELL_MESSAGE (record)) != NULL)
        g_hash_table_add (met, (gpointer) bell_message_get_ticket_id (BELL_MESSAGE (record)));
    }

  for (guint i = 0; i < waiting->len; i++)
    if (g_hash_table_contains (met, g_ptr_array_index (waiting, i)) &&
        !bell_overlay_replay_group (files, g_ptr_array_index (waiting, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
note_seen (BellFiles   *files,
           BellType     type,
           const char  *id,
           GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "bulk-seen-add", error);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_int64 (statement, 1, type);
  bell_statement_bind_static_text (statement, 2, id);

  return bell_statement_run (statement, error);
}

static gboolean
add_in_transaction (BellFiles   *files,
                    GPtrArray   *records,
                    GPtrArray   *changes,
                    const char  *cursor,
                    GError     **error)
{
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->cache, error);
  gboolean met[BELL_TYPE_NONE] = { FALSE, };
  gint64 mode;

  if (transaction == NULL || !bell_files_get_meta_int64 (files, "bulk-mode", &mode, error))
    return FALSE;

  for (guint i = 0; i < records->len; i++)
    {
      BellRecord *record = g_ptr_array_index (records, i);
      BellType type = bell_record_get_data_type (record);

      if (!bell_table_upsert (files->base[type], files->cache, record, error) ||
          (mode == MODE_REFRESH && !note_seen (files, type, bell_record_get_id (record), error)))
        return FALSE;
      met[type] = TRUE;
    }

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      BellChange *change = g_ptr_array_index (changes, i);

      if (!bell_base_insert_change (files, change, error) ||
          (mode == MODE_REFRESH && !note_seen (files, BELL_TYPE_CHANGE, bell_change_get_id (change), error)))
        return FALSE;
      met[BELL_TYPE_CHANGE] = TRUE;
    }

  /* After all these has come what deadlines are computed of; where a server
   * tells it in another order, they are computed at the end. */
  if (records->len > 0)
    g_clear_pointer (&files->due_done, g_hash_table_unref);

  if ((mode == MODE_FRESH && met[BELL_TYPE_CHANGE] && !bell_due_follow_load (files, changes, error)) ||
      !replay_waiting (files, records, error))
    return FALSE;

  for (int type = 0; type < BELL_TYPE_NONE; type++)
    if (met[type] && !bell_files_note (files, type, NULL, 0, error))
      return FALSE;

  if (cursor != NULL && !bell_files_set_meta (files, "bulk-cursor", cursor, error))
    return FALSE;

  return bell_transaction_commit (transaction, error);
}

/**
 * bell_bulk_add:
 * @records: (element-type BellRecord): objects
 * @changes: (nullable) (element-type BellChange): history
 * @cursor: (nullable): from where to go on after these
 * @error: BELL_DATABASE_ERROR
 *
 * Takes a part of the snapshot in, as one transaction.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_bulk_add (BellFiles   *files,
               GPtrArray   *records,
               GPtrArray   *changes,
               const char  *cursor,
               GError     **error)
{
  if (!add_in_transaction (files, records, changes, cursor, error))
    {
      g_clear_pointer (&files->due_done, g_hash_table_unref); /* some of it has not been */
      return FALSE;
    }

  for (guint i = 0; i < records->len; i++)
    {
      BellRecord *record = g_ptr_array_index (records, i);
      BellType type = bell_record_get_data_type (record);

      if (type != BELL_TYPE_PRINCIPAL && type != BELL_TYPE_TEAM)
        continue;
      if (files->loaded_people == NULL)
        files->loaded_people = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
      g_ptr_array_add (files->loaded_people, bell_record_ref (record));
    }

  return TRUE;
}

static gboolean
count_seen (BellFiles   *files,
            int          type,
            gint64       mode,
            gint64      *count,
            GError     **error)
{
  g_autoptr (BellStatement) statement = NULL;
  gboolean row;

  if (mode == MODE_FRESH)
    return count_rows (files, type, count, error);

  statement = bell_files_prepare (files->cache, "bulk-seen-count", error);
  if (statement == NULL)
    return FALSE;

  bell_statement_bind_int64 (statement, 1, type);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;

  *count = row ? bell_statement_get_int64 (statement, 0) : 0;

  return TRUE;
}

static gboolean
check_counts (BellFiles     *files,
              const gint64  *counts,
              gint64         mode,
              GError       **error)
{
  for (int type = 0; counts != NULL && type < BELL_TYPE_NONE; type++)
    {
      gint64 count;

      if (counts[type] < 0)
        continue;

      if (!count_seen (files, type, mode, &count, error))
        return FALSE;

      if (count != counts[type])
        {
          g_set_error (error, BELL_STORE_ERROR, BELL_STORE_ERROR_INCOMPLETE,
                       /* Translators: two numbers */
                       _("The download is not complete: %" PRId64 " of %" PRId64 " rows have come."),
                       count, counts[type]);
          return FALSE;
        }
    }

  return TRUE;
}

/* What the snapshot did not bring is gone. */
static gboolean
remove_unseen (BellFiles  *files,
               GError    **error)
{
  for (int type = 0; type <= BELL_TYPE_CHANGE; type++)
    {
      const char *table = type == BELL_TYPE_CHANGE ? "change" : bell_table_get_name (files->base[type]);
      g_autoptr (BellStatement) statement = bell_sql_prepare (files->cache, "table-remove-unseen", table, error);

      if (statement == NULL)
        return FALSE;

      bell_statement_bind_int64 (statement, 1, type);
      if (!bell_statement_run (statement, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
take_states (BellFiles  *files,
             GError    **error)
{
  for (int type = 0; type < BELL_TYPE_NONE; type++)
    {
      g_autofree char *name = state_name (type);
      g_autofree char *state = NULL;
      g_autoptr (BellStatement) statement = NULL;

      if (!bell_files_get_meta (files, name, &state, error))
        return FALSE;
      if (state == NULL)
        continue;

      statement = bell_files_prepare (files->cache, "state-set", error);
      if (statement == NULL)
        return FALSE;

      bell_statement_bind_text (statement, 1, bell_type_get_wire_name (type));
      bell_statement_bind_text (statement, 2, state);
      if (!bell_statement_run (statement, error) || !bell_files_set_meta (files, name, NULL, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
finish_in_transaction (BellFiles     *files,
                       const gint64  *counts,
                       GError       **error)
{
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->cache, error);
  g_autoptr (BellStatement) clear = NULL;
  gint64 mode;

  if (transaction == NULL || !bell_files_get_meta_int64 (files, "bulk-mode", &mode, error) ||
      !check_counts (files, counts, mode, error) ||
      (mode == MODE_REFRESH && !remove_unseen (files, error)) ||
      !bell_search_index_begin (files, error) ||
      !take_states (files, error) ||
      !bell_due_finish_load (files, error) ||
      !bell_overlay_replay_all (files, error))
    return FALSE;

  clear = bell_files_prepare (files->cache, "bulk-seen-clear", error);
  if (clear == NULL || !bell_statement_run (clear, error) ||
      !bell_files_set_meta (files, "bulk-mode", NULL, error) ||
      !bell_files_set_meta (files, "bulk-cursor", NULL, error))
    return FALSE;

  for (int type = 0; type < BELL_TYPE_NONE; type++)
    if (!bell_files_note (files, type, NULL, 0, error))
      return FALSE;

  return bell_transaction_commit (transaction, error);
}

/**
 * bell_bulk_finish:
 * @counts: (nullable): how many there are of each type; -1: not told
 * @error: BELL_STORE_ERROR_INCOMPLETE, and then nothing has changed; BELL_DATABASE_ERROR
 *
 * Ends a load: checks that all has come and lets the states take effect. The
 * search index is then to be built, by bell_search_index_step().
 *
 * Returns: %FALSE on error
 */
gboolean
bell_bulk_finish (BellFiles     *files,
                  const gint64  *counts,
                  GError       **error)
{
  return finish_in_transaction (files, counts, error) &&
         bell_base_sweep (files, error) &&
         bell_overlay_catch_up (files, error) &&
         bell_database_optimize (files->cache, error);
}
