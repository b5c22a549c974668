/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *bell_script_load (const char  *path,
                        const char  *dialect,
                        GError     **error);

G_END_DECLS
