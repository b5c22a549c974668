/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-sign-in.h"
#include "bell-store-sync.h"
#include "bell-sync.h"
#include "bell-test-server.h"

G_BEGIN_DECLS

/* One person at one computer, with a real store and a real way to the server,
 * and the calls as if they were not asynchronous. It synchronises when it is
 * told to: peer_round(). All end the test when something fails that they do
 * not give back. */
typedef struct
{
  BellTestServer *server;
  char *email;
  char *folder;
  BellClock *clock;
  BellStore *store;
  BellTransport *transport;
  BellSignIn *sign_in;
  BellSync *sync;
} Peer;

#define PEER_WAIT_UNTIL(CONDITION) \
  G_STMT_START { \
    guint deadline_ = g_timeout_add_seconds (60, peer_on_deadline, (gpointer) #CONDITION); \
    while (!(CONDITION)) \
      g_main_context_iteration (NULL, TRUE); \
    g_source_remove (deadline_); \
  } G_STMT_END

Peer         *peer_new           (BellTestServer   *server,
                                  const char       *email,
                                  BellClock        *clock);
void          peer_free          (Peer             *self);
void          peer_close         (Peer             *self);
void          peer_open          (Peer             *self);
gboolean      peer_sign_in       (Peer             *self,
                                  GError          **error);
gboolean      peer_try_round     (Peer             *self,
                                  GError          **error);
void          peer_round         (Peer             *self);

void          peer_commit        (Peer             *self,
                                  BellChange       *change);
char         *peer_create_ticket (Peer             *self,
                                  const char       *subject);
char         *peer_write         (Peer             *self,
                                  const char       *ticket_id,
                                  BellMessageKind   kind,
                                  const char       *body);
void          peer_update        (Peer             *self,
                                  BellType          type,
                                  const char       *id,
                                  BellPatch        *patch);
BellRecord   *peer_lookup        (Peer             *self,
                                  BellType          type,
                                  const char       *id);
guint         peer_count_outbox  (Peer             *self);
char         *peer_find_parked   (Peer             *self);
BellConflict *peer_get_conflict  (Peer             *self,
                                  const char       *change_id);
void          peer_reapply       (Peer             *self,
                                  const char       *change_id);
void          peer_undo          (Peer             *self,
                                  const char       *change_id);
void          peer_discard       (Peer             *self,
                                  const char       *change_id);

gboolean      peer_on_deadline   (gpointer          data);

G_END_DECLS
