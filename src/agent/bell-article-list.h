/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_ARTICLE_LIST (bell_article_list_get_type ())
G_DECLARE_FINAL_TYPE (BellArticleList, bell_article_list, BELL, ARTICLE_LIST, AdwBin)

GtkWidget *bell_article_list_new   (BellDesk        *desk);
void       bell_article_list_focus (BellArticleList *self);
void       bell_article_list_step  (BellArticleList *self,
                                    int              by);

G_END_DECLS
