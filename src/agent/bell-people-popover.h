/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal: picked (const char *principal_id), NULL for nobody. */
#define BELL_TYPE_PEOPLE_POPOVER (bell_people_popover_get_type ())
G_DECLARE_FINAL_TYPE (BellPeoplePopover, bell_people_popover, BELL, PEOPLE_POPOVER, GtkPopover)

GtkWidget *bell_people_popover_new (GListModel *people,
                                    const char *nobody);

G_END_DECLS
