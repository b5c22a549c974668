/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-search-hit.h"

G_DEFINE_BOXED_TYPE (BellSearchHit, bell_search_hit, bell_search_hit_copy, bell_search_hit_free)

/**
 * bell_search_hit_copy:
 *
 * Returns: (transfer full): a copy
 */
BellSearchHit *
bell_search_hit_copy (const BellSearchHit *self)
{
  BellSearchHit *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->ticket_id = g_strdup (self->ticket_id);
  copy->title = g_strdup (self->title);
  copy->person_id = g_strdup (self->person_id);
  copy->snippet = g_strdup (self->snippet);
  copy->language = g_strdup (self->language);
  copy->title_ranges = self->title_ranges != NULL ? g_array_copy (self->title_ranges) : NULL;
  copy->snippet_ranges = self->snippet_ranges != NULL ? g_array_copy (self->snippet_ranges) : NULL;

  return copy;
}

/**
 * bell_search_hit_free:
 *
 * Frees it.
 */
void
bell_search_hit_free (BellSearchHit *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->ticket_id);
  g_free (self->title);
  g_free (self->person_id);
  g_free (self->snippet);
  g_free (self->language);
  g_clear_pointer (&self->title_ranges, g_array_unref);
  g_clear_pointer (&self->snippet_ranges, g_array_unref);
  g_free (self);
}
