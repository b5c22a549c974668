/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-drawn-row.h"
#include "bell-item.h"

G_BEGIN_DECLS

#define BELL_TYPE_ARTICLE_ROW (bell_article_row_get_type ())
G_DECLARE_FINAL_TYPE (BellArticleRow, bell_article_row, BELL, ARTICLE_ROW, BellDrawnRow)

GtkWidget *bell_article_row_new      (BellRowStyle   *style);
void       bell_article_row_set_item (BellArticleRow *self,
                                      BellItem       *item);

G_END_DECLS
