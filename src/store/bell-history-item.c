/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-history-item-private.h"

/* A change in an object's history, confirmed or on its way. Never changes
 * itself: when it gets further, another item takes its place. */
struct _BellHistoryItem
{
  GObject parent_instance;

  BellDirectory *directory;
  BellChange *change;
  BellOutboxState state;
};

G_DEFINE_FINAL_TYPE (BellHistoryItem, bell_history_item, G_TYPE_OBJECT)

typedef enum
{
  PROP_CHANGE = 1,
  PROP_STATE,
  PROP_AUTHOR_NAME,
  PROP_TIME,
} BellHistoryItemProperty;

static GParamSpec *properties[PROP_TIME + 1];

static void
bell_history_item_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  BellHistoryItem *self = BELL_HISTORY_ITEM (object);

  switch ((BellHistoryItemProperty) property_id)
    {
    case PROP_CHANGE:
      g_value_set_boxed (value, self->change);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_AUTHOR_NAME:
      g_value_set_string (value, bell_history_item_get_author_name (self));
      break;
    case PROP_TIME:
      g_value_set_int64 (value, bell_history_item_get_time (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_history_item_finalize (GObject *object)
{
  BellHistoryItem *self = BELL_HISTORY_ITEM (object);

  g_clear_object (&self->directory);
  g_clear_pointer (&self->change, bell_change_unref);

  G_OBJECT_CLASS (bell_history_item_parent_class)->finalize (object);
}

static void
bell_history_item_class_init (BellHistoryItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = bell_history_item_get_property;
  object_class->finalize = bell_history_item_finalize;

  properties[PROP_CHANGE] = g_param_spec_boxed ("change", NULL, NULL, BELL_TYPE_CHANGE_BOXED, flags);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, BELL_TYPE_OUTBOX_STATE, BELL_OUTBOX_STATE_QUEUED, flags);
  properties[PROP_AUTHOR_NAME] = g_param_spec_string ("author-name", NULL, NULL, NULL, flags);
  properties[PROP_TIME] =
    g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, BELL_TIME_UNSET, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bell_history_item_init (BellHistoryItem *self)
{
}

BellHistoryItem *
bell_history_item_new (BellDirectory   *directory,
                       BellChange      *change,
                       BellOutboxState  state)
{
  BellHistoryItem *self = g_object_new (BELL_TYPE_HISTORY_ITEM, NULL);

  self->directory = g_object_ref (directory);
  self->change = bell_change_ref (change);
  self->state = state;

  return self;
}

/**
 * bell_history_item_get_change:
 *
 * Returns: (transfer none): what was done
 */
BellChange *
bell_history_item_get_change (BellHistoryItem *self)
{
  g_return_val_if_fail (BELL_IS_HISTORY_ITEM (self), NULL);

  return self->change;
}

/**
 * bell_history_item_get_state:
 *
 * Returns: how far it has come: mostly CONFIRMED
 */
BellOutboxState
bell_history_item_get_state (BellHistoryItem *self)
{
  g_return_val_if_fail (BELL_IS_HISTORY_ITEM (self), BELL_OUTBOX_STATE_CONFIRMED);

  return self->state;
}

/**
 * bell_history_item_get_author_name:
 *
 * Returns: (nullable): who did it
 */
const char *
bell_history_item_get_author_name (BellHistoryItem *self)
{
  g_return_val_if_fail (BELL_IS_HISTORY_ITEM (self), NULL);

  return bell_directory_get_name (self->directory, bell_change_get_author_id (self->change));
}

/**
 * bell_history_item_get_time:
 *
 * Returns: when it was done
 */
gint64
bell_history_item_get_time (BellHistoryItem *self)
{
  g_return_val_if_fail (BELL_IS_HISTORY_ITEM (self), BELL_TIME_UNSET);

  return bell_change_get_acted_at (self->change);
}
