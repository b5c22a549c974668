/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-record.h"

G_BEGIN_DECLS

const BellProperty *bell_title_find_property (BellType          type);
const char         *bell_title_peek          (const BellRecord *record);

G_END_DECLS
