/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-account.h"

G_BEGIN_DECLS

/* Signals: failed (GError), saved (). */
#define BELL_TYPE_ATTACHMENT_STRIP (bell_attachment_strip_get_type ())
G_DECLARE_FINAL_TYPE (BellAttachmentStrip, bell_attachment_strip, BELL, ATTACHMENT_STRIP, AdwBin)

GtkWidget *bell_attachment_strip_new (BellAccount *account,
                                      GVariant    *attachments);

G_END_DECLS
