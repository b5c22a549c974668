/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-wake-timer.h"

static void
woke_cb (BellWakeTimer *timer,
         guint         *n)
{
  (*n)++;
}

static void
wait_for_wake (guint *n,
               guint  wanted)
{
  while (*n < wanted)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
patience_cb (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

/* Comes at the moment and not before it, the kernel's way and the coarse one. */
static void
test_moment (gconstpointer data)
{
  g_autoptr (BellWakeTimer) timer = bell_wake_timer_new (GPOINTER_TO_INT (data));
  gint64 at = g_get_real_time () / 1000 + 50;
  guint n = 0;

  g_signal_connect (timer, "woke", G_CALLBACK (woke_cb), &n);
  bell_wake_timer_set (timer, at);
  wait_for_wake (&n, 1);
  g_assert_cmpint (g_get_real_time () / 1000, >=, at);

  bell_wake_timer_set (timer, 5);
  wait_for_wake (&n, 2);
  bell_wake_timer_set (timer, -5);
  wait_for_wake (&n, 3);
}

static void
test_set_again (gconstpointer data)
{
  g_autoptr (BellWakeTimer) timer = bell_wake_timer_new (GPOINTER_TO_INT (data));
  gboolean patient = FALSE;
  guint n = 0;

  g_signal_connect (timer, "woke", G_CALLBACK (woke_cb), &n);
  bell_wake_timer_set (timer, g_get_real_time () / 1000 + 20);
  bell_wake_timer_set (timer, BELL_WAKE_NEVER);
  g_timeout_add (80, patience_cb, &patient);
  while (!patient)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n, ==, 0);

  /* One that has come, but was set anew before anybody looked. */
  bell_wake_timer_set (timer, 1);
  bell_wake_timer_set (timer, g_get_real_time () / 1000 + 60 * 60 * 1000);
  patient = FALSE;
  g_timeout_add (50, patience_cb, &patient);
  while (!patient)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/desktop/wake-timer/moment/exact", GINT_TO_POINTER (FALSE), test_moment);
  g_test_add_data_func ("/desktop/wake-timer/moment/coarse", GINT_TO_POINTER (TRUE), test_moment);
  g_test_add_data_func ("/desktop/wake-timer/set-again/exact", GINT_TO_POINTER (FALSE), test_set_again);
  g_test_add_data_func ("/desktop/wake-timer/set-again/coarse", GINT_TO_POINTER (TRUE), test_set_again);

  return g_test_run ();
}
