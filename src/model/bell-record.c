/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-record.h"

#include <string.h>

#include "bell-clock.h"
#include "bell-record-private.h"

G_DEFINE_BOXED_TYPE (BellRecord, bell_record, bell_record_ref, bell_record_unref)

#define RECORD_SIZE(TYPE, type, Camel, wire, letter, PROPERTIES) [BELL_TYPE_##TYPE] = sizeof (Bell##Camel),

static const gsize record_sizes[] = { BELL_TYPES (RECORD_SIZE) };

/* The getters of BELL_DECLARE_RECORD: the same field, seen as what callers want. */
#define RETURN_ID(field)          return field;
#define RETURN_TEXT(field)        return field;
#define RETURN_JSON(field)        return field;
#define RETURN_ENUM(field)        return field;
#define RETURN_INTEGER(field)     return field;
#define RETURN_BOOLEAN(field)     return field;
#define RETURN_TIME(field)        return field;
#define RETURN_SET(field)         return (const char *const *) field;
#define RETURN_MAP(field)         return field;
#define RETURN_ATTACHMENTS(field) return field;

#define GETTER(type, Camel, cname, KIND, ctype) \
  ctype \
  bell_##type##_get_##cname (const Bell##Camel *self) \
  { \
    g_assert (self != NULL); \
    RETURN_##KIND (self->cname) \
  }

#define GETTER_PRINCIPAL(N, n, w, K, c, ...) GETTER (principal, Principal, n, K, c)
#define GETTER_TEAM(N, n, w, K, c, ...)      GETTER (team, Team, n, K, c)
#define GETTER_TICKET(N, n, w, K, c, ...)    GETTER (ticket, Ticket, n, K, c)
#define GETTER_MESSAGE(N, n, w, K, c, ...)   GETTER (message, Message, n, K, c)
#define GETTER_ARTICLE(N, n, w, K, c, ...)   GETTER (article, Article, n, K, c)
#define GETTER_VIEW(N, n, w, K, c, ...)      GETTER (view, View, n, K, c)
#define GETTER_CALENDAR(N, n, w, K, c, ...)  GETTER (calendar, Calendar, n, K, c)
#define GETTER_SLA_POLICY(N, n, w, K, c, ...) GETTER (sla_policy, SlaPolicy, n, K, c)
#define GETTER_NOTICE(N, n, w, K, c, ...)    GETTER (notice, Notice, n, K, c)

#define DEFINE_RECORD(TYPE, type, Camel, wire, letter, PROPERTIES) \
  const Bell##Camel * \
  bell_##type##_from_record (const BellRecord *record) \
  { \
    g_return_val_if_fail (bell_record_get_data_type (record) == BELL_TYPE_##TYPE, NULL); \
    return (const Bell##Camel *) (gconstpointer) record; \
  } \
  PROPERTIES (GETTER_##TYPE)

BELL_TYPES (DEFINE_RECORD)

/* Most sets of most records have no members: one such serves all. Never written. */
static char *empty_set[] = { NULL };

static void
clear_field (BellRecord         *self,
             const BellProperty *property)
{
  switch (property->kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
      bell_record_free_text (self, *BELL_FIELD_POINTER (self, property, char *));
      *BELL_FIELD_POINTER (self, property, char *) = NULL;
      break;

    case BELL_KIND_SET:
      if (*BELL_FIELD_POINTER (self, property, char **) != empty_set)
        g_strfreev (*BELL_FIELD_POINTER (self, property, char **));
      *BELL_FIELD_POINTER (self, property, char **) = NULL;
      break;

    case BELL_KIND_MAP:
    case BELL_KIND_ATTACHMENTS:
      g_clear_pointer (BELL_FIELD_POINTER (self, property, GVariant *), g_variant_unref);
      break;

    case BELL_KIND_ENUM:
      *BELL_FIELD_POINTER (self, property, int) = 0;
      break;

    case BELL_KIND_BOOLEAN:
      *BELL_FIELD_POINTER (self, property, gboolean) = FALSE;
      break;

    case BELL_KIND_INTEGER:
      *BELL_FIELD_POINTER (self, property, gint64) = 0;
      break;

    case BELL_KIND_TIME:
      *BELL_FIELD_POINTER (self, property, gint64) = BELL_TIME_UNSET;
      break;
    }
}

static void
clear_record (gpointer data)
{
  BellRecord *self = data;

  for (guint i = 0; i < bell_type_get_n_properties (self->type); i++)
    clear_field (self, bell_type_get_property (self->type, i));

  bell_record_free_text (self, self->id);
}

/* The same default as elsewhere (bell-property.c), into a record of zeros. They are
 * made for each row that is read: no GVariant where there is a shorter way. */
/* What has no members yet is one and the same value for all. */
static GVariant *
ref_empty (const BellProperty *property)
{
  static GVariant *empty_map;
  static GVariant *empty_attachments;
  GVariant **empty = property->kind == BELL_KIND_MAP ? &empty_map : &empty_attachments;

  if (g_once_init_enter (empty))
    g_once_init_leave (empty, bell_property_new_default (property));

  return g_variant_ref (*empty);
}

static void
set_default (BellRecord         *self,
             const BellProperty *property)
{
  switch (property->kind)
    {
    case BELL_KIND_TIME:
      *BELL_FIELD_POINTER (self, property, gint64) = BELL_TIME_UNSET;
      break;

    case BELL_KIND_ENUM:
    case BELL_KIND_INTEGER:
    case BELL_KIND_BOOLEAN:
      bell_record_set_integer (self, property, (property->flags & BELL_PROPERTY_DEFAULT_ONE) ? 1 : 0);
      break;

    case BELL_KIND_SET:
      *BELL_FIELD_POINTER (self, property, char **) = empty_set;
      break;

    case BELL_KIND_TEXT:
      if (!(property->flags & BELL_PROPERTY_NULLABLE))
        *BELL_FIELD_POINTER (self, property, char *) = g_strdup ("");
      break;

    case BELL_KIND_ID:
    case BELL_KIND_JSON:
      break;

    case BELL_KIND_MAP:
    case BELL_KIND_ATTACHMENTS:
      *BELL_FIELD_POINTER (self, property, GVariant *) = ref_empty (property);
      break;
    }
}

/**
 * bell_record_new:
 * @type: of what; not %BELL_TYPE_CHANGE
 * @id: its id
 *
 * Returns: (transfer full): an object whose properties hold their defaults
 */
BellRecord *
bell_record_new (BellType    type,
                 const char *id)
{
  BellRecord *self;

  g_return_val_if_fail (type < BELL_N_TABLE_TYPES, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  self = g_atomic_rc_box_alloc0 (record_sizes[type]);
  self->type = type;
  self->id = g_strdup (id);

  for (guint i = 0; i < bell_type_get_n_properties (type); i++)
    {
      const BellProperty *property = bell_type_get_property (type, i);

      set_default (self, property);
    }

  return self;
}

/**
 * bell_record_ref:
 *
 * Returns: (transfer full): @self, with one owner more
 */
BellRecord *
bell_record_ref (BellRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * bell_record_unref:
 *
 * Gives up one ownership; the last one frees the record.
 */
void
bell_record_unref (BellRecord *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_record);
}

/**
 * bell_record_get_data_type:
 *
 * Returns: of what type it is
 */
BellType
bell_record_get_data_type (const BellRecord *self)
{
  g_return_val_if_fail (self != NULL, BELL_TYPE_NONE);

  return self->type;
}

/**
 * bell_record_get_id:
 *
 * Returns: (transfer none): its id
 */
const char *
bell_record_get_id (const BellRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * bell_record_get_created_modseq:
 *
 * Returns: the modseq of the change that made it, 0 while unconfirmed
 */
gint64
bell_record_get_created_modseq (const BellRecord *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->created_modseq;
}

/**
 * bell_record_get_modseq:
 *
 * Returns: the modseq of the change that was last applied to it, 0 while
 *   unconfirmed
 */
gint64
bell_record_get_modseq (const BellRecord *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->modseq;
}

/**
 * bell_record_set_modseqs:
 * @created_modseq: of the change that made it
 * @modseq: of the last change
 *
 * Only while @self has one owner.
 */
void
bell_record_set_modseqs (BellRecord *self,
                         gint64      created_modseq,
                         gint64      modseq)
{
  g_return_if_fail (self != NULL);

  self->created_modseq = created_modseq;
  self->modseq = modseq;
}

/**
 * bell_record_get:
 * @property: a property of the record's type
 *
 * For what is driven by the tables; everybody else has the typed getters.
 *
 * Returns: (transfer full) (nullable): the value, %NULL for null
 */
GVariant *
bell_record_get (const BellRecord   *self,
                 const BellProperty *property)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (property != NULL && property->type == self->type, NULL);

  switch (property->kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
      {
        const char *text = BELL_FIELD (self, property, char *);

        return text != NULL ? g_variant_ref_sink (g_variant_new_string (text)) : NULL;
      }

    case BELL_KIND_ENUM:
      return g_variant_ref_sink (g_variant_new_int32 (BELL_FIELD (self, property, int)));

    case BELL_KIND_INTEGER:
      return g_variant_ref_sink (g_variant_new_int64 (BELL_FIELD (self, property, gint64)));

    case BELL_KIND_TIME:
      {
        gint64 time = BELL_FIELD (self, property, gint64);

        return time != BELL_TIME_UNSET ? g_variant_ref_sink (g_variant_new_int64 (time)) : NULL;
      }

    case BELL_KIND_BOOLEAN:
      return g_variant_ref_sink (g_variant_new_boolean (BELL_FIELD (self, property, gboolean)));

    case BELL_KIND_SET:
      return g_variant_ref_sink (g_variant_new_strv ((const char *const *) BELL_FIELD (self, property, char **), -1));

    case BELL_KIND_MAP:
    case BELL_KIND_ATTACHMENTS:
      return g_variant_ref (BELL_FIELD (self, property, GVariant *));
    }

  g_assert_not_reached ();
}

/* What comes from a table is in order already. */
static char **
copy_set (GVariant *value)
{
  g_autofree const char **members = g_variant_get_strv (value, NULL);
  g_autoptr (GVariant) sorted = NULL;

  if (members[0] == NULL)
    return empty_set;

  for (guint i = 1; members[i] != NULL; i++)
    if (strcmp (members[i - 1], members[i]) >= 0)
      {
        sorted = bell_value_new_set (members);
        return g_variant_dup_strv (sorted, NULL);
      }

  return g_strdupv ((char **) members);
}

/* For bell-record-column.c: @members (transfer full): in order. */
void
bell_record_take_members (BellRecord          *self,
                          const BellProperty  *property,
                          char               **members)
{
  clear_field (self, property);
  *BELL_FIELD_POINTER (self, property, char **) = members;
}

/* @map: (transfer full): in order */
void
bell_record_take_sorted_map (BellRecord         *self,
                             const BellProperty *property,
                             GVariant           *map)
{
  clear_field (self, property);
  *BELL_FIELD_POINTER (self, property, GVariant *) = map;
}

/**
 * bell_record_set:
 * @property: a property of the record's type
 * @value: (nullable) (transfer floating): a value that bell_property_check()
 *   takes, %NULL for null
 *
 * Only while @self has one owner.
 */
void
bell_record_set (BellRecord         *self,
                 const BellProperty *property,
                 GVariant           *value)
{
  g_autoptr (GVariant) sunk = value != NULL ? g_variant_ref_sink (value) : NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (property != NULL && property->type == self->type);
  g_return_if_fail (value == NULL || g_variant_is_of_type (value, bell_kind_get_variant_type (property->kind)));

  clear_field (self, property);

  switch (property->kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
      if (value != NULL)
        *BELL_FIELD_POINTER (self, property, char *) = g_variant_dup_string (value, NULL);
      break;

    case BELL_KIND_ENUM:
      if (value != NULL)
        *BELL_FIELD_POINTER (self, property, int) = g_variant_get_int32 (value);
      break;

    case BELL_KIND_INTEGER:
    case BELL_KIND_TIME:
      if (value != NULL)
        *BELL_FIELD_POINTER (self, property, gint64) = g_variant_get_int64 (value);
      break;

    case BELL_KIND_BOOLEAN:
      if (value != NULL)
        *BELL_FIELD_POINTER (self, property, gboolean) = g_variant_get_boolean (value);
      break;

    case BELL_KIND_SET:
      if (value != NULL)
        {
          *BELL_FIELD_POINTER (self, property, char **) = copy_set (value);
        }
      else
        {
          *BELL_FIELD_POINTER (self, property, char **) = empty_set;
        }
      break;

    case BELL_KIND_MAP:
    case BELL_KIND_ATTACHMENTS:
      if (value == NULL)
        *BELL_FIELD_POINTER (self, property, GVariant *) = ref_empty (property);
      else if (property->kind == BELL_KIND_MAP)
        *BELL_FIELD_POINTER (self, property, GVariant *) = bell_value_sort_map (value);
      else
        *BELL_FIELD_POINTER (self, property, GVariant *) = g_variant_ref (value);
      break;
    }
}

/**
 * bell_record_set_text:
 * @property: an id, a text or JSON
 * @text: (nullable): its value
 *
 * The short way past a #GVariant for readers of many rows.
 */
void
bell_record_set_text (BellRecord         *self,
                      const BellProperty *property,
                      const char         *text)
{
  char **field;

  g_return_if_fail (self != NULL);
  g_return_if_fail (property != NULL && property->type == self->type);
  g_return_if_fail (property->kind == BELL_KIND_ID || property->kind == BELL_KIND_TEXT || property->kind == BELL_KIND_JSON);

  field = BELL_FIELD_POINTER (self, property, char *);
  bell_record_free_text (self, *field);
  *field = g_strdup (text);
}

/**
 * bell_record_set_integer:
 * @property: an integer, a time, a boolean or an enumeration
 * @number: its value
 *
 * The short way past a #GVariant for readers of many rows.
 */
void
bell_record_set_integer (BellRecord         *self,
                         const BellProperty *property,
                         gint64              number)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (property != NULL && property->type == self->type);

  switch ((int) property->kind)
    {
    case BELL_KIND_INTEGER:
    case BELL_KIND_TIME:
      *BELL_FIELD_POINTER (self, property, gint64) = number;
      break;

    case BELL_KIND_ENUM:
      *BELL_FIELD_POINTER (self, property, int) = (int) number;
      break;

    case BELL_KIND_BOOLEAN:
      *BELL_FIELD_POINTER (self, property, gboolean) = number != 0;
      break;

    default:
      g_return_if_reached ();
    }
}

/**
 * bell_record_peek_text:
 * @property: an id, a text or JSON
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
bell_record_peek_text (const BellRecord   *self,
                       const BellProperty *property)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (property != NULL && property->type == self->type, NULL);
  g_return_val_if_fail (property->kind == BELL_KIND_ID || property->kind == BELL_KIND_TEXT || property->kind == BELL_KIND_JSON, NULL);

  return BELL_FIELD (self, property, char *);
}

/**
 * bell_record_peek_integer:
 * @property: an integer, a time, a boolean or an enumeration
 *
 * Returns: its value
 */
gint64
bell_record_peek_integer (const BellRecord   *self,
                          const BellProperty *property)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (property != NULL && property->type == self->type, 0);

  switch ((int) property->kind)
    {
    case BELL_KIND_INTEGER:
    case BELL_KIND_TIME:
      return BELL_FIELD (self, property, gint64);

    case BELL_KIND_ENUM:
      return BELL_FIELD (self, property, int);

    case BELL_KIND_BOOLEAN:
      return BELL_FIELD (self, property, gboolean);

    default:
      g_return_val_if_reached (0);
    }
}
