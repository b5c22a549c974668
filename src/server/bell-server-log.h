/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void  bell_server_log         (GLogLevelFlags  level,
                               const char     *event,
                               ...) G_GNUC_NULL_TERMINATED;
void  bell_server_log_install (GLogLevelFlags  least);
char *bell_server_log_format  (const char     *event,
                               const char *const *pairs);

G_END_DECLS
