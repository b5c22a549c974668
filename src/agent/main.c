/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "bell-application.h"
#include "bell-server-clock.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr(BellClock) own = bell_clock_new_system ();
  g_autoptr(BellClock) clock = bell_server_clock_new (own);
  g_autoptr(BellWakeTimer) timer = bell_wake_timer_new (FALSE);
  g_autoptr(GApplication) application = NULL;

  setlocale (LC_ALL, "");
  /* Translations that are not installed, for tests and translators. */
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("DESKBELL_LOCALE_DIR") != NULL ? g_getenv ("DESKBELL_LOCALE_DIR") : LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Deskbell");

  application = bell_application_new (clock, timer);
  return g_application_run (application, argc, argv);
}
