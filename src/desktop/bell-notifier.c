/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-notifier.h"

#include "bell-notifier-worker.h"

/* Tells people things through the desktop's notification daemon.
 *
 * A program makes one and hands it to whoever has something to say. Every
 * call returns at once: the talking is done by a thread of its own (see
 * bell-notifier-worker.c). Signals arrive in the main context that was the
 * thread's default when the notifier was made, and the object is used from
 * that thread alone.
 *
 * With no daemon nothing happens but one warning in the log and
 * #BellNotifier:available going %FALSE; the next daemon is noticed by itself.
 * What stands on screen is withdrawn by bell_notifier_close_async() and when
 * the notifier goes: without its program nobody would hear the clicks. */
struct _BellNotifier
{
  GObject parent_instance;

  char *app_name;
  char *app_id;
  BellNotifierWorker *worker;
  GTask *closing; /* keeps the notifier alive */
  GSource *cancel_watch;

  char *error;
  char *activation_token;
  gboolean available;
  gboolean told_failure;
};

G_DEFINE_FINAL_TYPE (BellNotifier, bell_notifier, G_TYPE_OBJECT)

typedef enum
{
  PROP_APP_NAME = 1,
  PROP_APP_ID,
  PROP_AVAILABLE,
  PROP_ERROR,
} BellNotifierProperty;

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_REPLIED,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static GParamSpec *properties[PROP_ERROR + 1];
static guint signals[N_SIGNALS];

static void
set_state (BellNotifier *self,
           gboolean      available,
           const char   *error)
{
  if (g_strcmp0 (self->error, error) != 0)
    {
      g_free (self->error);
      self->error = g_strdup (error);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
    }

  if (self->available != available)
    {
      self->available = available;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
    }
}

/* Once for each time without a daemon, or a burst would fill the log. */
static void
log_failure (BellNotifier *self,
             const char   *text)
{
  if (self->told_failure)
    return;

  self->told_failure = TRUE;
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING,
                    "MESSAGE", "Notifications cannot be shown: %s", text,
                    "DESKBELL_APP_ID", "%s", self->app_id);
}

static void
finish_closing (BellNotifier *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->closing);

  if (self->cancel_watch != NULL)
    {
      g_source_destroy (self->cancel_watch);
      g_clear_pointer (&self->cancel_watch, g_source_unref);
    }

  if (task != NULL && !g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static void
on_news (GObject                *target,
         const BellNotifierNews *news)
{
  BellNotifier *self = BELL_NOTIFIER (target);

  switch (news->kind)
    {
    case BELL_NOTIFIER_NEWS_AVAILABLE:
      self->told_failure = FALSE;
      set_state (self, TRUE, NULL);
      break;

    case BELL_NOTIFIER_NEWS_ABSENT:
      set_state (self, FALSE, news->text);
      break;

    case BELL_NOTIFIER_NEWS_FAILED:
      log_failure (self, news->text);
      set_state (self, FALSE, news->text);
      break;

    case BELL_NOTIFIER_NEWS_ACTIVATED:
      self->activation_token = news->token;
      g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, news->id, news->action, news->payload);
      self->activation_token = NULL;
      break;

    case BELL_NOTIFIER_NEWS_REPLIED:
      g_signal_emit (self, signals[SIGNAL_REPLIED], 0, news->id, news->payload, news->text);
      break;

    case BELL_NOTIFIER_NEWS_CLOSED:
      g_signal_emit (self, signals[SIGNAL_CLOSED], 0, news->id, (int) news->reason);
      break;

    case BELL_NOTIFIER_NEWS_STOPPED:
      finish_closing (self);
      break;

    default:
      g_assert_not_reached ();
    }
}

static gboolean
on_close_cancelled (GCancellable *cancellable,
                    gpointer      user_data)
{
  finish_closing (BELL_NOTIFIER (user_data));

  return G_SOURCE_REMOVE;
}

static void
stop_worker (BellNotifier *self)
{
  if (self->worker == NULL)
    return;

  bell_notifier_worker_stop (self->worker);
  g_clear_pointer (&self->worker, bell_notifier_worker_unref);
}

static void
bell_notifier_constructed (GObject *object)
{
  BellNotifier *self = BELL_NOTIFIER (object);

  G_OBJECT_CLASS (bell_notifier_parent_class)->constructed (object);

  self->worker = bell_notifier_worker_start (self->app_name, self->app_id, object, on_news);
}

static void
bell_notifier_dispose (GObject *object)
{
  stop_worker (BELL_NOTIFIER (object));

  G_OBJECT_CLASS (bell_notifier_parent_class)->dispose (object);
}

static void
bell_notifier_finalize (GObject *object)
{
  BellNotifier *self = BELL_NOTIFIER (object);

  g_free (self->app_name);
  g_free (self->app_id);
  g_free (self->error);

  G_OBJECT_CLASS (bell_notifier_parent_class)->finalize (object);
}

static void
bell_notifier_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BellNotifier *self = BELL_NOTIFIER (object);

  switch ((BellNotifierProperty) id)
    {
    case PROP_APP_NAME:
      g_value_set_string (value, self->app_name);
      break;

    case PROP_APP_ID:
      g_value_set_string (value, self->app_id);
      break;

    case PROP_AVAILABLE:
      g_value_set_boolean (value, self->available);
      break;

    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_notifier_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  BellNotifier *self = BELL_NOTIFIER (object);

  switch ((BellNotifierProperty) id)
    {
    case PROP_APP_NAME:
      self->app_name = g_value_dup_string (value);
      break;

    case PROP_APP_ID:
      self->app_id = g_value_dup_string (value);
      break;

    case PROP_AVAILABLE:
    case PROP_ERROR:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_notifier_class_init (BellNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bell_notifier_constructed;
  object_class->dispose = bell_notifier_dispose;
  object_class->finalize = bell_notifier_finalize;
  object_class->get_property = bell_notifier_get_property;
  object_class->set_property = bell_notifier_set_property;

  /**
   * BellNotifier:app-name:
   *
   * The program's name as people know it.
   */
  properties[PROP_APP_NAME] =
    g_param_spec_string ("app-name", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BellNotifier:app-id:
   *
   * The name of its desktop file without the suffix, and of its icon.
   */
  properties[PROP_APP_ID] =
    g_param_spec_string ("app-id", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BellNotifier:available:
   *
   * Whether a daemon answered when it was last asked.
   */
  properties[PROP_AVAILABLE] =
    g_param_spec_boolean ("available", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * BellNotifier:error:
   *
   * A sentence that says why nothing can be shown, or %NULL.
   */
  properties[PROP_ERROR] =
    g_param_spec_string ("error", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * BellNotifier::activated:
   * @id: what the notification is about
   * @action: the name of the action, %BELL_NOTIFICATION_DEFAULT_ACTION for a
   *   click on the notification itself
   * @payload: (nullable): the payload of the notification
   *
   * Somebody clicked. bell_notifier_get_activation_token() is valid meanwhile.
   */
  signals[SIGNAL_ACTIVATED] =
    g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * BellNotifier::replied:
   * @id: what the notification is about
   * @payload: (nullable): the payload of the notification
   * @text: what somebody wrote into it
   *
   * See %BELL_NOTIFICATION_REPLY_ACTION.
   */
  signals[SIGNAL_REPLIED] =
    g_signal_new ("replied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * BellNotifier::closed:
   * @id: what the notification was about
   * @reason: a #BellNotificationClosed
   *
   * It is no longer on screen.
   */
  signals[SIGNAL_CLOSED] =
    g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT);
}

static void
bell_notifier_init (BellNotifier *self)
{
}

/**
 * bell_notifier_new:
 * @app_name: the program's name as people know it
 * @app_id: the name of its desktop file without the suffix
 *
 * Makes a notifier and starts to look for a daemon. The underlying library
 * keeps its state for the whole process: have one notifier at a time.
 *
 * Returns: (transfer full): a notifier
 */
BellNotifier *
bell_notifier_new (const char *app_name,
                   const char *app_id)
{
  g_return_val_if_fail (app_name != NULL, NULL);
  g_return_val_if_fail (app_id != NULL, NULL);

  return g_object_new (BELL_TYPE_NOTIFIER, "app-name", app_name, "app-id", app_id, NULL);
}

/**
 * bell_notifier_show:
 * @notification: what to say; copied
 *
 * Shows it, in place of the one with the same id if there is one. Returns at
 * once and does nothing after bell_notifier_close_async().
 */
void
bell_notifier_show (BellNotifier           *self,
                    const BellNotification *notification)
{
  g_return_if_fail (BELL_IS_NOTIFIER (self));
  g_return_if_fail (notification != NULL);

  if (self->worker != NULL)
    bell_notifier_worker_show (self->worker, notification);
}

/**
 * bell_notifier_withdraw:
 * @id: what it is about
 *
 * Takes it from the screen, if it is there: say, because the ticket was read.
 */
void
bell_notifier_withdraw (BellNotifier *self,
                        const char   *id)
{
  g_return_if_fail (BELL_IS_NOTIFIER (self));
  g_return_if_fail (id != NULL);

  if (self->worker != NULL)
    bell_notifier_worker_withdraw (self->worker, id);
}

/**
 * bell_notifier_withdraw_all:
 *
 * Takes all that this notifier shows from the screen.
 */
void
bell_notifier_withdraw_all (BellNotifier *self)
{
  g_return_if_fail (BELL_IS_NOTIFIER (self));

  if (self->worker != NULL)
    bell_notifier_worker_withdraw_all (self->worker);
}

/**
 * bell_notifier_get_available:
 *
 * Returns: whether a daemon answered when it was last asked; %FALSE until the
 *   first answer
 */
gboolean
bell_notifier_get_available (BellNotifier *self)
{
  g_return_val_if_fail (BELL_IS_NOTIFIER (self), FALSE);

  return self->available;
}

/**
 * bell_notifier_get_error:
 *
 * Returns: (transfer none) (nullable): a sentence that says why nothing can
 *   be shown
 */
const char *
bell_notifier_get_error (BellNotifier *self)
{
  g_return_val_if_fail (BELL_IS_NOTIFIER (self), NULL);

  return self->error;
}

/**
 * bell_notifier_get_activation_token:
 *
 * The token with which a window may take the focus, for
 * gtk_window_set_startup_id(). Wayland desktops refuse the focus without it.
 *
 * Returns: (transfer none) (nullable): the token of the activation that is
 *   being told; %NULL outside a handler of #BellNotifier::activated, and
 *   where the daemon gives none
 */
const char *
bell_notifier_get_activation_token (BellNotifier *self)
{
  g_return_val_if_fail (BELL_IS_NOTIFIER (self), NULL);

  return self->activation_token;
}

/**
 * bell_notifier_close_async:
 * @cancellable: (nullable): to stop waiting
 * @callback: called when nothing of ours is on screen any more
 * @user_data: for @callback
 *
 * Withdraws everything and ends. A program that quits waits for this, for as
 * long as it cares to: a daemon that hangs makes it last.
 */
void
bell_notifier_close_async (BellNotifier        *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (BELL_IS_NOTIFIER (self));
  g_return_if_fail (self->closing == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_notifier_close_async);
  if (self->worker == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (cancellable != NULL)
    {
      self->cancel_watch = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancel_watch, G_SOURCE_FUNC (on_close_cancelled), self, NULL);
      g_source_attach (self->cancel_watch, g_task_get_context (task));
    }

  self->closing = g_steal_pointer (&task);
  stop_worker (self);
}

/**
 * bell_notifier_close_finish:
 * @result: what the callback got
 * @error: set where the wait was cancelled
 *
 * Returns: %TRUE when everything was withdrawn
 */
gboolean
bell_notifier_close_finish (BellNotifier  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
