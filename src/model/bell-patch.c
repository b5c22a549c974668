/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-patch.h"

#include <string.h>

#include "bell-error.h"

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

/* What a set or a map holds once one member is set or removed. */
static GVariant *
with_member (GVariant   *whole,
             const char *member,
             GVariant   *value)
{
  gboolean is_map = g_variant_is_of_type (whole, G_VARIANT_TYPE ("a{ss}"));
  GVariantBuilder builder;
  gsize length = g_variant_n_children (whole);

  g_variant_builder_init (&builder, g_variant_get_type (whole));

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (whole, i);
      const char *name;

      if (is_map)
        g_variant_get (child, "{&s&s}", &name, NULL);
      else
        name = g_variant_get_string (child, NULL);

      if (!g_str_equal (name, member))
        g_variant_builder_add_value (&builder, child);
    }

  if (value != NULL && is_map)
    g_variant_builder_add (&builder, "{ss}", member, g_variant_get_string (value, NULL));
  else if (value != NULL)
    g_variant_builder_add (&builder, "s", member);

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* Returns whether the set or map has @member, with this value if it is a map. */
static gboolean
has_member (GVariant   *whole,
            const char *member,
            GVariant   *value)
{
  if (g_variant_is_of_type (whole, G_VARIANT_TYPE ("a{ss}")))
    {
      const char *text;

      if (!g_variant_lookup (whole, member, "&s", &text))
        return FALSE;

      return value == NULL || g_str_equal (text, g_variant_get_string (value, NULL));
    }

  for (gsize i = 0; i < g_variant_n_children (whole); i++)
    {
      const char *name;

      g_variant_get_child (whole, i, "&s", &name);
      if (g_str_equal (name, member))
        return TRUE;
    }

  return FALSE;
}

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
      if (!has_member (after, name, NULL))
        append (self, property, name, NULL);
    }

  for (gsize i = 0; i < g_variant_n_children (after); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (after, i);
      g_autoptr (GVariant) value = NULL;
      const char *name;

      g_variant_get_child (is_map ? child : after, is_map ? 0 : i, "&s", &name);
      value = is_map ? g_variant_get_child_value (child, 1) : g_variant_ref_sink (g_variant_new_boolean (TRUE));
      if (!has_member (before, name, is_map ? value : NULL))
        append (self, property, name, value);
    }
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

  for (guint i = 0; i < bell_type_get_n_properties (self->type); i++)
    {
      const BellProperty *property = bell_type_get_property (self->type, i);
      g_autoptr (GVariant) value = bell_record_get (record, property);
      g_autoptr (GVariant) normal = bell_record_get (blank, property);

      if (!bell_value_equal (value, normal))
        append (self, property, NULL, value);
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

  for (guint i = 0; i < bell_type_get_n_properties (self->type); i++)
    {
      const BellProperty *property = bell_type_get_property (self->type, i);
      g_autoptr (GVariant) was = bell_record_get (before, property);
      g_autoptr (GVariant) is = bell_record_get (after, property);

      if (bell_value_equal (was, is))
        continue;

      if (property->kind == BELL_KIND_SET || property->kind == BELL_KIND_MAP)
        append_difference (self, property, was, is);
      else
        append (self, property, NULL, is);
    }

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
 * @property: a property of the type
 *
 * Returns: (transfer none) (nullable): its first entry
 */
const BellPatchEntry *
bell_patch_find (const BellPatch    *self,
                 const BellProperty *property)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (property != NULL && property->type == self->type, NULL);

  for (guint i = 0; i < self->entries->len; i++)
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

          entry->value = with_member (whole, member, owned);
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
  g_return_if_fail (record != NULL && bell_record_get_data_type (record) == self->type);

  for (guint i = 0; i < self->entries->len; i++)
    {
      BellPatchEntry *entry = get_entry (self, i);

      if (entry->member != NULL)
        {
          g_autoptr (GVariant) whole = bell_record_get (record, entry->property);
          g_autoptr (GVariant) changed = with_member (whole, entry->member, entry->value);

          bell_record_set (record, entry->property, changed);
        }
      else
        {
          bell_record_set (record, entry->property, entry->value);
        }
    }
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
  g_return_val_if_fail (record != NULL && bell_record_get_data_type (record) == self->type, FALSE);

  for (guint i = 0; i < self->entries->len; i++)
    {
      BellPatchEntry *entry = get_entry (self, i);
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
      else if (has_member (now, entry->member, entry->value) != (entry->value != NULL))
        {
          return TRUE;
        }
    }

  return FALSE;
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
