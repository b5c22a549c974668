/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-jmap-calls.h"
#include "bell-jmap-response.h"
#include "fuzz.h"

static void
read_items (BellSetCall *call)
{
  for (guint i = 0; i < call->items->len; i++)
    {
      const BellSetItem *item = bell_set_call_item (call, i);
      const BellWirePatchOptions options = {
        .mode = item->kind == BELL_CHANGE_KIND_CREATE ? BELL_WIRE_PATCH_CREATE : BELL_WIRE_PATCH_UPDATE,
        .role = BELL_ROLE_AGENT, .object_id = item->key,
      };
      const BellWirePatchOptions condition_options = { .mode = BELL_WIRE_PATCH_CONDITION, .role = BELL_ROLE_AGENT };
      g_autoptr (BellSetError) error = NULL;
      g_autoptr (BellSetError) condition_error = NULL;
      g_autoptr (BellPatch) patch = NULL;
      g_autoptr (BellPatch) condition = NULL;

      if (item->object != NULL)
        patch = bell_wire_patch_from_json (item->object, call->type, &options, &error);
      if (item->condition != NULL)
        condition = bell_wire_patch_from_json (item->condition, call->type, &condition_options, &condition_error);
    }
}

static void
read_call (BellType              type,
           BellMethod            method,
           BellJson             *arguments,
           const BellJmapLimits *limits)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellGetCall) get = NULL;
  g_autoptr (BellChangesCall) changes = NULL;
  g_autoptr (BellSetCall) set = NULL;
  g_autoptr (BellQueryCall) query = NULL;

  switch (method)
    {
    case BELL_METHOD_GET:
      get = bell_get_call_parse (type, arguments, limits, &error);
      break;
    case BELL_METHOD_CHANGES:
      changes = bell_changes_call_parse (type, arguments, &error);
      break;
    case BELL_METHOD_SET:
      if (type >= BELL_N_TABLE_TYPES)
        return;
      set = bell_set_call_parse (type, arguments, limits, TRUE, &error);
      if (set != NULL)
        read_items (set);
      break;
    case BELL_METHOD_QUERY:
      if (type >= BELL_N_TABLE_TYPES)
        return;
      query = bell_query_call_parse (type, arguments, BELL_ROLE_AGENT, &error);
      break;
    case BELL_METHOD_ECHO:
    default:
      return;
    }

  g_assert_true ((get == NULL && changes == NULL && set == NULL && query == NULL) == (error != NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const char *const capabilities[] = { BELL_CAPABILITY_CORE, BELL_CAPABILITY_CONDITIONAL, BELL_CAPABILITY_HELPDESK, NULL };
  BellJmapLimits limits;
  g_autoptr (GError) error = NULL;
  g_autoptr (BellJmapRequest) request = NULL;
  g_autoptr (BellJmapResponse) response = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BellJson) json = NULL;

  bell_jmap_limits_init (&limits);
  request = bell_jmap_request_parse ((const char *) data, size, &limits, capabilities, &error);
  g_assert_true ((request == NULL) == (error != NULL));
  if (request == NULL)
    {
      bytes = bell_problem_to_bytes (0, error);
      return 0;
    }

  response = bell_jmap_response_new (request);
  for (guint i = 0; i < bell_jmap_request_get_n_calls (request); i++)
    {
      g_autoptr (GError) call_error = NULL;
      g_autoptr (BellJson) arguments = bell_jmap_response_resolve (response, i, &call_error);
      BellType type;
      BellMethod method;

      if (arguments == NULL)
        {
          bell_jmap_response_add_error (response, i, call_error);
          continue;
        }

      if (bell_method_parse (bell_jmap_request_get_name (request, i), &type, &method))
        read_call (type, method, arguments, &limits);

      /* An echo, so that later calls have something to refer to. */
      bell_json_writer_node_member (bell_jmap_response_begin (response, i, bell_jmap_request_get_name (request, i)), "echo",
                                    bell_json_get_root (arguments));
      bell_jmap_response_end (response);
    }

  bytes = bell_jmap_response_finish (response, "s");
  {
    const BellJsonLimits deeper = { 0, 128 };

    json = bell_json_parse_bytes (bytes, &deeper, &error);
  }
  /* Echoes of echoes can only nest too deep. */
  g_assert_true (json != NULL || g_error_matches (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_DEEP));

  return 0;
}
