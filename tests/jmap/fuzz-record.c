/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-wire.h"
#include "fuzz.h"

static char *
to_text (BellRecord *record)
{
  BellJsonWriter *writer = bell_json_writer_new ();

  bell_wire_record_to_json (writer, record, BELL_ROLE_NOBODY, BELL_WIRE_ALL_PROPERTIES);

  return bell_json_writer_free_to_text (writer);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (BellJson) json = bell_json_parse ((const char *) data, size, NULL, NULL);

  for (BellType type = 0; json != NULL && type < BELL_N_TABLE_TYPES; type++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BellRecord) record = bell_wire_record_from_json (bell_json_get_root (json), type, &error);
      g_autoptr (BellRecord) again = NULL;
      g_autoptr (BellJson) written = NULL;
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;

      g_assert_true ((record == NULL) == (error != NULL));
      if (record == NULL)
        continue;

      first = to_text (record);
      written = bell_json_parse (first, strlen (first), NULL, &error);
      g_assert_no_error (error);
      again = bell_wire_record_from_json (bell_json_get_root (written), type, &error);
      g_assert_no_error (error);
      second = to_text (again);
      g_assert_cmpstr (first, ==, second);
    }

  return 0;
}
