/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint    bell_similar_count (const char *words,
                             const char *text);
gboolean bell_similar_names (const char *words,
                             const char *name);

G_END_DECLS
