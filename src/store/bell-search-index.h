/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-files.h"

G_BEGIN_DECLS

gboolean  bell_search_index_covers         (BellType           type);
gboolean  bell_search_index_add            (BellFiles         *files,
                                            const BellRecord  *record,
                                            GError           **error);
gboolean  bell_search_index_remove         (BellFiles         *files,
                                            const BellRecord  *record,
                                            GError           **error);
gboolean  bell_search_index_is_touched     (const BellRecord  *before,
                                            const BellRecord  *after);
gboolean  bell_search_index_add_overlay    (BellFiles         *files,
                                            const BellRecord  *record,
                                            gint64             key,
                                            GError           **error);
gboolean  bell_search_index_remove_overlay (BellFiles         *files,
                                            BellType           type,
                                            gint64             key,
                                            GError           **error);
gboolean  bell_search_index_begin          (BellFiles         *files,
                                            GError           **error);
gboolean  bell_search_index_step           (BellFiles         *files,
                                            gint64             budget,
                                            gboolean          *done,
                                            GError           **error);
gboolean  bell_search_index_merge          (BellFiles         *files,
                                            gboolean          *more,
                                            GError           **error);

G_END_DECLS
