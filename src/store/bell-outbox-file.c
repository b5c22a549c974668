/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-outbox-file.h"

#include <glib/gi18n-lib.h>

#include "bell-server-clock.h"
#include "bell-transaction.h"
#include "bell-wire.h"

/* Rows of the outbox's journal that are kept, and how long blobs that the
 * server has are. */
#define JOURNAL_LENGTH 20000
#define BLOB_MILLISECONDS (G_GINT64_CONSTANT (7) * 24 * 60 * 60 * 1000)

/* How long confirmed changes are kept: an organisation that notices after two
 * weeks that its server runs from a backup has lost more than this. */
#define KEPT_MILLISECONDS (G_GINT64_CONSTANT (14) * 24 * 60 * 60 * 1000)

/* The columns of every statement that reads rows. */
enum
{
  COLUMN_SEQ,
  COLUMN_ID,
  COLUMN_GROUP,
  COLUMN_TYPE,
  COLUMN_OBJECT,
  COLUMN_CONTENT,
  COLUMN_INVERSE,
  COLUMN_BLOBS,
  COLUMN_STATE,
  COLUMN_ATTEMPTS,
  COLUMN_MODSEQ,
  COLUMN_REASON_TYPE,
  COLUMN_REASON,
  COLUMN_DUE_AT,
};

BellOutboxRow *
bell_outbox_row_ref (BellOutboxRow *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
bell_outbox_row_unref (BellOutboxRow *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->change, bell_change_unref);
  g_clear_pointer (&self->inverse, bell_patch_unref);
  g_strfreev (self->blobs);
  g_free (self->group);
  g_free (self->reason_type);
  g_free (self->reason);
  g_free (self);
}

/* Those of @ids that are here and not on the server yet. */
static gboolean
bell_outbox_file_filter_blobs (BellFiles   *files,
                               const char  *ids,
                               char      ***waiting,
                               GError     **error)
{
  g_auto (GStrv) all = NULL;
  g_autoptr (GStrvBuilder) builder = NULL;

  *waiting = NULL;
  if (ids == NULL || *ids == '\0')
    return TRUE;

  all = g_strsplit (ids, " ", -1);
  builder = g_strv_builder_new ();
  for (guint i = 0; all[i] != NULL; i++)
    {
      g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "blob-waits", error);
      gboolean row;

      if (statement == NULL)
        return FALSE;

      bell_statement_bind_text (statement, 1, all[i]);
      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (row && bell_statement_get_int64 (statement, 0) != 0)
        g_strv_builder_add (builder, all[i]);
    }

  *waiting = g_strv_builder_end (builder);

  return TRUE;
}

static BellOutboxRow *
bell_outbox_file_read_row (BellStatement  *statement,
                           GError        **error)
{
  g_autoptr (BellOutboxRow) row = g_new0 (BellOutboxRow, 1);
  const char *inverse = bell_statement_get_text (statement, COLUMN_INVERSE);
  int state;

  g_atomic_ref_count_init (&row->ref_count);

  row->change = bell_wire_change_from_text (bell_statement_get_text (statement, COLUMN_CONTENT), error);
  if (row->change == NULL)
    return NULL;

  if (inverse != NULL)
    row->inverse = bell_wire_patch_from_text (bell_change_get_data_type (row->change), inverse, NULL);

  row->seq = bell_statement_get_int64 (statement, COLUMN_SEQ);
  row->group = g_strdup (bell_statement_get_text (statement, COLUMN_GROUP));
  row->state = bell_enum_from_nick (BELL_TYPE_OUTBOX_STATE, bell_statement_get_text (statement, COLUMN_STATE), &state)
    ? (BellOutboxState) state : BELL_OUTBOX_STATE_QUEUED;
  row->attempts = (guint) bell_statement_get_int64 (statement, COLUMN_ATTEMPTS);
  row->modseq = bell_statement_get_int64 (statement, COLUMN_MODSEQ);
  row->reason_type = g_strdup (bell_statement_get_text (statement, COLUMN_REASON_TYPE));
  row->reason = g_strdup (bell_statement_get_text (statement, COLUMN_REASON));
  row->due_at = bell_statement_get_time (statement, COLUMN_DUE_AT);

  return g_steal_pointer (&row);
}

/**
 * bell_outbox_file_load:
 * @query: one of outbox-all, outbox-group, outbox-one, outbox-object
 * @key: (nullable): its parameter
 * @error: BELL_DATABASE_ERROR
 *
 * Reads rows in their order. One whose content makes no sense stays where it
 * is and is passed over.
 *
 * Returns: (transfer container) (element-type BellOutboxRow) (nullable): rows
 */
GPtrArray *
bell_outbox_file_load (BellFiles   *files,
                       const char  *query,
                       const char  *key,
                       GError     **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_outbox_row_unref);
  g_autoptr (GPtrArray) blobs = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, query, error);
  gboolean more;

  if (statement == NULL)
    return NULL;

  if (key != NULL)
    bell_statement_bind_text (statement, 1, key);

  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      BellOutboxRow *row;

      if (!bell_statement_step (statement, &more, error))
        return NULL;
      if (!more)
        break;

      row = bell_outbox_file_read_row (statement, &local_error);
      if (row == NULL)
        {
          g_warning ("A change in the outbox cannot be read: %s", local_error->message);
          continue;
        }

      g_ptr_array_add (rows, row);
      g_ptr_array_add (blobs, g_strdup (bell_statement_get_text (statement, COLUMN_BLOBS)));
    }

  bell_statement_reset (statement);
  for (guint i = 0; i < rows->len; i++)
    {
      BellOutboxRow *row = g_ptr_array_index (rows, i);

      if (!bell_outbox_file_filter_blobs (files, g_ptr_array_index (blobs, i), &row->blobs, error))
        return NULL;
    }

  return g_steal_pointer (&rows);
}

/**
 * bell_outbox_file_get_groups:
 *
 * Returns: (transfer full) (element-type utf8) (nullable): the groups that have rows
 */
GPtrArray *
bell_outbox_file_get_groups (BellFiles  *files,
                             GError    **error)
{
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "outbox-groups", error);
  gboolean row;

  if (statement == NULL)
    return NULL;

  for (;;)
    {
      if (!bell_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        break;

      g_ptr_array_add (groups, g_strdup (bell_statement_get_text (statement, 0)));
    }

  return g_steal_pointer (&groups);
}

/**
 * bell_outbox_file_get_group:
 * @change: a change
 *
 * Says in which group a change is sent: that of its ticket, so that what is
 * done to a ticket and its messages stays in order; else one of its own.
 *
 * Returns: (transfer full) (nullable): %NULL on error
 */
char *
bell_outbox_file_get_group (BellFiles         *files,
                            const BellChange  *change,
                            GError           **error)
{
  const char *object_id = bell_change_get_object_id (change);
  const BellPatchEntry *entry = NULL;
  g_autoptr (BellRecord) message = NULL;

  if (bell_change_get_data_type (change) != BELL_TYPE_MESSAGE)
    return g_strdup (object_id);

  if (bell_change_get_patch (change) != NULL)
    entry = bell_patch_find (bell_change_get_patch (change), bell_message_property (BELL_MESSAGE_TICKET_ID));
  if (entry != NULL && entry->value != NULL)
    return g_variant_dup_string (entry->value, NULL);

  if (!bell_table_get (files->visible[BELL_TYPE_MESSAGE], files->cache, object_id, &message, error))
    return NULL;
  if (message != NULL && bell_message_get_ticket_id (BELL_MESSAGE (message)) != NULL)
    return g_strdup (bell_message_get_ticket_id (BELL_MESSAGE (message)));

  return g_strdup (object_id);
}

/* The ids of blobs in a patch, by spaces, or NULL. */
static char *
bell_outbox_file_list_blobs (const BellPatch *patch)
{
  g_autoptr (GString) list = NULL;

  for (guint i = 0; patch != NULL && i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);
      GVariantIter iter;
      const char *blob_id;

      if (entry->property->kind != BELL_KIND_ATTACHMENTS || entry->value == NULL)
        continue;

      g_variant_iter_init (&iter, entry->value);
      while (g_variant_iter_next (&iter, "(&s&s&st)", &blob_id, NULL, NULL, NULL))
        {
          if (list == NULL)
            list = g_string_new (blob_id);
          else
            g_string_append_printf (list, " %s", blob_id);
        }
    }

  return list != NULL ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}

/**
 * bell_outbox_file_insert:
 * @group: see bell_outbox_file_get_group()
 * @inverse: (nullable): what takes it back
 * @due_at: not to be sent before, or %BELL_TIME_UNSET
 * @error: BELL_DATABASE_ERROR; CONSTRAINT if that change is there already
 *
 * Returns: %FALSE on error
 */
gboolean
bell_outbox_file_insert (BellFiles         *files,
                         const BellChange  *change,
                         const char        *group,
                         const BellPatch   *inverse,
                         gint64             due_at,
                         GError           **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "outbox-insert", error);
  g_autofree char *content = bell_wire_change_to_text (change);
  g_autofree char *inverse_text = inverse != NULL ? bell_wire_patch_to_text (inverse) : NULL;
  g_autofree char *blobs = bell_outbox_file_list_blobs (bell_change_get_patch (change));

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, bell_change_get_id (change));
  bell_statement_bind_text (statement, 2, group);
  bell_statement_bind_text (statement, 3, bell_type_get_wire_name (bell_change_get_data_type (change)));
  bell_statement_bind_text (statement, 4, bell_change_get_object_id (change));
  bell_statement_bind_text (statement, 5, content);
  bell_statement_bind_text (statement, 6, inverse_text);
  bell_statement_bind_text (statement, 7, blobs);
  bell_statement_bind_time (statement, 8, due_at);
  bell_statement_bind_int64 (statement, 9, BELL_IS_SERVER_CLOCK (files->clock) &&
                                           bell_server_clock_is_known (BELL_SERVER_CLOCK (files->clock)));

  return bell_statement_run (statement, error) &&
         bell_outbox_file_note (files, "change", bell_change_get_id (change), group, error);
}

/* Whether a change of this state is shown as one that waits, whatever else is known of it. */
static gboolean
is_waiting (BellOutboxState state)
{
  return state == BELL_OUTBOX_STATE_QUEUED || state == BELL_OUTBOX_STATE_SENT;
}

/**
 * bell_outbox_file_mark:
 * @row: a row, as the file has it
 * @state: where it has come to; being sent counts as an attempt
 *
 * That a change is on its way, or waits again, alters nothing of what is seen of
 * its group: the overlay is not computed for it.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_outbox_file_mark (BellFiles            *files,
                       const BellOutboxRow  *row,
                       BellOutboxState       state,
                       gint64                modseq,
                       const char           *reason_type,
                       const char           *reason,
                       gint64                due_at,
                       GError              **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "outbox-mark", error);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, bell_change_get_id (row->change));
  bell_statement_bind_text (statement, 2, bell_enum_to_nick (BELL_TYPE_OUTBOX_STATE, state));
  bell_statement_bind_int64 (statement, 3, modseq);
  bell_statement_bind_text (statement, 4, reason_type);
  bell_statement_bind_text (statement, 5, reason);
  bell_statement_bind_time (statement, 6, due_at);
  bell_statement_bind_int64 (statement, 7, state == BELL_OUTBOX_STATE_SENT ? 1 : 0);

  return bell_statement_run (statement, error) &&
         bell_outbox_file_note (files, "change", bell_change_get_id (row->change),
                                is_waiting (row->state) && is_waiting (state) ? NULL : row->group, error);
}

/**
 * bell_outbox_file_replace:
 * @row: a row that was refused
 * @change: what is to be sent in its place, under an id of its own
 *
 * Returns: %FALSE on error
 */
gboolean
bell_outbox_file_replace (BellFiles            *files,
                          const BellOutboxRow  *row,
                          const BellChange     *change,
                          GError              **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "outbox-replace", error);
  g_autofree char *content = bell_wire_change_to_text (change);
  g_autofree char *blobs = bell_outbox_file_list_blobs (bell_change_get_patch (change));

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, bell_change_get_id (row->change));
  bell_statement_bind_text (statement, 2, bell_change_get_id (change));
  bell_statement_bind_text (statement, 3, content);
  bell_statement_bind_text (statement, 4, blobs);

  return bell_statement_run (statement, error) &&
         bell_outbox_file_note (files, "change", bell_change_get_id (row->change), row->group, error) &&
         bell_outbox_file_note (files, "change", bell_change_get_id (change), row->group, error);
}

gboolean
bell_outbox_file_delete (BellFiles            *files,
                         const BellOutboxRow  *row,
                         GError              **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "outbox-delete", error);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, bell_change_get_id (row->change));

  return bell_statement_run (statement, error) &&
         bell_outbox_file_note (files, "change", bell_change_get_id (row->change), row->group, error);
}

/**
 * bell_outbox_file_keep:
 * @row: a row that base holds
 * @now: the time
 *
 * Keeps a confirmed change for a while, see bell_outbox_file_reoffer(). To be
 * called before its row is deleted.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_outbox_file_keep (BellFiles            *files,
                       const BellOutboxRow  *row,
                       gint64                now,
                       GError              **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "outbox-keep", error);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, bell_change_get_id (row->change));
  bell_statement_bind_int64 (statement, 2, now);

  return bell_statement_run (statement, error);
}

/**
 * bell_outbox_file_reoffer:
 *
 * Queues again all that the server has confirmed, in its old order.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_outbox_file_reoffer (BellFiles  *files,
                          GError    **error)
{
  static const char *const steps[] = { "outbox-reoffer", "outbox-reoffer-acknowledged", "outbox-reoffer-clear", "blob-reoffer" };
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->outbox, error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free); /* id, group, id, group… */
  g_autoptr (BellStatement) find = transaction != NULL ? bell_files_prepare (files->outbox, "outbox-kept-ids", error) : NULL;
  gboolean row;

  if (find == NULL)
    return FALSE;

  for (;;)
    {
      if (!bell_statement_step (find, &row, error))
        return FALSE;
      if (!row)
        break;

      g_ptr_array_add (ids, g_strdup (bell_statement_get_text (find, 0)));
      g_ptr_array_add (ids, g_strdup (bell_statement_get_text (find, 1)));
    }
  bell_statement_reset (find);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, steps[i], error);

      if (statement == NULL || !bell_statement_run (statement, error))
        return FALSE;
    }
  for (guint i = 0; i < ids->len; i += 2)
    if (!bell_outbox_file_note (files, "change", g_ptr_array_index (ids, i), g_ptr_array_index (ids, i + 1), error))
      return FALSE;

  return bell_transaction_commit (transaction, error);
}

/**
 * bell_outbox_file_note:
 * @what: change, draft, setting or read
 * @key: which
 * @group: (nullable): of a change whose overlay is to be computed again
 *
 * Notes in the outbox's journal that something was written.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_outbox_file_note (BellFiles   *files,
                       const char  *what,
                       const char  *key,
                       const char  *group,
                       GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "outbox-journal-add", error);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, what);
  bell_statement_bind_text (statement, 2, key);
  bell_statement_bind_text (statement, 3, group);

  return bell_statement_run (statement, error);
}

/* What is old: by the clock of this computer, unless the server's clock is
 * behind it. One that has run ahead by years must not make old what is of today. */
static gboolean
find_time (BellFiles  *files,
           gint64      now,
           gint64     *time,
           GError    **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "change-newest-content", error);
  g_autoptr (BellChange) newest = NULL;
  gboolean row;

  *time = 0;
  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;

  newest = bell_wire_change_from_text (bell_statement_get_text (statement, 0), error);
  if (newest == NULL)
    return FALSE;
  *time = MIN (now, bell_change_get_received_at (newest));

  return TRUE;
}

/**
 * bell_outbox_file_tidy:
 * @now: the time
 *
 * Takes away what nobody needs any more: old lines of the journal, and blobs that
 * the server has had for a while.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_outbox_file_tidy (BellFiles  *files,
                       gint64      now,
                       GError    **error)
{
  g_autoptr (BellStatement) blobs = NULL;
  g_autoptr (BellStatement) kept = NULL;
  g_autoptr (BellStatement) journal = NULL;
  gint64 first, last, time;

  if (!find_time (files, now, &time, error) ||
      !bell_files_query_int64 (files->outbox, "journal-first", &first, error) ||
      !bell_files_query_int64 (files->outbox, "journal-last", &last, error))
    return FALSE;

  if (last - first > 2 * JOURNAL_LENGTH)
    {
      journal = bell_files_prepare (files->outbox, "journal-prune", error);
      if (journal == NULL)
        return FALSE;
      bell_statement_bind_int64 (journal, 1, last - JOURNAL_LENGTH);
      if (!bell_statement_run (journal, error))
        return FALSE;
    }

  kept = bell_files_prepare (files->outbox, "outbox-kept-prune", error);
  if (kept == NULL)
    return FALSE;
  bell_statement_bind_int64 (kept, 1, time - KEPT_MILLISECONDS);
  if (!bell_statement_run (kept, error))
    return FALSE;

  blobs = bell_files_prepare (files->outbox, "blob-prune", error);
  if (blobs == NULL)
    return FALSE;
  bell_statement_bind_int64 (blobs, 1, time - BLOB_MILLISECONDS);

  return bell_statement_run (blobs, error);
}
