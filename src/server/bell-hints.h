/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-organisation-private.h"

G_BEGIN_DECLS

/* @line: what another server said that is no news. Returns: whether it was understood */
typedef gboolean (*BellHintsFunc) (const char *line,
                                   gpointer    user_data);

#define BELL_TYPE_HINTS (bell_hints_get_type ())
G_DECLARE_FINAL_TYPE (BellHints, bell_hints, BELL, HINTS, GObject)

BellHints *bell_hints_new   (BellOrganisation *organisation,
                             BellNewsFunc      func,
                             BellHintsFunc     line_func,
                             gpointer          user_data);
void       bell_hints_start (BellHints        *self);
void       bell_hints_stop  (BellHints        *self);
void       bell_hints_send  (BellHints        *self,
                             const BellNews   *news);
void       bell_hints_send_line (BellHints    *self,
                             const char       *line);

/* How news travel; for tests. */
char      *bell_hints_write (const BellNews   *news);
gboolean   bell_hints_read  (const char       *text,
                             BellNews         *news);

G_END_DECLS
