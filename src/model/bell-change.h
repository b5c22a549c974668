/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-patch.h"

G_BEGIN_DECLS

/**
 * BellChange:
 *
 * One thing that somebody did to one object: the only thing that is ever
 * written, sent, merged or undone. Immutable and reference-counted; free to
 * pass between threads.
 */
typedef struct _BellChange BellChange;

#define BELL_TYPE_CHANGE_BOXED (bell_change_get_type ())
GType            bell_change_get_type        (void) G_GNUC_CONST;

BellChange      *bell_change_new             (const char       *id,
                                              BellChangeKind    kind,
                                              BellType          type,
                                              const char       *object_id,
                                              BellPatch        *patch,
                                              BellPatch        *expected,
                                              const char       *author_id,
                                              const char       *device,
                                              gint64            acted_at);
BellType         bell_change_get_expected_type (BellChangeKind  kind,
                                              BellType          type);
BellChange      *bell_change_new_confirmed   (const BellChange *self,
                                              BellPatch        *effective,
                                              gint64            modseq,
                                              gint64            received_at,
                                              const char       *cause_id);
BellChange      *bell_change_ref             (BellChange       *self);
void             bell_change_unref           (BellChange       *self);

const char      *bell_change_get_id          (const BellChange *self);
BellChangeKind   bell_change_get_kind        (const BellChange *self);
BellType         bell_change_get_data_type   (const BellChange *self);
const char      *bell_change_get_object_id   (const BellChange *self);
BellPatch       *bell_change_get_patch       (const BellChange *self);
BellPatch       *bell_change_get_expected    (const BellChange *self);
const char      *bell_change_get_author_id   (const BellChange *self);
const char      *bell_change_get_device      (const BellChange *self);
gint64           bell_change_get_acted_at    (const BellChange *self);
gint64           bell_change_get_modseq      (const BellChange *self);
gint64           bell_change_get_received_at (const BellChange *self);
const char      *bell_change_get_cause_id    (const BellChange *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellChange, bell_change_unref)

G_END_DECLS
