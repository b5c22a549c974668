/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-account.h"
#include "bell-desk.h"

G_BEGIN_DECLS

/* Properties: `account`, `settings` (construct-only), `desk` (nullable). */
#define BELL_TYPE_WORKPLACE (bell_workplace_get_type ())
G_DECLARE_FINAL_TYPE (BellWorkplace, bell_workplace, BELL, WORKPLACE, GObject)

BellWorkplace *bell_workplace_new          (BellAccount   *account,
                                            GSettings     *settings);
void           bell_workplace_close        (BellWorkplace *self);
BellAccount   *bell_workplace_get_account  (BellWorkplace *self);
BellDesk      *bell_workplace_get_desk     (BellWorkplace *self);
GSettings     *bell_workplace_get_settings (BellWorkplace *self);

G_END_DECLS
