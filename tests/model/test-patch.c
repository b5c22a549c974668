/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-clock.h"
#include "bell-patch.h"

#define TICKET "T0192f0c1-0000-7000-8000-000000000001"

static BellRecord *
random_ticket (GRand *random)
{
  BellRecord *record = bell_record_new (BELL_TYPE_TICKET, TICKET);
  static const char *const words[] = { "a", "b", "c", "d", "e" };
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  GVariantBuilder fields;

  g_variant_builder_init (&fields, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_rand_boolean (random))
        g_ptr_array_add (tags, (gpointer) words[i]);
      if (g_rand_boolean (random))
        g_variant_builder_add (&fields, "{ss}", words[i], words[g_rand_int_range (random, 0, 5)]);
    }

  bell_record_set (record, bell_ticket_property (BELL_TICKET_TAGS),
                   g_variant_new_strv ((const char *const *) tags->pdata, tags->len));
  bell_record_set (record, bell_ticket_property (BELL_TICKET_CUSTOM_FIELDS), g_variant_builder_end (&fields));
  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_SUBJECT), words[g_rand_int_range (random, 0, 5)]);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_STATUS), g_rand_int_range (random, 0, 6));
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_SOLVED_AT),
                           g_rand_boolean (random) ? g_rand_int_range (random, 0, 9) : BELL_TIME_UNSET);

  return record;
}

/* The patch between two objects leads from one to the other, applied twice it
 * does no more, and once applied it would change nothing. */
static void
test_laws (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261121);

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (BellRecord) before = random_ticket (random);
      g_autoptr (BellRecord) after = random_ticket (random);
      g_autoptr (BellRecord) moved = bell_record_copy (before);
      g_autoptr (BellRecord) made = bell_record_new (BELL_TYPE_TICKET, TICKET);
      g_autoptr (BellPatch) patch = bell_patch_new_between (before, after);
      g_autoptr (BellPatch) whole = bell_patch_new_from_record (after);
      g_autoptr (BellPatch) copy = bell_patch_copy (patch);

      g_assert_cmpint (bell_patch_would_change (patch, before), ==, !bell_record_equal (before, after));
      bell_patch_apply (patch, moved);
      g_assert_true (bell_record_equal (moved, after));
      g_assert_false (bell_patch_would_change (patch, moved));
      bell_patch_apply (patch, moved);
      g_assert_true (bell_record_equal (moved, after));

      bell_patch_apply (whole, made);
      g_assert_true (bell_record_equal (made, after));
      g_assert_true (bell_patch_equal (patch, copy));
    }
}

/* One patch after another is the same as both at once. */
static void
test_merge_law (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (BellRecord) first = random_ticket (random);
      g_autoptr (BellRecord) second = random_ticket (random);
      g_autoptr (BellRecord) third = random_ticket (random);
      g_autoptr (BellRecord) stepwise = random_ticket (random);
      g_autoptr (BellRecord) at_once = bell_record_copy (stepwise);
      g_autoptr (BellPatch) one = bell_patch_new_between (first, second);
      g_autoptr (BellPatch) two = i % 2 ? bell_patch_new_between (second, third) : bell_patch_new_from_record (third);

      bell_patch_apply (one, stepwise);
      bell_patch_apply (two, stepwise);
      bell_patch_merge (one, two);
      bell_patch_apply (one, at_once);

      g_assert_true (bell_record_equal (stepwise, at_once));
    }
}

static void
test_members (void)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellRecord) record = bell_record_new (BELL_TYPE_TICKET, TICKET);
  const char *tags[] = { "vip", "old", NULL };

  bell_patch_set (patch, bell_ticket_property (BELL_TICKET_TAGS), g_variant_new_strv (tags, -1));
  bell_patch_remove_member (patch, BELL_TICKET_TAGS, "old");
  bell_patch_add_member (patch, BELL_TICKET_TAGS, "printer");
  g_assert_cmpuint (bell_patch_get_size (patch), ==, 1);

  bell_patch_apply (patch, record);
  g_assert_cmpstr (bell_ticket_get_tags (BELL_TICKET (record))[0], ==, "printer");
  g_assert_cmpstr (bell_ticket_get_tags (BELL_TICKET (record))[1], ==, "vip");
  g_assert_null (bell_ticket_get_tags (BELL_TICKET (record))[2]);
}

static void
test_bad_members (void)
{
  g_autoptr (BellPatch) set = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellPatch) watchers = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (GError) error = NULL;

  bell_patch_add_member (set, BELL_TICKET_TAGS, "");
  g_assert_false (bell_patch_check (set, &error));
  g_assert_nonnull (strstr (error->message, "tags"));
  g_clear_error (&error);

  bell_patch_add_member (watchers, BELL_TICKET_WATCHERS, TICKET);
  g_assert_false (bell_patch_check (watchers, &error));
  g_assert_nonnull (strstr (error->message, "watchers"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/patch/laws", test_laws);
  g_test_add_func ("/patch/merge-law", test_merge_law);
  g_test_add_func ("/patch/members", test_members);
  g_test_add_func ("/patch/bad-members", test_bad_members);

  return g_test_run ();
}
