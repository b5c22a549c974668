/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-helpline.h"

G_BEGIN_DECLS

/* The articles by category. Signals: chosen (string article_id), filled (int
 * n_categories). */
#define BELL_TYPE_BROWSE (bell_browse_get_type ())
G_DECLARE_FINAL_TYPE (BellBrowse, bell_browse, BELL, BROWSE, AdwBin)

GtkWidget *bell_browse_new (BellHelpline *helpline);

G_END_DECLS
