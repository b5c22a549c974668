/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-alarm.h"

G_DEFINE_ENUM_TYPE (BellAlarmStage, bell_alarm_stage,
                    G_DEFINE_ENUM_VALUE (BELL_ALARM_STAGE_HALF, "half"),
                    G_DEFINE_ENUM_VALUE (BELL_ALARM_STAGE_THREE_QUARTERS, "three-quarters"),
                    G_DEFINE_ENUM_VALUE (BELL_ALARM_STAGE_BREACH, "breach"))

/**
 * bell_alarm_free:
 * @self: an alarm
 */
void
bell_alarm_free (BellAlarm *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->key);
  g_free (self->ticket_id);
  g_free (self);
}

/**
 * bell_alarm_settings_init:
 * @self: (out): what nobody changed: everything, always, as often as it comes
 */
void
bell_alarm_settings_init (BellAlarmSettings *self)
{
  g_return_if_fail (self != NULL);

  *self = (BellAlarmSettings) { .stages = BELL_ALARM_ALL_STAGES };
}

/**
 * bell_alarm_settings_copy:
 * @self: initialised settings
 * @other: what they become
 */
void
bell_alarm_settings_copy (BellAlarmSettings       *self,
                          const BellAlarmSettings *other)
{
  BellAlarmSettings copy;

  g_return_if_fail (self != NULL);
  g_return_if_fail (other != NULL);

  copy = *other;
  if (copy.hours != NULL)
    bell_timetable_ref (copy.hours);
  if (copy.zone != NULL)
    g_time_zone_ref (copy.zone);
  bell_alarm_settings_clear (self);
  *self = copy;
}

/**
 * bell_alarm_settings_clear:
 * @self: settings
 *
 * Gives back what they hold; they are as new after it.
 */
void
bell_alarm_settings_clear (BellAlarmSettings *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->hours, bell_timetable_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  bell_alarm_settings_init (self);
}
