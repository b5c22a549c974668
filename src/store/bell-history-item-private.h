/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-clock.h"
#include "bell-directory.h"
#include "bell-history-item.h"

G_BEGIN_DECLS

BellHistoryItem *bell_history_item_new (BellDirectory   *directory,
                                        BellChange      *change,
                                        BellOutboxState  state);

G_END_DECLS
