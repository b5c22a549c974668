/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "bell-search-hit.h"

G_BEGIN_DECLS

#define BELL_TYPE_HIT (bell_hit_get_type ())
G_DECLARE_FINAL_TYPE (BellHit, bell_hit, BELL, HIT, GObject)

BellHit             *bell_hit_new        (const BellSearchHit *hit,
                                          const char          *person,
                                          gboolean             first);
const BellSearchHit *bell_hit_peek       (BellHit             *self);
const char          *bell_hit_get_person (BellHit             *self);
gboolean             bell_hit_get_first  (BellHit             *self);

G_END_DECLS
