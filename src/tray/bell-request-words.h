/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-record.h"

G_BEGIN_DECLS

const char *bell_request_words_for_status (BellStatus        status);
char       *bell_request_words_for_next   (const BellTicket *ticket,
                                           gint64            now,
                                           gboolean          sent,
                                           gboolean          heard);
char       *bell_request_words_for_notice (const BellNotice *notice,
                                           gint64            now);

G_END_DECLS
