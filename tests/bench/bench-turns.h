/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* Counts the turns of the main loop; see bench-turns.c. */

G_BEGIN_DECLS

void   bench_hook_turns      (void);
void   bench_begin_turns     (void);
void   bench_end_turns       (const char *name);
void   bench_turns_are_about (const char *what);
gint64 bench_get_cpu_time    (void);

G_END_DECLS
