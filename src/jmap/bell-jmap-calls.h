/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-jmap-limits.h"
#include "bell-wire.h"

G_BEGIN_DECLS

/* The arguments of the standard methods (RFC 8620 section 5), checked and
 * typed. Each keeps its JSON alive; its strings and nodes are borrowed from it.
 * An unknown argument, a missing one or one of the wrong type is
 * BELL_JMAP_ERROR_INVALID_ARGUMENTS. */

typedef enum
{
  BELL_METHOD_ECHO, /* Core/echo: type is BELL_TYPE_NONE */
  BELL_METHOD_GET,
  BELL_METHOD_CHANGES,
  BELL_METHOD_SET,
  BELL_METHOD_QUERY,
} BellMethod;

gboolean          bell_method_parse        (const char           *name,
                                            BellType             *type,
                                            BellMethod           *method);
char             *bell_method_get_name     (BellType              type,
                                            BellMethod            method);

/**
 * BellGetCall:
 * @ids: (nullable): unique, in the order asked for; %NULL: all
 * @properties: which members to answer with
 */
typedef struct
{
  BellJson *json;
  BellType type;
  const char *account_id;
  GPtrArray *ids;
  BellWireProperties properties;
} BellGetCall;

/**
 * BellChangesCall:
 * @max_changes: at most so many ids, or 0 for no wish
 */
typedef struct
{
  BellJson *json;
  BellType type;
  const char *account_id;
  const char *since_state;
  gint64 max_changes;
} BellChangesCall;

/**
 * BellSetItem:
 * @kind: create, update or destroy
 * @key: the creation id; or the object's id, which may be `#` and a creation id
 * @object: (nullable): the new object or the patch; %NULL to destroy
 * @condition: (nullable): what `ifUnchangedBy` has under @key: a PatchObject that
 *   must change nothing, or null, where there must be no such object
 *   (draft-ietf-jmap-conditional-02 section 3), checked before anything of the call
 *   is applied; of a new message `ifTicketUnchangedBy`: one that must change
 *   nothing about its ticket, checked when the message's turn comes
 * @change_id: (nullable): the change, if its author named it
 * @acted_at: when it was done, or %BELL_TIME_UNSET
 */
typedef struct
{
  BellChangeKind kind;
  const char *key;
  const BellJsonNode *object;
  const BellJsonNode *condition;
  const char *change_id;
  gint64 acted_at;
} BellSetItem;

/* The newest that a client has, and the newest of its own that was confirmed. */
#define BELL_SET_MAX_KNOWN 8

/**
 * BellSetCall:
 * @if_in_state: (nullable): the state that the data must be in
 * @if_known: (array zero-terminated=1): changes that the server must have done
 * @atomic: all of it or nothing (draft-ietf-jmap-conditional-02)
 * @conditions: (nullable): the whole of `ifUnchangedBy`, whose keys may be ids, or
 *   `#` and a creation id
 * @items: (element-type BellSetItem): creates, then updates, then destroys, each in its order
 */
typedef struct
{
  BellJson *json;
  BellType type;
  const char *account_id;
  const char *if_in_state;
  const char *if_known[BELL_SET_MAX_KNOWN + 1];
  gboolean atomic;
  const BellJsonNode *conditions;
  GArray *items;
} BellSetCall;

/**
 * BellQueryCall:
 * @position: from the start, or, negative, from the end; unused with @anchor
 * @anchor: (nullable): the id to start from
 * @anchor_offset: how far from @anchor
 * @limit: at most so many ids, or -1
 */
typedef struct
{
  BellJson *json;
  BellQuery *query;
  const char *account_id;
  gint64 position;
  const char *anchor;
  gint64 anchor_offset;
  gint64 limit;
  gboolean calculate_total;
} BellQueryCall;

BellGetCall      *bell_get_call_parse      (BellType              type,
                                            BellJson             *arguments,
                                            const BellJmapLimits *limits,
                                            GError              **error);
void              bell_get_call_free       (BellGetCall          *self);

BellChangesCall  *bell_changes_call_parse  (BellType              type,
                                            BellJson             *arguments,
                                            GError              **error);
void              bell_changes_call_free   (BellChangesCall      *self);

BellSetCall      *bell_set_call_parse      (BellType              type,
                                            BellJson             *arguments,
                                            const BellJmapLimits *limits,
                                            gboolean              conditional,
                                            GError              **error);
void              bell_set_call_free       (BellSetCall          *self);
#define bell_set_call_item(call, i) (&g_array_index ((call)->items, BellSetItem, (i)))

BellQueryCall    *bell_query_call_parse    (BellType              type,
                                            BellJson             *arguments,
                                            BellRole              role,
                                            GError              **error);
void              bell_query_call_free     (BellQueryCall        *self);

/**
 * BellSetReply:
 *
 * Collects what came of each item of a /set and writes the response's
 * arguments. The bodies of created and updated objects are written through a
 * writer that stands inside the object: "id" and whatever the client did not
 * send or ask for.
 */
typedef struct _BellSetReply BellSetReply;

BellSetReply     *bell_set_reply_new       (void);
void              bell_set_reply_free      (BellSetReply         *self);
BellJsonWriter   *bell_set_reply_begin     (BellSetReply         *self,
                                            BellChangeKind        kind,
                                            const char           *key);
void              bell_set_reply_end       (BellSetReply         *self);
void              bell_set_reply_add       (BellSetReply         *self,
                                            BellChangeKind        kind,
                                            const char           *key);
void              bell_set_reply_add_error (BellSetReply         *self,
                                            BellChangeKind        kind,
                                            const char           *key,
                                            const BellSetError   *error);
void              bell_set_reply_write_errors (BellSetReply      *self,
                                            BellJsonWriter       *writer);
void              bell_set_reply_write     (BellSetReply         *self,
                                            BellJsonWriter       *writer,
                                            const char           *account_id,
                                            const char           *old_state,
                                            const char           *new_state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellGetCall, bell_get_call_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellChangesCall, bell_changes_call_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSetCall, bell_set_call_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellQueryCall, bell_query_call_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSetReply, bell_set_reply_free)

G_END_DECLS
