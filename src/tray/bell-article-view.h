/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-helpline.h"

G_BEGIN_DECLS

/* Property: `title` (read-only). */
#define BELL_TYPE_ARTICLE_VIEW (bell_article_view_get_type ())
G_DECLARE_FINAL_TYPE (BellArticleView, bell_article_view, BELL, ARTICLE_VIEW, AdwBin)

void bell_article_view_show (BellArticleView *self,
                             BellHelpline    *helpline,
                             const char      *article_id);

G_END_DECLS
