/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-base.h"

/**
 * bell_news_new:
 *
 * Returns: (transfer full): no news yet
 */
BellNews *
bell_news_new (void)
{
  BellNews *self = g_new0 (BellNews, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  self->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);

  return self;
}

/**
 * bell_news_ref:
 *
 * Returns: (transfer full): @self
 */
BellNews *
bell_news_ref (BellNews *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * bell_news_unref:
 *
 * Gives a reference back.
 */
void
bell_news_unref (BellNews *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (int type = 0; type < BELL_TYPE_NONE; type++)
    {
      g_free (self->old_states[type]);
      g_free (self->new_states[type]);
    }
  for (int type = 0; type < BELL_TYPE_NONE; type++)
    g_clear_pointer (&self->destroyed[type], g_ptr_array_unref);
  g_ptr_array_unref (self->records);
  g_ptr_array_unref (self->changes);
  g_free (self);
}

/**
 * bell_news_set_state:
 * @type: a type
 * @old_state: (nullable): the state that the news begin from; %NULL: none was known
 * @new_state: the state that they lead to
 *
 * Says of which moment the news are.
 */
void
bell_news_set_state (BellNews   *self,
                     BellType    type,
                     const char *old_state,
                     const char *new_state)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (type < BELL_TYPE_NONE);
  g_return_if_fail (new_state != NULL);

  g_free (self->old_states[type]);
  self->old_states[type] = g_strdup (old_state);
  g_free (self->new_states[type]);
  self->new_states[type] = g_strdup (new_state);
}

/**
 * bell_news_add_record:
 * @record: an object as the server has it, with its modseqs where they are known
 *
 * Adds an object that is new or has changed.
 */
void
bell_news_add_record (BellNews   *self,
                      BellRecord *record)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL);

  g_ptr_array_add (self->records, bell_record_ref (record));
}

/**
 * bell_news_add_destroyed:
 * @type: a type
 * @id: of an object or a change that was deleted or left the reader's sight
 *
 * Adds an object that is gone.
 */
void
bell_news_add_destroyed (BellNews   *self,
                         BellType    type,
                         const char *id)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (type < BELL_TYPE_NONE);
  g_return_if_fail (id != NULL);

  if (self->destroyed[type] == NULL)
    self->destroyed[type] = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->destroyed[type], g_strdup (id));
}

/**
 * bell_news_add_change:
 * @change: a confirmed change
 *
 * Adds to the history.
 */
void
bell_news_add_change (BellNews   *self,
                      BellChange *change)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (change != NULL);

  g_ptr_array_add (self->changes, bell_change_ref (change));
}
