/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Runs the world of a seed: people work while everything fails, then nothing
 * fails any more, and then what must hold is looked at. Returns whether it does. */
gboolean sim_world_run (guint64  seed,
                        guint64 *trace);

G_END_DECLS
