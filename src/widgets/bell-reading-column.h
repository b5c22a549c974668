/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BELL_TYPE_READING_COLUMN (bell_reading_column_get_type ())
G_DECLARE_FINAL_TYPE (BellReadingColumn, bell_reading_column, BELL, READING_COLUMN, GtkWidget)

G_END_DECLS
