/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-value-map.h"

#include <string.h>

/* Values of maps, a{ss}, by their bytes: GVariant makes an object of every name,
 * of every text and of every pair of them, to build a map and to go through it.
 * Each ticket has one, and a bootstrap has all of them.
 *
 * The bytes are those of a GVariant in its serialised form ("GVariant
 * Specification", section 2): a container has its members one behind the other
 * and then their ends, little-endian, in as many bytes each as its whole size
 * asks for; a pair has the end of its name alone. No text has padding. */

static gsize
get_offset_size (gsize size)
{
  return size <= G_MAXUINT8 ? 1 : size <= G_MAXUINT16 ? 2 : size <= G_MAXUINT32 ? 4 : 8;
}

/* Of a container with @n ends to be told, when @body bytes come before them. */
static gsize
choose_offset_size (gsize body,
                    gsize n)
{
  for (gsize size = 1; size < 8; size *= 2)
    if (get_offset_size (body + n * size) <= size)
      return size;

  return 8;
}

static gsize
read_offset (const guint8 *data,
             gsize         offset_size)
{
  gsize offset = 0;

  for (gsize i = 0; i < offset_size; i++)
    offset |= (gsize) data[i] << (8 * i);

  return offset;
}

static void
write_offset (guint8 *data,
              gsize   offset_size,
              gsize   offset)
{
  for (gsize i = 0; i < offset_size; i++)
    data[i] = (guint8) (offset >> (8 * i));
}

/**
 * bell_value_new_map:
 * @texts: name, text, name, text and so on; UTF-8, the names in order
 * @n: how many pairs
 *
 * Returns: (transfer full): the value of a map
 */
GVariant *
bell_value_new_map (const char *const *texts,
                    gsize              n)
{
  gsize body = 0, offset_size, size, at = 0;
  guint8 *data;

  g_return_val_if_fail (texts != NULL || n == 0, NULL);

  for (gsize i = 0; i < n; i++)
    {
      gsize pair = strlen (texts[2 * i]) + strlen (texts[2 * i + 1]) + 2;

      body += pair + choose_offset_size (pair, 1);
    }
  offset_size = choose_offset_size (body, n);
  size = body + n * offset_size;
  data = g_malloc (MAX (size, 1));

  for (gsize i = 0; i < n; i++)
    {
      gsize name = strlen (texts[2 * i]) + 1, text = strlen (texts[2 * i + 1]) + 1;
      gsize pair_size = choose_offset_size (name + text, 1);

      memcpy (data + at, texts[2 * i], name);
      memcpy (data + at + name, texts[2 * i + 1], text);
      write_offset (data + at + name + text, pair_size, name);
      at += name + text + pair_size;
      write_offset (data + body + i * offset_size, offset_size, at);
    }

  return g_variant_ref_sink (g_variant_new_from_data (G_VARIANT_TYPE ("a{ss}"), data, size, TRUE, g_free, data));
}

/**
 * bell_map_iter_init:
 * @map: a value of type a{ss}, which has to outlive @self
 *
 * Begins at the first pair.
 */
void
bell_map_iter_init (BellMapIter *self,
                    GVariant    *map)
{
  gsize end;

  g_return_if_fail (self != NULL && map != NULL);

  self->data = g_variant_get_data (map);
  self->size = g_variant_get_size (map);
  self->begin = self->i = self->n = 0;
  self->offset_size = get_offset_size (self->size);
  if (self->size < self->offset_size)
    return;

  end = read_offset (self->data + self->size - self->offset_size, self->offset_size);
  if (end <= self->size)
    {
      self->n = (self->size - end) / self->offset_size;
      self->offsets = self->data + end;
    }
}

/**
 * bell_map_iter_next:
 * @name: (out) (transfer none): a name
 * @text: (out) (transfer none): its text
 *
 * Returns: whether there was a further pair
 */
gboolean
bell_map_iter_next (BellMapIter  *self,
                    const char  **name,
                    const char  **text)
{
  gsize end, pair_size, middle;

  g_return_val_if_fail (self != NULL && name != NULL && text != NULL, FALSE);

  if (self->i >= self->n)
    return FALSE;

  end = read_offset (self->offsets + self->i * self->offset_size, self->offset_size);
  pair_size = get_offset_size (end - self->begin);
  /* Values are made here or by GLib: they are in order. */
  g_assert (end <= self->size && end > self->begin + pair_size);
  middle = read_offset (self->data + end - pair_size, pair_size);
  g_assert (self->begin + middle + pair_size < end);

  *name = (const char *) self->data + self->begin;
  *text = (const char *) self->data + self->begin + middle;
  self->begin = end;
  self->i++;

  return TRUE;
}
