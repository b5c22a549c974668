/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-change.h"
#include "bell-files.h"
#include "bell-outbox-item.h"

G_BEGIN_DECLS

/**
 * BellOutboxRow:
 * @seq: its place in the outbox
 * @change: what was done
 * @group: what is sent in order: the id of a ticket, or of the object itself
 * @inverse: (nullable): what takes it back
 * @blobs: (nullable): the blobs it needs that have not been uploaded
 *
 * A row of the outbox, as read. Immutable, reference-counted. Private to store/.
 */
typedef struct
{
  gatomicrefcount ref_count;
  gint64 seq;
  BellChange *change;
  char *group;
  BellPatch *inverse;
  char **blobs;
  BellOutboxState state;
  guint attempts;
  gint64 modseq;
  char *reason_type;
  char *reason;
  gint64 due_at;
} BellOutboxRow;

BellOutboxRow *bell_outbox_row_ref         (BellOutboxRow    *self);
void           bell_outbox_row_unref       (BellOutboxRow    *self);

GPtrArray     *bell_outbox_file_load       (BellFiles        *files,
                                            const char       *query,
                                            const char       *key,
                                            GError          **error);
GPtrArray     *bell_outbox_file_get_groups (BellFiles        *files,
                                            GError          **error);
char          *bell_outbox_file_get_group  (BellFiles        *files,
                                            const BellChange *change,
                                            GError          **error);
gboolean       bell_outbox_file_insert     (BellFiles        *files,
                                            const BellChange *change,
                                            const char       *group,
                                            const BellPatch  *inverse,
                                            gint64            due_at,
                                            GError          **error);
gboolean       bell_outbox_file_mark       (BellFiles        *files,
                                            const BellOutboxRow *row,
                                            BellOutboxState   state,
                                            gint64            modseq,
                                            const char       *reason_type,
                                            const char       *reason,
                                            gint64            due_at,
                                            GError          **error);
gboolean       bell_outbox_file_replace    (BellFiles        *files,
                                            const BellOutboxRow *row,
                                            const BellChange *change,
                                            GError          **error);
gboolean       bell_outbox_file_delete     (BellFiles        *files,
                                            const BellOutboxRow *row,
                                            GError          **error);
gboolean       bell_outbox_file_keep       (BellFiles        *files,
                                            const BellOutboxRow *row,
                                            gint64            now,
                                            GError          **error);
gboolean       bell_outbox_file_reoffer    (BellFiles        *files,
                                            GError          **error);
gboolean       bell_outbox_file_note       (BellFiles        *files,
                                            const char       *what,
                                            const char       *key,
                                            const char       *group,
                                            GError          **error);
gboolean       bell_outbox_file_tidy       (BellFiles        *files,
                                            gint64            now,
                                            GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellOutboxRow, bell_outbox_row_unref)

G_END_DECLS
