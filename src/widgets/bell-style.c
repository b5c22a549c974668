/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-style.h"

#include <adwaita.h>

#include "bell-icons.h"
#include "bell-widgets.h"

#define ICONS_PATH "/org/deskbell/icons"

static void
on_high_contrast (AdwStyleManager *manager,
                  GParamSpec      *pspec,
                  GtkCssProvider  *provider)
{
  GdkDisplay *display = adw_style_manager_get_display (manager);

  if (adw_style_manager_get_high_contrast (manager))
    gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                                GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  else
    gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (provider));
}

/* GTK reads the icon theme on a thread while a program starts, and again, with
 * everybody waiting, when a path is added to it. An application whose resources
 * are based on /org/deskbell has the icons already. */
static void
load_icons (GtkIconTheme *theme)
{
  g_auto (GStrv) paths = gtk_icon_theme_get_resource_path (theme);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    if (g_str_equal (paths[i], ICONS_PATH) || g_str_equal (paths[i], ICONS_PATH "/"))
      return;

  gtk_icon_theme_add_resource_path (theme, ICONS_PATH);
}

/**
 * bell_style_load:
 * @display: where the program shows itself
 *
 * Gives the display Deskbell's styles and icons. Called once by a program,
 * after libadwaita was initialised and before its first window.
 */
void
bell_style_load (GdkDisplay *display)
{
  AdwStyleManager *manager;
  g_autoptr (GtkCssProvider) provider = NULL;
  g_autoptr (GtkCssProvider) contrast = NULL;

  g_return_if_fail (GDK_IS_DISPLAY (display));

  g_resources_register (bell_widgets_get_resource ());
  g_resources_register (bell_icons_get_resource ());

  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/org/deskbell/widgets/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);

  contrast = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (contrast, "/org/deskbell/widgets/style-contrast.css");
  manager = adw_style_manager_get_for_display (display);
  g_signal_connect_data (manager, "notify::high-contrast", G_CALLBACK (on_high_contrast),
                         g_object_ref (contrast), (GClosureNotify) (void (*) (void)) g_object_unref, G_CONNECT_DEFAULT);
  on_high_contrast (manager, NULL, contrast);

  load_icons (gtk_icon_theme_get_for_display (display));
}
