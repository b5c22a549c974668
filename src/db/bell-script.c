/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-script.h"

#include <glib/gi18n-lib.h>
#include <gio/gio.h>
#include <string.h>

#include "bell-database-error.h"

/* How deep scripts may include one another: a circle is a fault. */
#define MAX_INCLUDE_DEPTH 4

/* `name.DIALECT.sql`, if there is one, else `name.sql`. */
static GBytes *
bell_script_find (const char *path,
                  const char *dialect)
{
  GBytes *bytes = NULL;

  if (dialect != NULL && g_str_has_suffix (path, ".sql"))
    {
      g_autofree char *stem = g_strndup (path, strlen (path) - strlen (".sql"));
      g_autofree char *own = g_strconcat (stem, ".", dialect, ".sql", NULL);

      bytes = g_resources_lookup_data (own, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    }
  return bytes != NULL ? bytes : g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

static gboolean
bell_script_append (GString     *script,
                    const char  *path,
                    const char  *dialect,
                    int          depth,
                    GError     **error)
{
  g_autoptr (GBytes) bytes = bell_script_find (path, dialect);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length;

  if (bytes == NULL || depth > MAX_INCLUDE_DEPTH)
    {
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_STATEMENT,
                   bytes == NULL ? _("Deskbell is incomplete: it has no part named “%s”.")
                                 : _("Deskbell is faulty: “%s” includes itself."), path);
      return FALSE;
    }

  text = g_strndup (g_bytes_get_data (bytes, &length), g_bytes_get_size (bytes));
  if (strstr (text, ".include ") == NULL)
    {
      g_string_append (script, text);
      return TRUE;
    }

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (!g_str_has_prefix (lines[i], ".include "))
        g_string_append (script, lines[i]);
      else if (!bell_script_append (script, g_strstrip (lines[i] + strlen (".include ")), dialect, depth + 1, error))
        return FALSE;

      if (lines[i + 1] != NULL)
        g_string_append_c (script, '\n');
    }

  return TRUE;
}

/* The text of the resource @path, where a line `.include PATH` is replaced by
 * the text of that resource. @dialect: (nullable): whose words are preferred */
char *
bell_script_load (const char  *path,
                  const char  *dialect,
                  GError     **error)
{
  g_autoptr (GString) script = g_string_new (NULL);

  if (!bell_script_append (script, path, dialect, 0, error))
    return NULL;

  return g_string_free (g_steal_pointer (&script), FALSE);
}
