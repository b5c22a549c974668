/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-database.h"
#include "bell-patch.h"
#include "sim-disk.h"
#include "sim-network.h"

G_BEGIN_DECLS

/* The computer of the organisation: one to three processes of the server on
 * one store: a file, or a PostgreSQL database. Each may be killed, or all with the power. */
typedef struct _SimSite SimSite;

SimSite  *sim_site_new          (SimNetwork     *network,
                                 const char     *folder,
                                 const char     *uri,
                                 guint           n_nodes);
void      sim_site_free         (SimSite        *self);

void      sim_site_stop_node    (SimSite        *self,
                                 guint           index);
void      sim_site_stop         (SimSite        *self);
void      sim_site_start_nodes  (SimSite        *self);
void      sim_site_cut_power    (SimSite        *self);
gboolean  sim_site_is_shared    (SimSite        *self);
SimDisk  *sim_site_get_disk     (SimSite        *self);
void      sim_site_jump_clock   (SimSite        *self,
                                 gint64          offset);

/* The administrator at the keyboard; FALSE where no process is up. */
gboolean  sim_site_apply        (SimSite        *self,
                                 BellChangeKind  kind,
                                 const char     *object_id,
                                 BellPatch      *patch);
char     *sim_site_make_token   (SimSite        *self,
                                 const char     *principal_id);
void      sim_site_set_disabled (SimSite        *self,
                                 const char     *principal_id,
                                 gboolean        disabled);
gboolean  sim_site_revoke       (SimSite        *self,
                                 const char     *principal_id);
void      sim_site_forget_history (SimSite      *self);

/* Whether it was refused, and that has been tidied away since. */
gboolean  sim_site_has_forgotten (SimSite       *self,
                                 const char     *change_id);

/* A copy of the store as it is now, and its return; FALSE where there is none. */
void      sim_site_back_up      (SimSite        *self);
gboolean  sim_site_restore      (SimSite        *self);
char     *sim_site_new_id       (SimSite        *self,
                                 BellType        type);
const char *sim_site_get_id     (SimSite        *self);
gint64    sim_site_get_counter  (SimSite        *self);

GPtrArray *sim_site_check       (SimSite        *self);

/* The store itself, to look at. */
BellDatabase *sim_site_open     (SimSite        *self);

G_END_DECLS
