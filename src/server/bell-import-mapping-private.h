/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-import-mapping.h"
#include "bell-import-template.h"

G_BEGIN_DECLS

/* One value of an object: which property, which member of it (customFields),
 * and from what. */
typedef struct
{
  const BellProperty *property;
  char *member;
  BellImportTemplate *template;
} BellImportAssignment;

/* What one group [Object NAME] makes of each row. */
typedef struct
{
  char *group;
  BellType type;
  BellImportTemplate *id;            /* the words from which the id is made */
  BellImportTemplate *time;
  BellImportTemplate *author;        /* nullable: the system */
  BellImportTemplate *condition;     /* nullable: made where this is not empty */
  BellImportTemplate *update_id;     /* with it, later rows of one id are updates */
  BellImportTemplate *update_time;
  BellImportTemplate *update_author;
  GArray *assignments;
} BellImportRule;

/* The rules, and what earlier rows have left: which objects stand already and,
 * where rows follow one another, how they were. */
struct _BellImportMapping
{
  BellRowFormat format;
  char *time_format;
  GTimeZone *zone;
  char *missing;
  gint64 local_before;        /* times before this one say +0000 and mean local_zone */
  GTimeZone *local_zone;
  GPtrArray *rules;
  GHashTable *maps;
  GHashTable *seen;           /* id -> BellRecord where it is followed, else null */
};

G_END_DECLS
