/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-json.h"

G_BEGIN_DECLS

/* Who writes a reply right now: POST BELL_TYPING_PATH with {"ticketId":"T…"}
 * says that the person who is signed in does, and is answered with 204. Those
 * whom it concerns hear an event BELL_TYPING_EVENT with
 * {"ticketId":"T…","principalId":"P…"} on their event stream. It is kept
 * nowhere, has no id, and stands for BELL_TYPING_LASTS; whoever goes on writing says
 * so again every BELL_TYPING_INTERVAL. Never said of an internal note. */

#define BELL_TYPING_PATH      "/tickets/typing"
#define BELL_TYPING_EVENT     "typing"
#define BELL_MAX_TYPING_BYTES 256

/* Milliseconds. */
#define BELL_TYPING_INTERVAL 3000
#define BELL_TYPING_LASTS    6000

/**
 * BellTyping:
 * @ticket_id: where
 * @principal_id: (nullable): who; %NULL in what a client says of itself
 *
 * That somebody writes.
 */
typedef struct
{
  char *ticket_id;
  char *principal_id;
} BellTyping;

BellTyping *bell_typing_new       (const char        *ticket_id,
                                   const char        *principal_id);
void        bell_typing_free      (BellTyping        *self);
char       *bell_typing_to_text   (const BellTyping  *self);
BellTyping *bell_typing_from_text (const char        *text,
                                   gsize              length,
                                   GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellTyping, bell_typing_free)

G_END_DECLS
