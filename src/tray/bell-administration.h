/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BELL_ADMINISTRATION_FILE:
 *
 * Where an administrator says which server this machine's people ask:
 *
 *   [server]
 *   address=https://help.example.org
 *   email-domain=example.org
 *
 * With the domain, the address of a person is their login name in it.
 */
#define BELL_ADMINISTRATION_FILE "/etc/deskbell/tray.conf"

/**
 * BellAdministration:
 * @address: (nullable): of the server; then nobody is asked for it
 * @email_domain: (nullable): of the people
 *
 * What was set for this machine.
 */
typedef struct
{
  char *address;
  char *email_domain;
} BellAdministration;

BellAdministration *bell_administration_load     (const char          *path,
                                                  GSettings           *settings,
                                                  GError             **error);
void                bell_administration_free     (BellAdministration  *self);
char               *bell_administration_make_email (const BellAdministration *self,
                                                  const char          *user_name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellAdministration, bell_administration_free)

G_END_DECLS
