/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-sync-core.h"

G_BEGIN_DECLS

/* The first wait between two polls without an event stream, in milliseconds. */
#define BELL_SYNC_POLL_FIRST (20 * 1000)

typedef enum
{
  BELL_SYNC_STREAM_CLOSED,
  BELL_SYNC_STREAM_OPENING,
  BELL_SYNC_STREAM_OPEN,
} BellSyncStreamState;

/* The decisions of synchronisation: an explicit state machine.
 *
 * It is told what happens, with the time and a random number, and answers with
 * what is to be done. It does no I/O, reads no clock, draws no random number
 * and knows neither store nor transport, so that a simulation can run years of
 * it in a second and the same events always give the same actions.
 *
 * Every pair of state and event has its handler in the table below; a missing
 * one is found when the core is made. A handler only changes the core's fields
 * and adds to `actions`; the state is moved by enter() alone.
 *
 * One piece of work runs at a time, and the state says which. Beside it stands
 * the event stream, which has a small state of its own. All waits are kept as
 * due times; the earliest is the deadline at which the owner sends TIMER.
 *
 * Owned by one BellSync (or a simulated client); one thread at a time. */
struct _BellSyncCore
{
  BellSyncState state;
  gboolean in_step;
  guint actions;

  /* The step that is being made. */
  gint64 now;
  guint32 chance;

  gboolean started;      /* synchronise until told to stop */
  gboolean round;        /* somebody waits for one full round */
  gboolean want_pull;
  gboolean want_all;     /* … of every type, not only of those that news told of */
  gboolean want_push;
  gboolean waiting;      /* there is something to send, as far as is known */
  BellSyncStreamState stream;

  guint attempts;        /* failures in a row of the connection as a whole */
  guint push_attempts;   /* … of a part of the outbox */
  guint stream_attempts; /* … of the event stream */
  guint pages;           /* of news in a row that did not end */
  guint resets;          /* bases forgotten since the last time we were live */
  gint64 poll_interval;
  gboolean obeying;      /* the server itself said how long to wait */

  gint64 retry_due;
  gint64 push_due;
  gint64 stream_due;
  gint64 poll_due;
  gint64 silence_due;
};

typedef void (*BellSyncHandler) (BellSyncCore        *self,
                                 const BellSyncEvent *event);

void bell_sync_core_clear_waits (BellSyncCore *self);
gint64 bell_sync_core_jitter   (BellSyncCore *self,
                                gint64        wait);
gint64 bell_sync_core_backoff  (BellSyncCore *self,
                                guint         attempt,
                                gint64        retry_after);
gint64 bell_sync_core_retry    (BellSyncCore *self,
                                gint64        retry_after);

void bell_sync_core_ignore (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_drop (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_start (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_stop (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_now (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_now_signed_out (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_token (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_token_while_working (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_network_up (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_network_up_live (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_network_down (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_connected (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_loaded (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_pulled (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_pushed (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_pushed_later (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_pushed_nothing (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_outbox_offline (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_outbox_working (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_outbox_live (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_news_working (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_news_live (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_stream_opened_working (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_stream_opened_live (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_ping (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_stream_lost_working (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_stream_lost_live (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_timer_resting (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_timer_working (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_timer_live (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_temporary (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_unauthorized (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_broken (BellSyncCore *self, const BellSyncEvent *event);
void bell_sync_core_on_expired (BellSyncCore *self, const BellSyncEvent *event);

G_END_DECLS
