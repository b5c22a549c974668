/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-jmap-response.h"
#include "fuzz.h"

/* The first line is a path, the rest the result that it leads into. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const char *const capabilities[] = { NULL };
  const uint8_t *end = size > 0 ? memchr (data, '\n', size) : NULL;
  g_autofree char *path = end != NULL ? g_strndup ((const char *) data, (gsize) (end - data)) : NULL;
  g_autoptr (BellJson) result = NULL;
  g_autoptr (BellJmapRequest) request = NULL;
  g_autoptr (BellJmapResponse) response = NULL;
  g_autoptr (BellJson) arguments = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  BellJmapLimits limits;
  BellJsonWriter *writer;

  if (path == NULL || !g_utf8_validate (path, -1, NULL))
    return 0;
  result = bell_json_parse ((const char *) end + 1, size - (gsize) (end + 1 - data), NULL, NULL);
  if (result == NULL)
    return 0;

  writer = bell_json_writer_new ();
  bell_json_writer_string (writer, path);
  text = bell_json_writer_free_to_text (writer);
  {
    g_autofree char *whole = g_strdup_printf ("{\"using\":[],\"methodCalls\":[[\"a\",{},\"0\"],"
                                              "[\"b\",{\"#v\":{\"resultOf\":\"0\",\"name\":\"a\",\"path\":%s}},\"1\"]]}", text);

    bell_jmap_limits_init (&limits);
    request = bell_jmap_request_parse (whole, strlen (whole), &limits, capabilities, &error);
    g_assert_no_error (error);
  }

  response = bell_jmap_response_new (request);
  bell_json_writer_node_member (bell_jmap_response_begin (response, 0, "a"), "v", bell_json_get_root (result));
  bell_jmap_response_end (response);
  arguments = bell_jmap_response_resolve (response, 1, &error);
  g_assert_true ((arguments == NULL) == (error != NULL));
  if (arguments != NULL)
    {
      g_autofree char *canonical = bell_json_node_to_canonical_text (bell_json_get_root (arguments));

      g_assert_nonnull (canonical);
    }

  return 0;
}
