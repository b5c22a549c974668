/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-jmap-response.h"

#include <string.h>

/* Errors outside of methods: application/problem+json (RFC 8620 section
 * 3.6.1, RFC 7807). */

#define URN "urn:ietf:params:jmap:error:"

static const struct
{
  BellJmapError code;
  const char *type;
  const char *limit;
} problems[] = {
  { BELL_JMAP_ERROR_NOT_JSON, URN "notJSON", NULL },
  { BELL_JMAP_ERROR_DUPLICATE_KEY, URN "notJSON", NULL },
  { BELL_JMAP_ERROR_NOT_REQUEST, URN "notRequest", NULL },
  { BELL_JMAP_ERROR_UNKNOWN_CAPABILITY, URN "unknownCapability", NULL },
  { BELL_JMAP_ERROR_LIMIT, URN "limit", NULL },
  { BELL_JMAP_ERROR_TOO_DEEP, URN "limit", "maxDepth" },
  { BELL_JMAP_ERROR_TOO_LARGE, URN "limit", "maxSizeRequest" },
};

/**
 * bell_problem_new_bytes:
 * @status: the HTTP status
 * @type: (nullable): a type of problem, or %NULL for none
 * @limit: (nullable): the name of the limit that stands in the way
 * @detail: (nullable): a sentence
 *
 * Returns: (transfer full): the body, application/problem+json
 */
GBytes *
bell_problem_new_bytes (guint       status,
                        const char *type,
                        const char *limit,
                        const char *detail)
{
  BellJsonWriter *writer = bell_json_writer_new ();

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "type", type != NULL ? type : "about:blank");
  bell_json_writer_integer_member (writer, "status", status);
  if (limit != NULL)
    bell_json_writer_string_member (writer, "limit", limit);
  if (detail != NULL)
    bell_json_writer_string_member (writer, "detail", detail);
  bell_json_writer_end_object (writer);

  return bell_json_writer_free_to_bytes (writer);
}

/**
 * bell_problem_get_status:
 * @error: why a request as a whole was refused
 *
 * Returns: the HTTP status that says so: 400, or 500 for what is not the client's fault
 */
guint
bell_problem_get_status (const GError *error)
{
  g_return_val_if_fail (error != NULL, 500);

  if (error->domain != BELL_JMAP_ERROR)
    return 500;

  switch (error->code)
    {
    case BELL_JMAP_ERROR_SERVER_UNAVAILABLE:
      return 503;
    case BELL_JMAP_ERROR_SERVER_FAIL:
    case BELL_JMAP_ERROR_SERVER_PARTIAL_FAIL:
    case BELL_JMAP_ERROR_BAD_RESPONSE:
      return 500;
    case BELL_JMAP_ERROR_FORBIDDEN:
      return 403;
    default:
      return 400;
    }
}

/**
 * bell_problem_to_bytes:
 * @status: the HTTP status, or 0 for bell_problem_get_status()
 * @error: why a request as a whole was refused
 *
 * Returns: (transfer full): the body, application/problem+json; what an error
 *   of another domain says is not sent
 */
GBytes *
bell_problem_to_bytes (guint         status,
                       const GError *error)
{
  const char *type = NULL, *limit = NULL;
  gboolean ours;

  g_return_val_if_fail (error != NULL, NULL);

  ours = error->domain == BELL_JMAP_ERROR;
  for (gsize i = 0; ours && i < G_N_ELEMENTS (problems); i++)
    if ((int) problems[i].code == error->code)
      {
        type = problems[i].type;
        limit = problems[i].limit;
      }
  if (ours && error->code == BELL_JMAP_ERROR_LIMIT)
    limit = bell_jmap_error_get_limit (error);

  return bell_problem_new_bytes (status != 0 ? status : bell_problem_get_status (error), type, limit,
                                 ours ? error->message : NULL);
}

/**
 * bell_problem_is:
 * @text: (nullable): the body of an answer that is no success
 * @length: its length in bytes
 * @type: a type of problem
 *
 * Returns: whether the answer is a problem of that type
 */
gboolean
bell_problem_is (const char *text,
                 gsize       length,
                 const char *type)
{
  const BellJsonLimits limits = { 64 * 1024, 8 };
  g_autoptr (BellJson) json = text != NULL ? bell_json_parse (text, length, &limits, NULL) : NULL;

  g_return_val_if_fail (type != NULL, FALSE);

  return json != NULL &&
         g_strcmp0 (bell_json_node_get_string (bell_json_node_get_member (bell_json_get_root (json), "type")), type) == 0;
}

static BellJmapError
code_for_status (guint status)
{
  if (status == 401 || status == 403)
    return BELL_JMAP_ERROR_FORBIDDEN;
  if (status == 413)
    return BELL_JMAP_ERROR_LIMIT;
  if (status == 408 || status == 429 || status >= 500)
    return BELL_JMAP_ERROR_SERVER_UNAVAILABLE;

  return BELL_JMAP_ERROR_SERVER_FAIL;
}

/**
 * bell_problem_from_text:
 * @status: the HTTP status of an answer that is no success
 * @text: (nullable): its body, whatever that is
 * @length: its length in bytes
 *
 * Reads on a client why a request was refused. A body that is no problem
 * document, or comes from a proxy, still gives an error by its status.
 *
 * Returns: (transfer full): a %BELL_JMAP_ERROR
 */
GError *
bell_problem_from_text (guint       status,
                        const char *text,
                        gsize       length)
{
  const BellJsonLimits limits = { 64 * 1024, 8 };
  g_autoptr (BellJson) json = text != NULL ? bell_json_parse (text, length, &limits, NULL) : NULL;
  const BellJsonNode *root = json != NULL ? bell_json_get_root (json) : NULL;
  const char *type = bell_json_node_get_string (bell_json_node_get_member (root, "type"));
  const char *limit = bell_json_node_get_string (bell_json_node_get_member (root, "limit"));
  const char *detail = bell_json_node_get_string (bell_json_node_get_member (root, "detail"));
  BellJmapError code = code_for_status (status);
  GError *error = NULL;
  g_autofree char *message = NULL;

  if (detail != NULL)
    message = g_utf8_substring (detail, 0, MIN (g_utf8_strlen (detail, -1), 400));
  else
    message = g_strdup_printf ("The server answered with the status %u", status);

  if (g_strcmp0 (type, URN "limit") == 0 && limit != NULL)
    {
      bell_jmap_set_limit_error (&error, limit, "%s", message);
      return error;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    if (g_strcmp0 (problems[i].type, type) == 0)
      {
        code = problems[i].code;
        break;
      }

  return g_error_new_literal (BELL_JMAP_ERROR, code, message);
}
