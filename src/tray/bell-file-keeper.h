/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-attachment.h"
#include "bell-helpline.h"

G_BEGIN_DECLS

/* Signal: kept (): a file is safe, or could not be kept. */
#define BELL_TYPE_FILE_KEEPER (bell_file_keeper_get_type ())
G_DECLARE_FINAL_TYPE (BellFileKeeper, bell_file_keeper, BELL, FILE_KEEPER, GObject)

BellFileKeeper *bell_file_keeper_new       (BellHelpline   *helpline,
                                            GListModel     *attachments);
GVariant       *bell_file_keeper_get_value (BellFileKeeper *self);
gboolean        bell_file_keeper_is_busy   (BellFileKeeper *self);

GPtrArray      *bell_file_keeper_restore   (GVariant       *value);

G_END_DECLS
