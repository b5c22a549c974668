/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A picture of the screen, by the desktop's portal. Property `available`
 * (read-only). For the thread of the main context that it was made in. */
#define BELL_TYPE_SCREENSHOT (bell_screenshot_get_type ())
G_DECLARE_FINAL_TYPE (BellScreenshot, bell_screenshot, BELL, SCREENSHOT, GObject)

BellScreenshot *bell_screenshot_new           (GDBusConnection      *connection);
gboolean        bell_screenshot_get_available (BellScreenshot       *self);
void            bell_screenshot_take          (BellScreenshot       *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
GFile          *bell_screenshot_take_finish   (BellScreenshot       *self,
                                               GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS
