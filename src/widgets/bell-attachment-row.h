/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-attachment.h"

G_BEGIN_DECLS

#define BELL_TYPE_ATTACHMENT_ROW (bell_attachment_row_get_type ())
G_DECLARE_FINAL_TYPE (BellAttachmentRow, bell_attachment_row, BELL, ATTACHMENT_ROW, GtkWidget)

GtkWidget      *bell_attachment_row_new            (BellAttachment    *attachment,
                                                    gboolean           removable);
BellAttachment *bell_attachment_row_get_attachment (BellAttachmentRow *self);
void            bell_attachment_row_set_busy       (BellAttachmentRow *self,
                                                    gboolean           busy);

G_END_DECLS
