/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-private.h"

#define END_LIMIT 5000 /* milliseconds */

enum
{
  PROP_STORE = 1,
  PROP_TRANSPORT,
  PROP_CLOCK,
  PROP_NETWORK_MONITOR,
  PROP_STATE,
  PROP_PROBLEM,
  PROP_PROGRESS,
  PROP_PENDING,
  PROP_LAST_LIVE_AT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

enum
{
  STATE_CHANGED,
  TYPING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BellSync, bell_sync, G_TYPE_OBJECT)

/* --- overrides -------------------------------------------------------------- */

static void
bell_sync_get_property (GObject    *object,
                        guint       property_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  BellSync *self = BELL_SYNC (object);

  switch (property_id)
    {
    case PROP_STORE:
      g_value_set_object (value, self->store);
      break;
    case PROP_TRANSPORT:
      g_value_set_object (value, self->transport);
      break;
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    case PROP_NETWORK_MONITOR:
      g_value_set_object (value, self->network_monitor);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) self->shown);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, bell_sync_get_problem (self));
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_PENDING:
      g_value_set_uint (value, bell_sync_get_pending (self));
      break;
    case PROP_LAST_LIVE_AT:
      g_value_set_int64 (value, self->last_live_at);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_sync_set_property (GObject      *object,
                        guint         property_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  BellSync *self = BELL_SYNC (object);

  switch (property_id)
    {
    case PROP_STORE:
      self->store = g_value_dup_object (value);
      break;
    case PROP_TRANSPORT:
      self->transport = g_value_dup_object (value);
      break;
    case PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      break;
    case PROP_NETWORK_MONITOR:
      self->network_monitor = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_sync_constructed (GObject *object)
{
  BellSync *self = BELL_SYNC (object);

  G_OBJECT_CLASS (bell_sync_parent_class)->constructed (object);

  g_assert (self->store != NULL && self->transport != NULL && self->clock != NULL);

  g_signal_connect_object (self->store, "outbox-changed", G_CALLBACK (bell_sync_on_outbox_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->store, "notify::cache-was-rebuilt", G_CALLBACK (bell_sync_on_cache_rebuilt), self, G_CONNECT_SWAPPED);
  if (self->network_monitor != NULL)
    g_signal_connect_object (self->network_monitor, "network-changed", G_CALLBACK (bell_sync_on_network_changed), self,
                             G_CONNECT_SWAPPED);
}

static void
bell_sync_dispose (GObject *object)
{
  BellSync *self = BELL_SYNC (object);

  bell_sync_shut_down (self);

  G_OBJECT_CLASS (bell_sync_parent_class)->dispose (object);
}

static void
bell_sync_finalize (GObject *object)
{
  BellSync *self = BELL_SYNC (object);

  g_queue_clear_full (&self->events, g_free);
  g_clear_pointer (&self->core, bell_sync_core_free);
  g_clear_pointer (&self->session, bell_shared_session_unref);
  g_clear_pointer (&self->rounds, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_clear_object (&self->store);
  g_clear_object (&self->transport);
  g_clear_object (&self->clock);
  g_clear_object (&self->network_monitor);
  g_clear_object (&self->closing);
  g_clear_pointer (&self->running, bell_running_unref);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (bell_sync_parent_class)->finalize (object);
}

static void
bell_sync_class_init (BellSyncClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags given = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags shown = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = bell_sync_get_property;
  object_class->set_property = bell_sync_set_property;
  object_class->constructed = bell_sync_constructed;
  object_class->dispose = bell_sync_dispose;
  object_class->finalize = bell_sync_finalize;

  properties[PROP_STORE] = g_param_spec_object ("store", NULL, NULL, BELL_TYPE_STORE, given);
  properties[PROP_TRANSPORT] = g_param_spec_object ("transport", NULL, NULL, BELL_TYPE_TRANSPORT, given);
  properties[PROP_CLOCK] = g_param_spec_object ("clock", NULL, NULL, BELL_TYPE_CLOCK, given);
  properties[PROP_NETWORK_MONITOR] = g_param_spec_object ("network-monitor", NULL, NULL, G_TYPE_NETWORK_MONITOR, given);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BELL_TYPE_SYNC_STATE, BELL_SYNC_STATE_OFFLINE, shown);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, shown);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, shown);
  properties[PROP_PENDING] = g_param_spec_uint ("pending", NULL, NULL, 0, G_MAXUINT, 0, shown);
  properties[PROP_LAST_LIVE_AT] = g_param_spec_int64 ("last-live-at", NULL, NULL, G_MININT64, G_MAXINT64, BELL_TIME_UNSET, shown);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * BellSync::state-changed:
   *
   * The state is another than before.
   */
  signals[STATE_CHANGED] = g_signal_new ("state-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * BellSync::typing:
   * @ticket_id: where
   * @principal_id: who
   *
   * Somebody else writes a reply right now; see bell-typing.h.
   */
  signals[TYPING] = g_signal_new ("typing", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
bell_sync_init (BellSync *self)
{
  self->core = bell_sync_core_new ();
  self->context = g_main_context_ref_thread_default ();
  self->running = bell_running_new (self->context);
  self->closing = g_cancellable_new ();
  self->rounds = g_ptr_array_new_with_free_func (g_object_unref);
  self->last_live_at = BELL_TIME_UNSET;
  g_queue_init (&self->events);
}

/**
 * bell_sync_new:
 * @store: an open store
 * @transport: the way to its server
 * @clock: time and chance
 * @network_monitor: (nullable): says when the computer has a network
 *
 * Returns: (transfer full): what keeps them the same; it does nothing until it
 *   is started or asked for a round
 */
BellSync *
bell_sync_new (BellStore       *store,
               BellTransport   *transport,
               BellClock       *clock,
               GNetworkMonitor *network_monitor)
{
  g_return_val_if_fail (BELL_IS_STORE (store), NULL);
  g_return_val_if_fail (BELL_IS_TRANSPORT (transport), NULL);
  g_return_val_if_fail (BELL_IS_CLOCK (clock), NULL);

  return g_object_new (BELL_TYPE_SYNC,
                       "store", store,
                       "transport", transport,
                       "clock", clock,
                       "network-monitor", network_monitor,
                       NULL);
}

/**
 * bell_sync_start:
 *
 * Synchronises from now on, until bell_sync_stop() or the last reference goes.
 */
void
bell_sync_start (BellSync *self)
{
  g_return_if_fail (BELL_IS_SYNC (self));

  self->started = TRUE;
  bell_sync_feed (self, BELL_SYNC_EVENT_START, bell_transport_has_token (self->transport), 0);
  bell_sync_look_at_outbox (self);
}

/**
 * bell_sync_stop:
 *
 * Leaves off. What was under way is asked again next time.
 */
void
bell_sync_stop (BellSync *self)
{
  g_return_if_fail (BELL_IS_SYNC (self));

  self->started = FALSE;
  bell_sync_feed (self, BELL_SYNC_EVENT_STOP, FALSE, 0);
}

/**
 * bell_sync_end:
 *
 * Leaves off for good, and waits until no other thread works for it any more:
 * so that a program can end. What runs is cancelled and returns at once, whatever
 * the network does; the thread's main context goes on meanwhile. Nothing can be
 * started after that.
 *
 * Returns: whether all has ended within some seconds
 */
gboolean
bell_sync_end (BellSync *self)
{
  g_autoptr (BellSync) alive = NULL;

  g_return_val_if_fail (BELL_IS_SYNC (self), FALSE);

  alive = g_object_ref (self);
  bell_sync_stop (self);
  g_cancellable_cancel (self->closing);
  bell_sync_shut_down (self);

  return bell_running_wait (self->running, END_LIMIT);
}

/**
 * bell_sync_set_token:
 * @token: (nullable): what the server gave at sign-in; %NULL signs out
 *
 * Goes on with a new token.
 */
void
bell_sync_set_token (BellSync   *self,
                     const char *token)
{
  g_return_if_fail (BELL_IS_SYNC (self));

  bell_transport_set_token (self->transport, token);
  g_clear_error (&self->error);
  bell_sync_feed (self, bell_transport_has_token (self->transport) ? BELL_SYNC_EVENT_TOKEN : BELL_SYNC_EVENT_UNAUTHORIZED, FALSE, 0);
}

/**
 * bell_sync_now:
 * @cancellable: (nullable): to no longer wait; the round itself goes on
 * @callback: called when the round is over
 * @user_data: for @callback
 *
 * Makes one full round, started or not: connects if need be, loads what is
 * missing, fetches what changed, sends the outbox, and fetches once more.
 */
void
bell_sync_now (BellSync            *self,
               GCancellable        *cancellable,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BELL_IS_SYNC (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_sync_now);
  g_ptr_array_add (self->rounds, task);

  bell_sync_feed (self, BELL_SYNC_EVENT_NOW, bell_transport_has_token (self->transport), 0);
}

/**
 * bell_sync_now_finish:
 * @result: what the callback got
 * @error: what went wrong: %BELL_SYNC_ERROR
 *
 * Returns: whether the round was made. Changes that the server refused do not
 *   make it fail: they are parked in the outbox.
 */
gboolean
bell_sync_now_finish (BellSync      *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * bell_sync_get_state:
 *
 * Returns: where it stands
 */
BellSyncState
bell_sync_get_state (BellSync *self)
{
  g_return_val_if_fail (BELL_IS_SYNC (self), BELL_SYNC_STATE_OFFLINE);

  return self->shown;
}

/**
 * bell_sync_get_problem:
 *
 * Returns: (nullable): a sentence that says why it does not synchronise
 */
const char *
bell_sync_get_problem (BellSync *self)
{
  g_return_val_if_fail (BELL_IS_SYNC (self), NULL);

  return self->error != NULL ? self->error->message : NULL;
}

/**
 * bell_sync_get_progress:
 *
 * Returns: how much of the first load is done, from 0 to 1
 */
double
bell_sync_get_progress (BellSync *self)
{
  g_return_val_if_fail (BELL_IS_SYNC (self), 0);

  return self->progress;
}

/**
 * bell_sync_get_pending:
 *
 * Returns: how many changes the server has not confirmed
 */
guint
bell_sync_get_pending (BellSync *self)
{
  g_return_val_if_fail (BELL_IS_SYNC (self), 0);

  return bell_store_get_n_pending (self->store);
}

/**
 * bell_sync_get_last_live_at:
 *
 * Returns: when all was last the same on both sides, in milliseconds since
 *   1970, or %BELL_TIME_UNSET
 */
gint64
bell_sync_get_last_live_at (BellSync *self)
{
  g_return_val_if_fail (BELL_IS_SYNC (self), BELL_TIME_UNSET);

  return self->last_live_at;
}
