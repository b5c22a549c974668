/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-record.h"

/* The layout of records, for the property tables (offsets) and bell-record.c. */

struct _BellRecord
{
  BellType type;
  char *id;
  gint64 created_modseq;
  gint64 modseq;
};

typedef char *BellField_ID;
typedef char *BellField_TEXT;
typedef char *BellField_JSON;
typedef int BellField_ENUM;
typedef gint64 BellField_INTEGER;
typedef gboolean BellField_BOOLEAN;
typedef gint64 BellField_TIME;
typedef char **BellField_SET;
typedef GVariant *BellField_MAP;
typedef GVariant *BellField_ATTACHMENTS;

#define BELL_RECORD_FIELD(NAME, name, wire, KIND, ...) BellField_##KIND name;

#define BELL_RECORD_STRUCT(TYPE, type, Camel, wire, letter, PROPERTIES) \
  struct _Bell##Camel \
  { \
    BellRecord record; \
    PROPERTIES (BELL_RECORD_FIELD) \
  };

BELL_TYPES (BELL_RECORD_STRUCT)

#define BELL_FIELD_POINTER(record, property, ctype) \
  ((ctype *) (gpointer) ((char *) (record) + (property)->offset))
#define BELL_FIELD(record, property, ctype) \
  (*(ctype const *) (gconstpointer) ((const char *) (record) + (property)->offset))

/* Of a packed record the texts are part of it (see bell_record_pack()). */
static inline gboolean
bell_record_has_within (const BellRecord *self,
                        const char       *text)
{
  return text >= (const char *) self && text < (const char *) self + g_atomic_rc_box_get_size ((gpointer) self);
}

static inline void
bell_record_free_text (const BellRecord *self,
                       char             *text)
{
  if (!bell_record_has_within (self, text))
    g_free (text);
}

void bell_record_take_members    (BellRecord          *self,
                                  const BellProperty  *property,
                                  char               **members);
void bell_record_take_sorted_map (BellRecord          *self,
                                  const BellProperty  *property,
                                  GVariant            *map);
