/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-files.h"
#include "bell-store-sync.h"

G_BEGIN_DECLS

struct _BellNews
{
  gatomicrefcount ref_count;
  char *old_states[BELL_TYPE_NONE];
  char *new_states[BELL_TYPE_NONE];
  GPtrArray *records;                      /* of BellRecord */
  GPtrArray *destroyed[BELL_TYPE_NONE]; /* of char */
  GPtrArray *changes;                      /* of BellChange */
};

gboolean bell_base_apply          (BellFiles          *files,
                                   const BellNews     *news,
                                   GError            **error);
gboolean bell_base_sweep          (BellFiles          *files,
                                   GError            **error);
gboolean bell_base_get_states     (BellFiles          *files,
                                   char               *states[BELL_TYPE_NONE],
                                   GError            **error);

GPtrArray *bell_base_load_news    (BellFiles          *files,
                                   gint64              since,
                                   const char         *me,
                                   guint               limit,
                                   gint64             *reached,
                                   GError            **error);
GPtrArray *bell_base_load_history (BellFiles          *files,
                                   const char         *object_id,
                                   GError            **error);

gboolean bell_bulk_begin          (BellFiles          *files,
                                   char              **states,
                                   gboolean            resume,
                                   GError            **error);
gboolean bell_bulk_add            (BellFiles          *files,
                                   GPtrArray          *records,
                                   GPtrArray          *changes,
                                   const char         *cursor,
                                   GError            **error);
gboolean bell_bulk_finish         (BellFiles          *files,
                                   const gint64       *counts,
                                   GError            **error);
gboolean bell_bulk_get_progress   (BellFiles          *files,
                                   gboolean           *loading,
                                   char              **cursor,
                                   GError            **error);

gboolean bell_base_insert_change  (BellFiles          *files,
                                   const BellChange   *change,
                                   GError            **error);

gint64   bell_state_get_modseq (const char      *state);

G_END_DECLS
