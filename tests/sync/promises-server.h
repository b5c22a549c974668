/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of a server and of a client in one program, whose headers do not go together: what a
 * further node on @database says of these tickets. Id -> BellRecord with its deadlines. */
GHashTable *promises_ask_server (const char *database,
                                 GPtrArray  *ids);

G_END_DECLS
