/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-core.h"

#define NOW G_GINT64_CONSTANT (1795253400000)
#define HALF (G_MAXUINT32 / 2)

typedef struct
{
  BellSyncCore *core;
  gint64 now;
  guint32 chance;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->core = bell_sync_core_new ();
  fixture->now = NOW;
  fixture->chance = HALF;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  bell_sync_core_free (fixture->core);
}

static guint
step_full (Fixture           *fixture,
           BellSyncEventKind  kind,
           gboolean           flag,
           gint64             retry_after)
{
  BellSyncEvent event = { kind, flag, retry_after };

  return bell_sync_core_step (fixture->core, fixture->now, fixture->chance, &event);
}

#define step(fixture, KIND, flag) step_full (fixture, BELL_SYNC_EVENT_##KIND, flag, 0)
#define assert_state(fixture, STATE) \
  g_assert_cmpint (bell_sync_core_get_state ((fixture)->core), ==, BELL_SYNC_STATE_##STATE)

static gint64
wait_left (Fixture *fixture)
{
  gint64 deadline = bell_sync_core_get_deadline (fixture->core);

  return deadline == BELL_TIME_UNSET ? -1 : deadline - fixture->now;
}

/* From START to LIVE with the stream open. */
static void
go_live (Fixture *fixture)
{
  g_assert_cmpuint (step (fixture, START, TRUE), ==, BELL_SYNC_ACTION_CONNECT);
  assert_state (fixture, CONNECTING);
  g_assert_cmpuint (step (fixture, CONNECTED, TRUE), ==, BELL_SYNC_ACTION_OPEN_STREAM | BELL_SYNC_ACTION_PULL);
  assert_state (fixture, PULLING);
  g_assert_cmpuint (step (fixture, STREAM_OPENED, FALSE), ==, 0);
  g_assert_cmpuint (step (fixture, PULLED, FALSE), ==, BELL_SYNC_ACTION_PULL);
  g_assert_cmpuint (step (fixture, PULLED, FALSE), ==, BELL_SYNC_ACTION_PUSH);
  assert_state (fixture, PUSHING);
  g_assert_cmpuint (step (fixture, PUSHED, FALSE), ==, BELL_SYNC_ACTION_PULL);
  g_assert_cmpuint (step (fixture, PULLED, FALSE), ==, 0);
  assert_state (fixture, LIVE);
}

static void
test_live (Fixture       *fixture,
           gconstpointer  data)
{
  go_live (fixture);

  /* Nothing but the watchdog of the stream keeps it awake. */
  g_assert_cmpint (wait_left (fixture), ==, BELL_SYNC_PING_INTERVAL * 5 / 2);
  fixture->now += 1000;
  g_assert_cmpuint (step (fixture, PING, FALSE), ==, 0);
  g_assert_cmpint (wait_left (fixture), ==, BELL_SYNC_PING_INTERVAL * 5 / 2);

  g_assert_cmpuint (step (fixture, NEWS, FALSE), ==, BELL_SYNC_ACTION_PULL | BELL_SYNC_ACTION_ONLY_TOLD);
  g_assert_cmpuint (step (fixture, OUTBOX, FALSE), ==, 0);
  g_assert_cmpuint (step (fixture, PULLED, TRUE), ==, BELL_SYNC_ACTION_PULL);
  g_assert_cmpuint (step (fixture, PULLED, FALSE), ==, BELL_SYNC_ACTION_PUSH);
  g_assert_cmpuint (step (fixture, PUSHED, TRUE), ==, BELL_SYNC_ACTION_PUSH);
  g_assert_cmpuint (step (fixture, PUSHED, FALSE), ==, BELL_SYNC_ACTION_PULL);
  g_assert_cmpuint (step (fixture, PULLED, FALSE), ==, 0);
  assert_state (fixture, LIVE);
}

/* News tell which types changed, and only those are asked for: with many
 * clients each question counts. What was told to nobody is asked for whole. */
static void
test_news_of_some_types (Fixture       *fixture,
                         gconstpointer  data)
{
  const guint told = BELL_SYNC_ACTION_PULL | BELL_SYNC_ACTION_ONLY_TOLD;

  go_live (fixture);
  g_assert_cmpuint (step (fixture, NEWS, FALSE), ==, told);
  g_assert_cmpuint (step (fixture, NEWS, FALSE), ==, 0);
  g_assert_cmpuint (step (fixture, PULLED, FALSE), ==, told);
  g_assert_cmpuint (step (fixture, NEWS, FALSE), ==, 0);
  g_assert_cmpuint (step (fixture, STREAM_OPENED, FALSE), ==, 0);
  g_assert_cmpuint (step (fixture, PULLED, FALSE), ==, BELL_SYNC_ACTION_PULL);
  g_assert_cmpuint (step (fixture, PULLED, FALSE), ==, 0);
  assert_state (fixture, LIVE);
}

static void
test_bootstrap (Fixture       *fixture,
                gconstpointer  data)
{
  step (fixture, START, TRUE);
  g_assert_cmpuint (step (fixture, CONNECTED, FALSE), ==, BELL_SYNC_ACTION_BOOTSTRAP);
  assert_state (fixture, BOOTSTRAPPING);

  /* Cut off in the middle: it goes on after the wait. */
  step (fixture, TEMPORARY, FALSE);
  assert_state (fixture, OFFLINE);
  fixture->now = bell_sync_core_get_deadline (fixture->core);
  g_assert_cmpuint (step (fixture, TIMER, FALSE), ==, BELL_SYNC_ACTION_CONNECT);
  g_assert_cmpuint (step (fixture, CONNECTED, FALSE), ==, BELL_SYNC_ACTION_BOOTSTRAP);
  g_assert_cmpuint (step (fixture, LOADED, FALSE), ==, BELL_SYNC_ACTION_OPEN_STREAM | BELL_SYNC_ACTION_PULL);
}

static void
test_backoff (Fixture       *fixture,
              gconstpointer  data)
{
  gint64 last = 0;

  step (fixture, START, TRUE);

  for (guint i = 0; i < 20; i++)
    {
      gint64 wait;

      step (fixture, TEMPORARY, FALSE);
      assert_state (fixture, OFFLINE);
      wait = wait_left (fixture);
      g_assert_cmpint (wait, >=, last);
      g_assert_cmpint (wait, <=, 5 * 60 * 1000);
      last = wait;

      /* Too early is too early. */
      fixture->now += wait - 1;
      g_assert_cmpuint (step (fixture, TIMER, FALSE), ==, 0);
      fixture->now += 1;
      g_assert_cmpuint (step (fixture, TIMER, FALSE), ==, BELL_SYNC_ACTION_CONNECT);
    }

  g_assert_cmpint (last, >=, 60 * 1000);
}

/* However long the server is away: what waits is there within seconds of its
 * return, and at once when the computer has a network again. */
static void
test_long_outage (Fixture       *fixture,
                  gconstpointer  data)
{
  const gint64 began = fixture->now;
  guint attempts = 0;

  go_live (fixture);
  step (fixture, OUTBOX, FALSE);
  assert_state (fixture, PUSHING);
  step (fixture, TEMPORARY, FALSE);
  g_assert_cmpint (wait_left (fixture), <=, 1000);

  while (fixture->now - began < 12 * 60 * 60 * 1000)
    {
      fixture->chance = fixture->chance * 1664525 + 1013904223;
      fixture->now = bell_sync_core_get_deadline (fixture->core);
      g_assert_cmpuint (step (fixture, TIMER, FALSE), ==, BELL_SYNC_ACTION_CONNECT);
      step (fixture, TEMPORARY, FALSE);
      g_assert_cmpint (wait_left (fixture), <=, 8 * 1000);
      attempts++;
    }
  /* Not at once again and again either. */
  g_assert_cmpuint (attempts, <, 12 * 60 * 60 / 4 + 10);
  g_assert_cmpuint (step (fixture, NETWORK_UP, FALSE), ==, BELL_SYNC_ACTION_CONNECT);
  step (fixture, TEMPORARY, FALSE);
  g_assert_cmpint (wait_left (fixture), <=, 1000);

  /* The server is there again. */
  fixture->now = bell_sync_core_get_deadline (fixture->core);
  g_assert_cmpuint (step (fixture, TIMER, FALSE), ==, BELL_SYNC_ACTION_CONNECT);
  step (fixture, CONNECTED, TRUE);
  g_assert_cmpuint (step (fixture, PULLED, FALSE), ==, BELL_SYNC_ACTION_PUSH);
  step (fixture, PUSHED, FALSE);
  step (fixture, PULLED, FALSE);
  assert_state (fixture, LIVE);

  /* With nothing to send there is time. */
  step (fixture, STREAM_LOST, FALSE);
  for (guint i = 0; i < 20; i++)
    {
      step (fixture, TEMPORARY, FALSE);
      fixture->now = bell_sync_core_get_deadline (fixture->core);
      step (fixture, TIMER, FALSE);
    }
  step (fixture, TEMPORARY, FALSE);
  g_assert_cmpint (wait_left (fixture), >=, 60 * 1000);
  /* Until there is something. */
  step (fixture, OUTBOX, FALSE);
  g_assert_cmpint (wait_left (fixture), <=, 5 * 1000);
}

static void
test_jitter (Fixture       *fixture,
             gconstpointer  data)
{
  gint64 least, most;

  step (fixture, START, TRUE);
  fixture->chance = 0;
  step (fixture, TEMPORARY, FALSE);
  least = wait_left (fixture);

  step (fixture, STOP, FALSE);
  step (fixture, START, TRUE);
  fixture->chance = G_MAXUINT32;
  step (fixture, TEMPORARY, FALSE);
  most = wait_left (fixture);

  g_assert_cmpint (least, ==, 500);
  g_assert_cmpint (most, ==, 999);
}

static void
test_retry_after (Fixture       *fixture,
                  gconstpointer  data)
{
  step (fixture, START, TRUE);
  step_full (fixture, BELL_SYNC_EVENT_TEMPORARY, FALSE, 30 * 1000);
  g_assert_cmpint (wait_left (fixture), >=, 30 * 1000);

  /* Neither new work nor a new network hurries a server that asked to wait. */
  g_assert_cmpuint (step (fixture, OUTBOX, FALSE), ==, 0);
  g_assert_cmpuint (step (fixture, NETWORK_UP, FALSE), ==, 0);
  g_assert_cmpint (wait_left (fixture), >=, 30 * 1000);

  /* A day is not believed. */
  fixture->now = bell_sync_core_get_deadline (fixture->core);
  step (fixture, TIMER, FALSE);
  step_full (fixture, BELL_SYNC_EVENT_TEMPORARY, FALSE, G_GINT64_CONSTANT (86400000));
  g_assert_cmpint (wait_left (fixture), <=, 2 * 60 * 60 * 1000);
}

static void
test_sign_in (Fixture       *fixture,
              gconstpointer  data)
{
  g_assert_cmpuint (step (fixture, START, FALSE), ==, 0);
  assert_state (fixture, NEEDS_SIGN_IN);
  g_assert_cmpint (wait_left (fixture), ==, -1);
  g_assert_cmpuint (step (fixture, NOW, TRUE), ==, BELL_SYNC_ACTION_ROUND_FAILED);
  g_assert_cmpuint (step (fixture, TOKEN, FALSE), ==, BELL_SYNC_ACTION_CONNECT);

  g_assert_cmpuint (step (fixture, UNAUTHORIZED, FALSE) & ~(guint) BELL_SYNC_ACTION_CANCEL, ==, 0);
  assert_state (fixture, NEEDS_SIGN_IN);
  g_assert_cmpint (wait_left (fixture), ==, -1);
  g_assert_cmpuint (step (fixture, OUTBOX, FALSE), ==, 0);
  g_assert_cmpuint (step (fixture, NETWORK_UP, FALSE), ==, 0);
  g_assert_cmpuint (step (fixture, TOKEN, FALSE), ==, BELL_SYNC_ACTION_CONNECT);
}

static void
test_revoked_while_live (Fixture       *fixture,
                         gconstpointer  data)
{
  go_live (fixture);
  g_assert_cmpuint (step (fixture, UNAUTHORIZED, FALSE), ==, BELL_SYNC_ACTION_CLOSE_STREAM);
  assert_state (fixture, NEEDS_SIGN_IN);
  g_assert_cmpint (wait_left (fixture), ==, -1);
}

static void
test_stream_lost (Fixture       *fixture,
                  gconstpointer  data)
{
  gint64 first, last = 0;

  go_live (fixture);
  g_assert_cmpuint (step (fixture, STREAM_LOST, FALSE), ==, BELL_SYNC_ACTION_CLOSE_STREAM | BELL_SYNC_ACTION_PULL);
  g_assert_cmpuint (step (fixture, PULLED, FALSE), ==, 0);
  assert_state (fixture, LIVE);

  /* The stream is tried again, and polled meanwhile, both ever more seldom. */
  first = wait_left (fixture);
  g_assert_cmpint (first, <=, 1000);

  for (guint i = 0; i < 60; i++)
    {
      guint actions;

      fixture->now = bell_sync_core_get_deadline (fixture->core);
      actions = step (fixture, TIMER, FALSE);
      if (actions & BELL_SYNC_ACTION_PULL)
        actions |= step (fixture, PULLED, FALSE);
      if (actions & BELL_SYNC_ACTION_OPEN_STREAM)
        actions |= step (fixture, STREAM_LOST, FALSE);
      if (bell_sync_core_get_state (fixture->core) == BELL_SYNC_STATE_PULLING)
        step (fixture, PULLED, FALSE);
      assert_state (fixture, LIVE);
      last = MAX (last, wait_left (fixture));
    }

  g_assert_cmpint (last, >=, 60 * 1000);

  /* Once it is open again, there is no polling any more. */
  while (!(step (fixture, TIMER, FALSE) & BELL_SYNC_ACTION_OPEN_STREAM))
    {
      if (bell_sync_core_get_state (fixture->core) == BELL_SYNC_STATE_PULLING)
        step (fixture, PULLED, FALSE);
      else
        fixture->now = bell_sync_core_get_deadline (fixture->core);
    }
  step (fixture, STREAM_OPENED, FALSE);
  while (bell_sync_core_get_state (fixture->core) == BELL_SYNC_STATE_PULLING)
    step (fixture, PULLED, FALSE);
  assert_state (fixture, LIVE);
  g_assert_cmpint (wait_left (fixture), >, 60 * 1000);
}

static void
test_silent_stream (Fixture       *fixture,
                    gconstpointer  data)
{
  go_live (fixture);
  fixture->now = bell_sync_core_get_deadline (fixture->core);
  g_assert_cmpuint (step (fixture, TIMER, FALSE), ==, BELL_SYNC_ACTION_CLOSE_STREAM | BELL_SYNC_ACTION_PULL);
}

static void
test_one_round (Fixture       *fixture,
                gconstpointer  data)
{
  /* Nothing was started: one round, no stream, and rest. */
  g_assert_cmpuint (step (fixture, NOW, TRUE), ==, BELL_SYNC_ACTION_CONNECT);
  g_assert_cmpuint (step (fixture, CONNECTED, TRUE), ==, BELL_SYNC_ACTION_PULL);
  g_assert_cmpuint (step (fixture, PULLED, FALSE), ==, BELL_SYNC_ACTION_PUSH);
  g_assert_cmpuint (step (fixture, PUSHED, FALSE), ==, BELL_SYNC_ACTION_PULL);
  g_assert_cmpuint (step (fixture, PULLED, FALSE), ==, BELL_SYNC_ACTION_ROUND_DONE);
  assert_state (fixture, OFFLINE);
  g_assert_cmpint (wait_left (fixture), ==, -1);

  g_assert_cmpuint (step (fixture, NOW, TRUE), ==, BELL_SYNC_ACTION_CONNECT);
  g_assert_cmpuint (step (fixture, TEMPORARY, FALSE), ==, BELL_SYNC_ACTION_ROUND_FAILED);
  g_assert_cmpint (wait_left (fixture), ==, -1);
}

static void
test_expired (Fixture       *fixture,
              gconstpointer  data)
{
  guint resets = 0;

  go_live (fixture);
  step (fixture, NEWS, FALSE);
  g_assert_cmpuint (step (fixture, EXPIRED, FALSE), ==, BELL_SYNC_ACTION_RESET | BELL_SYNC_ACTION_BOOTSTRAP);
  assert_state (fixture, BOOTSTRAPPING);
  g_assert_cmpuint (step (fixture, LOADED, FALSE), ==, BELL_SYNC_ACTION_PULL);

  /* A server that expires every state that it has just given is broken. */
  while (step (fixture, EXPIRED, FALSE) & BELL_SYNC_ACTION_RESET)
    {
      step (fixture, LOADED, FALSE);
      g_assert_cmpuint (++resets, <, 10);
    }
  assert_state (fixture, FAILED);
  g_assert_cmpint (wait_left (fixture), >=, 60 * 1000);
}

static void
test_network (Fixture       *fixture,
              gconstpointer  data)
{
  go_live (fixture);
  g_assert_cmpuint (step (fixture, NETWORK_DOWN, FALSE), ==, BELL_SYNC_ACTION_CLOSE_STREAM);
  assert_state (fixture, OFFLINE);
  g_assert_cmpint (wait_left (fixture), >=, 60 * 1000);

  /* A person has just done something: that is worth a try. */
  step (fixture, OUTBOX, FALSE);
  g_assert_cmpint (wait_left (fixture), <=, 5 * 1000);

  g_assert_cmpuint (step (fixture, NETWORK_UP, FALSE), ==, BELL_SYNC_ACTION_CONNECT);
  g_assert_cmpuint (step (fixture, NETWORK_DOWN, FALSE), ==, BELL_SYNC_ACTION_CANCEL);
  assert_state (fixture, OFFLINE);
}

static void
test_stop (Fixture       *fixture,
           gconstpointer  data)
{
  go_live (fixture);
  step (fixture, OUTBOX, FALSE);
  g_assert_cmpuint (step (fixture, STOP, FALSE), ==, BELL_SYNC_ACTION_CANCEL | BELL_SYNC_ACTION_CLOSE_STREAM);
  assert_state (fixture, OFFLINE);
  g_assert_cmpint (wait_left (fixture), ==, -1);
  g_assert_cmpuint (step (fixture, OUTBOX, FALSE), ==, 0);
  g_assert_cmpuint (step (fixture, TIMER, FALSE), ==, 0);

  /* What was cancelled may still answer. */
  g_assert_cmpuint (step (fixture, PUSHED, TRUE), ==, 0);
  assert_state (fixture, OFFLINE);
}

static void
test_push_later (Fixture       *fixture,
                 gconstpointer  data)
{
  gint64 first;

  go_live (fixture);
  step (fixture, OUTBOX, FALSE);
  g_assert_cmpuint (step (fixture, PUSHED_LATER, FALSE), ==, BELL_SYNC_ACTION_PULL);
  step (fixture, PULLED, FALSE);
  assert_state (fixture, LIVE);
  first = wait_left (fixture);
  g_assert_cmpint (first, <=, 1000);
  fixture->now += first;
  g_assert_cmpuint (step (fixture, TIMER, FALSE), ==, BELL_SYNC_ACTION_PUSH);
  step (fixture, PUSHED_LATER, FALSE);
  step (fixture, PULLED, FALSE);
  g_assert_cmpint (wait_left (fixture), >, first);
}

static void
test_clock_set_back (Fixture       *fixture,
                     gconstpointer  data)
{
  step (fixture, START, TRUE);
  step (fixture, TEMPORARY, FALSE);
  fixture->now -= G_GINT64_CONSTANT (5) * 365 * 86400 * 1000;
  step (fixture, TIMER, FALSE);
  g_assert_cmpint (wait_left (fixture), <=, 1000);

  /* Set forward, the wait is over at once. */
  fixture->now += G_GINT64_CONSTANT (9) * 365 * 86400 * 1000;
  g_assert_cmpuint (step (fixture, TIMER, FALSE), ==, BELL_SYNC_ACTION_CONNECT);
}

/* Every event in every order: at most one piece of work at a time, it is the
 * one that the state says, and the timer never asks for the same moment again. */
static void
test_any_order (void)
{
  guint64 random = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  static const guint work[] = { BELL_SYNC_ACTION_CONNECT, BELL_SYNC_ACTION_BOOTSTRAP, BELL_SYNC_ACTION_PULL, BELL_SYNC_ACTION_PUSH };

  for (guint run = 0; run < 500; run++)
    {
      g_autoptr (BellSyncCore) core = bell_sync_core_new ();
      gint64 now = NOW;
      guint running = 0;

      for (guint i = 0; i < 400; i++)
        {
          BellSyncEvent event = { 0 };
          BellSyncState state;
          guint actions, asked = 0, wanted = 0;

          random = random * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
          event.kind = (BellSyncEventKind) ((random >> 33) % BELL_SYNC_N_EVENTS);
          event.flag = (random >> 20) & 1;
          event.retry_after = (random >> 21) & 1 ? 7000 : 0;
          now += (gint64) ((random >> 40) % 90000) - 1000;

          /* Work answers for itself, not for another. */
          switch (event.kind)
            {
            case BELL_SYNC_EVENT_CONNECTED: if (running != BELL_SYNC_ACTION_CONNECT) continue; break;
            case BELL_SYNC_EVENT_LOADED: if (running != BELL_SYNC_ACTION_BOOTSTRAP) continue; break;
            case BELL_SYNC_EVENT_PULLED: if (running != BELL_SYNC_ACTION_PULL) continue; break;
            case BELL_SYNC_EVENT_PUSHED:
            case BELL_SYNC_EVENT_PUSHED_LATER:
            case BELL_SYNC_EVENT_PUSHED_NOTHING: if (running != BELL_SYNC_ACTION_PUSH) continue; break;
            case BELL_SYNC_EVENT_EXPIRED:
              if (running != BELL_SYNC_ACTION_PULL && running != BELL_SYNC_ACTION_BOOTSTRAP) continue;
              break;
            case BELL_SYNC_EVENT_TEMPORARY:
            case BELL_SYNC_EVENT_BROKEN: if (running == 0) continue; break;
            default: break;
            }
          if ((event.kind >= BELL_SYNC_EVENT_CONNECTED && event.kind <= BELL_SYNC_EVENT_PUSHED_NOTHING) ||
              event.kind == BELL_SYNC_EVENT_TEMPORARY || event.kind == BELL_SYNC_EVENT_BROKEN ||
              event.kind == BELL_SYNC_EVENT_EXPIRED)
            running = 0;

          actions = bell_sync_core_step (core, now, (guint32) random, &event);
          state = bell_sync_core_get_state (core);

          if (actions & BELL_SYNC_ACTION_CANCEL)
            running = 0;
          for (guint k = 0; k < G_N_ELEMENTS (work); k++)
            if (actions & work[k])
              {
                g_assert_cmpuint (asked, ==, 0);
                asked = work[k];
              }
          if (asked != 0)
            {
              g_assert_cmpuint (running, ==, 0);
              running = asked;
            }
          if (event.kind == BELL_SYNC_EVENT_UNAUTHORIZED && state == BELL_SYNC_STATE_NEEDS_SIGN_IN)
            running = 0;

          switch (state)
            {
            case BELL_SYNC_STATE_CONNECTING: wanted = BELL_SYNC_ACTION_CONNECT; break;
            case BELL_SYNC_STATE_BOOTSTRAPPING: wanted = BELL_SYNC_ACTION_BOOTSTRAP; break;
            case BELL_SYNC_STATE_PULLING: wanted = BELL_SYNC_ACTION_PULL; break;
            case BELL_SYNC_STATE_PUSHING: wanted = BELL_SYNC_ACTION_PUSH; break;
            case BELL_SYNC_STATE_OFFLINE:
            case BELL_SYNC_STATE_LIVE:
            case BELL_SYNC_STATE_NEEDS_SIGN_IN:
            case BELL_SYNC_STATE_FAILED: wanted = 0; break;
            }
          g_assert_cmpuint (running, ==, wanted);

          if (event.kind == BELL_SYNC_EVENT_TIMER)
            g_assert_true (bell_sync_core_get_deadline (core) == BELL_TIME_UNSET ||
                           bell_sync_core_get_deadline (core) > now);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/sync/core/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("live", test_live);
  ADD ("news-of-some-types", test_news_of_some_types);
  ADD ("bootstrap", test_bootstrap);
  ADD ("backoff", test_backoff);
  ADD ("long-outage", test_long_outage);
  ADD ("jitter", test_jitter);
  ADD ("retry-after", test_retry_after);
  ADD ("sign-in", test_sign_in);
  ADD ("revoked-while-live", test_revoked_while_live);
  ADD ("stream-lost", test_stream_lost);
  ADD ("silent-stream", test_silent_stream);
  ADD ("one-round", test_one_round);
  ADD ("expired", test_expired);
  ADD ("network", test_network);
  ADD ("stop", test_stop);
  ADD ("push-later", test_push_later);
  ADD ("clock-set-back", test_clock_set_back);
  g_test_add_func ("/sync/core/any-order", test_any_order);
#undef ADD

  return g_test_run ();
}
