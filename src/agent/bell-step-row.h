/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BELL_TYPE_STEP_ROW (bell_step_row_get_type ())
G_DECLARE_FINAL_TYPE (BellStepRow, bell_step_row, BELL, STEP_ROW, AdwExpanderRow)

GtkWidget *bell_step_row_new   (const char   *name,
                                const char   *text);
void       bell_step_row_begin (BellStepRow  *self);
gboolean   bell_step_row_read  (BellStepRow  *self,
                                char        **name,
                                char        **text,
                                char        **problem);

G_END_DECLS
