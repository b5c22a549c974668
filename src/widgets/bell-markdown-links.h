/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-markdown.h"

G_BEGIN_DECLS

/* Private to widgets/. The links of a Markdown view. */

typedef void (*BellMarkdownLinkFunc) (GtkTextView *view,
                                      const char  *address);

typedef struct _BellMarkdownLinks BellMarkdownLinks;

BellMarkdownLinks *bell_markdown_links_new   (GtkTextView             *view,
                                              BellMarkdownLinkFunc     activate);
void               bell_markdown_links_free  (BellMarkdownLinks       *self);
void               bell_markdown_links_clear (BellMarkdownLinks       *self);
void               bell_markdown_links_add   (BellMarkdownLinks       *self,
                                              const BellMarkdownBlock *block,
                                              int                      end);
gboolean           bell_markdown_links_focus (BellMarkdownLinks       *self,
                                              GtkDirectionType         direction);

G_END_DECLS
