/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>

#include "bell-server-log.h"
#include "bell-server-private.h"

/* The API endpoint: a request of several calls, worked through in their
 * order, each on its own: one that fails does not stop the others.
 *
 * What only looks up a few objects is answered at once on the thread that
 * read it; everything else goes to a worker. */

#define QUICK_BODY (8 * 1024)
#define QUICK_CALLS 4
#define QUICK_IDS 20

static const char *const capabilities[] = {
  BELL_CAPABILITY_CORE, BELL_CAPABILITY_CONDITIONAL, BELL_CAPABILITY_HELPDESK, NULL,
};

gboolean
bell_api_check_account (BellApiCall *call,
                        const char  *account_id,
                        GError     **error)
{
  if (g_strcmp0 (account_id, bell_organisation_get_id (call->server->organisation)) == 0)
    return TRUE;
  g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_ACCOUNT_NOT_FOUND, _("There is no such account."));
  return FALSE;
}

static gboolean
unknown_method (GError **error)
{
  g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_UNKNOWN_METHOD,
                       _("There is no such method, or its capability is not among those in use."));
  return FALSE;
}

static gboolean
run_method (BellApiCall *call,
            GError     **error)
{
  g_autoptr (BellJson) arguments = NULL;
  BellMethod method;
  BellType type;

  if (!bell_method_parse (call->name, &type, &method))
    {
      if (!g_str_has_suffix (call->name, "/queryChanges"))
        return unknown_method (error);
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_CANNOT_CALCULATE_CHANGES,
                           _("This server does not keep the results of queries. Ask the query again."));
      return FALSE;
    }
  if (!bell_jmap_request_is_using (call->request, method == BELL_METHOD_ECHO ? BELL_CAPABILITY_CORE : BELL_CAPABILITY_HELPDESK))
    return unknown_method (error);

  arguments = bell_jmap_response_resolve (call->response, call->index, error);
  if (arguments == NULL)
    return FALSE;

  switch (method)
    {
    case BELL_METHOD_ECHO:
      {
        BellJsonWriter *writer = bell_jmap_response_begin (call->response, call->index, call->name);

        for (const BellJsonNode *node = bell_json_node_get_first (bell_json_get_root (arguments)); node != NULL;
             node = bell_json_node_get_next (node))
          bell_json_writer_node_member (writer, bell_json_node_get_name (node), node);
        bell_jmap_response_end (call->response);
        return TRUE;
      }
    case BELL_METHOD_GET:
      return bell_method_get (call, type, arguments, error);
    case BELL_METHOD_CHANGES:
      return bell_method_changes (call, type, arguments, error);
    case BELL_METHOD_SET:
      return type < BELL_N_TABLE_TYPES ? bell_method_set (call, type, arguments, error) : unknown_method (error);
    case BELL_METHOD_QUERY:
      return type < BELL_N_TABLE_TYPES ? bell_method_query (call, type, arguments, error)
                                       : bell_method_query_history (call, arguments, error);
    default:
      return unknown_method (error);
    }
}

/* What a person is told when the database fails: that it did, not how. */
static void
add_error (BellApiCall *call,
           GError      *fault)
{
  g_autoptr (GError) error = fault;
  g_autoptr (GError) told = NULL;

  if (error->domain != BELL_JMAP_ERROR)
    {
      gboolean busy = g_error_matches (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_BUSY);

      bell_server_log (G_LOG_LEVEL_WARNING, "method-failed", "method", call->name, "principal", call->who->principal_id,
                       "reason", error->message, NULL);
      if (g_error_matches (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FULL))
        told = g_error_new_literal (BELL_JMAP_ERROR, BELL_JMAP_ERROR_SERVER_UNAVAILABLE,
                                    _("The server has no room left. Nothing was changed; try again later."));
      else if (g_error_matches (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CONNECTION))
        told = g_error_new_literal (BELL_JMAP_ERROR, BELL_JMAP_ERROR_SERVER_UNAVAILABLE,
                                    _("The server lost its database for a moment. Try again."));
      else
        told = g_error_new_literal (BELL_JMAP_ERROR, busy ? BELL_JMAP_ERROR_SERVER_UNAVAILABLE : BELL_JMAP_ERROR_SERVER_FAIL,
                                    busy ? _("The server is busy. Nothing was changed; try again.")
                                         : _("Something failed on the server. Nothing was changed."));
    }
  bell_jmap_response_add_error (call->response, call->index, told != NULL ? told : error);
}

typedef struct
{
  BellServer *server;
  const BellSignedIn *who; /* of the request's context */
  BellJmapRequest *request;
  gboolean counted; /* among the requests that this person has under way */
} Job;

static void
job_free (Job *job)
{
  bell_jmap_request_free (job->request);
  g_free (job);
}

static GBytes *
run_calls (Job     *job,
           GError **error)
{
  g_autoptr (BellJmapResponse) response = bell_jmap_response_new (job->request);
  BellApiCall call = { .server = job->server, .who = job->who, .request = job->request, .response = response };
  BellDatabase *database = bell_organisation_take_reader (job->server->organisation, error);
  g_autofree char *session_state = NULL;

  if (database == NULL)
    return NULL;
  call.reader = (BellReader){ job->server->organisation, database, job->who,
                              bell_organisation_get_states (job->server->organisation, database) };
  for (guint i = 0; i < bell_jmap_request_get_n_calls (job->request); i++)
    {
      GError *fault = NULL;

      call.index = i;
      call.name = bell_jmap_request_get_name (job->request, i);
      if (!run_method (&call, &fault))
        add_error (&call, fault);
    }
  bell_organisation_return_reader (job->server->organisation, database);

  session_state = g_strdup_printf ("%" G_GINT64_FORMAT, job->who->access_version);
  return bell_jmap_response_finish (response, session_state);
}

static void
run_job (BellHttpRequest *request,
         gpointer         user_data)
{
  Job *job = user_data;
  g_autoptr (GError) error = NULL;
  GBytes *answer = run_calls (job, &error);

  if (job->counted)
    bell_server_leave (job->server, job->who->principal_id, "request");
  if (answer != NULL)
    bell_http_request_respond (request, 200, "application/json", answer);
  else
    bell_server_respond_error (request, 500, error);
  job_free (job);
}

static gboolean
is_quick (const BellJmapRequest *request,
          gsize                  size)
{
  if (size > QUICK_BODY || bell_jmap_request_get_n_calls (request) > QUICK_CALLS)
    return FALSE;
  for (guint i = 0; i < bell_jmap_request_get_n_calls (request); i++)
    {
      const BellJsonNode *ids;
      BellMethod method;
      BellType type;

      if (!bell_method_parse (bell_jmap_request_get_name (request, i), &type, &method))
        continue;
      if (method == BELL_METHOD_ECHO)
        continue;
      ids = bell_json_node_get_member (bell_jmap_request_get_arguments (request, i), "ids");
      if (method != BELL_METHOD_GET || bell_json_node_get_kind (ids) != BELL_JSON_ARRAY || bell_json_node_get_size (ids) > QUICK_IDS)
        return FALSE;
    }
  return TRUE;
}

void
bell_server_on_api (BellHttpRequest *request,
                    gpointer         user_data)
{
  BellServer *self = user_data;
  const BellSignedIn *who = bell_http_request_get_context (request);
  g_autoptr (BellJmapRequest) parsed = NULL;
  g_autoptr (GError) error = NULL;
  const char *text;
  gsize length;
  Job *job;

  text = g_bytes_get_data (bell_http_request_get_body (request), &length);
  parsed = bell_jmap_request_parse (text != NULL ? text : "", length, &self->limits, capabilities, &error);
  if (parsed == NULL)
    {
      bell_server_respond_error (request, 0, error);
      return;
    }
  job = g_new0 (Job, 1);
  job->server = self;
  job->who = who;
  job->request = g_steal_pointer (&parsed);
  if (is_quick (job->request, length))
    {
      run_job (request, job);
      return;
    }

  job->counted = bell_server_enter (self, who->principal_id, "request", (guint) self->limits.max_concurrent_requests);
  if (job->counted)
    {
      bell_http_request_run_later (request, run_job, job);
      return;
    }
  job_free (job);
  bell_server_respond_busy (request, 429, 1000, "maxConcurrentRequests", _("You have too many requests under way."));
}
