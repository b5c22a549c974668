/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-sla-json.h"

/* Calendars of the worked examples. */
#define SPANS(s) "\"mon\":[" s "],\"tue\":[" s "],\"wed\":[" s "],\"thu\":[" s "],\"fri\":[" s "]"
#define DAILY(s) SPANS (s) ",\"sat\":[" s "],\"sun\":[" s "]"
#define CALENDAR(zone, hours) "\"calendar\":{\"timeZone\":\"" zone "\",\"hours\":{" hours "}},"
#define BERLIN_WEEK CALENDAR ("Europe/Berlin", SPANS ("[\"08:00\",\"18:00\"]"))
#define BERLIN_DAILY CALENDAR ("Europe/Berlin", DAILY ("[\"09:00\",\"18:00\"]"))
#define MONDAY_LATE CALENDAR ("UTC", "\"mon\":[[\"10:30\",\"19:00\"]],\"tue\":[[\"08:30\",\"19:00\"]]," \
                              "\"wed\":[[\"08:30\",\"19:00\"]],\"thu\":[[\"08:30\",\"19:00\"]],\"fri\":[[\"08:30\",\"19:00\"]]")
#define TWO_SPANS CALENDAR ("Europe/Berlin", SPANS ("[\"08:00\",\"13:00\"],[\"14:00\",\"18:00\"]"))
#define SAO_PAULO CALENDAR ("America/Sao_Paulo", DAILY ("[\"00:00\",\"24:00\"]"))
#define UTC_WEEK CALENDAR ("UTC", SPANS ("[\"09:00\",\"17:00\"]"))
#define UTC_DAILY CALENDAR ("UTC", DAILY ("[\"09:00\",\"17:00\"]"))

/* Events. */
#define CREATED_AS(at, status) "{\"at\":\"" at "\",\"kind\":\"created\",\"by\":\"requester\",\"status\":\"" status "\"}"
#define CREATED(at) CREATED_AS (at, "new")
#define MESSAGE(at, by, public) ",{\"at\":\"" at "\",\"kind\":\"message\",\"by\":\"" by "\",\"public\":" public "}"
#define AGENT(at) MESSAGE (at, "agent", "true")
#define REQUESTER(at) MESSAGE (at, "requester", "true")
#define STATUS(at, to) ",{\"at\":\"" at "\",\"kind\":\"status\",\"to\":\"" to "\"}"
#define POLICY(at, policy) ",{\"at\":\"" at "\",\"kind\":\"policy\",\"policy\":{" policy "}}"

#define T1 "2013-03-21T"
#define T2 "2013-06-04T"

typedef struct
{
  const char *name, *calendar, *policy, *events, *at, *goal, *state, *due;
  int used; /* minutes */
  int remaining;
} Example;

/* The table of the worked examples, more than one row where it says more than
 * one thing. Times and minutes are its own, turned to UTC. */
static const Example examples[] = {
  { "1", BERLIN_WEEK, "\"firstResponse\":3600,\"resolution\":10800", CREATED (T1 "09:30:00Z"),
    NULL, "firstResponse", "running", T1 "10:30:00Z", 0, 60 },
  { "1", BERLIN_WEEK, "\"firstResponse\":3600,\"resolution\":10800", CREATED (T1 "09:30:00Z"),
    NULL, "resolution", "running", T1 "12:30:00Z", 0, 180 },
  { "1", BERLIN_WEEK, "\"firstResponse\":3600,\"resolution\":10800", CREATED (T1 "09:30:00Z"),
    NULL, "nextResponse", "none", NULL, 0, 0 },
  { "2", BERLIN_WEEK, "\"firstResponse\":3600,\"resolution\":10800", CREATED (T1 "09:30:00Z") AGENT (T1 "10:00:00Z"),
    NULL, "firstResponse", "met", T1 "10:30:00Z", 30, 30 },
  { "3", BERLIN_WEEK, "\"firstResponse\":3600,\"resolution\":10800", CREATED (T1 "09:30:00Z") AGENT (T1 "14:00:00Z"),
    NULL, "firstResponse", "breached", T1 "10:30:00Z", 270, -210 },
  { "4", BERLIN_WEEK, "\"firstResponse\":3600,\"resolution\":10800",
    CREATED (T1 "09:30:00Z") STATUS (T1 "11:30:00Z", "solved"),
    NULL, "resolution", "met", T1 "12:30:00Z", 120, 60 },
  { "4", BERLIN_WEEK, "\"firstResponse\":3600,\"resolution\":10800",
    CREATED (T1 "09:30:00Z") STATUS (T1 "13:00:00Z", "solved"),
    NULL, "resolution", "breached", T1 "12:30:00Z", 210, -30 },
  { "5", BERLIN_WEEK, "\"nextResponse\":7200",
    CREATED (T1 "09:30:00Z") AGENT (T1 "10:00:00Z") REQUESTER (T1 "12:05:00Z") REQUESTER (T1 "12:30:00Z"),
    T1 "12:49:00Z", "nextResponse", "running", T1 "14:05:00Z", 44, 76 },
  { "5", BERLIN_WEEK, "\"nextResponse\":7200",
    CREATED (T1 "09:30:00Z") AGENT (T1 "10:00:00Z") REQUESTER (T1 "12:05:00Z") REQUESTER (T1 "12:30:00Z") AGENT (T1 "12:50:00Z"),
    T1 "12:49:00Z", "nextResponse", "running", T1 "14:05:00Z", 44, 76 },
  { "5", BERLIN_WEEK, "\"nextResponse\":7200",
    CREATED (T1 "09:30:00Z") AGENT (T1 "10:00:00Z") REQUESTER (T1 "12:05:00Z") REQUESTER (T1 "12:30:00Z") AGENT (T1 "12:50:00Z"),
    NULL, "nextResponse", "met", T1 "14:05:00Z", 45, 75 },
  { "6", BERLIN_DAILY, "\"firstResponse\":7200",
    CREATED (T2 "09:00:00Z") STATUS (T2 "09:30:00Z", "pending") STATUS (T2 "09:45:00Z", "open")
    STATUS (T2 "10:00:00Z", "solved") STATUS (T2 "10:30:00Z", "open"),
    NULL, "firstResponse", "running", T2 "11:45:00Z", 45, 75 },
  { "7", BERLIN_DAILY, "\"firstResponse\":7200",
    CREATED (T2 "09:00:00Z") STATUS (T2 "10:00:00Z", "pending") STATUS (T2 "15:00:00Z", "open"),
    NULL, "firstResponse", "running", T2 "16:00:00Z", 60, 60 },
  { "8", BERLIN_DAILY, "\"firstResponse\":7200,\"resolution\":15000",
    CREATED (T2 "09:00:00Z") STATUS (T2 "10:00:00Z", "pending") STATUS (T2 "10:30:00Z", "open")
    AGENT (T2 "10:45:00Z") STATUS (T2 "12:00:00Z", "solved"),
    NULL, "firstResponse", "met", T2 "11:30:00Z", 75, 45 },
  { "8", BERLIN_DAILY, "\"firstResponse\":7200,\"resolution\":15000",
    CREATED (T2 "09:00:00Z") STATUS (T2 "10:00:00Z", "pending") STATUS (T2 "10:30:00Z", "open")
    AGENT (T2 "10:45:00Z") STATUS (T2 "12:00:00Z", "solved"),
    NULL, "resolution", "met", T2 "13:40:00Z", 150, 100 },
  { "9", BERLIN_DAILY, "\"resolution\":14400", CREATED_AS (T2 "09:00:00Z", "pending"),
    T2 "11:00:00Z", "resolution", "paused", NULL, 0, 240 },
  { "9", BERLIN_DAILY, "\"resolution\":14400", CREATED_AS (T2 "09:00:00Z", "pending") STATUS (T2 "12:00:00Z", "solved"),
    NULL, "resolution", "met", T2 "16:00:00Z", 0, 240 },
  { "10", MONDAY_LATE, "\"resolution\":1800", CREATED ("2034-06-09T08:46:12Z"),
    NULL, "resolution", "running", "2034-06-09T09:16:12Z", 0, 30 },
  { "11", MONDAY_LATE, "\"resolution\":14400", CREATED ("2034-06-05T10:00:00Z"),
    NULL, "resolution", "running", "2034-06-05T14:30:00Z", 0, 240 },
  { "12", TWO_SPANS, "\"resolution\":54000", CREATED ("2015-03-27T11:00:00Z"),
    NULL, "resolution", "running", "2015-03-31T07:00:00Z", 0, 900 },
  { "13", SAO_PAULO, "\"resolution\":18000", CREATED ("2015-02-21T22:00:00-02:00"),
    NULL, "resolution", "running", "2015-02-22T05:00:00Z", 0, 300 },
  { "14", UTC_WEEK, "\"firstResponse\":3600", CREATED ("2025-01-03T16:30:00Z"),
    NULL, "firstResponse", "running", "2025-01-06T09:30:00Z", 0, 60 },
  { "15", UTC_DAILY, "\"resolution\":86400", CREATED ("2025-01-06T09:00:00Z"),
    NULL, "resolution", "running", "2025-01-08T17:00:00Z", 0, 1440 },

  /* Beyond the table: what the rules say. */
  { "internal notes and automation do not answer", "", "\"firstResponse\":3600",
    CREATED (T1 "09:00:00Z") MESSAGE (T1 "09:10:00Z", "agent", "false") MESSAGE (T1 "09:20:00Z", "automation", "true"),
    T1 "09:30:00Z", "firstResponse", "running", T1 "10:00:00Z", 30, 30 },
  { "before the first response none is the next", "", "\"nextResponse\":3600",
    CREATED (T1 "09:00:00Z") REQUESTER (T1 "09:10:00Z"), T1 "09:30:00Z", "nextResponse", "none", NULL, 0, 0 },
  { "a public answer starts none", "", "\"nextResponse\":3600",
    CREATED (T1 "09:00:00Z") AGENT (T1 "09:10:00Z") AGENT (T1 "09:20:00Z"), T1 "09:30:00Z", "nextResponse", "none", NULL, 0, 0 },
  { "asked again after an answer", "", "\"nextResponse\":3600",
    CREATED (T1 "09:00:00Z") AGENT (T1 "09:10:00Z") REQUESTER (T1 "09:20:00Z") AGENT (T1 "09:30:00Z") REQUESTER (T1 "11:00:00Z"),
    T1 "11:30:00Z", "nextResponse", "running", T1 "12:00:00Z", 30, 30 },
  { "done by the deadline is met", "", "\"firstResponse\":3600", CREATED (T1 "09:00:00Z") AGENT (T1 "10:00:00Z"),
    NULL, "firstResponse", "met", T1 "10:00:00Z", 60, 0 },
  { "at the deadline it still runs", "", "\"firstResponse\":3600", CREATED (T1 "09:00:00Z"),
    T1 "10:00:00Z", "firstResponse", "running", T1 "10:00:00Z", 60, 0 },
  { "past the deadline and not done", "", "\"firstResponse\":3600", CREATED (T1 "09:00:00Z"),
    T1 "11:00:00Z", "firstResponse", "breached", T1 "10:00:00Z", 120, -60 },
  { "breached, then pending", "", "\"firstResponse\":3600", CREATED (T1 "09:00:00Z") STATUS (T1 "11:00:00Z", "pending"),
    T1 "13:00:00Z", "firstResponse", "breached", T1 "10:00:00Z", 120, -60 },
  { "due at closing, answered in the night", UTC_WEEK, "\"firstResponse\":3600",
    CREATED ("2025-01-03T16:00:00Z") AGENT ("2025-01-03T20:00:00Z"),
    NULL, "firstResponse", "breached", "2025-01-03T17:00:00Z", 60, 0 },
  { "created on a holiday", "\"calendar\":{\"timeZone\":\"UTC\",\"hours\":{" SPANS ("[\"09:00\",\"17:00\"]") "},"
    "\"holidays\":[\"2025-01-06\",\"2025-01-06\"]},", "\"firstResponse\":3600", CREATED ("2025-01-06T10:00:00Z"),
    "2025-01-06T18:00:00Z", "firstResponse", "running", "2025-01-07T10:00:00Z", 0, 60 },
  { "never open", CALENDAR ("UTC", ""), "\"firstResponse\":3600", CREATED (T1 "09:00:00Z"),
    T1 "19:00:00Z", "firstResponse", "running", NULL, 0, 60 },
  { "no pausing statuses", "", "\"resolution\":7200,\"pausingStatuses\":[]",
    CREATED (T1 "09:00:00Z") STATUS (T1 "09:30:00Z", "pending"), T1 "10:00:00Z", "resolution", "running", T1 "11:00:00Z", 60, 60 },
  { "open pauses", "", "\"resolution\":7200,\"pausingStatuses\":[\"open\"]",
    CREATED (T1 "09:00:00Z") STATUS (T1 "09:30:00Z", "open") STATUS (T1 "09:40:00Z", "pending"),
    T1 "10:00:00Z", "resolution", "running", T1 "11:10:00Z", 50, 70 },
  { "solved, then closed", "", "\"resolution\":7200",
    CREATED (T1 "09:00:00Z") STATUS (T1 "10:00:00Z", "solved") STATUS (T1 "20:00:00Z", "closed"),
    NULL, "resolution", "met", T1 "11:00:00Z", 60, 60 },
  { "opened again and solved again", "", "\"resolution\":7200",
    CREATED (T1 "09:00:00Z") STATUS (T1 "10:00:00Z", "solved") STATUS (T1 "12:00:00Z", "open") STATUS (T1 "13:30:00Z", "solved"),
    NULL, "resolution", "breached", T1 "13:00:00Z", 150, -30 },
  { "a new target counts from creation and keeps the pauses", "", "\"resolution\":7200",
    CREATED (T1 "09:00:00Z") STATUS (T1 "09:10:00Z", "on-hold") STATUS (T1 "09:40:00Z", "open")
    POLICY (T1 "10:00:00Z", "\"resolution\":3600"),
    NULL, "resolution", "running", T1 "10:30:00Z", 30, 30 },
  { "a new target may have passed already", "", "\"resolution\":7200",
    CREATED (T1 "09:00:00Z") POLICY (T1 "10:00:00Z", "\"resolution\":1800"),
    NULL, "resolution", "breached", T1 "09:30:00Z", 60, -30 },
  { "a clock that is done keeps its target", "", "\"firstResponse\":3600",
    CREATED (T1 "09:00:00Z") AGENT (T1 "09:30:00Z") POLICY (T1 "10:00:00Z", "\"firstResponse\":60"),
    NULL, "firstResponse", "met", T1 "10:00:00Z", 30, 30 },
  { "a target that comes later", "", "", CREATED (T1 "09:00:00Z") POLICY (T1 "10:00:00Z", "\"resolution\":7200"),
    NULL, "resolution", "running", T1 "11:00:00Z", 60, 60 },
  { "a target that is taken away", "", "\"resolution\":7200",
    CREATED (T1 "09:00:00Z") POLICY (T1 "10:00:00Z", "\"resolution\":null"), NULL, "resolution", "none", NULL, 0, 0 },
};

static BellJson *
explain (const char *input)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = bell_sla_explain (input, strlen (input), &error);
  BellJson *json;

  if (output == NULL)
    g_error ("%s: %s", error->message, input);
  json = bell_json_parse (output, strlen (output), NULL, &error);
  g_assert_no_error (error);

  return json;
}

static void
assert_example (const Example *example)
{
  g_autofree char *asked = example->at != NULL ? g_strdup_printf (",\"at\":\"%s\"", example->at) : g_strdup ("");
  g_autofree char *input = g_strdup_printf ("{%s\"policy\":{%s},\"events\":[%s]%s}", example->calendar, example->policy,
                                            example->events, asked);
  g_autoptr (BellJson) json = explain (input);
  const BellJsonNode *reading = bell_json_node_get_member (bell_json_get_root (json), example->goal);
  const char *due = bell_json_node_get_string (bell_json_node_get_member (reading, "due"));
  const char *state = bell_json_node_get_string (bell_json_node_get_member (reading, "state"));
  gint64 used = -1, remaining = 0;

  bell_json_node_get_integer (bell_json_node_get_member (reading, "businessSeconds"), &used);
  g_assert_true (bell_json_node_get_integer (bell_json_node_get_member (reading, "remaining"), &remaining) ==
                 !g_str_equal (example->state, "none"));
  if (g_strcmp0 (due, example->due) != 0 || g_strcmp0 (state, example->state) != 0 || used != example->used * 60 ||
      remaining != example->remaining * 60)
    g_error ("example %s, %s: %s, due %s, used %d, remaining %d", example->name, example->goal, state, due,
             (int) used / 60, (int) remaining / 60);
}

static void
test_examples (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++)
    assert_example (&examples[i]);
}

/* The input and the output that the description shows, to the letter. */
static void
test_shown (void)
{
  static const char input[] =
    "{ \"calendar\": { \"timeZone\": \"Europe/Berlin\","
    "  \"hours\": { \"mon\": [[\"08:00\",\"18:00\"]], \"tue\": [[\"08:00\",\"18:00\"]], \"thu\": [[\"08:00\",\"18:00\"]], \"sat\": [] },"
    "  \"holidays\": [\"2016-11-01\"] },"
    "  \"policy\": { \"firstResponse\": 3600, \"nextResponse\": 7200, \"resolution\": 10800,"
    "  \"pausingStatuses\": [\"pending\", \"on-hold\"] },"
    "  \"events\": [ { \"at\": \"2013-03-21T09:30:00Z\", \"kind\": \"created\", \"by\": \"requester\", \"status\": \"new\" },"
    "  { \"at\": \"2013-03-21T10:00:00Z\", \"kind\": \"message\", \"by\": \"agent\", \"public\": true },"
    "  { \"at\": \"2013-03-21T11:00:00Z\", \"kind\": \"status\", \"to\": \"pending\" },"
    "  { \"at\": \"2013-03-21T12:00:00Z\", \"kind\": \"policy\", \"policy\": { \"resolution\": 7200 } } ],"
    "  \"at\": \"2013-03-21T12:00:00Z\" }";
  g_autofree char *output = bell_sla_explain (input, strlen (input), NULL);

  g_assert_cmpstr (output, ==,
    "{\"firstResponse\":{\"state\":\"met\",\"due\":\"2013-03-21T10:30:00Z\",\"doneAt\":\"2013-03-21T10:00:00Z\","
    "\"businessSeconds\":1800,\"remaining\":1800},"
    "\"nextResponse\":{\"state\":\"none\",\"due\":null,\"doneAt\":null,\"businessSeconds\":0,\"remaining\":null},"
    "\"resolution\":{\"state\":\"paused\",\"due\":null,\"doneAt\":null,\"businessSeconds\":5400,\"remaining\":1800},"
    "\"segments\":[{\"from\":\"2013-03-21T09:30:00Z\",\"to\":\"2013-03-21T11:00:00Z\",\"kind\":\"open\"},"
    "{\"from\":\"2013-03-21T11:00:00Z\",\"to\":\"2013-03-21T12:00:00Z\",\"kind\":\"paused\"}]}");
}

static void
test_segments (void)
{
  static const struct { const char *calendar, *events, *at, *segments; } cases[] = {
    { "", CREATED (T1 "09:00:00Z"), NULL, "" },
    { "", CREATED (T1 "09:00:00Z"), T1 "10:00:00Z", "09:00 open 10:00" },
    { "", CREATED (T1 "09:00:00Z") STATUS (T1 "09:20:00Z", "solved") STATUS (T1 "09:30:00Z", "open"), T1 "10:00:00Z",
      "09:00 open 09:20 09:20 paused 09:30 09:30 open 10:00" },
    /* A pause over night takes away only what was open. */
    { UTC_WEEK, CREATED ("2025-01-02T16:00:00Z") STATUS ("2025-01-02T16:30:00Z", "pending") STATUS ("2025-01-03T09:30:00Z", "on-hold")
      STATUS ("2025-01-03T10:00:00Z", "open"), "2025-01-03T18:00:00Z",
      "16:00 open 16:30 16:30 paused 17:00 17:00 closed 09:00 09:00 paused 10:00 10:00 open 17:00 17:00 closed 18:00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *asked = cases[i].at != NULL ? g_strdup_printf (",\"at\":\"%s\"", cases[i].at) : g_strdup ("");
      g_autofree char *input = g_strdup_printf ("{%s\"policy\":{},\"events\":[%s]%s}", cases[i].calendar, cases[i].events, asked);
      g_autoptr (BellJson) json = explain (input);
      const BellJsonNode *segments = bell_json_node_get_member (bell_json_get_root (json), "segments");
      g_autoptr (GString) text = g_string_new (NULL);

      for (const BellJsonNode *node = bell_json_node_get_first (segments); node != NULL; node = bell_json_node_get_next (node))
        g_string_append_printf (text, "%s%.5s %s %.5s", text->len > 0 ? " " : "",
                                bell_json_node_get_string (bell_json_node_get_member (node, "from")) + 11,
                                bell_json_node_get_string (bell_json_node_get_member (node, "kind")),
                                bell_json_node_get_string (bell_json_node_get_member (node, "to")) + 11);
      g_assert_cmpstr (text->str, ==, cases[i].segments);
    }
}

static void
assert_refused (const char *field,
                const char *input)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = bell_sla_explain (input, strlen (input), &error);
  g_autofree char *prefix = g_strconcat (field, ": ", NULL);

  if (output != NULL)
    g_error ("taken: %s", input);
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS);
  if (!g_str_has_prefix (error->message, prefix))
    g_error ("“%s” does not name %s: %s", error->message, field, input);
}

#define REST "\"policy\":{},\"events\":[" CREATED (T1 "09:00:00Z") "]}"
#define HOURS(hours) "{" CALENDAR ("UTC", hours) REST
#define HOLIDAYS(days) "{\"calendar\":{\"timeZone\":\"UTC\",\"hours\":{},\"holidays\":" days "}," REST
#define PROMISE(policy) "{\"policy\":" policy ",\"events\":[" CREATED (T1 "09:00:00Z") "]}"
#define EVENTS(events) "{\"policy\":{},\"events\":[" events "]}"
#define THEN(event) EVENTS (CREATED (T1 "09:00:00Z") "," event)

static void
test_bad_calendar (void)
{
  static const struct { const char *field, *input; } cases[] = {
    { "calendar", "{\"calendar\":[]," REST },
    { "calendar", "{\"calendar\":\"24x7\"," REST },
    { "calendar.timeZone", "{\"calendar\":{\"hours\":{}}," REST },
    { "calendar.timeZone", "{\"calendar\":{\"timeZone\":1,\"hours\":{}}," REST },
    { "calendar.timeZone", "{" CALENDAR ("Mars/Olympus", "") REST },
    { "calendar.timeZone", "{" CALENDAR ("", "") REST },
    { "calendar.timeZone", "{" CALENDAR ("../../etc/passwd", "") REST },
    { "calendar.timeZone", "{" CALENDAR ("+01:00", "") REST },
    { "calendar.hours", "{\"calendar\":{\"timeZone\":\"UTC\"}," REST },
    { "calendar.hours", "{\"calendar\":{\"timeZone\":\"UTC\",\"hours\":[]}," REST },
    { "calendar.hours.monday", HOURS ("\"monday\":[]") },
    { "calendar.hours.Mon", HOURS ("\"Mon\":[]") },
    { "calendar.hours.mon", HOURS ("\"mon\":null") },
    { "calendar.hours.mon", HOURS ("\"mon\":{}") },
    { "calendar.hours.mon[0]", HOURS ("\"mon\":[\"08:00\",\"18:00\"]") },
    { "calendar.hours.mon[0]", HOURS ("\"mon\":[[\"08:00\"]]") },
    { "calendar.hours.mon[0]", HOURS ("\"mon\":[[]]") },
    { "calendar.hours.mon[0]", HOURS ("\"mon\":[[\"08:00\",\"12:00\",\"18:00\"]]") },
    { "calendar.hours.mon[0][0]", HOURS ("\"mon\":[[8,\"18:00\"]]") },
    { "calendar.hours.mon[0][0]", HOURS ("\"mon\":[[\"8:00\",\"18:00\"]]") },
    { "calendar.hours.mon[0][1]", HOURS ("\"mon\":[[\"08:00\",\"24:01\"]]") },
    { "calendar.hours.mon[0][1]", HOURS ("\"mon\":[[\"08:00\",\"25:00\"]]") },
    { "calendar.hours.mon[0]", HOURS ("\"mon\":[[\"18:00\",\"08:00\"]]") },
    { "calendar.hours.mon[0]", HOURS ("\"mon\":[[\"08:00\",\"08:00\"]]") },
    { "calendar.hours.mon[0]", HOURS ("\"mon\":[[\"24:00\",\"24:00\"]]") },
    { "calendar.hours.mon[0]", HOURS ("\"mon\":[[\"22:00\",\"00:00\"]]") },
    { "calendar.hours.tue[1]", HOURS ("\"mon\":[[\"08:00\",\"12:00\"]],\"tue\":[[\"08:00\",\"12:00\"],[\"11:59\",\"18:00\"]]") },
    { "calendar.hours.tue[2]", HOURS ("\"tue\":[[\"08:00\",\"12:00\"],[\"13:00\",\"18:00\"],[\"07:00\",\"19:00\"]]") },
    { "calendar.hours.tue[1]", HOURS ("\"tue\":[[\"08:00\",\"12:00\"],[\"08:00\",\"12:00\"]]") },
    { "calendar.holidays", HOLIDAYS ("\"2025-12-25\"") },
    { "calendar.holidays[1]", HOLIDAYS ("[\"2025-12-25\",\"2025-02-29\"]") },
    { "calendar.holidays[0]", HOLIDAYS ("[\"25.12.2025\"]") },
    { "calendar.holidays[0]", HOLIDAYS ("[20251225]") },
    { "calendar.timezone", "{\"calendar\":{\"timezone\":\"UTC\",\"hours\":{}}," REST },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].field, cases[i].input);
}

static void
test_bad_policy (void)
{
  static const struct { const char *field, *input; } cases[] = {
    { "policy", "{\"events\":[" CREATED (T1 "09:00:00Z") "]}" },
    { "policy", PROMISE ("null") },
    { "policy", PROMISE ("[]") },
    { "policy.firstResponse", PROMISE ("{\"firstResponse\":-1}") },
    { "policy.nextResponse", PROMISE ("{\"nextResponse\":-9007199254740991}") },
    { "policy.resolution", PROMISE ("{\"resolution\":1.5}") },
    { "policy.resolution", PROMISE ("{\"resolution\":\"3600\"}") },
    { "policy.resolution", PROMISE ("{\"resolution\":true}") },
    { "policy.resolution", PROMISE ("{\"resolution\":9007199254740991}") },
    { "policy.firstresponse", PROMISE ("{\"firstresponse\":1}") },
    { "policy.pausingStatuses", PROMISE ("{\"pausingStatuses\":\"pending\"}") },
    { "policy.pausingStatuses[1]", PROMISE ("{\"pausingStatuses\":[\"pending\",\"waiting\"]}") },
    { "policy.pausingStatuses[0]", PROMISE ("{\"pausingStatuses\":[2]}") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].field, cases[i].input);
}

static void
test_bad_events (void)
{
  static const struct { const char *field, *input; } cases[] = {
    { "events", "{\"policy\":{}}" },
    { "events", EVENTS ("") },
    { "events", "{\"policy\":{},\"events\":{}}" },
    { "events[0]", EVENTS ("1") },
    { "events[0].kind", EVENTS ("{\"at\":\"" T1 "09:00:00Z\"}") },
    { "events[0].kind", EVENTS ("{\"at\":\"" T1 "09:00:00Z\",\"kind\":\"status\",\"to\":\"open\"}") },
    { "events[0].at", EVENTS ("{\"kind\":\"created\"}") },
    { "events[0].at", EVENTS (CREATED ("yesterday")) },
    { "events[0].at", EVENTS (CREATED ("2013-02-29T09:00:00Z")) },
    { "events[0].at", EVENTS (CREATED ("2013-03-21T09:00:00")) },
    { "events[0].at", EVENTS (CREATED ("1969-12-31T23:59:59Z")) },
    { "events[0].at", EVENTS (CREATED ("2200-01-01T00:00:00Z")) },
    { "events[0].at", EVENTS ("{\"at\":1363858200,\"kind\":\"created\"}") },
    { "events[0].status", EVENTS (CREATED_AS (T1 "09:00:00Z", "waiting")) },
    { "events[0].by", EVENTS ("{\"at\":\"" T1 "09:00:00Z\",\"kind\":\"created\",\"by\":\"robot\"}") },
    { "events[1].kind", THEN (CREATED (T1 "09:00:00Z")) },
    { "events[1].kind", THEN ("{\"at\":\"" T1 "09:00:00Z\",\"kind\":\"deleted\"}") },
    { "events[1].kind", THEN ("{\"at\":\"" T1 "09:00:00Z\",\"kind\":2}") },
    { "events[1].by", THEN ("{\"at\":\"" T1 "09:00:00Z\",\"kind\":\"message\",\"public\":true}") },
    { "events[1].by", THEN ("{\"at\":\"" T1 "09:00:00Z\",\"kind\":\"message\",\"by\":\"admin\"}") },
    { "events[1].public", THEN ("{\"at\":\"" T1 "09:00:00Z\",\"kind\":\"message\",\"by\":\"agent\",\"public\":\"yes\"}") },
    { "events[1].to", THEN ("{\"at\":\"" T1 "09:00:00Z\",\"kind\":\"status\"}") },
    { "events[1].to", THEN ("{\"at\":\"" T1 "09:00:00Z\",\"kind\":\"status\",\"to\":\"Open\"}") },
    { "events[1].status", THEN ("{\"at\":\"" T1 "09:00:00Z\",\"kind\":\"status\",\"status\":\"open\"}") },
    { "events[1].policy", THEN ("{\"at\":\"" T1 "09:00:00Z\",\"kind\":\"policy\"}") },
    { "events[1].policy.resolution", THEN ("{\"at\":\"" T1 "09:00:00Z\",\"kind\":\"policy\",\"policy\":{\"resolution\":-5}}") },
    { "events[1].at", THEN ("{\"at\":\"" T1 "08:59:59Z\",\"kind\":\"status\",\"to\":\"open\"}") },
    { "events[2].at", EVENTS (CREATED (T1 "09:00:00Z") AGENT (T1 "11:00:00Z") REQUESTER (T1 "10:59:59Z")) },
    { "at", "{\"policy\":{},\"events\":[" CREATED (T1 "09:00:00Z") "],\"at\":\"" T1 "08:00:00Z\"}" },
    { "at", "{\"policy\":{},\"events\":[" CREATED (T1 "09:00:00Z") "],\"at\":null}" },
    { "at", "{\"policy\":{},\"events\":[" CREATED (T1 "09:00:00Z") "],\"at\":\"now\"}" },
    { "calender", "{\"calender\":{}," REST },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].field, cases[i].input);
}

/* A holiday that was entered while the ticket waited: for what comes after that. */
static void
test_calendar_edits (void)
{
#define WEEK "\"timeZone\":\"UTC\",\"hours\":{\"mon\":[[\"09:00\",\"17:00\"]],\"tue\":[[\"09:00\",\"17:00\"]],\"wed\":[[\"09:00\",\"17:00\"]]}"
#define EDITED(edits) "{\"calendar\":{" WEEK "},\"calendarEdits\":" edits ",\"policy\":{\"resolution\":36000}," \
                      "\"events\":[{\"at\":\"2026-11-16T09:00:00Z\",\"kind\":\"created\"}],\"at\":\"2026-11-16T12:00:00Z\"}"
  static const struct { const char *edits, *due; } cases[] = {
    { EDITED ("[]"), "\"due\":\"2026-11-17T11:00:00Z\"" },
    { EDITED ("[{\"at\":\"2026-11-16T10:00:00Z\",\"calendar\":{" WEEK ",\"holidays\":[\"2026-11-16\",\"2026-11-17\"]}}]"),
      "\"due\":\"2026-11-23T10:00:00Z\"" },
    { EDITED ("[{\"at\":\"2026-11-16T17:00:00Z\",\"calendar\":{" WEEK ",\"holidays\":[\"2026-11-16\",\"2026-11-17\"]}}]"),
      "\"due\":\"2026-11-18T11:00:00Z\"" },
    { EDITED ("[{\"at\":\"2026-11-16T10:00:00Z\",\"calendar\":null}]"), "\"due\":\"2026-11-16T19:00:00Z\"" },
  };
  static const struct { const char *field, *input; } bad[] = {
    { "calendarEdits", EDITED ("{}") },
    { "calendarEdits[0].at", EDITED ("[{\"calendar\":null}]") },
    { "calendarEdits[0].calendar", EDITED ("[{\"at\":\"2026-11-16T10:00:00Z\"}]") },
    { "calendarEdits[0].calendar.timeZone", EDITED ("[{\"at\":\"2026-11-16T10:00:00Z\",\"calendar\":{\"timeZone\":\"X/Y\",\"hours\":{}}}]") },
    { "calendarEdits[1].at", EDITED ("[{\"at\":\"2026-11-16T10:00:00Z\",\"calendar\":null},{\"at\":\"2026-11-16T09:00:00Z\",\"calendar\":null}]") },
    { "calendarEdits[0].more", EDITED ("[{\"at\":\"2026-11-16T10:00:00Z\",\"calendar\":null,\"more\":1}]") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *output = bell_sla_explain (cases[i].edits, strlen (cases[i].edits), &error);

      g_assert_no_error (error);
      /* The last: of the resolution. */
      if (strstr (strstr (output, "resolution"), cases[i].due) == NULL)
        g_error ("%s lacks %s", output, cases[i].due);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i].field, bad[i].input);
#undef WEEK
#undef EDITED
}

static void
test_not_json (void)
{
  static const char *const cases[] = { "", "{", "[]x", "{\"policy\":{},\"policy\":{}}", "{\"policy\":{}}\n{}" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bell_sla_explain (cases[i], strlen (cases[i]), &error));
      g_assert_nonnull (error);
    }

  for (guint i = 0; i < 3; i++)
    {
      static const char *const roots[] = { "[]", "null", "\"policy\"" };
      g_autoptr (GError) error = NULL;

      g_assert_null (bell_sla_explain (roots[i], strlen (roots[i]), &error));
      g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/jmap/sla/examples", test_examples);
  g_test_add_func ("/jmap/sla/shown", test_shown);
  g_test_add_func ("/jmap/sla/segments", test_segments);
  g_test_add_func ("/jmap/sla/bad-calendar", test_bad_calendar);
  g_test_add_func ("/jmap/sla/bad-policy", test_bad_policy);
  g_test_add_func ("/jmap/sla/bad-events", test_bad_events);
  g_test_add_func ("/jmap/sla/calendar-edits", test_calendar_edits);
  g_test_add_func ("/jmap/sla/not-json", test_not_json);

  return g_test_run ();
}
