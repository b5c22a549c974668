/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-site.h"

G_BEGIN_DECLS

/* What a server has said to somebody: nothing that this person must not see. */
void sim_sight_look (SimSite    *site,
                     const char *name,
                     const char *principal_id,
                     GBytes     *content);

G_END_DECLS
