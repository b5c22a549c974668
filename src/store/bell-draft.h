/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * BellDraft:
 * @key: what it is a draft of: a ticket's id and a kind, or "new:…"
 * @text: what has been typed
 * @kind: (nullable): "reply", "note", "ticket", "article"… as the writer likes
 * @title: (nullable): a subject or title
 * @attachments: (nullable): of the type of %BELL_KIND_ATTACHMENTS
 * @extra: (nullable): whatever else the composer wants back, its own text
 * @updated_at: when it was saved
 *
 * Text that a person has not sent. Belongs to that person alone: sync never
 * touches it.
 */
typedef struct
{
  char *key;
  char *text;
  char *kind;
  char *title;
  GVariant *attachments;
  char *extra;
  gint64 updated_at;
} BellDraft;

#define BELL_TYPE_DRAFT (bell_draft_get_type ())
GType      bell_draft_get_type (void) G_GNUC_CONST;
BellDraft *bell_draft_new      (const char      *key,
                                const char      *kind,
                                const char      *text);
BellDraft *bell_draft_copy     (const BellDraft *self);
void       bell_draft_free     (BellDraft       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellDraft, bell_draft_free)

G_END_DECLS
