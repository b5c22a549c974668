/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-script.h"

#include <glib/gi18n-lib.h>
#include <gio/gio.h>
#include <string.h>

#include "bell-database-error.h"

/* How deep scripts may include one another: a circle is a fault. */
#define MAX_INCLUDE_DEPTH 4

static gboolean
bell_script_append (GString     *script,
                    const char  *path,
                    int          depth,
                    GError     **error)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
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
      else if (!bell_script_append (script, g_strstrip (lines[i] + strlen (".include ")), depth + 1, error))
        return FALSE;

      if (lines[i + 1] != NULL)
        g_string_append_c (script, '\n');
    }

  return TRUE;
}

/* The text of the resource @path, where a line `.include PATH` is replaced by
 * the text of that resource. */
char *
bell_script_load (const char  *path,
                  GError     **error)
{
  g_autoptr (GString) script = g_string_new (NULL);

  if (!bell_script_append (script, path, 0, error))
    return NULL;

  return g_string_free (g_steal_pointer (&script), FALSE);
}
