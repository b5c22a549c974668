/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-session.h"
#include "bell-transport.h"

G_BEGIN_DECLS

/* What the worker needs and finds. */
typedef struct
{
  BellTransport *transport;
  char *email;
  char *password;
  char *device;

  char *token;
  BellSession *session;
} BellSignInRequest;

void bell_sign_in_request_free   (gpointer      data);

/* GTaskThreadFunc: gets a token and the session; revokes the token. */
void bell_sign_in_request_run    (GTask        *task,
                                  gpointer      source_object,
                                  gpointer      task_data,
                                  GCancellable *cancellable);
void bell_sign_in_request_revoke (GTask        *task,
                                  gpointer      source_object,
                                  gpointer      task_data,
                                  GCancellable *cancellable);

G_END_DECLS
