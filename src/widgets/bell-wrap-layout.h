/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BELL_TYPE_WRAP_LAYOUT (bell_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (BellWrapLayout, bell_wrap_layout, BELL, WRAP_LAYOUT, GtkLayoutManager)

GtkLayoutManager *bell_wrap_layout_new (int column_spacing,
                                        int row_spacing);

G_END_DECLS
