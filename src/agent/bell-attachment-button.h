/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_ATTACHMENT_BUTTON (bell_attachment_button_get_type ())
G_DECLARE_FINAL_TYPE (BellAttachmentButton, bell_attachment_button, BELL, ATTACHMENT_BUTTON, GtkWidget)

GtkWidget *bell_attachment_button_new (BellDesk   *desk,
                                       const char *blob_id,
                                       const char *name,
                                       const char *media_type,
                                       gint64      size);

G_END_DECLS
