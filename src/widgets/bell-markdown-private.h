/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-markdown.h"

G_BEGIN_DECLS

/* Private to widgets/. */

GPtrArray *bell_markdown_parse (const char *text,
                                BellMarkdownFlags flags);

/* Which addresses may be followed, and where they stand. */
char    *bell_markdown_check_address (const char  *address);
gboolean bell_markdown_find_address  (const char  *text,
                                      gsize       *start,
                                      gsize       *length,
                                      char       **address);

G_END_DECLS
