/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-place.h"

/**
 * BellPlace:
 *
 * One line of the sidebar: somewhere to go, with the number of things there.
 * Made by #BellSession, which owns them all; main thread.
 */
struct _BellPlace
{
  GObject parent_instance;

  BellPlaceKind kind;
  char *id;
  char *title;
  const char *icon_name; /* interned */
  BellQuery *base;       /* (nullable), not resolved: may name $me */
  BellCounter *counter;  /* (nullable) */
  gint64 count;
};

G_DEFINE_FINAL_TYPE (BellPlace, bell_place, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_TITLE,
  PROP_ICON_NAME,
  PROP_COUNT,
} BellPlaceProperty;

static GParamSpec *properties[PROP_COUNT + 1];

static void
counted_cb (BellPlace *self)
{
  g_assert (BELL_IS_PLACE (self));

  /* While a new question is being answered the old number stands. */
  if (bell_counter_get_count (self->counter) >= 0)
    bell_place_set_count (self, bell_counter_get_count (self->counter));
}

static void
bell_place_get_property (GObject    *object,
                         guint       property_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  BellPlace *self = BELL_PLACE (object);

  switch ((BellPlaceProperty) property_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, self->icon_name);
      break;
    case PROP_COUNT:
      g_value_set_int64 (value, self->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_place_finalize (GObject *object)
{
  BellPlace *self = BELL_PLACE (object);

  g_clear_object (&self->counter);
  g_clear_pointer (&self->base, bell_query_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->title, g_free);

  G_OBJECT_CLASS (bell_place_parent_class)->finalize (object);
}

static void
bell_place_class_init (BellPlaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bell_place_get_property;
  object_class->finalize = bell_place_finalize;

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ICON_NAME] =
    g_param_spec_string ("icon-name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /* -1: not known, or not worth showing. */
  properties[PROP_COUNT] =
    g_param_spec_int64 ("count", NULL, NULL, -1, G_MAXINT64, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bell_place_init (BellPlace *self)
{
  self->count = -1;
}

/**
 * bell_place_new:
 * @kind: what it holds
 * @id: a name of its own, or the id of a saved view
 * @title: its translated name
 * @icon_name: its icon
 * @base: (nullable) (transfer full): what is listed; may name $me and $my-teams,
 *   and is listed in the order of the settings where it has none of its own
 *
 * Returns: (transfer full): a place
 */
BellPlace *
bell_place_new (BellPlaceKind  kind,
                const char    *id,
                const char    *title,
                const char    *icon_name,
                BellQuery     *base)
{
  BellPlace *self;

  g_return_val_if_fail (id != NULL, NULL);

  self = g_object_new (BELL_TYPE_PLACE, NULL);
  self->kind = kind;
  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->icon_name = g_intern_string (icon_name);
  self->base = base;

  return self;
}

/**
 * bell_place_get_id:
 * @self: a place
 *
 * Returns: its name, or the id of the saved view
 */
const char *
bell_place_get_id (BellPlace *self)
{
  g_return_val_if_fail (BELL_IS_PLACE (self), NULL);

  return self->id;
}

/**
 * bell_place_get_title:
 * @self: a place
 *
 * Returns: what it is called on screen
 */
const char *
bell_place_get_title (BellPlace *self)
{
  g_return_val_if_fail (BELL_IS_PLACE (self), NULL);

  return self->title;
}

/**
 * bell_place_get_icon_name:
 * @self: a place
 *
 * Returns: an icon name
 */
const char *
bell_place_get_icon_name (BellPlace *self)
{
  g_return_val_if_fail (BELL_IS_PLACE (self), NULL);

  return self->icon_name;
}

/**
 * bell_place_get_kind:
 * @self: a place
 *
 * Returns: what it holds
 */
BellPlaceKind
bell_place_get_kind (BellPlace *self)
{
  g_return_val_if_fail (BELL_IS_PLACE (self), BELL_PLACE_KIND_TICKETS);

  return self->kind;
}

/**
 * bell_place_get_count:
 * @self: a place
 *
 * Returns: how many things are there, or -1
 */
gint64
bell_place_get_count (BellPlace *self)
{
  g_return_val_if_fail (BELL_IS_PLACE (self), -1);

  return self->count;
}

/**
 * bell_place_set_count:
 * @self: a place
 * @count: how many things are there, or -1
 */
void
bell_place_set_count (BellPlace *self,
                      gint64     count)
{
  g_return_if_fail (BELL_IS_PLACE (self));

  if (self->count == count)
    return;

  self->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}

/**
 * bell_place_set_base:
 * @self: a place
 * @base: (transfer full): what is listed there from now on
 */
void
bell_place_set_base (BellPlace *self,
                     BellQuery *base)
{
  g_return_if_fail (BELL_IS_PLACE (self));
  g_return_if_fail (base != NULL);

  g_clear_pointer (&self->base, bell_query_free);
  self->base = base;
}

/**
 * bell_place_count_by:
 * @self: a place with a query
 * @store: where to count
 *
 * Keeps the count of the place up to date from now on.
 */
void
bell_place_count_by (BellPlace *self,
                     BellStore *store)
{
  g_autoptr(BellQuery) query = NULL;

  g_return_if_fail (BELL_IS_PLACE (self));
  g_return_if_fail (BELL_IS_STORE (store));

  if (self->counter != NULL)
    g_signal_handlers_disconnect_by_data (self->counter, self);
  g_clear_object (&self->counter);

  query = bell_place_make_query (self, store, NULL);
  self->counter = bell_store_watch_count (store, query);
  g_signal_connect_object (self->counter, "notify::count", G_CALLBACK (counted_cb), self, G_CONNECT_SWAPPED);
  counted_cb (self);
}

/**
 * bell_place_is_saved_view:
 * @self: a place
 *
 * Returns: whether somebody saved it, as opposed to a standard one
 */
gboolean
bell_place_is_saved_view (BellPlace *self)
{
  g_return_val_if_fail (BELL_IS_PLACE (self), FALSE);

  return bell_id_is_valid (self->id, BELL_TYPE_VIEW);
}

/**
 * bell_place_make_query:
 * @self: a place
 * @store: whose tickets; says who "me" is
 * @settings: (nullable): the order of the list, or %NULL for none
 *
 * Returns: (transfer full) (nullable): what to list there
 */
BellQuery *
bell_place_make_query (BellPlace *self,
                       BellStore *store,
                       GSettings *settings)
{
  g_autoptr(BellQuery) query = NULL;
  const char *me;

  g_return_val_if_fail (BELL_IS_PLACE (self), NULL);
  g_return_val_if_fail (BELL_IS_STORE (store), NULL);

  if (self->base == NULL)
    return NULL;

  query = bell_query_copy (self->base);
  me = bell_store_get_principal_id (store);
  if (query->filter != NULL && me != NULL)
    {
      g_autoptr(BellFilter) filter = g_steal_pointer (&query->filter);

      query->filter = bell_filter_resolve (filter, me, bell_store_get_teams (store));
    }

  if (settings == NULL || (query->sorts != NULL && query->sorts->len > 0))
    return g_steal_pointer (&query);

  if (query->type == BELL_TYPE_ARTICLE)
    {
      bell_query_add_sort (query, bell_article_property (BELL_ARTICLE_TITLE), FALSE);
    }
  else
    {
      gboolean descending = !g_settings_get_boolean (settings, "list-reversed");
      g_autofree char *sort = g_settings_get_string (settings, "list-sort");

      if (g_str_equal (sort, "due"))
        bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_NEXT_DUE_AT), !descending);
      else if (g_str_equal (sort, "created"))
        bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_CREATED_AT), descending);
      else if (g_str_equal (sort, "priority"))
        bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_PRIORITY), descending);
      else if (g_str_equal (sort, "number"))
        bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_NUMBER), descending);
      if (!g_str_equal (sort, "created") && !g_str_equal (sort, "number"))
        bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_UPDATED_AT),
                             g_str_equal (sort, "updated") ? descending : TRUE);
    }

  return g_steal_pointer (&query);
}
