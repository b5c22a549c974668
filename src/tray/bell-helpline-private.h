/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-helpline.h"
#include "bell-sign-in.h"

G_BEGIN_DECLS

/* Private to the class. */

/* What the store remembers of a sign-out, so that the next start asks. */
#define BELL_HELPLINE_SETTING_SIGNED_OUT "signed-out"

/**
 * BellHelpline:
 *
 * One person's line to their helpdesk: the files on this computer, the way to
 * the server, their requests and how many of them have news. Files of its own,
 * apart from those of the agents' application, since each program remembers what
 * it has told the person. First the files are opened, so that everything works
 * before anything is asked of a network. Owned by the application; main thread.
 */
struct _BellHelpline
{
  GObject parent_instance;

  BellClock *clock;
  char *directory; /* (nullable) */

  BellHelplineState state;
  BellHelplineLink link;
  char *problem;
  char *cache_directory;
  BellStore *store;
  BellListModel *requests; /* (nullable): while open */
  GPtrArray *watched;      /* of BellItem: the latest requests */
  guint unread;
  guint count_id;
  BellSecrets *secrets;
  BellTransport *transport;
  BellSignIn *sign_in;
  BellSync *sync;
};

void bell_helpline_set_link       (BellHelpline     *self,
                                   BellHelplineLink  link,
                                   const char       *problem);
void bell_helpline_make_store     (BellHelpline     *self);
void bell_helpline_show_requests  (BellHelpline     *self);
void bell_helpline_close_requests (BellHelpline     *self);
void bell_helpline_connect        (BellHelpline     *self);
void bell_helpline_disconnect     (BellHelpline     *self);

G_END_DECLS
