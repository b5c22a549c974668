/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BELL_TYPE_ATTACHMENT (bell_attachment_get_type ())
G_DECLARE_FINAL_TYPE (BellAttachment, bell_attachment, BELL, ATTACHMENT, GObject)

BellAttachment *bell_attachment_new             (const char           *blob_id,
                                                 const char           *name,
                                                 const char           *media_type,
                                                 gint64                size);
BellAttachment *bell_attachment_new_for_bytes   (const char           *name,
                                                 const char           *media_type,
                                                 GBytes               *bytes);
void            bell_attachment_new_for_file    (GFile                *file,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
BellAttachment *bell_attachment_new_finish      (GAsyncResult         *result,
                                                 GError              **error);

const char     *bell_attachment_get_blob_id     (BellAttachment       *self);
const char     *bell_attachment_get_name        (BellAttachment       *self);
const char     *bell_attachment_get_media_type  (BellAttachment       *self);
gint64          bell_attachment_get_size        (BellAttachment       *self);
GFile          *bell_attachment_get_file        (BellAttachment       *self);
GBytes         *bell_attachment_get_bytes       (BellAttachment       *self);

G_END_DECLS
