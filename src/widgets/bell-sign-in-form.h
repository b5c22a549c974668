/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-account.h"

G_BEGIN_DECLS

/* Signal: finished (boolean signed_in): signed in, or left for later. */
#define BELL_TYPE_SIGN_IN_FORM (bell_sign_in_form_get_type ())
G_DECLARE_FINAL_TYPE (BellSignInForm, bell_sign_in_form, BELL, SIGN_IN_FORM, AdwBin)

GtkWidget *bell_sign_in_form_new       (BellAccount    *account,
                                        const char     *icon_name,
                                        const char     *title,
                                        const char     *explanation);
void       bell_sign_in_form_set_extra (BellSignInForm *self,
                                        GtkWidget      *extra);
void       bell_sign_in_form_show      (BellSignInForm *self,
                                        const char     *server,
                                        gboolean        server_is_set,
                                        const char     *email);

G_END_DECLS
