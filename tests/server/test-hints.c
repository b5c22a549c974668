/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* News as they travel between servers. */

#include "bell-hints.h"

#define ONE "P0192f0c1-0000-7000-8000-000000000001"
#define TWO "P0192f0c1-0000-7000-8000-000000000002"

static BellNews
make_news (void)
{
  return (BellNews){ .by_principal = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
}

static void
test_round_trip (void)
{
  BellNews news = make_news (), read = make_news ();
  g_autofree char *text = NULL;

  news.first = 7;
  news.last = 9;
  news.staff = 5;
  news.everyone = 2;
  g_hash_table_insert (news.by_principal, g_strdup (ONE), GUINT_TO_POINTER (3));
  g_hash_table_insert (news.by_principal, g_strdup (TWO), GUINT_TO_POINTER (4));
  text = bell_hints_write (&news);
  g_assert_true (bell_hints_read (text, &read));
  g_assert_cmpint (read.first, ==, 7);
  g_assert_cmpint (read.last, ==, 9);
  g_assert_cmpuint (read.staff, ==, 5);
  g_assert_cmpuint (read.everyone, ==, 2);
  g_assert_cmpuint (g_hash_table_size (read.by_principal), ==, 2);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (read.by_principal, TWO)), ==, 4);
  g_hash_table_unref (news.by_principal);
  g_hash_table_unref (read.by_principal);
}

/* More people than a notification has room for: all are told. */
static void
test_too_many (void)
{
  BellNews news = make_news (), read = make_news ();
  g_autofree char *text = NULL;

  news.first = news.last = 1;
  for (guint i = 0; i < 1000; i++)
    g_hash_table_insert (news.by_principal, g_strdup_printf ("P0192f0c1-0000-7000-8000-%012u", i), GUINT_TO_POINTER (1));
  text = bell_hints_write (&news);
  g_assert_cmpuint (strlen (text), <, 7900);
  g_assert_true (bell_hints_read (text, &read));
  g_assert_cmpuint (read.everyone, ==, BELL_ALL_TYPES);
  g_hash_table_unref (news.by_principal);
  g_hash_table_unref (read.by_principal);
}

/* Whoever may write to the database may say anything. */
static void
test_nonsense (void)
{
  static const char *const texts[] = {
    "", " ", "hello", "1 2 3", "2 1 0 0", "1 1 x 0", "-1 1 0 0", "1 99999999999999999999 0 0", "1 1 4294967296 0", "1 1 0 0 ",
    "1 1 0 0 " ONE, "1 1 0 0 " ONE ":", "1 1 0 0 " ONE ":-1", "1 1 0 0 T0192f0c1-0000-7000-8000-000000000001:1", "1 1 0 0 :1",
    "1 1 0 0 ../../etc/passwd:1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      BellNews read = make_news ();

      if (bell_hints_read (texts[i], &read))
        g_error ("“%s” was taken for news", texts[i]);
      g_hash_table_unref (read.by_principal);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/hints/round-trip", test_round_trip);
  g_test_add_func ("/server/hints/too-many", test_too_many);
  g_test_add_func ("/server/hints/nonsense", test_nonsense);

  return g_test_run ();
}
