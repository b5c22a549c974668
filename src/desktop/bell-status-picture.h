/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-status-item.h"

G_BEGIN_DECLS

/* Private to desktop/. What the icon in the tray looks like. */

GVariant *bell_status_picture_new (BellStatusItemState state,
                                   guint               count);

G_END_DECLS
