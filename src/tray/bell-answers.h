/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-helpline.h"

G_BEGIN_DECLS

/* What may answer what somebody writes, from the copy on this computer: articles
 * and, where somebody asks, a known problem and what they asked before. Property
 * `found` (how many; read-only). Signals: `chosen (article_id)`,
 * `request-chosen (ticket_id)`, `joined ()`: they said "me too". */
#define BELL_TYPE_ANSWERS (bell_answers_get_type ())
G_DECLARE_FINAL_TYPE (BellAnswers, bell_answers, BELL, ANSWERS, GtkWidget)

GtkWidget *bell_answers_new      (BellHelpline *helpline,
                                  guint         limit,
                                  gboolean      asks);
void       bell_answers_set_text (BellAnswers  *self,
                                  const char   *text);

G_END_DECLS
