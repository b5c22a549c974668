/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-administration.h"

#include <string.h>

static char *
take_text (GKeyFile   *file,
           const char *key)
{
  g_autofree char *text = g_key_file_get_string (file, "server", key, NULL);

  if (text == NULL || *g_strstrip (text) == '\0')
    return NULL;

  return g_steal_pointer (&text);
}

/**
 * bell_administration_load:
 * @path: a key file; see %BELL_ADMINISTRATION_FILE
 * @settings: (nullable): what counts where there is no such file, if it is locked
 * @error: set where the file is there and cannot be understood
 *
 * Small and local, so it is read at once when the program starts.
 *
 * Returns: (transfer full): what is set, perhaps nothing
 */
BellAdministration *
bell_administration_load (const char  *path,
                          GSettings   *settings,
                          GError     **error)
{
  g_autoptr(BellAdministration) self = g_new0 (BellAdministration, 1);
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GError) problem = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &problem))
    {
      self->address = take_text (file, "address");
      self->email_domain = take_text (file, "email-domain");
      if (self->address != NULL && !g_uri_is_valid (self->address, G_URI_FLAGS_NONE, &problem))
        {
          g_propagate_prefixed_error (error, g_steal_pointer (&problem), "%s: address: ", path);
          g_clear_pointer (&self->address, g_free);
        }
    }
  else if (!g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&problem), "%s: ", path);
    }

  if (self->address == NULL && settings != NULL && !g_settings_is_writable (settings, "server-address"))
    {
      self->address = g_settings_get_string (settings, "server-address");
      if (*self->address == '\0')
        g_clear_pointer (&self->address, g_free);
    }

  return g_steal_pointer (&self);
}

/**
 * bell_administration_free:
 * @self: what was loaded
 */
void
bell_administration_free (BellAdministration *self)
{
  g_free (self->address);
  g_free (self->email_domain);
  g_free (self);
}

/**
 * bell_administration_make_email:
 * @self: what is set
 * @user_name: the person's login name
 *
 * Returns: (transfer full) (nullable): their address, where it follows from that
 */
char *
bell_administration_make_email (const BellAdministration *self,
                                const char               *user_name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (user_name != NULL, NULL);

  if (self->email_domain == NULL)
    return NULL;

  return g_strconcat (user_name, "@", self->email_domain, NULL);
}
