/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-jmap-calls.h"

G_BEGIN_DECLS

/**
 * BellReply:
 *
 * A Response object (RFC 8620 section 3.4) as a client reads it. A method that
 * failed is read as a #GError with its code of #BellJmapError; one that has the
 * wrong shape as %BELL_JMAP_ERROR_BAD_RESPONSE. One owner, one thread.
 */
typedef struct _BellReply BellReply;

BellReply   *bell_reply_parse             (const char            *text,
                                           gsize                  length,
                                           const BellJsonLimits  *limits,
                                           GError               **error);
void         bell_reply_free              (BellReply             *self);

/**
 * BellGetResponse:
 * @state: the state of the whole type
 * @list: (element-type BellRecord), or of BellChange where the type is Change
 * @not_found: ids that do not exist for this reader
 */
typedef struct
{
  char *state;
  GPtrArray *list;
  char **not_found;
} BellGetResponse;

typedef struct
{
  char *old_state;
  char *new_state;
  gboolean has_more_changes;
  char **created;
  char **updated;
  char **destroyed;
} BellChangesResponse;

/**
 * BellSetResult:
 * @kind: what was asked for
 * @key: the creation id or id by which it was asked for
 * @id: (nullable): the object's id; %NULL where a create failed
 * @server_set: (nullable): properties that the server set beyond what was asked for
 * @error: (nullable): why not
 *
 * What came of one item of a /set.
 */
typedef struct
{
  BellChangeKind kind;
  char *key;
  char *id;
  BellPatch *server_set;
  BellSetError *error;
} BellSetResult;

/**
 * BellSetResponse:
 * @old_state: (nullable)
 * @results: (element-type BellSetResult): in no order
 */
typedef struct
{
  char *old_state;
  char *new_state;
  GPtrArray *results;
} BellSetResponse;

typedef struct
{
  char *query_state;
  gboolean can_calculate_changes;
  gint64 position;
  gint64 total; /* -1: not told */
  char **ids;
} BellQueryResponse;

BellGetResponse     *bell_reply_read_get     (const BellReply *self,
                                              const char      *call_id,
                                              BellType         type,
                                              GError         **error);
BellChangesResponse *bell_reply_read_changes (const BellReply *self,
                                              const char      *call_id,
                                              BellType         type,
                                              GError         **error);
BellSetResponse     *bell_reply_read_set     (const BellReply *self,
                                              const char      *call_id,
                                              BellType         type,
                                              GError         **error);
BellQueryResponse   *bell_reply_read_query   (const BellReply *self,
                                              const char      *call_id,
                                              BellType         type,
                                              GError         **error);

const BellSetResult *bell_set_response_find  (const BellSetResponse *self,
                                              BellChangeKind   kind,
                                              const char      *key);

void bell_get_response_free     (BellGetResponse     *self);
void bell_changes_response_free (BellChangesResponse *self);
void bell_set_response_free     (BellSetResponse     *self);
void bell_query_response_free   (BellQueryResponse   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellReply, bell_reply_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellGetResponse, bell_get_response_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellChangesResponse, bell_changes_response_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSetResponse, bell_set_response_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellQueryResponse, bell_query_response_free)

G_END_DECLS
