/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_MESSAGE_CARD (bell_message_card_get_type ())
G_DECLARE_FINAL_TYPE (BellMessageCard, bell_message_card, BELL, MESSAGE_CARD, GtkListBoxRow)

GtkWidget *bell_message_card_new         (BellDesk        *desk);
void       bell_message_card_set_message (BellMessageCard *self,
                                          BellItem        *message);

G_END_DECLS
