/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-store-sync.h"

/* A profile of its own for each test, an agent who is signed in, and the calls
 * of the store as if they were not asynchronous. */
typedef struct
{
  char *root;
  char *data;
  char *cache;
  BellClock *clock;
  BellStore *store;
  gint64 modseq;    /* of the server that the test plays */
  char *me;
  char *other;
  char *team;
  GError *problem;  /* what the store reported; expected to be none */
} StoreFixture;

void          store_fixture_set_up       (StoreFixture      *fixture,
                                          gconstpointer      data);
void          store_fixture_tear_down    (StoreFixture      *fixture,
                                          gconstpointer      data);
void          store_fixture_open         (StoreFixture      *fixture);
void          store_fixture_close        (StoreFixture      *fixture);
void          store_fixture_sign_in      (BellStore         *store,
                                          const char        *me);
void          store_fixture_remove       (const char        *path);

void          store_keep_result          (GObject           *object,
                                          GAsyncResult      *result,
                                          gpointer           user_data);
GAsyncResult *store_wait                 (GAsyncResult     **result);
void          store_settle               (BellStore         *store);
gboolean      store_wait_until           (gboolean         (*condition) (gpointer data),
                                          gpointer           data);

gboolean      store_commit               (BellStore         *store,
                                          GPtrArray         *changes,
                                          GError           **error);
char         *store_commit_one           (BellStore         *store,
                                          BellChangeKind     kind,
                                          BellType           type,
                                          const char        *object_id,
                                          BellPatch         *patch);
gboolean      store_undo                 (BellStore         *store,
                                          const char        *change_id,
                                          GError           **error);
BellRecord   *store_lookup               (BellStore         *store,
                                          BellType           type,
                                          const char        *id);
gboolean      store_apply                (BellStore         *store,
                                          BellNews          *news,
                                          GError           **error);
gint64        store_count                (BellStore         *store,
                                          const BellQuery   *query);
GPtrArray    *store_search               (BellStore         *store,
                                          const char        *text,
                                          BellSearchFlags    flags,
                                          guint              limit);
gboolean      store_mark                 (BellStore         *store,
                                          BellOutboxMark    *mark);
gboolean      store_load                 (BellStore         *store,
                                          GPtrArray         *records,
                                          const char *const *states,
                                          const gint64      *counts,
                                          GError           **error);

char         *store_id                   (BellType           type,
                                          guint64            time,
                                          guint              number);
BellRecord   *store_new_principal        (const char        *id,
                                          const char        *name,
                                          BellRole           role);
BellRecord   *store_new_ticket           (StoreFixture      *fixture,
                                          const char        *id,
                                          gint64             number,
                                          const char        *subject);
BellRecord   *store_new_message          (StoreFixture      *fixture,
                                          const char        *id,
                                          const char        *ticket_id,
                                          const char        *body);
BellNews     *store_new_news             (StoreFixture      *fixture);
BellPatch    *store_new_reply            (const char        *ticket_id,
                                          const char        *body);
