/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-enums.h"
#include "bell-jmap-limits.h"
#include "bell-json-writer.h"

G_BEGIN_DECLS

/**
 * BellSession:
 * @username: the email address that was signed in with
 * @account_id: the organisation's account
 * @account_name: the organisation's name
 * @principal_id: who is signed in
 * @role: as what
 * @api_url: for requests
 * @upload_url: template with {accountId}
 * @download_url: template with {accountId}, {blobId}, {name}, {type}
 * @event_source_url: template with {types}, {closeafter}, {ping}
 * @snapshot_url: for the bootstrap; takes `?since=`
 * @state: changes whenever anything above changes
 * @limits: what the server takes
 *
 * The Session object (RFC 8620 section 2). The snapshot's address, the
 * principal and the role stand under our own capability.
 */
typedef struct
{
  char *username;
  char *account_id;
  char *account_name;
  char *principal_id;
  BellRole role;
  char *api_url;
  char *upload_url;
  char *download_url;
  char *event_source_url;
  char *snapshot_url;
  char *state;
  BellJmapLimits limits;
} BellSession;

BellSession *bell_session_new         (const char          *base_url);
void         bell_session_free        (BellSession         *self);
void         bell_session_to_json     (const BellSession   *self,
                                       BellJsonWriter      *writer);
BellSession *bell_session_parse       (const char          *text,
                                       gsize                length,
                                       GError             **error);

char        *bell_url_template_expand (const char          *template_url,
                                       ...) G_GNUC_NULL_TERMINATED;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSession, bell_session_free)

G_END_DECLS
