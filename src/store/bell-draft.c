/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-draft.h"

G_DEFINE_BOXED_TYPE (BellDraft, bell_draft, bell_draft_copy, bell_draft_free)

/**
 * bell_draft_new:
 * @key: what it is a draft of
 * @kind: (nullable): what is being written
 * @text: what has been typed
 *
 * Returns: (transfer full): a draft; its other fields are for the caller to fill
 */
BellDraft *
bell_draft_new (const char *key,
                const char *kind,
                const char *text)
{
  BellDraft *self;

  g_return_val_if_fail (key != NULL, NULL);

  self = g_new0 (BellDraft, 1);
  self->key = g_strdup (key);
  self->kind = g_strdup (kind);
  self->text = g_strdup (text != NULL ? text : "");

  return self;
}

/**
 * bell_draft_copy:
 *
 * Returns: (transfer full): a copy
 */
BellDraft *
bell_draft_copy (const BellDraft *self)
{
  BellDraft *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = bell_draft_new (self->key, self->kind, self->text);
  copy->title = g_strdup (self->title);
  copy->attachments = self->attachments != NULL ? g_variant_ref_sink (self->attachments) : NULL;
  copy->extra = g_strdup (self->extra);
  copy->updated_at = self->updated_at;

  return copy;
}

/**
 * bell_draft_free:
 *
 * Frees it.
 */
void
bell_draft_free (BellDraft *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->key);
  g_free (self->text);
  g_free (self->kind);
  g_free (self->title);
  g_clear_pointer (&self->attachments, g_variant_unref);
  g_free (self->extra);
  g_free (self);
}
