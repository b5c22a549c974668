/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-change.h"
#include "bell-row-reader.h"

G_BEGIN_DECLS

/**
 * BellImportMapping:
 *
 * How the rows of a foreign table become changes of ours: a file of key and
 * value groups, read once and immutable after. See data/import/README.md for
 * its language.
 */
typedef struct _BellImportMapping BellImportMapping;

BellImportMapping *bell_import_mapping_load       (const char               *path,
                                                   GError                  **error);
void               bell_import_mapping_free       (BellImportMapping        *self);

BellRowFormat      bell_import_mapping_get_format (const BellImportMapping  *self);
gboolean           bell_import_mapping_apply      (BellImportMapping        *self,
                                                   const BellRow            *row,
                                                   GPtrArray                *changes,
                                                   GError                  **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellImportMapping, bell_import_mapping_free)

G_END_DECLS
