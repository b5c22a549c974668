/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-change.h"
#include "bell-directory.h"

G_BEGIN_DECLS

char       *bell_change_to_words  (const BellChange *change,
                                   BellDirectory    *directory);
char       *bell_change_value_to_words (const BellProperty *property,
                                   const char       *member,
                                   GVariant         *value,
                                   BellDirectory    *directory);
const char *bell_change_get_icon  (const BellChange *change);

G_END_DECLS
