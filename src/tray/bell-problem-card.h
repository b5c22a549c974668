/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-helpline.h"

G_BEGIN_DECLS

/* Something that is known to be broken, and "me too". Signal joined (). */
#define BELL_TYPE_PROBLEM_CARD (bell_problem_card_get_type ())
G_DECLARE_FINAL_TYPE (BellProblemCard, bell_problem_card, BELL, PROBLEM_CARD, AdwBin)

GtkWidget *bell_problem_card_new    (BellHelpline    *helpline,
                                     BellItem        *notice);
BellItem  *bell_problem_card_get_notice (BellProblemCard *self);

G_END_DECLS
