/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-helpline.h"

G_BEGIN_DECLS

/* A list of articles that may answer what somebody writes, from the copy on this
 * computer. Property `found` (how many; read-only). Signal `chosen (article_id)`. */
#define BELL_TYPE_ANSWERS (bell_answers_get_type ())
G_DECLARE_FINAL_TYPE (BellAnswers, bell_answers, BELL, ANSWERS, GtkWidget)

GtkWidget *bell_answers_new      (BellHelpline *helpline,
                                  guint         limit);
void       bell_answers_set_text (BellAnswers  *self,
                                  const char   *text);

G_END_DECLS
