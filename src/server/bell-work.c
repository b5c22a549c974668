/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>

#include "bell-work-private.h"

static void
work_record_free (BellWorkRecord *entry)
{
  g_clear_pointer (&entry->record, bell_record_unref);
  g_free (entry);
}

BellStatement *
bell_work_prepare (BellWork   *self,
                   const char *resource,
                   GError    **error)
{
  return bell_database_prepare_resource (self->database, resource, error);
}

/* What is known of an object in this transaction; reads its row the first time. */
BellWorkRecord *
bell_work_find (BellWork   *self,
                BellType    type,
                const char *id,
                GError    **error)
{
  BellWorkRecord *entry = g_hash_table_lookup (self->records, id);
  BellRecord *record = NULL;

  if (entry != NULL)
    return entry;
  if (!bell_organisation_get_record (self->organisation, self->database, type, id, &record, error))
    return NULL;
  entry = g_new0 (BellWorkRecord, 1);
  entry->type = type;
  entry->record = record;
  g_hash_table_insert (self->records, g_strdup (id), entry);
  return entry;
}

/**
 * bell_work_get_record:
 * @record: (out) (transfer none) (nullable): as it is in this transaction, %NULL if there is none
 *
 * Returns: %FALSE on error
 */
gboolean
bell_work_get_record (BellWork    *self,
                      BellType     type,
                      const char  *id,
                      BellRecord **record,
                      GError     **error)
{
  BellWorkRecord *entry;

  *record = NULL;
  if (id == NULL || id[0] != bell_type_get_letter (type))
    return TRUE;
  entry = bell_work_find (self, type, id, error);
  if (entry == NULL)
    return FALSE;
  *record = entry->record;
  return TRUE;
}

void
bell_work_note_reader (BellWork   *self,
                       const char *principal_id,
                       gint64      version,
                       gint64      modseq)
{
  BellWorkReader *reader = g_hash_table_lookup (self->readers, principal_id);

  if (reader == NULL)
    {
      reader = g_new0 (BellWorkReader, 1);
      g_hash_table_insert (self->readers, g_strdup (principal_id), reader);
    }
  reader->version += version;
  reader->modseq = MAX (reader->modseq, modseq);
}

void
bell_work_add_news (BellWork   *self,
                    const char *principal_id,
                    guint       types)
{
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->news.by_principal, principal_id));

  if ((known | types) != known)
    g_hash_table_insert (self->news.by_principal, g_strdup (principal_id), GUINT_TO_POINTER (known | types));
}

/* Writes what is kept, so that a query sees it. */
gboolean
bell_work_flush (BellWork *self,
                 GError  **error)
{
  BellWorkRecord *entry;
  GHashTableIter iter;
  const char *id;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &entry))
    {
      BellTable *table = bell_organisation_get_table (self->organisation, entry->type);
      gboolean written = TRUE;

      if (entry->is_gone)
        written = bell_table_delete (table, self->database, id, error);
      else if (entry->is_new)
        written = bell_table_upsert (table, self->database, entry->record, error);
      else if (entry->columns != 0)
        written = bell_table_update (table, self->database, entry->record, entry->columns, error);
      if (!written)
        return FALSE;
      entry->is_gone = entry->is_new = FALSE;
      entry->columns = 0;
    }
  return TRUE;
}

static gboolean
write_states (BellWork *self,
              GError  **error)
{
  BellWorkReader *reader;
  GHashTableIter iter;
  const char *id;

  g_hash_table_iter_init (&iter, self->readers);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &reader))
    {
      g_autoptr (BellStatement) statement = bell_work_prepare (self, BELL_SERVER_SQL ("reader-note"), error);

      if (statement == NULL)
        return FALSE;
      bell_statement_bind_static_text (statement, 1, id);
      bell_statement_bind_int64 (statement, 2, reader->version);
      bell_statement_bind_int64 (statement, 3, reader->modseq);
      if (!bell_statement_run (statement, error))
        return FALSE;
      reader->version = 0;
    }

  for (guint type = 0; type < BELL_TYPE_NONE; type++)
    {
      g_autoptr (BellStatement) statement = NULL;

      if (self->type_modseqs[type] == self->written_modseqs[type])
        continue;
      statement = bell_work_prepare (self, BELL_SERVER_SQL ("type-state-set"), error);
      if (statement == NULL)
        return FALSE;
      bell_statement_bind_static_text (statement, 1, bell_type_get_wire_name ((BellType) type));
      bell_statement_bind_int64 (statement, 2, self->type_modseqs[type]);
      if (!bell_statement_run (statement, error))
        return FALSE;
      self->written_modseqs[type] = self->type_modseqs[type];
    }
  return TRUE;
}

/* Last of all: whoever reads this number sees everything up to it. */
static gboolean
move_counter (BellWork *self,
              GError  **error)
{
  g_autoptr (BellStatement) statement = bell_work_prepare (self, BELL_SERVER_SQL ("organisation-move"), error);

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_int64 (statement, 1, self->counter);
  bell_statement_bind_int64 (statement, 2, self->next_number);
  return bell_statement_run (statement, error);
}

/**
 * bell_work_settle:
 *
 * Writes everything but the counter, so that states can be read as they will
 * be after the commit.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_work_settle (BellWork *self,
                  GError  **error)
{
  return bell_work_flush (self, error) && write_states (self, error) && bell_work_mark_steps (self, error);
}

/**
 * bell_work_begin:
 *
 * Waits for the writer's lock.
 *
 * Returns: (transfer full): a transaction, or %NULL with an error of #BellDatabaseError
 */
BellWork *
bell_work_begin (BellOrganisation *organisation,
                 GError          **error)
{
  g_autoptr (BellWork) self = NULL;
  g_autoptr (BellStatement) statement = NULL;
  gboolean row;

  g_return_val_if_fail (BELL_IS_ORGANISATION (organisation), NULL);

  if (!bell_writer_join (bell_organisation_get_gate (organisation), error))
    return NULL;
  self = g_new0 (BellWork, 1);
  self->organisation = g_object_ref (organisation);
  self->database = bell_organisation_get_writer (organisation);
  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) work_record_free);
  self->readers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->moved_tickets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->news.by_principal = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  statement = bell_work_prepare (self, BELL_SERVER_SQL ("organisation-lock"), error);
  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return NULL;
  if (!row)
    {
      g_set_error_literal (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_DAMAGED, _("The organisation is gone from its database."));
      return NULL;
    }
  self->counter = bell_statement_get_int64 (statement, 2);
  self->news.first = self->counter + 1;
  self->next_number = bell_statement_get_int64 (statement, 3);
  return g_steal_pointer (&self);
}

/**
 * bell_work_commit:
 *
 * Gives up the writer's lock; others may be at work in the same transaction, see
 * BellWriter.
 *
 * Returns: whether everything is in the database for good; %FALSE: nothing is
 */
gboolean
bell_work_commit (BellWork *self,
                  GError  **error)
{
  g_return_val_if_fail (self != NULL && !self->released, FALSE);

  if (!bell_work_settle (self, error) || !move_counter (self, error))
    return FALSE;
  self->released = TRUE;
  self->finished = bell_writer_commit (bell_organisation_get_gate (self->organisation), error);
  return self->finished;
}

void
bell_work_free (BellWork *self)
{
  g_return_if_fail (self != NULL);

  if (!self->released)
    bell_writer_abandon (bell_organisation_get_gate (self->organisation));
  self->news.last = self->counter;
  if (self->finished && self->news.last >= self->news.first)
    bell_organisation_tell (self->organisation, &self->news);

  g_hash_table_unref (self->records);
  g_hash_table_unref (self->readers);
  g_hash_table_unref (self->moved_tickets);
  g_hash_table_unref (self->news.by_principal);
  g_object_unref (self->organisation);
  g_free (self);
}

BellDatabase *
bell_work_get_database (BellWork *self)
{
  return self->database;
}
