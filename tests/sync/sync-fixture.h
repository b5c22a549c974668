/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-jmap-request.h"
#include "bell-store.h"
#include "bell-sync.h"

G_BEGIN_DECLS

/* A store in a folder of its own, and before it a server that says what the
 * test wants: by itself a polite one that has nothing new and takes all. */

typedef struct _SyncFixture SyncFixture;

/**
 * Answer:
 * @fixture: the fixture
 * @name: of the method, as "Ticket/changes"
 * @arguments: what it was called with
 *
 * Returns: (transfer full) (nullable): the response's arguments as JSON, after
 *   a "!" the type of an error, or %NULL for what a polite server would say.
 *   Called in a worker thread.
 */
typedef char *(*Answer) (SyncFixture        *fixture,
                         const char         *name,
                         const BellJsonNode *arguments);

struct _SyncFixture
{
  char *folder;
  BellClock *clock;
  BellStore *store;
  BellTransport *transport;
  BellSync *sync;

  /* What the server says; set before the round. */
  Answer answer;
  guint status;          /* of all that is asked but the session, or 0 */
  guint session_status;  /* of the session, or 0 */
  gboolean by_proxy;     /* it is not the server that says so */
  gint64 retry_after;
  const char *raw;       /* instead of a response */
  const char *snapshot;  /* the lines of the snapshot */
  gsize snapshot_cut;    /* so many bytes of it come, or 0 for all */
  GBytes *snapshot_zstd; /* instead, coded so */
  const char *account_id;
  gboolean lose_answers; /* requests arrive, answers do not */
  int modseq;

  /* What it was asked; read after the round. */
  GPtrArray *requests; /* element-type char: "METHOD path" */
  GPtrArray *bodies;   /* element-type char: of /jmap/api */
  GPtrArray *uploads;  /* element-type GBytes */
};

#define FIXTURE_ACCOUNT "O01926000-0000-7000-8000-000000000001"
#define FIXTURE_PERSON  "P01926000-0000-7000-8000-000000000002"
#define FIXTURE_TICKET  "T01926000-0000-7000-8000-000000000003"

void        sync_fixture_set_up        (SyncFixture   *fixture,
                                        gconstpointer  data);
void        sync_fixture_tear_down     (SyncFixture   *fixture,
                                        gconstpointer  data);
gboolean    sync_fixture_round         (SyncFixture   *fixture,
                                        GError       **error);
void        sync_fixture_bootstrap     (SyncFixture   *fixture);
char       *sync_fixture_commit_status (SyncFixture   *fixture,
                                        const char    *ticket_id,
                                        BellStatus     status);
char       *sync_fixture_commit_reply  (SyncFixture   *fixture,
                                        const char    *ticket_id,
                                        const char    *body,
                                        const char    *blob_id);
guint       sync_fixture_count         (SyncFixture   *fixture,
                                        const char    *needle);
BellOutboxState sync_fixture_state     (SyncFixture   *fixture,
                                        const char    *change_id);

extern const char sync_fixture_snapshot[];

G_END_DECLS
