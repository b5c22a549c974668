/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-ticker.h"

G_BEGIN_DECLS

#define BELL_TYPE_TIME_LABEL (bell_time_label_get_type ())
G_DECLARE_FINAL_TYPE (BellTimeLabel, bell_time_label, BELL, TIME_LABEL, GtkWidget)

GtkWidget *bell_time_label_new        (BellTicker    *ticker);
void       bell_time_label_set_time   (BellTimeLabel *self,
                                       gint64         time);
void       bell_time_label_set_ticker (BellTimeLabel *self,
                                       BellTicker    *ticker);

G_END_DECLS
