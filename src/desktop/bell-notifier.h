/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "bell-notification.h"

G_BEGIN_DECLS

/**
 * BellNotificationClosed:
 * @BELL_NOTIFICATION_CLOSED_UNKNOWN: the daemon did not say, or went away
 * @BELL_NOTIFICATION_CLOSED_EXPIRED: its time was over
 * @BELL_NOTIFICATION_CLOSED_DISMISSED: the person closed it, or used an action
 * @BELL_NOTIFICATION_CLOSED_WITHDRAWN: the program took it back
 *
 * Why a notification is no longer on screen.
 */
typedef enum
{
  BELL_NOTIFICATION_CLOSED_UNKNOWN,
  BELL_NOTIFICATION_CLOSED_EXPIRED,
  BELL_NOTIFICATION_CLOSED_DISMISSED,
  BELL_NOTIFICATION_CLOSED_WITHDRAWN,
} BellNotificationClosed;

#define BELL_TYPE_NOTIFIER (bell_notifier_get_type ())
G_DECLARE_FINAL_TYPE (BellNotifier, bell_notifier, BELL, NOTIFIER, GObject)

BellNotifier *bell_notifier_new                  (const char              *app_name,
                                                  const char              *app_id);

void          bell_notifier_show                 (BellNotifier            *self,
                                                  const BellNotification  *notification);
void          bell_notifier_withdraw             (BellNotifier            *self,
                                                  const char              *id);
void          bell_notifier_withdraw_all         (BellNotifier            *self);

gboolean      bell_notifier_get_available        (BellNotifier            *self);
const char   *bell_notifier_get_error            (BellNotifier            *self);
const char   *bell_notifier_get_activation_token (BellNotifier            *self);

void          bell_notifier_close_async          (BellNotifier            *self,
                                                  GCancellable            *cancellable,
                                                  GAsyncReadyCallback      callback,
                                                  gpointer                 user_data);
gboolean      bell_notifier_close_finish         (BellNotifier            *self,
                                                  GAsyncResult            *result,
                                                  GError                 **error);

G_END_DECLS
