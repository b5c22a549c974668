/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-organisation-private.h"

G_BEGIN_DECLS

#define BELL_TYPE_HINTS (bell_hints_get_type ())
G_DECLARE_FINAL_TYPE (BellHints, bell_hints, BELL, HINTS, GObject)

BellHints *bell_hints_new   (BellOrganisation *organisation,
                             BellNewsFunc      func,
                             gpointer          user_data);
void       bell_hints_start (BellHints        *self);
void       bell_hints_stop  (BellHints        *self);
void       bell_hints_send  (BellHints        *self,
                             const BellNews   *news);

/* How news travel; for tests. */
char      *bell_hints_write (const BellNews   *news);
gboolean   bell_hints_read  (const char       *text,
                             BellNews         *news);

G_END_DECLS
