/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-alarms-private.h"

#include "bell-alarm-words.h"
#include "bell-claim.h"
#include "bell-server-clock.h"

/* Doing what the core answers. */

static gboolean
has_sound (BellAlarms *self)
{
  return g_settings_get_boolean (bell_desk_get_settings (self->desk), "notifications-sound");
}

typedef struct
{
  BellAlarms *alarms;
  GPtrArray *keys;
} Claim;

static void
claim_free (Claim *claim)
{
  g_object_unref (claim->alarms);
  g_ptr_array_unref (claim->keys);
  g_free (claim);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Claim, claim_free)

static void
claimed_cb (BellAccount  *account,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Claim) claim = user_data;
  BellAlarms *self = claim->alarms;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) granted = bell_account_claim_finish (account, result, &error);

  if (self->desk == NULL)
    return;
  if (granted == NULL)
    g_info ("The server did not say who tells it: %s", error->message);

  for (guint i = 0; i < claim->keys->len; i++)
    {
      const char *key = claim->keys->pdata[i];
      gboolean ours = granted == NULL || g_strv_contains ((const char *const *) granted, key);

      bell_alarms_step (self, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_ANSWER, .key = key, .flag = ours });
      if (!ours)
        g_signal_emit (self, bell_alarms_signals[BELL_ALARMS_TIDING], 0, key, NULL, FALSE);
    }
  bell_alarms_step (self, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_TIME });
}

static void
send_claims (BellAlarms *self,
             GPtrArray  *alarms)
{
  g_autoptr (GPtrArray) claims = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_claim_free);
  Claim *claim;

  if (alarms->len == 0)
    return;

  claim = g_new0 (Claim, 1);
  claim->alarms = g_object_ref (self);
  claim->keys = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < alarms->len; i++)
    {
      const BellAlarm *alarm = alarms->pdata[i];

      /* What does not fit is told all the same, a moment later. */
      if (i < BELL_MAX_CLAIMS)
        g_ptr_array_add (claims, bell_claim_new (alarm->key, alarm->at));
      g_ptr_array_add (claim->keys, g_strdup (alarm->key));
    }
  g_ptr_array_set_size (claim->keys, (int) claims->len);
  bell_account_claim (self->account, claims, self->cancellable, (GAsyncReadyCallback) claimed_cb, claim);
}

static void
tell (BellAlarms      *self,
      const BellAlarm *alarm,
      gint64           now)
{
  BellRecord *record = g_hash_table_lookup (self->records, alarm->ticket_id);
  g_autoptr (BellNotification) notification = NULL;

  if (alarm->is_tiding)
    {
      g_signal_emit (self, bell_alarms_signals[BELL_ALARMS_TIDING], 0, alarm->key, alarm->ticket_id, TRUE);
      return;
    }
  if (record == NULL)
    return;
  notification = bell_alarm_new_notification (alarm, record, now, has_sound (self));
  bell_notifier_show (self->notifier, notification);
}

static void
tell_together (BellAlarms *self,
               GPtrArray  *alarms)
{
  g_autoptr (BellNotification) notification = NULL;

  if (alarms->len == 0)
    return;

  for (guint i = 0; i < alarms->len; i++)
    {
      const BellAlarm *alarm = alarms->pdata[i];

      if (alarm->is_tiding)
        g_signal_emit (self, bell_alarms_signals[BELL_ALARMS_TIDING], 0, alarm->key, alarm->ticket_id, FALSE);
    }
  notification = bell_alarm_new_summary (alarms, has_sound (self));
  bell_notifier_show (self->notifier, notification);
}

typedef struct
{
  BellAlarms *alarms;
  BellAlarmActions *actions;
} Telling;

static void
telling_free (Telling *telling)
{
  bell_alarm_actions_free (telling->actions);
  g_object_unref (telling->alarms);
  g_free (telling);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Telling, telling_free)

static void
kept_cb (BellStore    *store,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (Telling) telling = user_data;
  BellAlarms *self = telling->alarms;
  g_autoptr (GError) error = NULL;

  g_ptr_array_remove (self->untold, telling->actions);
  if (self->desk == NULL)
    return;
  /* A disk that takes nothing must not silence the alarms. */
  if (!bell_store_flush_finish (store, result, &error))
    g_warning ("What is told now may be told again by the next start: %s", error->message);

  for (guint i = 0; i < telling->actions->tell->len; i++)
    tell (self, telling->actions->tell->pdata[i], bell_desk_now (self->desk));
  tell_together (self, telling->actions->summary);
}

/* Tells it when the disk has it as told: a program that is killed in between costs a
 * notification, and one that is killed right after tells nothing twice. */
static void
tell_when_kept (BellAlarms       *self,
                BellAlarmActions *actions)
{
  Telling *telling = g_new0 (Telling, 1);

  telling->alarms = g_object_ref (self);
  telling->actions = actions;
  g_ptr_array_add (self->untold, actions);
  bell_store_flush (self->store, NULL, (GAsyncReadyCallback) kept_cb, telling);
}

/* What is no longer true need not be told any more. */
static void
drop_untold (BellAlarms *self,
             const char *ticket_id)
{
  for (guint i = 0; i < self->untold->len; i++)
    {
      GPtrArray *tell = ((BellAlarmActions *) self->untold->pdata[i])->tell;

      for (guint j = tell->len; j > 0; j--)
        {
          const BellAlarm *alarm = tell->pdata[j - 1];

          if (!alarm->is_tiding && g_str_equal (alarm->ticket_id, ticket_id))
            g_ptr_array_remove_index (tell, j - 1);
        }
    }
}

static void
update_quiet (BellAlarms *self,
              gint64      now)
{
  BellAlarmQuiet quiet;
  gint64 until;

  quiet = bell_alarm_core_get_quiet (self->core, now, &until);
  if (quiet == 0)
    until = BELL_TIME_UNSET;
  if (self->quiet_until != until)
    {
      self->quiet_until = until;
      g_object_notify (G_OBJECT (self), "quiet-until");
    }
  if (self->quiet != quiet)
    {
      self->quiet = quiet;
      g_object_notify (G_OBJECT (self), "quiet");
    }
}

void
bell_alarms_step (BellAlarms           *self,
                  const BellAlarmEvent *event)
{
  gint64 now = bell_desk_now (self->desk);
  g_autoptr (BellAlarmActions) actions = bell_alarm_core_step (self->core, now, event);

  for (guint i = 0; i < actions->withdraw->len; i++)
    {
      g_autofree char *id = bell_alarm_get_notification_id (actions->withdraw->pdata[i]);

      drop_untold (self, actions->withdraw->pdata[i]);
      bell_notifier_withdraw (self->notifier, id);
    }
  if (actions->marks_changed)
    {
      g_autofree char *marks = bell_alarm_core_get_marks (self->core, now);

      bell_store_set_setting (self->store, BELL_ALARMS_SETTING_MARKS, marks);
    }
  send_claims (self, actions->claim);

  if (self->ready && event->kind != BELL_ALARM_EVENT_TICKET && event->kind != BELL_ALARM_EVENT_ANSWER)
    bell_wake_timer_set (self->timer, actions->wake != BELL_WAKE_NEVER
                                        ? actions->wake - bell_clock_get_offset (bell_store_get_clock (self->store))
                                        : BELL_WAKE_NEVER); /* the timer goes by this computer's own clock */
  update_quiet (self, now);
  if (actions->tell->len > 0 || actions->summary->len > 0)
    tell_when_kept (self, g_steal_pointer (&actions));
}
