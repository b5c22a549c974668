/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-rate-limiter.h"

static void
test_burst (void)
{
  g_autoptr (BellClock) clock = bell_manual_clock_new (1000000, 1);
  g_autoptr (BellRateLimiter) limiter = bell_rate_limiter_new (clock, 3, 1000, 10);

  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (bell_rate_limiter_take (limiter, "a"), ==, 0);
  g_assert_cmpint (bell_rate_limiter_take (limiter, "a"), ==, 1000);
  g_assert_cmpint (bell_rate_limiter_peek (limiter, "a"), ==, 1000);
  g_assert_cmpint (bell_rate_limiter_take (limiter, "b"), ==, 0);

  bell_manual_clock_advance (BELL_MANUAL_CLOCK (clock), 400);
  g_assert_cmpint (bell_rate_limiter_take (limiter, "a"), ==, 600);
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (clock), 600);
  g_assert_cmpint (bell_rate_limiter_take (limiter, "a"), ==, 0);
  g_assert_cmpint (bell_rate_limiter_take (limiter, "a"), ==, 1000);

  bell_manual_clock_advance (BELL_MANUAL_CLOCK (clock), 3600 * 1000);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (bell_rate_limiter_take (limiter, "a"), ==, 0);
  g_assert_cmpint (bell_rate_limiter_take (limiter, "a"), >, 0);
}

static void
test_forget (void)
{
  g_autoptr (BellClock) clock = bell_manual_clock_new (1000000, 1);
  g_autoptr (BellRateLimiter) limiter = bell_rate_limiter_new (clock, 1, 1000, 10);

  g_assert_cmpint (bell_rate_limiter_take (limiter, "a"), ==, 0);
  g_assert_cmpint (bell_rate_limiter_take (limiter, "a"), >, 0);
  bell_rate_limiter_forget (limiter, "a");
  g_assert_cmpint (bell_rate_limiter_take (limiter, "a"), ==, 0);
}

static void
test_many_strangers (void)
{
  g_autoptr (BellClock) clock = bell_manual_clock_new (1000000, 1);
  g_autoptr (BellRateLimiter) limiter = bell_rate_limiter_new (clock, 1, 1000, 100);
  guint allowed = 0;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *key = g_strdup_printf ("stranger-%u", i);

      allowed += bell_rate_limiter_take (limiter, key) == 0;
    }
  /* One each for those that are told apart, and one for all the others together. */
  g_assert_cmpuint (allowed, ==, 101);

  bell_manual_clock_advance (BELL_MANUAL_CLOCK (clock), 1000);
  g_assert_cmpint (bell_rate_limiter_take (limiter, "somebody new"), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/rate-limiter/burst", test_burst);
  g_test_add_func ("/server/rate-limiter/forget", test_forget);
  g_test_add_func ("/server/rate-limiter/many-strangers", test_many_strangers);
  return g_test_run ();
}
