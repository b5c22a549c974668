/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-places.h"

#include <glib/gi18n-lib.h>

#include "bell-standard-view.h"
#include "bell-wire.h"

/**
 * BellPlaces:
 *
 * All the places of the sidebar: the standard ones, then the views that
 * somebody saved, as the store has them. Owned by #BellDesk; main thread.
 */
struct _BellPlaces
{
  GObject parent_instance;

  BellStore *store;
  GListStore *list;
  guint n_standard;
  BellListModel *views;
  GCancellable *cancellable;
  gint64 now;        /* as of which the two places of deadlines are */
  gint64 asked;      /* as of which is being counted */
  gint64 n_breached; /* as of @now; -1: not known */
  gint64 n_at_risk;
};

G_DEFINE_FINAL_TYPE (BellPlaces, bell_places, G_TYPE_OBJECT)

static guint due_changed_signal;

static void
add_standard (BellPlaces *self,
              const char *id,
              const char *title,
              const char *icon_name)
{
  g_autoptr(BellPlace) place = NULL;

  place = bell_place_new (BELL_PLACE_KIND_TICKETS, id, title, icon_name, bell_standard_view_new_query (id, self->now));
  /* How many tickets there ever were helps nobody: no number there. */
  if (!g_str_equal (id, "recent"))
    bell_place_count_by (place, self->store);
  g_list_store_append (self->list, place);
}

static void
outbox_changed_cb (BellPlaces *self)
{
  BellPlace *outbox;

  g_assert (BELL_IS_PLACES (self));

  outbox = bell_places_find (self, "outbox");
  bell_place_set_count (outbox, bell_store_get_n_pending (self->store) + bell_store_get_n_refused (self->store));
}

static void
account_changed_cb (BellPlaces *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  g_assert (BELL_IS_PLACES (self));

  /* "Me" and "my teams" may be others now. */
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BellPlace) place = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (bell_place_get_kind (place) == BELL_PLACE_KIND_TICKETS &&
          !g_str_equal (bell_place_get_id (place), "recent"))
        bell_place_count_by (place, self->store);
    }
}

static BellPlace *
bell_places_new_saved (BellPlaces   *self,
                           BellRecord *record)
{
  const BellView *view = BELL_VIEW (record);
  g_autoptr(BellQuery) query = NULL;
  g_autoptr(GError) error = NULL;
  BellPlace *place;

  /* Other people's own views are theirs. */
  if (bell_view_get_owner_id (view) != NULL &&
      g_strcmp0 (bell_view_get_owner_id (view), bell_store_get_principal_id (self->store)) != 0)
    return NULL;

  query = bell_wire_query_from_text (BELL_TYPE_TICKET, bell_view_get_filter (view), bell_view_get_sort (view), &error);
  if (query == NULL)
    {
      g_warning ("The saved view “%s” cannot be understood: %s", bell_view_get_name (view), error->message);
      return NULL;
    }

  place = bell_place_new (BELL_PLACE_KIND_TICKETS, bell_record_get_id (record), bell_view_get_name (view),
                          "folder-saved-search-symbolic", g_steal_pointer (&query));
  bell_place_count_by (place, self->store);
  return place;
}

static void
views_changed_cb (BellPlaces *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->views));
  g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func (g_object_unref);

  g_assert (BELL_IS_PLACES (self));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BellItem) item = g_list_model_get_item (G_LIST_MODEL (self->views), i);
      BellRecord *record = bell_item_get_record (item);
      BellPlace *place;

      if (!g_signal_handler_find (item, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self))
        g_signal_connect_object (item, "notify::record", G_CALLBACK (views_changed_cb), self, G_CONNECT_SWAPPED);
      if (record == NULL)
        return; /* its page is on the way */

      place = bell_places_new_saved (self, record);
      if (place != NULL)
        g_ptr_array_add (places, place);
    }

  g_list_store_splice (self->list, self->n_standard,
                       g_list_model_get_n_items (G_LIST_MODEL (self->list)) - self->n_standard,
                       places->pdata, places->len);
}

static void
bell_places_turn (BellPlaces *self,
                  const char *id)
{
  BellPlace *place = bell_places_find (self, id);

  bell_place_set_base (place, bell_standard_view_new_query (id, self->now));
  bell_place_count_by (place, self->store);
}

static void
take_time (BellPlaces *self,
           gint64      n_breached,
           gint64      n_at_risk)
{
  gboolean changed = self->n_breached >= 0 && (n_breached != self->n_breached || n_at_risk != self->n_at_risk);

  self->n_breached = n_breached;
  self->n_at_risk = n_at_risk;
  self->now = self->asked;
  if (!changed)
    return;

  bell_places_turn (self, "at-risk");
  bell_places_turn (self, "breached");
  g_signal_emit (self, due_changed_signal, 0);
}

typedef struct
{
  BellPlaces *places;
  gint64 n_breached;
} Counting;

static void
at_risk_counted_cb (BellStore    *store,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autofree Counting *counting = user_data;
  g_autoptr(BellPlaces) self = counting->places;
  gint64 n = bell_store_count_finish (store, result, NULL);

  if (n >= 0 && self->store != NULL)
    take_time (self, counting->n_breached, n);
}

static void
breached_counted_cb (BellStore    *store,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  Counting *counting = user_data;
  BellPlaces *self = counting->places;
  g_autoptr(BellQuery) query = NULL;

  counting->n_breached = bell_store_count_finish (store, result, NULL);
  if (counting->n_breached < 0 || self->store == NULL)
    {
      g_object_unref (self);
      g_free (counting);
      return;
    }
  query = bell_standard_view_new_query ("at-risk", self->asked);
  bell_store_count (store, query, self->cancellable, (GAsyncReadyCallback) at_risk_counted_cb, counting);
}

static void
bell_places_dispose (GObject *object)
{
  BellPlaces *self = BELL_PLACES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->views);
  g_clear_object (&self->list);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (bell_places_parent_class)->dispose (object);
}

static void
bell_places_class_init (BellPlacesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_places_dispose;

  due_changed_signal = g_signal_new ("due-changed", BELL_TYPE_PLACES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bell_places_init (BellPlaces *self)
{
  self->list = g_list_store_new (BELL_TYPE_PLACE);
  self->cancellable = g_cancellable_new ();
  self->n_breached = self->n_at_risk = -1;
}

static void
bell_places_add_standard (BellPlaces *self)
{
  g_autoptr(BellPlace) articles = NULL;
  g_autoptr(BellPlace) outbox = NULL;

  add_standard (self, "my-work", _("My work"), "avatar-default-symbolic");
  add_standard (self, "unassigned", _("Unassigned"), "dialog-question-symbolic");
  add_standard (self, "my-teams", _("My teams"), "system-users-symbolic");
  add_standard (self, "all-open", _("All open"), "deskbell-ticket-symbolic");
  add_standard (self, "at-risk", _("At risk"), "alarm-symbolic");
  add_standard (self, "breached", _("Breached"), "dialog-error-symbolic");
  add_standard (self, "recent", _("Recently changed"), "document-open-recent-symbolic");

  articles = bell_place_new (BELL_PLACE_KIND_ARTICLES, "articles", _("Knowledge base"), "deskbell-article-symbolic",
                             bell_query_new (BELL_TYPE_ARTICLE, NULL));
  g_list_store_append (self->list, articles);
  outbox = bell_place_new (BELL_PLACE_KIND_OUTBOX, "outbox", _("Outbox"), "deskbell-outbox-symbolic", NULL);
  g_list_store_append (self->list, outbox);
  self->n_standard = g_list_model_get_n_items (G_LIST_MODEL (self->list));
}

/**
 * bell_places_new:
 * @store: an open store
 *
 * Returns: (transfer full): the places there
 */
BellPlaces *
bell_places_new (BellStore *store)
{
  BellPlaces *self;
  g_autoptr(BellQuery) query = NULL;

  g_return_val_if_fail (BELL_IS_STORE (store), NULL);

  self = g_object_new (BELL_TYPE_PLACES, NULL);
  self->store = g_object_ref (store);
  self->now = bell_clock_now (bell_store_get_clock (store));
  bell_places_add_standard (self);

  query = bell_query_new (BELL_TYPE_VIEW, NULL);
  bell_query_add_sort (query, bell_view_property (BELL_VIEW_POSITION), FALSE);
  bell_query_add_sort (query, bell_view_property (BELL_VIEW_NAME), FALSE);
  self->views = bell_store_list (store, query);
  g_signal_connect_object (self->views, "items-changed", G_CALLBACK (views_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "outbox-changed", G_CALLBACK (outbox_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "account-changed", G_CALLBACK (account_changed_cb), self, G_CONNECT_SWAPPED);
  outbox_changed_cb (self);

  return self;
}

/**
 * bell_places_get_model:
 * @self: the places
 *
 * Returns: (transfer none): a list of #BellPlace
 */
GListModel *
bell_places_get_model (BellPlaces *self)
{
  g_return_val_if_fail (BELL_IS_PLACES (self), NULL);

  return G_LIST_MODEL (self->list);
}

/**
 * bell_places_find:
 * @self: the places
 * @id: the id of one
 *
 * Returns: (transfer none) (nullable): that place
 */
BellPlace *
bell_places_find (BellPlaces *self,
                  const char *id)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BellPlace) place = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (g_strcmp0 (bell_place_get_id (place), id) == 0)
        return place; /* the list keeps it */
    }

  return NULL;
}

/**
 * bell_places_set_time:
 * @self: places
 * @now: milliseconds since 1970
 *
 * Deadlines pass by themselves: looks whether they did for any ticket, and if so
 * emits `due-changed` once the two places of deadlines list others.
 */
void
bell_places_set_time (BellPlaces *self,
                      gint64      now)
{
  g_autoptr(BellQuery) query = NULL;
  Counting *counting;

  g_return_if_fail (BELL_IS_PLACES (self));

  self->asked = now;
  query = bell_standard_view_new_query ("breached", now);
  counting = g_new0 (Counting, 1);
  counting->places = g_object_ref (self);
  bell_store_count (self->store, query, self->cancellable, (GAsyncReadyCallback) breached_counted_cb, counting);
}

/**
 * bell_places_is_due:
 * @self: places
 * @place: one of them
 *
 * Returns: whether what it lists depends on the time
 */
gboolean
bell_places_is_due (BellPlaces *self,
                    BellPlace  *place)
{
  g_return_val_if_fail (BELL_IS_PLACES (self), FALSE);
  g_return_val_if_fail (BELL_IS_PLACE (place), FALSE);

  return bell_standard_view_turns_by_time (bell_place_get_id (place));
}
