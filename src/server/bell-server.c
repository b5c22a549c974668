/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-server.h"

#include <glib/gi18n-lib.h>

#include "bell-server-log.h"
#include "bell-claim.h"
#include "bell-server-private.h"
#include "bell-typing.h"
#include "bell-upkeep.h"

/* One person may say so often at once, and then so often (milliseconds), that they write. */
#define TYPING_BURST    10
#define TYPING_INTERVAL 500
#define TYPING_PEOPLE   4096

/**
 * BellServer:
 *
 * The server: an organisation's data behind HTTP. It puts the parts together:
 * the routes, who may come in, the methods, push.
 *
 * Made, started and stopped by one thread.
 */

G_DEFINE_FINAL_TYPE (BellServer, bell_server, G_TYPE_OBJECT)

static void
on_news (const BellNews *news,
         gpointer        user_data)
{
  BellServer *self = user_data;

  bell_broadcaster_tell (self->broadcaster, news);
  bell_hints_send (self->hints, news);
}

/* News of another server; NULL: it may have some. */
static void
on_hint (const BellNews *news,
         gpointer        user_data)
{
  BellServer *self = user_data;

  if (news == NULL)
    {
      bell_broadcaster_look (self->broadcaster);
      return;
    }
  bell_organisation_note_people (self->organisation, news);
  bell_broadcaster_tell (self->broadcaster, news);
}

/* Something else that another server says. */
static gboolean
on_line (const char *line,
         gpointer    user_data)
{
  return bell_server_hear_typing (user_data, line);
}

static void
on_health (BellHttpRequest *request,
           gpointer         user_data)
{
  BellServer *self = user_data;
  g_autoptr (GError) error = NULL;
  BellDatabase *reader = bell_organisation_take_reader (self->organisation, &error);
  gint64 version;
  gboolean well = reader != NULL && bell_database_data_version (reader, &version, &error);

  if (reader != NULL)
    bell_organisation_return_reader (self->organisation, reader);
  if (!well)
    {
      bell_server_respond_error (request, 503, error);
      return;
    }
  bell_http_request_respond_text (request, 200, "application/json", g_strdup ("{\"status\":\"ok\"}"));
}

static void
bell_server_dispose (GObject *object)
{
  bell_server_stop (BELL_SERVER (object));

  G_OBJECT_CLASS (bell_server_parent_class)->dispose (object);
}

static void
bell_server_finalize (GObject *object)
{
  BellServer *self = BELL_SERVER (object);

  g_clear_object (&self->http);
  g_clear_object (&self->broadcaster);
  g_clear_object (&self->hints);
  g_clear_object (&self->typing_limiter);
  g_clear_object (&self->accounts);
  g_clear_object (&self->organisation);
  g_clear_pointer (&self->busy, g_hash_table_unref);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->keeper_wakes);

  G_OBJECT_CLASS (bell_server_parent_class)->finalize (object);
}

static void
bell_server_class_init (BellServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_server_dispose;
  object_class->finalize = bell_server_finalize;
}

static void
bell_server_init (BellServer *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->keeper_wakes);
  self->busy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  bell_jmap_limits_init (&self->limits);
  self->history_days = BELL_UPKEEP_DEFAULT_HISTORY_DAYS;
}

static void
add_routes (BellServer *self)
{
  static const struct
  {
    const char *method;
    const char *path;
    BellHttpRouteFlags flags;
    gsize max_body;
    BellHttpHandler gate;
    BellHttpHandler handler;
  } routes[] = {
    { "POST", "/jmap/api", BELL_HTTP_ROUTE_QUICK, 1, bell_server_gate, bell_server_on_api },
    { "GET", "/.well-known/jmap", BELL_HTTP_ROUTE_QUICK, 0, bell_server_gate, bell_server_on_session },
    { "GET", "/jmap/eventsource", BELL_HTTP_ROUTE_QUICK, 0, bell_server_gate, bell_server_on_events },
    { "POST", "/jmap/upload/{accountId}", BELL_HTTP_ROUTE_NONE, 2, bell_server_gate_upload, bell_server_on_upload },
    { "GET", "/jmap/download/{accountId}/{blobId}/{name}", BELL_HTTP_ROUTE_NONE, 0, bell_server_gate, bell_server_on_download },
    { "GET", "/jmap/snapshot", BELL_HTTP_ROUTE_NONE, 0, bell_server_gate, bell_server_on_snapshot },
    { "POST", BELL_CLAIM_PATH, BELL_HTTP_ROUTE_NONE, BELL_MAX_CLAIMS_BYTES, bell_server_gate, bell_server_on_claim },
    { "POST", BELL_TYPING_PATH, BELL_HTTP_ROUTE_QUICK | BELL_HTTP_ROUTE_QUIET, BELL_MAX_TYPING_BYTES, bell_server_gate, bell_server_on_typing },
    { "POST", "/auth/token", BELL_HTTP_ROUTE_NONE, 16 * 1024, NULL, bell_server_on_sign_in },
    { "DELETE", "/auth/token", BELL_HTTP_ROUTE_NONE, 0, bell_server_gate, bell_server_on_sign_out },
    { "GET", "/healthz", BELL_HTTP_ROUTE_QUICK | BELL_HTTP_ROUTE_QUIET, 0, NULL, on_health },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      gsize max_body = routes[i].max_body;

      if (max_body == 1)
        max_body = (gsize) self->limits.max_size_request;
      else if (max_body == 2)
        max_body = (gsize) self->limits.max_size_upload;
      bell_http_server_add_route (self->http, routes[i].method, routes[i].path, routes[i].flags, max_body, routes[i].gate,
                                  routes[i].handler, self);
    }
}

/**
 * bell_server_new:
 * @organisation: whose data
 * @limits: (nullable): what the HTTP side takes
 *
 * Returns: (transfer full): a server that does not listen yet
 */
BellServer *
bell_server_new (BellOrganisation     *organisation,
                 const BellHttpLimits *limits)
{
  BellHttpLimits usual = BELL_HTTP_LIMITS_DEFAULT;
  BellServer *self;

  g_return_val_if_fail (BELL_IS_ORGANISATION (organisation), NULL);

  self = g_object_new (BELL_TYPE_SERVER, NULL);
  self->organisation = g_object_ref (organisation);
  self->accounts = bell_accounts_new (organisation);
  bell_accounts_set_token_days (self->accounts, BELL_UPKEEP_DEFAULT_TOKEN_DAYS);
  self->broadcaster = bell_broadcaster_new (organisation);
  self->hints = bell_hints_new (organisation, on_hint, on_line, self);
  self->typing_limiter = bell_rate_limiter_new (bell_organisation_get_clock (organisation), TYPING_BURST, TYPING_INTERVAL, TYPING_PEOPLE);
  if (limits == NULL)
    limits = &usual;
  self->http = bell_http_server_new (limits);
  self->limits.max_size_header = limits->header_bytes;
  add_routes (self);
  return self;
}

BellHttpServer *
bell_server_get_http (BellServer *self)
{
  g_return_val_if_fail (BELL_IS_SERVER (self), NULL);

  return self->http;
}

BellAccounts *
bell_server_get_accounts (BellServer *self)
{
  g_return_val_if_fail (BELL_IS_SERVER (self), NULL);

  return self->accounts;
}

/**
 * bell_server_set_upkeep:
 * @history_days: for how long a client may stay away and is then told what
 *   happened meanwhile, at least %BELL_UPKEEP_LEAST_HISTORY_DAYS
 * @token_days: how long a sign-in lasts that is not used; 0: for ever
 *
 * Before the start.
 */
void
bell_server_set_upkeep (BellServer *self,
                        guint       history_days,
                        guint       token_days)
{
  g_return_if_fail (BELL_IS_SERVER (self));
  g_return_if_fail (self->keeper == NULL);

  self->history_days = MAX (history_days, BELL_UPKEEP_LEAST_HISTORY_DAYS);
  bell_accounts_set_token_days (self->accounts, token_days);
}

/**
 * bell_server_start:
 * @address: where to listen: an address in numbers
 * @port: which port, or 0 for any that is free; see bell_http_server_get_port()
 *
 * Returns: whether it listens; else as bell_http_server_start()
 */
gboolean
bell_server_start (BellServer *self,
                   const char *address,
                   guint       port,
                   GError    **error)
{
  g_return_val_if_fail (BELL_IS_SERVER (self), FALSE);
  g_return_val_if_fail (self->keeper == NULL, FALSE);

  if (!bell_http_server_start (self->http, address, port, error))
    return FALSE;
  self->stopping = FALSE;
  bell_organisation_set_news (self->organisation, on_news, self);
  bell_broadcaster_start (self->broadcaster);
  bell_hints_start (self->hints);
  self->keeper = g_thread_new ("keeper", bell_server_keep, self);
  return TRUE;
}

/**
 * bell_server_stop:
 *
 * Finishes what is under way, ends the streams and stops. Blocks for a few
 * seconds at most.
 */
void
bell_server_stop (BellServer *self)
{
  g_return_if_fail (BELL_IS_SERVER (self));

  if (self->keeper == NULL)
    return;

  bell_http_server_stop (self->http);
  bell_organisation_set_news (self->organisation, NULL, NULL);
  bell_hints_stop (self->hints);
  bell_broadcaster_stop (self->broadcaster);

  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_cond_broadcast (&self->keeper_wakes);
  while (self->n_snapshots > 0)
    g_cond_wait (&self->keeper_wakes, &self->lock);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->keeper, g_thread_join);
}

/* --- For the handlers --- */

gboolean
bell_server_enter (BellServer *self,
                   const char *principal_id,
                   const char *what,
                   guint       limit)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *key = g_strconcat (what, " ", principal_id, NULL);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->busy, key));

  if (count >= limit)
    return FALSE;
  g_hash_table_insert (self->busy, g_steal_pointer (&key), GUINT_TO_POINTER (count + 1));
  return TRUE;
}

void
bell_server_leave (BellServer *self,
                   const char *principal_id,
                   const char *what)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *key = g_strconcat (what, " ", principal_id, NULL);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->busy, key));

  if (count <= 1)
    g_hash_table_remove (self->busy, key);
  else
    g_hash_table_insert (self->busy, g_steal_pointer (&key), GUINT_TO_POINTER (count - 1));
}

/* A peer learns what is wrong with its request; what is wrong here stands in the log. */
void
bell_server_respond_error (BellHttpRequest *request,
                           guint            status,
                           const GError    *error)
{
  if (error->domain != BELL_JMAP_ERROR)
    bell_server_log (G_LOG_LEVEL_WARNING, "request-failed", "reason", error->message, NULL);
  if (status == 0)
    status = bell_problem_get_status (error);
  /* Not a fault of the server, and soon over. */
  if (status == 500 && (g_error_matches (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_BUSY) ||
                        g_error_matches (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CONNECTION)))
    status = 503;
  bell_http_request_respond (request, status, "application/problem+json", bell_problem_to_bytes (status, error));
}

void
bell_server_respond_busy (BellHttpRequest *request,
                          guint            status,
                          gint64           milliseconds,
                          const char      *limit,
                          const char      *detail)
{
  g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, MAX ((milliseconds + 999) / 1000, 1));

  bell_http_request_add_header (request, "Retry-After", seconds);
  bell_http_request_respond_limit (request, status, limit, detail);
}
