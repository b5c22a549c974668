/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimKind:
 * @SIM_KIND_PLAIN: everything fails that is in every world
 * @SIM_KIND_HARSH: and some of what happens seldom: see SimTheme
 * @SIM_KIND_POSTGRES: the servers work on PostgreSQL, to which they lose their connections
 * @SIM_KIND_BUSY: an administrator never tires of moving people, everybody does much, and
 *   programs are brought up to date
 *
 * Which worlds: a seed means another one in each.
 */
typedef enum
{
  SIM_KIND_PLAIN,
  SIM_KIND_HARSH,
  SIM_KIND_POSTGRES,
  SIM_KIND_BUSY,
} SimKind;

#define SIM_N_KINDS (SIM_KIND_BUSY + 1)

const char *sim_kind_get_name (SimKind kind);
gboolean    sim_kind_is_there (SimKind kind);

/* Runs the world of a seed: people work while everything fails, then nothing
 * fails any more, and then what must hold is looked at. Returns whether it does. */
gboolean sim_world_run (SimKind  kind,
                        guint64  seed,
                        guint64 *trace);

G_END_DECLS
