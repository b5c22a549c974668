/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-outbox-file.h"
#include "bell-outbox-item.h"

G_BEGIN_DECLS

BellOutboxItem      *bell_outbox_item_new     (BellOutboxRow  *row);
void                 bell_outbox_item_set_row (BellOutboxItem *self,
                                               BellOutboxRow  *row);
const BellOutboxRow *bell_outbox_item_get_row (BellOutboxItem *self);

G_END_DECLS
