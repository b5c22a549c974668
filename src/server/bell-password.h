/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Longer ones only cost time; shorter ones are guessed. In bytes. */
#define BELL_PASSWORD_MIN 8
#define BELL_PASSWORD_MAX 1024

#define BELL_TYPE_PASSWORD_HASHER (bell_password_hasher_get_type ())
G_DECLARE_FINAL_TYPE (BellPasswordHasher, bell_password_hasher, BELL, PASSWORD_HASHER, GObject)

BellPasswordHasher *bell_password_hasher_new    (guint               concurrent,
                                                 guint               waiting);
char               *bell_password_hasher_hash   (BellPasswordHasher *self,
                                                 const char         *password,
                                                 GError            **error);
gboolean            bell_password_hasher_verify (BellPasswordHasher *self,
                                                 const char         *hash,
                                                 const char         *password,
                                                 gboolean           *right,
                                                 GError            **error);
gboolean            bell_password_check         (const char         *password,
                                                 GError            **error);
void                bell_password_free          (char               *password);

G_END_DECLS
