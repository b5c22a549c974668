/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Goes through the pairs of a map, on the stack; all of it is private. */
typedef struct
{
  const guint8 *data;
  const guint8 *offsets;
  gsize size;
  gsize offset_size;
  gsize begin;
  gsize i;
  gsize n;
} BellMapIter;

GVariant *bell_value_new_map (const char *const *texts,
                              gsize              n);
void      bell_map_iter_init (BellMapIter       *self,
                              GVariant          *map);
gboolean  bell_map_iter_next (BellMapIter       *self,
                              const char       **name,
                              const char       **text);

G_END_DECLS
