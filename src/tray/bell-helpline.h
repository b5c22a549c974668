/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-account.h"
#include "bell-known-problems.h"

G_BEGIN_DECLS

/* Properties: `account` (construct-only), `unread` (requests with an answer that
 * was not read), `unsent` (changes that wait).
 * Signals: `failed (sentence)`: something that was asked for could not be done;
 * `problems-changed ()`: what is known to be broken. */
#define BELL_TYPE_HELPLINE (bell_helpline_get_type ())
G_DECLARE_FINAL_TYPE (BellHelpline, bell_helpline, BELL, HELPLINE, GObject)

BellHelpline *bell_helpline_new          (BellAccount  *account);
void          bell_helpline_close        (BellHelpline *self);

BellAccount  *bell_helpline_get_account  (BellHelpline *self);
BellStore    *bell_helpline_get_store    (BellHelpline *self);
GListModel   *bell_helpline_get_requests (BellHelpline *self);
BellKnownProblems *bell_helpline_get_problems (BellHelpline *self);
guint         bell_helpline_get_unread   (BellHelpline *self);
const char   *bell_helpline_get_next_unread (BellHelpline *self,
                                          const char   *ticket_id,
                                          gboolean      back);
guint         bell_helpline_get_unsent   (BellHelpline *self);
void          bell_helpline_tell_failed  (BellHelpline *self,
                                          const GError *error);

G_END_DECLS
