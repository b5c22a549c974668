/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-json-private.h"

/* ["08:00", "18:00"] */
static gboolean
read_span (const BellJsonNode  *node,
           const char          *place,
           BellHours           *span,
           GError             **error)
{
  const BellJsonNode *begin, *end;
  int *seconds[] = { &span->begin, &span->end };

  if (!bell_sla_json_check_kind (node, BELL_JSON_ARRAY, place, error))
    return FALSE;

  if (bell_json_node_get_size (node) != 2)
    {
      bell_sla_json_refuse (error, place, "a span is a begin and an end, like [\"08:00\", \"18:00\"]");
      return FALSE;
    }

  begin = bell_json_node_get_first (node);
  end = bell_json_node_get_next (begin);
  for (guint i = 0; i < 2; i++)
    {
      const BellJsonNode *time = i == 0 ? begin : end;
      g_autofree char *inside = g_strdup_printf ("%s[%u]", place, i);

      if (!bell_sla_json_check_kind (time, BELL_JSON_STRING, inside, error))
        return FALSE;
      if (!bell_time_of_day_from_text (bell_json_node_get_string (time), seconds[i]))
        {
          g_autofree char *shown = bell_sla_json_shorten (bell_json_node_get_string (time));

          bell_sla_json_refuse (error, inside, "“%s” is no time of day from 00:00 to 24:00", shown);
          return FALSE;
        }
    }

  return TRUE;
}

static GArray *
read_hours (const BellJsonNode  *node,
            const char          *place,
            GError             **error)
{
  static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL };
  g_autoptr (GArray) hours = g_array_new (FALSE, FALSE, sizeof (BellHours));

  if (!bell_sla_json_check_object (node, weekdays, place, error))
    return NULL;

  for (guint day = 0; weekdays[day] != NULL; day++)
    {
      const BellJsonNode *spans = bell_json_node_get_member (node, weekdays[day]);
      g_autofree char *inside = bell_sla_json_place_in (place, weekdays[day]);
      guint index = 0;

      if (spans == NULL)
        continue;
      if (!bell_sla_json_check_kind (spans, BELL_JSON_ARRAY, inside, error))
        return NULL;

      for (const BellJsonNode *element = bell_json_node_get_first (spans); element != NULL;
           element = bell_json_node_get_next (element))
        {
          g_autofree char *at = g_strdup_printf ("%s[%u]", inside, index++);
          BellHours span = { .weekday = G_DATE_MONDAY + day };

          if (!read_span (element, at, &span, error))
            return NULL;
          g_array_append_val (hours, span);
        }
    }

  return g_steal_pointer (&hours);
}

static GArray *
read_holidays (const BellJsonNode  *node,
               const char          *place,
               GError             **error)
{
  g_autoptr (GArray) holidays = g_array_new (FALSE, FALSE, sizeof (gint32));
  guint index = 0;

  if (node == NULL)
    return g_steal_pointer (&holidays);
  if (!bell_sla_json_check_kind (node, BELL_JSON_ARRAY, place, error))
    return NULL;

  for (const BellJsonNode *element = bell_json_node_get_first (node); element != NULL;
       element = bell_json_node_get_next (element))
    {
      g_autofree char *at = g_strdup_printf ("%s[%u]", place, index++);
      gint32 day;

      if (!bell_sla_json_check_kind (element, BELL_JSON_STRING, at, error))
        return NULL;
      if (!bell_date_from_text (bell_json_node_get_string (element), &day))
        {
          g_autofree char *shown = bell_sla_json_shorten (bell_json_node_get_string (element));

          bell_sla_json_refuse (error, at, "“%s” is no date like 2026-12-25", shown);
          return NULL;
        }
      g_array_append_val (holidays, day);
    }

  return g_steal_pointer (&holidays);
}

/**
 * bell_timetable_from_json:
 * @node: (nullable): an object with timeZone, hours and, if any, holidays
 * @place: what to call @node in errors
 * @error: (out) (optional): %BELL_JMAP_ERROR_INVALID_ARGUMENTS
 *
 * Returns: (transfer full): a calendar, or %NULL with @error set
 */
BellTimetable *
bell_timetable_from_json (const BellJsonNode  *node,
                         const char          *place,
                         GError             **error)
{
  static const char *const names[] = { "name", "timeZone", "hours", "holidays", NULL };
  g_autofree char *zone_place = NULL;
  g_autofree char *hours_place = NULL;
  g_autofree char *holidays_place = NULL;
  g_autoptr (GArray) hours = NULL;
  g_autoptr (GArray) holidays = NULL;
  GError *model = NULL;
  BellTimetable *calendar;

  g_return_val_if_fail (place != NULL, NULL);

  if (!bell_sla_json_check_object (node, names, place, error))
    return NULL;

  zone_place = bell_sla_json_place_in (place, "timeZone");
  if (!bell_sla_json_check_kind (bell_json_node_get_member (node, "timeZone"), BELL_JSON_STRING, zone_place, error))
    return NULL;
  hours_place = bell_sla_json_place_in (place, "hours");
  hours = read_hours (bell_json_node_get_member (node, "hours"), hours_place, error);
  if (hours == NULL)
    return NULL;
  holidays_place = bell_sla_json_place_in (place, "holidays");
  holidays = read_holidays (bell_json_node_get_member (node, "holidays"), holidays_place, error);
  if (holidays == NULL)
    return NULL;

  calendar = bell_timetable_new (bell_json_node_get_string (bell_json_node_get_member (node, "timeZone")),
                                (const BellHours *) (gconstpointer) hours->data, hours->len,
                                (const gint32 *) (gconstpointer) holidays->data, holidays->len, &model);
  if (calendar == NULL)
    bell_sla_json_refuse_model (error, place, model);

  return calendar;
}
