/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Sets and maps that several people edit at once: every order in which their
 * edits can arrive at the server, for many random edits. The rules that hold are
 * those of src/DESIGN.md. */

#include "bell-merge.h"

#define TICKET "T01930000-0000-7000-8000-000000000001"
#define PEOPLE 3
#define EDITS 2
#define WORLDS 150

static const char *const members[] = { "a", "b", "c", "d" };

typedef struct
{
  GRand *chance;
  BellRecord *start;
  BellPatch *edits[PEOPLE][EDITS]; /* as sent */
  guint orders;
  guint32 finals;                  /* sets that came out, as bits of bits */
} World;

static guint
get_bits (const BellRecord *record)
{
  const char *const *tags = bell_ticket_get_tags (BELL_TICKET (record));
  guint bits = 0;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (tags != NULL && g_strv_contains (tags, members[i]))
      bits |= 1u << i;
  return bits;
}

/* Sets the tags whole, as the tag row of a window does, or one of them. */
static BellPatch *
draw_edit (World            *world,
           const BellRecord *seen)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
  guint bits = get_bits (seen);

  if (g_rand_boolean (world->chance))
    {
      const char *whole[G_N_ELEMENTS (members) + 1] = { NULL };
      guint n = 0;
      g_autoptr (GVariant) set = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (members); i++)
        if (g_rand_int_range (world->chance, 0, 3) > 0 ? (bits >> i & 1) : g_rand_boolean (world->chance))
          whole[n++] = members[i];
      set = bell_value_new_set (whole);
      bell_patch_set (patch, bell_ticket_property (BELL_TICKET_TAGS), set);
    }
  else
    {
      guint i = (guint) g_rand_int_range (world->chance, 0, G_N_ELEMENTS (members));

      if (bits >> i & 1)
        bell_patch_remove_member (patch, BELL_TICKET_TAGS, members[i]);
      else
        bell_patch_add_member (patch, BELL_TICKET_TAGS, members[i]);
    }

  return bell_merge_normalise (patch, seen);
}

/* 1: adds it, -1: takes it away, 0: leaves it. */
static int
get_doing (const BellPatch *edit,
           const char      *member)
{
  for (guint i = 0; i < bell_patch_get_size (edit); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (edit, i);

      /* A set is never sent whole: that would undo what others have added. */
      g_assert_nonnull (entry->member);
      if (g_str_equal (entry->member, member))
        return entry->value != NULL ? 1 : -1;
    }
  return 0;
}

/* What a person sees: what has arrived, and on top what of theirs has not. */
static guint
see (World            *world,
     const BellRecord *server,
     guint             person,
     guint             arrived)
{
  g_autoptr (BellRecord) view = bell_record_copy (server);

  for (guint edit = arrived; edit < EDITS; edit++)
    bell_patch_apply (world->edits[person][edit], view);
  return get_bits (view);
}

static void
check_order (World       *world,
             const guint *order)
{
  g_autoptr (BellRecord) server = bell_record_copy (world->start);
  guint arrived[PEOPLE] = { 0 };
  int last[G_N_ELEMENTS (members)] = { 0 };
  guint final;

  for (guint step = 0; step < PEOPLE * EDITS; step++)
    {
      guint person = order[step];
      BellPatch *edit = world->edits[person][arrived[person]++];

      for (guint i = 0; i < G_N_ELEMENTS (members); i++)
        if (get_doing (edit, members[i]) != 0)
          last[i] = get_doing (edit, members[i]);
      bell_patch_apply (edit, server);
    }

  /* All see the same in the end, and what of one member arrived last stands. */
  final = get_bits (server);
  for (guint person = 0; person < PEOPLE; person++)
    g_assert_cmpuint (see (world, server, person, EDITS), ==, final);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_cmpint (final >> i & 1, ==, last[i] != 0 ? (guint) (last[i] > 0) : get_bits (world->start) >> i & 1);

  world->finals |= 1u << final;
  world->orders++;
}

static void
walk_orders (World *world,
             guint *order,
             guint  step,
             guint *left)
{
  if (step == PEOPLE * EDITS)
    {
      check_order (world, order);
      return;
    }
  for (guint person = 0; person < PEOPLE; person++)
    if (left[person] > 0)
      {
        left[person]--;
        order[step] = person;
        walk_orders (world, order, step + 1, left);
        left[person]++;
      }
}

/* What of a member's fate no order may change. */
static void
check_members (World *world)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      gboolean added = FALSE, removed = FALSE;
      guint with = 0, without = 0;

      for (guint person = 0; person < PEOPLE; person++)
        for (guint edit = 0; edit < EDITS; edit++)
          {
            int doing = get_doing (world->edits[person][edit], members[i]);

            added |= doing > 0;
            removed |= doing < 0;
          }
      for (guint final = 0; final < 16; final++)
        if (world->finals >> final & 1)
          *(final >> i & 1 ? &with : &without) += 1;

      /* An add wins against every edit that did not take that very member away,
       * whatever else of the set that edit changed; so does taking away. */
      if (added && !removed)
        g_assert_cmpuint (without, ==, 0);
      if (removed && !added)
        g_assert_cmpuint (with, ==, 0);
    }
}

static void
test_every_order (void)
{
  guint differed = 0;

  for (guint32 seed = 1; seed <= WORLDS; seed++)
    {
      World world = { .chance = g_rand_new_with_seed (seed), .start = bell_record_new (BELL_TYPE_TICKET, TICKET) };
      guint order[PEOPLE * EDITS], left[PEOPLE];

      for (guint i = 0; i < G_N_ELEMENTS (members); i++)
        if (g_rand_boolean (world.chance))
          {
            g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

            bell_patch_add_member (patch, BELL_TICKET_TAGS, members[i]);
            bell_patch_apply (patch, world.start);
          }
      for (guint person = 0; person < PEOPLE; person++)
        {
          g_autoptr (BellRecord) seen = bell_record_copy (world.start);

          left[person] = EDITS;
          for (guint edit = 0; edit < EDITS; edit++)
            {
              world.edits[person][edit] = draw_edit (&world, seen);
              bell_patch_apply (world.edits[person][edit], seen);
            }
        }

      walk_orders (&world, order, 0, left);
      g_assert_cmpuint (world.orders, ==, 90);
      check_members (&world);
      differed += (world.finals & (world.finals - 1)) != 0;

      for (guint person = 0; person < PEOPLE; person++)
        for (guint edit = 0; edit < EDITS; edit++)
          bell_patch_unref (world.edits[person][edit]);
      bell_record_unref (world.start);
      g_rand_free (world.chance);
    }

  /* One adds what another takes away: that happened, and was decided by the order. */
  g_assert_cmpuint (differed, >, 0);
}

/* The values of a map are fields: of two people who set one member, one is told. */
static void
test_map_members_are_guarded (void)
{
  const BellProperty *fields = bell_ticket_property (BELL_TICKET_CUSTOM_FIELDS);
  g_autoptr (GVariant) one = g_variant_ref_sink (g_variant_new_string ("one"));
  g_autoptr (GVariant) two = g_variant_ref_sink (g_variant_new_string ("two"));

  g_assert_true (bell_merge_is_guarded (fields, "room"));
  g_assert_cmpint (bell_merge_meet (fields, "room", one, NULL, NULL), ==, BELL_MEETING_FREE);
  g_assert_cmpint (bell_merge_meet (fields, "room", one, NULL, one), ==, BELL_MEETING_SAME);
  g_assert_cmpint (bell_merge_meet (fields, "room", one, NULL, two), ==, BELL_MEETING_CLASH);
  g_assert_cmpint (bell_merge_meet (fields, "room", NULL, one, two), ==, BELL_MEETING_CLASH);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sets/every-order-of-arrival", test_every_order);
  g_test_add_func ("/sets/map-members-are-guarded", test_map_members_are_guarded);

  return g_test_run ();
}
