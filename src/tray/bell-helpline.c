/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-helpline.h"

/* Answers are new: this many of the latest requests are looked through. */
#define LOOKED_THROUGH 100

/**
 * BellHelpline:
 *
 * One person's line to their helpdesk: their account, their requests and how
 * many of them have news. Owned by the application; main thread.
 */
struct _BellHelpline
{
  GObject parent_instance;

  BellAccount *account;
  BellStore *store;        /* (nullable): whose signals are followed */
  BellListModel *requests; /* (nullable): while open */
  BellKnownProblems *problems; /* (nullable): while open */
  GPtrArray *watched;      /* of BellItem: the latest requests */
  guint unread;
  guint count_id;
};

G_DEFINE_FINAL_TYPE (BellHelpline, bell_helpline, G_TYPE_OBJECT)

typedef enum
{
  PROP_ACCOUNT = 1,
  PROP_UNREAD,
  PROP_UNSENT,
} BellHelplineProperty;

static GParamSpec *properties[PROP_UNSENT + 1];
static guint failed_signal;
static guint problems_changed_signal;

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

static void
bell_helpline_close_requests (BellHelpline *self)
{
  if (self->requests != NULL)
    g_signal_handlers_disconnect_by_data (self->requests, self);
  g_clear_object (&self->requests);
  if (self->problems != NULL)
    {
      g_signal_handlers_disconnect_by_data (bell_known_problems_get_model (self->problems), self);
      g_clear_object (&self->problems);
      g_signal_emit (self, problems_changed_signal, 0);
    }
  g_clear_handle_id (&self->count_id, g_source_remove);
  g_ptr_array_set_size (self->watched, 0);
  if (self->unread > 0)
    {
      self->unread = 0;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
    }
}

static void
problems_changed_cb (BellHelpline *self)
{
  g_assert (BELL_IS_HELPLINE (self));

  g_signal_emit (self, problems_changed_signal, 0);
}

static void
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
  self->problems = bell_known_problems_new (self->store);
  g_signal_connect_object (bell_known_problems_get_model (self->problems), "items-changed", G_CALLBACK (problems_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

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

static void
store_changed_cb (BellHelpline *self)
{
  g_assert (BELL_IS_HELPLINE (self));

  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_set_object (&self->store, bell_account_get_store (self->account));
  g_signal_connect_object (self->store, "notify::n-pending", G_CALLBACK (pending_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->store, "problem", G_CALLBACK (store_problem_cb), self, G_CONNECT_SWAPPED);
}

static void
state_changed_cb (BellHelpline *self)
{
  g_assert (BELL_IS_HELPLINE (self));

  if (bell_account_get_state (self->account) == BELL_ACCOUNT_OPEN)
    bell_helpline_show_requests (self);
  else
    bell_helpline_close_requests (self);
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
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
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
    case PROP_ACCOUNT:
      self->account = g_value_dup_object (value);
      break;
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

  /* Before anybody else: who follows the state finds the requests there. */
  g_signal_connect_object (self->account, "notify::store", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->account, "notify::state", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  store_changed_cb (self);
  state_changed_cb (self);
}

static void
bell_helpline_dispose (GObject *object)
{
  BellHelpline *self = BELL_HELPLINE (object);

  if (self->watched != NULL)
    bell_helpline_close_requests (self);
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  g_clear_object (&self->store);
  g_clear_object (&self->account);

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

  properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, BELL_TYPE_ACCOUNT, constructed);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_UNSENT] = g_param_spec_uint ("unsent", NULL, NULL, 0, G_MAXUINT, 0, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  failed_signal = g_signal_new ("failed", BELL_TYPE_HELPLINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  problems_changed_signal = g_signal_new ("problems-changed", BELL_TYPE_HELPLINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
bell_helpline_init (BellHelpline *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * bell_helpline_new:
 * @account: whose
 *
 * Returns: (transfer full): a helpline
 */
BellHelpline *
bell_helpline_new (BellAccount *account)
{
  g_return_val_if_fail (BELL_IS_ACCOUNT (account), NULL);

  return g_object_new (BELL_TYPE_HELPLINE, "account", account, NULL);
}

/**
 * bell_helpline_close:
 * @self: a helpline
 *
 * Lets go of the requests and closes the account; drafts are written before.
 */
void
bell_helpline_close (BellHelpline *self)
{
  g_return_if_fail (BELL_IS_HELPLINE (self));

  bell_helpline_close_requests (self);
  bell_account_close (self->account);
}

/**
 * bell_helpline_get_account:
 * @self: a helpline
 *
 * Returns: (transfer none): whose it is
 */
BellAccount *
bell_helpline_get_account (BellHelpline *self)
{
  g_return_val_if_fail (BELL_IS_HELPLINE (self), NULL);

  return self->account;
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

  return bell_account_get_store (self->account);
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
 * bell_helpline_get_problems:
 * @self: a helpline
 *
 * Returns: (transfer none) (nullable): what is known to be broken, while it is open
 */
BellKnownProblems *
bell_helpline_get_problems (BellHelpline *self)
{
  g_return_val_if_fail (BELL_IS_HELPLINE (self), NULL);

  return self->problems;
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
 * bell_helpline_get_next_unread:
 * @self: a helpline
 * @ticket_id: (nullable): the one that is looked at
 * @back: towards the later ones
 *
 * Returns: (nullable): the next request with an answer that was not read, after the last the
 *   first again
 */
const char *
bell_helpline_get_next_unread (BellHelpline *self,
                               const char   *ticket_id,
                               gboolean      back)
{
  guint n, start;

  g_return_val_if_fail (BELL_IS_HELPLINE (self), NULL);

  n = self->watched->len;
  start = back ? 0 : n - 1;
  for (guint i = 0; ticket_id != NULL && i < n; i++)
    if (g_strcmp0 (bell_item_get_id (self->watched->pdata[i]), ticket_id) == 0)
      start = i;
  for (guint i = 1; i <= n; i++)
    {
      BellItem *item = self->watched->pdata[(start + (back ? n - i : i)) % n];

      if (bell_item_get_unread (item) && g_strcmp0 (bell_item_get_id (item), ticket_id) != 0)
        return bell_item_get_id (item);
    }

  return NULL;
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

  return bell_store_get_n_pending (bell_account_get_store (self->account));
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
