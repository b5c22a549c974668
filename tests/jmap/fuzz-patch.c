/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-wire.h"
#include "fuzz.h"

static const char *
resolve (const char *creation_id,
         BellType    type,
         gpointer    user_data)
{
  return *creation_id == 'x' ? "P01930000-0000-7000-8000-000000000001" : NULL;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (BellJson) json = bell_json_parse ((const char *) data, size, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellChange) change = NULL;

  if (json == NULL)
    return 0;

  for (BellType type = 0; type < BELL_N_TABLE_TYPES; type++)
    for (BellWirePatchMode mode = BELL_WIRE_PATCH_CREATE; mode <= BELL_WIRE_PATCH_HISTORY; mode++)
      {
        const BellWirePatchOptions options = { mode, BELL_ROLE_AGENT, "T01930000-0000-7000-8000-000000000001", NULL, resolve, NULL };
        g_autoptr (BellSetError) reason = NULL;
        g_autoptr (BellPatch) patch = bell_wire_patch_from_json (bell_json_get_root (json), type, &options, &reason);
        g_autoptr (BellPatch) again = NULL;
        g_autoptr (BellRecord) record = NULL;
        g_autofree char *text = NULL;

        g_assert_true ((patch == NULL) == (reason != NULL));
        if (patch == NULL)
          continue;

        record = bell_record_new (type, "T01930000-0000-7000-8000-000000000001");
        bell_patch_apply (patch, record);
        text = bell_wire_patch_to_text (patch);
        again = bell_wire_patch_from_text (type, text, &error);
        if (mode == BELL_WIRE_PATCH_CONDITION && again == NULL)
          {
            g_clear_error (&error); /* a condition may hold what no property can */
            continue;
          }
        g_assert_no_error (error);
        g_assert_true (mode == BELL_WIRE_PATCH_CONDITION || bell_patch_equal (patch, again));
      }

  change = bell_wire_change_from_json (bell_json_get_root (json), &error);
  g_assert_true ((change == NULL) == (error != NULL));
  if (change != NULL)
    {
      g_autofree char *first = bell_wire_change_to_text (change);
      g_autoptr (BellChange) again = bell_wire_change_from_text (first, &error);
      g_autofree char *second = NULL;

      g_assert_no_error (error);
      second = bell_wire_change_to_text (again);
      g_assert_cmpstr (first, ==, second);
    }

  return 0;
}
