/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-http.h"

#include <string.h>

#include "sim-schedule.h"

#define ORIGIN "http://127.0.0.1:8080"

typedef struct
{
  const char *method;
  char **segments;
  gsize max_body;
  BellHttpHandler gate;
  BellHttpHandler handler;
  gpointer data;
} Route;

struct _BellHttpServer
{
  GObject parent_instance;

  GPtrArray *routes;
  gboolean running;
  GPtrArray *streams; /* that are open */
};

G_DEFINE_FINAL_TYPE (BellHttpServer, bell_http_server, G_TYPE_OBJECT)

struct _BellHttpRequest
{
  BellHttpServer *server;
  char *method;
  char *authorization;
  char *content_type;
  gboolean zstd;
  GBytes *body;
  GHashTable *query;
  GHashTable *parameters;
  Route *route;

  gpointer context;
  GDestroyNotify context_free;
  GHashTable *headers; /* of the response */
  gboolean answered;
  SimAnswered func;
  gpointer data;

  BellHttpHandler later;
  gpointer later_data;
};

/* --- the request ---------------------------------------------------------------- */

static void
request_free (BellHttpRequest *self)
{
  if (self->context_free != NULL)
    self->context_free (self->context);
  g_free (self->method);
  g_free (self->authorization);
  g_free (self->content_type);
  g_bytes_unref (self->body);
  g_hash_table_unref (self->query);
  g_hash_table_unref (self->parameters);
  g_hash_table_unref (self->headers);
  g_object_unref (self->server);
  g_free (self);
}

const char *
bell_http_request_get_method (BellHttpRequest *self)
{
  return self->method;
}

const char *
bell_http_request_get_header (BellHttpRequest *self,
                              const char      *name)
{
  if (g_ascii_strcasecmp (name, "Authorization") == 0)
    return self->authorization;
  if (g_ascii_strcasecmp (name, "Content-Type") == 0)
    return self->content_type;
  if (g_ascii_strcasecmp (name, "Accept-Encoding") == 0)
    return self->zstd ? "zstd" : NULL;

  return NULL;
}

const char *
bell_http_request_get_parameter (BellHttpRequest *self,
                                 const char      *name)
{
  return g_hash_table_lookup (self->parameters, name);
}

const char *
bell_http_request_get_query (BellHttpRequest *self,
                             const char      *name)
{
  return g_hash_table_lookup (self->query, name);
}

GBytes *
bell_http_request_get_body (BellHttpRequest *self)
{
  return self->body;
}

const char *
bell_http_request_get_address (BellHttpRequest *self)
{
  return "127.0.0.1";
}

char *
bell_http_request_get_origin (BellHttpRequest *self)
{
  return g_strdup (ORIGIN);
}

void
bell_http_request_set_principal (BellHttpRequest *self,
                                 const char      *principal_id)
{
}

void
bell_http_request_set_note (BellHttpRequest *self,
                            const char      *note)
{
}

void
bell_http_request_set_context (BellHttpRequest *self,
                               gpointer         context,
                               GDestroyNotify   context_free)
{
  self->context = context;
  self->context_free = context_free;
}

gpointer
bell_http_request_get_context (BellHttpRequest *self)
{
  return self->context;
}

void
bell_http_request_add_header (BellHttpRequest *self,
                              const char      *name,
                              const char      *value)
{
  g_hash_table_insert (self->headers, g_ascii_strdown (name, -1), g_strdup (value));
}

static void
answer (BellHttpRequest *self,
        guint            status,
        const char      *media_type,
        GBytes          *content,
        BellHttpStream  *stream)
{
  const char *wait = g_hash_table_lookup (self->headers, "retry-after");
  SimAnswer said = { .status = status, .media_type = media_type, .content = content, .stream = stream };

  g_assert (!self->answered);
  self->answered = TRUE;
  said.zstd = g_strcmp0 (g_hash_table_lookup (self->headers, "content-encoding"), "zstd") == 0;
  said.retry_after = wait != NULL ? g_ascii_strtoll (wait, NULL, 10) : 0;
  self->func (&said, self->data);
}

void
bell_http_request_respond (BellHttpRequest *self,
                           guint            status,
                           const char      *media_type,
                           GBytes          *content)
{
  g_autoptr (GBytes) taken = content != NULL ? content : g_bytes_new (NULL, 0);

  answer (self, status, media_type, taken, NULL);
}

void
bell_http_request_respond_stream (BellHttpRequest *self,
                                  guint            status,
                                  const char      *media_type,
                                  BellHttpStream  *stream)
{
  g_ptr_array_add (self->server->streams, bell_http_stream_ref (stream));
  answer (self, status, media_type, NULL, stream);
}

gboolean
bell_http_request_is_answered (BellHttpRequest *self)
{
  return self->answered;
}

void
bell_http_request_run_later (BellHttpRequest *self,
                             BellHttpHandler  handler,
                             gpointer         user_data)
{
  self->later = handler;
  self->later_data = user_data;
}

/* --- the server ------------------------------------------------------------------- */

static void
route_free (gpointer data)
{
  Route *route = data;

  g_strfreev (route->segments);
  g_free (route);
}

static void
bell_http_server_finalize (GObject *object)
{
  BellHttpServer *self = BELL_HTTP_SERVER (object);

  g_ptr_array_unref (self->routes);
  g_ptr_array_unref (self->streams);

  G_OBJECT_CLASS (bell_http_server_parent_class)->finalize (object);
}

static void
bell_http_server_class_init (BellHttpServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_http_server_finalize;
}

static void
bell_http_server_init (BellHttpServer *self)
{
  self->routes = g_ptr_array_new_with_free_func (route_free);
  self->streams = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_http_stream_unref);
}

BellHttpServer *
bell_http_server_new (const BellHttpLimits *limits)
{
  return g_object_new (BELL_TYPE_HTTP_SERVER, NULL);
}

void
bell_http_server_add_route (BellHttpServer     *self,
                            const char         *method,
                            const char         *path,
                            BellHttpRouteFlags  flags,
                            gsize               max_body,
                            BellHttpHandler     gate,
                            BellHttpHandler     handler,
                            gpointer            user_data)
{
  Route *route = g_new0 (Route, 1);

  *route = (Route){ method, g_strsplit (path, "/", -1), max_body, gate, handler, user_data };
  g_ptr_array_add (self->routes, route);
}

gboolean
bell_http_server_set_certificate (BellHttpServer  *self,
                                  const char      *certificate_file,
                                  const char      *key_file,
                                  GError         **error)
{
  return TRUE;
}

void
bell_http_server_trust_proxy (BellHttpServer    *self,
                              const char *const *addresses)
{
}

gboolean
bell_http_server_start (BellHttpServer  *self,
                        const char      *address,
                        guint            port,
                        GError         **error)
{
  self->running = TRUE;

  return TRUE;
}

guint
bell_http_server_get_port (BellHttpServer *self)
{
  return 8080;
}

char *
bell_http_server_get_url (BellHttpServer *self)
{
  return g_strdup (ORIGIN);
}

void
bell_http_server_stop (BellHttpServer *self)
{
  self->running = FALSE;
  for (guint i = 0; i < self->streams->len; i++)
    {
      bell_http_stream_abort (self->streams->pdata[i]);
      sim_http_stream_gone (self->streams->pdata[i]);
    }
  g_ptr_array_set_size (self->streams, 0);
}

/* --- a request arrives --------------------------------------------------------------- */

static gboolean
fits (const Route *route,
      const char  *method,
      char       **segments,
      GHashTable  *parameters)
{
  guint i;

  if (strcmp (route->method, method) != 0)
    return FALSE;
  g_hash_table_remove_all (parameters);
  for (i = 0; route->segments[i] != NULL && segments[i] != NULL; i++)
    {
      const char *wanted = route->segments[i];

      if (*wanted == '{')
        g_hash_table_insert (parameters, g_strndup (wanted + 1, strlen (wanted) - 2), g_uri_unescape_string (segments[i], NULL));
      else if (strcmp (wanted, segments[i]) != 0)
        return FALSE;
    }

  return route->segments[i] == NULL && segments[i] == NULL;
}

static gboolean
never (gpointer data)
{
  return FALSE;
}

/* Like a worker's thread: it may be delayed anywhere that it waits. */
static gpointer
work (gpointer data)
{
  BellHttpRequest *self = data;

  if (self->route->gate != NULL)
    self->route->gate (self, self->route->data);
  if (!self->answered)
    self->route->handler (self, self->route->data);
  if (self->later != NULL)
    {
      sim_wait (never, NULL, sim_now () + SIM_MS (sim_below (20)));
      self->later (self, self->later_data);
    }
  g_assert (self->answered);
  request_free (self);

  return NULL;
}

void
sim_http_serve (BellHttpServer *self,
                const char     *method,
                const char     *target,
                const char     *token,
                const char     *content_type,
                gboolean        zstd,
                GBytes         *body,
                SimAnswered     answered,
                gpointer        data)
{
  BellHttpRequest *request = g_new0 (BellHttpRequest, 1);
  const char *question = strchr (target, '?');
  g_autofree char *path = question != NULL ? g_strndup (target, (gsize) (question - target)) : g_strdup (target);
  g_auto (GStrv) segments = g_strsplit (path, "/", -1);

  request->server = g_object_ref (self);
  request->method = g_strdup (method);
  request->authorization = token != NULL ? g_strconcat ("Bearer ", token, NULL) : NULL;
  request->content_type = g_strdup (content_type);
  request->zstd = zstd;
  request->body = body != NULL ? g_bytes_ref (body) : g_bytes_new (NULL, 0);
  request->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  request->parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  request->query = question != NULL ? g_uri_parse_params (question + 1, -1, "&", G_URI_PARAMS_NONE, NULL)
                                    : g_hash_table_new (g_str_hash, g_str_equal);
  g_assert (request->query != NULL);
  request->func = answered;
  request->data = data;

  for (guint i = 0; i < self->routes->len && request->route == NULL; i++)
    if (fits (self->routes->pdata[i], method, segments, request->parameters))
      request->route = self->routes->pdata[i];

  if (request->route == NULL || g_bytes_get_size (request->body) > request->route->max_body)
    {
      bell_http_request_respond_problem (request, request->route == NULL ? 404 : 413, NULL,
                                         request->route == NULL ? "There is nothing here." : "That is too much at once.");
      request_free (request);
      return;
    }
  sim_fiber_unref (sim_spawn ("request", work, request));
}
