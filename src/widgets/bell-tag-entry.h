/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BELL_TYPE_TAG_ENTRY (bell_tag_entry_get_type ())
G_DECLARE_FINAL_TYPE (BellTagEntry, bell_tag_entry, BELL, TAG_ENTRY, GtkWidget)

GtkWidget *bell_tag_entry_new             (void);
char     **bell_tag_entry_dup_tags        (BellTagEntry      *self);
void       bell_tag_entry_set_tags        (BellTagEntry      *self,
                                           const char *const *tags);
void       bell_tag_entry_set_suggestions (BellTagEntry      *self,
                                           GListModel        *suggestions);

char      *bell_tag_normalize             (const char        *text);

G_END_DECLS
