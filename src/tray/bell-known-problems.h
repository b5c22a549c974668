/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-store.h"

G_BEGIN_DECLS

/* What is known to be broken, or going to be, and concerns this person. It is a
 * list of BellItem, the latest first. Signals: started (BellRecord), ended
 * (string id, string title): each once, also when the program did not run. */
#define BELL_TYPE_KNOWN_PROBLEMS (bell_known_problems_get_type ())
G_DECLARE_FINAL_TYPE (BellKnownProblems, bell_known_problems, BELL, KNOWN_PROBLEMS, GObject)

BellKnownProblems *bell_known_problems_new            (BellStore         *store);
GListModel        *bell_known_problems_get_model      (BellKnownProblems *self);
BellItem          *bell_known_problems_match          (BellKnownProblems *self,
                                                       const char        *words);
guint              bell_known_problems_get_n_outages  (BellKnownProblems *self);
BellItem          *bell_known_problems_get_worst      (BellKnownProblems *self);
gboolean           bell_known_problems_has_joined     (BellKnownProblems *self,
                                                       const char        *id);
void               bell_known_problems_join           (BellKnownProblems *self,
                                                       const char        *id);

G_END_DECLS
