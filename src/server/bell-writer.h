/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-database.h"

G_BEGIN_DECLS

/**
 * BellWriter:
 *
 * Who may write: a lock on the connection that writes, with a transaction of
 * its own for each who has it. Those who come by bell_writer_join() while others
 * wait as well share one transaction, each behind a savepoint, and so one way to
 * the disk; each is told the outcome when that is there. Nobody waits for company:
 * whoever finds nobody behind commits.
 *
 * Any thread.
 */
typedef struct _BellWriter BellWriter;

BellWriter *bell_writer_new     (BellDatabase  *database);
void        bell_writer_free    (BellWriter    *self);
gboolean    bell_writer_lock    (BellWriter    *self,
                                 GError       **error);
void        bell_writer_unlock  (BellWriter    *self);
gboolean    bell_writer_join    (BellWriter    *self,
                                 GError       **error);
gboolean    bell_writer_commit  (BellWriter    *self,
                                 GError       **error);
void        bell_writer_abandon (BellWriter    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellWriter, bell_writer_free)

G_END_DECLS
