/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* How many objects a query finds, kept up to date. Property `count`: -1 until
 * it is known. */
#define BELL_TYPE_COUNTER (bell_counter_get_type ())
G_DECLARE_FINAL_TYPE (BellCounter, bell_counter, BELL, COUNTER, GObject)

gint64 bell_counter_get_count (BellCounter *self);

G_END_DECLS
