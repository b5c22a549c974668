/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-change.h"
#include "bell-clock.h"

G_BEGIN_DECLS

/* What a policy or a calendar was from one edit until the next. */
typedef struct
{
  gint64 order;       /* of the edit, in the log; G_MININT64: has always been so */
  gint64 at;          /* when it was made, or BELL_TIME_UNSET */
  BellRecord *record; /* null: it was ended */
} BellSlaVersion;

/* All of them, in their order. */
typedef struct
{
  char *id;
  GArray *versions; /* BellSlaVersion, at least one */
} BellSlaVersions;

GPtrArray            *bell_sla_versions_list  (GPtrArray             *records,
                                               GPtrArray             *changes);
const BellSlaVersion *bell_sla_versions_get_at (const BellSlaVersions *self,
                                               gint64                 order);

G_END_DECLS
