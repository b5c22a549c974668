/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the operating system tells of a file that somebody writes. */

GFileMonitor *sim_monitor_new  (const char *path);
void          sim_monitor_note (const char *path);

G_END_DECLS
