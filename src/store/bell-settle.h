/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-access.h"
#include "bell-files.h"
#include "bell-merge.h"
#include "bell-outbox-file.h"

G_BEGIN_DECLS

/* What a parked row waits for, beside the types of SetError. */
#define BELL_REASON_CONFLICT "conflict" /* somebody else has set it otherwise */
#define BELL_REASON_HELD     "held"     /* a reply: somebody has written meanwhile */
#define BELL_REASON_GONE     "gone"     /* what it changes is not there, or not in sight */

gboolean   bell_settle            (BellFiles            *files,
                                   GError              **error);
gboolean   bell_settle_reapply    (BellFiles            *files,
                                   const BellActor      *actor,
                                   const char           *change_id,
                                   GError              **error);
GPtrArray *bell_settle_find_unseen (BellFiles           *files,
                                   const BellOutboxRow  *row,
                                   GError              **error);

G_END_DECLS
