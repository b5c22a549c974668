/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "bell-change.h"
#include "bell-clock.h"

G_BEGIN_DECLS

/**
 * BellOutboxState:
 * @BELL_OUTBOX_STATE_QUEUED: waits to be sent
 * @BELL_OUTBOX_STATE_SENT: under way; the answer has not come
 * @BELL_OUTBOX_STATE_ACKNOWLEDGED: the server has it, this cache has not heard of it yet
 * @BELL_OUTBOX_STATE_PARKED: the server refused it for good; a person decides
 * @BELL_OUTBOX_STATE_CONFIRMED: in the history; never in the outbox
 */
typedef enum
{
  BELL_OUTBOX_STATE_QUEUED,
  BELL_OUTBOX_STATE_SENT,
  BELL_OUTBOX_STATE_ACKNOWLEDGED,
  BELL_OUTBOX_STATE_PARKED,
  BELL_OUTBOX_STATE_CONFIRMED,
} BellOutboxState;

#define BELL_TYPE_OUTBOX_STATE (bell_outbox_state_get_type ())
GType bell_outbox_state_get_type (void) G_GNUC_CONST;

/* A change of this client that is not part of the cache's base yet. Properties:
 * `change` (boxed), `state`, `attempts`, `reason-type`, `reason`, `title`.
 * For the main thread. */
#define BELL_TYPE_OUTBOX_ITEM (bell_outbox_item_get_type ())
G_DECLARE_FINAL_TYPE (BellOutboxItem, bell_outbox_item, BELL, OUTBOX_ITEM, GObject)

BellChange         *bell_outbox_item_get_change      (BellOutboxItem *self);
BellOutboxState     bell_outbox_item_get_state       (BellOutboxItem *self);
guint               bell_outbox_item_get_attempts    (BellOutboxItem *self);
const char         *bell_outbox_item_get_reason_type (BellOutboxItem *self);
const char         *bell_outbox_item_get_reason      (BellOutboxItem *self);
const char         *bell_outbox_item_get_group       (BellOutboxItem *self);
const char         *bell_outbox_item_get_title       (BellOutboxItem *self);
const char *const  *bell_outbox_item_get_blobs       (BellOutboxItem *self);

G_END_DECLS
