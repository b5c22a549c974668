/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-jmap-error.h"

G_BEGIN_DECLS

/**
 * BellJson:
 *
 * A parsed JSON text: the border through which all JSON comes in. What has
 * passed bell_json_parse() is I-JSON (RFC 7493): valid UTF-8, no member twice in one
 * object, numbers that a double holds, nothing after the value; beyond that no
 * NUL inside a string, and within the limits. Immutable and reference-counted;
 * free to pass between threads.
 *
 * A #BellJsonNode is a value inside; it lives as long as its #BellJson. Every
 * reader of a node takes any node, also %NULL (an absent member), and says
 * so when it is not of the wanted kind.
 */
typedef struct _BellJson BellJson;
typedef struct cJSON BellJsonNode;

typedef enum
{
  BELL_JSON_ABSENT, /* there is no value: the node is NULL */
  BELL_JSON_NULL,
  BELL_JSON_BOOLEAN,
  BELL_JSON_NUMBER,
  BELL_JSON_STRING,
  BELL_JSON_ARRAY,
  BELL_JSON_OBJECT,
} BellJsonKind;

/**
 * BellJsonLimits:
 * @max_size: bytes, or 0 for no limit
 * @max_depth: nested arrays and objects, or 0 for %BELL_JSON_MAX_DEPTH
 */
typedef struct
{
  gsize max_size;
  guint max_depth;
} BellJsonLimits;

#define BELL_JSON_MAX_DEPTH 32

/* A value of two bytes takes some eighty in memory, so they are bounded by
 * number too, whatever the size of the text. */
#define BELL_JSON_MAX_VALUES 500000

/* The largest whole number that JMAP knows (RFC 8620 section 1.3). */
#define BELL_JSON_MAX_INTEGER G_GINT64_CONSTANT (9007199254740991)

BellJson           *bell_json_parse             (const char            *text,
                                                 gsize                  length,
                                                 const BellJsonLimits  *limits,
                                                 GError               **error);
BellJson           *bell_json_parse_bytes       (GBytes                *bytes,
                                                 const BellJsonLimits  *limits,
                                                 GError               **error);
BellJson           *bell_json_ref               (BellJson              *self);
void                bell_json_unref             (BellJson              *self);
const BellJsonNode *bell_json_get_root          (const BellJson        *self);

BellJsonKind        bell_json_node_get_kind     (const BellJsonNode    *node);
const char         *bell_json_kind_get_name     (BellJsonKind           kind);
const char         *bell_json_node_get_string   (const BellJsonNode    *node);
gboolean            bell_json_node_get_boolean  (const BellJsonNode    *node,
                                                 gboolean              *value);
gboolean            bell_json_node_get_integer  (const BellJsonNode    *node,
                                                 gint64                *value);
char              **bell_json_node_dup_strings  (const BellJsonNode    *node);

/* Members and elements, in their order:
 * for (node = bell_json_node_get_first (parent); node != NULL; node = bell_json_node_get_next (node)) */
guint               bell_json_node_get_size     (const BellJsonNode    *node);
const BellJsonNode *bell_json_node_get_first    (const BellJsonNode    *node);
const BellJsonNode *bell_json_node_get_next     (const BellJsonNode    *node);
const char         *bell_json_node_get_name     (const BellJsonNode    *node);
const BellJsonNode *bell_json_node_get_member   (const BellJsonNode    *node,
                                                 const char            *name);

gboolean            bell_json_node_equal        (const BellJsonNode    *one,
                                                 const BellJsonNode    *two);
char               *bell_json_node_to_canonical_text (const BellJsonNode *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellJson, bell_json_unref)

G_END_DECLS
