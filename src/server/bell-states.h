/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-database.h"
#include "bell-property.h"

G_BEGIN_DECLS

typedef struct _BellStates BellStates;

BellStates *bell_states_new  (BellDatabase *database);
void        bell_states_free (BellStates   *self);
gboolean    bell_states_find (BellStates   *self,
                              BellDatabase *database,
                              const char   *principal_id,
                              gboolean      staff,
                              BellType      type,
                              char       ***place,
                              GError      **error);

G_END_DECLS
