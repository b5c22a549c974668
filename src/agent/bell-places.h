/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-place.h"

G_BEGIN_DECLS

/* Signal `due-changed ()`: the places of deadlines list others, since time has passed. */
#define BELL_TYPE_PLACES (bell_places_get_type ())
G_DECLARE_FINAL_TYPE (BellPlaces, bell_places, BELL, PLACES, GObject)

BellPlaces *bell_places_new       (BellStore  *store);
GListModel *bell_places_get_model (BellPlaces *self);
BellPlace  *bell_places_find      (BellPlaces *self,
                                   const char *id);
void        bell_places_set_time  (BellPlaces *self,
                                   gint64      now);
gboolean    bell_places_is_due    (BellPlaces *self,
                                   BellPlace  *place);

G_END_DECLS
