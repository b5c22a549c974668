/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-http-private.h"

#include <string.h>

/**
 * BellHttpRequest:
 *
 * One request from its first line to the last byte of its response. It is
 * made by the engine; a route's gate sees it when the header is read and may
 * answer already (no such token, say), and the route's handler when the body
 * is there.
 *
 * The path is split at its slashes before it is decoded: an encoded slash or
 * a `..` is never more than a part of one segment, and nothing of it ever
 * becomes the name of a file.
 *
 * Used by one thread at a time: the engine's or a worker's.
 */

static void
add_text_header (struct MHD_Response *response,
                 const char          *name,
                 const char          *value)
{
  /* Refuses line breaks by itself; nothing that a peer sent comes here unchecked. */
  MHD_add_response_header (response, name, value);
}

static struct MHD_Response *
make_response (BellHttpRequest *self)
{
  struct MHD_Response *response;

  if (self->stream != NULL)
    {
      response = bell_http_stream_make_response (self->stream, self->connection);
    }
  else
    {
      gsize size;
      gconstpointer data = g_bytes_get_data (self->content, &size);

      response = MHD_create_response_from_buffer_with_free_callback_cls (
        size, (void *) (data != NULL ? data : ""),
        (MHD_ContentReaderFreeCallback) (void (*) (void)) g_bytes_unref, g_bytes_ref (self->content));
    }
  if (response == NULL)
    return NULL;

  if (self->media_type != NULL)
    add_text_header (response, MHD_HTTP_HEADER_CONTENT_TYPE, self->media_type);
  add_text_header (response, "X-Content-Type-Options", "nosniff");
  add_text_header (response, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
  add_text_header (response, "Referrer-Policy", "no-referrer");
  for (guint i = 0; self->headers != NULL && i + 1 < self->headers->len; i += 2)
    add_text_header (response, self->headers->pdata[i], self->headers->pdata[i + 1]);
  if (MHD_get_response_header (response, MHD_HTTP_HEADER_CACHE_CONTROL) == NULL)
    add_text_header (response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
  if (self->close_after)
    add_text_header (response, MHD_HTTP_HEADER_CONNECTION, "close");
  return response;
}

static void
set_content (BellHttpRequest *self,
             guint            status,
             const char      *media_type,
             GBytes          *content)
{
  g_assert (!self->responded);

  self->responded = TRUE;
  self->status = status;
  g_clear_pointer (&self->media_type, g_free);
  self->media_type = g_strdup (media_type);
  self->content = content;
}

BellHttpRequest *
bell_http_request_new (const char *uri)
{
  BellHttpRequest *self = g_new0 (BellHttpRequest, 1);

  self->began = g_get_monotonic_time ();
  self->uri = g_strdup (uri);
  return self;
}

void
bell_http_request_free (BellHttpRequest *self)
{
  if (self->context_free != NULL)
    self->context_free (self->context);
  g_free (self->method);
  g_free (self->uri);
  g_strfreev (self->segments);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_pointer (&self->body_bytes, g_bytes_unref);
  g_free (self->principal);
  g_free (self->note);
  g_free (self->media_type);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_pointer (&self->stream, bell_http_stream_unref);
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  g_free (self);
}

/* Splits the target into decoded segments and query parameters. FALSE if it is
 * not a plain path, or not UTF-8 once decoded. */
gboolean
bell_http_request_parse_uri (BellHttpRequest *self)
{
  g_autofree char *path = NULL;
  const char *question = strchr (self->uri, '?');

  if (self->uri[0] != '/')
    return FALSE;
  path = question != NULL ? g_strndup (self->uri, (gsize) (question - self->uri)) : g_strdup (self->uri);

  self->segments = g_strsplit (path + 1, "/", 32);
  for (guint i = 0; self->segments[i] != NULL; i++)
    {
      char *decoded = g_uri_unescape_string (self->segments[i], NULL);

      if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL))
        {
          g_free (decoded);
          return FALSE;
        }
      g_free (self->segments[i]);
      self->segments[i] = decoded;
    }

  if (question != NULL && question[1] != '\0')
    {
      self->query = g_uri_parse_params (question + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
      if (self->query == NULL)
        return FALSE;
    }
  return TRUE;
}

gboolean
bell_http_route_matches (const BellHttpRoute *route,
                         char               **segments)
{
  guint i;

  for (i = 0; route->segments[i] != NULL; i++)
    {
      if (segments[i] == NULL)
        return FALSE;
      if (route->segments[i][0] != '{' && strcmp (route->segments[i], segments[i]) != 0)
        return FALSE;
    }
  return segments[i] == NULL;
}

/* On the engine's thread, once. */
enum MHD_Result
bell_http_request_send (BellHttpRequest *self)
{
  struct MHD_Response *response;
  enum MHD_Result result;

  g_assert (self->responded && !self->queued);

  response = make_response (self);
  if (response == NULL)
    return MHD_NO;
  self->queued = TRUE;
  result = MHD_queue_response (self->connection, self->status, response);
  MHD_destroy_response (response);
  return result;
}

/**
 * bell_http_request_get_method:
 *
 * Returns: GET, POST ...
 */
const char *
bell_http_request_get_method (BellHttpRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->method;
}

/**
 * bell_http_request_get_header:
 * @name: in any case
 *
 * Returns: (nullable): the value of the first header of that name, as it was sent
 */
const char *
bell_http_request_get_header (BellHttpRequest *self,
                              const char      *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return MHD_lookup_connection_value (self->connection, MHD_HEADER_KIND, name);
}

/**
 * bell_http_request_get_parameter:
 * @name: what stands between the braces in the route's path
 *
 * Returns: (nullable): the segment of the path, decoded
 */
const char *
bell_http_request_get_parameter (BellHttpRequest *self,
                                 const char      *name)
{
  gsize length;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  length = strlen (name);
  for (guint i = 0; self->route->segments[i] != NULL; i++)
    {
      const char *segment = self->route->segments[i];

      if (segment[0] == '{' && strncmp (segment + 1, name, length) == 0 && segment[length + 1] == '}')
        return self->segments[i];
    }
  return NULL;
}

/**
 * bell_http_request_get_query:
 * @name: of a parameter behind the question mark
 *
 * Returns: (nullable): its value, decoded
 */
const char *
bell_http_request_get_query (BellHttpRequest *self,
                             const char      *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return self->query != NULL ? g_hash_table_lookup (self->query, name) : NULL;
}

/**
 * bell_http_request_get_body:
 *
 * Returns: (transfer none): the body, empty if there is none
 */
GBytes *
bell_http_request_get_body (BellHttpRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->body_bytes == NULL)
    self->body_bytes = self->body != NULL ? g_byte_array_free_to_bytes (g_steal_pointer (&self->body))
                                          : g_bytes_new_static ("", 0);
  return self->body_bytes;
}

/**
 * bell_http_request_set_principal:
 * @principal_id: (nullable): on whose behalf this is, for the log
 */
void
bell_http_request_set_principal (BellHttpRequest *self,
                                 const char      *principal_id)
{
  g_return_if_fail (self != NULL);

  g_free (self->principal);
  self->principal = g_strdup (principal_id);
}

/**
 * bell_http_request_set_note:
 * @note: (nullable): what the log should say beyond the usual; no words of people
 */
void
bell_http_request_set_note (BellHttpRequest *self,
                            const char      *note)
{
  g_return_if_fail (self != NULL);

  g_free (self->note);
  self->note = g_strdup (note);
}

/**
 * bell_http_request_set_context:
 * @context: (transfer full): what the gate hands on to the handler
 * @context_free: (nullable): frees it
 */
void
bell_http_request_set_context (BellHttpRequest *self,
                               gpointer         context,
                               GDestroyNotify   context_free)
{
  g_return_if_fail (self != NULL);

  if (self->context_free != NULL)
    self->context_free (self->context);
  self->context = context;
  self->context_free = context_free;
}

gpointer
bell_http_request_get_context (BellHttpRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->context;
}

/**
 * bell_http_request_add_header:
 * @name: of a response header
 * @value: its value; with a line break in it the header is left out
 */
void
bell_http_request_add_header (BellHttpRequest *self,
                              const char      *name,
                              const char      *value)
{
  g_return_if_fail (self != NULL && name != NULL && value != NULL);

  if (strpbrk (value, "\r\n") != NULL)
    return;
  if (self->headers == NULL)
    self->headers = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

/**
 * bell_http_request_respond:
 * @status: of HTTP
 * @media_type: (nullable): of the content
 * @content: (transfer full) (nullable): what is sent
 *
 * Once a request. What is not markup is never said to be.
 */
void
bell_http_request_respond (BellHttpRequest *self,
                           guint            status,
                           const char      *media_type,
                           GBytes          *content)
{
  g_return_if_fail (self != NULL);

  set_content (self, status, media_type, content != NULL ? content : g_bytes_new_static ("", 0));
}

/**
 * bell_http_request_respond_stream:
 * @stream: what is sent as it comes
 */
void
bell_http_request_respond_stream (BellHttpRequest *self,
                                  guint            status,
                                  const char      *media_type,
                                  BellHttpStream  *stream)
{
  g_return_if_fail (self != NULL && stream != NULL);
  g_return_if_fail (!self->responded);

  self->responded = TRUE;
  self->status = status;
  g_free (self->media_type);
  self->media_type = g_strdup (media_type);
  self->stream = bell_http_stream_ref (stream);
}

gboolean
bell_http_request_is_answered (BellHttpRequest *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->responded;
}

/**
 * bell_http_request_run_later:
 * @handler: what answers the request, on a worker
 *
 * For a handler of a %BELL_HTTP_ROUTE_QUICK route that finds out that this
 * one takes longer.
 */
void
bell_http_request_run_later (BellHttpRequest *self,
                             BellHttpHandler  handler,
                             gpointer         user_data)
{
  g_return_if_fail (self != NULL && handler != NULL);

  self->later = handler;
  self->later_data = user_data;
}

/**
 * bell_http_request_get_address:
 *
 * Returns: the address that the request came from; behind a proxy that is trusted, what it says
 */
const char *
bell_http_request_get_address (BellHttpRequest *self)
{
  const char *forwarded;

  g_return_val_if_fail (self != NULL, NULL);

  forwarded = self->server->behind_proxy ? bell_http_request_get_header (self, "X-Forwarded-For") : NULL;
  if (forwarded != NULL && bell_http_connection_is_near (self->entry))
    {
      const char *last = strrchr (forwarded, ',');

      last = last != NULL ? last + 1 : forwarded;
      while (*last == ' ')
        last++;
      if (g_hostname_is_ip_address (last))
        return last;
    }
  return bell_http_connection_get_address (self->entry);
}

/**
 * bell_http_request_get_origin:
 *
 * Returns: (transfer full) (nullable): scheme, host and port by which the peer
 *   reached this server, as `https://desk.example.org`, or %NULL if its Host is no host
 */
char *
bell_http_request_get_origin (BellHttpRequest *self)
{
  const char *host, *scheme, *forwarded;

  g_return_val_if_fail (self != NULL, NULL);

  host = bell_http_request_get_header (self, "Host");
  for (const char *c = host; host != NULL && *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr (".-:[]_", *c) == NULL)
      return NULL;
  if (host == NULL || *host == '\0')
    return NULL;

  scheme = self->server->certificates->len > 0 ? "https" : "http";
  forwarded = self->server->behind_proxy ? bell_http_request_get_header (self, "X-Forwarded-Proto") : NULL;
  if (forwarded != NULL && strcmp (forwarded, "https") == 0 && bell_http_connection_is_near (self->entry))
    scheme = "https";
  return g_strdup_printf ("%s://%s", scheme, host);
}
