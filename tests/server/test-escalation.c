/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Steps of escalations: each done when it is due, and once: on two nodes, after
 * a restart, whatever is looked at again. */

#include <string.h>

#include "bell-escalation.h"
#include "bell-escalator.h"
#include "bell-organisation-private.h"
#include "bell-statement.h"
#include "server-fixture.h"

#define MINUTE (G_GINT64_CONSTANT (60) * 1000)

static void
set (ServerFixture *fixture,
     Person         person,
     BellType       type,
     const char    *arguments)
{
  g_autofree char *got = server_fixture_try_set (fixture, person, type, arguments);

  g_assert_cmpstr (got, ==, NULL);
}

/* A policy for everything, with an hour to solve, and the lead and the agent in the team. */
static void
set_up (ServerFixture *fixture,
        gconstpointer  data)
{
  server_fixture_set_up (fixture, data);
  set (fixture, LEAD, BELL_TYPE_PRINCIPAL, "\"update\":{\"@lead\":{\"teams/@team\":true}}");
  set (fixture, LEAD, BELL_TYPE_PRINCIPAL, "\"update\":{\"@agent\":{\"teams/@team\":true}}");
}

static void
make_policy (ServerFixture *fixture,
             const char    *more)
{
  g_autofree char *arguments =
    g_strdup_printf ("\"create\":{\"x\":{\"name\":\"All\",\"firstResponse\":{\"normal\":\"1200\"},"
                     "\"resolution\":{\"low\":\"7200\",\"normal\":\"3600\",\"high\":\"1800\",\"urgent\":\"900\"},%s}}", more);

  set (fixture, LEAD, BELL_TYPE_SLA_POLICY, arguments);
}

static guint
look (BellOrganisation *organisation,
      gint64           *next)
{
  g_autoptr (BellEscalation) escalation = bell_escalation_new (organisation);
  g_autoptr (GError) error = NULL;
  guint total = 0, n_steps;
  gint64 when;

  do
    {
      g_assert_true (bell_escalation_run (escalation, 10, &n_steps, &when, &error));
      g_assert_no_error (error);
      total += n_steps;
    }
  while (when <= bell_clock_now (bell_organisation_get_clock (organisation)));

  if (next != NULL)
    *next = when;
  return total;
}

static void
pass (ServerFixture *fixture,
      int            minutes)
{
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), minutes * MINUTE);
}

/* The notes of a ticket, one after the other. */
static char *
read_notes (ServerFixture *fixture,
            const char    *ticket_id,
            guint         *n)
{
  BellDatabase *reader = bell_organisation_take_reader (fixture->organisation, NULL);
  g_autoptr (BellStatement) statement =
    bell_database_prepare (reader, "SELECT body FROM message WHERE ticket_id = ?1 AND kind = 'note' ORDER BY created_modseq", NULL);
  GString *text = g_string_new (NULL);
  gboolean row;

  *n = 0;
  bell_statement_bind_text (statement, 1, ticket_id);
  while (bell_statement_step (statement, &row, NULL) && row)
    {
      g_string_append (text, bell_statement_get_text (statement, 0));
      *n += 1;
    }
  g_clear_pointer (&statement, bell_statement_release);
  bell_organisation_return_reader (fixture->organisation, reader);
  return g_string_free (text, FALSE);
}

static BellRecord *
read_ticket (ServerFixture *fixture,
             const char    *id)
{
  BellDatabase *reader = bell_organisation_take_reader (fixture->organisation, NULL);
  BellRecord *record = NULL;

  bell_organisation_get_record (fixture->organisation, reader, BELL_TYPE_TICKET, id, &record, NULL);
  bell_organisation_return_reader (fixture->organisation, reader);
  return record;
}

static void
test_once (ServerFixture *fixture,
           gconstpointer  data)
{
  g_autofree char *ticket = NULL, *notes = NULL;
  gint64 start = bell_clock_now (fixture->clock), next;
  guint n;

  make_policy (fixture, "\"escalations\":{\"warn\":\"resolution 75% notify-assignee notify-lead\"}");
  ticket = server_fixture_new_ticket (fixture, AGENT, ",\"teamId\":\"@team\",\"assigneeId\":\"@agent\"");
  start = bell_clock_now (fixture->clock);
  g_assert_cmpuint (look (fixture->organisation, &next), ==, 0);
  g_assert_cmpint (next, ==, start + 45 * MINUTE);

  pass (fixture, 44);
  g_assert_cmpuint (look (fixture->organisation, NULL), ==, 0);
  pass (fixture, 1);
  g_assert_cmpuint (look (fixture->organisation, &next), ==, 1);
  g_assert_cmpint (next, ==, G_MAXINT64);

  notes = read_notes (fixture, ticket, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_nonnull (strstr (notes, fixture->ids[AGENT]));
  g_assert_nonnull (strstr (notes, fixture->ids[LEAD]));
  g_assert_null (strstr (notes, fixture->ids[OTHER]));
  g_assert_nonnull (strstr (notes, "resolution is due"));

  /* What happens later has the ticket looked at again, and nothing done. */
  g_free (server_fixture_new_message (fixture, AGENT, ticket, "note", "hm"));
  pass (fixture, 60);
  g_assert_cmpuint (look (fixture->organisation, NULL), ==, 0);
}

static void
test_restart (ServerFixture *fixture,
              gconstpointer  data)
{
  g_autoptr (BellOrganisation) later = NULL;
  g_autofree char *ticket = NULL, *notes = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  make_policy (fixture, "\"escalations\":{\"late\":\"resolution 100% notify-team\",\"later\":\"resolution +1h notify-lead\"}");
  ticket = server_fixture_new_ticket (fixture, AGENT, ",\"teamId\":\"@team\"");
  pass (fixture, 60);
  g_assert_cmpuint (look (fixture->organisation, NULL), ==, 1);

  /* The node is off while the second one becomes due. */
  pass (fixture, 300);
  later = bell_organisation_open (fixture->path, fixture->clock, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (look (later, NULL), ==, 1);
  g_assert_cmpuint (look (later, NULL), ==, 0);
  g_assert_cmpuint (look (fixture->organisation, NULL), ==, 0);
  notes = read_notes (fixture, ticket, &n);
  g_assert_cmpuint (n, ==, 2);
}

static gpointer
look_in_thread (gpointer data)
{
  return GUINT_TO_POINTER (look (data, NULL));
}

static void
test_two_nodes (ServerFixture *fixture,
                gconstpointer  data)
{
  g_autoptr (BellOrganisation) other = NULL;
  g_autoptr (GPtrArray) tickets = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  GThread *one, *two;
  guint n;

  make_policy (fixture, "\"escalations\":{\"a\":\"resolution 50% notify-team\",\"b\":\"resolution 50% raise-priority\"}");
  for (guint i = 0; i < 20; i++)
    g_ptr_array_add (tickets, server_fixture_new_ticket (fixture, AGENT, ",\"teamId\":\"@team\""));
  other = bell_organisation_open (fixture->path, fixture->clock, &error);
  g_assert_no_error (error);

  pass (fixture, 30);
  one = g_thread_new ("one", look_in_thread, fixture->organisation);
  two = g_thread_new ("two", look_in_thread, other);
  n = GPOINTER_TO_UINT (g_thread_join (one)) + GPOINTER_TO_UINT (g_thread_join (two));
  g_assert_cmpuint (n, >=, 40);

  for (guint i = 0; i < tickets->len; i++)
    {
      g_autofree char *notes = read_notes (fixture, tickets->pdata[i], &n);
      g_autoptr (BellRecord) ticket = read_ticket (fixture, tickets->pdata[i]);

      /* "a" may be told again for the target that follows from the higher priority. */
      g_assert_cmpuint (n, >=, 2);
      g_assert_cmpuint (n, <=, 3);
      g_assert_cmpint (bell_ticket_get_priority (BELL_TICKET (ticket)), ==, BELL_PRIORITY_HIGH);
    }
}

/* A higher priority has a shorter target, of which the share is used as well:
 * that is no reason to raise it again. */
static void
test_no_cascade (ServerFixture *fixture,
                 gconstpointer  data)
{
  g_autofree char *ticket_id = NULL, *notes = NULL;
  g_autoptr (BellRecord) ticket = NULL;
  guint n;

  make_policy (fixture, "\"escalations\":{\"up\":\"resolution 75% raise-priority\"}");
  ticket_id = server_fixture_new_ticket (fixture, AGENT, "");
  pass (fixture, 50);
  g_assert_cmpuint (look (fixture->organisation, NULL), ==, 1);
  ticket = read_ticket (fixture, ticket_id);
  g_assert_cmpint (bell_ticket_get_priority (BELL_TICKET (ticket)), ==, BELL_PRIORITY_HIGH);
  notes = read_notes (fixture, ticket_id, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_nonnull (strstr (notes, "from normal to high"));
}

static void
test_next_tier (ServerFixture *fixture,
                gconstpointer  data)
{
  g_autofree char *ticket_id = NULL;
  g_autoptr (BellRecord) ticket = NULL;

  set (fixture, LEAD, BELL_TYPE_TEAM, "\"create\":{\"x\":{\"name\":\"Third\",\"tier\":3}}");
  set (fixture, LEAD, BELL_TYPE_TEAM, "\"create\":{\"x\":{\"name\":\"Second\",\"tier\":2}}");
  make_policy (fixture, "\"escalations\":{\"up\":\"resolution 100% next-tier notify-lead\"}");
  ticket_id = server_fixture_new_ticket (fixture, AGENT, ",\"teamId\":\"@team\",\"assigneeId\":\"@agent\"");
  pass (fixture, 61);
  g_assert_cmpuint (look (fixture->organisation, NULL), ==, 1);
  ticket = read_ticket (fixture, ticket_id);
  g_assert_cmpint (bell_ticket_get_tier (BELL_TICKET (ticket)), ==, 2);
  g_assert_cmpstr (bell_ticket_get_team_id (BELL_TICKET (ticket)), !=, fixture->team);
  g_assert_null (bell_ticket_get_assignee_id (BELL_TICKET (ticket)));
}

/* Around the clock for the requester, in their hours for those who are told. */
static void
test_hours (ServerFixture *fixture,
            gconstpointer  data)
{
  g_autofree char *calls = g_strdup_printf (
    "[[\"Calendar/set\",{\"accountId\":\"@account\",\"create\":{\"x\":{\"name\":\"Desk\",\"timeZone\":\"UTC\","
    "\"hours\":{\"mon\":\"09:00-16:30\",\"tue\":\"09:00-16:30\"}}}},\"c0\"]]");
  g_autoptr (BellReply) reply = server_fixture_call (fixture, LEAD, calls);
  g_autoptr (BellSetResponse) response = bell_reply_read_set (reply, "c0", BELL_TYPE_CALENDAR, NULL);
  g_autofree char *more = g_strdup_printf ("\"escalations\":{\"late\":\"resolution 100%% notify-team\"},\"escalationCalendarId\":\"%s\"",
                                           bell_set_response_find (response, BELL_CHANGE_KIND_CREATE, "x")->id);
  gint64 monday = G_GINT64_CONSTANT (1764000000000), next; /* 16:00 */

  make_policy (fixture, more);
  g_free (server_fixture_new_ticket (fixture, AGENT, ",\"teamId\":\"@team\""));
  g_assert_cmpuint (look (fixture->organisation, &next), ==, 0);
  g_assert_cmpint (next, ==, monday + 17 * 60 * MINUTE); /* Tuesday 09:00 */
  pass (fixture, 17 * 60 - 1);
  g_assert_cmpuint (look (fixture->organisation, NULL), ==, 0);
  pass (fixture, 1);
  g_assert_cmpuint (look (fixture->organisation, NULL), ==, 1);
}

static void
test_paused_and_done (ServerFixture *fixture,
                      gconstpointer  data)
{
  g_autofree char *ticket = NULL, *pend = NULL, *reopen = NULL;
  gint64 start, next;

  make_policy (fixture, "\"escalations\":{\"reply\":\"firstResponse -5m notify-team\",\"solve\":\"resolution 100% notify-team\"}");
  ticket = server_fixture_new_ticket (fixture, AGENT, ",\"teamId\":\"@team\"");
  start = bell_clock_now (fixture->clock);
  g_assert_cmpuint (look (fixture->organisation, &next), ==, 0);
  g_assert_cmpint (next, ==, start + 15 * MINUTE);

  pass (fixture, 10);
  g_free (server_fixture_new_message (fixture, AGENT, ticket, "reply", "On it"));
  pend = g_strdup_printf ("\"update\":{\"%s\":{\"status\":\"pending\"}}", ticket);
  set (fixture, AGENT, BELL_TYPE_TICKET, pend);
  g_assert_cmpuint (look (fixture->organisation, &next), ==, 0);
  g_assert_cmpint (next, ==, G_MAXINT64);

  pass (fixture, 100);
  reopen = g_strdup_printf ("\"update\":{\"%s\":{\"status\":\"open\"}}", ticket);
  set (fixture, AGENT, BELL_TYPE_TICKET, reopen);
  g_assert_cmpuint (look (fixture->organisation, &next), ==, 0);
  g_assert_cmpint (next, ==, start + 160 * MINUTE);
  pass (fixture, 50);
  g_assert_cmpuint (look (fixture->organisation, NULL), ==, 1);
}

/* What a node keeps between two looks follows the policies; but what was promised
 * stands until the ticket itself changes in what policies ask for. */
static void
test_policy_changes_between_looks (ServerFixture *fixture,
                                   gconstpointer  data)
{
  g_autoptr (BellEscalation) escalation = bell_escalation_new (fixture->organisation);
  g_autoptr (GError) error = NULL;
  g_autofree char *ticket = NULL, *raise = NULL;
  gint64 start, next;
  guint n_steps;

  make_policy (fixture, "\"escalations\":{\"late\":\"resolution 100% notify-team\"}");
  ticket = server_fixture_new_ticket (fixture, AGENT, ",\"teamId\":\"@team\"");
  start = bell_clock_now (fixture->clock);
  g_assert_true (bell_escalation_run (escalation, 10, &n_steps, &next, &error));
  g_assert_cmpint (next, ==, start + 60 * MINUTE);

  make_policy (fixture, "\"position\":-1,\"escalations\":{\"soon\":\"resolution 50% notify-team\"}");
  g_assert_true (bell_escalation_run (escalation, 10, &n_steps, &next, &error));
  g_assert_no_error (error);
  g_assert_cmpint (next, ==, start + 60 * MINUTE);

  raise = g_strdup_printf ("\"update\":{\"%s\":{\"priority\":\"high\"}}", ticket);
  set (fixture, AGENT, BELL_TYPE_TICKET, raise);
  g_assert_true (bell_escalation_run (escalation, 10, &n_steps, &next, &error));
  g_assert_cmpint (next, ==, start + 15 * MINUTE);
}

/* A policy that is made today is no reason to tell everybody of last month. */

static void
test_long_past_is_let_go (ServerFixture *fixture,
                          gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, ",\"teamId\":\"@team\"");
  g_autofree char *notes = NULL;
  guint n;

  pass (fixture, 30 * 24 * 60);
  make_policy (fixture, "\"escalations\":{\"late\":\"resolution 100% notify-team\"}");
  g_assert_cmpuint (look (fixture->organisation, NULL), ==, 0);
  notes = read_notes (fixture, ticket, &n);
  g_assert_cmpuint (n, ==, 0);
}

/* Every kind of step, before the deadline and after it, at shares and by time: each
 * once, whichever node looks, with the nodes started anew all the time. */
static void
test_all_steps_on_changing_nodes (ServerFixture *fixture,
                                  gconstpointer  data)
{
  static const struct { int minute; guint notes; BellPriority priority; gint64 tier; } wanted[] = {
    { 29, 0, BELL_PRIORITY_NORMAL, 1 },
    { 30, 1, BELL_PRIORITY_NORMAL, 1 },  /* half an hour before: the assignee */
    { 45, 3, BELL_PRIORITY_HIGH, 1 },    /* at 75 %: higher, which makes it due at 30, and the first step due anew */
    { 59, 3, BELL_PRIORITY_HIGH, 1 },
    { 60, 4, BELL_PRIORITY_HIGH, 2 },    /* half an hour after: the next tier */
    { 90, 5, BELL_PRIORITY_HIGH, 2 },    /* an hour after: the lead of that */
    { 500, 5, BELL_PRIORITY_HIGH, 2 },
  };
  g_autofree char *ticket_id = NULL;
  int minute = 0;

  set (fixture, LEAD, BELL_TYPE_TEAM, "\"create\":{\"x\":{\"name\":\"Second\",\"tier\":2}}");
  make_policy (fixture, "\"escalations\":{\"1\":\"resolution -30m notify-assignee\",\"2\":\"resolution 75% raise-priority\","
                        "\"3\":\"resolution +30m next-tier\",\"4\":\"resolution +1h notify-lead\"}");
  ticket_id = server_fixture_new_ticket (fixture, AGENT, ",\"teamId\":\"@team\",\"assigneeId\":\"@agent\"");

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (BellOrganisation) one = NULL;
      g_autoptr (BellOrganisation) two = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *notes = NULL;
      g_autoptr (BellRecord) ticket = NULL;
      GThread *first, *second;
      guint n;

      pass (fixture, wanted[i].minute - minute);
      minute = wanted[i].minute;
      one = bell_organisation_open (fixture->path, fixture->clock, &error);
      g_assert_no_error (error);
      two = bell_organisation_open (fixture->path, fixture->clock, &error);
      g_assert_no_error (error);
      first = g_thread_new ("one", look_in_thread, one);
      second = g_thread_new ("two", look_in_thread, two);
      g_thread_join (first);
      g_thread_join (second);

      notes = read_notes (fixture, ticket_id, &n);
      ticket = read_ticket (fixture, ticket_id);
      g_assert_cmpint (bell_ticket_get_priority (BELL_TICKET (ticket)), ==, wanted[i].priority);
      g_assert_cmpint (bell_ticket_get_tier (BELL_TICKET (ticket)), ==, wanted[i].tier);
      g_assert_cmpuint (n, ==, wanted[i].notes);
    }
}

static void
test_no_steps_no_index (ServerFixture *fixture,
                        gconstpointer  data)
{
  gint64 next;

  make_policy (fixture, "\"calendarId\":null");
  g_free (server_fixture_new_ticket (fixture, AGENT, ""));
  g_assert_cmpuint (look (fixture->organisation, &next), ==, 0);
  g_assert_cmpint (next, ==, G_MAXINT64);
}

static void
test_thread (ServerFixture *fixture,
             gconstpointer  data)
{
  g_autofree char *ticket = NULL;
  BellEscalator *escalator;
  guint n = 0;

  make_policy (fixture, "\"escalations\":{\"late\":\"resolution 100% notify-team\"}");
  ticket = server_fixture_new_ticket (fixture, AGENT, ",\"teamId\":\"@team\"");
  pass (fixture, 61);
  escalator = bell_escalator_start (fixture->organisation);
  while (n == 0)
    {
      g_autofree char *notes = read_notes (fixture, ticket, &n);

      g_thread_yield ();
    }
  bell_escalator_stop (escalator);
  g_assert_cmpuint (n, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define add(path, function) \
  g_test_add ("/server/escalation/" path, ServerFixture, NULL, set_up, function, server_fixture_tear_down)
  add ("once", test_once);
  add ("restart", test_restart);
  add ("two-nodes", test_two_nodes);
  add ("no-cascade", test_no_cascade);
  add ("next-tier", test_next_tier);
  add ("hours", test_hours);
  add ("paused-and-done", test_paused_and_done);
  add ("policy-changes-between-looks", test_policy_changes_between_looks);
  add ("long-past-is-let-go", test_long_past_is_let_go);
  add ("all-steps-on-changing-nodes", test_all_steps_on_changing_nodes);
  add ("no-steps-no-index", test_no_steps_no_index);
  add ("thread", test_thread);

  return g_test_run ();
}
