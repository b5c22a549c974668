/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-hit.h"

/**
 * BellHit:
 *
 * A hit of a search as an object, for a list model. Never changes.
 */
struct _BellHit
{
  GObject parent_instance;

  BellSearchHit *hit;
  char *person;
  gboolean first;
};

G_DEFINE_FINAL_TYPE (BellHit, bell_hit, G_TYPE_OBJECT)

static void
bell_hit_finalize (GObject *object)
{
  BellHit *self = BELL_HIT (object);

  g_clear_pointer (&self->hit, bell_search_hit_free);
  g_clear_pointer (&self->person, g_free);

  G_OBJECT_CLASS (bell_hit_parent_class)->finalize (object);
}

static void
bell_hit_class_init (BellHitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_hit_finalize;
}

static void
bell_hit_init (BellHit *self)
{
}

/**
 * bell_hit_new:
 * @hit: what was found; copied
 * @person: (nullable): the name of who asks or wrote it
 * @first: whether it is the first one of its type in the list
 *
 * Returns: (transfer full): the hit as an object
 */
BellHit *
bell_hit_new (const BellSearchHit *hit,
              const char          *person,
              gboolean             first)
{
  BellHit *self;

  g_return_val_if_fail (hit != NULL, NULL);

  self = g_object_new (BELL_TYPE_HIT, NULL);
  self->hit = bell_search_hit_copy (hit);
  self->person = g_strdup (person);
  self->first = first;

  return self;
}

/**
 * bell_hit_peek:
 *
 * Returns: (transfer none): what was found
 */
const BellSearchHit *
bell_hit_peek (BellHit *self)
{
  g_return_val_if_fail (BELL_IS_HIT (self), NULL);

  return self->hit;
}

/**
 * bell_hit_get_person:
 *
 * Returns: (nullable): the name of who asks in the ticket, or wrote the
 *   message or article
 */
const char *
bell_hit_get_person (BellHit *self)
{
  g_return_val_if_fail (BELL_IS_HIT (self), NULL);

  return self->person;
}

/**
 * bell_hit_get_first:
 *
 * Returns: whether it is the first one of its type in the list
 */
gboolean
bell_hit_get_first (BellHit *self)
{
  g_return_val_if_fail (BELL_IS_HIT (self), FALSE);

  return self->first;
}
