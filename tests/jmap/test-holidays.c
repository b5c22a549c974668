/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-holidays.h"

#include <string.h>

#include "bell-jmap-error.h"

#define FILE_OF(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" events "END:VCALENDAR\r\n"
#define EVENT(lines)    "BEGIN:VEVENT\r\nUID:1\r\n" lines "END:VEVENT\r\n"

static void
expect (const char *file,
        int         first,
        int         last,
        const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) days = bell_holidays_from_icalendar (file, strlen (file), first, last, &error);
  g_autofree char *text = days != NULL ? g_variant_print (days, FALSE) : NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_days (void)
{
  expect (FILE_OF (EVENT ("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Christmas\r\n")), 2026, 2026,
          "{'2026-12-25': 'Christmas', '2026-12-26': 'Christmas'}");
  expect (FILE_OF (EVENT ("DTSTART;VALUE=DATE:20261003\r\nSUMMARY:Tag der Deutschen Einheit\r\n")
                   EVENT ("DTSTART:20261004T100000Z\r\nDTEND:20261004T110000Z\r\nSUMMARY:A meeting\r\n")
                   EVENT ("DTSTART;VALUE=DATE:20261005\r\nSTATUS:CANCELLED\r\nSUMMARY:Not held\r\n")
                   EVENT ("DTSTART;VALUE=DATE:20271003\r\nSUMMARY:Another year\r\n")), 2026, 2026,
          "{'2026-10-03': 'Tag der Deutschen Einheit'}");
}

static void
test_rules (void)
{
  /* Every year, but not in one of them. */
  expect (FILE_OF (EVENT ("DTSTART;VALUE=DATE:20100101\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20270101\r\nSUMMARY:New Year\r\n")), 2026, 2028,
          "{'2026-01-01': 'New Year', '2028-01-01': 'New Year'}");
  /* The fourth Thursday of November, and the last Monday of May. */
  expect (FILE_OF (EVENT ("DTSTART;VALUE=DATE:20201126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\nSUMMARY:Thanksgiving\r\n")
                   EVENT ("DTSTART;VALUE=DATE:20200525\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO\r\nSUMMARY:Memorial Day\r\n")), 2026, 2027,
          "{'2026-05-25': 'Memorial Day', '2026-11-26': 'Thanksgiving', '2027-05-31': 'Memorial Day', '2027-11-25': 'Thanksgiving'}");
  /* A leap day comes in leap years only. */
  expect (FILE_OF (EVENT ("DTSTART;VALUE=DATE:20200229\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29\r\nSUMMARY:Leap\r\n")), 2025, 2030,
          "{'2028-02-29': 'Leap'}");
  /* Dates that are listed beside the first. */
  expect (FILE_OF (EVENT ("DTSTART;VALUE=DATE:20260403\r\nRDATE;VALUE=DATE:20270326\r\nSUMMARY:Good Friday\r\n")), 2026, 2027,
          "{'2026-04-03': 'Good Friday', '2027-03-26': 'Good Friday'}");
}

static void
refused (const char *file,
         gsize       length,
         int         first,
         int         last)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (bell_holidays_from_icalendar (file, length, first, last, &error));
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS);
}

static void
test_refused (void)
{
  static const char *const files[] = {
    "", "hello", "BEGIN:VCALENDAR\r\n", FILE_OF (""),
    FILE_OF (EVENT ("DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20300101\r\nSUMMARY:Four years\r\n")),
    FILE_OF (EVENT ("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=SECONDLY\r\nSUMMARY:Every second\r\n")),
    FILE_OF (EVENT ("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=DAILY\r\nSUMMARY:Every day\r\n")),
    FILE_OF (EVENT ("SUMMARY:No day\r\n")),
    FILE_OF (EVENT ("DTSTART;VALUE=DATE:20269999\r\nSUMMARY:No such day\r\n")),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    refused (files[i], strlen (files[i]), 2026, 2036);
  refused ("BEGIN:VCALENDAR\0END:VCALENDAR", 29, 2026, 2027);
  refused (files[4], strlen (files[4]), 2027, 2026);
  refused (files[4], strlen (files[4]), 1, 2026);
}

/* A name goes into one line of a record. */
static void
test_names (void)
{
  expect (FILE_OF (EVENT ("DTSTART;VALUE=DATE:20260101\r\nSUMMARY:Two\\nlines\r\n")), 2026, 2026, "{'2026-01-01': 'Two lines'}");
  expect (FILE_OF (EVENT ("DTSTART;VALUE=DATE:20260101\r\n")), 2026, 2026, "{'2026-01-01': ''}");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/jmap/holidays/days", test_days);
  g_test_add_func ("/jmap/holidays/rules", test_rules);
  g_test_add_func ("/jmap/holidays/refused", test_refused);
  g_test_add_func ("/jmap/holidays/names", test_names);

  return g_test_run ();
}
