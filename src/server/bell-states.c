/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-states.h"

/* So many people's, and then it begins anew. */
#define MAX_PEOPLE 256

/* The states that were read by one connection since the database changed last.
 * Every answer tells one, and to compute it costs as much as the reading of a
 * ticket, while people read far more often than anybody writes.
 *
 * Of a connection that only reads: its own changes would not be noticed. Belongs
 * to whoever uses the connection. */
struct _BellStates
{
  BellDatabase *database; /* the connection; not owned */
  gint64        version;  /* of the data, as it counts them */
  GHashTable   *people;   /* id -> Person */
};

typedef struct
{
  char *states[2][BELL_TYPE_NONE + 1];
} Person;

static void
person_free (gpointer data)
{
  Person *person = data;

  for (guint i = 0; i < G_N_ELEMENTS (person->states); i++)
    for (guint type = 0; type < G_N_ELEMENTS (person->states[i]); type++)
      g_free (person->states[i][type]);
  g_free (person);
}

BellStates *
bell_states_new (BellDatabase *database)
{
  BellStates *self = g_new0 (BellStates, 1);

  self->database = database;
  self->version = -1;
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, person_free);
  return self;
}

void
bell_states_free (BellStates *self)
{
  g_hash_table_unref (self->people);
  g_free (self);
}

/**
 * bell_states_find:
 * @database: the connection, in a transaction that reads
 * @staff: whether they are seen as staff
 * @place: (out) (transfer none): where the state stands, or is to be put if it
 *   is %NULL; until the next call
 *
 * Returns: %FALSE on error
 */
gboolean
bell_states_find (BellStates   *self,
                  BellDatabase *database,
                  const char   *principal_id,
                  gboolean      staff,
                  BellType      type,
                  char       ***place,
                  GError      **error)
{
  Person *person;
  gint64 version;

  g_return_val_if_fail (self != NULL && database == self->database, FALSE);
  g_return_val_if_fail (principal_id != NULL && type <= BELL_TYPE_NONE, FALSE);

  if (!bell_database_data_version (database, &version, error))
    return FALSE;
  if (version != self->version || g_hash_table_size (self->people) >= MAX_PEOPLE)
    {
      g_hash_table_remove_all (self->people);
      self->version = version;
    }
  person = g_hash_table_lookup (self->people, principal_id);
  if (person == NULL)
    {
      person = g_new0 (Person, 1);
      g_hash_table_insert (self->people, g_strdup (principal_id), person);
    }
  *place = &person->states[staff ? 1 : 0][type];
  return TRUE;
}
