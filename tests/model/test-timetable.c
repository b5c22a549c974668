/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-timetable.h"
#include "bell-enums.h"

#define MINUTE G_GINT64_CONSTANT (60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static gint64
at (const char *text)
{
  gint64 time;

  if (!bell_time_from_text (text, &time))
    g_error ("no time: %s", text);

  return time;
}

/* "1-5 08:00-13:00 14:00-18:00, 6 09:00-24:00": days of the week (1 = Monday) and spans. */
static GArray *
parse_hours (const char *text)
{
  GArray *hours = g_array_new (FALSE, FALSE, sizeof (BellHours));
  g_auto (GStrv) groups = g_strsplit (text, ", ", -1);

  for (guint i = 0; groups[i] != NULL && *groups[i] != '\0'; i++)
    {
      g_auto (GStrv) words = g_strsplit (groups[i], " ", -1);
      int first = words[0][0] - '0', last = words[0][1] == '-' ? words[0][2] - '0' : first;

      for (int day = first; day <= last; day++)
        for (guint j = 1; words[j] != NULL; j++)
          {
            BellHours span = { .weekday = day };

            words[j][5] = '\0';
            g_assert_true (bell_time_of_day_from_text (words[j], &span.begin));
            g_assert_true (bell_time_of_day_from_text (words[j] + 6, &span.end));
            words[j][5] = '-';
            g_array_append_val (hours, span);
          }
    }

  return hours;
}

static BellTimetable *
new_calendar (const char *zone,
              const char *hours_text,
              const char *holidays_text)
{
  g_autoptr (GArray) hours = parse_hours (hours_text);
  g_auto (GStrv) dates = g_strsplit (holidays_text, " ", -1);
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (GError) error = NULL;
  BellTimetable *calendar;

  for (guint i = 0; dates[i] != NULL && *dates[i] != '\0'; i++)
    {
      gint32 day;

      g_assert_true (bell_date_from_text (dates[i], &day));
      g_array_append_val (days, day);
    }

  calendar = bell_timetable_new (zone, (BellHours *) hours->data, hours->len, (gint32 *) days->data, days->len, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bell_timetable_get_time_zone (calendar), ==, zone);

  return calendar;
}

/* Hours, half hours, skipped and repeated days, checked by hand against the
 * rules of the zones. */
static void
test_zones (void)
{
  static const struct
  {
    const char *zone, *hours, *holidays, *from, *to;
    int minutes;
  } cases[] = {
    /* The days of the changes have 23 and 25 hours. */
    { "Europe/Berlin", "1-7 00:00-24:00", "", "2015-03-28T23:00:00Z", "2015-03-29T22:00:00Z", 23 * 60 },
    { "Europe/Berlin", "7 00:00-24:00", "", "2015-02-28T23:00:00Z", "2015-04-01T00:00:00Z", 5 * 24 * 60 - 60 },
    { "Europe/Berlin", "7 00:00-24:00", "", "2015-10-20T00:00:00Z", "2015-10-30T00:00:00Z", 25 * 60 },
    { "Europe/Berlin", "1-7 00:00-24:00", "2015-10-25", "2015-10-20T00:00:00Z", "2015-10-30T00:00:00Z", 10 * 24 * 60 - 25 * 60 },
    /* 02:00 to 03:00 does not come, and comes twice. */
    { "Europe/Berlin", "7 02:00-03:00", "", "2015-03-28T00:00:00Z", "2015-03-30T00:00:00Z", 0 },
    { "Europe/Berlin", "7 01:30-03:30", "", "2015-03-28T00:00:00Z", "2015-03-30T00:00:00Z", 60 },
    { "Europe/Berlin", "7 02:00-03:00", "", "2015-10-24T00:00:00Z", "2015-10-26T00:00:00Z", 120 },
    { "Europe/Berlin", "7 01:00-02:30", "", "2015-10-24T00:00:00Z", "2015-10-26T00:00:00Z", 120 },
    { "Europe/Berlin", "7 02:30-04:00", "", "2015-10-24T00:00:00Z", "2015-10-26T00:00:00Z", 120 },
    /* Half an hour, in the other hemisphere. */
    { "Australia/Lord_Howe", "7 00:00-24:00", "", "2025-04-04T00:00:00Z", "2025-04-08T00:00:00Z", 24 * 60 + 30 },
    { "Australia/Lord_Howe", "7 00:00-24:00", "", "2025-10-03T00:00:00Z", "2025-10-07T00:00:00Z", 24 * 60 - 30 },
    { "Australia/Lord_Howe", "7 01:30-02:00", "", "2025-04-04T00:00:00Z", "2025-04-08T00:00:00Z", 60 },
    { "Australia/Lord_Howe", "7 02:00-02:30", "", "2025-10-03T00:00:00Z", "2025-10-07T00:00:00Z", 0 },
    { "Australia/Lord_Howe", "1 09:00-17:00", "", "2025-10-05T22:00:00Z", "2025-10-06T06:00:00Z", 8 * 60 },
    /* A quarter of an hour beside the hour. */
    { "Asia/Kathmandu", "1-5 10:00-17:00", "", "2025-01-06T04:15:00Z", "2025-01-06T11:15:00Z", 7 * 60 },
    { "Asia/Kathmandu", "1-5 10:00-17:00", "", "2025-01-06T04:14:00Z", "2025-01-06T04:16:00Z", 1 },
    /* At midnight: 00:00 does not come, and 23:00 comes twice. */
    { "America/Sao_Paulo", "7 00:00-24:00", "", "2014-10-18T00:00:00Z", "2014-10-21T00:00:00Z", 23 * 60 },
    { "America/Sao_Paulo", "6 00:00-24:00", "", "2015-02-20T00:00:00Z", "2015-02-24T00:00:00Z", 25 * 60 },
    { "America/Sao_Paulo", "7 00:00-24:00", "", "2015-02-20T00:00:00Z", "2015-02-24T00:00:00Z", 24 * 60 },
    /* One minute past midnight, back into the day before, so a day in two pieces. */
    { "America/St_Johns", "6 00:00-24:00", "", "2006-10-27T00:00:00Z", "2006-10-31T00:00:00Z", 24 * 60 + 59 },
    { "America/St_Johns", "7 00:00-24:00", "", "2006-10-27T00:00:00Z", "2006-10-31T00:00:00Z", 24 * 60 + 1 },
    { "America/St_Johns", "1-7 00:00-24:00", "2006-10-29", "2006-10-28T02:30:00Z", "2006-10-30T03:30:00Z", 24 * 60 + 59 },
    /* Ramadan: back an hour at 03:00 on 23 February 2025, forward at 02:00 on 6 April. */
    { "Africa/Casablanca", "7 00:00-24:00", "", "2025-02-22T00:00:00Z", "2025-02-25T00:00:00Z", 25 * 60 },
    { "Africa/Casablanca", "7 00:00-24:00", "", "2025-04-05T00:00:00Z", "2025-04-08T00:00:00Z", 23 * 60 },
    { "Africa/Casablanca", "1-5 09:00-17:00", "", "2025-03-03T09:00:00Z", "2025-03-03T17:00:00Z", 8 * 60 },
    { "Africa/Casablanca", "1-5 09:00-17:00", "", "2025-06-02T08:00:00Z", "2025-06-02T16:00:00Z", 8 * 60 },
    /* Samoa had no 30 December 2011, a Friday. */
    { "Pacific/Apia", "5 00:00-24:00", "", "2011-12-26T00:00:00Z", "2012-01-05T00:00:00Z", 0 },
    { "Pacific/Apia", "1-7 09:00-17:00", "2011-12-30", "2011-12-29T10:00:00Z", "2012-01-01T10:00:00Z", 3 * 8 * 60 },
    /* Leap days and ends of years. */
    { "UTC", "1-7 09:00-17:00", "", "2024-02-28T17:00:00Z", "2024-03-01T00:00:00Z", 8 * 60 },
    { "UTC", "1-7 09:00-17:00", "", "2023-02-28T17:00:00Z", "2023-03-01T09:00:00Z", 0 },
    { "UTC", "1-7 09:00-17:00", "2024-02-29", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z", 28 * 8 * 60 },
    { "UTC", "1-7 09:00-17:00", "", "2000-01-01T00:00:00Z", "2001-01-01T00:00:00Z", 366 * 8 * 60 },
    { "UTC", "1-7 09:00-17:00", "", "2100-01-01T00:00:00Z", "2101-01-01T00:00:00Z", 365 * 8 * 60 },
    { "Europe/Berlin", "1-5 08:00-18:00", "2026-01-01", "2025-12-31T16:00:00Z", "2026-01-02T08:00:00Z", 60 + 60 },
    { "Pacific/Auckland", "1-7 00:00-24:00", "2026-01-01", "2025-12-31T10:00:00Z", "2026-01-01T12:00:00Z", 60 + 60 },
    /* Rules that no list of changes holds any more. */
    { "Europe/Berlin", "7 00:00-24:00", "", "2189-03-28T00:00:00Z", "2189-03-31T00:00:00Z", 23 * 60 },
    { "UTC", "", "", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 0 },
    { "UTC", "1-5 09:00-17:00", "", "2025-01-02T00:00:00Z", "2025-01-01T00:00:00Z", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellTimetable) calendar = new_calendar (cases[i].zone, cases[i].hours, cases[i].holidays);
      gint64 open = bell_timetable_get_open_time (calendar, at (cases[i].from), at (cases[i].to));

      if (open != cases[i].minutes * MINUTE)
        g_error ("%s %s from %s: %" G_GINT64_FORMAT " minutes for %d", cases[i].zone, cases[i].hours, cases[i].from,
                 open / MINUTE, cases[i].minutes);
    }
}

static void
test_deadlines (void)
{
  static const struct
  {
    const char *zone, *hours, *holidays, *from;
    int minutes;
    const char *due;
  } cases[] = {
    { "UTC", "1-5 09:00-17:00", "", "2025-01-03T16:30:00Z", 60, "2025-01-06T09:30:00Z" },
    /* The closing instant itself, not the next opening. */
    { "UTC", "1-5 09:00-17:00", "", "2025-01-03T16:30:00Z", 30, "2025-01-03T17:00:00Z" },
    { "UTC", "1-5 09:00-17:00", "", "2025-01-03T17:00:00Z", 1, "2025-01-06T09:01:00Z" },
    { "UTC", "1-5 08:00-12:00 12:00-17:00", "", "2025-01-03T11:00:00Z", 60, "2025-01-03T12:00:00Z" },
    { "UTC", "1-5 08:00-12:00 13:00-17:00", "", "2025-01-03T11:00:00Z", 60, "2025-01-03T12:00:00Z" },
    { "UTC", "1-5 08:00-12:00 13:00-17:00", "", "2025-01-03T11:00:00Z", 61, "2025-01-03T13:01:00Z" },
    { "UTC", "1-7 00:00-24:00", "2025-01-02", "2025-01-01T23:00:00Z", 60, "2025-01-02T00:00:00Z" },
    { "UTC", "1-7 00:00-24:00", "2025-01-02", "2025-01-01T23:00:00Z", 61, "2025-01-03T00:01:00Z" },
    { "UTC", "1-5 09:00-17:00", "", "2025-01-04T12:00:00Z", 0, "2025-01-04T12:00:00Z" },
    { "America/Sao_Paulo", "1-7 00:00-24:00", "", "2015-02-22T00:00:00Z", 300, "2015-02-22T05:00:00Z" },
    { "Europe/Berlin", "7 02:00-03:00", "", "2015-10-24T00:00:00Z", 60, "2015-10-25T01:00:00Z" },
    { "Europe/Berlin", "7 02:00-02:30", "", "2015-10-24T00:00:00Z", 31, "2015-10-25T01:01:00Z" },
    { "Europe/Berlin", "7 02:00-03:00", "", "2015-03-23T00:00:00Z", 1, "2015-04-05T00:01:00Z" },
    { "Australia/Lord_Howe", "7 00:00-24:00", "", "2025-10-03T00:00:00Z", 23 * 60 + 30, "2025-10-05T13:00:00Z" },
    { "UTC", "", "", "2025-01-01T00:00:00Z", 1, NULL },
    { "UTC", "1 00:00-00:01", "", "2025-01-01T00:00:00Z", 60 * 24 * 365, NULL },
    { "UTC", "1-7 00:00-24:00", "", "2199-12-31T23:00:00Z", 61, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellTimetable) calendar = new_calendar (cases[i].zone, cases[i].hours, cases[i].holidays);
      gint64 due = bell_timetable_add_open_time (calendar, at (cases[i].from), cases[i].minutes * MINUTE);
      g_autofree char *text = bell_time_to_text (due);

      g_assert_cmpstr (text, ==, cases[i].due);
    }

  g_assert_cmpint (bell_timetable_get_open_time (NULL, 5, 12), ==, 7);
  g_assert_cmpint (bell_timetable_get_open_time (NULL, 12, 5), ==, 0);
  g_assert_cmpint (bell_timetable_add_open_time (NULL, 5, 7), ==, 12);
  g_assert_cmpint (bell_timetable_add_open_time (NULL, 5, G_MAXINT64), ==, BELL_TIME_UNSET);
}

/* What the calendar says of each piece of @from to @to, as text. */
static char *
describe (const BellTimetable *calendar,
          gint64              from,
          gint64              to)
{
  GString *text = g_string_new (NULL);
  BellSpan span = { .to = from };

  while (span.to < to)
    {
      g_autofree char *begin = bell_time_to_text (span.to);

      bell_timetable_get_span (calendar, span.to, to, &span);
      g_string_append_printf (text, "%.6s %.5s %s ", begin + 5, begin + 11, bell_enum_to_nick (bell_span_kind_get_type (), span.kind));
    }

  return g_string_free (text, FALSE);
}

static void
test_spans (void)
{
  static const struct
  {
    const char *zone, *hours, *holidays, *from, *to, *spans;
  } cases[] = {
    { "UTC", "1-5 09:00-17:00", "2025-01-06", "2025-01-03T12:00:00Z", "2025-01-07T12:00:00Z",
      "01-03T 12:00 open 01-03T 17:00 closed 01-06T 00:00 holiday 01-07T 00:00 closed 01-07T 09:00 open " },
    { "UTC", "1-5 00:00-24:00", "", "2025-01-01T12:00:00Z", "2025-01-05T00:00:00Z", "01-01T 12:00 open 01-04T 00:00 closed " },
    { "Europe/Berlin", "7 01:00-02:30", "", "2015-10-24T20:00:00Z", "2015-10-25T12:00:00Z",
      "10-24T 20:00 closed 10-24T 23:00 open 10-25T 00:30 closed 10-25T 01:00 open 10-25T 01:30 closed " },
    { "Europe/Berlin", "7 01:30-03:30", "", "2015-03-28T20:00:00Z", "2015-03-29T12:00:00Z",
      "03-28T 20:00 closed 03-29T 00:30 open 03-29T 01:30 closed " },
    { "Pacific/Apia", "1-7 00:00-24:00", "2011-12-30", "2011-12-29T00:00:00Z", "2012-01-02T00:00:00Z", "12-29T 00:00 open " },
    { "UTC", "", "", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "01-01T 00:00 closed " },
  };
  g_autofree char *always = describe (NULL, at ("2025-01-03T12:00:00Z"), at ("2025-02-03T12:00:00Z"));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellTimetable) calendar = new_calendar (cases[i].zone, cases[i].hours, cases[i].holidays);
      g_autofree char *spans = describe (calendar, at (cases[i].from), at (cases[i].to));

      g_assert_cmpstr (spans, ==, cases[i].spans);
    }

  g_assert_cmpstr (always, ==, "01-03T 12:00 open ");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *zone;
    BellHours hours[3];
    const char *field;
  } cases[] = {
    { "UTC", { { G_DATE_MONDAY, 3600, 3600 } }, "hours.mon[0]: " },
    { "UTC", { { G_DATE_MONDAY, 3600, 0 } }, "hours.mon[0]: " },
    { "UTC", { { G_DATE_MONDAY, 0, 7200 }, { G_DATE_TUESDAY, 0, 7200 }, { G_DATE_MONDAY, 7199, 9000 } }, "hours.mon[1]: " },
    { "UTC", { { G_DATE_MONDAY, 3600, 7200 }, { G_DATE_MONDAY, 0, 86400 } }, "hours.mon[1]: " },
    { "UTC", { { G_DATE_SUNDAY, 0, 86401 } }, "hours.sun[0]: " },
    { "UTC", { { G_DATE_SUNDAY, -1, 86400 } }, "hours.sun[0]: " },
  };
  static const char *const zones[] = {
    "", "Z", "Europe", "Europe/", "/Berlin", "Europe//Berlin", "europe/berlin", "Mars/Olympus", "+01:00", "UTC+1", "XYZ3",
    "CET-1CEST,M3.5.0,M10.5.0/3", "../zoneinfo/UTC", "/usr/share/zoneinfo/UTC", "/etc/passwd", "right/Europe/Berlin",
    "posix/UTC", "leapseconds", "zone.tab", "localtime", "Europe/Berlin ", "Factory",
  };
  static const char *const good_zones[] = { "UTC", "Etc/GMT+3", "EST5EDT", "GMT+0", "GB-Eire", "America/Port-au-Prince",
                                            "America/Argentina/Buenos_Aires" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      guint n = 0;

      while (n < 3 && cases[i].hours[n].weekday != 0)
        n++;
      g_assert_null (bell_timetable_new (cases[i].zone, cases[i].hours, n, NULL, 0, &error));
      g_assert_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE);
      g_assert_true (g_str_has_prefix (error->message, cases[i].field));
    }

  for (gsize i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bell_timetable_new (zones[i], NULL, 0, NULL, 0, &error));
      g_assert_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE);
      g_assert_true (g_str_has_prefix (error->message, "timeZone: "));
    }

  for (gsize i = 0; i < G_N_ELEMENTS (good_zones); i++)
    {
      g_autoptr (BellTimetable) calendar = new_calendar (good_zones[i], "", "");

      g_assert_nonnull (calendar);
    }
}

static void
test_texts (void)
{
  static const char *const bad_times[] = { "", "8:00", "08:60", "24:01", "25:00", "08-00", "08:00:00", "0800", " 8:00", "-1:00" };
  static const char *const bad_dates[] = { "", "2023-02-29", "2024-02-30", "2024-13-01", "2024-00-01", "2024-01-00", "24-01-01",
                                           "2024-1-1", "2024/01/01", "1969-12-31", "2200-01-01", "2024-01-01T", "-024-01-01" };
  int second;
  gint32 day;

  for (gsize i = 0; i < G_N_ELEMENTS (bad_times); i++)
    g_assert_false (bell_time_of_day_from_text (bad_times[i], &second));
  for (gsize i = 0; i < G_N_ELEMENTS (bad_dates); i++)
    g_assert_false (bell_date_from_text (bad_dates[i], &day));

  g_assert_true (bell_time_of_day_from_text ("24:00", &second));
  g_assert_cmpint (second, ==, BELL_DAY_SECONDS);
  g_assert_true (bell_date_from_text ("1970-01-01", &day));
  g_assert_cmpint (day, ==, 0);
  g_assert_true (bell_date_from_text ("2024-02-29", &day));
  g_assert_cmpint (day * DAY, ==, at ("2024-02-29T00:00:00Z"));
}

/* A calendar by chance, and the same as facts that the oracle below can read. */
typedef struct
{
  BellTimetable *calendar;
  GTimeZone *zone;
  gboolean open[8][24 * 60]; /* by GDateWeekday and minute */
  GArray *holidays;
} Sample;

static const char *const sample_zones[] = {
  "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "Africa/Casablanca", "America/St_Johns",
  "Pacific/Apia", "UTC", "America/New_York", "Asia/Tehran", "Pacific/Chatham", "Antarctica/Troll",
};

/* Around changes of those zones' clocks, leap days and ends of years. */
static const char *const sample_times[] = {
  "2015-03-27T00:00:00Z", "2015-10-23T00:00:00Z", "2025-04-04T00:00:00Z", "2025-10-03T00:00:00Z", "2014-10-17T00:00:00Z",
  "2015-02-20T00:00:00Z", "2025-02-21T00:00:00Z", "2025-04-04T12:00:00Z", "2006-10-27T00:00:00Z", "2007-03-09T00:00:00Z",
  "2011-12-28T00:00:00Z", "2024-02-27T00:00:00Z", "2025-12-30T00:00:00Z", "1999-12-30T00:00:00Z", "2038-03-26T00:00:00Z",
};

static void
sample_init (Sample *sample,
             GRand  *rand,
             gint64  around)
{
  const char *zone = sample_zones[g_rand_int_range (rand, 0, G_N_ELEMENTS (sample_zones))];
  g_autoptr (GArray) hours = g_array_new (FALSE, FALSE, sizeof (BellHours));
  g_autoptr (GError) error = NULL;
  int grain = g_rand_boolean (rand) ? 30 : 1;

  memset (sample, 0, sizeof *sample);
  sample->zone = g_time_zone_new_identifier (zone);
  sample->holidays = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (int day = G_DATE_MONDAY; day <= G_DATE_SUNDAY; day++)
    {
      int minute = 0, n = g_rand_int_range (rand, 0, 4);

      for (int i = 0; i < n && minute < 24 * 60; i++)
        {
          BellHours span = { .weekday = day };
          int begin = minute + grain * g_rand_int_range (rand, 0, 400 / grain), end = begin + grain * g_rand_int_range (rand, 1, 600 / grain + 1);

          if (begin >= 24 * 60)
            break;
          end = MIN (end, 24 * 60);
          span.begin = begin * 60;
          span.end = end * 60;
          g_array_insert_val (hours, g_rand_int_range (rand, 0, hours->len + 1), span);
          for (int j = begin; j < end; j++)
            sample->open[day][j] = TRUE;
          minute = end;
        }
    }

  for (int i = g_rand_int_range (rand, 0, 4); i > 0; i--)
    {
      gint32 day = around / DAY + g_rand_int_range (rand, -3, 8);

      g_array_append_val (sample->holidays, day);
    }

  sample->calendar = bell_timetable_new (zone, (BellHours *) hours->data, hours->len, (gint32 *) sample->holidays->data,
                                        sample->holidays->len, &error);
  g_assert_no_error (error);
}

static void
sample_clear (Sample *sample)
{
  g_clear_pointer (&sample->calendar, bell_timetable_unref);
  g_clear_pointer (&sample->zone, g_time_zone_unref);
  g_clear_pointer (&sample->holidays, g_array_unref);
}

/* What a person would do: look at the clock on the wall. */
static BellSpanKind
sample_look (Sample *sample,
             gint64  time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / 1000);
  g_autoptr (GDateTime) wall = g_date_time_to_timezone (utc, sample->zone);
  GDate date, epoch;
  int year, month, day;

  g_date_time_get_ymd (wall, &year, &month, &day);
  g_date_clear (&date, 1);
  g_date_clear (&epoch, 1);
  g_date_set_dmy (&date, day, month, year);
  g_date_set_dmy (&epoch, 1, 1, 1970);
  for (guint i = 0; i < sample->holidays->len; i++)
    if (g_array_index (sample->holidays, gint32, i) == g_date_days_between (&epoch, &date))
      return BELL_SPAN_HOLIDAY;

  return sample->open[g_date_time_get_day_of_week (wall)][g_date_time_get_hour (wall) * 60 + g_date_time_get_minute (wall)]
         ? BELL_SPAN_OPEN : BELL_SPAN_CLOSED;
}

/* Every minute of some days, counted one by one. */
static void
test_oracle (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  enum { MINUTES = 5 * 24 * 60 };
  g_autofree gint64 *before = g_new (gint64, MINUTES + 1);

  for (int round = 0; round < 120; round++)
    {
      gint64 from = at (sample_times[g_rand_int_range (rand, 0, G_N_ELEMENTS (sample_times))]);
      Sample sample;
      BellSpan span = { .to = from };

      sample_init (&sample, rand, from);

      before[0] = 0;
      for (int i = 0; i < MINUTES; i++)
        {
          gint64 minute = from + i * MINUTE;
          BellSpanKind kind = sample_look (&sample, minute);

          before[i + 1] = before[i] + (kind == BELL_SPAN_OPEN ? MINUTE : 0);
          if (minute == span.to)
            bell_timetable_get_span (sample.calendar, minute, from + MINUTES * MINUTE, &span);
          g_assert_cmpint (minute, <, span.to);
          g_assert_cmpint (span.kind, ==, kind);
        }

      for (int i = 0; i < 300; i++)
        {
          int one = g_rand_int_range (rand, 0, MINUTES), two = g_rand_int_range (rand, one, MINUTES + 1);
          gint64 open = before[two] - before[one], due;
          int first = one;

          g_assert_cmpint (bell_timetable_get_open_time (sample.calendar, from + one * MINUTE, from + two * MINUTE), ==, open);

          /* The first minute by which that much is used up. */
          while (before[first] - before[one] < open)
            first++;
          due = bell_timetable_add_open_time (sample.calendar, from + one * MINUTE, open);
          g_assert_cmpint (due, ==, from + first * MINUTE);
        }

      sample_clear (&sample);
    }
}

static gint64
random_time (GRand *rand)
{
  return BELL_TIMETABLE_BEGIN + ((gint64) (g_rand_double (rand) * (at ("2150-01-01T00:00:00Z") - BELL_TIMETABLE_BEGIN)));
}

/* Anywhere, to the millisecond. */
static void
test_inverse (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (int round = 0; round < 40; round++)
    {
      Sample sample;

      sample_init (&sample, rand, random_time (rand));
      for (int i = 0; i < 2000; i++)
        {
          gint64 from = random_time (rand), length = (gint64) (g_rand_double (rand) * (i % 2 ? 20 : 2000) * DAY);
          gint64 middle = from + g_rand_double (rand) * length, due, open;

          /* Splitting a length of time changes nothing. */
          open = bell_timetable_get_open_time (sample.calendar, from, from + length);
          g_assert_cmpint (open, ==, bell_timetable_get_open_time (sample.calendar, from, middle) +
                                     bell_timetable_get_open_time (sample.calendar, middle, from + length));
          g_assert_cmpint (open, >=, 0);
          g_assert_cmpint (open, <=, length);

          due = bell_timetable_add_open_time (sample.calendar, from, open);
          g_assert_cmpint (due, >=, from);
          g_assert_cmpint (due, <=, from + length);
          g_assert_cmpint (bell_timetable_get_open_time (sample.calendar, from, due), ==, open);
          if (open > 0)
            g_assert_cmpint (bell_timetable_get_open_time (sample.calendar, from, due - 1), ==, open - 1);

          due = bell_timetable_add_open_time (sample.calendar, from, length / 10);
          if (due != BELL_TIME_UNSET)
            g_assert_cmpint (bell_timetable_get_open_time (sample.calendar, from, due), ==, length / 10);

          /* Adding in two steps is adding at once. */
          if (due != BELL_TIME_UNSET)
            {
              gint64 step = bell_timetable_add_open_time (sample.calendar, from, length / 30);

              g_assert_cmpint (bell_timetable_add_open_time (sample.calendar, step, length / 10 - length / 30), ==, due);
            }
        }
      sample_clear (&sample);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/timetable/zones", test_zones);
  g_test_add_func ("/model/timetable/deadlines", test_deadlines);
  g_test_add_func ("/model/timetable/spans", test_spans);
  g_test_add_func ("/model/timetable/refused", test_refused);
  g_test_add_func ("/model/timetable/texts", test_texts);
  g_test_add_func ("/model/timetable/oracle", test_oracle);
  g_test_add_func ("/model/timetable/inverse", test_inverse);

  return g_test_run ();
}
