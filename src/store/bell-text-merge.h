/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *bell_text_merge (const char *ancestor,
                       const char *mine,
                       const char *theirs);

G_END_DECLS
