/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-due-private.h"

/* The columns of deadlines in a first load: computed while the history passes by,
 * so that it need not be read and parsed once more at the end. */

/**
 * bell_due_follow_load:
 * @changes: (element-type BellChange): history that a first load has brought
 * @error: BELL_DATABASE_ERROR
 *
 * Computes the columns of the tickets whose history is among @changes while it is
 * at hand. Of the first and the last there may be more elsewhere: they are left to
 * bell_due_finish_load(). The tickets, their messages, people and rules came before.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_due_follow_load (BellFiles  *files,
                      GPtrArray  *changes,
                      GError    **error)
{
  g_autoptr (GPtrArray) history = g_ptr_array_new ();
  gboolean moved = FALSE;
  guint end;

  /* What was computed by the rules as they were known does not count any more. */
  for (guint i = 0; i < changes->len && files->due_done != NULL; i++)
    if (bell_due_is_rule (bell_change_get_data_type (g_ptr_array_index (changes, i))))
      g_clear_pointer (&files->due_done, g_hash_table_unref);

  if (files->due_done == NULL)
    {
      if (!bell_due_note_rules (files, error) || !bell_files_get_meta_int64 (files, "due-rules", &files->due_done_seq, error))
        return FALSE;
      files->due_done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    }
  if (bell_due_get (files, error) == NULL)
    return FALSE;

  for (guint begin = 0; begin < changes->len; begin = end)
    {
      const char *id = bell_change_get_object_id (g_ptr_array_index (changes, begin));
      gboolean is_back;

      g_ptr_array_set_size (history, 0);
      for (end = begin; end < changes->len; end++)
        {
          BellChange *change = g_ptr_array_index (changes, end);

          if (!g_str_equal (bell_change_get_object_id (change), id))
            break;
          g_ptr_array_add (history, change);
        }
      if (begin == 0 || end == changes->len || bell_type_from_letter (*id) != BELL_TYPE_TICKET)
        continue;

      /* A server that takes a ticket up twice: then all of it counts. */
      is_back = g_hash_table_contains (files->due_done, id);
      if (!bell_due_update_ticket (files, id, is_back ? NULL : history, &moved, error))
        return FALSE;
      g_hash_table_add (files->due_done, g_strdup (id));
    }

  return !moved || bell_files_note (files, BELL_TYPE_TICKET, NULL, 0, error);
}

/**
 * bell_due_finish_load:
 * @error: BELL_DATABASE_ERROR
 *
 * As bell_due_update_all(), for what bell_due_follow_load() has not computed.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_due_finish_load (BellFiles  *files,
                      GError    **error)
{
  gint64 seq;
  gboolean ok;

  if (!bell_files_get_meta_int64 (files, "due-rules", &seq, error))
    return FALSE;
  if (files->due_done == NULL || files->due_done_seq != seq)
    return bell_due_update_all (files, error);

  ok = bell_due_get (files, error) != NULL && bell_due_update_found (files, "due-tickets", NULL, files->due_done, error);
  g_clear_pointer (&files->due_done, g_hash_table_unref);

  return ok;
}
