/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers of common shapes, by whatever carries requests. */

#include <string.h>

#include "bell-http-request.h"
#include "bell-jmap-response.h"

/**
 * bell_http_request_respond_text:
 * @text: (transfer full): the content, to a NUL
 */
void
bell_http_request_respond_text (BellHttpRequest *self,
                                guint            status,
                                const char      *media_type,
                                char            *text)
{
  g_return_if_fail (self != NULL && text != NULL);

  bell_http_request_respond (self, status, media_type, g_bytes_new_take (text, strlen (text)));
}

/**
 * bell_http_request_respond_problem:
 * @status: of HTTP
 * @type: (nullable): an error type of JMAP, or %NULL for none
 * @detail: a sentence
 *
 * Answers with application/problem+json.
 */
void
bell_http_request_respond_problem (BellHttpRequest *self,
                                   guint            status,
                                   const char      *type,
                                   const char      *detail)
{
  g_return_if_fail (self != NULL && detail != NULL);

  bell_http_request_respond (self, status, "application/problem+json", bell_problem_new_bytes (status, type, NULL, detail));
}

/**
 * bell_http_request_respond_limit:
 * @status: of HTTP
 * @limit: (nullable): the name of the limit, if the session object states it
 * @detail: a sentence
 *
 * Answers that a limit stands in the way (RFC 8620 section 3.6.1).
 */
void
bell_http_request_respond_limit (BellHttpRequest *self,
                                 guint            status,
                                 const char      *limit,
                                 const char      *detail)
{
  g_return_if_fail (self != NULL && detail != NULL);

  bell_http_request_respond (self, status, "application/problem+json",
                             bell_problem_new_bytes (status, "urn:ietf:params:jmap:error:limit", limit, detail));
}
