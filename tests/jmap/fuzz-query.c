/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-wire.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (BellJson) json = bell_json_parse ((const char *) data, size, NULL, NULL);

  for (BellType type = 0; json != NULL && type < BELL_N_TABLE_TYPES; type++)
    {
      g_autoptr (BellQuery) query = bell_query_new (type, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) sort_error = NULL;

      query->filter = bell_wire_filter_from_json (bell_json_get_root (json), type, BELL_ROLE_AGENT, &error);
      g_assert_true ((query->filter == NULL) == (error != NULL));
      if (query->filter != NULL)
        {
          g_autofree char *first = bell_wire_filter_to_text (query->filter);
          g_autoptr (BellQuery) again = bell_wire_query_from_text (type, first, NULL, &error);
          g_autofree char *second = NULL;

          g_assert_no_error (error);
          second = bell_wire_filter_to_text (again->filter);
          g_assert_cmpstr (first, ==, second);
        }

      g_assert_true (bell_wire_sort_from_json (bell_json_get_root (json), query, BELL_ROLE_AGENT, &sort_error) ==
                     (sort_error == NULL));
      if (sort_error == NULL)
        {
          g_autofree char *text = bell_wire_sort_to_text (query);

          g_assert_nonnull (text);
        }
    }

  return 0;
}
