/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "bell-item.h"
#include "bell-query.h"

G_BEGIN_DECLS

/* What a query finds, as people see it, in its order: a GListModel of BellItem.
 *
 * Properties: `n-items`, `loading` (the first rows are not there yet),
 * `complete` (all of the ids are there), `problem` (a sentence, or null).
 *
 * Never empties and refills in one emission: a new query removes all rows and
 * then adds the new ones, which drops a view's selection. */
#define BELL_TYPE_LIST_MODEL (bell_list_model_get_type ())
G_DECLARE_FINAL_TYPE (BellListModel, bell_list_model, BELL, LIST_MODEL, GObject)

void             bell_list_model_set_query    (BellListModel   *self,
                                               const BellQuery *query);
const BellQuery *bell_list_model_get_query    (BellListModel   *self);
gboolean         bell_list_model_get_loading  (BellListModel   *self);
gboolean         bell_list_model_get_complete (BellListModel   *self);
int              bell_list_model_find         (BellListModel   *self,
                                               const char      *id);

G_END_DECLS
