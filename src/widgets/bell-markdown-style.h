/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-markdown.h"

G_BEGIN_DECLS

/* Private to widgets/. How Markdown looks in a text buffer. */

/* Pixels that a level of list or quotation moves the text to the right. */
#define BELL_MARKDOWN_LIST_INDENT 24
#define BELL_MARKDOWN_QUOTE_INDENT 16
#define BELL_MARKDOWN_CODE_PADDING 12

GtkTextTagTable *bell_markdown_style_new         (void);
void             bell_markdown_style_update      (GtkTextTagTable          *table,
                                                  GtkWidget                *widget);
int              bell_markdown_style_get_indent  (const BellMarkdownBlock  *block);
void             bell_markdown_style_insert      (GtkTextBuffer            *buffer,
                                                  GtkTextIter              *at,
                                                  const BellMarkdownBlock  *block,
                                                  gboolean                  first);

G_END_DECLS
