/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-about.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/**
 * bell_about_show:
 * @parent: (nullable): the window that asks
 *
 * Tells what program this is, and whose.
 */
void
bell_about_show (GtkWindow *parent)
{
  static const char *const developers[] = { "The Deskbell authors", NULL };

  adw_show_about_window (parent,
                         "application-name", "Deskbell",
                         "application-icon", "org.deskbell.Deskbell",
                         "version", PACKAGE_VERSION,
                         "developer-name", _("The Deskbell authors"),
                         "developers", developers,
                         "comments", _("A helpdesk that works at full speed, with or without the network."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: write your own names here, one a line. */
                         "translator-credits", _("translator-credits"),
                         NULL);
}
