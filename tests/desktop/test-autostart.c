/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>

#include "bell-autostart.h"

typedef struct
{
  char *directory;
  char *path;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *parent = g_dir_make_tmp ("deskbell-autostart-XXXXXX", &error);

  g_assert_no_error (error);
  fixture->directory = g_build_filename (parent, "autostart", NULL);
  fixture->path = g_build_filename (fixture->directory, "org.deskbell.Tray.desktop", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autofree char *parent = g_path_get_dirname (fixture->directory);

  g_unlink (fixture->path);
  g_rmdir (fixture->directory);
  g_rmdir (parent);
  g_free (fixture->directory);
  g_free (fixture->path);
}

static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
set (BellAutostart  *autostart,
     gboolean        enabled,
     GError        **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_autostart_set_async (autostart, enabled, NULL, on_answer, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return bell_autostart_set_finish (autostart, result, error);
}

static gboolean
get (BellAutostart  *autostart,
     GError        **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_autostart_get_async (autostart, NULL, on_answer, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return bell_autostart_get_finish (autostart, result, error);
}

static void
test_switch (Fixture       *fixture,
             gconstpointer  user_data)
{
  static const char *const command[] = { "/opt/my programs/deskbell-tray", "--hidden", "100% \"$HOME\" `x` \\", NULL };
  g_autoptr (BellAutostart) autostart = bell_autostart_new ("org.deskbell.Tray", "Deskbell Tray", command,
                                                            fixture->directory);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *exec = NULL;

  g_assert_false (get (autostart, &error));
  g_assert_no_error (error);
  g_assert_true (set (autostart, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (get (autostart, &error));
  g_assert_true (set (autostart, TRUE, &error));

  g_assert_true (g_key_file_load_from_file (file, fixture->path, G_KEY_FILE_NONE, &error));
  exec = g_key_file_get_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, NULL);
  g_assert_cmpstr (exec, ==, "\"/opt/my programs/deskbell-tray\" \"--hidden\" \"100%% \\\"\\$HOME\\\" \\`x\\` \\\\\"");

  g_assert_true (set (autostart, FALSE, &error));
  g_assert_false (get (autostart, &error));
  g_assert_true (set (autostart, FALSE, &error));
  g_assert_no_error (error);
}

static void
test_switched_off_elsewhere (Fixture       *fixture,
                             gconstpointer  user_data)
{
  static const char *const command[] = { "deskbell-tray", NULL };
  static const char *const offs[] = { "[Desktop Entry]\nHidden=true\n",
                                      "[Desktop Entry]\nX-GNOME-Autostart-enabled=false\n" };
  g_autoptr (BellAutostart) autostart = bell_autostart_new ("org.deskbell.Tray", "Deskbell Tray", command,
                                                            fixture->directory);
  g_autoptr (GError) error = NULL;

  g_assert_true (set (autostart, TRUE, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (offs); i++)
    {
      g_assert_true (g_file_set_contents (fixture->path, offs[i], -1, &error));
      g_assert_false (get (autostart, &error));
      g_assert_no_error (error);
    }

  g_assert_true (g_file_set_contents (fixture->path, "not a key file", -1, &error));
  g_assert_false (get (autostart, &error));
  g_assert_nonnull (error);
}

static void
test_cannot_write (Fixture       *fixture,
                   gconstpointer  user_data)
{
  static const char *const command[] = { "deskbell-tray", NULL };
  g_autoptr (BellAutostart) autostart = bell_autostart_new ("org.deskbell.Tray", "Deskbell Tray", command,
                                                            "/dev/null/autostart");
  g_autoptr (GError) error = NULL;

  g_assert_false (set (autostart, TRUE, &error));
  g_assert_nonnull (error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/autostart/switch", Fixture, NULL, set_up, test_switch, tear_down);
  g_test_add ("/autostart/switched-off-elsewhere", Fixture, NULL, set_up, test_switched_off_elsewhere, tear_down);
  g_test_add ("/autostart/cannot-write", Fixture, NULL, set_up, test_cannot_write, tear_down);

  return g_test_run ();
}
