/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "bell-record.h"

G_BEGIN_DECLS

#define BELL_TYPE_DIRECTORY_LIST (bell_directory_list_get_type ())
G_DECLARE_FINAL_TYPE (BellDirectoryList, bell_directory_list, BELL, DIRECTORY_LIST, GObject)

BellDirectoryList *bell_directory_list_new             (void);
void               bell_directory_list_set             (BellDirectoryList *self,
                                                        GPtrArray         *records);
void               bell_directory_list_insert          (BellDirectoryList *self,
                                                        BellRecord        *record);
void               bell_directory_list_remove          (BellDirectoryList *self,
                                                        const BellRecord  *record);

int                bell_directory_list_compare         (const BellRecord  *one,
                                                        const BellRecord  *two);
void               bell_directory_list_sort            (GPtrArray         *records);

G_END_DECLS
