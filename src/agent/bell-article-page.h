/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_ARTICLE_PAGE (bell_article_page_get_type ())
G_DECLARE_FINAL_TYPE (BellArticlePage, bell_article_page, BELL, ARTICLE_PAGE, AdwBin)

GtkWidget *bell_article_page_new (BellDesk *desk);
void       bell_article_page_set_folded (BellArticlePage *self,
                                         gboolean         folded);

G_END_DECLS
