/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-key-list.h"

#include <string.h>

/* How many keys a chunk can hold, and how many it gets when many come at once. */
#define CHUNK_SIZE 1024
#define CHUNK_FILL 768

/* A list shorter than this is simply looked through. */
#define INDEX_FROM 4096

/* Keys above this are few and are found by looking at all the others in vain. */
#define MAX_INDEXED_KEY (G_GINT64_CONSTANT (1) << 31)

typedef struct
{
  guint number;  /* fixed: what the index says */
  guint ordinal; /* place among the chunks */
  guint length;
  gint64 keys[CHUNK_SIZE];
} BellKeyChunk;

/* Chunks of keys in their order. For long lists an array says of each key, which
 * are the small numbers of a table's rows, in which chunk it stands. */
struct _BellKeyList
{
  gatomicrefcount ref_count;
  guint length;
  GPtrArray *chunks;    /* BellKeyChunk, in order */
  GPtrArray *by_number; /* the same, by number; NULL where one is gone */
  GArray *index;        /* guint: number + 1 of a key's chunk; NULL in short lists */
  GHashTable *large;    /* keys that the index cannot have -> number + 1 */
};

/**
 * bell_key_list_new:
 *
 * Returns: (transfer full): an empty list
 */
BellKeyList *
bell_key_list_new (void)
{
  BellKeyList *self = g_new0 (BellKeyList, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->chunks = g_ptr_array_new ();
  self->by_number = g_ptr_array_new_with_free_func (g_free);

  return self;
}

BellKeyList *
bell_key_list_ref (BellKeyList *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
bell_key_list_unref (BellKeyList *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->chunks);
  g_ptr_array_unref (self->by_number);
  g_clear_pointer (&self->index, g_array_unref);
  g_clear_pointer (&self->large, g_hash_table_unref);
  g_free (self);
}

guint
bell_key_list_get_length (const BellKeyList *self)
{
  return self->length;
}

/* The chunk that holds @position, and the place in it. At the very end it is
 * the last chunk; NULL if there are none. */
static BellKeyChunk *
find_chunk (const BellKeyList *self,
            guint              position,
            guint             *offset)
{
  BellKeyChunk *chunk = NULL;

  for (guint i = 0; i < self->chunks->len; i++)
    {
      chunk = g_ptr_array_index (self->chunks, i);
      if (position < chunk->length || (position == chunk->length && i + 1 == self->chunks->len))
        break;
      position -= chunk->length;
    }

  *offset = position;

  return chunk;
}

static void
index_key (BellKeyList *self,
           gint64       key,
           guint        value)
{
  if (self->index == NULL)
    return;

  if (key < 0 || key > MAX_INDEXED_KEY)
    {
      if (value != 0)
        g_hash_table_insert (self->large, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (value));
      else
        g_hash_table_remove (self->large, &key);
      return;
    }

  if ((guint64) key >= self->index->len)
    g_array_set_size (self->index, (guint) MAX (key + 1, (gint64) self->index->len + self->index->len / 2));

  g_array_index (self->index, guint, key) = value;
}

static void
index_chunk (BellKeyList        *self,
             const BellKeyChunk *chunk)
{
  for (guint i = 0; self->index != NULL && i < chunk->length; i++)
    index_key (self, chunk->keys[i], chunk->number + 1);
}

static void
make_index (BellKeyList *self)
{
  if (self->index != NULL || self->length < INDEX_FROM)
    return;

  self->index = g_array_new (FALSE, TRUE, sizeof (guint));
  self->large = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < self->chunks->len; i++)
    index_chunk (self, g_ptr_array_index (self->chunks, i));
}

static void
renumber (BellKeyList *self,
          guint        from)
{
  for (guint i = from; i < self->chunks->len; i++)
    ((BellKeyChunk *) g_ptr_array_index (self->chunks, i))->ordinal = i;
}

static BellKeyChunk *
add_chunk (BellKeyList *self,
           guint        ordinal)
{
  BellKeyChunk *chunk = g_new0 (BellKeyChunk, 1);

  chunk->number = self->by_number->len;
  g_ptr_array_add (self->by_number, chunk);
  g_ptr_array_insert (self->chunks, (int) ordinal, chunk);
  chunk->ordinal = ordinal;

  return chunk;
}

/**
 * bell_key_list_get:
 *
 * Returns: the key at @position, which has to be in the list
 */
gint64
bell_key_list_get (const BellKeyList *self,
                   guint              position)
{
  guint offset;
  BellKeyChunk *chunk;

  g_return_val_if_fail (position < self->length, 0);

  chunk = find_chunk (self, position, &offset);

  return chunk->keys[offset];
}

/**
 * bell_key_list_copy:
 * @keys: (out caller-allocates): room for @length keys
 *
 * Returns: how many there were from @position on, at most @length
 */
guint
bell_key_list_copy (const BellKeyList *self,
                    guint              position,
                    guint              length,
                    gint64            *keys)
{
  guint offset, copied = 0;
  BellKeyChunk *chunk;

  if (position >= self->length)
    return 0;

  chunk = find_chunk (self, position, &offset);
  for (guint i = chunk->ordinal; copied < length && i < self->chunks->len; i++)
    {
      guint part;

      chunk = g_ptr_array_index (self->chunks, i);
      part = MIN (length - copied, chunk->length - offset);
      memcpy (keys + copied, chunk->keys + offset, part * sizeof (gint64));
      copied += part;
      offset = 0;
    }

  return copied;
}

/**
 * bell_key_list_find:
 *
 * Returns: the position of @key, or -1
 */
int
bell_key_list_find (const BellKeyList *self,
                    gint64             key)
{
  guint before = 0, first = 0, last = self->chunks->len;

  if (self->index != NULL)
    {
      guint value = 0;
      const BellKeyChunk *chunk;

      if (key < 0 || key > MAX_INDEXED_KEY)
        value = GPOINTER_TO_UINT (g_hash_table_lookup (self->large, &key));
      else if ((guint64) key < self->index->len)
        value = g_array_index (self->index, guint, key);

      if (value == 0)
        return -1;

      chunk = g_ptr_array_index (self->by_number, value - 1);
      for (guint i = 0; i < chunk->ordinal; i++)
        before += ((BellKeyChunk *) g_ptr_array_index (self->chunks, i))->length;
      first = chunk->ordinal;
      last = first + 1;
    }

  for (guint i = first; i < last; i++)
    {
      const BellKeyChunk *chunk = g_ptr_array_index (self->chunks, i);

      for (guint j = 0; j < chunk->length; j++)
        if (chunk->keys[j] == key)
          return (int) (before + j);

      before += chunk->length;
    }

  return -1;
}

/* Makes room behind @offset: what follows goes to a chunk of its own. */
static void
split_chunk (BellKeyList  *self,
             BellKeyChunk *chunk,
             guint         offset)
{
  BellKeyChunk *rest;

  if (offset == chunk->length)
    return;

  rest = add_chunk (self, chunk->ordinal + 1);
  rest->length = chunk->length - offset;
  memcpy (rest->keys, chunk->keys + offset, rest->length * sizeof (gint64));
  chunk->length = offset;
  renumber (self, rest->ordinal);
  index_chunk (self, rest);
}

/**
 * bell_key_list_insert:
 * @keys: (array length=length): keys that are not in the list
 *
 * Inserts them so that the first is at @position.
 */
void
bell_key_list_insert (BellKeyList  *self,
                      guint         position,
                      const gint64 *keys,
                      guint         length)
{
  BellKeyChunk *chunk;
  guint offset, done = 0;

  g_return_if_fail (position <= self->length);

  if (length == 0)
    return;

  chunk = find_chunk (self, position, &offset);
  if (chunk == NULL)
    {
      chunk = add_chunk (self, 0);
      offset = 0;
    }

  if (chunk->length + length > CHUNK_SIZE && length == 1)
    {
      guint middle = chunk->length / 2;

      split_chunk (self, chunk, middle);
      if (offset > middle)
        {
          chunk = g_ptr_array_index (self->chunks, chunk->ordinal + 1);
          offset -= middle;
        }
    }

  if (chunk->length + length <= CHUNK_SIZE)
    {
      memmove (chunk->keys + offset + length, chunk->keys + offset, (chunk->length - offset) * sizeof (gint64));
      memcpy (chunk->keys + offset, keys, length * sizeof (gint64));
      chunk->length += length;
      for (guint i = 0; i < length; i++)
        index_key (self, keys[i], chunk->number + 1);
    }
  else
    {
      guint ordinal;

      split_chunk (self, chunk, offset);
      ordinal = chunk->ordinal;
      while (done < length)
        {
          chunk = add_chunk (self, ++ordinal);
          chunk->length = MIN (length - done, CHUNK_FILL);
          memcpy (chunk->keys, keys + done, chunk->length * sizeof (gint64));
          done += chunk->length;
          index_chunk (self, chunk);
        }
      renumber (self, ordinal);
    }

  self->length += length;
  make_index (self);
}

/**
 * bell_key_list_remove:
 *
 * Removes @length keys from @position on.
 */
void
bell_key_list_remove (BellKeyList *self,
                      guint        position,
                      guint        length)
{
  guint offset, first_empty = G_MAXUINT, n_empty = 0;
  BellKeyChunk *chunk;

  g_return_if_fail (position + length <= self->length && position + length >= position);

  if (length == 0)
    return;

  self->length -= length;
  chunk = find_chunk (self, position, &offset);
  for (guint i = chunk->ordinal; length > 0; i++)
    {
      guint part;

      chunk = g_ptr_array_index (self->chunks, i);
      part = MIN (length, chunk->length - offset);
      for (guint j = 0; j < part; j++)
        index_key (self, chunk->keys[offset + j], 0);
      memmove (chunk->keys + offset, chunk->keys + offset + part, (chunk->length - offset - part) * sizeof (gint64));
      chunk->length -= part;
      length -= part;
      offset = 0;

      if (chunk->length == 0)
        {
          if (first_empty == G_MAXUINT)
            first_empty = i;
          n_empty++;
        }
    }

  if (n_empty > 0)
    {
      for (guint i = first_empty; i < first_empty + n_empty; i++)
        {
          chunk = g_ptr_array_index (self->chunks, i);
          g_free (g_steal_pointer (&g_ptr_array_index (self->by_number, chunk->number)));
        }
      g_ptr_array_remove_range (self->chunks, first_empty, n_empty);
      renumber (self, first_empty);
    }
}

/**
 * bell_key_list_replace:
 *
 * Puts @key in the place of the one at @position.
 */
void
bell_key_list_replace (BellKeyList *self,
                       guint        position,
                       gint64       key)
{
  guint offset;
  BellKeyChunk *chunk;

  g_return_if_fail (position < self->length);

  chunk = find_chunk (self, position, &offset);
  index_key (self, chunk->keys[offset], 0);
  chunk->keys[offset] = key;
  index_key (self, key, chunk->number + 1);
}
