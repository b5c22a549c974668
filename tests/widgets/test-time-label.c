/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>

#include "bell-style.h"
#include "bell-test-desktop.h"
#include "bell-time-label.h"

static GtkWidget *
present (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), child);
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 400);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  gtk_widget_grab_focus (child);

  return window;
}

static void
test_time_label (void)
{
  g_autoptr (BellClock) clock = bell_manual_clock_new (G_GINT64_CONSTANT (1795253400000), 1);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (BellTicker) ticker = bell_ticker_new (clock, zone);
  GtkWidget *time_label = bell_time_label_new (ticker);
  GtkWidget *label = gtk_widget_get_first_child (time_label);
  GtkWidget *window;

  bell_time_label_set_time (BELL_TIME_LABEL (time_label), bell_clock_now (clock));
  window = present (time_label);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==, "just now");

  bell_manual_clock_advance (BELL_MANUAL_CLOCK (clock), 5 * 60000);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==, "just now");
  bell_ticker_tick (ticker);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==, "5 min ago");

  /* Off screen it does not listen; back on it, it is right at once. */
  gtk_widget_set_visible (time_label, FALSE);
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (clock), 60000);
  bell_ticker_tick (ticker);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==, "5 min ago");
  gtk_widget_set_visible (time_label, TRUE);
  gtk_test_widget_wait_for_draw (window);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==, "6 min ago");

  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (BellTestDesktop) desktop = bell_test_desktop_new (BELL_TEST_DESKTOP_DISPLAY);

  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();
  bell_style_load (gdk_display_get_default ());

  g_test_add_func ("/time-label/moves", test_time_label);

  return g_test_run ();
}
