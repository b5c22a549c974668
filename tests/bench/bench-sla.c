/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the SLA clock costs: made-up tickets, and the event log of a real
 * incident process (incident_event_log.csv.xz, UCI 498) where it is at hand: in
 * $DESKBELL_DATA/itsm, or beside the source in ../shared/data/itsm. One line
 * of JSON a figure, see report.py.
 *
 * The log says of each incident whether it "made its SLA", but the targets that
 * it was held to are not in the data. The table beside that flag takes targets of
 * ours, so it shows the clock at work and does not judge it. */

#include <stdio.h>
#include <string.h>

#include "bell-sla-clock.h"

#define MINUTE G_GINT64_CONSTANT (60000)
#define HOUR (60 * MINUTE)
#define N_TICKETS 100000
#define N_QUESTIONS 1000000
#define N_COLUMNS 36
#define N_PRIORITIES 4

/* Of the log. */
enum
{
  COLUMN_NUMBER = 0,
  COLUMN_STATE = 1,
  COLUMN_MADE_SLA = 6,
  COLUMN_OPENED_AT = 9,
  COLUMN_UPDATED_AT = 13,
  COLUMN_PRIORITY = 22,
};

typedef struct
{
  guint first; /* among all events */
  guint n_events;
  int priority; /* the last, 0 is critical */
  gboolean made_sla;
} Incident;

typedef struct
{
  GArray *events;    /* BellSlaEvent */
  GArray *incidents; /* Incident */
} Log;

/* Hours of open time to solve in, by priority; ours, not the log's. */
static const int targets[N_PRIORITIES] = { 4, 10, 30, 50 };
static const char *const priorities[N_PRIORITIES] = { "1 - Critical", "2 - High", "3 - Moderate", "4 - Low" };

static void
report (const char *name,
        double      value,
        const char *unit,
        const char *rest)
{
  g_print ("{\"name\": \"%s\", \"value\": %.3f, \"unit\": \"%s\"%s}\n", name, value, unit, rest);
}

static BellTimetable *
new_calendar (const char *zone)
{
  BellHours hours[5];
  gint32 holidays[60];

  for (int i = 0; i < 5; i++)
    hours[i] = (BellHours) { G_DATE_MONDAY + i, 8 * 3600, 18 * 3600 };
  for (int i = 0; i < 60; i++)
    holidays[i] = 16000 + i * 37;

  return bell_timetable_new (zone, hours, G_N_ELEMENTS (hours), holidays, g_str_equal (zone, "UTC") ? 0 : 60, NULL);
}

static void
bench_calendar (void)
{
  g_autoptr (BellTimetable) calendar = NULL;
  gint64 begun = g_get_monotonic_time (), sum = 0;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int i = 0; i < 20; i++)
    {
      g_clear_pointer (&calendar, bell_timetable_unref);
      calendar = new_calendar ("Europe/Berlin");
    }
  report ("make a calendar", (g_get_monotonic_time () - begun) / 20.0, "us", "");

  begun = g_get_monotonic_time ();
  for (int i = 0; i < N_QUESTIONS; i++)
    {
      gint64 from = G_GINT64_CONSTANT (1400000000000) + (i % 1000) * 77 * HOUR;

      sum += bell_timetable_add_open_time (calendar, from, (i % 500) * HOUR);
      sum += bell_timetable_get_open_time (calendar, from, from + (i % 20000) * HOUR);
    }
  report ("open time between two instants, or a deadline", (g_get_monotonic_time () - begun) / (2.0 * N_QUESTIONS), "us",
          sum != 0 ? ", \"budget\": 1" : "");
}

static void
bench_tickets (void)
{
  static const BellStatus statuses[] = { BELL_STATUS_OPEN, BELL_STATUS_PENDING, BELL_STATUS_OPEN, BELL_STATUS_SOLVED };
  g_autoptr (BellTimetable) calendar = new_calendar ("Europe/Berlin");
  g_autoptr (BellSlaClock) clock = NULL;
  BellSlaReading readings[BELL_SLA_N_GOALS];
  BellSlaTerms policy;
  gint64 begun, sum = 0;

  bell_sla_terms_init (&policy);
  policy.targets[BELL_SLA_GOAL_FIRST_RESPONSE] = 4 * HOUR;
  policy.targets[BELL_SLA_GOAL_NEXT_RESPONSE] = 8 * HOUR;
  policy.targets[BELL_SLA_GOAL_RESOLUTION] = 40 * HOUR;
  clock = bell_sla_clock_new (calendar, &policy);

  begun = g_get_monotonic_time ();
  for (int i = 0; i < N_TICKETS; i++)
    {
      BellSlaEvent event = { .at = G_GINT64_CONSTANT (1400000000000) + (i % 30000) * HOUR, .kind = BELL_SLA_EVENT_CREATED };

      bell_sla_clock_reset (clock, calendar, &policy);
      bell_sla_clock_add_event (clock, &event);
      for (int j = 0; j < 8; j++)
        {
          event.at += (1 + i * 7 % 50) * HOUR / 3;
          event.order++;
          event.kind = j % 2 == 0 ? BELL_SLA_EVENT_MESSAGE : BELL_SLA_EVENT_STATUS;
          event.by = j % 4 == 0 ? BELL_SLA_ACTOR_AGENT : BELL_SLA_ACTOR_REQUESTER;
          event.is_public = TRUE;
          event.status = statuses[j / 2];
          bell_sla_clock_add_event (clock, &event);
        }
      bell_sla_clock_read (clock, event.at + i % 100 * HOUR, readings);
      sum += readings[BELL_SLA_GOAL_RESOLUTION].used;
    }
  report ("the three clocks of a ticket of 9 events", (g_get_monotonic_time () - begun) / (double) N_TICKETS, "us",
          sum != 0 ? ", \"budget\": 10" : "");
}

/* "29/2/2016 01:16" */
static gboolean
read_time (const char *text,
           gint64     *time)
{
  int day, month, year, hour, minute;
  g_autoptr (GDateTime) date = NULL;

  if (sscanf (text, "%d/%d/%d %d:%d", &day, &month, &year, &hour, &minute) != 5)
    return FALSE;
  date = g_date_time_new_utc (year, month, day, hour, minute, 0);
  if (date == NULL)
    return FALSE;
  *time = g_date_time_to_unix (date) * 1000;

  return TRUE;
}

static gboolean
read_state (const char *text,
            BellStatus *status)
{
  static const struct { const char *text; BellStatus status; } states[] = {
    { "New", BELL_STATUS_NEW }, { "Active", BELL_STATUS_OPEN }, { "Awaiting User Info", BELL_STATUS_PENDING },
    { "Awaiting Evidence", BELL_STATUS_ON_HOLD }, { "Awaiting Vendor", BELL_STATUS_ON_HOLD },
    { "Awaiting Problem", BELL_STATUS_ON_HOLD }, { "Resolved", BELL_STATUS_SOLVED }, { "Closed", BELL_STATUS_CLOSED }, { "-100", BELL_STATUS_OPEN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (text, states[i].text))
      {
        *status = states[i].status;
        return TRUE;
      }

  return FALSE;
}

/* A row is a state of the incident: its status, and by its priority a target. */
static void
add_row (Log         *log,
         char       **row,
         GHashTable  *by_number)
{
  BellSlaEvent event = { .order = log->events->len };
  int priority = row[COLUMN_PRIORITY][0] - '1';
  Incident *incident;
  gint64 opened_at;

  if (priority < 0 || priority >= N_PRIORITIES || !read_state (row[COLUMN_STATE], &event.status) ||
      !read_time (row[COLUMN_OPENED_AT], &opened_at) || !read_time (row[COLUMN_UPDATED_AT], &event.at))
    return;

  if (g_hash_table_add (by_number, g_strdup (row[COLUMN_NUMBER])))
    {
      Incident made = { .first = log->events->len };
      BellSlaEvent created = { .at = opened_at, .order = -1, .kind = BELL_SLA_EVENT_CREATED };

      g_array_append_val (log->incidents, made);
      g_array_append_val (log->events, created);
    }

  incident = &g_array_index (log->incidents, Incident, log->incidents->len - 1);
  incident->priority = priority;
  incident->made_sla = g_str_equal (row[COLUMN_MADE_SLA], "true");

  /* The target first, so that it is in force if the row says "Resolved". */
  event.kind = BELL_SLA_EVENT_POLICY;
  bell_sla_terms_init_change (&event.policy);
  event.policy.targets[BELL_SLA_GOAL_RESOLUTION] = targets[priority] * HOUR;
  g_array_append_val (log->events, event);
  event.kind = BELL_SLA_EVENT_STATUS;
  event.order++;
  g_array_append_val (log->events, event);
  incident->n_events = log->events->len - incident->first;
}

static gboolean
read_log (const char *path,
          Log        *log)
{
  const char *command[] = { "xz", "--decompress", "--stdout", path, NULL };
  g_autoptr (GHashTable) by_number = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS) ||
      !g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL, NULL))
    return FALSE;

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      g_auto (GStrv) row = g_strsplit (lines[i], ",", -1);

      if (g_strv_length (row) == N_COLUMNS)
        add_row (log, row, by_number);
    }

  return log->incidents->len > 0;
}

static void
run_log (Log          *log,
         BellTimetable *calendar,
         const char   *name)
{
  guint counts[N_PRIORITIES][2][2] = { 0 }, none = 0;
  g_autoptr (BellSlaClock) clock = NULL;
  g_autofree char *title = g_strdup_printf ("incidents of the log, %s", name);
  BellSlaTerms policy;
  gint64 begun;

  bell_sla_terms_init (&policy);
  clock = bell_sla_clock_new (calendar, &policy);

  begun = g_get_monotonic_time ();
  for (guint i = 0; i < log->incidents->len; i++)
    {
      const Incident *incident = &g_array_index (log->incidents, Incident, i);
      BellSlaReading readings[BELL_SLA_N_GOALS];

      bell_sla_clock_reset (clock, calendar, &policy);
      for (guint j = 0; j < incident->n_events; j++)
        bell_sla_clock_add_event (clock, &g_array_index (log->events, BellSlaEvent, incident->first + j));
      bell_sla_clock_read (clock, bell_sla_clock_get_last (clock), readings);

      if (readings[BELL_SLA_GOAL_RESOLUTION].state == BELL_SLA_STATE_NONE)
        none++;
      else
        counts[incident->priority][readings[BELL_SLA_GOAL_RESOLUTION].state == BELL_SLA_STATE_BREACHED][!incident->made_sla]++;
    }
  report (title, log->incidents->len / MAX ((g_get_monotonic_time () - begun) / 1e6, 1e-6), "incidents/s", "");

  g_print ("\nResolution, %s, targets of ours (the log's own are not in the data):\n"
           "%-14s %7s %9s %9s %16s %14s\n", name, "priority", "target", "met", "breached", "log: made SLA", "same verdict");
  for (int i = 0; i < N_PRIORITIES; i++)
    {
      guint met = counts[i][0][0] + counts[i][0][1], breached = counts[i][1][0] + counts[i][1][1];
      guint made = counts[i][0][0] + counts[i][1][0], same = counts[i][0][0] + counts[i][1][1];

      g_print ("%-14s %5d h %9u %9u %16u %12.1f %%\n", priorities[i], targets[i], met, breached, made,
               100.0 * same / MAX (met + breached, 1));
    }
  if (none > 0)
    g_print ("%u without a target\n", none);
}

static void
bench_log (void)
{
  const char *folder = g_getenv ("DESKBELL_DATA"), *source = g_getenv ("DESKBELL_SOURCE_DIR");
  g_autofree char *beside = g_build_filename (source != NULL ? source : ".", "..", "shared", "data", NULL);
  g_autofree char *path = g_build_filename (folder != NULL ? folder : beside, "itsm", "incident_event_log.csv.xz", NULL);
  g_autoptr (BellTimetable) calendar = new_calendar ("UTC");
  Log log = { g_array_new (FALSE, FALSE, sizeof (BellSlaEvent)), g_array_new (FALSE, FALSE, sizeof (Incident)) };

  if (read_log (path, &log))
    {
      g_print ("\n%u incidents, %u events for the clock\n", log.incidents->len, log.events->len);
      run_log (&log, NULL, "24x7");
      run_log (&log, calendar, "Monday to Friday 08-18 UTC");
    }
  else
    {
      g_print ("The incident log is left out: there is none at %s, or no xz\n", path);
    }

  g_array_unref (log.events);
  g_array_unref (log.incidents);
}

int
main (void)
{
  bench_calendar ();
  bench_tickets ();
  bench_log ();

  return 0;
}
