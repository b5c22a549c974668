/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-property.h"

#include <string.h>

#include "bell-record-private.h"

/* The TARGET column means something else for each kind. */
#define TARGET_ID(target)          .refers_to = BELL_TYPE_##target
#define TARGET_SET(target)         .refers_to = BELL_TYPE_##target
#define TARGET_TEXT(target)        .refers_to = BELL_TYPE_##target
#define TARGET_JSON(target)        .refers_to = BELL_TYPE_##target
#define TARGET_INTEGER(target)     .refers_to = BELL_TYPE_##target
#define TARGET_BOOLEAN(target)     .refers_to = BELL_TYPE_##target
#define TARGET_TIME(target)        .refers_to = BELL_TYPE_##target
#define TARGET_MAP(target)         .refers_to = BELL_TYPE_##target
#define TARGET_ATTACHMENTS(target) .refers_to = BELL_TYPE_##target
#define TARGET_ENUM(target)        .refers_to = BELL_TYPE_NONE, .enum_type = target

#define ROW(TYPE, Camel, NAME, cname, wire, KIND, TARGET, READER, WRITER, MERGE, row_flags) \
  [BELL_##TYPE##_##NAME] = { \
    .type = BELL_TYPE_##TYPE, .index = BELL_##TYPE##_##NAME, .name = #cname, .wire_name = wire, \
    .kind = BELL_KIND_##KIND, TARGET_##KIND (TARGET), \
    .reader = BELL_ROLE_##READER, .writer = BELL_ROLE_##WRITER, .merge = BELL_MERGE_##MERGE, \
    .flags = row_flags, .offset = G_STRUCT_OFFSET (Bell##Camel, cname) },

#define ROW_PRINCIPAL(N, n, w, K, c, T, R, W, M, f) ROW (PRINCIPAL, Principal, N, n, w, K, T, R, W, M, f)
#define ROW_TEAM(N, n, w, K, c, T, R, W, M, f)      ROW (TEAM, Team, N, n, w, K, T, R, W, M, f)
#define ROW_TICKET(N, n, w, K, c, T, R, W, M, f)    ROW (TICKET, Ticket, N, n, w, K, T, R, W, M, f)
#define ROW_MESSAGE(N, n, w, K, c, T, R, W, M, f)   ROW (MESSAGE, Message, N, n, w, K, T, R, W, M, f)
#define ROW_ARTICLE(N, n, w, K, c, T, R, W, M, f)   ROW (ARTICLE, Article, N, n, w, K, T, R, W, M, f)
#define ROW_VIEW(N, n, w, K, c, T, R, W, M, f)      ROW (VIEW, View, N, n, w, K, T, R, W, M, f)
#define ROW_CALENDAR(N, n, w, K, c, T, R, W, M, f)  ROW (CALENDAR, Calendar, N, n, w, K, T, R, W, M, f)
#define ROW_SLA_POLICY(N, n, w, K, c, T, R, W, M, f) ROW (SLA_POLICY, SlaPolicy, N, n, w, K, T, R, W, M, f)
#define ROW_NOTICE(N, n, w, K, c, T, R, W, M, f)    ROW (NOTICE, Notice, N, n, w, K, T, R, W, M, f)

#define DEFINE_TABLE(TYPE, type, Camel, wire, letter, PROPERTIES) \
  static const BellProperty type##_properties[] = { PROPERTIES (ROW_##TYPE) };

BELL_TYPES (DEFINE_TABLE)

#define TYPE_ROW(TYPE, type, Camel, wire, letter, PROPERTIES) \
  [BELL_TYPE_##TYPE] = { wire, #type, letter, type##_properties, G_N_ELEMENTS (type##_properties) },

static const struct
{
  const char *wire_name;
  const char *table_name;
  char letter;
  const BellProperty *properties;
  guint n_properties;
} types[] = {
  BELL_TYPES (TYPE_ROW)
  [BELL_TYPE_CHANGE] = { "Change", "change_log", 'C', NULL, 0 },
};

/**
 * bell_type_get_wire_name:
 *
 * Returns: the name of @type in method calls: `Ticket`
 */
const char *
bell_type_get_wire_name (BellType type)
{
  g_return_val_if_fail (type < G_N_ELEMENTS (types), NULL);

  return types[type].wire_name;
}

/**
 * bell_type_get_table_name:
 *
 * Returns: the name of the table that holds objects of @type: `ticket`
 */
const char *
bell_type_get_table_name (BellType type)
{
  g_return_val_if_fail (type < G_N_ELEMENTS (types), NULL);

  return types[type].table_name;
}

/**
 * bell_type_get_letter:
 *
 * Returns: the letter with which ids of @type begin
 */
char
bell_type_get_letter (BellType type)
{
  g_return_val_if_fail (type < G_N_ELEMENTS (types), '\0');

  return types[type].letter;
}

/**
 * bell_type_from_wire_name:
 * @wire_name: (nullable): a name
 *
 * Returns: the type, or %BELL_TYPE_NONE
 */
BellType
bell_type_from_wire_name (const char *wire_name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (types[i].wire_name, wire_name) == 0)
      return i;

  return BELL_TYPE_NONE;
}

/**
 * bell_type_from_letter:
 * @letter: the first character of an id
 *
 * Returns: the type, or %BELL_TYPE_NONE
 */
BellType
bell_type_from_letter (char letter)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].letter == letter)
      return i;

  return BELL_TYPE_NONE;
}

/**
 * bell_type_get_n_properties:
 *
 * Returns: how many rows the property table of @type has; 0 for a Change
 */
guint
bell_type_get_n_properties (BellType type)
{
  g_return_val_if_fail (type < G_N_ELEMENTS (types), 0);

  return types[type].n_properties;
}

/**
 * bell_type_get_property:
 * @index: less than bell_type_get_n_properties()
 *
 * Returns: (transfer none): a row of the table
 */
const BellProperty *
bell_type_get_property (BellType type,
                        guint    index)
{
  g_return_val_if_fail (type < G_N_ELEMENTS (types), NULL);
  g_return_val_if_fail (index < types[type].n_properties, NULL);

  return &types[type].properties[index];
}

/**
 * bell_type_find_property:
 * @wire_name: a member name in JSON
 *
 * Returns: (transfer none) (nullable): the row, or %NULL
 */
const BellProperty *
bell_type_find_property (BellType    type,
                         const char *wire_name)
{
  g_return_val_if_fail (type < G_N_ELEMENTS (types), NULL);

  for (guint i = 0; i < types[type].n_properties; i++)
    if (g_strcmp0 (types[type].properties[i].wire_name, wire_name) == 0)
      return &types[type].properties[i];

  return NULL;
}

/**
 * bell_type_find_column:
 * @name: a column name
 *
 * Returns: (transfer none) (nullable): the row, or %NULL
 */
const BellProperty *
bell_type_find_column (BellType    type,
                       const char *name)
{
  g_return_val_if_fail (type < G_N_ELEMENTS (types), NULL);

  for (guint i = 0; i < types[type].n_properties; i++)
    if (g_strcmp0 (types[type].properties[i].name, name) == 0)
      return &types[type].properties[i];

  return NULL;
}

/**
 * bell_property_new_default:
 *
 * Returns: (transfer full) (nullable): what the property holds where nothing
 *   was said
 */
GVariant *
bell_property_new_default (const BellProperty *property)
{
  gint64 number;

  g_return_val_if_fail (property != NULL, NULL);

  number = (property->flags & BELL_PROPERTY_DEFAULT_ONE) ? 1 : 0;

  switch (property->kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_JSON:
    case BELL_KIND_TIME:
      return NULL;

    case BELL_KIND_TEXT:
      return (property->flags & BELL_PROPERTY_NULLABLE) ? NULL : g_variant_ref_sink (g_variant_new_string (""));

    case BELL_KIND_ENUM:
      return g_variant_ref_sink (g_variant_new_int32 ((gint32) number));

    case BELL_KIND_INTEGER:
      return g_variant_ref_sink (g_variant_new_int64 (number));

    case BELL_KIND_BOOLEAN:
      return g_variant_ref_sink (g_variant_new_boolean (number != 0));

    case BELL_KIND_SET:
      return g_variant_ref_sink (g_variant_new_strv (NULL, 0));

    case BELL_KIND_MAP:
      return g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("{ss}"), NULL, 0));

    case BELL_KIND_ATTACHMENTS:
      return g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("(ssst)"), NULL, 0));
    }

  g_assert_not_reached ();
}
