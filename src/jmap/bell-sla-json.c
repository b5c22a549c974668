/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-json-private.h"

#include "bell-enums.h"

/* More is no ticket's history. */
#define MAX_SIZE (16 * 1024 * 1024)

/**
 * bell_sla_terms_read_json:
 * @self: a policy or a change to one, set up
 * @node: (nullable): an object; what it does not name stays as it is in @self;
 *   a target of null means that there is none
 * @place: what to call @node in errors
 * @error: (out) (optional): %BELL_JMAP_ERROR_INVALID_ARGUMENTS
 *
 * Returns: whether it could be read
 */
gboolean
bell_sla_terms_read_json (BellSlaTerms       *self,
                           const BellJsonNode  *node,
                           const char          *place,
                           GError             **error)
{
  static const char *const names[] = { "name", "firstResponse", "nextResponse", "resolution", "pausingStatuses", NULL };
  const BellJsonNode *statuses;
  g_autofree char *statuses_place = NULL;
  guint index = 0;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (place != NULL, FALSE);

  if (!bell_sla_json_check_object (node, names, place, error))
    return FALSE;

  for (int goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    {
      const char *name = bell_enum_to_nick (bell_sla_goal_get_type (), goal);
      const BellJsonNode *member = bell_json_node_get_member (node, name);
      GError *model = NULL;
      gint64 seconds;

      if (member == NULL)
        continue;

      if (bell_json_node_get_kind (member) == BELL_JSON_NULL)
        {
          self->targets[goal] = BELL_SLA_NO_TARGET;
        }
      else if (!bell_json_node_get_integer (member, &seconds))
        {
          g_autofree char *inside = bell_sla_json_place_in (place, name);

          bell_sla_json_refuse (error, inside, "a target is a whole number of seconds");
          return FALSE;
        }
      else if (!bell_sla_terms_set_target (self, goal, seconds, &model))
        {
          bell_sla_json_refuse_model (error, place, model);
          return FALSE;
        }
    }

  statuses = bell_json_node_get_member (node, "pausingStatuses");
  if (statuses == NULL)
    return TRUE;

  statuses_place = bell_sla_json_place_in (place, "pausingStatuses");
  if (!bell_sla_json_check_kind (statuses, BELL_JSON_ARRAY, statuses_place, error))
    return FALSE;

  self->pausing = 0;
  for (const BellJsonNode *element = bell_json_node_get_first (statuses); element != NULL;
       element = bell_json_node_get_next (element))
    {
      g_autofree char *at = g_strdup_printf ("%s[%u]", statuses_place, index++);
      int status;

      if (!bell_sla_json_read_enum (element, bell_status_get_type (), at, &status, error))
        return FALSE;
      self->pausing |= 1u << status;
    }

  return TRUE;
}

/* By the kind of event: what else it may say. */
static gboolean
read_details (BellSlaEvent        *event,
              const BellJsonNode  *node,
              const char          *place,
              GError             **error)
{
  static const char *const names[][6] = {
    [BELL_SLA_EVENT_CREATED] = { "at", "kind", "by", "status", NULL },
    [BELL_SLA_EVENT_MESSAGE] = { "at", "kind", "by", "public", NULL },
    [BELL_SLA_EVENT_STATUS] = { "at", "kind", "by", "to", NULL },
    [BELL_SLA_EVENT_POLICY] = { "at", "kind", "by", "policy", NULL },
  };
  const BellJsonNode *by = bell_json_node_get_member (node, "by"), *detail = NULL;
  g_autofree char *by_place = bell_sla_json_place_in (place, "by");
  g_autofree char *detail_place = NULL;
  int value;

  if (!bell_sla_json_check_object (node, names[event->kind], place, error))
    return FALSE;

  detail = bell_json_node_get_member (node, names[event->kind][3]);
  detail_place = bell_sla_json_place_in (place, names[event->kind][3]);

  /* Only of a message it matters who did it. */
  if (by != NULL || event->kind == BELL_SLA_EVENT_MESSAGE)
    {
      if (!bell_sla_json_read_enum (by, bell_sla_actor_get_type (), by_place, &value, error))
        return FALSE;
      event->by = value;
    }

  switch (event->kind)
    {
    case BELL_SLA_EVENT_CREATED:
    case BELL_SLA_EVENT_STATUS:
      value = BELL_STATUS_NEW;
      if ((detail != NULL || event->kind == BELL_SLA_EVENT_STATUS) &&
          !bell_sla_json_read_enum (detail, bell_status_get_type (), detail_place, &value, error))
        return FALSE;
      event->status = value;
      return TRUE;

    case BELL_SLA_EVENT_MESSAGE:
      event->is_public = TRUE;
      if (detail != NULL && !bell_json_node_get_boolean (detail, &event->is_public))
        return bell_sla_json_check_kind (detail, BELL_JSON_BOOLEAN, detail_place, error);
      return TRUE;

    case BELL_SLA_EVENT_POLICY:
      bell_sla_terms_init_change (&event->policy);
      return bell_sla_terms_read_json (&event->policy, detail, detail_place, error);
    }

  g_assert_not_reached ();
}

static gboolean
read_event (BellSlaEvent        *event,
            const BellJsonNode  *node,
            const char          *place,
            GError             **error)
{
  g_autofree char *at_place = bell_sla_json_place_in (place, "at");
  g_autofree char *kind_place = bell_sla_json_place_in (place, "kind");
  int kind;

  if (!bell_sla_json_check_kind (node, BELL_JSON_OBJECT, place, error) ||
      !bell_sla_json_read_enum (bell_json_node_get_member (node, "kind"), bell_sla_event_kind_get_type (),
                                kind_place, &kind, error) ||
      !bell_sla_json_read_time (bell_json_node_get_member (node, "at"), at_place, &event->at, error))
    return FALSE;

  event->kind = kind;
  if (event->kind == BELL_SLA_EVENT_CREATED && event->order > 0)
    {
      bell_sla_json_refuse (error, kind_place, "a ticket is created once, by the first event");
      return FALSE;
    }
  if (event->kind != BELL_SLA_EVENT_CREATED && event->order == 0)
    {
      bell_sla_json_refuse (error, kind_place, "the first event must be “created”");
      return FALSE;
    }

  return read_details (event, node, place, error);
}

static gboolean
read_events (BellSlaClock        *clock,
             const BellJsonNode  *node,
             GError             **error)
{
  gint64 last = G_MININT64, order = 0;

  if (!bell_sla_json_check_kind (node, BELL_JSON_ARRAY, "events", error))
    return FALSE;
  if (bell_json_node_get_size (node) == 0)
    {
      bell_sla_json_refuse (error, "events", "there must be at least the creation of the ticket");
      return FALSE;
    }

  for (const BellJsonNode *element = bell_json_node_get_first (node); element != NULL;
       element = bell_json_node_get_next (element))
    {
      g_autofree char *place = g_strdup_printf ("events[%" G_GINT64_FORMAT "]", order);
      BellSlaEvent event = { .order = order };

      if (!read_event (&event, element, place, error))
        return FALSE;
      if (event.at < last)
        {
          g_autofree char *at_place = bell_sla_json_place_in (place, "at");
          g_autofree char *one = bell_time_to_text (event.at);
          g_autofree char *two = bell_time_to_text (last);

          bell_sla_json_refuse (error, at_place, "events are in the order of time, but %s is before %s", one, two);
          return FALSE;
        }

      bell_sla_clock_add_event (clock, &event);
      last = event.at;
      order++;
    }

  return TRUE;
}

/* What the calendar was changed to later on, each from its time on. */
static gboolean
read_calendar_edits (BellTimetable       **calendar,
                     const BellJsonNode   *node,
                     GError              **error)
{
  static const char *const names[] = { "at", "calendar", NULL };
  gint64 last = G_MININT64;
  guint index = 0;

  if (!bell_sla_json_check_kind (node, BELL_JSON_ARRAY, "calendarEdits", error))
    return FALSE;

  for (const BellJsonNode *element = bell_json_node_get_first (node); element != NULL;
       element = bell_json_node_get_next (element))
    {
      g_autofree char *place = g_strdup_printf ("calendarEdits[%u]", index++);
      g_autofree char *at_place = bell_sla_json_place_in (place, "at");
      g_autofree char *calendar_place = bell_sla_json_place_in (place, "calendar");
      const BellJsonNode *then_node;
      g_autoptr (BellTimetable) before = *calendar;
      g_autoptr (BellTimetable) then = NULL;
      gint64 at;

      *calendar = NULL;
      if (!bell_sla_json_check_object (element, names, place, error) ||
          !bell_sla_json_read_time (bell_json_node_get_member (element, "at"), at_place, &at, error))
        return FALSE;
      if (at < last)
        {
          bell_sla_json_refuse (error, at_place, "edits are in the order of time");
          return FALSE;
        }
      last = at;

      then_node = bell_json_node_get_member (element, "calendar");
      if (bell_json_node_get_kind (then_node) != BELL_JSON_NULL)
        {
          then = bell_timetable_from_json (then_node, calendar_place, error);
          if (then == NULL)
            return FALSE;
        }
      *calendar = bell_timetable_new_edited (before, at, then);
    }

  return TRUE;
}

/**
 * bell_sla_clock_from_json:
 * @node: (nullable): the input of `sla explain`
 * @at: (out): the moment of asking: what it says, or the last event's
 * @error: (out) (optional): %BELL_JMAP_ERROR_INVALID_ARGUMENTS
 *
 * Returns: (transfer full): a clock to which all has happened, or %NULL with @error set
 */
BellSlaClock *
bell_sla_clock_from_json (const BellJsonNode  *node,
                          gint64              *at,
                          GError             **error)
{
  static const char *const names[] = { "calendar", "calendarEdits", "policy", "events", "at", NULL };
  const BellJsonNode *calendar_node, *events_node;
  g_autoptr (BellTimetable) calendar = NULL;
  g_autoptr (BellSlaClock) clock = NULL;
  BellSlaTerms policy;
  gint64 created_at;

  g_return_val_if_fail (at != NULL, NULL);

  if (!bell_sla_json_check_kind (node, BELL_JSON_OBJECT, "input", error) ||
      !bell_sla_json_check_object (node, names, "", error))
    return NULL;

  calendar_node = bell_json_node_get_member (node, "calendar");
  if (calendar_node != NULL && bell_json_node_get_kind (calendar_node) != BELL_JSON_NULL)
    {
      calendar = bell_timetable_from_json (calendar_node, "calendar", error);
      if (calendar == NULL)
        return NULL;
    }
  if (bell_json_node_get_member (node, "calendarEdits") != NULL &&
      !read_calendar_edits (&calendar, bell_json_node_get_member (node, "calendarEdits"), error))
    return NULL;

  bell_sla_terms_init (&policy);
  if (!bell_sla_terms_read_json (&policy, bell_json_node_get_member (node, "policy"), "policy", error))
    return NULL;

  clock = bell_sla_clock_new (calendar, &policy);
  events_node = bell_json_node_get_member (node, "events");
  if (!read_events (clock, events_node, error))
    return NULL;

  if (bell_json_node_get_member (node, "at") == NULL)
    {
      *at = bell_sla_clock_get_last (clock);
      return g_steal_pointer (&clock);
    }

  if (!bell_sla_json_read_time (bell_json_node_get_member (node, "at"), "at", at, error))
    return NULL;
  bell_sla_json_read_time (bell_json_node_get_member (bell_json_node_get_first (events_node), "at"), "", &created_at, NULL);
  if (*at < created_at)
    {
      bell_sla_json_refuse (error, "at", "the ticket was not yet created then");
      return NULL;
    }

  return g_steal_pointer (&clock);
}

/* Whole seconds, rounded down, so that a target that was missed by less than one
 * has a negative rest. */
static gint64
to_seconds (gint64 milliseconds)
{
  return milliseconds / 1000 - (milliseconds % 1000 < 0);
}

/**
 * bell_sla_clock_write_json:
 * @self: a clock
 * @at: the moment of asking
 * @writer: where to write the output of `sla explain`
 */
void
bell_sla_clock_write_json (BellSlaClock   *self,
                           gint64          at,
                           BellJsonWriter *writer)
{
  BellSlaReading readings[BELL_SLA_N_GOALS];
  g_autoptr (GArray) segments = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (writer != NULL);

  bell_sla_clock_read (self, at, readings);
  segments = bell_sla_clock_get_segments (self, at);

  bell_json_writer_begin_object (writer);
  for (int goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    {
      const BellSlaReading *reading = &readings[goal];

      bell_json_writer_begin_object_member (writer, bell_enum_to_nick (bell_sla_goal_get_type (), goal));
      bell_json_writer_string_member (writer, "state", bell_enum_to_nick (bell_sla_state_get_type (), (int) reading->state));
      bell_json_writer_time_member (writer, "due", reading->due);
      bell_json_writer_time_member (writer, "doneAt", reading->done_at);
      bell_json_writer_integer_member (writer, "businessSeconds", to_seconds (reading->used));
      if (reading->state == BELL_SLA_STATE_NONE)
        bell_json_writer_null_member (writer, "remaining");
      else
        bell_json_writer_integer_member (writer, "remaining", to_seconds (reading->target - reading->used));
      bell_json_writer_end_object (writer);
    }

  bell_json_writer_begin_array_member (writer, "segments");
  for (guint i = 0; i < segments->len; i++)
    {
      const BellSpan *span = &g_array_index (segments, BellSpan, i);

      bell_json_writer_begin_object (writer);
      bell_json_writer_time_member (writer, "from", span->from);
      bell_json_writer_time_member (writer, "to", span->to);
      bell_json_writer_string_member (writer, "kind", bell_enum_to_nick (bell_span_kind_get_type (), (int) span->kind));
      bell_json_writer_end_object (writer);
    }
  bell_json_writer_end_array (writer);
  bell_json_writer_end_object (writer);
}

/**
 * bell_sla_explain:
 * @text: JSON
 * @length: its length in bytes
 * @error: (out) (optional): %BELL_JMAP_ERROR
 *
 * All of `sla explain`.
 *
 * Returns: (transfer full): JSON on one line, or %NULL with @error set
 */
char *
bell_sla_explain (const char  *text,
                  gsize        length,
                  GError     **error)
{
  const BellJsonLimits limits = { .max_size = MAX_SIZE };
  g_autoptr (BellJson) json = NULL;
  g_autoptr (BellSlaClock) clock = NULL;
  g_autoptr (BellJsonWriter) writer = NULL;
  gint64 at;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  json = bell_json_parse (text, length, &limits, error);
  if (json == NULL)
    return NULL;
  clock = bell_sla_clock_from_json (bell_json_get_root (json), &at, error);
  if (clock == NULL)
    return NULL;

  writer = bell_json_writer_new ();
  bell_sla_clock_write_json (clock, at, writer);

  return bell_json_writer_free_to_text (g_steal_pointer (&writer));
}
