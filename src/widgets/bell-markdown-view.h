/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-markdown.h"

G_BEGIN_DECLS

#define BELL_TYPE_MARKDOWN_VIEW (bell_markdown_view_get_type ())
G_DECLARE_FINAL_TYPE (BellMarkdownView, bell_markdown_view, BELL, MARKDOWN_VIEW, GtkTextView)

GtkWidget        *bell_markdown_view_new         (void);

const char       *bell_markdown_view_get_text    (BellMarkdownView  *self);
void              bell_markdown_view_set_text    (BellMarkdownView  *self,
                                                  const char        *text);
void              bell_markdown_view_set_flags   (BellMarkdownView  *self,
                                                  BellMarkdownFlags  flags);
gboolean          bell_markdown_view_is_complete (BellMarkdownView  *self);
void              bell_markdown_view_show_more   (BellMarkdownView  *self);

G_END_DECLS
