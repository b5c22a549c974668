/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-counter-private.h"

/* A number beside a name in a sidebar. The store counts for all of its
 * counters together, after something has changed. Owned by whoever asked for
 * it; the store forgets it when it is gone. */
struct _BellCounter
{
  GObject parent_instance;

  BellQuery *query;
  gint64 count;
};

G_DEFINE_FINAL_TYPE (BellCounter, bell_counter, G_TYPE_OBJECT)

typedef enum
{
  PROP_COUNT = 1,
} BellCounterProperty;

static GParamSpec *properties[PROP_COUNT + 1];

static void
bell_counter_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BellCounter *self = BELL_COUNTER (object);

  switch ((BellCounterProperty) property_id)
    {
    case PROP_COUNT:
      g_value_set_int64 (value, self->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_counter_finalize (GObject *object)
{
  BellCounter *self = BELL_COUNTER (object);

  g_clear_pointer (&self->query, bell_query_free);

  G_OBJECT_CLASS (bell_counter_parent_class)->finalize (object);
}

static void
bell_counter_class_init (BellCounterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bell_counter_get_property;
  object_class->finalize = bell_counter_finalize;

  properties[PROP_COUNT] =
    g_param_spec_int64 ("count", NULL, NULL, -1, G_MAXINT64, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bell_counter_init (BellCounter *self)
{
  self->count = -1;
}

BellCounter *
bell_counter_new (const BellQuery *query)
{
  BellCounter *self = g_object_new (BELL_TYPE_COUNTER, NULL);

  self->query = bell_query_copy (query);

  return self;
}

const BellQuery *
bell_counter_get_query (BellCounter *self)
{
  return self->query;
}

void
bell_counter_set_count (BellCounter *self,
                        gint64       count)
{
  if (self->count == count)
    return;

  self->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}

/**
 * bell_counter_get_count:
 *
 * Returns: how many objects its query finds; -1 until that is known
 */
gint64
bell_counter_get_count (BellCounter *self)
{
  g_return_val_if_fail (BELL_IS_COUNTER (self), -1);

  return self->count;
}
