/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-accounts.h"
#include "bell-http-stream.h"
#include "bell-organisation-private.h"

G_BEGIN_DECLS

/* Whether somebody who listens is to hear it. Called under a lock: quick. */
typedef gboolean (*BellHearsFunc) (const BellSignedIn *who,
                                   gpointer            user_data);

#define BELL_TYPE_BROADCASTER (bell_broadcaster_get_type ())
G_DECLARE_FINAL_TYPE (BellBroadcaster, bell_broadcaster, BELL, BROADCASTER, GObject)

BellBroadcaster *bell_broadcaster_new    (BellOrganisation   *organisation);
void             bell_broadcaster_start  (BellBroadcaster    *self);
void             bell_broadcaster_stop   (BellBroadcaster    *self);
void             bell_broadcaster_tell   (BellBroadcaster    *self,
                                          const BellNews     *news);
void             bell_broadcaster_pass_on (BellBroadcaster  *self,
                                          guint               type,
                                          GBytes             *event,
                                          BellHearsFunc       hears,
                                          gpointer            user_data);
void             bell_broadcaster_look   (BellBroadcaster    *self);
void             bell_broadcaster_add    (BellBroadcaster    *self,
                                          BellHttpStream     *stream,
                                          const BellSignedIn *who,
                                          guint               types,
                                          gint64              ping,
                                          gboolean            close_after_state,
                                          gint64              last_event_id);
void             bell_broadcaster_remove (BellBroadcaster    *self,
                                          BellHttpStream     *stream);

G_END_DECLS
