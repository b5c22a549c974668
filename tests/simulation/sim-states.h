/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-property.h"

G_BEGIN_DECLS

/* The states that servers have told somebody, as modseq and access version of
 * each type: whoever asks later, and whomever, is told nothing older. */
typedef struct
{
  guint life; /* of the store, which ends when an older copy takes its place */
  gint64 modseq[BELL_TYPE_NONE];
  gint64 access[BELL_TYPE_NONE];
} SimStates;

void sim_states_look   (SimStates       *known,
                        const SimStates *asked,
                        const char      *name,
                        GBytes          *answer);
void sim_states_forget (void);

G_END_DECLS
