/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-people.h"
#include "sim-world.h"

G_BEGIN_DECLS

#define MINUTE SIM_SECONDS (60)

/**
 * SimTheme:
 * @SIM_THEME_TWO_PROGRAMS: some run two programs on one profile
 * @SIM_THEME_RESTORE: the server is restored from an older backup
 * @SIM_THEME_UPGRADE: a newer program opens what an older one has left
 * @SIM_THEME_YEARS: clocks go wrong by years
 * @SIM_THEME_FULL_SERVER: the server's disk is full
 *
 * What happens in a harsh world besides, and some of it in a busy one.
 */
typedef enum
{
  SIM_THEME_TWO_PROGRAMS = 1 << 0,
  SIM_THEME_RESTORE      = 1 << 1,
  SIM_THEME_UPGRADE      = 1 << 2,
  SIM_THEME_YEARS        = 1 << 3,
  SIM_THEME_FULL_SERVER  = 1 << 4,
} SimTheme;

typedef struct
{
  char *folder;
  SimKind kind;
  guint themes; /* of SimTheme */
  SimNetwork network;
  SimNetwork calm; /* for those who only watch */
  SimSite *site;
  SimPeople people;
  GPtrArray *clients;
  GPtrArray *sleepers;
  GPtrArray *retired; /* clients of which something may still be under way */
  gboolean faults;
  gboolean over;
} World;

/* sim-fate.c */
void sim_world_begin_faults  (World     *self);
void sim_world_begin_looking (World     *self,
                              SimClient *client);
void sim_world_start_nodes   (World     *self);
void sim_world_put_away      (World     *self);
SimClient *sim_world_add_client (World      *self,
                              SimNetwork *network,
                              const char *name,
                              const char *principal_id,
                              BellRole    role);

G_END_DECLS
