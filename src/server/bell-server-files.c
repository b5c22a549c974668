/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-blobs.h"
#include "bell-id.h"
#include "bell-server-private.h"

/* Uploads and downloads (RFC 8620 section 6). */

static gboolean
is_ours (BellServer      *self,
         BellHttpRequest *request)
{
  return g_strcmp0 (bell_http_request_get_parameter (request, "accountId"), bell_organisation_get_id (self->organisation)) == 0;
}

static void
respond_not_found (BellHttpRequest *request)
{
  bell_http_request_respond_problem (request, 404, NULL, _("There is no such file."));
}

/* A media type, or nothing that looks like one: then it is just bytes. */
static gboolean
is_media_type (const char *text)
{
  const char *slash = text != NULL ? strchr (text, '/') : NULL;

  if (slash == NULL || slash == text || slash[1] == '\0' || strlen (text) > 200)
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (c != slash && !g_ascii_isalnum (*c) && strchr ("!#$&-^_.+", *c) == NULL)
      return FALSE;
  return TRUE;
}

void
bell_server_gate_upload (BellHttpRequest *request,
                         gpointer         user_data)
{
  BellServer *self = user_data;

  bell_server_gate (request, user_data);
  if (!bell_http_request_is_answered (request) && !is_ours (self, request))
    respond_not_found (request);
}

void
bell_server_on_upload (BellHttpRequest *request,
                       gpointer         user_data)
{
  BellServer *self = user_data;
  const BellSignedIn *who = bell_http_request_get_context (request);
  const char *type = bell_http_request_get_header (request, "Content-Type");
  GBytes *body = bell_http_request_get_body (request);
  g_autofree char *media_type = type != NULL ? g_strndup (type, strcspn (type, "; ")) : NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  BellJsonWriter *writer;

  if (!is_media_type (media_type))
    {
      g_free (media_type);
      media_type = g_strdup ("application/octet-stream");
    }
  if (!bell_server_enter (self, who->principal_id, "upload", (guint) self->limits.max_concurrent_upload))
    {
      bell_server_respond_busy (request, 429, 1000, "maxConcurrentUpload", _("You have too many uploads under way."));
      return;
    }
  id = bell_organisation_add_blob (self->organisation, body, media_type, who->principal_id, &error);
  bell_server_leave (self, who->principal_id, "upload");
  if (id == NULL)
    {
      bell_server_respond_error (request, 500, error);
      return;
    }

  writer = bell_json_writer_new ();
  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "accountId", bell_organisation_get_id (self->organisation));
  bell_json_writer_string_member (writer, "blobId", id);
  bell_json_writer_string_member (writer, "type", media_type);
  bell_json_writer_integer_member (writer, "size", (gint64) g_bytes_get_size (body));
  bell_json_writer_end_object (writer);
  bell_http_request_respond (request, 201, "application/json", bell_json_writer_free_to_bytes (writer));
}

/* attachment; filename*=UTF-8''... (RFC 6266, RFC 8187): letters, digits and a
 * few signs as they are, everything else by its bytes. */
static char *
make_disposition (const char *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);

  return g_strconcat ("attachment; filename*=UTF-8''", escaped, NULL);
}

void
bell_server_on_download (BellHttpRequest *request,
                         gpointer         user_data)
{
  BellServer *self = user_data;
  const BellSignedIn *who = bell_http_request_get_context (request);
  const char *blob_id = bell_http_request_get_parameter (request, "blobId");
  const char *wanted = bell_http_request_get_query (request, "accept");
  g_autofree char *disposition = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  BellDatabase *reader;
  gboolean done;

  if (!is_ours (self, request) || !bell_blob_id_is_valid (blob_id))
    {
      respond_not_found (request);
      return;
    }
  reader = bell_organisation_take_reader (self->organisation, &error);
  done = reader != NULL && bell_blobs_read (self->organisation, reader, &who->actor, blob_id, &content, &error);
  if (reader != NULL)
    bell_organisation_return_reader (self->organisation, reader);
  if (!done)
    {
      bell_server_respond_error (request, 500, error);
      return;
    }
  if (content == NULL)
    {
      respond_not_found (request);
      return;
    }

  disposition = make_disposition (bell_http_request_get_parameter (request, "name"));
  bell_http_request_add_header (request, "Content-Disposition", disposition);
  bell_http_request_add_header (request, "Cache-Control", "private, immutable, max-age=31536000");
  bell_http_request_respond (request, 200, is_media_type (wanted) ? wanted : "application/octet-stream", g_steal_pointer (&content));
}
