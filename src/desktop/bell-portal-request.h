/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BELL_PORTAL_NAME "org.freedesktop.portal.Desktop"
#define BELL_PORTAL_PATH "/org/freedesktop/portal/desktop"

void      bell_portal_request        (GDBusConnection      *connection,
                                      const char           *interface,
                                      const char           *method,
                                      GVariant             *head,
                                      GVariant             *options,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
GVariant *bell_portal_request_finish (GDBusConnection      *connection,
                                      GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
