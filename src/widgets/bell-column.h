/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BELL_TYPE_COLUMN (bell_column_get_type ())
G_DECLARE_FINAL_TYPE (BellColumn, bell_column, BELL, COLUMN, GtkWidget)

G_END_DECLS
