/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-broadcaster.h"
#include "bell-hints.h"
#include "bell-jmap-calls.h"
#include "bell-jmap-response.h"
#include "bell-rate-limiter.h"
#include "bell-reader.h"
#include "bell-server.h"

G_BEGIN_DECLS

struct _BellServer
{
  GObject parent_instance;

  BellOrganisation *organisation;
  BellAccounts     *accounts;
  BellHttpServer   *http;
  BellBroadcaster  *broadcaster;
  BellHints        *hints;       /* between servers of the same organisation */
  BellRateLimiter  *typing_limiter;
  BellJmapLimits    limits;

  GMutex            lock;
  GHashTable       *busy;        /* what a person has under way: key -> count */
  guint             n_snapshots;
  GThread          *keeper;      /* looks after the slow things */
  guint             history_days;
  GCond             keeper_wakes;
  gboolean          stopping;
};

/* One person may have so many of these at once. */
gboolean bell_server_enter            (BellServer       *self,
                                       const char       *principal_id,
                                       const char       *what,
                                       guint             limit);
void     bell_server_leave            (BellServer       *self,
                                       const char       *principal_id,
                                       const char       *what);
void     bell_server_respond_error    (BellHttpRequest  *request,
                                       guint             status,
                                       const GError     *error);
void     bell_server_respond_busy     (BellHttpRequest  *request,
                                       guint             status,
                                       gint64            milliseconds,
                                       const char       *limit,
                                       const char       *detail);

/* bell-server-keeper.c */
gpointer bell_server_keep             (gpointer          data);

/* bell-server-accounts.c */
void     bell_server_gate             (BellHttpRequest  *request,
                                       gpointer          user_data);
void     bell_server_on_session       (BellHttpRequest  *request,
                                       gpointer          user_data);
void     bell_server_on_sign_in       (BellHttpRequest  *request,
                                       gpointer          user_data);
void     bell_server_on_sign_out      (BellHttpRequest  *request,
                                       gpointer          user_data);

/* bell-server-files.c */
void     bell_server_gate_upload      (BellHttpRequest  *request,
                                       gpointer          user_data);
void     bell_server_on_upload        (BellHttpRequest  *request,
                                       gpointer          user_data);
void     bell_server_on_download      (BellHttpRequest  *request,
                                       gpointer          user_data);

/* bell-server-claims.c */
void     bell_server_on_claim         (BellHttpRequest  *request,
                                       gpointer          user_data);

/* bell-server-typing.c */
void     bell_server_on_typing        (BellHttpRequest  *request,
                                       gpointer          user_data);
gboolean bell_server_hear_typing      (BellServer       *self,
                                       const char       *line);

/* bell-api.c */
void     bell_server_on_api           (BellHttpRequest  *request,
                                       gpointer          user_data);

/* bell-server-events.c, bell-server-snapshot.c */
void     bell_server_on_events        (BellHttpRequest  *request,
                                       gpointer          user_data);
void     bell_server_on_snapshot      (BellHttpRequest  *request,
                                       gpointer          user_data);

/* The methods. Each writes the arguments of its response, or fails. */
typedef struct
{
  BellServer *server;
  const BellSignedIn *who;
  BellReader reader;
  BellJmapRequest *request;
  BellJmapResponse *response;
  guint index;
  const char *name;
} BellApiCall;

gboolean bell_api_check_account       (BellApiCall      *call,
                                       const char       *account_id,
                                       GError          **error);
gboolean bell_method_get              (BellApiCall      *call,
                                       BellType          type,
                                       BellJson         *arguments,
                                       GError          **error);
gboolean bell_method_changes          (BellApiCall      *call,
                                       BellType          type,
                                       BellJson         *arguments,
                                       GError          **error);
gboolean bell_method_set              (BellApiCall      *call,
                                       BellType          type,
                                       BellJson         *arguments,
                                       GError          **error);
gboolean bell_method_query            (BellApiCall      *call,
                                       BellType          type,
                                       BellJson         *arguments,
                                       GError          **error);
gboolean bell_method_query_history    (BellApiCall      *call,
                                       BellJson         *arguments,
                                       GError          **error);

G_END_DECLS
