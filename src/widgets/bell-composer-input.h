/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-attachment-box.h"

G_BEGIN_DECLS

/* Private to widgets/. What comes into a composer other than by typing. */

void bell_composer_input_set_up (GtkWidget         *composer,
                                 GtkTextView       *view,
                                 BellAttachmentBox *box);

G_END_DECLS
