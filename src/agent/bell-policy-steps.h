/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BELL_TYPE_POLICY_STEPS (bell_policy_steps_get_type ())
G_DECLARE_FINAL_TYPE (BellPolicySteps, bell_policy_steps, BELL, POLICY_STEPS, AdwPreferencesGroup)

void      bell_policy_steps_fill (BellPolicySteps  *self,
                                  GVariant         *steps);
GVariant *bell_policy_steps_read (BellPolicySteps  *self,
                                  char            **problem);

G_END_DECLS
