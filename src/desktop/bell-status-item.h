/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BellStatusItemState:
 * @BELL_STATUS_ITEM_NORMAL: nothing to tell
 * @BELL_STATUS_ITEM_ANSWER: somebody answered; the count says how many wait
 * @BELL_STATUS_ITEM_OUTAGE: something is known to be broken
 * @BELL_STATUS_ITEM_OFFLINE: no server; the count says what waits to be sent
 *
 * What the icon says at a glance.
 */
typedef enum
{
  BELL_STATUS_ITEM_NORMAL,
  BELL_STATUS_ITEM_ANSWER,
  BELL_STATUS_ITEM_OUTAGE,
  BELL_STATUS_ITEM_OFFLINE,
} BellStatusItemState;

#define BELL_TYPE_STATUS_ITEM_STATE (bell_status_item_state_get_type ())
GType bell_status_item_state_get_type (void) G_GNUC_CONST;

/* An icon with a menu in the desktop's tray. Properties: `has-host` (whether
 * something shows it; read-only), `state`, `count`.
 *
 * Signals:
 *   activate (int x, int y)              the usual click; where on the screen, or 0, 0
 *   secondary-activate (int x, int y)    the middle button
 *   scroll (int delta, boolean sideways)
 *   chosen (string name)                 an entry of the menu
 *
 * For the thread of the main context that it was made in. */
#define BELL_TYPE_STATUS_ITEM (bell_status_item_get_type ())
G_DECLARE_FINAL_TYPE (BellStatusItem, bell_status_item, BELL, STATUS_ITEM, GObject)

BellStatusItem      *bell_status_item_new           (GDBusConnection     *connection,
                                                     const char          *id,
                                                     const char          *title);

void                 bell_status_item_add_entry     (BellStatusItem      *self,
                                                     const char          *name,
                                                     const char          *label);
void                 bell_status_item_add_separator (BellStatusItem      *self);
void                 bell_status_item_set_label     (BellStatusItem      *self,
                                                     const char          *name,
                                                     const char          *label);

void                 bell_status_item_set_state     (BellStatusItem      *self,
                                                     BellStatusItemState  state,
                                                     guint                count,
                                                     const char          *sentence);
guint                bell_status_item_get_count     (BellStatusItem      *self);

gboolean             bell_status_item_start         (BellStatusItem      *self,
                                                     GError             **error);
void                 bell_status_item_stop          (BellStatusItem      *self);
gboolean             bell_status_item_get_has_host  (BellStatusItem      *self);

G_END_DECLS
