/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-profile.h"

/**
 * bell_profile_get_directories:
 * @folder: (nullable): a folder that somebody chose, or %NULL for the usual one
 * @name: whose files the usual ones are; %BELL_PROFILE_DEFAULT for what the
 *   app and the terminal share
 * @data_directory: (out) (transfer full): where the outbox belongs
 * @cache_directory: (out) (transfer full): where the cache belongs
 *
 * Says where a person's files are, the same to every program, so that the app
 * and the terminal work on the same ones.
 */
void
bell_profile_get_directories (const char  *folder,
                              const char  *name,
                              char       **data_directory,
                              char       **cache_directory)
{
  g_return_if_fail (name != NULL);
  g_return_if_fail (data_directory != NULL && cache_directory != NULL);

  if (folder != NULL)
    {
      *data_directory = g_canonicalize_filename (folder, NULL);
      *cache_directory = g_strdup (*data_directory);
    }
  else
    {
      *data_directory = g_build_filename (g_get_user_data_dir (), "deskbell", name, NULL);
      *cache_directory = g_build_filename (g_get_user_cache_dir (), "deskbell", name, NULL);
    }
}
