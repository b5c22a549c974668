/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-enums.h"

G_BEGIN_DECLS

/**
 * BellKind:
 * @BELL_KIND_ID: the id of an object
 * @BELL_KIND_TEXT: UTF-8 text
 * @BELL_KIND_JSON: a JSON value as canonical text
 * @BELL_KIND_ENUM: a value of an enumeration, by its nick outside the program
 * @BELL_KIND_INTEGER: a whole number within JMAP's range (RFC 8620 section 1.3)
 * @BELL_KIND_BOOLEAN: true or false
 * @BELL_KIND_TIME: milliseconds since 1970, or %BELL_TIME_UNSET
 * @BELL_KIND_SET: a set of strings, sorted
 * @BELL_KIND_MAP: strings by string, sorted by key
 * @BELL_KIND_ATTACHMENTS: files of a message
 *
 * What a property holds. Outside its record a value travels as a #GVariant
 * of one fixed type for each kind (see bell_kind_get_variant_type()); null is
 * a %NULL pointer.
 */
typedef enum
{
  BELL_KIND_ID,
  BELL_KIND_TEXT,
  BELL_KIND_JSON,
  BELL_KIND_ENUM,
  BELL_KIND_INTEGER,
  BELL_KIND_BOOLEAN,
  BELL_KIND_TIME,
  BELL_KIND_SET,
  BELL_KIND_MAP,
  BELL_KIND_ATTACHMENTS,
} BellKind;

/**
 * BellMerge:
 * @BELL_MERGE_SERVER: only the server writes it, nothing to merge
 * @BELL_MERGE_FIELD: two different values of it are a conflict that a person settles
 * @BELL_MERGE_TRANSITION: as FIELD, and only along an allowed transition
 * @BELL_MERGE_CLAIM: taking requires that nobody holds it
 * @BELL_MERGE_MEMBERS: members merge one by one; adding wins over removing
 * @BELL_MERGE_TEXT: three-way by text
 * @BELL_MERGE_APPEND: written once, never changed
 *
 * How two edits of a property meet: a line of the table of conflict rules in
 * bell-merge.c.
 */
typedef enum
{
  BELL_MERGE_SERVER,
  BELL_MERGE_FIELD,
  BELL_MERGE_TRANSITION,
  BELL_MERGE_CLAIM,
  BELL_MERGE_MEMBERS,
  BELL_MERGE_TEXT,
  BELL_MERGE_APPEND,
} BellMerge;

/**
 * BellPropertyFlags:
 * @BELL_PROPERTY_REQUIRED: a create must give it, and it is never empty
 * @BELL_PROPERTY_NULLABLE: null is a value of it
 * @BELL_PROPERTY_IMMUTABLE: given at creation, never changed after
 * @BELL_PROPERTY_SEARCHED: full-text search looks into it
 * @BELL_PROPERTY_DEFAULT_ONE: where nothing is said it is 1 (true, medium, normal) and not 0
 * @BELL_PROPERTY_LOCAL: computed where it is read (see bell-sla-case.h): a column beside the
 *   others, so that lists can be sorted and filtered by it, but on no wire and in no change
 */
typedef enum
{
  BELL_PROPERTY_REQUIRED = 1 << 0,
  BELL_PROPERTY_NULLABLE = 1 << 1,
  BELL_PROPERTY_IMMUTABLE = 1 << 2,
  BELL_PROPERTY_SEARCHED = 1 << 3,
  BELL_PROPERTY_DEFAULT_ONE = 1 << 4,
  BELL_PROPERTY_LOCAL = 1 << 5,
} BellPropertyFlags;

typedef enum
{
  BELL_TYPE_PRINCIPAL,
  BELL_TYPE_TEAM,
  BELL_TYPE_TICKET,
  BELL_TYPE_MESSAGE,
  BELL_TYPE_ARTICLE,
  BELL_TYPE_VIEW,
  BELL_TYPE_CALENDAR,
  BELL_TYPE_SLA_POLICY,
  BELL_TYPE_NOTICE,
  BELL_TYPE_CHANGE, /* the history: has no property table */
  BELL_TYPE_NONE,
} BellType;

/* Types as bits: news and subscriptions. */
#define BELL_TYPE_BIT(type) (1u << (type))
#define BELL_ALL_TYPES ((1u << BELL_TYPE_NONE) - 1)

/* How many types have a property table; they are the first of BellType. */
#define BELL_N_TABLE_TYPES (BELL_TYPE_NOTICE + 1)

/**
 * BellProperty:
 * @type: the data type that has it
 * @index: its place in that type's table
 * @name: column name
 * @wire_name: member name in JSON
 * @kind: what it holds
 * @enum_type: (nullable): for %BELL_KIND_ENUM, the enumeration
 * @refers_to: for %BELL_KIND_ID and %BELL_KIND_SET, the type of the ids, or %BELL_TYPE_NONE
 * @reader: the lowest role that may read it
 * @writer: the lowest role that may write it
 * @merge: how two edits meet
 * @flags: see #BellPropertyFlags
 * @offset: where its field lies in the record
 *
 * One row of a property table. Static and immutable: compare by pointer.
 */
typedef struct
{
  BellType type;
  guint index;
  const char *name;
  const char *wire_name;
  BellKind kind;
  GType (*enum_type) (void);
  BellType refers_to;
  BellRole reader;
  BellRole writer;
  BellMerge merge;
  guint flags;
  gsize offset;
} BellProperty;

const char         *bell_type_get_wire_name   (BellType             type);
const char         *bell_type_get_table_name  (BellType             type);
char                bell_type_get_letter      (BellType             type);
BellType            bell_type_from_wire_name  (const char          *wire_name);
BellType            bell_type_from_letter     (char                 letter);
guint               bell_type_get_n_properties (BellType            type);
const BellProperty *bell_type_get_property    (BellType             type,
                                               guint                index);
const BellProperty *bell_type_find_property   (BellType             type,
                                               const char          *wire_name);
const BellProperty *bell_type_find_column     (BellType             type,
                                               const char          *name);

const GVariantType *bell_kind_get_variant_type (BellKind            kind);

gboolean            bell_property_check       (const BellProperty  *property,
                                               GVariant            *value,
                                               GError             **error);
gboolean            bell_property_check_member (const BellProperty *property,
                                               const char          *member,
                                               GVariant            *value,
                                               GError             **error);
GVariant           *bell_property_new_default (const BellProperty  *property);

GVariant           *bell_value_new_set        (const char *const   *members);
GVariant           *bell_value_from_column_text (const BellProperty *property,
                                               const char          *text,
                                               GError             **error);
char               *bell_value_to_column_text (const BellProperty  *property,
                                               GVariant            *value);
GVariant           *bell_value_with_member    (GVariant            *whole,
                                               const char          *member,
                                               GVariant            *value);
gboolean            bell_value_has_member     (GVariant            *whole,
                                               const char          *member,
                                               GVariant            *value);
GVariant           *bell_value_get_member     (GVariant            *whole,
                                               const char          *member);
GVariant           *bell_value_sort_map       (GVariant            *value);
gboolean            bell_value_equal          (GVariant            *one,
                                               GVariant            *two);

G_END_DECLS
