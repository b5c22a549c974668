/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-do-not-disturb.h"
#include "bell-test-desktop.h"

#define WAIT 60.0

static gboolean
is_active (gpointer reader)
{
  return bell_do_not_disturb_get_active (reader);
}

static gboolean
is_inactive (gpointer reader)
{
  return !bell_do_not_disturb_get_active (reader);
}

/* A real service is paused, restarted and goes away. */
static void
test_service (gconstpointer data)
{
  BellTestDesktop *desktop = (BellTestDesktop *) data;
  g_autoptr (BellDoNotDisturb) reader = bell_do_not_disturb_new ();

  g_assert_false (bell_do_not_disturb_get_active (reader));
  g_free (bell_test_desktop_run (desktop, "dunstctl", "set-paused", "true", NULL));
  g_assert_true (bell_test_wait_for (is_active, reader, WAIT));
  g_free (bell_test_desktop_run (desktop, "dunstctl", "set-paused", "false", NULL));
  g_assert_true (bell_test_wait_for (is_inactive, reader, WAIT));

  g_free (bell_test_desktop_run (desktop, "dunstctl", "set-paused", "true", NULL));
  g_assert_true (bell_test_wait_for (is_active, reader, WAIT));
  bell_test_desktop_stop_notifications (desktop);
  g_assert_true (bell_test_wait_for (is_inactive, reader, WAIT));
}

static void
test_nobody_there (gconstpointer data)
{
  g_autoptr (BellDoNotDisturb) reader = bell_do_not_disturb_new ();

  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (bell_do_not_disturb_get_active (reader));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (BellTestDesktop) desktop = NULL;

  g_test_init (&argc, &argv, NULL);
  if (!bell_test_has_programs ("dunst", "dunstctl", "Xvfb", NULL))
    {
      g_print ("1..0 # SKIP dunst or Xvfb is not installed\n");
      return 0;
    }
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  desktop = bell_test_desktop_new (BELL_TEST_DESKTOP_DISPLAY | BELL_TEST_DESKTOP_NOTIFICATIONS);
  g_test_add_data_func ("/desktop/do-not-disturb/service", desktop, test_service);
  g_test_add_data_func ("/desktop/do-not-disturb/nobody-there", desktop, test_nobody_there);

  return g_test_run ();
}
