/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-alarm-private.h"
#include "bell-id.h"

/* What the alarms must not forget, as text: a line each, words between blanks.
 *
 *   since TIME                      when the alarms were first in use here
 *   day DAY N TIME                  how many were told on a day; the last summary
 *   focus TIME                      quiet until then
 *   told TICKET GOAL STAGE TIME
 *   snooze TICKET TIME
 *   tiding KEY TICKET               held back, and not told yet
 *   heard KEY                       told, one of the last
 *
 * A line that cannot be understood is left out: the worst that follows is that
 * something is told twice. */

static gboolean
parse_number (const char *text,
              gint64     *number)
{
  return g_ascii_string_to_signed (text, 10, G_MININT64 + 1, G_MAXINT64, number, NULL);
}

static gboolean
is_ticket (const char *id)
{
  return bell_id_is_valid (id, BELL_TYPE_TICKET);
}

static void
read_line (BellAlarmCore *self,
           char         **words)
{
  guint n = g_strv_length (words);
  gint64 time, number;
  int goal, stage;

  if (n == 2 && g_str_equal (words[0], "since") && parse_number (words[1], &time))
    self->since = time;
  else if (n == 2 && g_str_equal (words[0], "focus") && parse_number (words[1], &time))
    self->focus_until = time;
  else if (n == 4 && g_str_equal (words[0], "day") && parse_number (words[1], &self->day) &&
           parse_number (words[2], &number) && number >= 0 && number <= G_MAXINT && parse_number (words[3], &time))
    {
      self->n_told = number;
      self->summary_at = time;
    }
  else if (n == 5 && g_str_equal (words[0], "told") && is_ticket (words[1]) &&
           bell_enum_from_nick (bell_sla_goal_get_type (), words[2], &goal) &&
           bell_enum_from_nick (bell_alarm_stage_get_type (), words[3], &stage) && parse_number (words[4], &time))
    bell_alarm_core_get_ticket (self, words[1])->marks[goal][stage].told_at = time;
  else if (n == 3 && g_str_equal (words[0], "snooze") && is_ticket (words[1]) &&
           parse_number (words[2], &time))
    bell_alarm_core_get_ticket (self, words[1])->snoozed_until = time;
  else if (n == 3 && g_str_equal (words[0], "tiding") && is_ticket (words[2]))
    bell_alarm_core_add_tiding (self, words[1], words[2], FALSE);
  else if (n == 2 && g_str_equal (words[0], "heard"))
    bell_alarm_core_set_heard (self, words[1]);
}

/**
 * bell_alarm_core_read_marks:
 * @self: a new core
 * @marks: what bell_alarm_core_get_marks() gave
 *
 * Remembers what was told before.
 */
void
bell_alarm_core_read_marks (BellAlarmCore *self,
                            const char    *marks)
{
  g_auto (GStrv) lines = NULL;

  g_assert (self != NULL);
  g_assert (marks != NULL);

  lines = g_strsplit (marks, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);

      read_line (self, words);
    }
}

static void
write_ticket (const BellAlarmTicket *ticket,
              gint64                 now,
              GString               *text)
{
  for (guint goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    for (guint stage = 0; stage < BELL_ALARM_N_STAGES; stage++)
      {
        gint64 told_at = ticket->marks[goal][stage].told_at;

        if (told_at != BELL_TIME_UNSET && (ticket->present || told_at > now - BELL_ALARM_MEMORY))
          g_string_append_printf (text, "told %s %s %s %" G_GINT64_FORMAT "\n", ticket->id,
                                  bell_enum_to_nick (bell_sla_goal_get_type (), goal),
                                  bell_enum_to_nick (bell_alarm_stage_get_type (), stage), told_at);
      }
  if (ticket->snoozed_until != BELL_TIME_UNSET && ticket->snoozed_until > now - BELL_ALARM_MEMORY)
    g_string_append_printf (text, "snooze %s %" G_GINT64_FORMAT "\n", ticket->id, ticket->snoozed_until);
}

/**
 * bell_alarm_core_get_marks:
 * @self: a core
 * @now: milliseconds since 1970
 *
 * What must not be forgotten when the program ends. Tickets that have long
 * been no concern of the person are left out.
 *
 * Returns: (transfer full): a text for bell_alarm_core_new()
 */
char *
bell_alarm_core_get_marks (BellAlarmCore *self,
                           gint64         now)
{
  GString *text;
  GHashTableIter iter;
  gpointer ticket;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  g_string_append_printf (text, "since %" G_GINT64_FORMAT "\n", self->since);
  g_string_append_printf (text, "day %" G_GINT64_FORMAT " %u %" G_GINT64_FORMAT "\n", self->day, self->n_told,
                          self->summary_at == BELL_TIME_UNSET ? 0 : self->summary_at);
  if (self->focus_until != BELL_TIME_UNSET)
    g_string_append_printf (text, "focus %" G_GINT64_FORMAT "\n", self->focus_until);
  g_hash_table_iter_init (&iter, self->tickets);
  while (g_hash_table_iter_next (&iter, NULL, &ticket))
    write_ticket (ticket, now, text);
  for (guint i = 0; i < self->tidings->len; i++)
    {
      const BellTiding *tiding = self->tidings->pdata[i];

      g_string_append_printf (text, "tiding %s %s\n", tiding->key, tiding->ticket_id);
    }
  for (GList *link = self->heard.head; link != NULL; link = link->next)
    g_string_append_printf (text, "heard %s\n", (const char *) link->data);

  return g_string_free (text, FALSE);
}
