/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "bell-outbox-item.h"

G_BEGIN_DECLS

/* One line of an object's history: a change and how far it has come.
 * Properties: `change` (boxed), `state`, `author-name`, `time`. */
#define BELL_TYPE_HISTORY_ITEM (bell_history_item_get_type ())
G_DECLARE_FINAL_TYPE (BellHistoryItem, bell_history_item, BELL, HISTORY_ITEM, GObject)

BellChange      *bell_history_item_get_change      (BellHistoryItem *self);
BellOutboxState  bell_history_item_get_state       (BellHistoryItem *self);
const char      *bell_history_item_get_author_name (BellHistoryItem *self);
gint64           bell_history_item_get_time        (BellHistoryItem *self);

G_END_DECLS
