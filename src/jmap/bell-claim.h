/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-json.h"

G_BEGIN_DECLS

/* Which of a person's devices tells them something: POST BELL_CLAIM_PATH with
 * {"claims":[{"key":"…","at":"2026-11-21T09:30:00Z"}]} is answered with
 * {"granted":["…"]}. The first to ask for a key has it; another may have it only
 * for a moment (at) later than when it was granted before. Keys mean nothing to the server, and
 * no other person sees them. */

#define BELL_CLAIM_PATH       "/alarms/claim"
#define BELL_MAX_CLAIMS       100
#define BELL_MAX_CLAIM_KEY    128
#define BELL_MAX_CLAIMS_BYTES (32 * 1024)

/**
 * BellClaim:
 * @key: what is to be told
 * @at: the moment that it is about, or %BELL_TIME_UNSET for something that is told
 *   once and never again
 */
typedef struct
{
  char *key;
  gint64 at;
} BellClaim;

BellClaim *bell_claim_new         (const char  *key,
                                   gint64       at);
void       bell_claim_free        (BellClaim   *self);
GBytes    *bell_claims_to_bytes   (GPtrArray   *claims);
GPtrArray *bell_claims_from_bytes (GBytes      *bytes,
                                   GError     **error);
GBytes    *bell_grants_to_bytes   (GPtrArray   *keys);
char     **bell_grants_from_bytes (GBytes      *bytes,
                                   GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellClaim, bell_claim_free)

G_END_DECLS
