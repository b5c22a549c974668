/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "bell-attachment.h"
#include "bell-store.h"

G_BEGIN_DECLS

/* Signals: kept (): a file is safe, or could not be kept; failed (GError): why
 * it could not. */
#define BELL_TYPE_ATTACHMENT_KEEPER (bell_attachment_keeper_get_type ())
G_DECLARE_FINAL_TYPE (BellAttachmentKeeper, bell_attachment_keeper, BELL, ATTACHMENT_KEEPER, GObject)

BellAttachmentKeeper *bell_attachment_keeper_new       (BellStore            *store,
                                                        GListModel           *attachments);
GVariant             *bell_attachment_keeper_get_value (BellAttachmentKeeper *self);
gboolean              bell_attachment_keeper_is_busy   (BellAttachmentKeeper *self);
GPtrArray            *bell_attachment_keeper_restore   (GVariant             *value);

G_END_DECLS
