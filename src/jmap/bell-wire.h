/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-change.h"
#include "bell-json-writer.h"
#include "bell-query.h"
#include "bell-set-error.h"

G_BEGIN_DECLS

/* The codec between the model and JSON, driven by the property tables.
 *
 * "From JSON" is strict about types and forgiving about members that it does
 * not know where a newer server may send them; a client's objects and patches
 * may name nothing unknown. */

/* A set of properties: bit (1 << property->index), or of the members of a Change. */
typedef guint64 BellWireProperties;
#define BELL_WIRE_ALL_PROPERTIES G_MAXUINT64

gboolean     bell_wire_find_property     (BellType                  type,
                                          const char               *name,
                                          BellWireProperties       *bit);

/* Values of one property */

void         bell_wire_value_to_json     (BellJsonWriter           *writer,
                                          const BellProperty       *property,
                                          GVariant                 *value);
gboolean     bell_wire_value_from_json   (const BellProperty       *property,
                                          const BellJsonNode       *node,
                                          GVariant                **value,
                                          GError                  **error);

/* Records: the object of Foo/get, with "id" */

void         bell_wire_record_to_json    (BellJsonWriter           *writer,
                                          const BellRecord         *record,
                                          BellRole                  role,
                                          BellWireProperties        properties);
BellRecord  *bell_wire_record_from_json  (const BellJsonNode       *object,
                                          BellType                  type,
                                          GError                  **error);

/* Patches: PatchObject (RFC 8620 section 5.3) */

/**
 * BellWirePatchMode:
 * @BELL_WIRE_PATCH_CREATE: a whole new object from a client; server-set properties are refused
 * @BELL_WIRE_PATCH_UPDATE: a patch from a client
 * @BELL_WIRE_PATCH_CONDITION: `ifUnchangedBy`: as an update, but server-set
 *   properties may be named and whatever is not a property is `invalidPatch`
 * @BELL_WIRE_PATCH_HISTORY: from the log or from a server: server-set
 *   properties stand in it, unknown ones are passed over
 */
typedef enum
{
  BELL_WIRE_PATCH_CREATE,
  BELL_WIRE_PATCH_UPDATE,
  BELL_WIRE_PATCH_CONDITION,
  BELL_WIRE_PATCH_HISTORY,
} BellWirePatchMode;

/**
 * BellWireResolve:
 * @creation_id: what stood behind the `#`
 * @type: the type of object that is wanted there
 *
 * Returns: (nullable) (transfer none): the id of the object that was created so
 */
typedef const char *(*BellWireResolve) (const char *creation_id,
                                        BellType    type,
                                        gpointer    user_data);

/**
 * BellWirePatchOptions:
 * @mode: what the patch is for
 * @role: who sends it: what this role may not read is to it as if it were not there
 * @object_id: (nullable): a patch may repeat this as "id"
 * @current: (nullable): for an update: server-set properties that repeat its
 *   values are passed over, others refused; with %NULL all are refused
 * @resolve: (nullable): finds created objects for `#creationId` values
 * @resolve_data: for @resolve
 */
typedef struct
{
  BellWirePatchMode mode;
  BellRole role;
  const char *object_id;
  const BellRecord *current;
  BellWireResolve resolve;
  gpointer resolve_data;
} BellWirePatchOptions;

BellPatch   *bell_wire_patch_from_json   (const BellJsonNode       *object,
                                          BellType                  type,
                                          const BellWirePatchOptions *options,
                                          BellSetError            **error);
void         bell_wire_patch_to_json     (BellJsonWriter           *writer,
                                          const BellPatch          *patch,
                                          BellRole                  role);
char        *bell_wire_patch_to_text     (const BellPatch          *patch);
BellPatch   *bell_wire_patch_from_text   (BellType                  type,
                                          const char               *text,
                                          GError                  **error);

/* Changes: the object of Change/get:
 * {id, type, objectId, kind, patch, expected, authorId, device, actedAt,
 *  modseq, receivedAt, causeId} */

void         bell_wire_change_to_json    (BellJsonWriter           *writer,
                                          const BellChange         *change,
                                          BellRole                  role,
                                          BellWireProperties        members);
BellChange  *bell_wire_change_from_json  (const BellJsonNode       *object,
                                          GError                  **error);
char        *bell_wire_change_to_text    (const BellChange         *change);
BellChange  *bell_wire_change_from_text  (const char               *text,
                                          GError                  **error);

/* Queries (RFC 8620 section 5.5).
 *
 * A filter is null, a FilterOperator {"operator": "AND"|"OR"|"NOT", "conditions": [...]},
 * or a FilterCondition, an object whose members must all hold:
 *
 *   {"status": "open"}            equal; null: has none
 *   {"status": ["open", "new"]}   any of (enumerations, ids, texts, numbers)
 *   {"tags": "vip"}               a set with this member, a map with this key
 *   {"tags": ["vip", "vpn"]}      a set with any of them
 *   {"createdAtFrom": time}       this or later/more (times and numbers)
 *   {"createdAtBefore": time}     earlier/less than this
 *   {"text": "printer fire"}      full-text search
 *
 * At most 10 groups within each other, also those that several members or an
 * array for a set make, and BELL_WIRE_MAX_CONDITIONS in all.
 *
 * Ids may be "$me" and "$my-teams". What the role that asks may not read it can
 * neither filter nor sort by. */

#define BELL_WIRE_MAX_CONDITIONS 256

BellFilter  *bell_wire_filter_from_json  (const BellJsonNode       *node,
                                          BellType                  type,
                                          BellRole                  role,
                                          GError                  **error);
void         bell_wire_filter_to_json    (BellJsonWriter           *writer,
                                          const BellFilter         *filter);
gboolean     bell_wire_sort_from_json    (const BellJsonNode       *node,
                                          BellQuery                *query,
                                          BellRole                  role,
                                          GError                  **error);
void         bell_wire_sort_to_json      (BellJsonWriter           *writer,
                                          const BellQuery          *query);
BellQuery   *bell_wire_query_from_text   (BellType                  type,
                                          const char               *filter,
                                          const char               *sort,
                                          GError                  **error);
char        *bell_wire_filter_to_text    (const BellFilter         *filter);
char        *bell_wire_sort_to_text      (const BellQuery          *query);

G_END_DECLS
