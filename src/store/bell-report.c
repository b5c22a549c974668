/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-report.h"

#include "bell-base.h"
#include "bell-directory-list.h"
#include "bell-directory-private.h"

/* From so many on it is quicker to sort the directory anew, on this thread. */
#define MANY_PEOPLE 100

static void
bell_report_pair_free (gpointer data)
{
  BellReportPair *self = data;

  g_free (self->key);
  g_free (self->value);
  g_free (self);
}

static void
bell_report_row_free (gpointer data)
{
  BellReportRow *self = data;

  g_free (self->id);
  g_clear_pointer (&self->row, bell_outbox_row_unref);
  g_free (self);
}

static void
bell_report_draft_free (gpointer data)
{
  BellReportDraft *self = data;

  g_free (self->key);
  g_clear_pointer (&self->draft, bell_draft_free);
  g_free (self);
}

static BellReport *
bell_report_new (void)
{
  BellReport *self = g_new0 (BellReport, 1);

  self->rows = g_ptr_array_new_with_free_func (bell_report_row_free);
  self->settings = g_ptr_array_new_with_free_func (bell_report_pair_free);
  self->marks = g_ptr_array_new_with_free_func (bell_report_pair_free);
  self->drafts = g_ptr_array_new_with_free_func (bell_report_draft_free);
  self->people = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  self->people_gone = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * bell_report_free:
 *
 * Frees it.
 */
void
bell_report_free (BellReport *self)
{
  g_return_if_fail (self != NULL);

  for (int type = 0; type < BELL_TYPE_NONE; type++)
    {
      g_clear_pointer (&self->ids[type], g_ptr_array_unref);
      g_free (self->states[type]);
    }
  g_free (self->salvage_report);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->settings);
  g_ptr_array_unref (self->marks);
  g_ptr_array_unref (self->drafts);
  g_ptr_array_unref (self->people);
  g_ptr_array_unref (self->people_gone);
  g_clear_pointer (&self->directory, g_hash_table_unref);
  g_free (self->cursor);
  g_free (self);
}

static void
add_pair (GPtrArray  *pairs,
          const char *key,
          const char *value)
{
  BellReportPair *pair = g_new0 (BellReportPair, 1);

  pair->key = g_strdup (key);
  pair->value = g_strdup (value);
  g_ptr_array_add (pairs, pair);
}

static void
add_row (BellReport    *self,
         const char    *id,
         BellOutboxRow *row)
{
  BellReportRow *entry = g_new0 (BellReportRow, 1);

  entry->id = g_strdup (id);
  entry->row = row != NULL ? bell_outbox_row_ref (row) : NULL;
  g_ptr_array_add (self->rows, entry);
}

static void
add_draft (BellReport *self,
           const char *key,
           BellDraft  *draft)
{
  BellReportDraft *entry = g_new0 (BellReportDraft, 1);

  entry->key = g_strdup (key);
  entry->draft = draft;
  g_ptr_array_add (self->drafts, entry);
}

static BellDraft *
read_draft (BellStatement *statement)
{
  BellDraft *draft = bell_draft_new (bell_statement_get_text (statement, 0),
                                     bell_statement_get_text (statement, 1),
                                     bell_statement_get_text (statement, 3));
  const char *attachments = bell_statement_get_text (statement, 4);

  draft->title = g_strdup (bell_statement_get_text (statement, 2));
  if (attachments != NULL)
    draft->attachments = bell_value_from_column_text (bell_message_property (BELL_MESSAGE_ATTACHMENTS),
                                                      attachments, NULL);
  draft->extra = g_strdup (bell_statement_get_text (statement, 5));
  draft->updated_at = bell_statement_get_int64 (statement, 6);

  return draft;
}

/* Reads the row under @key, if there is one, into the list that it belongs to. */
static gboolean
gather_key (BellReport  *self,
            BellFiles   *files,
            const char  *what,
            const char  *key,
            GError     **error)
{
  static const struct
  {
    const char *what;
    const char *query;
  } queries[] = {
    { "setting", "setting-one" },
    { "read", "read-mark-one" },
    { "draft", "draft-one" },
  };

  if (g_str_equal (what, "change"))
    {
      g_autoptr (GPtrArray) rows = bell_outbox_file_load (files, "outbox-one", key, error);

      if (rows == NULL)
        return FALSE;

      add_row (self, key, rows->len > 0 ? g_ptr_array_index (rows, 0) : NULL);
      return TRUE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (BellStatement) statement = NULL;
      gboolean row;

      if (!g_str_equal (what, queries[i].what))
        continue;

      statement = bell_files_prepare (files->outbox, queries[i].query, error);
      if (statement == NULL)
        return FALSE;

      bell_statement_bind_text (statement, 1, key);
      if (!bell_statement_step (statement, &row, error))
        return FALSE;

      if (i == 0)
        add_pair (self->settings, key, row ? bell_statement_get_text (statement, 0) : NULL);
      else if (i == 1)
        add_pair (self->marks, key, row ? bell_statement_get_text (statement, 0) : NULL);
      else
        add_draft (self, key, row ? read_draft (statement) : NULL);
    }

  return TRUE;
}

/* The outbox's journal: the last word on each key is what its row says now. */
static gboolean
gather_outbox (BellReport  *self,
               BellFiles   *files,
               GError     **error)
{
  g_autoptr (GHashTable) met = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) keys = g_ptr_array_new (); /* as "what key", owned by met */
  gint64 reached = files->outbox_seq;
  gboolean row, sealed;

  if (!bell_files_is_sealed (files, &sealed, error))
    return FALSE;

  {
    g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "outbox-journal-since", error);

    if (statement == NULL)
      return FALSE;

    bell_statement_bind_int64 (statement, 1, files->outbox_seq);
    for (;;)
      {
        char *both;

        if (!bell_statement_step (statement, &row, error))
          return FALSE;
        if (!row)
          break;

        reached = bell_statement_get_int64 (statement, 0);
        if (sealed && !g_str_equal (bell_statement_get_text (statement, 1), "setting"))
          continue;

        both = g_strconcat (bell_statement_get_text (statement, 1), " ", bell_statement_get_text (statement, 2), NULL);
        if (g_hash_table_contains (met, both))
          g_free (both);
        else
          {
            g_hash_table_add (met, both);
            g_ptr_array_add (keys, both);
          }
      }
  }

  for (guint i = 0; i < keys->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_ptr_array_index (keys, i), " ", 2);

      /* Sealed or opened again, perhaps by another program: what is kept in
       * memory goes, or comes back. */
      files->anew |= g_str_equal (g_ptr_array_index (keys, i), "setting sealed");
      if (!gather_key (self, files, parts[0], parts[1], error))
        return FALSE;
    }

  files->outbox_seq = reached;

  return TRUE;
}

/* The directory is kept in memory: what changed of it comes along. */
static gboolean
gather_people (BellReport  *self,
               BellFiles   *files,
               GError     **error)
{
  static const BellType types[] = { BELL_TYPE_PRINCIPAL, BELL_TYPE_TEAM };

  g_autoptr (GPtrArray) loaded = g_steal_pointer (&files->loaded_people);

  /* While a snapshot comes, its people are told as they come: reading all anew
   * for each part of it would take as long as the rest together. */
  if (self->loading && loaded != NULL)
    {
      GPtrArray *before = g_steal_pointer (&self->people);

      self->people = g_steal_pointer (&loaded);
      self->directory_grows = TRUE;
      g_ptr_array_unref (before);
      return TRUE;
    }

  self->directory_whole = self->all[BELL_TYPE_PRINCIPAL] || self->all[BELL_TYPE_TEAM];
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (self->ids[types[i]] != NULL && self->ids[types[i]]->len >= MANY_PEOPLE)
      self->directory_whole = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      BellType type = types[i];

      if (self->directory_whole)
        {
          if (!bell_table_get_all (files->visible[type], files->cache, self->people, error))
            return FALSE;
          continue;
        }

      for (guint j = 0; self->ids[type] != NULL && j < self->ids[type]->len; j++)
        {
          const char *id = g_ptr_array_index (self->ids[type], j);
          g_autoptr (BellRecord) record = NULL;

          if (!bell_table_get (files->visible[type], files->cache, id, &record, error))
            return FALSE;

          if (record != NULL)
            g_ptr_array_add (self->people, g_steal_pointer (&record));
          else
            g_ptr_array_add (self->people_gone, g_strdup (id));
        }
    }

  if (self->directory_whole)
    {
      bell_directory_list_sort (self->people);
      self->directory = bell_directory_make_table (self->people);
    }

  return TRUE;
}

static gboolean
gather_cache (BellReport  *self,
              BellFiles   *files,
              GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "journal-since", error);
  g_autoptr (GHashTable) met = g_hash_table_new (g_str_hash, g_str_equal);
  gint64 first, reached = files->cache_seq;
  gboolean row;

  if (statement == NULL || !bell_files_query_int64 (files->cache, "journal-first", &first, error))
    return FALSE;

  /* So far behind that something may have been pruned. */
  if (first > files->cache_seq + 1)
    for (int type = 0; type < BELL_TYPE_NONE; type++)
      self->all[type] = TRUE;

  bell_statement_bind_int64 (statement, 1, files->cache_seq);
  for (;;)
    {
      gint64 type;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        break;

      reached = bell_statement_get_int64 (statement, 0);
      type = bell_statement_get_int64 (statement, 1);
      if (type < 0 || type >= BELL_TYPE_NONE || self->all[type])
        continue;

      if (bell_statement_is_null (statement, 2))
        self->all[type] = TRUE;
      else if (!g_hash_table_contains (met, bell_statement_get_text (statement, 2)))
        {
          char *id = g_strdup (bell_statement_get_text (statement, 2));

          if (self->ids[type] == NULL)
            self->ids[type] = g_ptr_array_new_with_free_func (g_free);
          g_ptr_array_add (self->ids[type], id);
          g_hash_table_add (met, id);
        }
    }
  bell_statement_reset (statement);

  if (!bell_bulk_get_progress (files, &self->loading, &self->cursor, error) ||
      !gather_people (self, files, error) ||
      !bell_base_get_states (files, self->states, error))
    return FALSE;

  files->cache_seq = reached;

  return TRUE;
}

/**
 * bell_report_gather:
 * @files: the writer's
 * @error: BELL_DATABASE_ERROR
 *
 * Reads on in both journals: what this process wrote, or another.
 *
 * Returns: (transfer full) (nullable): what is new
 */
BellReport *
bell_report_gather (BellFiles  *files,
                    GError    **error)
{
  g_autoptr (BellReport) self = bell_report_new ();
  g_autoptr (BellTransaction) transaction = bell_transaction_begin_read (files->cache, error);

  if (transaction == NULL || !gather_outbox (self, files, error))
    return NULL;
  if (files->anew)
    {
      g_clear_pointer (&transaction, bell_transaction_free);
      return bell_report_gather_all (files, error);
    }
  if (!gather_cache (self, files, error))
    return NULL;

  return g_steal_pointer (&self);
}

static gboolean
gather_whole_table (BellReport  *self,
                    BellFiles   *files,
                    const char  *query,
                    GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, query, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;

      if (g_str_equal (query, "draft-all"))
        add_draft (self, bell_statement_get_text (statement, 0), read_draft (statement));
      else
        add_pair (g_str_equal (query, "setting-all") ? self->settings : self->marks,
                  bell_statement_get_text (statement, 0), bell_statement_get_text (statement, 1));
    }
}

/**
 * bell_report_gather_all:
 * @files: the writer's, just opened
 * @error: BELL_DATABASE_ERROR
 *
 * Reads all that the store keeps in memory.
 *
 * Returns: (transfer full) (nullable): it
 */
BellReport *
bell_report_gather_all (BellFiles  *files,
                        GError    **error)
{
  g_autoptr (BellReport) self = bell_report_new ();
  g_autoptr (GPtrArray) rows = NULL;
  gboolean sealed;

  self->anew = TRUE;
  if (!bell_files_query_int64 (files->outbox, "journal-last", &files->outbox_seq, error) ||
      !bell_files_query_int64 (files->cache, "journal-last", &files->cache_seq, error))
    return NULL;

  rows = bell_outbox_file_load (files, "outbox-all", NULL, error);
  if (rows == NULL || !bell_files_is_sealed (files, &sealed, error))
    return NULL;
  for (guint i = 0; !sealed && i < rows->len; i++)
    {
      BellOutboxRow *row = g_ptr_array_index (rows, i);

      add_row (self, bell_change_get_id (row->change), row);
    }

  for (int type = 0; type < BELL_TYPE_NONE; type++)
    self->all[type] = TRUE;

  if (!gather_whole_table (self, files, "setting-all", error) ||
      (!sealed && !gather_whole_table (self, files, "read-mark-all", error)) ||
      (!sealed && !gather_whole_table (self, files, "draft-all", error)) ||
      !gather_cache (self, files, error))
    return NULL;
  if (!sealed)
    add_pair (self->settings, "sealed", NULL);
  bell_database_release_memory (files->cache);

  return g_steal_pointer (&self);
}
