/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-accounts.h"
#include "bell-http-server.h"
#include "bell-organisation.h"

G_BEGIN_DECLS

#define BELL_TYPE_SERVER (bell_server_get_type ())
G_DECLARE_FINAL_TYPE (BellServer, bell_server, BELL, SERVER, GObject)

BellServer       *bell_server_new              (BellOrganisation     *organisation,
                                                const BellHttpLimits *limits);
BellHttpServer   *bell_server_get_http         (BellServer           *self);
BellAccounts     *bell_server_get_accounts     (BellServer           *self);
void              bell_server_set_upkeep       (BellServer           *self,
                                                guint                 history_days,
                                                guint                 token_days);
gboolean          bell_server_start            (BellServer           *self,
                                                const char           *address,
                                                guint                 port,
                                                GError              **error);
void              bell_server_stop             (BellServer           *self);

G_END_DECLS
