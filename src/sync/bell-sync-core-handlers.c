/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-core-private.h"

/* Waits, in milliseconds. */
#define RETRY_FAILED      (5 * 60 * 1000)  /* before what seems broken is tried once more */
#define RETRY_NO_NETWORK  (5 * 60 * 1000)  /* when the computer says that it has no network */
#define RETRY_WANTED      (5 * 1000)       /* when a person has just done something */
#define POLL_LONGEST      (5 * 60 * 1000)
#define STREAM_SILENCE    (BELL_SYNC_PING_INTERVAL * 5 / 2)
#define MAX_PAGES         1000             /* of news in a row, before the snapshot is the shorter way */
#define MAX_RESETS        2                /* bases forgotten in a row before it is called broken */

/* --- helpers --------------------------------------------------------------- */

static gboolean
is_due (const BellSyncCore *self,
        gint64              due)
{
  return due != BELL_TIME_UNSET && due <= self->now;
}

void
bell_sync_core_clear_waits (BellSyncCore *self)
{
  self->retry_due = BELL_TIME_UNSET;
  self->push_due = BELL_TIME_UNSET;
  self->poll_due = BELL_TIME_UNSET;
  self->obeying = FALSE;
}

static void
enter (BellSyncCore  *self,
       BellSyncState  state)
{
  self->state = state;
}

static gboolean
is_working (BellSyncState state)
{
  return state == BELL_SYNC_STATE_CONNECTING || state == BELL_SYNC_STATE_BOOTSTRAPPING ||
         state == BELL_SYNC_STATE_PULLING || state == BELL_SYNC_STATE_PUSHING;
}

static void
close_stream (BellSyncCore *self)
{
  if (self->stream != BELL_SYNC_STREAM_CLOSED)
    self->actions |= BELL_SYNC_ACTION_CLOSE_STREAM;

  self->stream = BELL_SYNC_STREAM_CLOSED;
  self->stream_due = BELL_TIME_UNSET;
  self->silence_due = BELL_TIME_UNSET;
}

static void
open_stream (BellSyncCore *self)
{
  if (!self->started || self->stream != BELL_SYNC_STREAM_CLOSED)
    return;

  self->actions |= BELL_SYNC_ACTION_OPEN_STREAM;
  self->stream = BELL_SYNC_STREAM_OPENING;
  self->stream_due = BELL_TIME_UNSET;
  /* One that never opens is as dead as one that is silent. */
  self->silence_due = self->now + STREAM_SILENCE;
}

static void
finish_round (BellSyncCore *self,
              gboolean      well)
{
  if (!self->round)
    return;

  self->round = FALSE;
  self->actions |= well ? BELL_SYNC_ACTION_ROUND_DONE : BELL_SYNC_ACTION_ROUND_FAILED;
}

/* Leaves all work for a state in which nothing runs. */
static void
rest (BellSyncCore  *self,
      BellSyncState  state)
{
  if (is_working (self->state))
    self->actions |= BELL_SYNC_ACTION_CANCEL;

  close_stream (self);
  bell_sync_core_clear_waits (self);
  enter (self, state);
  finish_round (self, FALSE);
}

static void
connect (BellSyncCore *self)
{
  bell_sync_core_clear_waits (self);
  self->actions |= BELL_SYNC_ACTION_CONNECT;
  enter (self, BELL_SYNC_STATE_CONNECTING);
}

static void
want_everything (BellSyncCore *self)
{
  self->want_pull = self->want_all = TRUE;
}

static void
pull (BellSyncCore *self)
{
  self->actions |= BELL_SYNC_ACTION_PULL | (self->want_all ? 0 : BELL_SYNC_ACTION_ONLY_TOLD);
  self->want_pull = self->want_all = FALSE;
  self->poll_due = BELL_TIME_UNSET;
  enter (self, BELL_SYNC_STATE_PULLING);
}

static void
push (BellSyncCore *self)
{
  self->want_push = FALSE;
  self->push_due = BELL_TIME_UNSET;
  self->actions |= BELL_SYNC_ACTION_PUSH;
  enter (self, BELL_SYNC_STATE_PUSHING);
}

static void
set_poll (BellSyncCore *self)
{
  self->poll_due = self->stream == BELL_SYNC_STREAM_OPEN ? BELL_TIME_UNSET : self->now + bell_sync_core_jitter (self, self->poll_interval);
}

/* A piece of work has ended well: what is next? */
static void
advance (BellSyncCore *self)
{
  if (self->want_pull)
    {
      pull (self);
      return;
    }

  if (self->want_push)
    {
      push (self);
      return;
    }

  self->attempts = self->resets = self->pages = 0;
  enter (self, BELL_SYNC_STATE_LIVE);
  finish_round (self, TRUE);

  if (!self->started)
    {
      close_stream (self);
      bell_sync_core_clear_waits (self);
      enter (self, BELL_SYNC_STATE_OFFLINE);
      return;
    }

  if (self->stream == BELL_SYNC_STREAM_CLOSED && self->stream_due == BELL_TIME_UNSET)
    open_stream (self);
  set_poll (self);
}

static void
stream_lost (BellSyncCore *self)
{
  close_stream (self);
  self->actions &= ~(guint) BELL_SYNC_ACTION_OPEN_STREAM;

  if (self->started)
    self->stream_due = bell_sync_core_backoff (self, self->stream_attempts++, 0);
}

static void
stream_alive (BellSyncCore *self)
{
  if (self->stream == BELL_SYNC_STREAM_CLOSED)
    return;

  self->stream = BELL_SYNC_STREAM_OPEN;
  self->silence_due = self->now + STREAM_SILENCE;
}

/* --- handlers -------------------------------------------------------------- */

/* Means nothing here. */
void
bell_sync_core_ignore (BellSyncCore        *self,
                       const BellSyncEvent *event)
{
}

/* The answer of work that was cancelled, or that was never asked for. */
void
bell_sync_core_drop (BellSyncCore        *self,
                     const BellSyncEvent *event)
{
}

void
bell_sync_core_on_start (BellSyncCore        *self,
                         const BellSyncEvent *event)
{
  self->started = TRUE;
  self->attempts = 0;

  if (is_working (self->state) || self->state == BELL_SYNC_STATE_LIVE)
    return;

  if (event->flag)
    connect (self);
  else
    rest (self, BELL_SYNC_STATE_NEEDS_SIGN_IN);
}

void
bell_sync_core_on_stop (BellSyncCore        *self,
                        const BellSyncEvent *event)
{
  self->started = FALSE;
  self->want_pull = FALSE;
  self->want_push = FALSE;
  rest (self, BELL_SYNC_STATE_OFFLINE);
}

void
bell_sync_core_on_now (BellSyncCore        *self,
                       const BellSyncEvent *event)
{
  self->round = TRUE;
  want_everything (self);
  self->want_push = TRUE;

  if (is_working (self->state))
    return;

  if (!event->flag)
    rest (self, BELL_SYNC_STATE_NEEDS_SIGN_IN);
  else if (self->state == BELL_SYNC_STATE_LIVE)
    advance (self);
  else
    connect (self);
}

void
bell_sync_core_on_now_signed_out (BellSyncCore        *self,
                                  const BellSyncEvent *event)
{
  self->round = TRUE;
  finish_round (self, FALSE);
}

void
bell_sync_core_on_token (BellSyncCore        *self,
                         const BellSyncEvent *event)
{
  self->attempts = 0;

  if (self->started)
    connect (self);
  else
    enter (self, BELL_SYNC_STATE_OFFLINE);
}

void
bell_sync_core_on_token_while_working (BellSyncCore        *self,
                                       const BellSyncEvent *event)
{
  /* What runs was asked with the old token. Begin again. */
  if (is_working (self->state))
    self->actions |= BELL_SYNC_ACTION_CANCEL;

  close_stream (self);
  connect (self);
}

void
bell_sync_core_on_network_up (BellSyncCore        *self,
                              const BellSyncEvent *event)
{
  self->attempts = 0;

  if (self->started && !self->obeying)
    connect (self);
}

void
bell_sync_core_on_network_up_live (BellSyncCore        *self,
                                   const BellSyncEvent *event)
{
  /* Another network than before, perhaps: the stream may be dead without knowing it. */
  self->stream_attempts = 0;
  close_stream (self);
  open_stream (self);
  want_everything (self);
  advance (self);
}

void
bell_sync_core_on_network_down (BellSyncCore        *self,
                                const BellSyncEvent *event)
{
  rest (self, BELL_SYNC_STATE_OFFLINE);

  /* The computer may be wrong about its network, so it is still tried, seldom. */
  if (self->started)
    self->retry_due = self->now + bell_sync_core_jitter (self, RETRY_NO_NETWORK);
}

void
bell_sync_core_on_connected (BellSyncCore        *self,
                             const BellSyncEvent *event)
{
  if (!event->flag)
    {
      self->actions |= BELL_SYNC_ACTION_BOOTSTRAP;
      enter (self, BELL_SYNC_STATE_BOOTSTRAPPING);
      return;
    }

  open_stream (self);
  want_everything (self);
  self->want_push = TRUE;
  advance (self);
}

void
bell_sync_core_on_loaded (BellSyncCore        *self,
                          const BellSyncEvent *event)
{
  self->pages = 0;
  open_stream (self);
  want_everything (self);
  self->want_push = TRUE;
  advance (self);
}

void
bell_sync_core_on_pulled (BellSyncCore        *self,
                          const BellSyncEvent *event)
{
  if (event->flag && ++self->pages > MAX_PAGES)
    {
      bell_sync_core_on_expired (self, event);
      return;
    }
  if (event->flag)
    want_everything (self);
  else if (self->stream != BELL_SYNC_STREAM_OPEN)
    self->poll_interval = MIN (self->poll_interval * 3 / 2, POLL_LONGEST);

  advance (self);
}

void
bell_sync_core_on_pushed (BellSyncCore        *self,
                          const BellSyncEvent *event)
{
  self->push_attempts = 0;
  self->poll_interval = BELL_SYNC_POLL_FIRST;

  self->waiting = event->flag || self->want_push;

  /* Confirmed changes leave the outbox when the base has come as far. */
  want_everything (self);

  if (self->waiting)
    push (self);
  else
    advance (self);
}

void
bell_sync_core_on_pushed_later (BellSyncCore        *self,
                                const BellSyncEvent *event)
{
  want_everything (self);
  self->want_push = FALSE;
  advance (self);

  if (self->started)
    self->push_due = bell_sync_core_backoff (self, self->push_attempts++, event->retry_after);
}

void
bell_sync_core_on_pushed_nothing (BellSyncCore        *self,
                                  const BellSyncEvent *event)
{
  self->push_attempts = 0;
  self->waiting = FALSE;
  advance (self);
}

void
bell_sync_core_on_outbox_offline (BellSyncCore        *self,
                                  const BellSyncEvent *event)
{
  self->waiting = TRUE;
  if (self->retry_due != BELL_TIME_UNSET && !self->obeying)
    self->retry_due = MIN (self->retry_due, self->now + RETRY_WANTED);
}

void
bell_sync_core_on_outbox_working (BellSyncCore        *self,
                                  const BellSyncEvent *event)
{
  self->waiting = TRUE;
  self->want_push = TRUE;
}

void
bell_sync_core_on_outbox_live (BellSyncCore        *self,
                               const BellSyncEvent *event)
{
  self->waiting = TRUE;
  self->want_push = TRUE;
  self->poll_interval = BELL_SYNC_POLL_FIRST;
  advance (self);
}

void
bell_sync_core_on_news_working (BellSyncCore        *self,
                                const BellSyncEvent *event)
{
  stream_alive (self);
  self->stream_attempts = 0;
  self->want_pull = TRUE;
}

void
bell_sync_core_on_news_live (BellSyncCore        *self,
                             const BellSyncEvent *event)
{
  bell_sync_core_on_news_working (self, event);
  self->poll_interval = BELL_SYNC_POLL_FIRST;
  advance (self);
}

void
bell_sync_core_on_stream_opened_working (BellSyncCore        *self,
                                         const BellSyncEvent *event)
{
  /* What happened between the last answer and the opening was told to nobody. */
  stream_alive (self);
  want_everything (self);
}

void
bell_sync_core_on_stream_opened_live (BellSyncCore        *self,
                                      const BellSyncEvent *event)
{
  bell_sync_core_on_stream_opened_working (self, event);
  advance (self);
}

void
bell_sync_core_on_ping (BellSyncCore        *self,
                        const BellSyncEvent *event)
{
  stream_alive (self);
  self->stream_attempts = 0;
  if (self->state == BELL_SYNC_STATE_LIVE)
    set_poll (self);
}

void
bell_sync_core_on_stream_lost_working (BellSyncCore        *self,
                                       const BellSyncEvent *event)
{
  stream_lost (self);
}

void
bell_sync_core_on_stream_lost_live (BellSyncCore        *self,
                                    const BellSyncEvent *event)
{
  /* Asking at once tells whether the server is gone or only the stream. */
  stream_lost (self);
  self->poll_interval = BELL_SYNC_POLL_FIRST;
  want_everything (self);
  advance (self);
}

void
bell_sync_core_on_timer_resting (BellSyncCore        *self,
                                 const BellSyncEvent *event)
{
  if (is_due (self, self->retry_due))
    connect (self);
}

void
bell_sync_core_on_timer_working (BellSyncCore        *self,
                                 const BellSyncEvent *event)
{
  if (is_due (self, self->silence_due))
    stream_lost (self);

  if (is_due (self, self->stream_due))
    open_stream (self);

  /* What comes due now is done when the work has ended. */
  if (is_due (self, self->poll_due))
    {
      self->poll_due = BELL_TIME_UNSET;
      want_everything (self);
    }

  if (is_due (self, self->push_due))
    {
      self->push_due = BELL_TIME_UNSET;
      self->want_push = TRUE;
    }
}

void
bell_sync_core_on_timer_live (BellSyncCore        *self,
                              const BellSyncEvent *event)
{
  if (is_due (self, self->silence_due))
    {
      bell_sync_core_on_stream_lost_live (self, event);
      return;
    }

  if (is_due (self, self->stream_due))
    open_stream (self);

  if (is_due (self, self->poll_due))
    want_everything (self);

  if (is_due (self, self->push_due))
    self->want_push = TRUE;

  if (self->want_pull || self->want_push)
    advance (self);
}

void
bell_sync_core_on_temporary (BellSyncCore        *self,
                             const BellSyncEvent *event)
{
  rest (self, BELL_SYNC_STATE_OFFLINE);
  self->actions &= ~(guint) BELL_SYNC_ACTION_CANCEL; /* it has ended by itself */

  if (self->started)
    {
      self->retry_due = bell_sync_core_retry (self, event->retry_after);
      self->obeying = event->retry_after > 0;
    }
}

void
bell_sync_core_on_unauthorized (BellSyncCore        *self,
                                const BellSyncEvent *event)
{
  rest (self, BELL_SYNC_STATE_NEEDS_SIGN_IN);
}

void
bell_sync_core_on_broken (BellSyncCore        *self,
                          const BellSyncEvent *event)
{
  rest (self, BELL_SYNC_STATE_FAILED);
  self->actions &= ~(guint) BELL_SYNC_ACTION_CANCEL;

  if (self->started)
    self->retry_due = self->now + bell_sync_core_jitter (self, RETRY_FAILED);
}

void
bell_sync_core_on_expired (BellSyncCore        *self,
                           const BellSyncEvent *event)
{
  if (++self->resets > MAX_RESETS)
    {
      self->resets = 0;
      bell_sync_core_on_broken (self, event);
      return;
    }

  self->actions |= BELL_SYNC_ACTION_RESET | BELL_SYNC_ACTION_BOOTSTRAP;
  enter (self, BELL_SYNC_STATE_BOOTSTRAPPING);
}
