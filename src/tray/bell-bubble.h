/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-helpline.h"
#include "bell-ticker.h"

G_BEGIN_DECLS

#define BELL_TYPE_BUBBLE (bell_bubble_get_type ())
G_DECLARE_FINAL_TYPE (BellBubble, bell_bubble, BELL, BUBBLE, GtkListBoxRow)

GtkWidget *bell_bubble_new (BellHelpline *helpline,
                            BellItem     *message,
                            BellTicker   *ticker);

G_END_DECLS
