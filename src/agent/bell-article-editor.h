/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_ARTICLE_EDITOR (bell_article_editor_get_type ())
G_DECLARE_FINAL_TYPE (BellArticleEditor, bell_article_editor, BELL, ARTICLE_EDITOR, AdwBin)

GtkWidget *bell_article_editor_new       (BellDesk   *desk);
void       bell_article_editor_put_draft (BellDesk   *desk,
                                          BellRecord *article,
                                          BellPatch  *patch);

G_END_DECLS
