/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-json.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellJson) json = bell_json_parse ((const char *) data, size, NULL, &error);
  g_autoptr (BellJson) again = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_true ((json == NULL) == (error != NULL));
  if (json == NULL)
    return 0;

  first = bell_json_node_to_canonical_text (bell_json_get_root (json));
  again = bell_json_parse (first, strlen (first), NULL, &error);
  g_assert_no_error (error);
  second = bell_json_node_to_canonical_text (bell_json_get_root (again));
  g_assert_cmpstr (first, ==, second);

  return 0;
}
