/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-sync.h"
#include "sim-disk.h"
#include "sim-network.h"
#include "sim-site.h"

G_BEGIN_DECLS

/**
 * SimDeedState:
 * @SIM_DEED_UNCLEAR: the computer died before it was said whether it is kept
 * @SIM_DEED_REFUSED: the store did not take it
 * @SIM_DEED_KEPT: the store has said that it is kept
 * @SIM_DEED_DISCARDED: kept, and then thrown away by its author
 */
typedef enum
{
  SIM_DEED_UNCLEAR,
  SIM_DEED_REFUSED,
  SIM_DEED_KEPT,
  SIM_DEED_DISCARDED,
} SimDeedState;

/* What a person did, in the order in which it was done at this client. */
typedef struct
{
  BellChange *change;
  SimDeedState state;
  BellRecord *before; /* (nullable): what its author saw of the object, if the server is to hold to that */
  gboolean was_parked; /* and tried again: its place in the order is lost */
} SimDeed;

typedef struct _SimClient SimClient;

/* A person at a computer: the store on a disk of its own, the engine, and what
 * was done there. Another program of the same person may run on the same files:
 * the app, and the terminal. */
struct _SimClient
{
  SimSite *site;
  SimPeer peer;
  SimDisk *disk;
  GMainContext *context;
  BellClock *clock;

  char *name;
  char *principal_id;
  char *email;
  BellRole role;
  char *token;

  BellStore *store; /* NULL: the program does not run */
  BellSync *sync;
  gboolean opening;
  GPtrArray *deeds;
  guint n_crashes;
  guint typed; /* words into a draft */
  guint draft; /* of them, those that are kept */
  gboolean fresh; /* it has not run yet */
  SimClient *beside; /* (nullable): the other program on the same files */
  gboolean aged; /* an older version left its files */
  gboolean is_second; /* of the two, the one that comes and goes */
};

SimClient *sim_client_new         (SimSite    *site,
                                   SimNetwork *network,
                                   const char *folder,
                                   const char *name,
                                   const char *principal_id,
                                   BellRole    role);
SimClient *sim_client_new_beside  (SimClient  *first,
                                   const char *name);
void       sim_client_free        (SimClient  *self);

void       sim_client_start       (SimClient  *self);
void       sim_client_stop        (SimClient  *self);
void       sim_client_crash       (SimClient  *self,
                                   gboolean    power_lost);
void       sim_client_age         (SimClient  *self);
gboolean   sim_client_is_running  (SimClient  *self);
gboolean   sim_client_is_calm     (SimClient  *self);
void       sim_client_sign_in     (SimClient  *self);

void       sim_client_commit      (SimClient  *self,
                                   BellChange *one,
                                   BellChange *two);
void       sim_client_edit        (SimClient  *self,
                                   BellChange *change,
                                   BellRecord *before);
void       sim_client_type         (SimClient  *self);
void       sim_client_forget      (SimClient  *self,
                                   gboolean    retry);
void       sim_client_enter       (SimClient  *self);
void       sim_client_leave       (SimClient  *self);

BellDatabase *sim_client_open_cache  (SimClient *self);
BellDatabase *sim_client_open_outbox (SimClient *self);

G_END_DECLS
