/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-organisation.h"

G_BEGIN_DECLS

/* Clients that were away for so long need not begin anew. */
#define BELL_UPKEEP_LEAST_HISTORY_DAYS   30
#define BELL_UPKEEP_DEFAULT_HISTORY_DAYS 90
/* A sign-in that nobody uses for so long ends. */
#define BELL_UPKEEP_DEFAULT_TOKEN_DAYS   180
#define BELL_UPKEEP_MOST_DAYS            36500

/**
 * BellUpkeepReport:
 * @history_from: what was deleted up to this change was forgotten
 * @objects: how many deleted objects were forgotten
 * @changes: how many changes went with them
 * @refusals: how many refused changes were forgotten
 * @tokens: how many sign-ins that had ended
 *
 * What upkeep did.
 */
typedef struct
{
  gint64 history_from;
  gint64 objects;
  gint64 changes;
  gint64 refusals;
  gint64 tokens;
} BellUpkeepReport;

gboolean bell_organisation_keep_up (BellOrganisation  *self,
                                    guint              history_days,
                                    BellUpkeepReport  *report,
                                    GError           **error);
gboolean bell_organisation_tidy    (BellOrganisation  *self,
                                    gboolean           optimize,
                                    GError           **error);

G_END_DECLS
