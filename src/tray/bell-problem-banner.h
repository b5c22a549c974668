/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-helpline.h"

G_BEGIN_DECLS

#define BELL_TYPE_PROBLEM_BANNER (bell_problem_banner_get_type ())
G_DECLARE_FINAL_TYPE (BellProblemBanner, bell_problem_banner, BELL, PROBLEM_BANNER, AdwBin)

void bell_problem_banner_follow (BellProblemBanner *self,
                                 BellHelpline      *helpline);

G_END_DECLS
