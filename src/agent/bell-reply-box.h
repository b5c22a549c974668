/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_REPLY_BOX (bell_reply_box_get_type ())
G_DECLARE_FINAL_TYPE (BellReplyBox, bell_reply_box, BELL, REPLY_BOX, AdwBin)

GtkWidget *bell_reply_box_new        (BellDesk        *desk);
void       bell_reply_box_set_ticket (BellReplyBox    *self,
                                      const char      *ticket_id);
void       bell_reply_box_set_last_message (BellReplyBox *self,
                                      const char      *message_id);
void       bell_reply_box_compose    (BellReplyBox    *self,
                                      BellMessageKind  kind);
char      *bell_reply_box_new_key    (const char      *ticket_id);

G_END_DECLS
