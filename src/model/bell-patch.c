/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-patch.h"

/* Entries stand in the order in which they were first set. Patches are small
 * (a person changes a few properties at once), so that looking through the
 * array beats a table. */
struct _BellPatch
{
  BellType type;
  GArray *entries; /* BellPatchEntry */
};

G_DEFINE_BOXED_TYPE (BellPatch, bell_patch, bell_patch_ref, bell_patch_unref)

static void
clear_entry (gpointer data)
{
  BellPatchEntry *entry = data;

  g_clear_pointer (&entry->member, g_free);
  g_clear_pointer (&entry->value, g_variant_unref);
}

static void
clear_patch (gpointer data)
{
  BellPatch *self = data;

  g_array_unref (self->entries);
}

static BellPatchEntry *
get_entry (const BellPatch *self,
           guint            index)
{
  return &g_array_index (self->entries, BellPatchEntry, index);
}

static void
append (BellPatch          *self,
        const BellProperty *property,
        const char         *member,
        GVariant           *value)
{
  BellPatchEntry entry = { property, g_strdup (member), value != NULL ? g_variant_ref_sink (value) : NULL };

  g_array_append_val (self->entries, entry);
}

/**
 * bell_patch_new:
 * @type: the type of the objects that it is for
 *
 * Returns: (transfer full): a patch that changes nothing yet
 */
BellPatch *
bell_patch_new (BellType type)
{
  BellPatch *self;

  g_return_val_if_fail (type < BELL_N_TABLE_TYPES, NULL);

  self = g_atomic_rc_box_new0 (BellPatch);
  self->type = type;
  self->entries = g_array_new (FALSE, FALSE, sizeof (BellPatchEntry));
  g_array_set_clear_func (self->entries, clear_entry);

  return self;
}

/**
 * bell_patch_ref:
 *
 * Returns: (transfer full): @self, with one owner more
 */
BellPatch *
bell_patch_ref (BellPatch *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * bell_patch_unref:
 *
 * Gives up one ownership; the last one frees the patch.
 */
void
bell_patch_unref (BellPatch *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_patch);
}

/**
 * bell_patch_copy:
 *
 * Returns: (transfer full): a patch of its own with the same entries, to be
 *   written
 */
BellPatch *
bell_patch_copy (const BellPatch *self)
{
  BellPatch *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = bell_patch_new (self->type);
  for (guint i = 0; i < self->entries->len; i++)
    append (copy, get_entry (self, i)->property, get_entry (self, i)->member, get_entry (self, i)->value);

  return copy;
}

/**
 * bell_patch_get_data_type:
 *
 * Returns: the type of the objects that it is for
 */
BellType
bell_patch_get_data_type (const BellPatch *self)
{
  g_return_val_if_fail (self != NULL, BELL_TYPE_NONE);

  return self->type;
}

/**
 * bell_patch_get_size:
 *
 * Returns: how many entries it has
 */
guint
bell_patch_get_size (const BellPatch *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->entries->len;
}

/**
 * bell_patch_get_entry:
 * @index: less than bell_patch_get_size()
 *
 * Returns: (transfer none): an entry
 */
const BellPatchEntry *
bell_patch_get_entry (const BellPatch *self,
                      guint            index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->entries->len, NULL);

  return get_entry (self, index);
}

/**
 * bell_patch_find:
 * @self: (nullable): a patch; %NULL, as of a change that deletes, has no entry
 * @property: a property of the type
 *
 * Returns: (transfer none) (nullable): its first entry
 */
const BellPatchEntry *
bell_patch_find (const BellPatch    *self,
                 const BellProperty *property)
{
  g_return_val_if_fail (property != NULL && (self == NULL || property->type == self->type), NULL);

  for (guint i = 0; self != NULL && i < self->entries->len; i++)
    if (get_entry (self, i)->property == property)
      return get_entry (self, i);

  return NULL;
}

/**
 * bell_patch_set:
 * @property: a property of the type
 * @value: (nullable): its new value, %NULL for null; a floating one is taken
 *
 * Sets a whole property; what the patch said of it before is forgotten.
 */
void
bell_patch_set (BellPatch          *self,
                const BellProperty *property,
                GVariant           *value)
{
  gboolean placed = FALSE;

  g_return_if_fail (self != NULL);
  g_return_if_fail (property != NULL && property->type == self->type);

  if (value != NULL)
    g_variant_ref_sink (value);

  for (guint i = 0; i < self->entries->len;)
    {
      BellPatchEntry *entry = get_entry (self, i);

      if (entry->property != property)
        {
          i++;
        }
      else if (!placed)
        {
          clear_entry (entry);
          entry->value = value != NULL ? g_variant_ref (value) : NULL;
          placed = TRUE;
          i++;
        }
      else
        {
          g_array_remove_index (self->entries, i);
        }
    }

  if (!placed)
    append (self, property, NULL, value);

  g_clear_pointer (&value, g_variant_unref);
}

/**
 * bell_patch_set_text:
 * @index: the place of an id, a text or JSON in the type's table
 * @text: (nullable): its new value
 */
void
bell_patch_set_text (BellPatch  *self,
                     guint       index,
                     const char *text)
{
  g_return_if_fail (self != NULL);

  bell_patch_set (self, bell_type_get_property (self->type, index),
                  text != NULL ? g_variant_new_string (text) : NULL);
}

/**
 * bell_patch_set_integer:
 * @index: the place of an integer, a time, a boolean or an enumeration in the
 *   type's table
 * @number: its new value; %BELL_TIME_UNSET makes a time null
 */
void
bell_patch_set_integer (BellPatch *self,
                        guint      index,
                        gint64     number)
{
  const BellProperty *property;
  GVariant *value = NULL;

  g_return_if_fail (self != NULL);

  property = bell_type_get_property (self->type, index);

  switch ((int) property->kind)
    {
    case BELL_KIND_ENUM:
      value = g_variant_new_int32 ((gint32) number);
      break;

    case BELL_KIND_BOOLEAN:
      value = g_variant_new_boolean (number != 0);
      break;

    case BELL_KIND_INTEGER:
      value = g_variant_new_int64 (number);
      break;

    case BELL_KIND_TIME:
      value = number != G_MININT64 ? g_variant_new_int64 (number) : NULL;
      break;

    default:
      g_return_if_reached ();
    }

  bell_patch_set (self, property, value);
}

/**
 * bell_patch_set_member:
 * @property: a set or a map
 * @member: one member of it
 * @value: (nullable): true (set) or a string (map), %NULL removes it; a
 *   floating one is taken
 *
 * Where the patch sets the whole property, the member is set in that.
 */
void
bell_patch_set_member (BellPatch          *self,
                       const BellProperty *property,
                       const char         *member,
                       GVariant           *value)
{
  g_autoptr (GVariant) owned = value != NULL ? g_variant_ref_sink (value) : NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (property != NULL && property->type == self->type);
  g_return_if_fail (property->kind == BELL_KIND_SET || property->kind == BELL_KIND_MAP);
  g_return_if_fail (member != NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      BellPatchEntry *entry = get_entry (self, i);

      if (entry->property != property)
        continue;

      if (entry->member == NULL)
        {
          g_autoptr (GVariant) whole = g_steal_pointer (&entry->value);

          entry->value = bell_value_with_member (whole, member, owned);
          return;
        }

      if (g_str_equal (entry->member, member))
        {
          g_clear_pointer (&entry->value, g_variant_unref);
          entry->value = g_steal_pointer (&owned);
          return;
        }
    }

  append (self, property, member, owned);
}

/**
 * bell_patch_add_member:
 * @index: the place of a set in the type's table
 * @member: what to add to it
 */
void
bell_patch_add_member (BellPatch  *self,
                       guint       index,
                       const char *member)
{
  g_return_if_fail (self != NULL);

  bell_patch_set_member (self, bell_type_get_property (self->type, index), member, g_variant_new_boolean (TRUE));
}

/**
 * bell_patch_remove_member:
 * @index: the place of a set or a map in the type's table
 * @member: what to remove from it
 */
void
bell_patch_remove_member (BellPatch  *self,
                          guint       index,
                          const char *member)
{
  g_return_if_fail (self != NULL);

  bell_patch_set_member (self, bell_type_get_property (self->type, index), member, NULL);
}

/**
 * bell_patch_merge:
 * @later: a patch for the same type
 *
 * Makes @self do what it did, and then what @later does.
 */
void
bell_patch_merge (BellPatch       *self,
                  const BellPatch *later)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (later != NULL && later->type == self->type);

  for (guint i = 0; i < later->entries->len; i++)
    {
      BellPatchEntry *entry = get_entry (later, i);

      if (entry->member != NULL)
        bell_patch_set_member (self, entry->property, entry->member, entry->value);
      else
        bell_patch_set (self, entry->property, entry->value);
    }
}

/**
 * bell_patch_check:
 * @error: %BELL_MODEL_ERROR of the first entry that is at fault
 *
 * Returns: whether every value may stand where it is to go; who may set it is
 *   bell_access_check_change()'s to say
 */
gboolean
bell_patch_check (const BellPatch  *self,
                  GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->entries->len; i++)
    {
      BellPatchEntry *entry = get_entry (self, i);

      if (entry->member != NULL
          ? !bell_property_check_member (entry->property, entry->member, entry->value, error)
          : !bell_property_check (entry->property, entry->value, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * bell_patch_equal:
 *
 * Returns: whether both have the same entries, in any order
 */
gboolean
bell_patch_equal (const BellPatch *one,
                  const BellPatch *two)
{
  g_return_val_if_fail (one != NULL, FALSE);
  g_return_val_if_fail (two != NULL, FALSE);

  if (one->type != two->type || one->entries->len != two->entries->len)
    return FALSE;

  for (guint i = 0; i < one->entries->len; i++)
    {
      BellPatchEntry *entry = get_entry (one, i);
      gboolean found = FALSE;

      for (guint j = 0; j < two->entries->len && !found; j++)
        {
          BellPatchEntry *other = get_entry (two, j);

          found = entry->property == other->property &&
                  g_strcmp0 (entry->member, other->member) == 0 &&
                  bell_value_equal (entry->value, other->value);
        }

      if (!found)
        return FALSE;
    }

  return TRUE;
}
