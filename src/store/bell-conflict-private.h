/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-conflict.h"
#include "bell-files.h"

G_BEGIN_DECLS

BellConflict *bell_conflict_load (BellFiles   *files,
                                  const char  *change_id,
                                  GError     **error);

G_END_DECLS
