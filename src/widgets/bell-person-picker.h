/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-person.h"

G_BEGIN_DECLS

#define BELL_TYPE_PERSON_PICKER (bell_person_picker_get_type ())
G_DECLARE_FINAL_TYPE (BellPersonPicker, bell_person_picker, BELL, PERSON_PICKER, GtkWidget)

GtkWidget  *bell_person_picker_new               (void);
GListModel *bell_person_picker_get_model         (BellPersonPicker *self);
void        bell_person_picker_set_model         (BellPersonPicker *self,
                                                  GListModel       *model);
void        bell_person_picker_set_allows_nobody (BellPersonPicker *self,
                                                  gboolean          allows_nobody);
void        bell_person_picker_reset             (BellPersonPicker *self);

G_END_DECLS
