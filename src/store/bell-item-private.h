/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-directory.h"
#include "bell-item.h"

G_BEGIN_DECLS

BellItem *bell_item_new            (BellDirectory *directory);
void      bell_item_set            (BellItem      *self,
                                    BellRecord    *record,
                                    gboolean       pending,
                                    gboolean       refused,
                                    gboolean       unread);
void      bell_item_set_unread     (BellItem      *self,
                                    gboolean       unread);
void      bell_item_notify_names   (BellItem      *self);

G_END_DECLS
