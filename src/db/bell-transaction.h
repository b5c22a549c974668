/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-database.h"

G_BEGIN_DECLS

typedef struct _BellTransaction BellTransaction;

BellTransaction *bell_transaction_begin      (BellDatabase     *database,
                                              GError          **error);
BellTransaction *bell_transaction_begin_read (BellDatabase     *database,
                                              GError          **error);
gboolean         bell_transaction_commit     (BellTransaction  *self,
                                              GError          **error);
void             bell_transaction_free       (BellTransaction  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellTransaction, bell_transaction_free)

G_END_DECLS
