/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* One question, five faces and a line. Signals: answered (int score, string
 * comment), later (). */
#define BELL_TYPE_SURVEY (bell_survey_get_type ())
G_DECLARE_FINAL_TYPE (BellSurvey, bell_survey, BELL, SURVEY, AdwBin)

void bell_survey_reset (BellSurvey *self);

G_END_DECLS
