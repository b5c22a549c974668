/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-json.h"

G_BEGIN_DECLS

/* Readers of arguments; each sets BELL_JMAP_ERROR_INVALID_ARGUMENTS. */

gboolean bell_call_fail         (GError             **error,
                                 const char          *argument,
                                 const char          *what);
gboolean bell_call_check_names  (const BellJsonNode  *arguments,
                                 const char *const   *names,
                                 GError             **error);
gboolean bell_call_is_id        (const char          *id);
gboolean bell_call_read_account (const BellJsonNode  *arguments,
                                 const char         **account_id,
                                 GError             **error);
gboolean bell_call_read_text    (const BellJsonNode  *arguments,
                                 const char          *name,
                                 const char         **text,
                                 GError             **error);

G_END_DECLS
