/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-outbox-item-private.h"
#include "bell-title.h"

/* A change on its way, for a list of what waits. It stays the same object from
 * being queued to leaving the outbox. Owned by the store's outbox list. */
struct _BellOutboxItem
{
  GObject parent_instance;

  BellOutboxRow *row;
};

G_DEFINE_FINAL_TYPE (BellOutboxItem, bell_outbox_item, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (BellOutboxState, bell_outbox_state,
                    G_DEFINE_ENUM_VALUE (BELL_OUTBOX_STATE_QUEUED, "queued"),
                    G_DEFINE_ENUM_VALUE (BELL_OUTBOX_STATE_SENT, "sent"),
                    G_DEFINE_ENUM_VALUE (BELL_OUTBOX_STATE_ACKNOWLEDGED, "acknowledged"),
                    G_DEFINE_ENUM_VALUE (BELL_OUTBOX_STATE_PARKED, "parked"),
                    G_DEFINE_ENUM_VALUE (BELL_OUTBOX_STATE_CONFIRMED, "confirmed"))

typedef enum
{
  PROP_CHANGE = 1,
  PROP_STATE,
  PROP_ATTEMPTS,
  PROP_REASON_TYPE,
  PROP_REASON,
  PROP_TITLE,
} BellOutboxItemProperty;

static GParamSpec *properties[PROP_TITLE + 1];

static void
bell_outbox_item_get_property (GObject    *object,
                               guint       property_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  BellOutboxItem *self = BELL_OUTBOX_ITEM (object);

  switch ((BellOutboxItemProperty) property_id)
    {
    case PROP_CHANGE:
      g_value_set_boxed (value, self->row->change);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->row->state);
      break;
    case PROP_ATTEMPTS:
      g_value_set_uint (value, self->row->attempts);
      break;
    case PROP_REASON_TYPE:
      g_value_set_string (value, self->row->reason_type);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->row->reason);
      break;
    case PROP_TITLE:
      g_value_set_string (value, bell_outbox_item_get_title (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_outbox_item_finalize (GObject *object)
{
  BellOutboxItem *self = BELL_OUTBOX_ITEM (object);

  g_clear_pointer (&self->row, bell_outbox_row_unref);

  G_OBJECT_CLASS (bell_outbox_item_parent_class)->finalize (object);
}

static void
bell_outbox_item_class_init (BellOutboxItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = bell_outbox_item_get_property;
  object_class->finalize = bell_outbox_item_finalize;

  properties[PROP_CHANGE] = g_param_spec_boxed ("change", NULL, NULL, BELL_TYPE_CHANGE_BOXED, flags);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, BELL_TYPE_OUTBOX_STATE, BELL_OUTBOX_STATE_QUEUED, flags);
  properties[PROP_ATTEMPTS] = g_param_spec_uint ("attempts", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_REASON_TYPE] = g_param_spec_string ("reason-type", NULL, NULL, NULL, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bell_outbox_item_init (BellOutboxItem *self)
{
}

BellOutboxItem *
bell_outbox_item_new (BellOutboxRow *row)
{
  BellOutboxItem *self = g_object_new (BELL_TYPE_OUTBOX_ITEM, NULL);

  self->row = bell_outbox_row_ref (row);

  return self;
}

/* The row has moved on. */
void
bell_outbox_item_set_row (BellOutboxItem *self,
                          BellOutboxRow  *row)
{
  BellOutboxRow *before = self->row;

  self->row = bell_outbox_row_ref (row);

  g_object_freeze_notify (G_OBJECT (self));
  if (before->state != row->state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (before->attempts != row->attempts)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ATTEMPTS]);
  if (g_strcmp0 (before->reason_type, row->reason_type) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON_TYPE]);
  if (g_strcmp0 (before->reason, row->reason) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
  g_object_thaw_notify (G_OBJECT (self));

  bell_outbox_row_unref (before);
}

const BellOutboxRow *
bell_outbox_item_get_row (BellOutboxItem *self)
{
  return self->row;
}

/**
 * bell_outbox_item_get_change:
 *
 * Returns: (transfer none): what was done
 */
BellChange *
bell_outbox_item_get_change (BellOutboxItem *self)
{
  g_return_val_if_fail (BELL_IS_OUTBOX_ITEM (self), NULL);

  return self->row->change;
}

/**
 * bell_outbox_item_get_state:
 *
 * Returns: how far it has come
 */
BellOutboxState
bell_outbox_item_get_state (BellOutboxItem *self)
{
  g_return_val_if_fail (BELL_IS_OUTBOX_ITEM (self), BELL_OUTBOX_STATE_QUEUED);

  return self->row->state;
}

/**
 * bell_outbox_item_get_attempts:
 *
 * Returns: how often it has been sent
 */
guint
bell_outbox_item_get_attempts (BellOutboxItem *self)
{
  g_return_val_if_fail (BELL_IS_OUTBOX_ITEM (self), 0);

  return self->row->attempts;
}

/**
 * bell_outbox_item_get_reason_type:
 *
 * Returns: (nullable): if it is parked, the type of the server's error
 */
const char *
bell_outbox_item_get_reason_type (BellOutboxItem *self)
{
  g_return_val_if_fail (BELL_IS_OUTBOX_ITEM (self), NULL);

  return self->row->reason_type;
}

/**
 * bell_outbox_item_get_reason:
 *
 * Returns: (nullable): if it is parked or has been delayed, why, in a sentence
 */
const char *
bell_outbox_item_get_reason (BellOutboxItem *self)
{
  g_return_val_if_fail (BELL_IS_OUTBOX_ITEM (self), NULL);

  return self->row->reason;
}

/**
 * bell_outbox_item_get_group:
 *
 * Returns: what is sent in order: the id of a ticket, or of the object itself
 */
const char *
bell_outbox_item_get_group (BellOutboxItem *self)
{
  g_return_val_if_fail (BELL_IS_OUTBOX_ITEM (self), NULL);

  return self->row->group;
}

/**
 * bell_outbox_item_get_title:
 *
 * Returns: (nullable): the subject, title or name that it writes, or the text of
 *   its message, if it says that itself
 */
const char *
bell_outbox_item_get_title (BellOutboxItem *self)
{
  const BellPatch *patch;
  const BellProperty *property;
  const BellPatchEntry *entry;
  BellType type;

  g_return_val_if_fail (BELL_IS_OUTBOX_ITEM (self), NULL);

  patch = bell_change_get_patch (self->row->change);
  type = bell_change_get_data_type (self->row->change);
  property = type == BELL_TYPE_MESSAGE ? bell_message_property (BELL_MESSAGE_BODY) : bell_title_find_property (type);
  entry = patch != NULL && property != NULL ? bell_patch_find (patch, property) : NULL;

  return entry != NULL && entry->value != NULL ? g_variant_get_string (entry->value, NULL) : NULL;
}

/**
 * bell_outbox_item_get_blobs:
 *
 * Returns: (transfer none) (nullable): ids of the blobs that have to be
 *   uploaded before it can be sent
 */
const char *const *
bell_outbox_item_get_blobs (BellOutboxItem *self)
{
  g_return_val_if_fail (BELL_IS_OUTBOX_ITEM (self), NULL);

  return (const char *const *) self->row->blobs;
}
