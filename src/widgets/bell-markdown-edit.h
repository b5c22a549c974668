/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void     bell_markdown_edit_toggle_marks (GtkTextBuffer *buffer,
                                          const char    *mark);
void     bell_markdown_edit_toggle_lines (GtkTextBuffer *buffer,
                                          const char    *prefix);
void     bell_markdown_edit_toggle_code  (GtkTextBuffer *buffer);
void     bell_markdown_edit_insert_link  (GtkTextBuffer *buffer);
gboolean bell_markdown_edit_continue     (GtkTextBuffer *buffer);
gboolean bell_markdown_edit_is_blank     (GtkTextBuffer *buffer);

G_END_DECLS
