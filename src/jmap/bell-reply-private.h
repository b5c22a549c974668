/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-reply.h"

G_BEGIN_DECLS

/* For the reader of /set responses, which has a file of its own. */

const BellJsonNode *bell_reply_find        (const BellReply     *self,
                                            const char          *call_id,
                                            BellType             type,
                                            BellMethod           method,
                                            GError             **error);
gboolean            bell_reply_read_string (const BellJsonNode  *arguments,
                                            const char          *name,
                                            gboolean             nullable,
                                            char               **text,
                                            GError             **error);

G_END_DECLS
