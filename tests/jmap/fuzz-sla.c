/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-sla-json.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = bell_sla_explain ((const char *) data, size, &error);

  g_assert_true ((output == NULL) == (error != NULL));
  if (output != NULL)
    {
      g_autoptr (BellJson) json = bell_json_parse (output, strlen (output), NULL, &error);

      g_assert_no_error (error);
    }

  return 0;
}
