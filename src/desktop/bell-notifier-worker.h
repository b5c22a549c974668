/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-notifier.h"

G_BEGIN_DECLS

/* Private to desktop/. The thread behind a BellNotifier. */

typedef enum
{
  BELL_NOTIFIER_NEWS_AVAILABLE, /* the daemon answered */
  BELL_NOTIFIER_NEWS_ABSENT,    /* text = that no daemon runs; one may be started by the next show */
  BELL_NOTIFIER_NEWS_FAILED,    /* text = why something was not shown */
  BELL_NOTIFIER_NEWS_ACTIVATED,
  BELL_NOTIFIER_NEWS_REPLIED,   /* text = what was written into the notification */
  BELL_NOTIFIER_NEWS_CLOSED,
  BELL_NOTIFIER_NEWS_STOPPED,   /* the last one of a worker */
} BellNotifierNewsKind;

/* What the worker tells its notifier; which members count follows from @kind. */
typedef struct
{
  BellNotifierNewsKind kind;
  char *id;
  char *action;
  char *payload;
  char *token;
  char *text;
  BellNotificationClosed reason;
} BellNotifierNews;

/* Called in the context that the worker was made for, once for each piece of
 * news, with whatever the weak reference still holds. */
typedef void (*BellNotifierNewsFunc) (GObject                *target,
                                      const BellNotifierNews *news);

typedef struct _BellNotifierWorker BellNotifierWorker;

BellNotifierWorker *bell_notifier_worker_start        (const char             *app_name,
                                                       const char             *app_id,
                                                       GObject                *target,
                                                       BellNotifierNewsFunc    func);
void                bell_notifier_worker_unref        (BellNotifierWorker     *self);
void                bell_notifier_worker_show         (BellNotifierWorker     *self,
                                                       const BellNotification *notification);
void                bell_notifier_worker_withdraw     (BellNotifierWorker     *self,
                                                       const char             *id);
void                bell_notifier_worker_withdraw_all (BellNotifierWorker     *self);
void                bell_notifier_worker_stop         (BellNotifierWorker     *self);

G_END_DECLS
