/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-access.h"
#include "bell-files.h"

G_BEGIN_DECLS

gboolean bell_commit_changes (BellFiles          *files,
                              const BellActor    *actor,
                              GPtrArray          *changes,
                              gint64              due_at,
                              GHashTable         *inverses,
                              GError            **error);
gboolean bell_commit_undo    (BellFiles          *files,
                              const BellActor    *actor,
                              const char *const  *change_ids,
                              GPtrArray          *inverses,
                              GError            **error);
gboolean bell_commit_discard (BellFiles          *files,
                              const char         *change_id,
                              GError            **error);
gboolean bell_commit_retry   (BellFiles          *files,
                              const char         *change_id,
                              GError            **error);

G_END_DECLS
