/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-accounts.h"
#include "bell-json-writer.h"
#include "bell-organisation-private.h"

/* Whether those who were let in once are still what they were then. */

static GHashTable *
collect (const GPtrArray *people)
{
  GHashTable *ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < people->len; i++)
    g_hash_table_add (ids, ((const BellSignedIn *) people->pdata[i])->token_id);
  return ids;
}

static char *
make_list (GHashTable *ids)
{
  g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();
  GHashTableIter iter;
  const char *id;

  bell_json_writer_begin_array (writer);
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    bell_json_writer_string (writer, id);
  bell_json_writer_end_array (writer);
  return bell_json_writer_free_to_text (g_steal_pointer (&writer));
}

static char *
make_rank (int    role,
           gint64 access_version)
{
  return g_strdup_printf ("%d %" G_GINT64_FORMAT, role, access_version);
}

/**
 * bell_accounts_check:
 * @reader: a connection that reads
 * @people: (element-type BellSignedIn): who was let in
 *
 * Asks the database once, however many they are.
 *
 * Returns: (transfer full) (element-type BellSignedIn): those of them whose token no longer counts, or
 *   who may see other things now; borrowed from @people. %NULL on error
 */
GHashTable *
bell_accounts_check (BellDatabase     *reader,
                     const GPtrArray  *people,
                     GError          **error)
{
  g_autoptr (GHashTable) ids = collect (people);
  g_autoptr (GHashTable) ranks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (BellStatement) statement = NULL;
  g_autofree char *list = make_list (ids);
  g_autoptr (GHashTable) out = g_hash_table_new (NULL, NULL);
  gboolean row = people->len > 0;
  int role;

  if (row)
    {
      statement = bell_database_prepare_resource (reader, BELL_SERVER_SQL ("token-check"), error);
      if (statement == NULL)
        return NULL;
      bell_statement_bind_text (statement, 1, list);
    }
  while (row)
    {
      if (!bell_statement_step (statement, &row, error))
        return NULL;
      if (row && bell_enum_from_nick (bell_role_get_type (), bell_statement_get_text (statement, 1), &role))
        g_hash_table_insert (ranks, g_strdup (bell_statement_get_text (statement, 0)),
                             make_rank (role, bell_statement_get_int64 (statement, 2)));
    }

  for (guint i = 0; i < people->len; i++)
    {
      const BellSignedIn *who = people->pdata[i];
      g_autofree char *rank = make_rank ((int) who->actor.role, who->access_version);

      if (g_strcmp0 (rank, g_hash_table_lookup (ranks, who->token_id)) != 0)
        g_hash_table_add (out, people->pdata[i]);
    }
  return g_steal_pointer (&out);
}
