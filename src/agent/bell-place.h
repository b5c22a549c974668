/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-id.h"
#include "bell-store.h"

G_BEGIN_DECLS

/**
 * BellPlaceKind:
 * @BELL_PLACE_KIND_TICKETS: a list of tickets
 * @BELL_PLACE_KIND_ARTICLES: the knowledge base
 * @BELL_PLACE_KIND_OUTBOX: what waits to be sent
 *
 * What a place holds.
 */
typedef enum
{
  BELL_PLACE_KIND_TICKETS,
  BELL_PLACE_KIND_ARTICLES,
  BELL_PLACE_KIND_OUTBOX,
} BellPlaceKind;

#define BELL_TYPE_PLACE (bell_place_get_type ())
G_DECLARE_FINAL_TYPE (BellPlace, bell_place, BELL, PLACE, GObject)

BellPlace     *bell_place_new           (BellPlaceKind  kind,
                                         const char    *id,
                                         const char    *title,
                                         const char    *icon_name,
                                         BellQuery     *base);
const char    *bell_place_get_id        (BellPlace     *self);
const char    *bell_place_get_title     (BellPlace     *self);
const char    *bell_place_get_icon_name (BellPlace     *self);
BellPlaceKind  bell_place_get_kind      (BellPlace     *self);
gint64         bell_place_get_count     (BellPlace     *self);
void           bell_place_set_count     (BellPlace     *self,
                                         gint64         count);
void           bell_place_set_base      (BellPlace     *self,
                                         BellQuery     *base);
void           bell_place_count_by      (BellPlace     *self,
                                         BellStore     *store);
gboolean       bell_place_is_saved_view (BellPlace     *self);
BellQuery     *bell_place_make_query    (BellPlace     *self,
                                         BellStore     *store,
                                         GSettings     *settings);

G_END_DECLS
