/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-desk.h"
#include "bell-places.h"

G_BEGIN_DECLS

/**
 * BellDesk:
 *
 * The state of the screen as one object: the place, what is open, what is
 * searched, how the server is reached. It reads from the store and never
 * writes to it except for read marks; verbs live in bell-verbs.h. Owned by
 * #BellWorkplace, shared by the windows; main thread.
 */
struct _BellDesk
{
  GObject parent_instance;

  BellStore *store;
  BellAccount *account; /* (nullable): how the server is reached */
  GSettings *settings;
  BellPlaces *places;
  BellPulse *pulse;

  BellPlace *place;
  BellDetail detail;
  gboolean attended; /* somebody looks at it */
  char *ticket_id;   /* of what is watched; an item has no id before it is there */
  BellItem *ticket;
  char *article_id;
  BellItem *article;
  char *search_text;

};

typedef enum
{
  PROP_STORE = 1,
  PROP_ACCOUNT,
  PROP_SETTINGS,
  PROP_PLACE,
  PROP_DETAIL,
  PROP_TICKET,
  PROP_ARTICLE,
  PROP_SEARCH_TEXT,
  PROP_LINK,
  PROP_PROBLEM,
  PROP_PROGRESS,
} BellDeskProperty;

enum
{
  SIGNAL_DONE,
  SIGNAL_FAILED,
  SIGNAL_COMPOSE,
  N_SIGNALS
};

/* bell-desk-time.c */
void bell_desk_start_time (BellDesk *self);
void bell_desk_stop_time  (BellDesk *self);

/* Shared by the two files of the class. */
extern GParamSpec *bell_desk_properties[PROP_PROGRESS + 1];
extern guint bell_desk_signals[N_SIGNALS];

G_END_DECLS
