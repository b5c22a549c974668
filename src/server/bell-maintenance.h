/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-organisation.h"

G_BEGIN_DECLS

gboolean bell_organisation_rebuild  (BellOrganisation *self,
                                     gint64           *changes,
                                     GError          **error);
gboolean bell_organisation_check    (BellOrganisation *self,
                                     GPtrArray       **problems,
                                     GError          **error);
gboolean bell_organisation_backup   (BellOrganisation *self,
                                     const char       *destination,
                                     GError          **error);
gboolean bell_organisation_find_clock_lag (BellOrganisation *self,
                                     gint64           *lag,
                                     GError          **error);
char    *bell_organisation_digest   (BellOrganisation *self,
                                     const char       *table,
                                     GError          **error);

G_END_DECLS
