/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "bell-application.h"
#include "bell-telling.h"
#include "bell-workplace.h"

G_BEGIN_DECLS

/* What bell-application.c and bell-application-actions.c share. */

struct _BellApplication
{
  AdwApplication parent_instance;

  char *directory; /* (nullable): of the option --profile */
  char *password;  /* (nullable): of the option --password-file */
  gboolean background;
  BellClock *clock;
  BellWakeTimer *timer;
  GSettings *settings;
  BellAccount *account;
  BellWorkplace *workplace;
  BellNotifier *notifier;
  BellTelling *telling;
  GtkWindow *window;          /* (nullable) */
  char *wanted;               /* (nullable): the action to be done once the files are open */
  GVariant *wanted_parameter; /* (nullable) */
  gboolean held;
};

void bell_application_add_actions    (BellApplication *self);
void bell_application_actions_update (BellApplication *self);
void bell_application_set_held       (BellApplication *self,
                                      gboolean         held);
void bell_application_present        (BellApplication *self);
void bell_application_want           (BellApplication *self,
                                      const char      *action,
                                      GVariant        *parameter);
void bell_application_open_ticket    (BellApplication *self,
                                      const char      *id);

G_END_DECLS
