/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-autostart.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* Whether the program starts with the person's session: a file in the
 * desktop's autostart directory.
 *
 * Immutable, so its jobs on worker threads may read it. For programs that are
 * not in a sandbox; those have to ask the background portal. */
struct _BellAutostart
{
  GObject parent_instance;

  char *app_id;
  char *name;
  char *command;
  char *path;
};

G_DEFINE_FINAL_TYPE (BellAutostart, bell_autostart, G_TYPE_OBJECT)

/* Quotes for the Exec key: what its own rules give a meaning, and the percent
 * sign of its field codes. */
static char *
make_command_line (const char *const *command)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; command[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (line, ' ');

      g_string_append_c (line, '"');
      for (const char *at = command[i]; *at != '\0'; at++)
        {
          if (*at == '"' || *at == '`' || *at == '$' || *at == '\\')
            g_string_append_c (line, '\\');
          if (*at == '%')
            g_string_append_c (line, '%');
          g_string_append_c (line, *at);
        }
      g_string_append_c (line, '"');
    }

  return g_string_free (line, FALSE);
}

static void
enable (GTask        *task,
        gpointer      source,
        gpointer      task_data,
        GCancellable *cancellable)
{
  BellAutostart *self = source;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *directory = g_path_get_dirname (self->path);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TYPE, "Application");
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, self->name);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, self->command);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_ICON, self->app_id);
  g_key_file_set_boolean (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TERMINAL, FALSE);
  content = g_key_file_to_data (file, NULL, NULL);

  if (g_mkdir_with_parents (directory, 0755) != 0)
    {
      int saved = errno;

      g_task_return_new_error (task, G_IO_ERROR, (int) g_io_error_from_errno (saved),
                               "%s: %s", directory, g_strerror (saved));
      return;
    }

  /* Written beside and renamed: there is never half a file. */
  if (g_file_set_contents (self->path, content, -1, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
disable (GTask        *task,
         gpointer      source,
         gpointer      task_data,
         GCancellable *cancellable)
{
  BellAutostart *self = source;

  int failure = g_unlink (self->path) == 0 ? 0 : errno;

  if (failure == 0 || failure == ENOENT)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, (int) g_io_error_from_errno (failure),
                             "%s: %s", self->path, g_strerror (failure));
}

static void
look (GTask        *task,
      gpointer      source,
      gpointer      task_data,
      GCancellable *cancellable)
{
  BellAutostart *self = source;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  gboolean hidden, off;

  if (!g_key_file_load_from_file (file, self->path, G_KEY_FILE_NONE, &error))
    {
      if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_task_return_boolean (task, FALSE);
      else
        g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* Desktops switch an autostart off without removing it. */
  hidden = g_key_file_get_boolean (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_HIDDEN, NULL);
  off = g_key_file_has_key (file, G_KEY_FILE_DESKTOP_GROUP, "X-GNOME-Autostart-enabled", NULL) &&
        !g_key_file_get_boolean (file, G_KEY_FILE_DESKTOP_GROUP, "X-GNOME-Autostart-enabled", NULL);
  g_task_return_boolean (task, !hidden && !off);
}

static void
bell_autostart_finalize (GObject *object)
{
  BellAutostart *self = BELL_AUTOSTART (object);

  g_free (self->app_id);
  g_free (self->name);
  g_free (self->command);
  g_free (self->path);

  G_OBJECT_CLASS (bell_autostart_parent_class)->finalize (object);
}

static void
bell_autostart_class_init (BellAutostartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_autostart_finalize;
}

static void
bell_autostart_init (BellAutostart *self)
{
}

/**
 * bell_autostart_new:
 * @app_id: the name of the program's desktop file without the suffix
 * @name: the program's name as people know it
 * @command: (array zero-terminated): the program and its arguments
 * @directory: (nullable): where the desktop looks; %NULL for the person's own
 *   autostart directory
 *
 * Returns: (transfer full): a switch; nothing is read or written yet
 */
BellAutostart *
bell_autostart_new (const char        *app_id,
                    const char        *name,
                    const char *const *command,
                    const char        *directory)
{
  BellAutostart *self;
  g_autofree char *own = NULL;
  g_autofree char *file_name = NULL;

  g_return_val_if_fail (app_id != NULL && strchr (app_id, '/') == NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (command != NULL && command[0] != NULL, NULL);

  own = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  file_name = g_strconcat (app_id, ".desktop", NULL);

  self = g_object_new (BELL_TYPE_AUTOSTART, NULL);
  self->app_id = g_strdup (app_id);
  self->name = g_strdup (name);
  self->command = make_command_line (command);
  self->path = g_build_filename (directory != NULL ? directory : own, file_name, NULL);

  return self;
}

/**
 * bell_autostart_set_async:
 * @enabled: whether to start with the session
 * @cancellable: (nullable): to give up
 * @callback: called when it is so
 * @user_data: for @callback
 *
 * Writes or removes the file.
 */
void
bell_autostart_set_async (BellAutostart       *self,
                          gboolean             enabled,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (BELL_IS_AUTOSTART (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_autostart_set_async);
  g_task_run_in_thread (task, enabled ? enable : disable);
}

/**
 * bell_autostart_set_finish:
 * @result: what the callback got
 * @error: set to a %G_IO_ERROR or %G_FILE_ERROR
 *
 * Returns: whether it is as it was asked
 */
gboolean
bell_autostart_set_finish (BellAutostart  *self,
                           GAsyncResult   *result,
                           GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bell_autostart_get_async:
 * @cancellable: (nullable): to give up
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Looks whether the program starts with the session.
 */
void
bell_autostart_get_async (BellAutostart       *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (BELL_IS_AUTOSTART (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_autostart_get_async);
  g_task_run_in_thread (task, look);
}

/**
 * bell_autostart_get_finish:
 * @result: what the callback got
 * @error: set where the file is there and cannot be read
 *
 * Returns: whether it does; %FALSE with @error set where nobody can say
 */
gboolean
bell_autostart_get_finish (BellAutostart  *self,
                           GAsyncResult   *result,
                           GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
