/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-markdown.h"

G_BEGIN_DECLS

/* Private to widgets/. What is drawn behind the text of a Markdown view. */

typedef struct _BellMarkdownPlaces BellMarkdownPlaces;

BellMarkdownPlaces *bell_markdown_places_new   (void);
void                bell_markdown_places_free  (BellMarkdownPlaces      *self);
void                bell_markdown_places_clear (BellMarkdownPlaces      *self);
void                bell_markdown_places_add   (BellMarkdownPlaces      *self,
                                                const BellMarkdownBlock *block,
                                                int                      start,
                                                int                      end);
void                bell_markdown_places_draw  (BellMarkdownPlaces      *self,
                                                GtkTextView             *view,
                                                GtkSnapshot             *snapshot);

G_END_DECLS
