/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-drawn-row.h"
#include "bell-item.h"

G_BEGIN_DECLS

#define BELL_TYPE_TICKET_ROW (bell_ticket_row_get_type ())
G_DECLARE_FINAL_TYPE (BellTicketRow, bell_ticket_row, BELL, TICKET_ROW, BellDrawnRow)

/**
 * BellTicketRowDueFunc:
 * @ticket: a ticket whose record is there
 * @now: the time
 * @tone: (inout): the colour of the text, %BELL_TONE_DIM at first
 * @filled: (inout): whether it is to shout, as a filled chip; %FALSE at first
 * @user_data: as given with the function
 *
 * Tells in a few letters when a ticket is due. Called for each row in sight when
 * it is drawn, so it must be quick.
 *
 * Returns: (transfer full) (nullable): a text such as “2 h left”
 */
typedef char *(*BellTicketRowDueFunc) (BellItem *ticket,
                                       gint64    now,
                                       BellTone *tone,
                                       gboolean *filled,
                                       gpointer  user_data);

/**
 * BellTicketRowDraftFunc:
 * @ticket: a ticket whose record is there
 * @user_data: as given with the function
 *
 * Returns: whether somebody began to write in it here, and has not sent it
 */
typedef gboolean (*BellTicketRowDraftFunc) (BellItem *ticket,
                                            gpointer  user_data);

GtkWidget *bell_ticket_row_new          (BellRowStyle         *style);
void       bell_ticket_row_set_due_func (BellTicketRow        *self,
                                         BellTicketRowDueFunc  func,
                                         gpointer              user_data);
void       bell_ticket_row_set_item     (BellTicketRow        *self,
                                         BellItem             *item,
                                         gint64                now);
void       bell_ticket_row_set_draft_func (BellTicketRow          *self,
                                           BellTicketRowDraftFunc  func,
                                           gpointer                user_data);
BellItem  *bell_ticket_row_get_item     (BellTicketRow        *self);
void       bell_ticket_row_set_now      (BellTicketRow        *self,
                                         gint64                now);

G_END_DECLS
