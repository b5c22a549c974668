/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One combination of keys that works from anywhere. Properties: `available` (the
 * desktop can; read-only), `enabled` (whether it is wanted), `bound` (it works; read-only).
 * Signal: `activated ()`. */
#define BELL_TYPE_GLOBAL_SHORTCUT (bell_global_shortcut_get_type ())
G_DECLARE_FINAL_TYPE (BellGlobalShortcut, bell_global_shortcut, BELL, GLOBAL_SHORTCUT, GObject)

BellGlobalShortcut *bell_global_shortcut_new           (GDBusConnection    *connection,
                                                        const char         *name,
                                                        const char         *description,
                                                        const char         *trigger);
gboolean            bell_global_shortcut_get_available (BellGlobalShortcut *self);
gboolean            bell_global_shortcut_get_bound     (BellGlobalShortcut *self);

G_END_DECLS
