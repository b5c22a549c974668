/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "bell-record.h"

G_BEGIN_DECLS

#define BELL_TYPE_DIRECTORY (bell_directory_get_type ())
G_DECLARE_FINAL_TYPE (BellDirectory, bell_directory, BELL, DIRECTORY, GObject)

BellRecord  *bell_directory_peek_principal      (BellDirectory *self,
                                                 const char    *id);
BellRecord  *bell_directory_peek_team           (BellDirectory *self,
                                                 const char    *id);
const char  *bell_directory_get_name            (BellDirectory *self,
                                                 const char    *id);
BellRecord  *bell_directory_find_principal      (BellDirectory *self,
                                                 const char    *name_or_email);
BellRecord  *bell_directory_find_team           (BellDirectory *self,
                                                 const char    *name);

/* Lists of BellItem, sorted by name; they follow the store. */
GListModel  *bell_directory_get_people          (BellDirectory *self);
GListModel  *bell_directory_get_agents          (BellDirectory *self);
GListModel  *bell_directory_get_teams           (BellDirectory *self);

G_END_DECLS
