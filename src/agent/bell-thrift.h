/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _BellThrift BellThrift;

void        bell_thrift_prepare (void);
BellThrift *bell_thrift_new     (void);
void        bell_thrift_free    (BellThrift *self);
void        bell_thrift_stir    (BellThrift *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellThrift, bell_thrift_free)

G_END_DECLS
