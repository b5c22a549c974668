/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-json-private.h"

G_BEGIN_DECLS

/* Finds what a path points to (RFC 8620 section 3.7). @budget bounds how many
 * values may be copied and is lowered by those that were. NULL where it leads
 * nowhere or costs too much. */
cJSON *bell_result_path_evaluate (const cJSON *arguments,
                                  const char  *path,
                                  gint64      *budget);

G_END_DECLS
