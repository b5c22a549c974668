/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether the person has asked their desktop for quiet. Property `active`. */
#define BELL_TYPE_DO_NOT_DISTURB (bell_do_not_disturb_get_type ())
G_DECLARE_FINAL_TYPE (BellDoNotDisturb, bell_do_not_disturb, BELL, DO_NOT_DISTURB, GObject)

BellDoNotDisturb *bell_do_not_disturb_new        (void);
gboolean          bell_do_not_disturb_get_active (BellDoNotDisturb *self);

G_END_DECLS
