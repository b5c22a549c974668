/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-row-reader.h"

G_BEGIN_DECLS

/* Between the members of a set in the result of a template. */
#define BELL_IMPORT_SEPARATOR "\x1e"

/**
 * BellImportTemplate:
 *
 * Text with columns in braces, `sumo/user/{creator}` or
 * `{tags|split:;}`: parsed once, expanded for each row. Immutable.
 */
typedef struct _BellImportTemplate BellImportTemplate;

BellImportTemplate *bell_import_template_parse  (const char                *text,
                                                 GHashTable                *maps,
                                                 GError                   **error);
void                bell_import_template_free   (BellImportTemplate        *self);
char               *bell_import_template_expand (const BellImportTemplate  *self,
                                                 const BellRow             *row,
                                                 const char                *missing,
                                                 GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellImportTemplate, bell_import_template_free)

G_END_DECLS
