/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A file that somebody wants to have imported: a table or JSON lines, read by
 * a mapping that the program comes with. */

#include <sys/mman.h>
#include <unistd.h>

#include "bell-import-mapping.h"
#include "bell-row-reader.h"
#include "fuzz.h"

#define MAPPING "/data/import/servicenow-incidents.map"

static gboolean
on_row (const BellRow  *row,
        gpointer        user_data,
        GError        **error)
{
  BellImportMapping *mapping = user_data;
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);

  /* A row that says nothing is refused, and the next is read. */
  bell_import_mapping_apply (mapping, row, changes, NULL);
  for (guint i = 0; i < changes->len; i++)
    g_assert_nonnull (bell_change_get_object_id (changes->pdata[i]));

  return TRUE;
}

static gboolean
on_object (const BellJsonNode  *object,
           guint64              line,
           gpointer             user_data,
           GError             **error)
{
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static BellImportMapping *mapping;
  g_autofree char *path = NULL;
  int fd = memfd_create ("import", MFD_CLOEXEC);
  guint64 length;

  if (mapping == NULL)
    {
      const char *source = g_getenv ("DESKBELL_SOURCE_DIR");
      g_autofree char *file = g_strconcat (source != NULL ? source : ".", MAPPING, NULL);
      g_autoptr (GError) error = NULL;

      mapping = bell_import_mapping_load (file, &error);
      g_assert_no_error (error);
    }

  g_assert_cmpint (write (fd, data, size), ==, (gssize) size);
  path = g_strdup_printf ("/proc/self/fd/%d", fd);
  bell_rows_read (path, BELL_ROW_FORMAT_CSV, on_row, mapping, &length, NULL);
  bell_rows_read (path, BELL_ROW_FORMAT_JSON_LINES, on_row, mapping, &length, NULL);
  bell_json_lines_read (path, on_object, NULL, &length, NULL);
  close (fd);

  return 0;
}
