/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the app and the terminal share. */
#define BELL_PROFILE_DEFAULT "default"

void bell_profile_get_directories (const char  *folder,
                                   const char  *name,
                                   char       **data_directory,
                                   char       **cache_directory);

G_END_DECLS
