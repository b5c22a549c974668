/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-sla-case.h"
#include "bell-work-private.h"

G_BEGIN_DECLS

BellSlaRules *bell_work_load_sla_rules (BellWork     *self,
                                        GError      **error);
gboolean      bell_work_load_sla_case  (BellWork     *self,
                                        BellSlaCase  *sla,
                                        BellRecord   *ticket,
                                        GError      **error);

G_END_DECLS
