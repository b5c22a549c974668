/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A disk of one computer, below SQLite: everything under a folder. It knows
 * which sectors were synced and which were only written, and what of the
 * latter is left when the power goes. */

typedef struct _SimDisk SimDisk;

SimDisk  *sim_disk_new           (const char *folder);
void      sim_disk_free          (SimDisk    *self);

const char *sim_disk_get_folder  (SimDisk    *self);

/* @writes more writes arrive, and then nothing does any more; once all files
 * are closed, sim_disk_mend() makes it a disk again. */
void      sim_disk_fail_after    (SimDisk    *self,
                                  guint       writes);
void      sim_disk_spare         (SimDisk    *self);
gboolean  sim_disk_is_dead       (SimDisk    *self);
void      sim_disk_mend          (SimDisk    *self,
                                  gboolean    power_lost);

void      sim_disk_set_full      (SimDisk    *self,
                                  gboolean    full);

/* Two programs run on it, and notice what the other writes. */
void      sim_disk_share         (SimDisk    *self);
gboolean  sim_disk_is_shared     (const char *path);

/* Its files were replaced by others. */
void      sim_disk_renew         (SimDisk    *self);

/* A mutation: syncing files whose name contains this does nothing. */
void      sim_disk_lie_about     (const char *name);

/* To look at them after the end. */
void      sim_disk_keep_all      (void);

G_END_DECLS
