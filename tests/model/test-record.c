/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-clock.h"
#include "bell-record.h"

#define TICKET "T0192f0c1-0000-7000-8000-000000000001"

static void
test_defaults (void)
{
  g_autoptr (BellRecord) record = bell_record_new (BELL_TYPE_TICKET, TICKET);
  g_autoptr (BellRecord) person = bell_record_new (BELL_TYPE_PRINCIPAL, "P0192f0c1-0000-7000-8000-000000000001");
  const BellTicket *ticket = BELL_TICKET (record);

  g_assert_cmpstr (bell_record_get_id (record), ==, TICKET);
  g_assert_cmpint (bell_ticket_get_status (ticket), ==, BELL_STATUS_NEW);
  g_assert_cmpint (bell_ticket_get_impact (ticket), ==, BELL_LEVEL_MEDIUM);
  g_assert_cmpint (bell_ticket_get_priority (ticket), ==, BELL_PRIORITY_NORMAL);
  g_assert_cmpint (bell_ticket_get_created_at (ticket), ==, BELL_TIME_UNSET);
  g_assert_null (bell_ticket_get_assignee_id (ticket));
  g_assert_cmpstr (bell_ticket_get_subject (ticket), ==, "");
  g_assert_nonnull (bell_ticket_get_tags (ticket));
  g_assert_null (bell_ticket_get_tags (ticket)[0]);
  g_assert_cmpuint (g_variant_n_children (bell_ticket_get_links (ticket)), ==, 0);
  g_assert_true (bell_principal_get_active (BELL_PRINCIPAL (person)));
}

static void
test_copies (void)
{
  g_autoptr (BellRecord) one = bell_record_new (BELL_TYPE_TICKET, TICKET);
  g_autoptr (BellRecord) two = NULL;
  const char *tags[] = { "b", "a", "b", NULL };

  bell_record_set (one, bell_ticket_property (BELL_TICKET_TAGS), g_variant_new_strv (tags, -1));
  bell_record_set_text (one, bell_ticket_property (BELL_TICKET_SUBJECT), "Printer on fire");
  bell_record_set_integer (one, bell_ticket_property (BELL_TICKET_STATUS), BELL_STATUS_PENDING);
  bell_record_set_modseqs (one, 3, 9);

  two = bell_record_copy (one);
  g_assert_true (bell_record_equal (one, two));
  g_assert_cmpint (bell_record_get_modseq (two), ==, 9);
  g_assert_cmpint (bell_record_get_created_modseq (two), ==, 3);

  /* A set is sorted and has each member once. */
  g_assert_cmpuint (g_strv_length ((char **) bell_ticket_get_tags (BELL_TICKET (two))), ==, 2);
  g_assert_cmpstr (bell_ticket_get_tags (BELL_TICKET (two))[0], ==, "a");

  bell_record_set_text (two, bell_ticket_property (BELL_TICKET_SUBJECT), "Printer put out");
  g_assert_false (bell_record_equal (one, two));
  g_assert_cmpstr (bell_ticket_get_subject (BELL_TICKET (one)), ==, "Printer on fire");
}

/* Equal maps are equal whatever the order in which they came. */
static void
test_map_order (void)
{
  g_autoptr (BellRecord) one = bell_record_new (BELL_TYPE_TICKET, TICKET);
  g_autoptr (BellRecord) two = bell_record_new (BELL_TYPE_TICKET, TICKET);
  const BellProperty *fields = bell_ticket_property (BELL_TICKET_CUSTOM_FIELDS);

  bell_record_set (one, fields, g_variant_new_parsed ("{'a': '1', 'b': '2', 'c': '3'}"));
  bell_record_set (two, fields, g_variant_new_parsed ("{'c': '3', 'a': '1', 'b': '2'}"));

  g_assert_true (bell_record_equal (one, two));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/record/defaults", test_defaults);
  g_test_add_func ("/record/copies", test_copies);
  g_test_add_func ("/record/map-order", test_map_order);

  return g_test_run ();
}
