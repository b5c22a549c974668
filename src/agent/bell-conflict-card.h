/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_CONFLICT_CARD (bell_conflict_card_get_type ())
G_DECLARE_FINAL_TYPE (BellConflictCard, bell_conflict_card, BELL, CONFLICT_CARD, AdwBin)

GtkWidget *bell_conflict_card_new (BellDesk           *desk,
                                   const BellConflict *conflict);

G_END_DECLS
