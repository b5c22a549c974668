/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-core-private.h"

GType
bell_sync_state_get_type (void)
{
  static GType type = 0;
  static const GEnumValue values[] = {
    { BELL_SYNC_STATE_OFFLINE, "BELL_SYNC_STATE_OFFLINE", "offline" },
    { BELL_SYNC_STATE_CONNECTING, "BELL_SYNC_STATE_CONNECTING", "connecting" },
    { BELL_SYNC_STATE_BOOTSTRAPPING, "BELL_SYNC_STATE_BOOTSTRAPPING", "bootstrapping" },
    { BELL_SYNC_STATE_PULLING, "BELL_SYNC_STATE_PULLING", "pulling" },
    { BELL_SYNC_STATE_PUSHING, "BELL_SYNC_STATE_PUSHING", "pushing" },
    { BELL_SYNC_STATE_LIVE, "BELL_SYNC_STATE_LIVE", "live" },
    { BELL_SYNC_STATE_NEEDS_SIGN_IN, "BELL_SYNC_STATE_NEEDS_SIGN_IN", "needs-sign-in" },
    { BELL_SYNC_STATE_FAILED, "BELL_SYNC_STATE_FAILED", "failed" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("BellSyncState", values));

  return type;
}

#define RESTING \
  [BELL_SYNC_EVENT_START] = bell_sync_core_on_start, \
  [BELL_SYNC_EVENT_STOP] = bell_sync_core_on_stop, \
  [BELL_SYNC_EVENT_CONNECTED] = bell_sync_core_drop, \
  [BELL_SYNC_EVENT_LOADED] = bell_sync_core_drop, \
  [BELL_SYNC_EVENT_PULLED] = bell_sync_core_drop, \
  [BELL_SYNC_EVENT_PUSHED] = bell_sync_core_drop, \
  [BELL_SYNC_EVENT_PUSHED_LATER] = bell_sync_core_drop, \
  [BELL_SYNC_EVENT_PUSHED_NOTHING] = bell_sync_core_drop, \
  [BELL_SYNC_EVENT_NEWS] = bell_sync_core_drop, \
  [BELL_SYNC_EVENT_STREAM_OPENED] = bell_sync_core_drop, \
  [BELL_SYNC_EVENT_PING] = bell_sync_core_drop, \
  [BELL_SYNC_EVENT_STREAM_LOST] = bell_sync_core_drop, \
  [BELL_SYNC_EVENT_TEMPORARY] = bell_sync_core_drop, \
  [BELL_SYNC_EVENT_EXPIRED] = bell_sync_core_drop, \
  [BELL_SYNC_EVENT_BROKEN] = bell_sync_core_drop

#define WORKING \
  [BELL_SYNC_EVENT_START] = bell_sync_core_on_start, \
  [BELL_SYNC_EVENT_STOP] = bell_sync_core_on_stop, \
  [BELL_SYNC_EVENT_NOW] = bell_sync_core_on_now, \
  [BELL_SYNC_EVENT_TOKEN] = bell_sync_core_on_token_while_working, \
  [BELL_SYNC_EVENT_NETWORK_UP] = bell_sync_core_ignore, \
  [BELL_SYNC_EVENT_NETWORK_DOWN] = bell_sync_core_on_network_down, \
  [BELL_SYNC_EVENT_OUTBOX] = bell_sync_core_on_outbox_working, \
  [BELL_SYNC_EVENT_NEWS] = bell_sync_core_on_news_working, \
  [BELL_SYNC_EVENT_STREAM_OPENED] = bell_sync_core_on_stream_opened_working, \
  [BELL_SYNC_EVENT_PING] = bell_sync_core_on_ping, \
  [BELL_SYNC_EVENT_STREAM_LOST] = bell_sync_core_on_stream_lost_working, \
  [BELL_SYNC_EVENT_TIMER] = bell_sync_core_on_timer_working, \
  [BELL_SYNC_EVENT_TEMPORARY] = bell_sync_core_on_temporary, \
  [BELL_SYNC_EVENT_UNAUTHORIZED] = bell_sync_core_on_unauthorized, \
  [BELL_SYNC_EVENT_BROKEN] = bell_sync_core_on_broken

static const BellSyncHandler table[BELL_SYNC_N_STATES][BELL_SYNC_N_EVENTS] = {
  [BELL_SYNC_STATE_OFFLINE] = {
    RESTING,
    [BELL_SYNC_EVENT_NOW] = bell_sync_core_on_now,
    [BELL_SYNC_EVENT_TOKEN] = bell_sync_core_on_token,
    [BELL_SYNC_EVENT_NETWORK_UP] = bell_sync_core_on_network_up,
    [BELL_SYNC_EVENT_NETWORK_DOWN] = bell_sync_core_on_network_down,
    [BELL_SYNC_EVENT_OUTBOX] = bell_sync_core_on_outbox_offline,
    [BELL_SYNC_EVENT_TIMER] = bell_sync_core_on_timer_resting,
    [BELL_SYNC_EVENT_UNAUTHORIZED] = bell_sync_core_drop,
  },
  [BELL_SYNC_STATE_CONNECTING] = {
    WORKING,
    [BELL_SYNC_EVENT_CONNECTED] = bell_sync_core_on_connected,
    [BELL_SYNC_EVENT_LOADED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PULLED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PUSHED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PUSHED_LATER] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PUSHED_NOTHING] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_EXPIRED] = bell_sync_core_on_expired, /* the server was restored from an older backup */
  },
  [BELL_SYNC_STATE_BOOTSTRAPPING] = {
    WORKING,
    [BELL_SYNC_EVENT_CONNECTED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_LOADED] = bell_sync_core_on_loaded,
    [BELL_SYNC_EVENT_PULLED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PUSHED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PUSHED_LATER] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PUSHED_NOTHING] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_EXPIRED] = bell_sync_core_on_expired, /* the place from which to resume is too old */
  },
  [BELL_SYNC_STATE_PULLING] = {
    WORKING,
    [BELL_SYNC_EVENT_CONNECTED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_LOADED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PULLED] = bell_sync_core_on_pulled,
    [BELL_SYNC_EVENT_PUSHED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PUSHED_LATER] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PUSHED_NOTHING] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_EXPIRED] = bell_sync_core_on_expired,
  },
  [BELL_SYNC_STATE_PUSHING] = {
    WORKING,
    [BELL_SYNC_EVENT_CONNECTED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_LOADED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PULLED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PUSHED] = bell_sync_core_on_pushed,
    [BELL_SYNC_EVENT_PUSHED_LATER] = bell_sync_core_on_pushed_later,
    [BELL_SYNC_EVENT_PUSHED_NOTHING] = bell_sync_core_on_pushed_nothing,
    [BELL_SYNC_EVENT_EXPIRED] = bell_sync_core_on_expired, /* the server was restored from an older backup */
  },
  [BELL_SYNC_STATE_LIVE] = {
    [BELL_SYNC_EVENT_START] = bell_sync_core_on_start,
    [BELL_SYNC_EVENT_STOP] = bell_sync_core_on_stop,
    [BELL_SYNC_EVENT_NOW] = bell_sync_core_on_now,
    [BELL_SYNC_EVENT_TOKEN] = bell_sync_core_on_token_while_working,
    [BELL_SYNC_EVENT_NETWORK_UP] = bell_sync_core_on_network_up_live,
    [BELL_SYNC_EVENT_NETWORK_DOWN] = bell_sync_core_on_network_down,
    [BELL_SYNC_EVENT_CONNECTED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_LOADED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PULLED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PUSHED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PUSHED_LATER] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_PUSHED_NOTHING] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_OUTBOX] = bell_sync_core_on_outbox_live,
    [BELL_SYNC_EVENT_NEWS] = bell_sync_core_on_news_live,
    [BELL_SYNC_EVENT_STREAM_OPENED] = bell_sync_core_on_stream_opened_live,
    [BELL_SYNC_EVENT_PING] = bell_sync_core_on_ping,
    [BELL_SYNC_EVENT_STREAM_LOST] = bell_sync_core_on_stream_lost_live,
    [BELL_SYNC_EVENT_TIMER] = bell_sync_core_on_timer_live,
    [BELL_SYNC_EVENT_TEMPORARY] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_UNAUTHORIZED] = bell_sync_core_on_unauthorized, /* the stream was refused */
    [BELL_SYNC_EVENT_EXPIRED] = bell_sync_core_drop,
    [BELL_SYNC_EVENT_BROKEN] = bell_sync_core_drop,
  },
  [BELL_SYNC_STATE_NEEDS_SIGN_IN] = {
    RESTING,
    [BELL_SYNC_EVENT_NOW] = bell_sync_core_on_now_signed_out,
    [BELL_SYNC_EVENT_TOKEN] = bell_sync_core_on_token,
    [BELL_SYNC_EVENT_NETWORK_UP] = bell_sync_core_ignore,
    [BELL_SYNC_EVENT_NETWORK_DOWN] = bell_sync_core_ignore,
    [BELL_SYNC_EVENT_OUTBOX] = bell_sync_core_ignore, /* the queue waits */
    [BELL_SYNC_EVENT_TIMER] = bell_sync_core_ignore,
    [BELL_SYNC_EVENT_UNAUTHORIZED] = bell_sync_core_drop,
  },
  [BELL_SYNC_STATE_FAILED] = {
    RESTING,
    [BELL_SYNC_EVENT_NOW] = bell_sync_core_on_now,
    [BELL_SYNC_EVENT_TOKEN] = bell_sync_core_on_token,
    [BELL_SYNC_EVENT_NETWORK_UP] = bell_sync_core_on_network_up,
    [BELL_SYNC_EVENT_NETWORK_DOWN] = bell_sync_core_ignore,
    [BELL_SYNC_EVENT_OUTBOX] = bell_sync_core_ignore,
    [BELL_SYNC_EVENT_TIMER] = bell_sync_core_on_timer_resting,
    [BELL_SYNC_EVENT_UNAUTHORIZED] = bell_sync_core_drop,
  },
};

/* A clock that was set back must not make a wait of seconds one of years. */
static void
follow_clock (BellSyncCore *self,
              gint64        now)
{
  gint64 *dues[] = { &self->retry_due, &self->push_due, &self->stream_due, &self->poll_due, &self->silence_due };

  if (self->now != BELL_TIME_UNSET && now < self->now)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (dues); i++)
        if (*dues[i] != BELL_TIME_UNSET)
          *dues[i] -= self->now - now;
    }

  self->now = now;
}

/**
 * bell_sync_core_new:
 *
 * Returns: (transfer full): a core in state offline that waits for START or NOW
 */
BellSyncCore *
bell_sync_core_new (void)
{
  BellSyncCore *self;

  for (guint state = 0; state < BELL_SYNC_N_STATES; state++)
    for (guint kind = 0; kind < BELL_SYNC_N_EVENTS; kind++)
      if (table[state][kind] == NULL)
        g_error ("The table of synchronisation has no line for event %u in state %u", kind, state);

  self = g_new0 (BellSyncCore, 1);
  self->now = BELL_TIME_UNSET;
  self->poll_interval = BELL_SYNC_POLL_FIRST;
  self->stream_due = BELL_TIME_UNSET;
  self->silence_due = BELL_TIME_UNSET;
  bell_sync_core_clear_waits (self);

  return self;
}

/**
 * bell_sync_core_free:
 * @self: (transfer full): what to free
 */
void
bell_sync_core_free (BellSyncCore *self)
{
  g_free (self);
}

/**
 * bell_sync_core_step:
 * @now: the time, in milliseconds since 1970
 * @chance: a random number
 * @event: what happened
 *
 * Makes one step. It must not be entered from itself.
 *
 * Returns: #BellSyncActions: what is to be done, in the order of their values
 */
guint
bell_sync_core_step (BellSyncCore        *self,
                     gint64               now,
                     guint32              chance,
                     const BellSyncEvent *event)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (event != NULL && (guint) event->kind < BELL_SYNC_N_EVENTS, 0);

  if (self->in_step)
    g_error ("Synchronisation stepped into itself");

  self->in_step = TRUE;
  self->actions = 0;
  self->chance = chance;
  follow_clock (self, now);

  table[self->state][event->kind] (self, event);

  self->in_step = FALSE;

  return self->actions;
}

/**
 * bell_sync_core_get_state:
 *
 * Returns: where it stands
 */
BellSyncState
bell_sync_core_get_state (const BellSyncCore *self)
{
  g_return_val_if_fail (self != NULL, BELL_SYNC_STATE_OFFLINE);

  return self->state;
}

/**
 * bell_sync_core_get_deadline:
 *
 * Returns: when TIMER should be sent, in milliseconds since 1970, or
 *   %BELL_TIME_UNSET for never
 */
gint64
bell_sync_core_get_deadline (const BellSyncCore *self)
{
  gint64 dues[] = { self->retry_due, self->push_due, self->stream_due, self->poll_due, self->silence_due };
  gint64 deadline = BELL_TIME_UNSET;

  for (gsize i = 0; i < G_N_ELEMENTS (dues); i++)
    if (dues[i] != BELL_TIME_UNSET && (deadline == BELL_TIME_UNSET || dues[i] < deadline))
      deadline = dues[i];

  return deadline;
}
