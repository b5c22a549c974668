/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-verbs.h"

G_BEGIN_DECLS

void bell_verbs_commit (BellDesk  *desk,
                        GPtrArray *changes,
                        gint64     hold,
                        char      *sentence);
void bell_verbs_update (BellDesk  *desk,
                        BellItem  *item,
                        BellPatch *patch,
                        BellPatch *also_expected,
                        char      *sentence);

G_END_DECLS
