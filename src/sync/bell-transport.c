/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-transport.h"

#include <glib/gi18n-lib.h>

#include "bell-jmap-response.h"

#define DEFAULT_MAX_REPLY (64 * 1024 * 1024)
#define DEFAULT_TIME_LIMIT 120

/* The way to one server, and the seam at which tests put another in its place.
 *
 * This class holds what every transport must hold to, so that no subclass can
 * forget it: the token goes to the server's own origin and nowhere else, and
 * it goes over an open line only on this computer. Subclasses move bytes.
 *
 * Made by the program, shared by reference with BellSync and BellSignIn;
 * requests block, so they are made in worker threads; the rest is for every
 * thread. */
typedef struct
{
  char *server_url; /* scheme, host and port; no path */
  gboolean allow_open_line;

  GMutex lock;
  char *token;
} BellTransportPrivate;

enum
{
  PROP_SERVER_URL = 1,
  PROP_ALLOW_OPEN_LINE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BellTransport, bell_transport, G_TYPE_OBJECT)

/* Scheme, host and port of @url, the same for the same place however written. */
static char *
dup_origin (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *host = NULL;
  int port;

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' || g_uri_get_userinfo (uri) != NULL)
    return NULL;

  if (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 && g_strcmp0 (g_uri_get_scheme (uri), "http") != 0)
    return NULL;

  port = g_uri_get_port (uri);
  if (port <= 0)
    port = g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;

  host = g_ascii_strdown (g_uri_get_host (uri), -1);

  return g_strdup_printf (strchr (host, ':') != NULL ? "%s://[%s]:%d" : "%s://%s:%d", g_uri_get_scheme (uri), host, port);
}

/* A server behind a proxy that does TLS for it calls itself http://. As long as
 * it means itself, the safe line that it is reached by is kept. */
static char *
keep_safe_line (const char *server_url,
                char       *url)
{
  g_autoptr (GUri) ours = g_uri_parse (server_url, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) theirs = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  GUri *kept;
  char *text;
  int port;

  if (ours == NULL || theirs == NULL || g_strcmp0 (g_uri_get_scheme (ours), "https") != 0 ||
      g_strcmp0 (g_uri_get_scheme (theirs), "http") != 0 || g_uri_get_userinfo (theirs) != NULL ||
      g_uri_get_host (theirs) == NULL || g_ascii_strcasecmp (g_uri_get_host (ours), g_uri_get_host (theirs)) != 0)
    return url;

  port = g_uri_get_port (theirs);
  if (port != g_uri_get_port (ours) && !(port <= 0 || port == 80))
    return url;

  kept = g_uri_build (G_URI_FLAGS_ENCODED, "https", NULL, g_uri_get_host (ours), g_uri_get_port (ours),
                      g_uri_get_path (theirs), g_uri_get_query (theirs), NULL);
  text = g_uri_to_string (kept);
  g_uri_unref (kept);
  g_free (url);

  return text;
}

static gboolean
is_local_host (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost"))
    return TRUE;

  address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

static void
bell_transport_set_server_url (BellTransport *self,
                               const char    *url)
{
  BellTransportPrivate *priv = bell_transport_get_instance_private (self);

  priv->server_url = url != NULL ? dup_origin (url) : NULL;
}

static void
bell_transport_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  BellTransportPrivate *priv = bell_transport_get_instance_private (BELL_TRANSPORT (object));

  switch (property_id)
    {
    case PROP_SERVER_URL:
      g_value_set_string (value, priv->server_url);
      break;

    case PROP_ALLOW_OPEN_LINE:
      g_value_set_boolean (value, priv->allow_open_line);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_transport_set_property (GObject      *object,
                             guint         property_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  BellTransportPrivate *priv = bell_transport_get_instance_private (BELL_TRANSPORT (object));

  switch (property_id)
    {
    case PROP_SERVER_URL:
      bell_transport_set_server_url (BELL_TRANSPORT (object), g_value_get_string (value));
      break;

    case PROP_ALLOW_OPEN_LINE:
      priv->allow_open_line = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_transport_finalize (GObject *object)
{
  BellTransportPrivate *priv = bell_transport_get_instance_private (BELL_TRANSPORT (object));

  g_clear_pointer (&priv->server_url, g_free);
  g_clear_pointer (&priv->token, g_free);
  g_mutex_clear (&priv->lock);

  G_OBJECT_CLASS (bell_transport_parent_class)->finalize (object);
}

static void
bell_transport_class_init (BellTransportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bell_transport_get_property;
  object_class->set_property = bell_transport_set_property;
  object_class->finalize = bell_transport_finalize;

  /* The server's address; what is no http(s) URL reads back as %NULL. */
  properties[PROP_SERVER_URL] =
    g_param_spec_string ("server-url", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /* Whether a person has said that an unencrypted line to another computer is wanted. */
  properties[PROP_ALLOW_OPEN_LINE] =
    g_param_spec_boolean ("allow-open-line", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
bell_transport_init (BellTransport *self)
{
  BellTransportPrivate *priv = bell_transport_get_instance_private (self);

  g_mutex_init (&priv->lock);
}

/**
 * bell_transport_get_server_url:
 *
 * Returns: (nullable): the server's origin, or %NULL if the address given was none
 */
const char *
bell_transport_get_server_url (BellTransport *self)
{
  BellTransportPrivate *priv = bell_transport_get_instance_private (self);

  g_return_val_if_fail (BELL_IS_TRANSPORT (self), NULL);

  return priv->server_url;
}

/**
 * bell_transport_is_local:
 *
 * Returns: whether the server is this computer, to which no network is needed
 */
gboolean
bell_transport_is_local (BellTransport *self)
{
  BellTransportPrivate *priv = bell_transport_get_instance_private (self);
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (BELL_IS_TRANSPORT (self), FALSE);

  uri = priv->server_url != NULL ? g_uri_parse (priv->server_url, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri != NULL && is_local_host (g_uri_get_host (uri));
}

/**
 * bell_transport_has_token:
 *
 * Returns: whether there is a token to send
 */
gboolean
bell_transport_has_token (BellTransport *self)
{
  BellTransportPrivate *priv = bell_transport_get_instance_private (self);
  gboolean has;

  g_return_val_if_fail (BELL_IS_TRANSPORT (self), FALSE);

  g_mutex_lock (&priv->lock);
  has = priv->token != NULL;
  g_mutex_unlock (&priv->lock);

  return has;
}

/**
 * bell_transport_set_token:
 * @token: (nullable): what the server gave at sign-in
 *
 * Sets what proves who we are, from the next request on.
 */
void
bell_transport_set_token (BellTransport *self,
                          const char    *token)
{
  BellTransportPrivate *priv = bell_transport_get_instance_private (self);

  g_return_if_fail (BELL_IS_TRANSPORT (self));

  g_mutex_lock (&priv->lock);
  g_free (priv->token);
  priv->token = token != NULL && *token != '\0' ? g_strdup (token) : NULL;
  g_mutex_unlock (&priv->lock);
}

/**
 * bell_transport_send:
 * @request: what to send
 * @cancellable: (nullable): to leave off
 * @error: what went wrong
 *
 * Sends a request and waits for the reply; not for a thread that draws a
 * window. Any status is a reply: see bell_transport_reply_check(). Only the
 * server's own origin is ever asked.
 *
 * Returns: (transfer full): the reply, or %NULL with %BELL_SYNC_ERROR, or
 *   %G_IO_ERROR_CANCELLED
 */
BellTransportReply *
bell_transport_send (BellTransport               *self,
                     const BellTransportRequest  *request,
                     GCancellable                *cancellable,
                     GError                     **error)
{
  BellTransportPrivate *priv = bell_transport_get_instance_private (self);
  BellTransportRequest sent;
  BellTransportReply *reply;
  g_autofree char *url = NULL;
  g_autofree char *origin = NULL;
  g_autofree char *token = NULL;

  g_return_val_if_fail (BELL_IS_TRANSPORT (self), NULL);
  g_return_val_if_fail (request != NULL && request->method != NULL && request->url != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (priv->server_url == NULL)
    {
      g_set_error_literal (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_REFUSED,
                           _("The server's address is not one: it begins with https:// and the name of a computer."));
      return NULL;
    }

  if (g_str_has_prefix (priv->server_url, "http:") && !priv->allow_open_line && !bell_transport_is_local (self))
    {
      g_set_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_REFUSED,
                   _("%s would carry passwords and tickets over an open line. Use https://."), priv->server_url);
      return NULL;
    }

  url = g_uri_resolve_relative (priv->server_url, request->url, G_URI_FLAGS_ENCODED, error);
  if (url == NULL)
    {
      g_prefix_error_literal (error, _("The server gave an address that is none: "));
      return NULL;
    }

  url = keep_safe_line (priv->server_url, g_steal_pointer (&url));
  origin = dup_origin (url);
  if (g_strcmp0 (origin, priv->server_url) != 0)
    {
      g_set_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_BROKEN,
                   _("The server %s sends us on to %s, which is not trusted with your token."), priv->server_url, url);
      return NULL;
    }

  if (!request->anonymous)
    {
      g_mutex_lock (&priv->lock);
      token = g_strdup (priv->token);
      g_mutex_unlock (&priv->lock);

      if (token == NULL)
        {
          g_set_error_literal (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNAUTHORIZED, _("You are not signed in."));
          return NULL;
        }
    }

  sent = *request;
  sent.url = url;
  if (sent.max_reply == 0)
    sent.max_reply = DEFAULT_MAX_REPLY;
  if (sent.time_limit == 0)
    sent.time_limit = DEFAULT_TIME_LIMIT;

  reply = BELL_TRANSPORT_GET_CLASS (self)->send (self, &sent, token, cancellable, error);
  g_assert (reply != NULL || error == NULL || *error != NULL);

  return reply;
}

/**
 * bell_transport_reply_new:
 * @status: HTTP status
 *
 * Returns: (transfer full): a reply with nothing else in it yet
 */
BellTransportReply *
bell_transport_reply_new (guint status)
{
  BellTransportReply *self = g_new0 (BellTransportReply, 1);

  self->status = status;
  self->server_now = BELL_TIME_UNSET;

  return self;
}

/**
 * bell_transport_reply_free:
 * @self: (transfer full): what to free
 */
void
bell_transport_reply_free (BellTransportReply *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->content_type);
  g_free (self->location);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_object (&self->stream);
  g_free (self);
}

/**
 * bell_transport_reply_check:
 * @error: what the server said instead of yes
 *
 * Tells a yes from everything else, with the server's own words where it has some.
 *
 * Returns: whether the status is a success
 */
gboolean
bell_transport_reply_check (const BellTransportReply  *self,
                            GError                   **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *words = NULL;
  BellSyncError code;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->status >= 200 && self->status < 300)
    return TRUE;

  if (self->body != NULL && g_strcmp0 (self->content_type, "application/problem+json") == 0)
    {
      gsize length;
      const char *text = g_bytes_get_data (self->body, &length);

      problem = bell_problem_from_text (self->status, text, length);
    }

  switch (self->status)
    {
    case 413:
      code = BELL_SYNC_ERROR_TOO_LARGE;
      words = g_strdup (_("This is more than the server takes at once."));
      break;

    case 404:
    case 405:
      code = BELL_SYNC_ERROR_NOT_DESKBELL;
      words = g_strdup (_("Something answers at this address, but it is not a Deskbell server."));
      break;

    case 408:
    case 429:
      code = BELL_SYNC_ERROR_UNAVAILABLE;
      words = g_strdup (_("The server has too much to do and asks to wait."));
      break;

    default:
      if (self->status >= 300 && self->status < 400)
        {
          code = BELL_SYNC_ERROR_REFUSED;
          words = self->location != NULL
                    ? g_strdup_printf (_("The server has moved to %s. Sign in with that address."), self->location)
                    : g_strdup (_("The server has moved and does not say where to."));
        }
      else if (self->status >= 500)
        {
          code = BELL_SYNC_ERROR_UNAVAILABLE;
          words = g_strdup_printf (_("The server has a fault of its own (%u)."), self->status);
        }
      else if (problem != NULL && self->status == 401)
        {
          code = BELL_SYNC_ERROR_UNAUTHORIZED;
          words = g_strdup (_("The server does not accept this sign-in any more."));
        }
      else if (problem != NULL)
        {
          code = BELL_SYNC_ERROR_REFUSED;
          words = g_strdup_printf (_("The server refused (%u)."), self->status);
        }
      else
        {
          /* Ours says why in a form that can be read. A proxy or the sign-in page of
           * a network says nothing about what was sent, nor about our token: nothing
           * of it is parked, and nobody has to sign in to us again. */
          code = BELL_SYNC_ERROR_UNAVAILABLE;
          words = g_strdup_printf (_("Something between this computer and the server refused (%u)."), self->status);
        }
    }

  g_set_error_literal (error, BELL_SYNC_ERROR, (int) code, problem != NULL ? problem->message : words);

  return FALSE;
}
