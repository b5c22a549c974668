/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-jmap-request.h"
#include "bell-json-writer.h"

G_BEGIN_DECLS

/**
 * BellJmapResponse:
 *
 * The Response object (RFC 8620 section 3.4) while a server works through a
 * request. For each call in turn:
 *
 *   g_autoptr (BellJson) arguments = bell_jmap_response_resolve (response, index, &error);
 *   BellJsonWriter *writer = bell_jmap_response_begin (response, index, name);
 *   ... write members ...
 *   bell_jmap_response_end (response);
 *
 * or bell_jmap_response_add_error(), which also takes back what was begun.
 * It keeps the creation ids of the request (section 5.3) and resolves
 * references to the results of earlier calls (section 3.7). One owner, one
 * thread; keeps the request borrowed.
 */
typedef struct _BellJmapResponse BellJmapResponse;

BellJmapResponse *bell_jmap_response_new            (const BellJmapRequest *request);
void              bell_jmap_response_free           (BellJmapResponse      *self);

BellJson         *bell_jmap_response_resolve        (BellJmapResponse      *self,
                                                     guint                  index,
                                                     GError               **error);
BellJsonWriter   *bell_jmap_response_begin          (BellJmapResponse      *self,
                                                     guint                  index,
                                                     const char            *name);
void              bell_jmap_response_end            (BellJmapResponse      *self);
void              bell_jmap_response_add_error      (BellJmapResponse      *self,
                                                     guint                  index,
                                                     const GError          *error);
void              bell_jmap_response_add_created_id (BellJmapResponse      *self,
                                                     const char            *creation_id,
                                                     const char            *id);
const char       *bell_jmap_response_find_created_id (BellJmapResponse     *self,
                                                     const char            *creation_id);
GBytes           *bell_jmap_response_finish         (BellJmapResponse      *self,
                                                     const char            *session_state);

/* application/problem+json (RFC 8620 section 3.6.1, RFC 7807) */

guint             bell_problem_get_status           (const GError          *error);
GBytes           *bell_problem_new_bytes            (guint                  status,
                                                     const char            *type,
                                                     const char            *limit,
                                                     const char            *detail);
GBytes           *bell_problem_to_bytes             (guint                  status,
                                                     const GError          *error);
/* A sign-in that an administrator has ended: its device forgets what it has. */
#define BELL_PROBLEM_REVOKED "https://deskbell.org/problems/revoked"

gboolean        bell_problem_is             (const char         *text,
                                             gsize               length,
                                             const char         *type);
GError           *bell_problem_from_text            (guint                  status,
                                                     const char            *text,
                                                     gsize                  length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellJmapResponse, bell_jmap_response_free)

G_END_DECLS
