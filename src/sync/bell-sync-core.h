/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-clock.h"

G_BEGIN_DECLS

/**
 * BellSyncState:
 * @BELL_SYNC_STATE_OFFLINE: nothing runs; perhaps the next attempt is set
 * @BELL_SYNC_STATE_CONNECTING: asking the server who it is and what it can do
 * @BELL_SYNC_STATE_BOOTSTRAPPING: loading the snapshot
 * @BELL_SYNC_STATE_PULLING: fetching what changed
 * @BELL_SYNC_STATE_PUSHING: sending the outbox
 * @BELL_SYNC_STATE_LIVE: all is the same on both sides, and news is listened for
 * @BELL_SYNC_STATE_NEEDS_SIGN_IN: the token is missing or no longer good
 * @BELL_SYNC_STATE_FAILED: something that time alone will hardly mend
 *
 * Where synchronisation stands.
 */
typedef enum
{
  BELL_SYNC_STATE_OFFLINE,
  BELL_SYNC_STATE_CONNECTING,
  BELL_SYNC_STATE_BOOTSTRAPPING,
  BELL_SYNC_STATE_PULLING,
  BELL_SYNC_STATE_PUSHING,
  BELL_SYNC_STATE_LIVE,
  BELL_SYNC_STATE_NEEDS_SIGN_IN,
  BELL_SYNC_STATE_FAILED,
} BellSyncState;

#define BELL_SYNC_N_STATES (BELL_SYNC_STATE_FAILED + 1)

GType bell_sync_state_get_type (void) G_GNUC_CONST;
#define BELL_TYPE_SYNC_STATE (bell_sync_state_get_type ())

/**
 * BellSyncEventKind:
 * @BELL_SYNC_EVENT_START: synchronise from now on (flag: a token is at hand)
 * @BELL_SYNC_EVENT_STOP: leave off
 * @BELL_SYNC_EVENT_NOW: somebody asks for one full round (flag: a token is at hand)
 * @BELL_SYNC_EVENT_TOKEN: there is a new token
 * @BELL_SYNC_EVENT_NETWORK_UP: the computer has a network again
 * @BELL_SYNC_EVENT_NETWORK_DOWN: the computer lost its network
 * @BELL_SYNC_EVENT_CONNECTED: the session was read (flag: the cache holds a whole base)
 * @BELL_SYNC_EVENT_LOADED: the snapshot is in
 * @BELL_SYNC_EVENT_PULLED: a page of news is in (flag: there is more)
 * @BELL_SYNC_EVENT_PUSHED: a batch was answered (flag: there is more to send)
 * @BELL_SYNC_EVENT_PUSHED_LATER: as PUSHED, but some of it has to be tried again later
 * @BELL_SYNC_EVENT_PUSHED_NOTHING: there was nothing to send after all
 * @BELL_SYNC_EVENT_OUTBOX: there is something new to send
 * @BELL_SYNC_EVENT_NEWS: the server says that something changed
 * @BELL_SYNC_EVENT_STREAM_OPENED: the event stream is open
 * @BELL_SYNC_EVENT_PING: the event stream showed that it lives
 * @BELL_SYNC_EVENT_STREAM_LOST: the event stream ended
 * @BELL_SYNC_EVENT_TIMER: the time that was asked for has come
 * @BELL_SYNC_EVENT_TEMPORARY: the work failed in a way that passes (retry_after)
 * @BELL_SYNC_EVENT_UNAUTHORIZED: the token is not good
 * @BELL_SYNC_EVENT_EXPIRED: the server cannot tell what changed since our state
 * @BELL_SYNC_EVENT_BROKEN: the work failed in a way that hardly passes by itself
 *
 * What happens to synchronisation.
 */
typedef enum
{
  BELL_SYNC_EVENT_START,
  BELL_SYNC_EVENT_STOP,
  BELL_SYNC_EVENT_NOW,
  BELL_SYNC_EVENT_TOKEN,
  BELL_SYNC_EVENT_NETWORK_UP,
  BELL_SYNC_EVENT_NETWORK_DOWN,
  BELL_SYNC_EVENT_CONNECTED,
  BELL_SYNC_EVENT_LOADED,
  BELL_SYNC_EVENT_PULLED,
  BELL_SYNC_EVENT_PUSHED,
  BELL_SYNC_EVENT_PUSHED_LATER,
  BELL_SYNC_EVENT_PUSHED_NOTHING,
  BELL_SYNC_EVENT_OUTBOX,
  BELL_SYNC_EVENT_NEWS,
  BELL_SYNC_EVENT_STREAM_OPENED,
  BELL_SYNC_EVENT_PING,
  BELL_SYNC_EVENT_STREAM_LOST,
  BELL_SYNC_EVENT_TIMER,
  BELL_SYNC_EVENT_TEMPORARY,
  BELL_SYNC_EVENT_UNAUTHORIZED,
  BELL_SYNC_EVENT_EXPIRED,
  BELL_SYNC_EVENT_BROKEN,
} BellSyncEventKind;

#define BELL_SYNC_N_EVENTS (BELL_SYNC_EVENT_BROKEN + 1)

/**
 * BellSyncEvent:
 * @kind: what happened
 * @flag: see #BellSyncEventKind
 * @retry_after: for TEMPORARY and PUSHED_LATER: milliseconds that the server
 *   asked to wait, or 0
 */
typedef struct
{
  BellSyncEventKind kind;
  gboolean flag;
  gint64 retry_after;
} BellSyncEvent;

/**
 * BellSyncActions:
 * @BELL_SYNC_ACTION_CANCEL: stop the work that runs; its result is not wanted
 * @BELL_SYNC_ACTION_CLOSE_STREAM: close the event stream
 * @BELL_SYNC_ACTION_OPEN_STREAM: open it
 * @BELL_SYNC_ACTION_RESET: forget the base (the outbox stays)
 * @BELL_SYNC_ACTION_CONNECT: read the session
 * @BELL_SYNC_ACTION_BOOTSTRAP: load the snapshot
 * @BELL_SYNC_ACTION_PULL: fetch a page of news
 * @BELL_SYNC_ACTION_PUSH: send a batch of the outbox
 * @BELL_SYNC_ACTION_ROUND_DONE: those who asked for a round have it
 * @BELL_SYNC_ACTION_ROUND_FAILED: those who asked for a round get the last error
 * @BELL_SYNC_ACTION_ONLY_TOLD: with PULL: not of every type, only of those that the event stream told of
 *
 * What is to be done, in this order. At most one of CONNECT, BOOTSTRAP, PULL
 * and PUSH is asked for at a time.
 */
typedef enum
{
  BELL_SYNC_ACTION_CANCEL = 1 << 0,
  BELL_SYNC_ACTION_CLOSE_STREAM = 1 << 1,
  BELL_SYNC_ACTION_OPEN_STREAM = 1 << 2,
  BELL_SYNC_ACTION_RESET = 1 << 3,
  BELL_SYNC_ACTION_CONNECT = 1 << 4,
  BELL_SYNC_ACTION_BOOTSTRAP = 1 << 5,
  BELL_SYNC_ACTION_PULL = 1 << 6,
  BELL_SYNC_ACTION_PUSH = 1 << 7,
  BELL_SYNC_ACTION_ROUND_DONE = 1 << 8,
  BELL_SYNC_ACTION_ROUND_FAILED = 1 << 9,
  BELL_SYNC_ACTION_ONLY_TOLD = 1 << 10,
} BellSyncActions;

/* How long the server is asked to leave between two pings, in milliseconds. */
#define BELL_SYNC_PING_INTERVAL (60 * 1000)

/**
 * BellSyncCore:
 *
 * The decisions of synchronisation, and nothing else.
 */
typedef struct _BellSyncCore BellSyncCore;

BellSyncCore  *bell_sync_core_new          (void);
void           bell_sync_core_free         (BellSyncCore        *self);
guint          bell_sync_core_step         (BellSyncCore        *self,
                                            gint64               now,
                                            guint32              chance,
                                            const BellSyncEvent *event);
BellSyncState  bell_sync_core_get_state    (const BellSyncCore  *self);
gint64         bell_sync_core_get_deadline (const BellSyncCore  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSyncCore, bell_sync_core_free)

G_END_DECLS
