/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-files.h"
#include "bell-outbox-file.h"

G_BEGIN_DECLS

gboolean bell_overlay_catch_up     (BellFiles            *files,
                                    GError              **error);
gboolean bell_overlay_replay_all   (BellFiles            *files,
                                    GError              **error);
gboolean bell_overlay_replay_group (BellFiles            *files,
                                    const char           *group,
                                    GError              **error);
gboolean bell_overlay_get_role     (BellFiles            *files,
                                    BellRole             *role,
                                    GError              **error);
gboolean bell_overlay_is_confirmed (BellFiles            *files,
                                    const BellOutboxRow  *row,
                                    gboolean             *confirmed,
                                    GError              **error);

G_END_DECLS
