/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-database-private.h"

G_BEGIN_DECLS

typedef struct _BellStatementCache BellStatementCache;

BellStatementCache *bell_statement_cache_new   (guint               size);
void                bell_statement_cache_free  (BellStatementCache *self);
BellStatement      *bell_statement_cache_take  (BellStatementCache *self,
                                                const char         *key);
void                bell_statement_cache_put   (BellStatementCache *self,
                                                BellStatement      *statement);
void                bell_statement_cache_clear (BellStatementCache *self);

G_END_DECLS
