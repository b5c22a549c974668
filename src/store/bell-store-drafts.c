/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include <string.h>

#include "bell-id.h"

/* Drafts, how far somebody has read, and what they have been told. */

/**
 * bell_store_save_draft:
 * @draft: what has been typed
 *
 * Keeps a draft. Call it at every keystroke: it is written at once, or as soon
 * as the write before it is done.
 */
void
bell_store_save_draft (BellStore       *self,
                       const BellDraft *draft)
{
  BellDraft *copy;
  gboolean begun;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (draft != NULL && draft->key != NULL && *draft->key != '\0');

  copy = bell_draft_copy (draft);
  copy->updated_at = bell_clock_now (self->clock);
  begun = g_hash_table_insert (self->drafts, g_strdup (draft->key), copy);
  bell_store_queue_write (self, "draft", draft->key);
  if (begun)
    g_signal_emit_by_name (self, "draft-changed", draft->key);
}

/**
 * bell_store_delete_draft:
 * @key: of a draft
 *
 * Forgets a draft.
 */
void
bell_store_delete_draft (BellStore  *self,
                         const char *key)
{
  g_autofree char *name = NULL;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (key != NULL);

  name = g_strdup (key);
  if (!g_hash_table_remove (self->drafts, name))
    return;

  bell_store_queue_write (self, "draft", name);
  g_signal_emit_by_name (self, "draft-changed", name);
}

/**
 * bell_store_load_draft:
 * @key: of a draft
 *
 * Returns: (transfer none) (nullable): the draft, valid until it is saved,
 *   deleted, or the main loop runs
 */
const BellDraft *
bell_store_load_draft (BellStore  *self,
                       const char *key)
{
  g_return_val_if_fail (BELL_IS_STORE (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return g_hash_table_lookup (self->drafts, key);
}

static int
compare_drafts (gconstpointer one,
                gconstpointer two)
{
  const BellDraft *a = *(BellDraft *const *) one, *b = *(BellDraft *const *) two;

  return (a->updated_at < b->updated_at) - (a->updated_at > b->updated_at);
}

/**
 * bell_store_list_drafts:
 *
 * Returns: (transfer full) (element-type BellDraft): all drafts, the latest first
 */
GPtrArray *
bell_store_list_drafts (BellStore *self)
{
  GPtrArray *drafts;
  GHashTableIter iter;
  gpointer draft;

  g_return_val_if_fail (BELL_IS_STORE (self), NULL);

  drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_draft_free);
  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, NULL, &draft))
    g_ptr_array_add (drafts, bell_draft_copy (draft));
  g_ptr_array_sort (drafts, compare_drafts);

  return drafts;
}

/* --- Read marks and news ------------------------------------------------- */

/**
 * bell_store_mark_read:
 * @ticket_id: a ticket
 * @message_id: its last message that has been read
 *
 * Notes how far somebody has read. Never goes back.
 */
void
bell_store_mark_read (BellStore  *self,
                      const char *ticket_id,
                      const char *message_id)
{
  const char *known;
  const char *ids[] = { ticket_id, NULL };

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (ticket_id != NULL && message_id != NULL);

  known = g_hash_table_lookup (self->marks, ticket_id);
  if (known != NULL && strcmp (known, message_id) >= 0)
    return;

  g_hash_table_insert (self->marks, g_strdup (ticket_id), g_strdup (message_id));
  bell_store_queue_write (self, "read", ticket_id);
  bell_store_refresh_watches (self, BELL_TYPE_TICKET, ids);
  bell_store_emit_changed (self, BELL_TYPE_TICKET, ids);
}

/**
 * bell_store_is_read:
 * @ticket_id: a ticket
 * @message_id: (nullable): one of its messages
 *
 * Returns: whether somebody has read as far as @message_id here, or it is from
 *   before the first download
 */
gboolean
bell_store_is_read (BellStore  *self,
                    const char *ticket_id,
                    const char *message_id)
{
  const char *known, *baseline;

  g_return_val_if_fail (BELL_IS_STORE (self), TRUE);
  g_return_val_if_fail (ticket_id != NULL, TRUE);

  if (message_id == NULL)
    return TRUE;

  known = g_hash_table_lookup (self->marks, ticket_id);
  if (known != NULL && strcmp (known, message_id) >= 0)
    return TRUE;

  baseline = bell_store_get_setting (self, "read-baseline");

  return baseline != NULL && bell_id_get_time (message_id) <= g_ascii_strtoll (baseline, NULL, 10);
}

/* Private: what a list shows as unread. */
gboolean
bell_store_is_unread (BellStore        *self,
                      const BellRecord *record,
                      const char       *last_author)
{
  const char *message_id;

  if (bell_record_get_data_type (record) != BELL_TYPE_TICKET)
    return FALSE;

  message_id = bell_ticket_get_last_message_id (BELL_TICKET (record));

  return message_id != NULL && g_strcmp0 (last_author, bell_store_get_principal_id (self)) != 0 &&
         !bell_store_is_read (self, bell_record_get_id (record), message_id);
}

/**
 * bell_store_get_announced:
 *
 * Returns: the modseq up to which news have been told
 */
gint64
bell_store_get_announced (BellStore *self)
{
  const char *value;

  g_return_val_if_fail (BELL_IS_STORE (self), 0);

  value = bell_store_get_setting (self, "announced");

  return value != NULL ? g_ascii_strtoll (value, NULL, 10) : 0;
}

/**
 * bell_store_set_announced:
 * @modseq: that of the last change that has been told
 *
 * Notes that news have been told, so that they are not told again after a
 * restart.
 */
void
bell_store_set_announced (BellStore *self,
                          gint64     modseq)
{
  g_autofree char *value = NULL;

  g_return_if_fail (BELL_IS_STORE (self));

  if (modseq <= bell_store_get_announced (self))
    return;

  value = g_strdup_printf ("%" G_GINT64_FORMAT, modseq);
  bell_store_set_setting (self, "announced", value);
}
