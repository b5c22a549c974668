/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BELL_TYPE_AUTOSTART (bell_autostart_get_type ())
G_DECLARE_FINAL_TYPE (BellAutostart, bell_autostart, BELL, AUTOSTART, GObject)

BellAutostart *bell_autostart_new        (const char           *app_id,
                                          const char           *name,
                                          const char *const    *command,
                                          const char           *directory);

void           bell_autostart_set_async  (BellAutostart        *self,
                                          gboolean              enabled,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean       bell_autostart_set_finish (BellAutostart        *self,
                                          GAsyncResult         *result,
                                          GError              **error);

void           bell_autostart_get_async  (BellAutostart        *self,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean       bell_autostart_get_finish (BellAutostart        *self,
                                          GAsyncResult         *result,
                                          GError              **error);

G_END_DECLS
