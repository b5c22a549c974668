/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-enums.h"

G_BEGIN_DECLS

const char *bell_request_words_for_status (BellStatus status);

G_END_DECLS
