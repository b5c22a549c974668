/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-item-private.h"
#include "bell-title.h"

/* What a list shows of an object, made for binding: the object itself comes and
 * changes, the item stays. Names of people come from the directory, so that
 * binding a row costs no query. Lives on the store's thread; made by lists and
 * by the store, and kept by whoever shows it. */
struct _BellItem
{
  GObject parent_instance;

  BellDirectory *directory; /* not owned: the directory may hold items itself */
  BellRecord *record;       /* NULL while loading */
  guint pending : 1;
  guint refused : 1;
  guint unread : 1;
};

G_DEFINE_FINAL_TYPE (BellItem, bell_item, G_TYPE_OBJECT)

typedef enum
{
  PROP_RECORD = 1,
  PROP_LOADING,
  PROP_PENDING,
  PROP_REFUSED,
  PROP_UNREAD,
  PROP_ID,
  PROP_TITLE,
  PROP_NUMBER,
  PROP_STATUS,
  PROP_PRIORITY,
  PROP_KIND,
  PROP_REQUESTER_NAME,
  PROP_ASSIGNEE_NAME,
  PROP_TEAM_NAME,
  PROP_AUTHOR_NAME,
  PROP_CREATED_AT,
  PROP_UPDATED_AT,
} BellItemProperty;

static GParamSpec *properties[PROP_UPDATED_AT + 1];

static BellType
bell_item_get_data_type (BellItem *self)
{
  return self->record != NULL ? bell_record_get_data_type (self->record) : BELL_TYPE_NONE;
}

/* The property of each type that plays a part, or -1. */
static const struct
{
  int author, created_at, updated_at;
} parts[] = {
  [BELL_TYPE_PRINCIPAL] = { -1, BELL_PRINCIPAL_CREATED_AT, -1 },
  [BELL_TYPE_TEAM] = { -1, BELL_TEAM_CREATED_AT, -1 },
  [BELL_TYPE_TICKET] = { -1, BELL_TICKET_CREATED_AT, BELL_TICKET_UPDATED_AT },
  [BELL_TYPE_MESSAGE] = { BELL_MESSAGE_AUTHOR_ID, BELL_MESSAGE_WRITTEN_AT, -1 },
  [BELL_TYPE_ARTICLE] = { BELL_ARTICLE_AUTHOR_ID, BELL_ARTICLE_CREATED_AT, BELL_ARTICLE_UPDATED_AT },
  [BELL_TYPE_VIEW] = { BELL_VIEW_OWNER_ID, BELL_VIEW_CREATED_AT, -1 },
  [BELL_TYPE_CALENDAR] = { -1, BELL_CALENDAR_CREATED_AT, -1 },
  [BELL_TYPE_SLA_POLICY] = { -1, BELL_SLA_POLICY_CREATED_AT, -1 },
  [BELL_TYPE_NOTICE] = { -1, BELL_NOTICE_CREATED_AT, BELL_NOTICE_UPDATED_AT },
};

static const char *
bell_item_peek_text (BellItem *self,
                     int       index)
{
  if (self->record == NULL || index < 0)
    return NULL;

  return bell_record_peek_text (self->record, bell_type_get_property (bell_item_get_data_type (self), (guint) index));
}

static gint64
bell_item_peek_time (BellItem *self,
                     int       index)
{
  if (self->record == NULL || index < 0)
    return BELL_TIME_UNSET;

  return bell_record_peek_integer (self->record, bell_type_get_property (bell_item_get_data_type (self), (guint) index));
}

static const char *
bell_item_get_name (BellItem   *self,
                    const char *id)
{
  return id != NULL && self->directory != NULL ? bell_directory_get_name (self->directory, id) : NULL;
}

static const BellTicket *
bell_item_get_ticket (BellItem *self)
{
  return bell_item_get_data_type (self) == BELL_TYPE_TICKET ? BELL_TICKET (self->record) : NULL;
}

static int
bell_item_get_kind (BellItem *self)
{
  switch ((int) bell_item_get_data_type (self))
    {
    case BELL_TYPE_TICKET:
      return bell_ticket_get_kind (BELL_TICKET (self->record));
    case BELL_TYPE_MESSAGE:
      return bell_message_get_kind (BELL_MESSAGE (self->record));
    default:
      return 0;
    }
}

static void
bell_item_get_property (GObject    *object,
                        guint       property_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  BellItem *self = BELL_ITEM (object);

  switch ((BellItemProperty) property_id)
    {
    case PROP_RECORD:
      g_value_set_boxed (value, self->record);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, bell_item_get_loading (self));
      break;
    case PROP_PENDING:
      g_value_set_boolean (value, self->pending);
      break;
    case PROP_REFUSED:
      g_value_set_boolean (value, self->refused);
      break;
    case PROP_UNREAD:
      g_value_set_boolean (value, self->unread);
      break;
    case PROP_ID:
      g_value_set_string (value, bell_item_get_id (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, bell_item_get_title (self));
      break;
    case PROP_NUMBER:
      g_value_set_int64 (value, bell_item_get_number (self));
      break;
    case PROP_STATUS:
      g_value_set_enum (value, bell_item_get_status (self));
      break;
    case PROP_PRIORITY:
      g_value_set_enum (value, bell_item_get_priority (self));
      break;
    case PROP_KIND:
      g_value_set_int (value, bell_item_get_kind (self));
      break;
    case PROP_REQUESTER_NAME:
      g_value_set_string (value, bell_item_get_requester_name (self));
      break;
    case PROP_ASSIGNEE_NAME:
      g_value_set_string (value, bell_item_get_assignee_name (self));
      break;
    case PROP_TEAM_NAME:
      g_value_set_string (value, bell_item_get_team_name (self));
      break;
    case PROP_AUTHOR_NAME:
      g_value_set_string (value, bell_item_get_author_name (self));
      break;
    case PROP_CREATED_AT:
      g_value_set_int64 (value, bell_item_get_created_at (self));
      break;
    case PROP_UPDATED_AT:
      g_value_set_int64 (value, bell_item_get_updated_at (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_item_finalize (GObject *object)
{
  BellItem *self = BELL_ITEM (object);

  g_clear_weak_pointer (&self->directory);
  g_clear_pointer (&self->record, bell_record_unref);

  G_OBJECT_CLASS (bell_item_parent_class)->finalize (object);
}

static void
bell_item_class_init (BellItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = bell_item_get_property;
  object_class->finalize = bell_item_finalize;

  properties[PROP_RECORD] = g_param_spec_boxed ("record", NULL, NULL, BELL_TYPE_RECORD, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, TRUE, flags);
  properties[PROP_PENDING] = g_param_spec_boolean ("pending", NULL, NULL, FALSE, flags);
  properties[PROP_REFUSED] = g_param_spec_boolean ("refused", NULL, NULL, FALSE, flags);
  properties[PROP_UNREAD] = g_param_spec_boolean ("unread", NULL, NULL, FALSE, flags);
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_NUMBER] = g_param_spec_int64 ("number", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_STATUS] = g_param_spec_enum ("status", NULL, NULL, bell_status_get_type (), BELL_STATUS_NEW, flags);
  properties[PROP_PRIORITY] =
    g_param_spec_enum ("priority", NULL, NULL, bell_priority_get_type (), BELL_PRIORITY_LOW, flags);
  properties[PROP_KIND] = g_param_spec_int ("kind", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_REQUESTER_NAME] = g_param_spec_string ("requester-name", NULL, NULL, NULL, flags);
  properties[PROP_ASSIGNEE_NAME] = g_param_spec_string ("assignee-name", NULL, NULL, NULL, flags);
  properties[PROP_TEAM_NAME] = g_param_spec_string ("team-name", NULL, NULL, NULL, flags);
  properties[PROP_AUTHOR_NAME] = g_param_spec_string ("author-name", NULL, NULL, NULL, flags);
  properties[PROP_CREATED_AT] =
    g_param_spec_int64 ("created-at", NULL, NULL, G_MININT64, G_MAXINT64, BELL_TIME_UNSET, flags);
  properties[PROP_UPDATED_AT] =
    g_param_spec_int64 ("updated-at", NULL, NULL, G_MININT64, G_MAXINT64, BELL_TIME_UNSET, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bell_item_init (BellItem *self)
{
}

/**
 * bell_item_new:
 * @directory: (nullable): where names come from
 *
 * Returns: (transfer full): an item that is loading
 */
BellItem *
bell_item_new (BellDirectory *directory)
{
  BellItem *self = g_object_new (BELL_TYPE_ITEM, NULL);

  g_set_weak_pointer (&self->directory, directory);

  return self;
}

/**
 * bell_item_set:
 * @record: (nullable): the object, or %NULL while it is loading
 *
 * Says what the item shows now.
 */
void
bell_item_set (BellItem   *self,
               BellRecord *record,
               gboolean    pending,
               gboolean    refused,
               gboolean    unread)
{
  g_return_if_fail (BELL_IS_ITEM (self));

  g_object_freeze_notify (G_OBJECT (self));

  if (record != self->record)
    {
      gboolean same = record != NULL && self->record != NULL && bell_record_equal (record, self->record);
      BellRecord *before = g_steal_pointer (&self->record);

      self->record = record != NULL ? bell_record_ref (record) : NULL;
      g_clear_pointer (&before, bell_record_unref);

      if (!same)
        for (guint i = PROP_ID; i < G_N_ELEMENTS (properties); i++)
          g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORD]);
    }

  if (self->pending != !!pending)
    {
      self->pending = !!pending;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PENDING]);
    }

  if (self->refused != !!refused)
    {
      self->refused = !!refused;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REFUSED]);
    }

  bell_item_set_unread (self, unread);
  g_object_thaw_notify (G_OBJECT (self));
}

void
bell_item_set_unread (BellItem *self,
                      gboolean  unread)
{
  g_return_if_fail (BELL_IS_ITEM (self));

  if (self->unread == !!unread)
    return;

  self->unread = !!unread;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
}

/* The directory has changed. */
void
bell_item_notify_names (BellItem *self)
{
  g_return_if_fail (BELL_IS_ITEM (self));

  for (guint i = PROP_REQUESTER_NAME; i <= PROP_AUTHOR_NAME; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

/**
 * bell_item_get_record:
 *
 * Returns: (transfer none) (nullable): the object, %NULL while it is loading
 */
BellRecord *
bell_item_get_record (BellItem *self)
{
  g_return_val_if_fail (BELL_IS_ITEM (self), NULL);

  return self->record;
}

/**
 * bell_item_get_loading:
 *
 * Returns: whether the object has not been read yet
 */
gboolean
bell_item_get_loading (BellItem *self)
{
  g_return_val_if_fail (BELL_IS_ITEM (self), TRUE);

  return self->record == NULL;
}

/**
 * bell_item_get_pending:
 *
 * Returns: whether something done to it waits for the server
 */
gboolean
bell_item_get_pending (BellItem *self)
{
  g_return_val_if_fail (BELL_IS_ITEM (self), FALSE);

  return self->pending;
}

/**
 * bell_item_get_refused:
 *
 * Returns: whether the server refused something done to it
 */
gboolean
bell_item_get_refused (BellItem *self)
{
  g_return_val_if_fail (BELL_IS_ITEM (self), FALSE);

  return self->refused;
}

/**
 * bell_item_get_unread:
 *
 * Returns: for a ticket, whether somebody else's last message has not been read here
 */
gboolean
bell_item_get_unread (BellItem *self)
{
  g_return_val_if_fail (BELL_IS_ITEM (self), FALSE);

  return self->unread;
}

/**
 * bell_item_get_id:
 *
 * Returns: (nullable): the object's id
 */
const char *
bell_item_get_id (BellItem *self)
{
  g_return_val_if_fail (BELL_IS_ITEM (self), NULL);

  return self->record != NULL ? bell_record_get_id (self->record) : NULL;
}

/**
 * bell_item_get_title:
 *
 * Returns: (nullable): its subject, title or name
 */
const char *
bell_item_get_title (BellItem *self)
{
  g_return_val_if_fail (BELL_IS_ITEM (self), NULL);

  return self->record != NULL ? bell_title_peek (self->record) : NULL;
}

/**
 * bell_item_get_number:
 *
 * Returns: a ticket's number; 0 where it has none (yet)
 */
gint64
bell_item_get_number (BellItem *self)
{
  g_return_val_if_fail (BELL_IS_ITEM (self), 0);

  return bell_item_get_ticket (self) != NULL ? MAX (bell_ticket_get_number (bell_item_get_ticket (self)), 0) : 0;
}

/**
 * bell_item_get_status:
 *
 * Returns: a ticket's status
 */
BellStatus
bell_item_get_status (BellItem *self)
{
  g_return_val_if_fail (BELL_IS_ITEM (self), BELL_STATUS_NEW);

  return bell_item_get_ticket (self) != NULL ? bell_ticket_get_status (bell_item_get_ticket (self)) : BELL_STATUS_NEW;
}

/**
 * bell_item_get_priority:
 *
 * Returns: a ticket's priority
 */
BellPriority
bell_item_get_priority (BellItem *self)
{
  g_return_val_if_fail (BELL_IS_ITEM (self), BELL_PRIORITY_LOW);

  return bell_item_get_ticket (self) != NULL ? bell_ticket_get_priority (bell_item_get_ticket (self))
                                             : BELL_PRIORITY_LOW;
}

/**
 * bell_item_get_requester_name:
 *
 * Returns: (nullable): who asks
 */
const char *
bell_item_get_requester_name (BellItem *self)
{
  const BellTicket *ticket = bell_item_get_ticket (self);

  return ticket != NULL ? bell_item_get_name (self, bell_ticket_get_requester_id (ticket)) : NULL;
}

/**
 * bell_item_get_assignee_name:
 *
 * Returns: (nullable): who works on it
 */
const char *
bell_item_get_assignee_name (BellItem *self)
{
  const BellTicket *ticket = bell_item_get_ticket (self);

  return ticket != NULL ? bell_item_get_name (self, bell_ticket_get_assignee_id (ticket)) : NULL;
}

/**
 * bell_item_get_team_name:
 *
 * Returns: (nullable): whose queue it is in
 */
const char *
bell_item_get_team_name (BellItem *self)
{
  const BellTicket *ticket = bell_item_get_ticket (self);

  return ticket != NULL ? bell_item_get_name (self, bell_ticket_get_team_id (ticket)) : NULL;
}

/**
 * bell_item_get_author_name:
 *
 * Returns: (nullable): who wrote it
 */
const char *
bell_item_get_author_name (BellItem *self)
{
  g_return_val_if_fail (BELL_IS_ITEM (self), NULL);

  if (self->record == NULL)
    return NULL;

  return bell_item_get_name (self, bell_item_peek_text (self, parts[bell_item_get_data_type (self)].author));
}

/**
 * bell_item_get_created_at:
 *
 * Returns: when it was made, or a message was written
 */
gint64
bell_item_get_created_at (BellItem *self)
{
  g_return_val_if_fail (BELL_IS_ITEM (self), BELL_TIME_UNSET);

  return self->record != NULL ? bell_item_peek_time (self, parts[bell_item_get_data_type (self)].created_at)
                              : BELL_TIME_UNSET;
}

/**
 * bell_item_get_updated_at:
 *
 * Returns: when it was last changed
 */
gint64
bell_item_get_updated_at (BellItem *self)
{
  g_return_val_if_fail (BELL_IS_ITEM (self), BELL_TIME_UNSET);

  return self->record != NULL ? bell_item_peek_time (self, parts[bell_item_get_data_type (self)].updated_at)
                              : BELL_TIME_UNSET;
}
