/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-organisation-private.h"

G_BEGIN_DECLS

GPtrArray  *bell_organisation_list_records (BellOrganisation *self,
                                            BellType          type,
                                            GError          **error);
BellRecord *bell_organisation_find_named   (BellOrganisation *self,
                                            BellType          type,
                                            const char       *name,
                                            GError          **error);
BellPatch  *bell_rules_from_json           (BellOrganisation *organisation,
                                            BellType          type,
                                            const char       *text,
                                            gsize             length,
                                            char            **id,
                                            GError          **error);

G_END_DECLS
