/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-organisation.h"
#include "bell-row-reader.h"

G_BEGIN_DECLS

/**
 * BellImportOptions:
 * @mapping_path: (nullable): a mapping file for a foreign table; %NULL for Deskbell NDJSON
 * @dry_run: do all but write
 * @move_to_now: move all times by one span, so that the latest is the present (NDJSON only)
 * @progress: (nullable): called now and then with the rows read so far
 * @refused: (nullable): called for each row that is not taken
 * @user_data: for both
 *
 * What to do in an import.
 */
typedef struct
{
  const char *mapping_path;
  gboolean dry_run;
  gboolean move_to_now;
  void (*progress) (guint64     rows,
                    gpointer    user_data);
  void (*refused)  (guint64     line,
                    const char *reason,
                    gpointer    user_data);
  gpointer user_data;
} BellImportOptions;

/**
 * BellImportReport:
 * @rows: rows read
 * @refused: rows of which something was not taken
 * @applied: changes applied
 * @known: changes that were there already
 * @blobs: files taken
 * @bytes: size of the file
 *
 * What came of an import.
 */
typedef struct
{
  guint64 rows;
  guint64 refused;
  guint64 applied;
  guint64 known;
  guint64 blobs;
  guint64 bytes;
} BellImportReport;

gboolean bell_import_run (BellOrganisation         *organisation,
                          const char               *path,
                          const BellImportOptions  *options,
                          BellImportReport         *report,
                          GError                  **error);

G_END_DECLS
