/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-import.h"

#include <unistd.h>

#include <glib/gstdio.h>

#include "bell-error.h"
#include "bell-import-mapping.h"
#include "bell-import-ndjson.h"

/* Large enough that commits cost nothing, small enough that others get their
 * turn to write. */
#define BATCH_SIZE 2000

/* One run of an import. The file is read twice: first to be sure of the whole
 * of it, then to take it in batches. */
typedef struct
{
  BellOrganisation *organisation;
  const BellImportOptions *options;
  BellImportReport *report;
  BellImportMapping *mapping; /* null for NDJSON */
  GPtrArray *batch;           /* BellChange */
  GArray *lines;              /* guint64: the row of each change in the batch */
  guint64 last_refused;       /* so that a row counts once */
  gint64 latest;              /* time that was met in the first reading */
  gint64 shift;
} Import;

static void
refuse (Import     *import,
        guint64     line,
        const char *reason)
{
  if (import->last_refused != line)
    import->report->refused++;
  import->last_refused = line;

  if (import->options->refused != NULL)
    import->options->refused (line, reason, import->options->user_data);
}

static gboolean
flush (Import  *import,
       GError **error)
{
  g_autoptr (GPtrArray) results = NULL;
  guint counts[3] = { 0, 0, 0 };

  if (import->batch->len == 0)
    return TRUE;

  if (import->options->dry_run)
    {
      import->report->applied += import->batch->len;
    }
  else
    {
      results = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_result_free);
      if (!bell_organisation_import_batch (import->organisation, import->batch, results, counts, error))
        return FALSE;

      import->report->applied += counts[BELL_OUTCOME_APPLIED];
      import->report->known += counts[BELL_OUTCOME_KNOWN];

      for (guint i = 0; i < results->len; i++)
        {
          const BellChangeResult *result = results->pdata[i];

          if (result->outcome != BELL_OUTCOME_REFUSED)
            continue;

          /* The times of an earlier run were moved by another span. */
          if (import->options->move_to_now && result->error->type == BELL_SET_ERROR_ALREADY_EXISTS)
            import->report->known++;
          else
            refuse (import, g_array_index (import->lines, guint64, i),
                    result->error->description != NULL ? result->error->description
                                                       : bell_set_error_type_get_name (result->error->type));
        }
    }

  g_ptr_array_set_size (import->batch, 0);
  g_array_set_size (import->lines, 0);

  if (import->options->progress != NULL)
    import->options->progress (import->report->rows, import->options->user_data);

  return TRUE;
}

static gboolean
row_is_done (Import   *import,
             guint64   line,
             GError  **error)
{
  while (import->lines->len < import->batch->len)
    g_array_append_val (import->lines, line);

  import->report->rows++;

  return import->batch->len < BATCH_SIZE || flush (import, error);
}

/* Whether @reason stands against this row alone, so that the rest goes on. */
static gboolean
concerns_row_only (const GError *reason)
{
  return g_error_matches (reason, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_ROW) ||
         reason->domain == BELL_MODEL_ERROR || reason->domain == BELL_JMAP_ERROR;
}

static gboolean
row_failed (Import   *import,
            guint64   line,
            GError   *reason,
            GError  **error)
{
  if (concerns_row_only (reason))
    {
      refuse (import, line, reason->message);
      g_error_free (reason);

      return row_is_done (import, line, error);
    }

  g_propagate_prefixed_error (error, reason, "Line %" G_GUINT64_FORMAT ": ", line);

  return FALSE;
}

static gboolean
take_row (const BellRow  *row,
          gpointer        user_data,
          GError        **error)
{
  Import *import = user_data;
  GError *reason = NULL;

  if (!bell_import_mapping_apply (import->mapping, row, import->batch, &reason))
    return row_failed (import, row->line, reason, error);

  return row_is_done (import, row->line, error);
}

static gboolean
take_blob (Import              *import,
           const BellJsonNode  *object,
           GError             **error)
{
  const char *media_type;
  g_autoptr (GBytes) content = bell_import_ndjson_get_blob (object, &media_type, error);
  g_autofree char *id = NULL;

  if (content == NULL)
    return FALSE;

  if (!import->options->dry_run)
    {
      id = bell_organisation_add_blob (import->organisation, content, media_type, NULL, error);
      if (id == NULL)
        return FALSE;
    }

  import->report->blobs++;

  return TRUE;
}

static gboolean
take_line (const BellJsonNode  *object,
           guint64              line,
           gpointer             user_data,
           GError             **error)
{
  Import *import = user_data;
  GError *reason = NULL;

  if (bell_import_ndjson_is_blob (object))
    {
      if (!take_blob (import, object, &reason))
        return row_failed (import, line, reason, error);
    }
  else
    {
      BellChange *change = bell_import_ndjson_to_change (object, import->shift,
                                                         bell_clock_now (bell_organisation_get_clock (import->organisation)),
                                                         &reason);

      if (change == NULL)
        return row_failed (import, line, reason, error);
      g_ptr_array_add (import->batch, change);
    }

  return row_is_done (import, line, error);
}

/* First reading of NDJSON: when the latest thing happened. */
static gboolean
look_for_latest (const BellJsonNode  *object,
                 guint64              line,
                 gpointer             user_data,
                 GError             **error)
{
  static const char *const names[] = { "createdAt", "writtenAt", "updatedAt", "receivedAt", "actedAt" };
  Import *import = user_data;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *text = bell_json_node_get_string (bell_json_node_get_member (object, names[i]));
      gint64 time;

      if (text != NULL && bell_time_from_text (text, &time))
        import->latest = MAX (import->latest, time);
    }

  return TRUE;
}

/* Standard input can be read once only: it is kept in a file meanwhile. */
static char *
spool_standard_input (GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *chunk = g_malloc (256 * 1024);
  int fd = g_file_open_tmp ("deskbell-import-XXXXXX", &path, error);
  gssize got = 1;

  if (fd < 0)
    return NULL;

  while (got > 0)
    {
      gssize put = 0;

      got = read (STDIN_FILENO, chunk, 256 * 1024);
      for (gssize done = 0; done < got && put >= 0; done += put)
        put = write (fd, chunk + done, (gsize) (got - done));

      if (got < 0 || put < 0)
        {
          g_set_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_READ,
                       "Standard input could not be kept in “%s”.", path);
          close (fd);
          g_unlink (path);
          return NULL;
        }
    }

  close (fd);

  return g_steal_pointer (&path);
}

static gboolean
run (Import      *import,
     const char  *path,
     GError     **error)
{
  if (import->mapping != NULL)
    {
      BellRowFormat format = bell_import_mapping_get_format (import->mapping);

      return bell_rows_read (path, format, NULL, NULL, &import->report->bytes, error) &&
             bell_rows_read (path, format, take_row, import, NULL, error) &&
             flush (import, error);
    }

  if (!bell_json_lines_read (path, look_for_latest, import, &import->report->bytes, error))
    return FALSE;

  if (import->options->move_to_now && import->latest != BELL_TIME_UNSET)
    import->shift = bell_clock_now (bell_organisation_get_clock (import->organisation)) - import->latest;

  return bell_json_lines_read (path, take_line, import, NULL, error) && flush (import, error);
}

/**
 * bell_import_run:
 * @organisation: where to
 * @path: a file, or `-` for standard input
 * @options: what to do
 * @report: (out caller-allocates): what came of it, also of what was done before an error
 * @error: %BELL_IMPORT_ERROR, or an error of the database
 *
 * Takes a file into an organisation. The whole of it is checked first; a
 * broken one changes nothing. Rows that cannot be taken are told and passed
 * over. A second run of the same file applies nothing. Blocks.
 *
 * Returns: whether the file was read to its end
 */
gboolean
bell_import_run (BellOrganisation         *organisation,
                 const char               *path,
                 const BellImportOptions  *options,
                 BellImportReport         *report,
                 GError                  **error)
{
  Import import = { organisation, options, report, .latest = BELL_TIME_UNSET };
  g_autoptr (BellImportMapping) mapping = NULL;
  g_autofree char *spooled = NULL;
  gboolean ok;

  g_return_val_if_fail (BELL_IS_ORGANISATION (organisation), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (options != NULL && report != NULL, FALSE);

  *report = (BellImportReport) { 0 };

  if (options->mapping_path != NULL)
    {
      mapping = bell_import_mapping_load (options->mapping_path, error);
      if (mapping == NULL)
        return FALSE;
    }

  if (g_str_equal (path, "-"))
    {
      spooled = spool_standard_input (error);
      if (spooled == NULL)
        return FALSE;
    }

  import.mapping = mapping;
  import.batch = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  import.lines = g_array_new (FALSE, FALSE, sizeof (guint64));

  ok = run (&import, spooled != NULL ? spooled : path, error);

  if (spooled != NULL)
    g_unlink (spooled);
  g_ptr_array_unref (import.batch);
  g_array_unref (import.lines);

  return ok;
}
