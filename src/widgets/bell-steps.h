/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _BellSteps BellSteps;

/**
 * BellStepFunc:
 * @user_data: of bell_steps_add()
 *
 * Does a little of something, in a few milliseconds.
 *
 * Returns: %TRUE if it is to be called again, for the rest
 */
typedef gboolean (*BellStepFunc) (gpointer user_data);

BellSteps *bell_steps_new         (void);
void       bell_steps_free        (BellSteps    *self);
void       bell_steps_add         (BellSteps    *self,
                                   BellStepFunc  func,
                                   gpointer      user_data);
void       bell_steps_add_measure (BellSteps    *self,
                                   GtkWidget    *widget);
void       bell_steps_finish      (BellSteps    *self);
void       bell_steps_clear       (BellSteps    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSteps, bell_steps_free)

G_END_DECLS
