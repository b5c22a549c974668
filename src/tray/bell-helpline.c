/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-helpline-private.h"

/* Seconds that the keyring may take before the password is asked for. */
#define KEYRING_SECONDS 25

/* Answers are new: this many of the latest requests are looked through. */
#define LOOKED_THROUGH 100

G_DEFINE_FINAL_TYPE (BellHelpline, bell_helpline, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (BellHelplineState, bell_helpline_state,
                    G_DEFINE_ENUM_VALUE (BELL_HELPLINE_OPENING, "opening"),
                    G_DEFINE_ENUM_VALUE (BELL_HELPLINE_SIGNED_OUT, "signed-out"),
                    G_DEFINE_ENUM_VALUE (BELL_HELPLINE_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (BELL_HELPLINE_FAILED, "failed"))

G_DEFINE_ENUM_TYPE (BellHelplineLink, bell_helpline_link,
                    G_DEFINE_ENUM_VALUE (BELL_HELPLINE_LINK_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (BELL_HELPLINE_LINK_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (BELL_HELPLINE_LINK_LIVE, "live"),
                    G_DEFINE_ENUM_VALUE (BELL_HELPLINE_LINK_NEEDS_SIGN_IN, "needs-sign-in"),
                    G_DEFINE_ENUM_VALUE (BELL_HELPLINE_LINK_FAILED, "failed"))

typedef enum
{
  PROP_CLOCK = 1,
  PROP_DIRECTORY,
  PROP_STATE,
  PROP_LINK,
  PROP_PROBLEM,
  PROP_UNREAD,
  PROP_UNSENT,
} BellHelplineProperty;

static GParamSpec *properties[PROP_UNSENT + 1];
static guint failed_signal;

static void
bell_helpline_set_state (BellHelpline      *self,
                         BellHelplineState  state,
                         const char        *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* Private. */
void
bell_helpline_set_link (BellHelpline     *self,
                        BellHelplineLink  link,
                        const char       *problem)
{
  if (self->link == link && g_strcmp0 (self->problem, problem) == 0)
    return;

  self->link = link;
  if (self->state == BELL_HELPLINE_OPEN)
    {
      g_free (self->problem);
      self->problem = g_strdup (problem);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINK]);
}

/* --- unread ---------------------------------------------------------------- */

static void bell_helpline_count_later (BellHelpline *self);

static gboolean
count_cb (gpointer user_data)
{
  BellHelpline *self = user_data;
  guint n = self->requests != NULL ? MIN (g_list_model_get_n_items (G_LIST_MODEL (self->requests)), LOOKED_THROUGH) : 0;
  guint unread = 0;
  g_autoptr(GPtrArray) before = self->watched;

  self->count_id = 0;
  for (guint i = 0; i < before->len; i++)
    g_signal_handlers_disconnect_by_func (before->pdata[i], bell_helpline_count_later, self);
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n; i++)
    {
      BellItem *item = g_list_model_get_item (G_LIST_MODEL (self->requests), i);

      g_ptr_array_add (self->watched, item);
      g_signal_connect_object (item, "notify::unread", G_CALLBACK (bell_helpline_count_later), self, G_CONNECT_SWAPPED);
      if (bell_item_get_unread (item))
        unread++;
    }

  if (self->unread != unread)
    {
      self->unread = unread;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
    }

  return G_SOURCE_REMOVE;
}

/* One count for all that changes at once. */
static void
bell_helpline_count_later (BellHelpline *self)
{
  g_assert (BELL_IS_HELPLINE (self));

  if (self->count_id == 0)
    self->count_id = g_idle_add (count_cb, self);
}

/* --- files and server -------------------------------------------------------- */

static void
pending_changed_cb (BellHelpline *self)
{
  g_assert (BELL_IS_HELPLINE (self));

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNSENT]);
}

static void
store_problem_cb (BellHelpline *self,
                  GError       *error)
{
  g_assert (BELL_IS_HELPLINE (self));

  bell_helpline_tell_failed (self, error);
}

/* Private. */
void
bell_helpline_make_store (BellHelpline *self)
{
  g_autofree char *data = NULL;

  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_clear_object (&self->store);
  g_clear_pointer (&self->cache_directory, g_free);
  if (self->directory != NULL)
    {
      data = g_strdup (self->directory);
      self->cache_directory = g_strdup (self->directory);
    }
  else
    {
      data = g_build_filename (g_get_user_data_dir (), "deskbell", "tray", NULL);
      self->cache_directory = g_build_filename (g_get_user_cache_dir (), "deskbell", "tray", NULL);
    }
  self->store = bell_store_new (self->clock, data, self->cache_directory);
  g_signal_connect_object (self->store, "notify::n-pending", G_CALLBACK (pending_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->store, "problem", G_CALLBACK (store_problem_cb), self, G_CONNECT_SWAPPED);
}

/* Private. */
void
bell_helpline_close_requests (BellHelpline *self)
{
  if (self->requests != NULL)
    g_signal_handlers_disconnect_by_data (self->requests, self);
  g_clear_object (&self->requests);
  g_clear_handle_id (&self->count_id, g_source_remove);
  g_ptr_array_set_size (self->watched, 0);
  if (self->unread > 0)
    {
      self->unread = 0;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
    }
}

/* Private. */
void
bell_helpline_show_requests (BellHelpline *self)
{
  g_autoptr(BellQuery) query = NULL;
  GVariant *me;

  if (self->requests != NULL)
    return;

  me = g_variant_new_string (bell_store_get_principal_id (self->store));
  query = bell_query_new (BELL_TYPE_TICKET,
                          bell_filter_new_condition (bell_ticket_property (BELL_TICKET_REQUESTER_ID), BELL_TEST_EQUAL, me));
  bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_UPDATED_AT), TRUE);
  self->requests = bell_store_list (self->store, query);
  g_signal_connect_object (self->requests, "items-changed", G_CALLBACK (bell_helpline_count_later), self, G_CONNECT_SWAPPED);
  bell_helpline_count_later (self);
  bell_helpline_set_state (self, BELL_HELPLINE_OPEN, NULL);
}

static void
opened_cb (BellStore    *store,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BellHelpline) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!bell_store_open_finish (store, result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        bell_helpline_set_state (self, BELL_HELPLINE_FAILED, error->message);
      return;
    }

  if (bell_store_get_principal_id (store) == NULL || bell_store_get_server_url (store) == NULL ||
      g_strcmp0 (bell_store_get_setting (store, BELL_HELPLINE_SETTING_SIGNED_OUT), "yes") == 0)
    {
      bell_helpline_set_state (self, BELL_HELPLINE_SIGNED_OUT, NULL);
      return;
    }

  bell_helpline_show_requests (self);
  bell_helpline_connect (self);
}

static void
bell_helpline_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BellHelpline *self = BELL_HELPLINE (object);

  switch ((BellHelplineProperty) prop_id)
    {
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    case PROP_DIRECTORY:
      g_value_set_string (value, self->directory);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_LINK:
      g_value_set_enum (value, (int) self->link);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    case PROP_UNSENT:
      g_value_set_uint (value, bell_helpline_get_unsent (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bell_helpline_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  BellHelpline *self = BELL_HELPLINE (object);

  switch ((BellHelplineProperty) prop_id)
    {
    case PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      break;
    case PROP_DIRECTORY:
      self->directory = g_value_dup_string (value);
      break;
    case PROP_STATE:
    case PROP_LINK:
    case PROP_PROBLEM:
    case PROP_UNREAD:
    case PROP_UNSENT:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bell_helpline_constructed (GObject *object)
{
  BellHelpline *self = BELL_HELPLINE (object);

  G_OBJECT_CLASS (bell_helpline_parent_class)->constructed (object);

  self->secrets = bell_secrets_new (KEYRING_SECONDS);
  bell_helpline_make_store (self);
}

static void
bell_helpline_dispose (GObject *object)
{
  BellHelpline *self = BELL_HELPLINE (object);

  if (self->watched != NULL)
    {
      bell_helpline_disconnect (self);
      bell_helpline_close_requests (self);
    }
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  g_clear_object (&self->store);
  g_clear_object (&self->secrets);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->directory, g_free);
  g_clear_pointer (&self->cache_directory, g_free);
  g_clear_pointer (&self->problem, g_free);

  G_OBJECT_CLASS (bell_helpline_parent_class)->dispose (object);
}

static void
bell_helpline_class_init (BellHelplineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags constructed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->constructed = bell_helpline_constructed;
  object_class->dispose = bell_helpline_dispose;
  object_class->get_property = bell_helpline_get_property;
  object_class->set_property = bell_helpline_set_property;

  properties[PROP_CLOCK] = g_param_spec_object ("clock", NULL, NULL, BELL_TYPE_CLOCK, constructed);
  properties[PROP_DIRECTORY] = g_param_spec_string ("directory", NULL, NULL, NULL, constructed);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BELL_TYPE_HELPLINE_STATE, BELL_HELPLINE_OPENING, readable);
  properties[PROP_LINK] = g_param_spec_enum ("link", NULL, NULL, BELL_TYPE_HELPLINE_LINK, BELL_HELPLINE_LINK_OFFLINE, readable);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, readable);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_UNSENT] = g_param_spec_uint ("unsent", NULL, NULL, 0, G_MAXUINT, 0, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  failed_signal = g_signal_new ("failed", BELL_TYPE_HELPLINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
bell_helpline_init (BellHelpline *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * bell_helpline_new:
 * @clock: the time
 * @directory: (nullable): a folder for all files, or %NULL for the usual ones
 *
 * Returns: (transfer full): a helpline that is not open yet
 */
BellHelpline *
bell_helpline_new (BellClock  *clock,
                   const char *directory)
{
  g_return_val_if_fail (BELL_IS_CLOCK (clock), NULL);

  return g_object_new (BELL_TYPE_HELPLINE, "clock", clock, "directory", directory, NULL);
}

/**
 * bell_helpline_open:
 * @self: a helpline
 *
 * Opens the files and then, by itself, the way to the server. How far it is
 * can be seen from `state` and `link`.
 */
void
bell_helpline_open (BellHelpline *self)
{
  g_return_if_fail (BELL_IS_HELPLINE (self));

  bell_helpline_set_state (self, BELL_HELPLINE_OPENING, NULL);
  bell_store_open (self->store, NULL, (GAsyncReadyCallback) opened_cb, g_object_ref (self));
}

/**
 * bell_helpline_close:
 * @self: a helpline
 *
 * Stops the engine and closes the files; drafts are written before.
 */
void
bell_helpline_close (BellHelpline *self)
{
  g_return_if_fail (BELL_IS_HELPLINE (self));

  bell_helpline_disconnect (self);
  bell_helpline_close_requests (self);
  bell_store_close (self->store);
}

/**
 * bell_helpline_get_state:
 * @self: a helpline
 *
 * Returns: how far it is
 */
BellHelplineState
bell_helpline_get_state (BellHelpline *self)
{
  g_return_val_if_fail (BELL_IS_HELPLINE (self), BELL_HELPLINE_FAILED);

  return self->state;
}

/**
 * bell_helpline_get_link:
 * @self: a helpline
 *
 * Returns: how the server is reached
 */
BellHelplineLink
bell_helpline_get_link (BellHelpline *self)
{
  g_return_val_if_fail (BELL_IS_HELPLINE (self), BELL_HELPLINE_LINK_OFFLINE);

  return self->link;
}

/**
 * bell_helpline_get_problem:
 * @self: a helpline
 *
 * Returns: (nullable): a sentence about what is wrong
 */
const char *
bell_helpline_get_problem (BellHelpline *self)
{
  g_return_val_if_fail (BELL_IS_HELPLINE (self), NULL);

  return self->problem;
}

/**
 * bell_helpline_get_store:
 * @self: a helpline
 *
 * Returns: (transfer none): its files
 */
BellStore *
bell_helpline_get_store (BellHelpline *self)
{
  g_return_val_if_fail (BELL_IS_HELPLINE (self), NULL);

  return self->store;
}

/**
 * bell_helpline_get_requests:
 * @self: a helpline
 *
 * Returns: (transfer none) (nullable): the person's own requests, the latest
 *   first, while it is open
 */
GListModel *
bell_helpline_get_requests (BellHelpline *self)
{
  g_return_val_if_fail (BELL_IS_HELPLINE (self), NULL);

  return (GListModel *) self->requests;
}

/**
 * bell_helpline_get_unread:
 * @self: a helpline
 *
 * Returns: how many requests have an answer that was not read
 */
guint
bell_helpline_get_unread (BellHelpline *self)
{
  g_return_val_if_fail (BELL_IS_HELPLINE (self), 0);

  return self->unread;
}

/**
 * bell_helpline_get_unsent:
 * @self: a helpline
 *
 * Returns: how many changes the server has not confirmed yet
 */
guint
bell_helpline_get_unsent (BellHelpline *self)
{
  g_return_val_if_fail (BELL_IS_HELPLINE (self), 0);

  return self->store != NULL ? bell_store_get_n_pending (self->store) : 0;
}

/**
 * bell_helpline_tell_failed:
 * @self: a helpline
 * @error: why; a cancelled operation is not told
 *
 * Lets the windows say that something did not work.
 */
void
bell_helpline_tell_failed (BellHelpline *self,
                           const GError *error)
{
  g_return_if_fail (BELL_IS_HELPLINE (self));
  g_return_if_fail (error != NULL);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, failed_signal, 0, error->message);
}
