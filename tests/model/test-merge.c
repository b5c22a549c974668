/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of conflict rules: every property and every pair of edits. With a
 * real server: tests/sync/test-conflicts.c. */

#include "bell-merge.h"

#define TICKET "T01930000-0000-7000-8000-000000000001"

/* What an edit of each kind of property becomes when it meets: nobody, the same
 * value, another one. */
static const struct
{
  BellMerge merge;
  BellMeeting other;
  gboolean guarded;
} expected[] = {
  { BELL_MERGE_SERVER, BELL_MEETING_CLASH, FALSE },
  { BELL_MERGE_FIELD, BELL_MEETING_CLASH, TRUE },
  { BELL_MERGE_TRANSITION, BELL_MEETING_CLASH, TRUE },
  { BELL_MERGE_CLAIM, BELL_MEETING_CLASH, TRUE },
  { BELL_MERGE_MEMBERS, BELL_MEETING_MERGE, FALSE },
  { BELL_MERGE_TEXT, BELL_MEETING_TEXT, TRUE },
  { BELL_MERGE_APPEND, BELL_MEETING_MERGE, FALSE },
};

static void
test_every_property (void)
{
  for (int type = 0; type < BELL_N_TABLE_TYPES; type++)
    for (guint i = 0; i < bell_type_get_n_properties (type); i++)
      {
        const BellProperty *property = bell_type_get_property (type, i);
        g_autoptr (GVariant) one = g_variant_ref_sink (g_variant_new_string ("one"));
        g_autoptr (GVariant) two = g_variant_ref_sink (g_variant_new_string ("two"));
        g_autoptr (GVariant) three = g_variant_ref_sink (g_variant_new_string ("three"));

        g_assert_cmpint (expected[property->merge].merge, ==, property->merge);
        g_assert_cmpint (bell_merge_meet (property, NULL, two, one, one), ==, BELL_MEETING_FREE);
        g_assert_cmpint (bell_merge_meet (property, NULL, two, one, two), ==, BELL_MEETING_SAME);
        g_assert_cmpint (bell_merge_meet (property, NULL, two, NULL, two), ==, BELL_MEETING_SAME);
        g_assert_cmpint (bell_merge_meet (property, NULL, NULL, one, NULL), ==, BELL_MEETING_SAME);
        g_assert_cmpint (bell_merge_meet (property, NULL, two, one, three), ==, expected[property->merge].other);
        g_assert_cmpint (bell_merge_meet (property, NULL, NULL, one, three), ==, expected[property->merge].other);
        g_assert_cmpint (bell_merge_is_guarded (property, NULL), ==, expected[property->merge].guarded);

        /* A key of a map is a field. */
        if (property->kind == BELL_KIND_MAP)
          {
            g_assert_true (bell_merge_is_guarded (property, "key"));
            g_assert_cmpint (bell_merge_meet (property, "key", two, one, three), ==, BELL_MEETING_CLASH);
            g_assert_cmpint (bell_merge_meet (property, "key", two, NULL, three), ==, BELL_MEETING_CLASH);
            g_assert_cmpint (bell_merge_meet (property, "key", two, NULL, two), ==, BELL_MEETING_SAME);
          }
      }
}

static BellRecord *
new_ticket (const char *subject,
            BellStatus  status)
{
  BellRecord *record = bell_record_new (BELL_TYPE_TICKET, TICKET);
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, subject);
  bell_patch_set_integer (patch, BELL_TICKET_STATUS, status);
  bell_patch_apply (patch, record);

  return record;
}

static BellChange *
new_update (BellPatch *patch,
            BellPatch *seen)
{
  return bell_change_new ("C01930000-0000-7000-8000-000000000001", BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET,
                          patch, seen, NULL, NULL, 1);
}

/* One part of a deed clashes: a person decides on the whole; the other part is
 * not done behind their back. */
static void
test_one_deed (void)
{
  g_autoptr (BellRecord) before = new_ticket ("Before", BELL_STATUS_OPEN);
  g_autoptr (BellRecord) now = new_ticket ("Theirs", BELL_STATUS_OPEN);
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellPatch) seen = NULL;
  g_autoptr (BellChange) change = NULL;
  g_autoptr (BellMergeResult) result = NULL;
  const BellMergeClash *clash;

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Mine");
  bell_patch_set_integer (patch, BELL_TICKET_STATUS, BELL_STATUS_PENDING);
  seen = bell_merge_expect (patch, NULL, before);
  g_assert_cmpuint (bell_patch_get_size (seen), ==, 2);
  change = new_update (patch, seen);
  result = bell_merge_change (change, now, NULL);
  g_assert_false (result->is_done);
  g_assert_cmpuint (result->clashes->len, ==, 1);
  clash = g_ptr_array_index (result->clashes, 0);
  g_assert_cmpstr (g_variant_get_string (clash->mine, NULL), ==, "Mine");
  g_assert_cmpstr (g_variant_get_string (clash->theirs, NULL), ==, "Theirs");
  g_assert_cmpstr (g_variant_get_string (clash->was, NULL), ==, "Before");
}

/* What is the same already falls away, and the rest goes on. */
static void
test_half_done (void)
{
  g_autoptr (BellRecord) before = new_ticket ("Before", BELL_STATUS_OPEN);
  g_autoptr (BellRecord) now = new_ticket ("Both", BELL_STATUS_OPEN);
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellPatch) seen = NULL;
  g_autoptr (BellChange) change = NULL;
  g_autoptr (BellMergeResult) result = NULL;

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Both");
  bell_patch_set_integer (patch, BELL_TICKET_STATUS, BELL_STATUS_PENDING);
  seen = bell_merge_expect (patch, NULL, before);
  change = new_update (patch, seen);
  result = bell_merge_change (change, now, NULL);
  g_assert_false (result->is_done);
  g_assert_cmpuint (result->clashes->len, ==, 0);
  g_assert_cmpuint (bell_patch_get_size (result->patch), ==, 1);
  g_assert_true (bell_patch_get_entry (result->patch, 0)->property == bell_ticket_property (BELL_TICKET_STATUS));
}

/* Solving is a deed upon what was last said. */
static void
test_solve_has_read (void)
{
  g_autoptr (BellRecord) before = new_ticket ("A", BELL_STATUS_OPEN);
  g_autoptr (BellRecord) now = new_ticket ("A", BELL_STATUS_OPEN);
  g_autoptr (BellPatch) said = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellPatch) seen = NULL;
  g_autoptr (BellChange) change = NULL;
  g_autoptr (BellMergeResult) result = NULL;
  const BellMergeClash *clash;

  bell_patch_set_integer (patch, BELL_TICKET_STATUS, BELL_STATUS_SOLVED);
  seen = bell_merge_expect (patch, NULL, before);
  bell_patch_set_text (said, BELL_TICKET_LAST_MESSAGE_ID, "M01930000-0000-7000-8000-000000000001");
  bell_patch_apply (said, now);
  change = new_update (patch, seen);
  result = bell_merge_change (change, now, NULL);
  g_assert_cmpuint (result->clashes->len, ==, 1);
  clash = g_ptr_array_index (result->clashes, 0);
  g_assert_true (clash->is_condition);
  g_assert_true (clash->property == bell_ticket_property (BELL_TICKET_LAST_MESSAGE_ID));
}

static void
test_whole_set_is_members (void)
{
  static const char *const tags[] = { "a", "c", NULL };
  g_autoptr (BellRecord) before = new_ticket ("A", BELL_STATUS_OPEN);
  g_autoptr (BellPatch) first = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellPatch) whole = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellPatch) patch = NULL;
  g_autoptr (BellPatch) seen = NULL;
  g_autoptr (GVariant) set = bell_value_new_set (tags);

  bell_patch_add_member (first, BELL_TICKET_TAGS, "a");
  bell_patch_add_member (first, BELL_TICKET_TAGS, "b");
  bell_patch_apply (first, before);
  bell_patch_set (whole, bell_ticket_property (BELL_TICKET_TAGS), set);
  bell_patch_set_text (whole, BELL_TICKET_SUBJECT, "B");
  patch = bell_merge_normalise (whole, before);
  g_assert_cmpuint (bell_patch_get_size (patch), ==, 3);
  seen = bell_merge_expect (patch, NULL, before);
  g_assert_cmpuint (bell_patch_get_size (seen), ==, 1);
}

static char *
concatenate (const char *ancestor,
             const char *mine,
             const char *theirs)
{
  return g_strcmp0 (mine, "no") != 0 ? g_strconcat (mine, theirs, NULL) : NULL;
}

static void
test_text (void)
{
  const BellProperty *body = bell_article_property (BELL_ARTICLE_BODY);

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (BellRecord) before = bell_record_new (BELL_TYPE_ARTICLE, "A01930000-0000-7000-8000-000000000001");
      g_autoptr (BellRecord) now = bell_record_copy (before);
      g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_ARTICLE);
      g_autoptr (BellPatch) theirs = bell_patch_new (BELL_TYPE_ARTICLE);
      g_autoptr (BellPatch) seen = NULL;
      g_autoptr (BellChange) change = NULL;
      g_autoptr (BellMergeResult) result = NULL;

      bell_patch_set_text (patch, BELL_ARTICLE_BODY, i == 0 ? "mine " : "no");
      bell_patch_set_text (theirs, BELL_ARTICLE_BODY, "theirs");
      bell_patch_apply (theirs, now);
      seen = bell_merge_expect (patch, NULL, before);
      change = bell_change_new ("C01930000-0000-7000-8000-000000000001", BELL_CHANGE_KIND_UPDATE, BELL_TYPE_ARTICLE,
                                bell_record_get_id (before), patch, seen, NULL, NULL, 1);
      result = bell_merge_change (change, now, concatenate);
      g_assert_cmpuint (result->clashes->len, ==, (guint) i);
      if (i == 0)
        {
          g_assert_cmpstr (g_variant_get_string (bell_patch_find (result->patch, body)->value, NULL), ==, "mine theirs");
          g_assert_cmpstr (g_variant_get_string (bell_patch_find (result->expected, body)->value, NULL), ==, "theirs");
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/merge/every-property", test_every_property);
  g_test_add_func ("/merge/one-deed", test_one_deed);
  g_test_add_func ("/merge/half-done", test_half_done);
  g_test_add_func ("/merge/solve-has-read", test_solve_has_read);
  g_test_add_func ("/merge/whole-set-is-members", test_whole_set_is_members);
  g_test_add_func ("/merge/text", test_text);

  return g_test_run ();
}
