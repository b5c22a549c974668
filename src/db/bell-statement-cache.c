/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-statement-cache.h"

/* The idle statements of a connection, by their SQL or its short name.
 *
 * A statement in use is not in the cache, so that the same SQL used again
 * meanwhile gets a statement of its own; what comes back last is freed if one
 * of its kind is there. The least recently used go first. */
struct _BellStatementCache
{
  GHashTable *idle;  /* key -> BellStatement, which owns the key */
  GQueue      order; /* of their links, last used first */
  guint       size;
};

static void
bell_statement_cache_free_statement (BellStatement *statement)
{
  g_free (statement->key);
  g_clear_error (&statement->bind_error);
  statement->engine->free (statement);
}

/* @size: how many it keeps at most */
BellStatementCache *
bell_statement_cache_new (guint size)
{
  BellStatementCache *self = g_new0 (BellStatementCache, 1);

  self->idle = g_hash_table_new (g_str_hash, g_str_equal);
  self->size = size;
  g_queue_init (&self->order);

  return self;
}

void
bell_statement_cache_free (BellStatementCache *self)
{
  bell_statement_cache_clear (self);
  g_hash_table_unref (self->idle);
  g_free (self);
}

/* Returns: (transfer full) (nullable): the statement, no longer in the cache */
BellStatement *
bell_statement_cache_take (BellStatementCache *self,
                           const char         *key)
{
  BellStatement *statement = g_hash_table_lookup (self->idle, key);

  if (statement == NULL)
    return NULL;

  g_hash_table_remove (self->idle, key);
  g_queue_unlink (&self->order, &statement->link);

  return statement;
}

/* @statement: (transfer full): reset */
void
bell_statement_cache_put (BellStatementCache *self,
                          BellStatement      *statement)
{
  if (g_hash_table_contains (self->idle, statement->key))
    {
      bell_statement_cache_free_statement (statement);
      return;
    }

  if (self->order.length >= self->size)
    {
      BellStatement *oldest = g_queue_pop_tail_link (&self->order)->data;

      g_hash_table_remove (self->idle, oldest->key);
      bell_statement_cache_free_statement (oldest);
    }

  statement->link.data = statement;
  g_queue_push_head_link (&self->order, &statement->link);
  g_hash_table_insert (self->idle, statement->key, statement);
}

void
bell_statement_cache_clear (BellStatementCache *self)
{
  GList *link;

  g_hash_table_remove_all (self->idle);
  while ((link = g_queue_pop_head_link (&self->order)) != NULL)
    bell_statement_cache_free_statement (link->data);
}
