/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-jmap-calls.h"

G_BEGIN_DECLS

/**
 * BellRequestBuilder:
 *
 * Builds a Request object (RFC 8620 section 3.3) on a client. Each add gives
 * the id of the call ("c0", "c1", …), by which the reply is read and later
 * calls refer to its results. One owner, one thread.
 */
typedef struct _BellRequestBuilder BellRequestBuilder;

BellRequestBuilder *bell_request_builder_new         (const char           *account_id);
void                bell_request_builder_free        (BellRequestBuilder   *self);
guint               bell_request_builder_get_n_calls (BellRequestBuilder   *self);

const char         *bell_request_builder_add_get     (BellRequestBuilder   *self,
                                                      BellType              type,
                                                      const char *const    *ids,
                                                      BellWireProperties    properties);
const char         *bell_request_builder_add_get_referenced (BellRequestBuilder *self,
                                                      BellType              type,
                                                      const char           *result_of,
                                                      BellMethod            method,
                                                      const char           *path,
                                                      BellWireProperties    properties);
const char         *bell_request_builder_add_changes (BellRequestBuilder   *self,
                                                      BellType              type,
                                                      const char           *since_state,
                                                      gint64                max_changes);
void                bell_request_builder_set_known   (BellRequestBuilder   *self,
                                                      const char *const    *change_ids);
const char         *bell_request_builder_add_set     (BellRequestBuilder   *self,
                                                      BellType              type,
                                                      const char           *if_in_state,
                                                      BellChange *const    *changes,
                                                      guint                 n_changes);
const char         *bell_request_builder_add_query   (BellRequestBuilder   *self,
                                                      const BellQuery      *query,
                                                      gint64                position,
                                                      gint64                limit,
                                                      gboolean              calculate_total);
const char         *bell_request_builder_add_history (BellRequestBuilder   *self,
                                                      const char           *ticket_id,
                                                      gint64                position,
                                                      gint64                limit);
GBytes             *bell_request_builder_finish      (BellRequestBuilder   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellRequestBuilder, bell_request_builder_free)

G_END_DECLS
