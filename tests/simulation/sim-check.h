/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-client.h"

G_BEGIN_DECLS

/* What must hold. A breach is noted, and the seed has failed. */

void        sim_fail             (const char *format,
                                  ...) G_GNUC_PRINTF (1, 2);
void        sim_be_quiet         (gboolean    quiet);
guint       sim_get_n_failures   (void);
void        sim_forget_failures  (void);

void        sim_check_files      (SimClient  *client);
void        sim_check_opened     (SimClient  *client);
void        sim_check_counter    (SimSite    *site);
void        sim_check_site       (SimSite    *site);
void        sim_check_site_file  (SimSite    *site);
void        sim_check_restored   (SimSite    *site);
void        sim_check_deeds      (SimClient  *client);
void        sim_check_blobs      (SimSite    *site);
void        sim_check_order      (SimClient  *client);
void        sim_check_races      (SimClient  *client);
void        sim_check_same_base  (SimClient  *client,
                                  SimClient  *fresh);
void        sim_check_sight      (SimClient  *client);

G_END_DECLS
