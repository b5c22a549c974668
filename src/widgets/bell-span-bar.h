/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-timetable.h"

G_BEGIN_DECLS

#define BELL_TYPE_SPAN_BAR (bell_span_bar_get_type ())
G_DECLARE_FINAL_TYPE (BellSpanBar, bell_span_bar, BELL, SPAN_BAR, GtkWidget)

GtkWidget  *bell_span_bar_new      (void);
void        bell_span_bar_set_spans (BellSpanBar *self,
                                     GArray      *spans,
                                     gint64       now,
                                     gint64       due);
GtkWidget  *bell_span_bar_new_key   (BellSpanKind kind);
const char *bell_label_for_span     (BellSpanKind kind);

G_END_DECLS
