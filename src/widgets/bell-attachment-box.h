/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-attachment.h"

G_BEGIN_DECLS

#define BELL_TYPE_ATTACHMENT_BOX (bell_attachment_box_get_type ())
G_DECLARE_FINAL_TYPE (BellAttachmentBox, bell_attachment_box, BELL, ATTACHMENT_BOX, GtkWidget)


GListModel *bell_attachment_box_get_attachments (BellAttachmentBox *self);
gboolean    bell_attachment_box_is_busy         (BellAttachmentBox *self);
void        bell_attachment_box_add             (BellAttachmentBox *self,
                                                 BellAttachment    *attachment);
void        bell_attachment_box_add_file        (BellAttachmentBox *self,
                                                 GFile             *file);
void        bell_attachment_box_add_texture     (BellAttachmentBox *self,
                                                 GdkTexture        *texture);
void        bell_attachment_box_choose          (BellAttachmentBox *self);
void        bell_attachment_box_refuse          (BellAttachmentBox *self,
                                                 const char        *text);
void        bell_attachment_box_clear           (BellAttachmentBox *self);

G_END_DECLS
