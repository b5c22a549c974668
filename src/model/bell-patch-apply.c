/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-patch.h"

/* Between patches and objects: what a patch does to an object, whether it
 * would do anything, and which patch leads from one object to another. */

static void
append_difference (BellPatch          *self,
                   const BellProperty *property,
                   GVariant           *before,
                   GVariant           *after)
{
  gboolean is_map = property->kind == BELL_KIND_MAP;

  for (gsize i = 0; i < g_variant_n_children (before); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (before, i);
      const char *name;

      g_variant_get_child (is_map ? child : before, is_map ? 0 : i, "&s", &name);
      if (!bell_value_has_member (after, name, NULL))
        bell_patch_set_member (self, property, name, NULL);
    }

  for (gsize i = 0; i < g_variant_n_children (after); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (after, i);
      g_autoptr (GVariant) value = NULL;
      const char *name;

      g_variant_get_child (is_map ? child : after, is_map ? 0 : i, "&s", &name);
      value = is_map ? g_variant_get_child_value (child, 1) : g_variant_ref_sink (g_variant_new_boolean (TRUE));
      if (!bell_value_has_member (before, name, is_map ? value : NULL))
        bell_patch_set_member (self, property, name, value);
    }
}

/**
 * bell_patch_new_from_record:
 * @record: an object
 *
 * Returns: (transfer full): the patch that makes @record from an object with
 *   default values
 */
BellPatch *
bell_patch_new_from_record (const BellRecord *record)
{
  g_autoptr (BellRecord) blank = NULL;
  BellPatch *self;

  g_return_val_if_fail (record != NULL, NULL);

  blank = bell_record_new (bell_record_get_data_type (record), bell_record_get_id (record));
  self = bell_patch_new (bell_record_get_data_type (record));

  for (guint i = 0; i < bell_type_get_n_properties (bell_patch_get_data_type (self)); i++)
    {
      const BellProperty *property = bell_type_get_property (bell_patch_get_data_type (self), i);
      g_autoptr (GVariant) value = bell_record_get (record, property);
      g_autoptr (GVariant) normal = bell_record_get (blank, property);

      if (!bell_value_equal (value, normal))
        bell_patch_set (self, property, value);
    }

  return self;
}

/**
 * bell_patch_new_between:
 * @before: an object
 * @after: the same object later
 *
 * Returns: (transfer full): what changed; sets and maps by member
 */
BellPatch *
bell_patch_new_between (const BellRecord *before,
                        const BellRecord *after)
{
  BellPatch *self;

  g_return_val_if_fail (before != NULL, NULL);
  g_return_val_if_fail (after != NULL, NULL);
  g_return_val_if_fail (bell_record_get_data_type (before) == bell_record_get_data_type (after), NULL);

  self = bell_patch_new (bell_record_get_data_type (before));

  for (guint i = 0; i < bell_type_get_n_properties (bell_patch_get_data_type (self)); i++)
    {
      const BellProperty *property = bell_type_get_property (bell_patch_get_data_type (self), i);
      g_autoptr (GVariant) was = bell_record_get (before, property);
      g_autoptr (GVariant) is = bell_record_get (after, property);

      if (bell_value_equal (was, is))
        continue;

      if (property->kind == BELL_KIND_SET || property->kind == BELL_KIND_MAP)
        append_difference (self, property, was, is);
      else
        bell_patch_set (self, property, is);
    }

  return self;
}

/**
 * bell_patch_entry_apply:
 * @record: an object of the patch's type, which has one owner
 *
 * Applies one entry of a patch.
 */
void
bell_patch_entry_apply (const BellPatchEntry *self,
                        BellRecord           *record)
{
  g_return_if_fail (self != NULL && record != NULL);

  if (self->member != NULL)
    {
      g_autoptr (GVariant) whole = bell_record_get (record, self->property);
      g_autoptr (GVariant) changed = bell_value_with_member (whole, self->member, self->value);

      bell_record_set (record, self->property, changed);
    }
  else
    {
      bell_record_set (record, self->property, self->value);
    }
}

/**
 * bell_patch_apply:
 * @record: an object of the type, which has one owner
 *
 * Applying the same patch again changes nothing more.
 */
void
bell_patch_apply (const BellPatch *self,
                  BellRecord      *record)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL && bell_record_get_data_type (record) == bell_patch_get_data_type (self));

  for (guint i = 0; i < bell_patch_get_size (self); i++)
    bell_patch_entry_apply (bell_patch_get_entry (self, i), record);
}

/**
 * bell_patch_would_change:
 * @record: an object of the type
 *
 * Returns: whether applying the patch would change @record; this is the
 *   question of `ifUnchangedBy` (draft-ietf-jmap-conditional)
 */
gboolean
bell_patch_would_change (const BellPatch  *self,
                         const BellRecord *record)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (record != NULL && bell_record_get_data_type (record) == bell_patch_get_data_type (self), FALSE);

  for (guint i = 0; i < bell_patch_get_size (self); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (self, i);
      g_autoptr (GVariant) now = bell_record_get (record, entry->property);

      if (entry->member == NULL)
        {
          if (entry->property->kind == BELL_KIND_SET && entry->value != NULL)
            {
              g_autofree const char **members = g_variant_get_strv (entry->value, NULL);
              g_autoptr (GVariant) sorted = bell_value_new_set (members);

              if (!bell_value_equal (now, sorted))
                return TRUE;
            }
          else if (!bell_value_equal (now, entry->value))
            {
              return TRUE;
            }
        }
      else if (bell_value_has_member (now, entry->member, entry->value) != (entry->value != NULL))
        {
          return TRUE;
        }
    }

  return FALSE;
}
