/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-conflict-private.h"

#include <glib/gi18n-lib.h>

#include "bell-base.h"
#include "bell-settle.h"
#include "bell-text-merge.h"
#include "bell-workflow.h"

/* Cards: what stands against a change that was refused, who did that and when.
 * Read from base and the history when somebody looks. */

static void
bell_conflict_field_free (gpointer data)
{
  BellConflictField *field = data;

  g_free (field->member);
  g_clear_pointer (&field->mine, g_variant_unref);
  g_clear_pointer (&field->theirs, g_variant_unref);
  g_free (field->author_id);
  g_free (field);
}

static void
unref_record (gpointer data)
{
  bell_record_unref (data);
}

/**
 * bell_conflict_free:
 *
 * Frees a card.
 */
void
bell_conflict_free (BellConflict *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->change, bell_change_unref);
  g_free (self->reason);
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->messages);
  g_free (self);
}

/* Who set it last, as far as this computer was told. */
static void
find_author (BellConflictField *field,
             GPtrArray         *history)
{
  for (guint i = history->len; i-- > 0;)
    {
      const BellChange *change = g_ptr_array_index (history, i);
      const BellPatch *patch = bell_change_get_patch (change);

      for (guint j = 0; patch != NULL && j < bell_patch_get_size (patch); j++)
        {
          const BellPatchEntry *entry = bell_patch_get_entry (patch, j);

          if (entry->property != field->property ||
              (entry->member != NULL && field->member != NULL && !g_str_equal (entry->member, field->member)))
            continue;

          field->author_id = g_strdup (bell_change_get_author_id (change));
          field->acted_at = bell_change_get_acted_at (change);
          return;
        }
    }
}

static BellConflictField *
add_field (BellConflict       *self,
           const BellProperty *property,
           const char         *member,
           GVariant           *mine,
           GVariant           *theirs,
           GPtrArray          *history)
{
  BellConflictField *field = g_new0 (BellConflictField, 1);

  field->property = property;
  field->member = g_strdup (member);
  field->mine = mine != NULL ? g_variant_ref (mine) : NULL;
  field->theirs = theirs != NULL ? g_variant_ref (theirs) : NULL;
  field->acted_at = BELL_TIME_UNSET;
  find_author (field, history);
  g_ptr_array_add (self->fields, field);

  return field;
}

static gboolean
may_move (const BellChange *change,
          const BellRecord *now)
{
  const BellPatchEntry *status;

  if (bell_change_get_data_type (change) != BELL_TYPE_TICKET || bell_change_get_patch (change) == NULL)
    return TRUE;

  status = bell_patch_find (bell_change_get_patch (change), bell_ticket_property (BELL_TICKET_STATUS));

  return status == NULL || status->value == NULL ||
         bell_status_can_move (bell_ticket_get_status (BELL_TICKET (now)), g_variant_get_int32 (status->value));
}

static gboolean
load_edit (BellConflict         *self,
           BellFiles            *files,
           const BellOutboxRow  *row,
           GError              **error)
{
  BellType type = bell_change_get_data_type (row->change);
  const BellPatch *patch = bell_change_get_patch (row->change);
  g_autoptr (BellMergeResult) result = NULL;
  g_autoptr (GPtrArray) history = NULL;
  g_autoptr (BellRecord) now = NULL;

  if (!bell_table_get (files->base[type], files->cache, bell_change_get_object_id (row->change), &now, error))
    return FALSE;

  history = bell_base_load_history (files, bell_change_get_object_id (row->change), error);
  if (history == NULL)
    return FALSE;

  if (now == NULL)
    {
      self->kind = BELL_CONFLICT_GONE;
      for (guint i = 0; patch != NULL && i < bell_patch_get_size (patch); i++)
        {
          const BellPatchEntry *entry = bell_patch_get_entry (patch, i);

          add_field (self, entry->property, entry->member, entry->value, NULL, history);
        }
      return TRUE;
    }

  self->can_reapply = may_move (row->change, now);
  result = bell_merge_change (row->change, now, bell_text_merge);
  for (guint i = 0; i < result->clashes->len; i++)
    {
      const BellMergeClash *clash = g_ptr_array_index (result->clashes, i);

      add_field (self, clash->property, clash->member, clash->mine, clash->theirs, history)->is_condition = clash->is_condition;
    }
  for (guint i = 0; result->clashes->len == 0 && patch != NULL && i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);
      g_autoptr (GVariant) whole = bell_record_get (now, entry->property);
      g_autoptr (GVariant) member = entry->member != NULL ? bell_value_get_member (whole, entry->member) : NULL;

      add_field (self, entry->property, entry->member, entry->value, entry->member != NULL ? member : whole, history);
    }

  return TRUE;
}

static gboolean
load_create (BellConflict         *self,
             BellFiles            *files,
             const BellOutboxRow  *row,
             GError              **error)
{
  g_autoptr (GPtrArray) unseen = NULL;
  g_autoptr (BellRecord) ticket = NULL;

  self->can_reapply = TRUE;
  if (bell_change_get_data_type (row->change) != BELL_TYPE_MESSAGE)
    return TRUE;

  if (!bell_table_get (files->visible[BELL_TYPE_TICKET], files->cache, row->group, &ticket, error))
    return FALSE;
  if (ticket == NULL)
    {
      self->kind = BELL_CONFLICT_GONE;
      self->can_reapply = FALSE;
      return TRUE;
    }
  if (bell_change_get_expected (row->change) == NULL)
    return TRUE;

  unseen = bell_settle_find_unseen (files, row, error);
  if (unseen == NULL)
    return FALSE;

  for (guint i = 0; i < unseen->len; i++)
    {
      BellRecord *message = NULL;

      if (!bell_table_get (files->base[BELL_TYPE_MESSAGE], files->cache, g_ptr_array_index (unseen, i), &message, error))
        return FALSE;
      if (message != NULL)
        g_ptr_array_add (self->messages, message);
    }

  return TRUE;
}

/**
 * bell_conflict_load:
 * @change_id: a change that was refused
 * @error: BELL_STORE_ERROR_NOT_FOUND, BELL_DATABASE_ERROR
 *
 * Returns: (transfer full) (nullable): its card
 */
BellConflict *
bell_conflict_load (BellFiles   *files,
                    const char  *change_id,
                    GError     **error)
{
  g_autoptr (GPtrArray) rows = bell_outbox_file_load (files, "outbox-one", change_id, error);
  g_autoptr (BellConflict) self = NULL;
  const BellOutboxRow *row;

  if (rows == NULL)
    return NULL;
  if (rows->len == 0 || ((BellOutboxRow *) g_ptr_array_index (rows, 0))->state != BELL_OUTBOX_STATE_PARKED)
    {
      g_set_error_literal (error, BELL_STORE_ERROR, BELL_STORE_ERROR_NOT_FOUND,
                           _("There is no such change in the outbox."));
      return NULL;
    }

  row = g_ptr_array_index (rows, 0);
  self = g_new0 (BellConflict, 1);
  self->kind = BELL_CONFLICT_REFUSED;
  self->change = bell_change_ref (row->change);
  self->reason = g_strdup (row->reason);
  self->fields = g_ptr_array_new_with_free_func (bell_conflict_field_free);
  self->messages = g_ptr_array_new_with_free_func (unref_record);
  if (g_strcmp0 (row->reason_type, BELL_REASON_CONFLICT) == 0)
    self->kind = BELL_CONFLICT_VALUES;
  else if (g_strcmp0 (row->reason_type, BELL_REASON_HELD) == 0)
    self->kind = BELL_CONFLICT_REPLY;

  if (!(bell_change_get_kind (row->change) == BELL_CHANGE_KIND_CREATE ? load_create (self, files, row, error)
                                                                      : load_edit (self, files, row, error)))
    return NULL;

  return g_steal_pointer (&self);
}
