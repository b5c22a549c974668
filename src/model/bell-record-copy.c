/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-record.h"

#include <string.h>

#include "bell-record-private.h"

/* Whole records beside each other, field by field: done for each row that is
 * compared with what was there, so no GVariant is made for it. */

/**
 * bell_record_copy:
 *
 * Returns: (transfer full): a record of its own with the same values, to be
 *   written
 */
BellRecord *
bell_record_copy (const BellRecord *self)
{
  BellRecord *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_atomic_rc_box_dup (g_atomic_rc_box_get_size ((gpointer) self), (gpointer) self);
  copy->id = g_strdup (self->id);

  for (guint i = 0; i < bell_type_get_n_properties (self->type); i++)
    {
      const BellProperty *property = bell_type_get_property (self->type, i);

      switch (property->kind)
        {
        case BELL_KIND_ID:
        case BELL_KIND_TEXT:
        case BELL_KIND_JSON:
          *BELL_FIELD_POINTER (copy, property, char *) = g_strdup (BELL_FIELD (self, property, char *));
          break;

        case BELL_KIND_SET:
          *BELL_FIELD_POINTER (copy, property, char **) = g_strdupv (BELL_FIELD (self, property, char **));
          break;

        case BELL_KIND_MAP:
        case BELL_KIND_ATTACHMENTS:
          g_variant_ref (BELL_FIELD (copy, property, GVariant *));
          break;

        case BELL_KIND_ENUM:
        case BELL_KIND_INTEGER:
        case BELL_KIND_BOOLEAN:
        case BELL_KIND_TIME:
          break;
        }
    }

  return copy;
}

static gboolean
is_text (const BellProperty *property)
{
  return property->kind == BELL_KIND_ID || property->kind == BELL_KIND_TEXT || property->kind == BELL_KIND_JSON;
}

/* Copies @text, unless it is NULL, to *end and moves that on. */
static char *
append_text (char       **end,
             const char  *text)
{
  char *start = *end;

  if (text == NULL)
    return NULL;
  *end = g_stpcpy (start, text) + 1;

  return start;
}

/**
 * bell_record_pack:
 * @self: (transfer full): a record with one owner
 *
 * Puts a record and its texts into one piece of memory: a quarter less for those
 * that are kept in great numbers. It can be written as before.
 *
 * Returns: (transfer full): the same record
 */
BellRecord *
bell_record_pack (BellRecord *self)
{
  BellRecord *packed;
  gsize size, texts;
  char *end;

  g_return_val_if_fail (self != NULL, NULL);

  if (bell_record_has_within (self, self->id))
    return self;

  size = g_atomic_rc_box_get_size (self);
  texts = strlen (self->id) + 1;
  for (guint i = 0; i < bell_type_get_n_properties (self->type); i++)
    {
      const BellProperty *property = bell_type_get_property (self->type, i);

      if (is_text (property) && BELL_FIELD (self, property, char *) != NULL)
        texts += strlen (BELL_FIELD (self, property, char *)) + 1;
    }

  packed = g_atomic_rc_box_alloc (size + texts);
  memcpy (packed, self, size);
  end = (char *) packed + size;
  packed->id = append_text (&end, self->id);
  for (guint i = 0; i < bell_type_get_n_properties (self->type); i++)
    {
      const BellProperty *property = bell_type_get_property (self->type, i);

      if (is_text (property))
        *BELL_FIELD_POINTER (packed, property, char *) = append_text (&end, BELL_FIELD (self, property, char *));
      else if (property->kind == BELL_KIND_SET)
        *BELL_FIELD_POINTER (self, property, char **) = NULL;
      else if (property->kind == BELL_KIND_MAP || property->kind == BELL_KIND_ATTACHMENTS)
        *BELL_FIELD_POINTER (self, property, GVariant *) = NULL;
    }
  bell_record_unref (self);

  return packed;
}

/**
 * bell_record_equal_property:
 * @one: an object
 * @two: an object of the same type
 * @property: a property of it
 *
 * Returns: whether both have the same value
 */
gboolean
bell_record_equal_property (const BellRecord   *one,
                            const BellRecord   *two,
                            const BellProperty *property)
{
  g_return_val_if_fail (one != NULL && two != NULL && one->type == two->type, FALSE);
  g_return_val_if_fail (property != NULL && property->type == one->type, FALSE);

  switch (property->kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
      return g_strcmp0 (BELL_FIELD (one, property, char *), BELL_FIELD (two, property, char *)) == 0;

    case BELL_KIND_SET:
      return g_strv_equal ((const char *const *) BELL_FIELD (one, property, char **),
                           (const char *const *) BELL_FIELD (two, property, char **));

    case BELL_KIND_MAP:
    case BELL_KIND_ATTACHMENTS:
      {
        GVariant *first = BELL_FIELD (one, property, GVariant *), *second = BELL_FIELD (two, property, GVariant *);

        return first == second || g_variant_equal (first, second);
      }

    case BELL_KIND_ENUM:
    case BELL_KIND_INTEGER:
    case BELL_KIND_BOOLEAN:
    case BELL_KIND_TIME:
      return bell_record_peek_integer (one, property) == bell_record_peek_integer (two, property);
    }

  g_assert_not_reached ();
}

/**
 * bell_record_equal:
 *
 * Returns: whether both are the same object with the same values; modseqs are
 *   not compared
 */
gboolean
bell_record_equal (const BellRecord *one,
                   const BellRecord *two)
{
  g_return_val_if_fail (one != NULL, FALSE);
  g_return_val_if_fail (two != NULL, FALSE);

  if (one->type != two->type || !g_str_equal (one->id, two->id))
    return FALSE;

  for (guint i = 0; i < bell_type_get_n_properties (one->type); i++)
    if (!bell_record_equal_property (one, two, bell_type_get_property (one->type, i)))
      return FALSE;

  return TRUE;
}

/**
 * bell_record_peek_members:
 * @property: a set
 *
 * Returns: (transfer none) (array zero-terminated=1): its members, in order
 */
const char *const *
bell_record_peek_members (const BellRecord   *self,
                          const BellProperty *property)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (property != NULL && property->type == self->type && property->kind == BELL_KIND_SET, NULL);

  return (const char *const *) BELL_FIELD (self, property, char **);
}
