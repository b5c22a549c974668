/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-desk-private.h"

G_DEFINE_FINAL_TYPE (BellDesk, bell_desk, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (BellDetail, bell_detail, G_DEFINE_ENUM_VALUE (BELL_DETAIL_NOTHING, "nothing"), G_DEFINE_ENUM_VALUE (BELL_DETAIL_TICKET, "ticket"), G_DEFINE_ENUM_VALUE (BELL_DETAIL_ARTICLE, "article"), G_DEFINE_ENUM_VALUE (BELL_DETAIL_EDITOR, "editor"))

GParamSpec *bell_desk_properties[PROP_PROGRESS + 1];
guint bell_desk_signals[N_SIGNALS];

static void
bell_desk_mark_read (BellDesk *self)
{
  BellRecord *record;
  const char *last;

  if (self->ticket == NULL || self->detail != BELL_DETAIL_TICKET || !self->attended)
    return;

  record = bell_item_get_record (self->ticket);
  last = record != NULL ? bell_ticket_get_last_message_id (BELL_TICKET (record)) : NULL;
  if (last != NULL && !bell_store_is_read (self->store, bell_record_get_id (record), last))
    bell_store_mark_read (self->store, bell_record_get_id (record), last);
}

static void
bell_desk_set_detail (BellDesk   *self,
                      BellDetail  detail)
{
  if (self->detail == detail)
    return;

  self->detail = detail;
  g_object_notify_by_pspec (G_OBJECT (self), bell_desk_properties[PROP_DETAIL]);
}

static void
ticket_changed_cb (BellDesk *self)
{
  g_assert (BELL_IS_DESK (self));

  bell_desk_mark_read (self);
}

static void
bell_desk_watch_ticket (BellDesk   *self,
                        const char *id)
{
  if (g_strcmp0 (self->ticket_id, id) == 0)
    return;

  g_free (self->ticket_id);
  self->ticket_id = g_strdup (id);

  if (self->ticket != NULL)
    g_signal_handlers_disconnect_by_data (self->ticket, self);
  g_clear_object (&self->ticket);

  if (id != NULL)
    {
      self->ticket = bell_store_watch (self->store, BELL_TYPE_TICKET, id);
      g_signal_connect_object (self->ticket, "notify::record", G_CALLBACK (ticket_changed_cb), self, G_CONNECT_SWAPPED);
    }
  g_object_notify_by_pspec (G_OBJECT (self), bell_desk_properties[PROP_TICKET]);
}

static void
bell_desk_watch_article (BellDesk   *self,
                         const char *id)
{
  if (g_strcmp0 (self->article_id, id) == 0)
    return;

  g_free (self->article_id);
  self->article_id = g_strdup (id);

  g_clear_object (&self->article);
  if (id != NULL)
    self->article = bell_store_watch (self->store, BELL_TYPE_ARTICLE, id);
  g_object_notify_by_pspec (G_OBJECT (self), bell_desk_properties[PROP_ARTICLE]);
}

static void
account_changed_cb (BellDesk *self)
{
  g_assert (BELL_IS_DESK (self));

  /* "Me" and "my teams" may be others now. */
  g_object_notify_by_pspec (G_OBJECT (self), bell_desk_properties[PROP_PLACE]);
}

/* What the account has under the same name. */
static void
account_notify_cb (BellDesk   *self,
                   GParamSpec *pspec)
{
  static const BellDeskProperty followed[] = { PROP_LINK, PROP_PROBLEM, PROP_PROGRESS };

  g_assert (BELL_IS_DESK (self));

  for (guint i = 0; i < G_N_ELEMENTS (followed); i++)
    if (g_str_equal (pspec->name, bell_desk_properties[followed[i]]->name))
      g_object_notify_by_pspec (G_OBJECT (self), bell_desk_properties[followed[i]]);
}

static void
places_changed_cb (BellDesk *self)
{
  g_autofree char *current = g_strdup (bell_place_get_id (self->place));

  g_assert (BELL_IS_DESK (self));

  /* Saved views are made anew when one of them changes. */
  if (!bell_desk_show_place (self, current))
    bell_desk_show_place (self, "my-work");
}

static void
settings_changed_cb (BellDesk   *self,
                     const char *key)
{
  g_assert (BELL_IS_DESK (self));

  if (g_str_equal (key, "list-sort") || g_str_equal (key, "list-reversed"))
    g_object_notify_by_pspec (G_OBJECT (self), bell_desk_properties[PROP_PLACE]);
}

static void
store_problem_cb (BellDesk     *self,
                  const GError *error)
{
  g_assert (BELL_IS_DESK (self));

  bell_desk_tell_failed (self, error);
}

static void
bell_desk_get_property (GObject    *object,
                        guint       property_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  BellDesk *self = BELL_DESK (object);

  switch ((BellDeskProperty) property_id)
    {
    case PROP_STORE:
      g_value_set_object (value, self->store);
      break;
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    case PROP_PLACE:
      g_value_set_object (value, self->place);
      break;
    case PROP_DETAIL:
      g_value_set_enum (value, self->detail);
      break;
    case PROP_TICKET:
      g_value_set_object (value, self->ticket);
      break;
    case PROP_ARTICLE:
      g_value_set_object (value, self->article);
      break;
    case PROP_SEARCH_TEXT:
      g_value_set_string (value, self->search_text);
      break;
    case PROP_LINK:
      g_value_set_enum (value, bell_desk_get_link (self));
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, bell_desk_get_problem (self));
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, bell_desk_get_progress (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_desk_set_property (GObject      *object,
                        guint         property_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  BellDesk *self = BELL_DESK (object);

  switch ((BellDeskProperty) property_id)
    {
    case PROP_STORE:
      self->store = g_value_dup_object (value);
      break;
    case PROP_ACCOUNT:
      self->account = g_value_dup_object (value);
      break;
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    case PROP_PLACE:
    case PROP_SEARCH_TEXT:
    case PROP_DETAIL:
    case PROP_TICKET:
    case PROP_ARTICLE:
    case PROP_LINK:
    case PROP_PROBLEM:
    case PROP_PROGRESS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_desk_constructed (GObject *object)
{
  BellDesk *self = BELL_DESK (object);
  g_autofree char *last = NULL;

  G_OBJECT_CLASS (bell_desk_parent_class)->constructed (object);

  self->places = bell_places_new (self->store);
  bell_desk_start_time (self);
  g_signal_connect_object (bell_places_get_model (self->places), "items-changed",
                           G_CALLBACK (places_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->store, "account-changed", G_CALLBACK (account_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->store, "problem", G_CALLBACK (store_problem_cb), self, G_CONNECT_SWAPPED);
  if (self->account != NULL)
    g_signal_connect_object (self->account, "notify", G_CALLBACK (account_notify_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);

  last = g_settings_get_string (self->settings, "last-view");
  if (!bell_desk_show_place (self, last))
    bell_desk_show_place (self, "my-work");
}

static void
bell_desk_dispose (GObject *object)
{
  BellDesk *self = BELL_DESK (object);

  g_clear_object (&self->place);
  g_clear_object (&self->ticket);
  g_clear_object (&self->article);
  bell_desk_stop_time (self);
  g_clear_object (&self->places);
  g_clear_object (&self->account);
  g_clear_object (&self->settings);
  g_clear_object (&self->store);
  g_clear_pointer (&self->ticket_id, g_free);
  g_clear_pointer (&self->article_id, g_free);
  g_clear_pointer (&self->search_text, g_free);

  G_OBJECT_CLASS (bell_desk_parent_class)->dispose (object);
}

static void
bell_desk_finalize (GObject *object)
{
  BellDesk *self = BELL_DESK (object);

  g_clear_object (&self->pulse);

  G_OBJECT_CLASS (bell_desk_parent_class)->finalize (object);
}

static void
bell_desk_class_init (BellDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GParamFlags constructed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = bell_desk_finalize;
  object_class->constructed = bell_desk_constructed;
  object_class->dispose = bell_desk_dispose;
  object_class->get_property = bell_desk_get_property;
  object_class->set_property = bell_desk_set_property;

  bell_desk_properties[PROP_STORE] = g_param_spec_object ("store", NULL, NULL, BELL_TYPE_STORE, constructed);
  bell_desk_properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, BELL_TYPE_ACCOUNT, constructed);
  bell_desk_properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, constructed);
  bell_desk_properties[PROP_PLACE] = g_param_spec_object ("place", NULL, NULL, BELL_TYPE_PLACE, readable);
  bell_desk_properties[PROP_DETAIL] = g_param_spec_enum ("detail", NULL, NULL, BELL_TYPE_DETAIL, BELL_DETAIL_NOTHING, readable);
  bell_desk_properties[PROP_TICKET] = g_param_spec_object ("ticket", NULL, NULL, BELL_TYPE_ITEM, readable);
  bell_desk_properties[PROP_ARTICLE] = g_param_spec_object ("article", NULL, NULL, BELL_TYPE_ITEM, readable);
  bell_desk_properties[PROP_SEARCH_TEXT] = g_param_spec_string ("search-text", NULL, NULL, "", readable);
  bell_desk_properties[PROP_LINK] = g_param_spec_enum ("link", NULL, NULL, BELL_TYPE_LINK, BELL_LINK_OFFLINE, readable);
  bell_desk_properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, readable);
  bell_desk_properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (bell_desk_properties), bell_desk_properties);

  bell_desk_signals[SIGNAL_DONE] =
    g_signal_new ("done", BELL_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRV);
  bell_desk_signals[SIGNAL_FAILED] =
    g_signal_new ("failed", BELL_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
  bell_desk_signals[SIGNAL_COMPOSE] =
    g_signal_new ("compose", BELL_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, bell_message_kind_get_type ());
}

static void
bell_desk_init (BellDesk *self)
{
  self->search_text = g_strdup ("");
  self->attended = TRUE;
}

/**
 * bell_desk_new:
 * @store: an open store
 * @account: (nullable): whose it is, and how its server is reached
 * @settings: the application's settings
 *
 * Returns: (transfer full): a desk at the place that was seen last
 */
BellDesk *
bell_desk_new (BellStore   *store,
               BellAccount *account,
               GSettings   *settings)
{
  g_return_val_if_fail (BELL_IS_STORE (store), NULL);
  g_return_val_if_fail (account == NULL || BELL_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  return g_object_new (BELL_TYPE_DESK, "store", store, "account", account, "settings", settings, NULL);
}

/**
 * bell_desk_get_store:
 * @self: a desk
 *
 * Returns: (transfer none): what it shows
 */
BellStore *
bell_desk_get_store (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), NULL);

  return self->store;
}

/**
 * bell_desk_get_settings:
 * @self: a desk
 *
 * Returns: (transfer none): the application's settings
 */
GSettings *
bell_desk_get_settings (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), NULL);

  return self->settings;
}

/**
 * bell_desk_get_places:
 * @self: a desk
 *
 * Returns: (transfer none): a list of #BellPlace: the standard ones, then the saved views
 */
GListModel *
bell_desk_get_places (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), NULL);

  return bell_places_get_model (self->places);
}

/**
 * bell_desk_get_place:
 * @self: a desk
 *
 * Returns: (transfer none): where the person is
 */
BellPlace *
bell_desk_get_place (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), NULL);

  return self->place;
}

/**
 * bell_desk_set_place:
 * @self: a desk
 * @place: where to go
 */
void
bell_desk_set_place (BellDesk  *self,
                     BellPlace *place)
{
  g_return_if_fail (BELL_IS_DESK (self));
  g_return_if_fail (BELL_IS_PLACE (place));

  if (!g_set_object (&self->place, place))
    return;

  g_settings_set_string (self->settings, "last-view", bell_place_get_id (place));
  bell_desk_set_search_text (self, "");
  g_object_notify_by_pspec (G_OBJECT (self), bell_desk_properties[PROP_PLACE]);
}

/**
 * bell_desk_show_place:
 * @self: a desk
 * @id: the id of a place
 *
 * Returns: whether there is such a place
 */
gboolean
bell_desk_show_place (BellDesk   *self,
                      const char *id)
{
  BellPlace *place;

  g_return_val_if_fail (BELL_IS_DESK (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  place = bell_places_find (self->places, id);
  if (place == NULL)
    return FALSE;

  bell_desk_set_place (self, place);
  return TRUE;
}

/**
 * bell_desk_get_detail:
 * @self: a desk
 *
 * Returns: what stands beside the list
 */
BellDetail
bell_desk_get_detail (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), BELL_DETAIL_NOTHING);

  return self->detail;
}

/**
 * bell_desk_get_ticket:
 * @self: a desk
 *
 * Returns: (transfer none) (nullable): the ticket that was opened last; its
 *   record may still be loading
 */
BellItem *
bell_desk_get_ticket (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), NULL);

  return self->ticket;
}

/**
 * bell_desk_get_ticket_id:
 * @self: a desk
 *
 * Returns: (nullable): the id of that ticket
 */
const char *
bell_desk_get_ticket_id (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), NULL);

  return self->ticket_id;
}

/**
 * bell_desk_get_article_id:
 * @self: a desk
 *
 * Returns: (nullable): the id of the article that is read or written
 */
const char *
bell_desk_get_article_id (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), NULL);

  return self->article_id;
}

/**
 * bell_desk_get_article:
 * @self: a desk
 *
 * Returns: (transfer none) (nullable): the article that is read or written
 */
BellItem *
bell_desk_get_article (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), NULL);

  return self->article;
}

/**
 * bell_desk_open_ticket:
 * @self: a desk
 * @id: a ticket
 *
 * Shows a ticket beside the list, and so marks it read.
 */
void
bell_desk_open_ticket (BellDesk   *self,
                       const char *id)
{
  g_return_if_fail (BELL_IS_DESK (self));
  g_return_if_fail (bell_id_is_valid (id, BELL_TYPE_TICKET));

  bell_desk_watch_ticket (self, id);
  bell_desk_set_detail (self, BELL_DETAIL_TICKET);
  bell_desk_mark_read (self);
}

/**
 * bell_desk_open_article:
 * @self: a desk
 * @id: an article
 *
 * Shows an article beside the list.
 */
void
bell_desk_open_article (BellDesk   *self,
                        const char *id)
{
  g_return_if_fail (BELL_IS_DESK (self));
  g_return_if_fail (bell_id_is_valid (id, BELL_TYPE_ARTICLE));

  bell_desk_watch_article (self, id);
  bell_desk_set_detail (self, BELL_DETAIL_ARTICLE);
}

/**
 * bell_desk_edit_article:
 * @self: a desk
 * @id: (nullable): an article, or %NULL for a new one
 *
 * Opens the editor beside the list.
 */
void
bell_desk_edit_article (BellDesk   *self,
                        const char *id)
{
  g_return_if_fail (BELL_IS_DESK (self));

  bell_desk_watch_article (self, id);
  bell_desk_set_detail (self, BELL_DETAIL_EDITOR);
}

/**
 * bell_desk_close_detail:
 * @self: a desk
 *
 * Leaves nothing beside the list.
 */
void
bell_desk_close_detail (BellDesk *self)
{
  g_return_if_fail (BELL_IS_DESK (self));

  bell_desk_set_detail (self, BELL_DETAIL_NOTHING);
  bell_desk_watch_ticket (self, NULL);
  bell_desk_watch_article (self, NULL);
}

/**
 * bell_desk_set_attended:
 * @self: a desk
 * @attended: whether somebody looks at it
 *
 * What arrives in an open ticket is read only when somebody is there to read
 * it: not behind other windows, not in the background.
 */
void
bell_desk_set_attended (BellDesk *self,
                        gboolean  attended)
{
  g_return_if_fail (BELL_IS_DESK (self));

  self->attended = attended;
  bell_desk_mark_read (self);
}
