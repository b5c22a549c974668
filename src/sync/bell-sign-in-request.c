/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sign-in-request.h"

#include <glib/gi18n-lib.h>

#include "bell-json-writer.h"
#include "bell-sync-error.h"

#define MAX_ANSWER (1024 * 1024)

void
bell_sign_in_request_free (gpointer data)
{
  BellSignInRequest *request = data;

  g_object_unref (request->transport);
  g_free (request->email);
  if (request->password != NULL)
    {
      /* Not for long in memory. */
      explicit_bzero (request->password, strlen (request->password));
      g_free (request->password);
    }
  g_free (request->device);
  g_free (request->token);
  g_clear_pointer (&request->session, bell_session_free);
  g_free (request);
}

static char *
ask_for_token (BellSignInRequest       *request,
               GCancellable  *cancellable,
               GError       **error)
{
  BellJsonWriter *writer = bell_json_writer_new ();
  BellTransportRequest post = { .method = "POST", .url = "/auth/token", .accept = "application/json",
                                .content_type = "application/json", .anonymous = TRUE,
                                .max_reply = MAX_ANSWER, .time_limit = 60 };
  g_autoptr (GBytes) body = NULL;
  g_autoptr (BellTransportReply) reply = NULL;
  g_autoptr (BellJson) json = NULL;
  const char *token;

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "email", request->email);
  bell_json_writer_string_member (writer, "password", request->password);
  bell_json_writer_string_member (writer, "device", request->device);
  bell_json_writer_end_object (writer);
  body = bell_json_writer_free_to_bytes (writer);
  post.body = body;

  reply = bell_transport_send (request->transport, &post, cancellable, error);
  if (reply == NULL)
    return NULL;

  if (reply->status == 401 || reply->status == 403)
    {
      g_set_error_literal (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_UNAUTHORIZED,
                           _("The server knows no such address with this password."));
      return NULL;
    }
  if (!bell_transport_reply_check (reply, error))
    return NULL;

  json = bell_json_parse_bytes (reply->body, NULL, NULL);
  token = json != NULL ? bell_json_node_get_string (bell_json_node_get_member (bell_json_get_root (json), "token")) : NULL;
  if (token == NULL || *token == '\0')
    {
      g_set_error_literal (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_NOT_DESKBELL,
                           _("Something answers at this address, but it is not a Deskbell server."));
      return NULL;
    }

  return g_strdup (token);
}

static BellSession *
ask_for_session (BellSignInRequest       *request,
                 GCancellable  *cancellable,
                 GError       **error)
{
  BellTransportRequest get = { .method = "GET", .url = "/.well-known/jmap", .accept = "application/json",
                               .max_reply = MAX_ANSWER, .time_limit = 30 };
  g_autoptr (BellTransportReply) reply = bell_transport_send (request->transport, &get, cancellable, error);
  g_autoptr (GError) problem = NULL;
  BellSession *session;
  const char *text;
  gsize length;

  if (reply == NULL || !bell_transport_reply_check (reply, error))
    return NULL;

  text = g_bytes_get_data (reply->body, &length);
  session = bell_session_parse (text, length, &problem);
  if (session == NULL)
    g_set_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_NOT_DESKBELL,
                 _("What answers at %s is not a Deskbell server: %s"),
                 bell_transport_get_server_url (request->transport), problem->message);

  return session;
}

void
bell_sign_in_request_run (GTask        *task,
                          gpointer      source_object,
                          gpointer      task_data,
                          GCancellable *cancellable)
{
  BellSignInRequest *request = task_data;
  GError *error = NULL;

  request->token = ask_for_token (request, cancellable, &error);
  if (request->token != NULL)
    {
      bell_transport_set_token (request->transport, request->token);
      request->session = ask_for_session (request, cancellable, &error);
    }

  if (request->session != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
bell_sign_in_request_revoke (GTask        *task,
                             gpointer      source_object,
                             gpointer      task_data,
                             GCancellable *cancellable)
{
  BellSignInRequest *request = task_data;
  BellTransportRequest revoke = { .method = "DELETE", .url = "/auth/token", .time_limit = 15 };
  g_autoptr (BellTransportReply) reply = NULL;
  GError *error = NULL;

  reply = bell_transport_send (request->transport, &revoke, cancellable, &error);

  /* A token that the server no longer knows is as good as revoked. */
  if (reply != NULL && (reply->status == 401 || bell_transport_reply_check (reply, &error)))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

