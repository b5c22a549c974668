/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-directory.h"

G_BEGIN_DECLS

BellDirectory *bell_directory_new        (void);
GHashTable    *bell_directory_make_table (GPtrArray     *records);
void           bell_directory_replace    (BellDirectory *self,
                                          GPtrArray     *records,
                                          GHashTable    *table);
void           bell_directory_add        (BellDirectory *self,
                                          GPtrArray     *records);
void           bell_directory_update     (BellDirectory *self,
                                          GPtrArray     *records,
                                          GPtrArray     *gone);

G_END_DECLS
