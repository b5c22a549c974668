/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-notifier-worker.h"

G_BEGIN_DECLS

/* Private to desktop/. What the worker's thread has on screen. */

typedef void (*BellNotifierTellFunc) (const BellNotifierNews *news,
                                      gpointer                user_data);

typedef struct _BellNotifierScreen BellNotifierScreen;

BellNotifierScreen *bell_notifier_screen_new          (const char           *app_name,
                                                       const char           *app_id,
                                                       BellNotifierTellFunc  tell,
                                                       gpointer              user_data);
void                bell_notifier_screen_free         (BellNotifierScreen   *self);
void                bell_notifier_screen_show         (BellNotifierScreen   *self,
                                                       BellNotification     *notification);
void                bell_notifier_screen_withdraw     (BellNotifierScreen   *self,
                                                       const char           *id);
void                bell_notifier_screen_withdraw_all (BellNotifierScreen   *self);

G_END_DECLS
