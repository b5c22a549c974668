/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-place.h"

G_BEGIN_DECLS

#define BELL_TYPE_PLACES (bell_places_get_type ())
G_DECLARE_FINAL_TYPE (BellPlaces, bell_places, BELL, PLACES, GObject)

BellPlaces *bell_places_new       (BellStore  *store);
GListModel *bell_places_get_model (BellPlaces *self);
BellPlace  *bell_places_find      (BellPlaces *self,
                                   const char *id);

G_END_DECLS
