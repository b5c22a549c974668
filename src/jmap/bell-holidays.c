/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-holidays.h"

#include <libical/ical.h>
#include <string.h>

#include "bell-error.h"
#include "bell-jmap-error.h"

/* Holidays from an iCalendar file (RFC 5545): its events of whole days, with
 * what repeats them written out. Events with a time of day, cancelled ones and
 * anything else in the file are no holidays and are passed over. */

#define MAX_SIZE (4 * 1024 * 1024)

/* Longer is no holiday but a mistake: a term, a year. */
#define MAX_DAYS 62

/* How many times a rule is followed: a day each, in the years that are asked for. */
#define MAX_OCCURRENCES 20000

typedef struct
{
  GHashTable *days; /* "2026-12-25" -> name */
  int first_year;
  int last_year;
  gboolean too_many;
} Days;

static gboolean
refuse (GError     **error,
        const char  *what)
{
  g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS, what);

  return FALSE;
}

static gboolean
is_day (struct icaltimetype time)
{
  return !icaltime_is_null_time (time) && time.is_date && time.year > 0 && time.year < 3000 && time.month > 0 && time.day > 0 &&
         g_date_valid_dmy ((GDateDay) MIN (time.day, 99), (GDateMonth) MIN (time.month, 99), (GDateYear) time.year);
}

/* One line of text, whatever stands in the file. */
static char *
clean_name (const char *summary)
{
  g_autofree char *valid = g_utf8_make_valid (summary != NULL ? summary : "", -1);
  g_autofree char *cut = NULL;

  for (char *at = valid; *at != '\0'; at++)
    if ((guchar) *at < 0x20 || *at == 0x7f)
      *at = ' ';
  cut = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), 200));

  return g_strdup (g_strstrip (cut));
}

static void
add_day (Days                *days,
         struct icaltimetype  day,
         const char          *name)
{
  char *date;

  if (day.year < days->first_year || day.year > days->last_year)
    return;
  if (g_hash_table_size (days->days) >= BELL_MAX_MEMBERS)
    {
      days->too_many = TRUE;
      return;
    }

  date = g_strdup_printf ("%04d-%02d-%02d", day.year, day.month, day.day);
  if (g_hash_table_contains (days->days, date))
    g_free (date);
  else
    g_hash_table_insert (days->days, date, g_strdup (name));
}

static void
add_days (Days                *days,
          struct icaltimetype  first,
          int                  length,
          const char          *name)
{
  for (int i = 0; i < length; i++)
    {
      struct icaltimetype day = first;

      icaltime_adjust (&day, i, 0, 0, 0);
      add_day (days, day, name);
    }
}

/* The dates that are taken out of a rule. */
static gboolean
is_excepted (icalcomponent       *event,
             struct icaltimetype  day)
{
  for (icalproperty *property = icalcomponent_get_first_property (event, ICAL_EXDATE_PROPERTY); property != NULL;
       property = icalcomponent_get_next_property (event, ICAL_EXDATE_PROPERTY))
    {
      struct icaltimetype date = icalproperty_get_exdate (property);

      if (icaltime_compare_date_only (date, day) == 0)
        return TRUE;
    }

  return FALSE;
}

static int
get_length (icalcomponent       *event,
            struct icaltimetype  start)
{
  struct icaltimetype end = icalcomponent_get_dtend (event);
  int days = 0;

  if (!is_day (end))
    return 1;

  /* The end is the first day after it (RFC 5545 section 3.6.1). */
  for (struct icaltimetype day = start; days <= MAX_DAYS && icaltime_compare_date_only (day, end) < 0; days++)
    icaltime_adjust (&day, 1, 0, 0, 0);

  return MAX (days, 1);
}

static gboolean
add_event (Days           *days,
           icalcomponent  *event,
           GError        **error)
{
  struct icaltimetype start = icalcomponent_get_dtstart (event);
  g_autofree char *name = clean_name (icalcomponent_get_summary (event));
  icalproperty *rule = icalcomponent_get_first_property (event, ICAL_RRULE_PROPERTY);
  guint n = 0;
  int length;

  if (!is_day (start) || icalcomponent_get_status (event) == ICAL_STATUS_CANCELLED)
    return TRUE;

  length = get_length (event, start);
  if (length > MAX_DAYS)
    {
      g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS,
                   "“%s” on %04d-%02d-%02d lasts longer than %d days", name, start.year, start.month, start.day, MAX_DAYS);
      return FALSE;
    }

  if (rule == NULL)
    {
      if (!is_excepted (event, start))
        add_days (days, start, length, name);
    }
  else
    {
      icalrecur_iterator *iterator = icalrecur_iterator_new (icalproperty_get_rrule (rule), start);
      struct icaltimetype day = iterator != NULL ? icalrecur_iterator_next (iterator) : icaltime_null_time ();

      for (; !icaltime_is_null_time (day) && day.year <= days->last_year && n < MAX_OCCURRENCES;
           day = icalrecur_iterator_next (iterator), n++)
        if (!is_excepted (event, day))
          add_days (days, day, length, name);

      if (iterator != NULL)
        icalrecur_iterator_free (iterator);
      if (iterator == NULL || n == MAX_OCCURRENCES)
        {
          g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS, "the rule of “%s” cannot be followed", name);
          return FALSE;
        }
    }

  for (icalproperty *property = icalcomponent_get_first_property (event, ICAL_RDATE_PROPERTY); property != NULL;
       property = icalcomponent_get_next_property (event, ICAL_RDATE_PROPERTY))
    {
      struct icaltimetype day = icalproperty_get_rdate (property).time;

      if (is_day (day) && !is_excepted (event, day))
        add_days (days, day, length, name);
    }

  return TRUE;
}

/* Also of calendars inside of what a file with several of them is read as. */
static gboolean
add_events (Days           *days,
            icalcomponent  *component,
            int             depth,
            guint          *n_events,
            GError        **error)
{
  if (depth > 8)
    return refuse (error, "the file is nested too deeply");

  for (icalcomponent *child = icalcomponent_get_first_component (component, ICAL_ANY_COMPONENT); child != NULL;
       child = icalcomponent_get_next_component (component, ICAL_ANY_COMPONENT))
    {
      if (icalcomponent_isa (child) == ICAL_VEVENT_COMPONENT)
        {
          *n_events += 1;
          if (!add_event (days, child, error))
            return FALSE;
        }
      else if (icalcomponent_isa (child) == ICAL_VCALENDAR_COMPONENT && !add_events (days, child, depth + 1, n_events, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * bell_holidays_from_icalendar:
 * @text: an iCalendar file
 * @length: its length in bytes
 * @first_year: holidays from this year on
 * @last_year: and until the end of this one
 * @error: (out) (optional): %BELL_JMAP_ERROR_INVALID_ARGUMENTS
 *
 * Reads holidays, with rules that repeat them (RFC 5545 section 3.8.5) followed.
 * Any thread.
 *
 * Returns: (transfer full) (nullable): names by date, as a Calendar has them in
 *   its holidays, sorted; %NULL with @error set, also where there is none
 */
GVariant *
bell_holidays_from_icalendar (const char  *text,
                              gsize        length,
                              int          first_year,
                              int          last_year,
                              GError     **error)
{
  g_autoptr (GHashTable) table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Days days = { table, first_year, last_year, FALSE };
  g_autofree char *terminated = NULL;
  g_autoptr (GList) dates = NULL;
  icalcomponent *component;
  GVariantBuilder builder;
  guint n_events = 0;
  gboolean fine;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  if (first_year < 1970 || last_year > 2199 || first_year > last_year)
    {
      refuse (error, "the years are from 1970 to 2199, and the first is not after the last");
      return NULL;
    }
  if (length > MAX_SIZE || (length > 0 && memchr (text, '\0', length) != NULL))
    {
      refuse (error, "this is no iCalendar file, or it is larger than 4 MiB");
      return NULL;
    }

  terminated = g_strndup (text, length);
  component = icalparser_parse_string (terminated);
  if (component == NULL)
    {
      refuse (error, "this is no iCalendar file");
      return NULL;
    }
  if (icalcomponent_isa (component) == ICAL_VEVENT_COMPONENT)
    {
      n_events = 1;
      fine = add_event (&days, component, error);
    }
  else
    fine = add_events (&days, component, 0, &n_events, error);
  icalcomponent_free (component);

  if (fine && days.too_many)
    fine = refuse (error, "there are more than 1000 holidays in these years");
  else if (fine && g_hash_table_size (table) == 0)
    fine = refuse (error, n_events == 0 ? "there are no events in it" : "none of its events is a whole day in these years");
  if (!fine)
    return NULL;

  dates = g_list_sort (g_hash_table_get_keys (table), (GCompareFunc) strcmp);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (GList *link = dates; link != NULL; link = link->next)
    g_variant_builder_add (&builder, "{ss}", link->data, g_hash_table_lookup (table, link->data));

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}
