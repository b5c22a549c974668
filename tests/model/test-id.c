/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-id.h"

static void
test_form (void)
{
  g_autoptr (BellClock) clock = bell_manual_clock_new (G_GINT64_CONSTANT (1795253400123), 42);
  g_autofree char *one = bell_id_new (BELL_TYPE_TICKET, clock);
  g_autofree char *two = bell_id_new (BELL_TYPE_TICKET, clock);
  g_autofree char *later = NULL;

  g_assert_cmpuint (strlen (one), ==, BELL_ID_LENGTH);
  g_assert_true (bell_id_is_valid (one, BELL_TYPE_TICKET));
  g_assert_true (bell_id_is_valid (one, BELL_TYPE_NONE));
  g_assert_false (bell_id_is_valid (one, BELL_TYPE_MESSAGE));
  g_assert_cmpstr (one, !=, two);
  g_assert_cmpint (bell_id_get_time (one), ==, G_GINT64_CONSTANT (1795253400123));

  /* Later ids sort after earlier ones. */
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (clock), 1);
  later = bell_id_new (BELL_TYPE_TICKET, clock);
  g_assert_cmpstr (one, <, later);
  g_assert_cmpstr (two, <, later);
}

static void
test_for_name (void)
{
  g_autofree char *one = bell_id_new_for_name (BELL_TYPE_MESSAGE, 1000, "sumo/1401059");
  g_autofree char *same = bell_id_new_for_name (BELL_TYPE_MESSAGE, 1000, "sumo/1401059");
  g_autofree char *other = bell_id_new_for_name (BELL_TYPE_MESSAGE, 1000, "sumo/1401060");

  g_assert_true (bell_id_is_valid (one, BELL_TYPE_MESSAGE));
  g_assert_cmpstr (one, ==, same);
  g_assert_cmpstr (one, !=, other);
}

static void
test_description (void)
{
  g_autoptr (BellClock) clock = bell_manual_clock_new (G_GINT64_CONSTANT (1795253400123), 42);
  g_autofree char *ticket = bell_id_new (BELL_TYPE_TICKET, clock);
  g_autofree char *other = bell_id_new (BELL_TYPE_TICKET, clock);
  g_autofree char *answer = bell_id_new (BELL_TYPE_MESSAGE, clock);
  g_autofree char *one = bell_id_new_for_description (ticket);
  g_autofree char *same = bell_id_new_for_description (ticket);

  g_assert_true (bell_id_is_valid (one, BELL_TYPE_MESSAGE));
  g_assert_cmpint (bell_id_get_time (one), ==, bell_id_get_time (ticket));
  g_assert_cmpstr (one, ==, same);
  g_assert_true (bell_id_is_description (one, ticket));

  /* Made in the same millisecond, and yet neither. */
  g_assert_false (bell_id_is_description (one, other));
  g_assert_false (bell_id_is_description (answer, ticket));

  g_assert_false (bell_id_is_description (NULL, ticket));
  g_assert_false (bell_id_is_description ("", ticket));
  g_assert_false (bell_id_is_description (one, ""));
  g_assert_false (bell_id_is_description (ticket, ticket));
}

static void
test_refused (void)
{
  static const char *const bad[] = {
    "", "T", "../../etc/passwd", "T0192f0c1-0000-7000-8000-00000000000", "T0192f0c1-0000-7000-8000-0000000000000",
    "t0192f0c1-0000-7000-8000-000000000000", "T0192F0C1-0000-7000-8000-000000000000",
    "T0192f0c1-0000-4000-8000-000000000000", "T0192f0c1-0000-7000-0000-000000000000",
    "T0192f0c100000-7000-8000-000000000000", "T0192f0c1-0000-7000-8000-00000000000'",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (bell_id_is_valid (bad[i], BELL_TYPE_TICKET));
  g_assert_false (bell_id_is_valid (NULL, BELL_TYPE_TICKET));
}

static void
test_blob (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("abc", 3);
  g_autofree char *id = bell_blob_id_for_bytes (bytes);

  /* FIPS 180-4's example. */
  g_assert_cmpstr (id, ==, "Bba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_true (bell_blob_id_is_valid (id));
  g_assert_false (bell_blob_id_is_valid (NULL));
  g_assert_false (bell_blob_id_is_valid ("B../../../../../../../../../../../../../../../../../../../etc/passwd"));
  g_assert_false (bell_blob_id_is_valid ("BBA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/id/form", test_form);
  g_test_add_func ("/id/for-name", test_for_name);
  g_test_add_func ("/id/description", test_description);
  g_test_add_func ("/id/refused", test_refused);
  g_test_add_func ("/id/blob", test_blob);

  return g_test_run ();
}
