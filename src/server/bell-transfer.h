/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-organisation.h"

G_BEGIN_DECLS

/**
 * BellTransferFunc:
 * @table: which
 * @rows: how many of it are there now, and found to be the same
 *
 * Told after each table.
 */
typedef void (*BellTransferFunc) (const char *table,
                                  gint64      rows,
                                  gpointer    user_data);

gboolean bell_organisation_move_to   (BellOrganisation *self,
                                      const char       *uri,
                                      gboolean          keep,
                                      gboolean         *known,
                                      BellTransferFunc  func,
                                      gpointer          user_data,
                                      GError          **error);
gboolean bell_organisation_copy_to_file (BellOrganisation *self,
                                      const char       *path,
                                      GError          **error);

G_END_DECLS
