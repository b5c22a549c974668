/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-helpline.h"

G_BEGIN_DECLS

#define BELL_TYPE_REFUSED_CARDS (bell_refused_cards_get_type ())
G_DECLARE_FINAL_TYPE (BellRefusedCards, bell_refused_cards, BELL, REFUSED_CARDS, AdwBin)

void bell_refused_cards_follow (BellRefusedCards *self,
                                BellHelpline     *helpline);

G_END_DECLS
