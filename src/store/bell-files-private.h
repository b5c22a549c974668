/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-files.h"

G_BEGIN_DECLS

/* What the writer's cache has when no download is under way: little, as what
 * merges the index would fill any, and keep it. */
#define BELL_FILES_WRITER_CACHE_KIB (2 * 1024)

gboolean bell_files_lock             (BellFiles     *self,
                                      gboolean       alone,
                                      GError       **error);
gboolean bell_files_is_damage        (const GError  *error);
gboolean bell_files_is_truncated     (const char    *path);
gboolean bell_files_set_damage_error (const char    *path,
                                      GError       **error);

gboolean bell_files_open_outbox_once (BellFiles     *self,
                                      GError       **error);
gboolean bell_files_open_outbox      (BellFiles     *self,
                                      GError       **error);
gboolean bell_files_follow_outbox    (BellFiles     *self,
                                      GError       **error);

G_END_DECLS
