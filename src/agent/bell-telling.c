/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-telling.h"

#include "bell-alarms.h"
#include "bell-announcer.h"

#define MINUTE (G_GINT64_CONSTANT (60) * 1000)

/* Nobody is told anything before that hour of the morning after. */
#define MORNING_HOUR 7

/**
 * BellTelling:
 *
 * Makes the alarms and the announcer for whoever is at the desk, and lets go of
 * them with the desk. The action `quiet` has as parameter and state the minutes that the
 * person asked for, 0 for none, %BELL_QUIET_UNTIL_TOMORROW for the night. Owned by the
 * application; main thread.
 */
struct _BellTelling
{
  GObject parent_instance;

  BellWorkplace *workplace;
  BellNotifier *notifier;
  BellWakeTimer *timer;
  BellDoNotDisturb *do_not_disturb;
  BellAlarms *alarms;       /* (nullable) */
  BellAnnouncer *announcer; /* (nullable) */
  GSimpleAction *action;
  GSimpleAction *until;
};

G_DEFINE_FINAL_TYPE (BellTelling, bell_telling, G_TYPE_OBJECT)

enum
{
  SIGNAL_OPEN,
  SIGNAL_TAKE,
  SIGNAL_SHOW,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
open_cb (BellTelling *self,
         const char  *ticket_id)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, ticket_id);
}

static void
take_cb (BellTelling *self,
         const char  *ticket_id)
{
  g_signal_emit (self, signals[SIGNAL_TAKE], 0, ticket_id);
}

static void
show_cb (BellTelling *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOW], 0);
}

static gint64
get_tomorrow (gint64 now)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (now / 1000);
  g_autoptr (GDateTime) next = g_date_time_add_days (local, 1);
  g_autoptr (GDateTime) morning =
    g_date_time_new_local (g_date_time_get_year (next), g_date_time_get_month (next), g_date_time_get_day_of_month (next),
                           MORNING_HOUR, 0, 0);

  return g_date_time_to_unix (morning) * 1000;
}

/* Also what was asked for before the program was started. */
static void
quiet_changed_cb (BellTelling *self)
{
  gint64 now = bell_desk_now (bell_workplace_get_desk (self->workplace));
  gint64 until = bell_alarms_get_focus (self->alarms);
  gboolean is_quiet = until != BELL_TIME_UNSET && until > now;
  g_autoptr (GVariant) state = g_action_get_state (G_ACTION (self->action));

  if (!is_quiet)
    g_simple_action_set_state (self->action, g_variant_new_int32 (0));
  else if (g_variant_get_int32 (state) == 0)
    g_simple_action_set_state (self->action, g_variant_new_int32 ((int) MAX ((until - now) / MINUTE, 1)));
  g_simple_action_set_state (self->until, g_variant_new_int64 (is_quiet ? until : 0));
}

static void
quiet_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  BellTelling *self = user_data;
  BellDesk *desk = bell_workplace_get_desk (self->workplace);
  int minutes = g_variant_get_int32 (parameter);
  gint64 now;

  if (self->alarms == NULL || desk == NULL)
    return;

  now = bell_desk_now (desk);
  if (minutes == BELL_QUIET_UNTIL_TOMORROW)
    bell_alarms_set_focus (self->alarms, get_tomorrow (now));
  else
    bell_alarms_set_focus (self->alarms, minutes > 0 ? now + minutes * MINUTE : BELL_TIME_UNSET);
  g_simple_action_set_state (action, parameter);
  quiet_changed_cb (self);
}

static void
desk_changed_cb (BellTelling *self)
{
  BellDesk *desk = bell_workplace_get_desk (self->workplace);

  g_assert (BELL_IS_TELLING (self));

  g_clear_object (&self->announcer);
  if (self->alarms != NULL)
    g_object_run_dispose (G_OBJECT (self->alarms));
  g_clear_object (&self->alarms);
  bell_notifier_withdraw_all (self->notifier);
  g_simple_action_set_enabled (self->action, desk != NULL);
  if (desk == NULL)
    return;

  self->alarms = bell_alarms_new (desk, bell_workplace_get_account (self->workplace), self->notifier, self->timer,
                                  self->do_not_disturb);
  self->announcer = bell_announcer_new (desk, self->notifier, self->alarms);
  g_signal_connect_object (self->alarms, "notify::quiet", G_CALLBACK (quiet_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alarms, "notify::quiet-until", G_CALLBACK (quiet_changed_cb), self, G_CONNECT_SWAPPED);
  quiet_changed_cb (self);
  g_signal_connect_object (self->alarms, "open", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alarms, "take", G_CALLBACK (take_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alarms, "show", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->announcer, "open", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->announcer, "take", G_CALLBACK (take_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->announcer, "show", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
}

static void
bell_telling_dispose (GObject *object)
{
  BellTelling *self = BELL_TELLING (object);

  g_clear_object (&self->announcer);
  if (self->alarms != NULL)
    g_object_run_dispose (G_OBJECT (self->alarms));
  g_clear_object (&self->alarms);
  g_clear_object (&self->action);
  g_clear_object (&self->until);
  g_clear_object (&self->do_not_disturb);
  g_clear_object (&self->timer);
  g_clear_object (&self->notifier);
  g_clear_object (&self->workplace);

  G_OBJECT_CLASS (bell_telling_parent_class)->dispose (object);
}

static void
bell_telling_class_init (BellTellingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_telling_dispose;

  signals[SIGNAL_OPEN] = g_signal_new ("open", BELL_TYPE_TELLING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_TAKE] = g_signal_new ("take", BELL_TYPE_TELLING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SHOW] = g_signal_new ("show", BELL_TYPE_TELLING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
}

static void
bell_telling_init (BellTelling *self)
{
  self->do_not_disturb = bell_do_not_disturb_new ();
  self->action = g_simple_action_new_stateful ("quiet", G_VARIANT_TYPE_INT32, g_variant_new_int32 (0));
  g_simple_action_set_enabled (self->action, FALSE);
  self->until = g_simple_action_new_stateful ("quiet-until", NULL, g_variant_new_int64 (0));
  g_simple_action_set_enabled (self->until, FALSE); /* it is there to be read */
  g_signal_connect_object (self->action, "activate", G_CALLBACK (quiet_cb), self, 0);
}

/**
 * bell_telling_new:
 * @workplace: who comes and goes
 * @notifier: how they are told
 * @timer: what wakes the program; for this alone
 *
 * Returns: (transfer full): what tells them
 */
BellTelling *
bell_telling_new (BellWorkplace *workplace,
                  BellNotifier  *notifier,
                  BellWakeTimer *timer)
{
  BellTelling *self;

  g_return_val_if_fail (BELL_IS_WORKPLACE (workplace), NULL);
  g_return_val_if_fail (BELL_IS_NOTIFIER (notifier), NULL);
  g_return_val_if_fail (BELL_IS_WAKE_TIMER (timer), NULL);

  self = g_object_new (BELL_TYPE_TELLING, NULL);
  self->workplace = g_object_ref (workplace);
  self->notifier = g_object_ref (notifier);
  self->timer = g_object_ref (timer);
  g_signal_connect_object (workplace, "notify::desk", G_CALLBACK (desk_changed_cb), self, G_CONNECT_SWAPPED);
  desk_changed_cb (self);

  return self;
}

/**
 * bell_telling_add_actions:
 * @self: what tells
 * @map: where the actions `quiet` and `quiet-until` are to be found
 */
void
bell_telling_add_actions (BellTelling *self,
                          GActionMap  *map)
{
  g_return_if_fail (BELL_IS_TELLING (self));
  g_return_if_fail (G_IS_ACTION_MAP (map));

  g_action_map_add_action (map, G_ACTION (self->action));
  g_action_map_add_action (map, G_ACTION (self->until));
}
