/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-jmap-limits.h"
#include "bell-json.h"

G_BEGIN_DECLS

/**
 * BellJmapRequest:
 *
 * A Request object (RFC 8620 section 3.3) as a server takes it: which
 * capabilities are used, the calls in their order, and the ids of objects that
 * earlier requests made. Immutable; one owner.
 */
typedef struct _BellJmapRequest BellJmapRequest;

BellJmapRequest    *bell_jmap_request_parse         (const char            *text,
                                                     gsize                  length,
                                                     const BellJmapLimits  *limits,
                                                     const char *const     *capabilities,
                                                     GError               **error);
void                bell_jmap_request_free          (BellJmapRequest       *self);

gboolean            bell_jmap_request_is_using      (const BellJmapRequest *self,
                                                     const char            *capability);
guint               bell_jmap_request_get_n_calls   (const BellJmapRequest *self);
const char         *bell_jmap_request_get_name      (const BellJmapRequest *self,
                                                     guint                  index);
const char         *bell_jmap_request_get_call_id   (const BellJmapRequest *self,
                                                     guint                  index);
const BellJsonNode *bell_jmap_request_get_arguments (const BellJmapRequest *self,
                                                     guint                  index);
BellJson           *bell_jmap_request_get_json      (const BellJmapRequest *self);
const BellJsonNode *bell_jmap_request_get_created_ids (const BellJmapRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellJmapRequest, bell_jmap_request_free)

G_END_DECLS
