/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-account.h"

G_BEGIN_DECLS

#define BELL_TYPE_TYPING_LINE (bell_typing_line_get_type ())
G_DECLARE_FINAL_TYPE (BellTypingLine, bell_typing_line, BELL, TYPING_LINE, AdwBin)

GtkWidget  *bell_typing_line_new        (void);
void        bell_typing_line_follow     (BellTypingLine *self,
                                         BellAccount    *account);
void        bell_typing_line_set_ticket (BellTypingLine *self,
                                         const char     *ticket_id);
void        bell_typing_line_typed      (BellTypingLine *self);
void        bell_typing_line_set_last_message (BellTypingLine *self,
                                         const char     *message_id);
const char *bell_typing_line_get_text   (BellTypingLine *self);

G_END_DECLS
