/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-workplace.h"

G_BEGIN_DECLS

/* Signal: finished (): signed in, or left for later. */
#define BELL_TYPE_SIGN_IN_PAGE (bell_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (BellSignInPage, bell_sign_in_page, BELL, SIGN_IN_PAGE, AdwBin)

GtkWidget *bell_sign_in_page_new  (BellWorkplace    *workplace);
void       bell_sign_in_page_show (BellSignInPage *self);

G_END_DECLS
