/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-change.h"

G_BEGIN_DECLS

/* How content a person is with what was done for them: 1 not at all, 5 very. */
#define BELL_MIN_SURVEY_SCORE 1
#define BELL_MAX_SURVEY_SCORE 5

/**
 * BellActor:
 * @principal_id: who
 * @role: as what
 * @teams: (nullable): the ids of that person's teams
 *
 * The person on whose behalf something is read or written. Borrowed strings.
 */
typedef struct
{
  const char *principal_id;
  BellRole role;
  const char *const *teams;
} BellActor;

gboolean bell_access_can_read_property (BellRole            role,
                                        const BellProperty *property);
gboolean bell_access_can_read          (const BellActor    *actor,
                                        const BellRecord   *record,
                                        const BellRecord   *ticket);
gboolean bell_access_check_change      (const BellActor    *actor,
                                        const BellChange   *change,
                                        const BellRecord   *before,
                                        const BellRecord   *ticket,
                                        GError            **error);

G_END_DECLS
