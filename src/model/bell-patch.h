/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-record.h"

G_BEGIN_DECLS

/**
 * BellPatchEntry:
 * @property: what is changed
 * @member: (nullable): for a set or a map, the one member that is changed
 * @value: (nullable): the new value; with @member, a boolean (set) or a string
 *   (map), and %NULL removes the member
 *
 * One line of a patch: the path and value of a PatchObject (RFC 8620 section 5.3).
 */
typedef struct
{
  const BellProperty *property;
  char *member;
  GVariant *value;
} BellPatchEntry;

/**
 * BellPatch:
 *
 * New values for some properties of one type. Written while one owner builds
 * it and then shared read-only. A property stands in it either whole or by
 * members, never both.
 */
typedef struct _BellPatch BellPatch;

#define BELL_TYPE_PATCH (bell_patch_get_type ())
GType                 bell_patch_get_type      (void) G_GNUC_CONST;

BellPatch            *bell_patch_new           (BellType             type);
BellPatch            *bell_patch_new_from_record (const BellRecord  *record);
BellPatch            *bell_patch_new_between   (const BellRecord    *before,
                                                const BellRecord    *after);
BellPatch            *bell_patch_ref           (BellPatch           *self);
void                  bell_patch_unref         (BellPatch           *self);
BellPatch            *bell_patch_copy          (const BellPatch     *self);

BellType              bell_patch_get_data_type (const BellPatch     *self);
guint                 bell_patch_get_size      (const BellPatch     *self);
const BellPatchEntry *bell_patch_get_entry     (const BellPatch     *self,
                                                guint                index);
const BellPatchEntry *bell_patch_find          (const BellPatch     *self,
                                                const BellProperty  *property);

void                  bell_patch_set           (BellPatch           *self,
                                                const BellProperty  *property,
                                                GVariant            *value);
void                  bell_patch_set_text      (BellPatch           *self,
                                                guint                index,
                                                const char          *text);
void                  bell_patch_set_integer   (BellPatch           *self,
                                                guint                index,
                                                gint64               number);
void                  bell_patch_set_member    (BellPatch           *self,
                                                const BellProperty  *property,
                                                const char          *member,
                                                GVariant            *value);
void                  bell_patch_add_member    (BellPatch           *self,
                                                guint                index,
                                                const char          *member);
void                  bell_patch_remove_member (BellPatch           *self,
                                                guint                index,
                                                const char          *member);
void                  bell_patch_merge         (BellPatch           *self,
                                                const BellPatch     *later);

gboolean              bell_patch_check         (const BellPatch     *self,
                                                GError             **error);
void                  bell_patch_apply         (const BellPatch     *self,
                                                BellRecord          *record);
void                  bell_patch_entry_apply   (const BellPatchEntry *self,
                                                BellRecord          *record);
gboolean              bell_patch_would_change  (const BellPatch     *self,
                                                const BellRecord    *record);
gboolean              bell_patch_equal         (const BellPatch     *one,
                                                const BellPatch     *two);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellPatch, bell_patch_unref)

G_END_DECLS
