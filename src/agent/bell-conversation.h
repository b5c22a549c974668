/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_CONVERSATION (bell_conversation_get_type ())
G_DECLARE_FINAL_TYPE (BellConversation, bell_conversation, BELL, CONVERSATION, AdwBin)

GtkWidget *bell_conversation_new        (BellDesk         *desk);
gboolean   bell_conversation_prepare    (BellConversation *self);
void       bell_conversation_set_ticket (BellConversation *self,
                                         const char       *ticket_id);

G_END_DECLS
