/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whoever asks /changes from any earlier state, in pages of any size, ends with
 * what a fresh look would show, and was never told of anything that they could
 * not see. Tried with people whose sight of tickets comes and goes. */

#include <string.h>

#include "server-fixture.h"

#define STEPS 120
#define N_TYPES 4

static const BellType types[N_TYPES] = { BELL_TYPE_TICKET, BELL_TYPE_MESSAGE, BELL_TYPE_ARTICLE, BELL_TYPE_CHANGE };

/* What one reader knows of one type. */
typedef struct
{
  Person person;
  BellType type;
  GHashTable *known; /* ids */
  char *state;
} Copy;

typedef struct
{
  ServerFixture *fixture;
  GRand *random;
  GPtrArray *tickets;
  GPtrArray *messages;
  GPtrArray *articles;
  GHashTable *seen[N_PEOPLE]; /* ids that this person could see at some time */
} World;

static void
copy_free (Copy *copy)
{
  g_hash_table_unref (copy->known);
  g_free (copy->state);
  g_free (copy);
}

static void
add_ids (GHashTable *set,
         char      **ids)
{
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    g_hash_table_add (set, g_strdup (ids[i]));
}

/* Everything of a type that a person sees now, by /query, or for changes by the history of each ticket. */
static GHashTable *
look (World   *world,
      Person   person,
      BellType type)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;

  if (type == BELL_TYPE_CHANGE)
    {
      g_autofree char *calls = g_strdup ("[[\"Change/changes\",{\"accountId\":\"@account\",\"sinceState\":\"0-1\"},\"c0\"]]");
      g_autoptr (BellReply) reply = server_fixture_call (world->fixture, person, calls);
      g_autoptr (BellChangesResponse) changes = bell_reply_read_changes (reply, "c0", type, &error);

      g_assert_no_error (error);
      g_assert_false (changes->has_more_changes);
      add_ids (found, changes->created);
    }
  else
    {
      g_autofree char *calls = g_strdup_printf ("[[\"%s/query\",{\"accountId\":\"@account\"},\"c0\"]]", bell_type_get_wire_name (type));
      g_autoptr (BellReply) reply = server_fixture_call (world->fixture, person, calls);
      g_autoptr (BellQueryResponse) query = bell_reply_read_query (reply, "c0", type, &error);

      g_assert_no_error (error);
      add_ids (found, query->ids);
    }
  return found;
}

static Copy *
copy_now (World   *world,
          Person   person,
          BellType type)
{
  Copy *copy = g_new0 (Copy, 1);

  copy->person = person;
  copy->type = type;
  copy->known = look (world, person, type);
  copy->state = server_fixture_state (world->fixture, person, type);
  return copy;
}

static void
catch_up (World *world,
          Copy  *copy,
          guint  page_size)
{
  g_autoptr (GHashTable) now = NULL;
  g_autofree char *state_now = NULL;
  gboolean more = TRUE;
  GHashTableIter iter;
  const char *id;
  guint pages = 0;

  while (more)
    {
      g_autofree char *calls =
        g_strdup_printf ("[[\"%s/changes\",{\"accountId\":\"@account\",\"sinceState\":\"%s\",\"maxChanges\":%u},\"c0\"]]",
                         bell_type_get_wire_name (copy->type), copy->state, page_size);
      g_autoptr (BellReply) reply = server_fixture_call (world->fixture, copy->person, calls);
      g_autoptr (GError) error = NULL;
      g_autoptr (BellChangesResponse) changes = bell_reply_read_changes (reply, "c0", copy->type, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (changes->old_state, ==, copy->state);
      g_assert_cmpuint (g_strv_length (changes->created) + g_strv_length (changes->updated) + g_strv_length (changes->destroyed), <=, page_size);
      if (changes->has_more_changes)
        g_assert_cmpstr (changes->new_state, !=, copy->state);
      for (guint i = 0; changes->created[i] != NULL; i++)
        g_hash_table_add (copy->known, g_strdup (changes->created[i]));
      for (guint i = 0; changes->updated[i] != NULL; i++)
        g_assert_true (g_hash_table_contains (copy->known, changes->updated[i]));
      for (guint i = 0; changes->destroyed[i] != NULL; i++)
        {
          /* Never a word of what this person could not see. */
          g_assert_true (g_hash_table_contains (world->seen[copy->person], changes->destroyed[i]));
          g_hash_table_remove (copy->known, changes->destroyed[i]);
        }
      g_free (copy->state);
      copy->state = g_strdup (changes->new_state);
      more = changes->has_more_changes;
      g_assert_cmpuint (++pages, <, 5000);
    }

  now = look (world, copy->person, copy->type);
  state_now = server_fixture_state (world->fixture, copy->person, copy->type);
  g_assert_cmpstr (copy->state, ==, state_now);
  g_hash_table_iter_init (&iter, now);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    g_assert_true (g_hash_table_contains (copy->known, id));
  g_assert_cmpuint (g_hash_table_size (copy->known), ==, g_hash_table_size (now));
}

static const char *
pick (World     *world,
      GPtrArray *ids)
{
  return ids->len > 0 ? ids->pdata[g_rand_int_range (world->random, 0, (int) ids->len)] : NULL;
}

static void
set (World      *world,
     BellType    type,
     const char *arguments)
{
  g_autofree char *error = server_fixture_try_set (world->fixture, ADMIN, type, arguments);

  g_test_message ("%s: %s", arguments, error != NULL ? error : "done");
}

static void
step (World *world)
{
  static const char *const followers[] = { "@requester", "@stranger", "@agent" };
  const char *follower = followers[g_rand_int_range (world->random, 0, 3)];
  const char *ticket = pick (world, world->tickets);
  const char *article = pick (world, world->articles);
  g_autofree char *arguments = NULL;

  switch (g_rand_int_range (world->random, 0, 12))
    {
    case 0:
    case 1:
      arguments = g_strdup_printf (",\"requesterId\":\"%s\"", follower);
      g_ptr_array_add (world->tickets, server_fixture_new_ticket (world->fixture, ADMIN, arguments));
      break;
    case 2:
    case 3:
    case 4:
      if (ticket != NULL)
        g_ptr_array_add (world->messages, server_fixture_new_message (world->fixture, ADMIN, ticket,
                                                                      g_rand_boolean (world->random) ? "reply" : "note", "text"));
      break;
    case 5:
      arguments = g_strdup_printf ("\"update\":{\"%s\":{\"watchers/%s\":true}}", ticket != NULL ? ticket : "T", follower);
      set (world, BELL_TYPE_TICKET, arguments);
      break;
    case 6:
      arguments = g_strdup_printf ("\"update\":{\"%s\":{\"watchers/%s\":null}}", ticket != NULL ? ticket : "T", follower);
      set (world, BELL_TYPE_TICKET, arguments);
      break;
    case 7:
      arguments = g_strdup_printf ("\"update\":{\"%s\":{\"requesterId\":\"%s\"}}", ticket != NULL ? ticket : "T", follower);
      set (world, BELL_TYPE_TICKET, arguments);
      break;
    case 8:
      arguments = g_strdup_printf ("\"update\":{\"%s\":{\"tags/t%d\":true}}", ticket != NULL ? ticket : "T", g_rand_int_range (world->random, 0, 9));
      set (world, BELL_TYPE_TICKET, arguments);
      break;
    case 9:
      if (ticket != NULL && g_rand_int_range (world->random, 0, 3) == 0)
        {
          arguments = g_strdup_printf ("\"destroy\":[\"%s\"]", ticket);
          set (world, BELL_TYPE_TICKET, arguments);
          g_ptr_array_remove_fast (world->tickets, (gpointer) ticket);
        }
      break;
    case 10:
      {
        g_autofree char *calls = g_strdup_printf (
          "[[\"Article/set\",{\"accountId\":\"@account\",\"create\":{\"A019a9f5e-0000-7000-8000-%012x\":{\"title\":\"x\",\"body\":\"y\",\"audience\":\"public\"}}},\"c0\"]]",
          world->articles->len);
        g_autofree char *text = server_fixture_call_text (world->fixture, ADMIN, calls);

        g_ptr_array_add (world->articles, g_strdup_printf ("A019a9f5e-0000-7000-8000-%012x", world->articles->len));
      }
      break;
    default:
      if (article != NULL)
        {
          arguments = g_strdup_printf ("\"update\":{\"%s\":{\"state\":\"%s\"}}", article, g_rand_boolean (world->random) ? "published" : "archived");
          set (world, BELL_TYPE_ARTICLE, arguments);
        }
      break;
    }
}

static void
note_sight (World *world)
{
  static const Person readers[] = { REQUESTER, STRANGER, AGENT };

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    for (guint j = 0; j < N_TYPES; j++)
      {
        g_autoptr (GHashTable) found = look (world, readers[i], types[j]);
        GHashTableIter iter;
        const char *id;

        g_hash_table_iter_init (&iter, found);
        while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
          g_hash_table_add (world->seen[readers[i]], g_strdup (id));
      }
}

static void
test_replay (ServerFixture *fixture,
             gconstpointer  data)
{
  static const Person readers[] = { REQUESTER, STRANGER, AGENT };
  World world = { .fixture = fixture, .random = g_rand_new_with_seed (GPOINTER_TO_UINT (data)) };
  g_autoptr (GPtrArray) copies = g_ptr_array_new_with_free_func ((GDestroyNotify) copy_free);

  world.tickets = g_ptr_array_new_with_free_func (g_free);
  world.messages = g_ptr_array_new_with_free_func (g_free);
  world.articles = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < N_PEOPLE; i++)
    world.seen[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < STEPS; i++)
    {
      bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 1000);
      if (i % 10 == 0)
        for (guint j = 0; j < G_N_ELEMENTS (readers); j++)
          for (guint k = 0; k < N_TYPES; k++)
            g_ptr_array_add (copies, copy_now (&world, readers[j], types[k]));
      step (&world);
      note_sight (&world);
    }
  for (guint i = 0; i < copies->len; i++)
    catch_up (&world, copies->pdata[i], (guint) g_rand_int_range (world.random, 1, i % 3 == 0 ? 3 : 40));

  for (guint i = 0; i < N_PEOPLE; i++)
    g_hash_table_unref (world.seen[i]);
  g_ptr_array_unref (world.tickets);
  g_ptr_array_unref (world.messages);
  g_ptr_array_unref (world.articles);
  g_rand_free (world.random);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint seed = 1; seed <= 3; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/server/replay/seed-%u", seed);

      g_test_add (path, ServerFixture, GUINT_TO_POINTER (seed), server_fixture_set_up, test_replay, server_fixture_tear_down);
    }
  return g_test_run ();
}
