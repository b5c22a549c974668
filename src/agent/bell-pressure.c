/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-pressure.h"

#include <glib/gi18n-lib.h>

#define MINUTE (G_GINT64_CONSTANT (60) * 1000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/**
 * bell_pressure_for_ticket:
 * @ticket: a ticket of the store
 * @now: the time
 *
 * Returns: how pressing its next deadline is
 */
BellPressure
bell_pressure_for_ticket (const BellTicket *ticket,
                     gint64            now)
{
  gint64 due, mostly;

  g_return_val_if_fail (ticket != NULL, BELL_PRESSURE_NONE);

  due = bell_ticket_get_next_due_at (ticket);
  mostly = bell_ticket_get_mostly_used_at (ticket);
  if (due == BELL_TIME_UNSET)
    return bell_ticket_get_sla_state (ticket) == BELL_SLA_STATE_PAUSED ? BELL_PRESSURE_PAUSED : BELL_PRESSURE_NONE;
  if (due <= now)
    return BELL_PRESSURE_OVER;

  return mostly != BELL_TIME_UNSET && mostly <= now ? BELL_PRESSURE_SOON : BELL_PRESSURE_FINE;
}

/**
 * bell_pressure_get_due_at:
 * @ticket: a ticket of the store
 * @goal: one of its clocks
 *
 * Returns: when it is due, or %BELL_TIME_UNSET
 */
gint64
bell_pressure_get_due_at (const BellTicket *ticket,
                   BellSlaGoal       goal)
{
  g_return_val_if_fail (ticket != NULL, BELL_TIME_UNSET);

  switch (goal)
    {
    case BELL_SLA_GOAL_FIRST_RESPONSE: return bell_ticket_get_first_response_due_at (ticket);
    case BELL_SLA_GOAL_NEXT_RESPONSE: return bell_ticket_get_next_response_due_at (ticket);
    case BELL_SLA_GOAL_RESOLUTION: return bell_ticket_get_resolution_due_at (ticket);
    default: return BELL_TIME_UNSET;
    }
}

/**
 * bell_duration_to_text:
 * @duration: milliseconds, not negative
 *
 * Returns: (transfer full): how long that is, in its two highest units
 */
char *
bell_duration_to_text (gint64 duration)
{
  int days = duration / DAY, hours = duration % DAY / HOUR, minutes = duration % HOUR / MINUTE;

  if (days > 0 && days < 10 && hours > 0)
    /* Translators: a duration in days and hours, as short as can be. */
    return g_strdup_printf (_("%d d %d h"), days, hours);
  if (days > 0)
    return g_strdup_printf (_("%d d"), days);
  if (hours > 0 && minutes > 0)
    /* Translators: a duration in hours and minutes, as short as can be. */
    return g_strdup_printf (_("%d h %d min"), hours, minutes);
  if (hours > 0)
    return g_strdup_printf (_("%d h"), hours);
  if (minutes > 0)
    return g_strdup_printf (_("%d min"), minutes);

  return g_strdup (_("< 1 min"));
}

/**
 * bell_hours_to_text:
 * @duration: milliseconds of open time, not negative
 *
 * Returns: (transfer full): how long that is, without days: a day of work is no
 *   24 hours
 */
char *
bell_hours_to_text (gint64 duration)
{
  int hours = (int) MIN (duration / HOUR, G_MAXINT), minutes = duration % HOUR / MINUTE;

  if (hours > 0 && minutes > 0)
    return g_strdup_printf (_("%d h %d min"), hours, minutes);
  if (hours > 0)
    return g_strdup_printf (_("%d h"), hours);

  return bell_duration_to_text (duration);
}

/**
 * bell_duration_to_clock:
 * @duration: milliseconds, not negative
 *
 * Returns: (transfer full): how long that is, to the second below an hour
 */
char *
bell_duration_to_clock (gint64 duration)
{
  if (duration >= HOUR)
    return bell_duration_to_text (duration);

  /* Translators: minutes and seconds, such as 14:05. */
  return g_strdup_printf (_("%d:%02d"), (int) (duration / MINUTE), (int) (duration % MINUTE / 1000));
}

/**
 * bell_pressure_to_text:
 * @ticket: a ticket of the store
 * @now: the time
 *
 * Returns: (transfer full) (nullable): how it stands with its next deadline, in few
 *   words; %NULL where there is none
 */
char *
bell_pressure_to_text (const BellTicket *ticket,
                        gint64            now)
{
  g_autofree char *text = NULL;
  gint64 due;

  g_return_val_if_fail (ticket != NULL, NULL);

  due = bell_ticket_get_next_due_at (ticket);
  switch (bell_pressure_for_ticket (ticket, now))
    {
    case BELL_PRESSURE_PAUSED:
      /* Translators: of the time that is left to answer or solve a ticket. */
      return g_strdup (_("Clock stopped"));
    case BELL_PRESSURE_FINE:
      text = bell_duration_to_text (due - now);
      /* Translators: when a ticket is due, such as: due in 2 h 5 min. */
      return g_strdup_printf (_("due in %s"), text);
    case BELL_PRESSURE_SOON:
      text = bell_duration_to_text (due - now);
      /* Translators: the time left for a ticket, nearly used up, such as: 14 min left. */
      return g_strdup_printf (_("%s left"), text);
    case BELL_PRESSURE_OVER:
      text = bell_duration_to_text (now - due);
      /* Translators: for how long a deadline has passed, such as: 14 min over. */
      return g_strdup_printf (_("%s over"), text);
    case BELL_PRESSURE_NONE:
    default:
      return NULL;
    }
}

/**
 * bell_pressure_get_css_class:
 * @due: how pressing
 *
 * Returns: (nullable): the class of a label that says so
 */
const char *
bell_pressure_get_css_class (BellPressure due)
{
  switch (due)
    {
    case BELL_PRESSURE_SOON: return "warning";
    case BELL_PRESSURE_OVER: return "error";
    case BELL_PRESSURE_PAUSED: return "dim-label";
    case BELL_PRESSURE_NONE:
    case BELL_PRESSURE_FINE:
    default: return NULL;
    }
}

/**
 * bell_label_for_goal:
 * @goal: a clock
 *
 * Returns: what it is called on screen
 */
const char *
bell_label_for_goal (BellSlaGoal goal)
{
  switch (goal)
    {
    case BELL_SLA_GOAL_FIRST_RESPONSE: return _("First response");
    case BELL_SLA_GOAL_NEXT_RESPONSE: return _("Next response");
    case BELL_SLA_GOAL_RESOLUTION: return _("Solution");
    default: return "";
    }
}
