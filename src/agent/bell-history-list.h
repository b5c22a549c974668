/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_HISTORY_LIST (bell_history_list_get_type ())
G_DECLARE_FINAL_TYPE (BellHistoryList, bell_history_list, BELL, HISTORY_LIST, AdwBin)

GtkWidget *bell_history_list_new         (BellDesk        *desk);
void       bell_history_list_set_object  (BellHistoryList *self,
                                          const char      *object_id);

G_END_DECLS
