/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-desk.h"

G_BEGIN_DECLS

#define BELL_TYPE_OUTBOX_PAGE (bell_outbox_page_get_type ())
G_DECLARE_FINAL_TYPE (BellOutboxPage, bell_outbox_page, BELL, OUTBOX_PAGE, AdwBin)

GtkWidget *bell_outbox_page_new (BellDesk *desk);

G_END_DECLS
