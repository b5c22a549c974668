/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-event-stream.h"
#include "bell-reply.h"
#include "bell-server.h"

G_BEGIN_DECLS

/* A server inside the test: a fresh organisation in a file of its own (under
 * tests/fixtures/postgres.py in a database there), a clock that stands, six
 * people with tokens. */

typedef enum
{
  ADMIN,
  LEAD,
  AGENT,
  OTHER,     /* another agent */
  REQUESTER,
  STRANGER,  /* another requester */
  N_PEOPLE,
} Person;

typedef struct
{
  char *folder;
  char *path;
  BellClock *clock;
  BellOrganisation *organisation;
  BellAccounts *accounts;
  BellServer *server;
  guint port;
  char *ids[N_PEOPLE];
  char *tokens[N_PEOPLE];
  char *team;
} ServerFixture;

void       server_fixture_set_up     (ServerFixture    *self,
                                      gconstpointer     data);
void       server_fixture_tear_down  (ServerFixture    *self,
                                      gconstpointer     data);

/* "@account", "@team", and "@admin" to "@stranger" stand for ids in calls. */
char      *server_fixture_call_text  (ServerFixture    *self,
                                      Person            person,
                                      const char       *calls);
BellReply *server_fixture_call       (ServerFixture    *self,
                                      Person            person,
                                      const char       *calls);
char      *server_fixture_new_ticket (ServerFixture    *self,
                                      Person            person,
                                      const char       *more);
char      *server_fixture_new_message (ServerFixture   *self,
                                      Person            person,
                                      const char       *ticket_id,
                                      const char       *kind,
                                      const char       *body);
char      *server_fixture_post       (ServerFixture    *self,
                                      const char       *token,
                                      const char       *body,
                                      gssize            length,
                                      guint            *status);
/* What /set said of its one object: NULL if it was done, else the error's type. */
char      *server_fixture_try_set    (ServerFixture    *self,
                                      Person            person,
                                      BellType          type,
                                      const char       *arguments);
char      *server_fixture_state      (ServerFixture    *self,
                                      Person            person,
                                      BellType          type);
void       server_fixture_grant      (ServerFixture    *self,
                                      const char       *what,
                                      const char       *object_id,
                                      guint             index,
                                      gint64            value);
/* As after an import. */
void       server_fixture_merge_index (ServerFixture   *self);

/* Somebody who listens for events. */
typedef struct
{
  GSocketConnection *connection;
  BellEventReader *reader;
  gboolean ended;
} ServerListener;

void       server_fixture_listen     (ServerFixture    *self,
                                      ServerListener   *listener,
                                      Person            person,
                                      const char       *query,
                                      const char       *headers);
/* The next event, NULL at the end. */
BellEvent *server_listener_next      (ServerListener   *listener);
void       server_listener_clear     (ServerListener   *listener);

G_END_DECLS
