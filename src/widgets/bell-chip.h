/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BELL_TYPE_CHIP (bell_chip_get_type ())
G_DECLARE_FINAL_TYPE (BellChip, bell_chip, BELL, CHIP, GtkWidget)

GtkWidget  *bell_chip_new           (void);

const char *bell_chip_get_label     (BellChip   *self);
void        bell_chip_set_label     (BellChip   *self,
                                     const char *label);
const char *bell_chip_get_icon_name (BellChip   *self);
void        bell_chip_set_icon_name (BellChip   *self,
                                     const char *icon_name);
const char *bell_chip_get_variant   (BellChip   *self);
void        bell_chip_set_variant   (BellChip   *self,
                                     const char *variant);

G_END_DECLS
