/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-alarm-words.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "bell-pressure.h"

/* Notifications of deadlines, in words. Names of sounds are those of the
 * freedesktop.org Sound Naming Specification. */

static const char *
get_sound (BellAlarmStage stage)
{
  return stage == BELL_ALARM_STAGE_BREACH ? "alarm-clock-elapsed" : "bell";
}

static char *
new_body (const BellAlarm *alarm,
          gint64           number,
          gint64           due,
          gint64           now)
{
  g_autofree char *text = bell_duration_to_text (due > now ? due - now : now - due);
  const char *goal = bell_label_for_goal (alarm->goal);

  if (due == BELL_TIME_UNSET)
    return g_strdup_printf ("#%" PRId64 " · %s", number, goal);
  if (due <= now && now - due < 60 * 1000)
    /* Translators: %s is a clock such as First response. */
    return g_strdup_printf (_("#%" PRId64 " · %s: the time is over"), number, goal);
  if (due <= now)
    /* Translators: a clock such as First response, and a duration such as 14 min. */
    return g_strdup_printf (_("#%" PRId64 " · %s: %s over the time"), number, goal, text);

  /* Translators: a clock such as First response, and a duration such as 14 min. */
  return g_strdup_printf (_("#%" PRId64 " · %s: %s left"), number, goal, text);
}

/**
 * bell_alarm_get_notification_id:
 * @ticket_id: a ticket
 *
 * Returns: (transfer full): what the notification of its deadlines is called
 */
char *
bell_alarm_get_notification_id (const char *ticket_id)
{
  g_return_val_if_fail (ticket_id != NULL, NULL);

  return g_strconcat ("due ", ticket_id, NULL);
}

/**
 * bell_alarm_new_notification:
 * @alarm: what to tell
 * @record: its ticket
 * @now: the time
 * @sound: whether it may be heard
 *
 * Returns: (transfer full): how to tell it
 */
BellNotification *
bell_alarm_new_notification (const BellAlarm *alarm,
                             BellRecord      *record,
                             gint64           now,
                             gboolean         sound)
{
  static const BellUrgency urgencies[BELL_ALARM_N_STAGES] = { BELL_URGENCY_LOW, BELL_URGENCY_NORMAL, BELL_URGENCY_CRITICAL };
  const BellTicket *ticket;
  BellNotification *notification;
  g_autofree char *id = NULL;
  g_autofree char *body = NULL;

  g_return_val_if_fail (alarm != NULL, NULL);
  g_return_val_if_fail (record != NULL, NULL);

  ticket = BELL_TICKET (record);
  id = bell_alarm_get_notification_id (alarm->ticket_id);
  body = new_body (alarm, bell_ticket_get_number (ticket), bell_pressure_get_due_at (ticket, alarm->goal), now);
  notification = bell_notification_new (id, bell_ticket_get_subject (ticket));
  bell_notification_set_body (notification, body);
  bell_notification_set_payload (notification, alarm->ticket_id);
  bell_notification_set_urgency (notification, urgencies[alarm->stage]);
  bell_notification_set_category (notification, "x-deskbell.due");
  if (sound)
    bell_notification_set_sound (notification, get_sound (alarm->stage));
  bell_notification_add_action (notification, "open", _("Open"));
  if (bell_ticket_get_assignee_id (ticket) == NULL)
    bell_notification_add_action (notification, "take", _("Take"));
  bell_notification_add_action (notification, "snooze", _("Snooze"));

  return notification;
}

/**
 * bell_alarm_new_summary:
 * @alarms: (element-type BellAlarm): what to tell
 * @sound: whether it may be heard
 *
 * Returns: (transfer full): one notification for all of it
 */
BellNotification *
bell_alarm_new_summary (GPtrArray *alarms,
                        gboolean   sound)
{
  BellNotification *notification;
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree char *title = NULL;
  guint over = 0, soon = 0, other = 0;

  g_return_val_if_fail (alarms != NULL, NULL);

  for (guint i = 0; i < alarms->len; i++)
    {
      const BellAlarm *alarm = alarms->pdata[i];

      if (alarm->is_tiding)
        other++;
      else if (alarm->stage == BELL_ALARM_STAGE_BREACH)
        over++;
      else
        soon++;
    }
  title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u thing needs you", "%u things need you", alarms->len), alarms->len);
  if (over > 0)
    g_string_append_printf (body, g_dngettext (GETTEXT_PACKAGE, "%u deadline has passed", "%u deadlines have passed", over), over);
  if (soon > 0)
    {
      g_string_append (body, body->len > 0 ? " · " : "");
      g_string_append_printf (body, g_dngettext (GETTEXT_PACKAGE, "%u is due soon", "%u are due soon", soon), soon);
    }
  if (other > 0)
    {
      g_string_append (body, body->len > 0 ? " · " : "");
      g_string_append_printf (body, g_dngettext (GETTEXT_PACKAGE, "%u piece of news", "%u pieces of news", other), other);
    }
  notification = bell_notification_new (BELL_ALARM_SUMMARY_ID, title);
  bell_notification_set_body (notification, body->str);
  bell_notification_set_category (notification, "x-deskbell.due");
  bell_notification_set_urgency (notification, over > 0 ? BELL_URGENCY_CRITICAL : BELL_URGENCY_NORMAL);
  if (sound)
    bell_notification_set_sound (notification, get_sound (over > 0 ? BELL_ALARM_STAGE_BREACH : BELL_ALARM_STAGE_HALF));
  bell_notification_add_action (notification, "open", _("Open"));

  return notification;
}
