/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_POLICY_EDITOR (bell_policy_editor_get_type ())
G_DECLARE_FINAL_TYPE (BellPolicyEditor, bell_policy_editor, BELL, POLICY_EDITOR, AdwWindow)

GtkWidget *bell_policy_editor_new (BellDesk   *desk,
                                   BellRecord *policy,
                                   GPtrArray  *calendars,
                                   gint64      position);

G_END_DECLS
