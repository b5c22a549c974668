/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-record.h"
#include "bell-statement.h"

G_BEGIN_DECLS

const char *bell_column_get_type_name (const BellProperty  *property);
void        bell_column_bind          (BellStatement       *statement,
                                       int                  index,
                                       const BellRecord    *record,
                                       const BellProperty  *property);
gboolean    bell_column_read          (BellStatement       *statement,
                                       int                  column,
                                       BellRecord          *record,
                                       const BellProperty  *property,
                                       GError             **error);

G_END_DECLS
