/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may see and do what, over the wire. */

#include <string.h>

#include "bell-access.h"
#include "bell-id.h"
#include "bell-reader.h"
#include "bell-test-server.h"
#include "server-fixture.h"

typedef struct
{
  Person person;
  BellType type;
  const char *arguments; /* %t ticket, %r reply, %n note, %d draft, %p published article, %v other's view */
  const char *expected;  /* NULL: done */
} Case;

static const Case cases[] = {
  /* Tickets */
  { REQUESTER, BELL_TYPE_TICKET, "\"create\":{\"x\":{\"subject\":\"Help\",\"requesterId\":\"@requester\"}}", NULL },
  { REQUESTER, BELL_TYPE_TICKET, "\"create\":{\"x\":{\"subject\":\"Help\",\"requesterId\":\"@stranger\"}}", "forbidden" },
  { REQUESTER, BELL_TYPE_TICKET, "\"create\":{\"x\":{\"subject\":\"Help\",\"requesterId\":\"@requester\",\"status\":\"closed\"}}", "forbidden" },
  { REQUESTER, BELL_TYPE_TICKET, "\"create\":{\"x\":{\"subject\":\"Help\",\"requesterId\":\"@requester\",\"tags\":{\"vip\":true}}}", "invalidProperties" },
  { REQUESTER, BELL_TYPE_TICKET, "\"create\":{\"x\":{\"subject\":\"Help\",\"requesterId\":\"@requester\",\"assigneeId\":\"@agent\"}}", "forbidden" },
  { REQUESTER, BELL_TYPE_TICKET, "\"update\":{\"%t\":{\"status\":\"solved\"}}", NULL },
  { REQUESTER, BELL_TYPE_TICKET, "\"update\":{\"%t\":{\"status\":\"on-hold\"}}", "forbidden" },
  { REQUESTER, BELL_TYPE_TICKET, "\"update\":{\"%t\":{\"subject\":\"Other\"}}", "forbidden" },
  { REQUESTER, BELL_TYPE_TICKET, "\"update\":{\"%t\":{\"requesterId\":\"@stranger\"}}", "forbidden" },
  { REQUESTER, BELL_TYPE_TICKET, "\"update\":{\"%t\":{\"watchers/@stranger\":true}}", NULL },
  { REQUESTER, BELL_TYPE_TICKET, "\"update\":{\"%t\":{\"number\":7}}", "invalidProperties" },
  { REQUESTER, BELL_TYPE_TICKET, "\"destroy\":[\"%t\"]", "forbidden" },
  { STRANGER, BELL_TYPE_TICKET, "\"update\":{\"%t\":{\"status\":\"solved\"}}", "notFound" },
  { STRANGER, BELL_TYPE_TICKET, "\"destroy\":[\"%t\"]", "notFound" },
  { AGENT, BELL_TYPE_TICKET, "\"update\":{\"%t\":{\"assigneeId\":\"@agent\",\"priority\":\"high\",\"teamId\":\"@team\"}}", NULL },
  { AGENT, BELL_TYPE_TICKET, "\"update\":{\"%t\":{\"status\":\"new\"}}", NULL },
  { AGENT, BELL_TYPE_TICKET, "\"update\":{\"%t\":{\"createdAt\":\"2020-01-01T00:00:00Z\"}}", "invalidProperties" },
  { AGENT, BELL_TYPE_TICKET, "\"update\":{\"%t\":{\"channel\":\"email\"}}", "invalidProperties" },
  { AGENT, BELL_TYPE_TICKET, "\"destroy\":[\"%t\"]", "forbidden" },
  { LEAD, BELL_TYPE_TICKET, "\"destroy\":[\"%t\"]", "forbidden" },
  { ADMIN, BELL_TYPE_TICKET, "\"destroy\":[\"%t\"]", NULL },
  /* Messages */
  { REQUESTER, BELL_TYPE_MESSAGE, "\"create\":{\"x\":{\"ticketId\":\"%t\",\"body\":\"Thanks\"}}", NULL },
  { REQUESTER, BELL_TYPE_MESSAGE, "\"create\":{\"x\":{\"ticketId\":\"%t\",\"kind\":\"note\",\"body\":\"Thanks\"}}", "forbidden" },
  { REQUESTER, BELL_TYPE_MESSAGE, "\"create\":{\"x\":{\"ticketId\":\"%t\",\"body\":\"Thanks\",\"authorId\":\"@agent\"}}", "invalidProperties" },
  { REQUESTER, BELL_TYPE_MESSAGE, "\"update\":{\"%r\":{\"body\":\"No\"}}", "invalidProperties" },
  { REQUESTER, BELL_TYPE_MESSAGE, "\"update\":{\"%n\":{\"body\":\"No\"}}", "notFound" },
  { STRANGER, BELL_TYPE_MESSAGE, "\"create\":{\"x\":{\"ticketId\":\"%t\",\"body\":\"Thanks\"}}", "invalidProperties" },
  { AGENT, BELL_TYPE_MESSAGE, "\"create\":{\"x\":{\"ticketId\":\"%t\",\"kind\":\"note\",\"body\":\"Well\"}}", NULL },
  { AGENT, BELL_TYPE_MESSAGE, "\"destroy\":[\"%r\"]", "forbidden" },
  { ADMIN, BELL_TYPE_MESSAGE, "\"destroy\":[\"%r\"]", "forbidden" },
  /* Articles */
  { REQUESTER, BELL_TYPE_ARTICLE, "\"create\":{\"x\":{\"title\":\"Mine\"}}", "forbidden" },
  { REQUESTER, BELL_TYPE_ARTICLE, "\"update\":{\"%p\":{\"title\":\"Mine\"}}", "forbidden" },
  { REQUESTER, BELL_TYPE_ARTICLE, "\"update\":{\"%d\":{\"title\":\"Mine\"}}", "notFound" },
  { AGENT, BELL_TYPE_ARTICLE, "\"update\":{\"%p\":{\"body\":\"Better\"}}", NULL },
  { OTHER, BELL_TYPE_ARTICLE, "\"destroy\":[\"%d\"]", "forbidden" },
  { AGENT, BELL_TYPE_ARTICLE, "\"destroy\":[\"%d\"]", NULL },
  { AGENT, BELL_TYPE_ARTICLE, "\"destroy\":[\"%p\"]", "forbidden" },
  { LEAD, BELL_TYPE_ARTICLE, "\"destroy\":[\"%p\"]", NULL },
  /* Views */
  { REQUESTER, BELL_TYPE_VIEW, "\"create\":{\"x\":{\"name\":\"v\",\"ownerId\":\"@requester\"}}", "invalidProperties" },
  { AGENT, BELL_TYPE_VIEW, "\"create\":{\"x\":{\"name\":\"v\",\"ownerId\":\"@agent\"}}", NULL },
  { AGENT, BELL_TYPE_VIEW, "\"create\":{\"x\":{\"name\":\"v\"}}", "forbidden" },
  { LEAD, BELL_TYPE_VIEW, "\"create\":{\"x\":{\"name\":\"v\"}}", NULL },
  { AGENT, BELL_TYPE_VIEW, "\"update\":{\"%v\":{\"name\":\"w\"}}", "notFound" },
  { ADMIN, BELL_TYPE_VIEW, "\"destroy\":[\"%v\"]", "notFound" },
  { OTHER, BELL_TYPE_VIEW, "\"update\":{\"%v\":{\"name\":\"w\"}}", NULL },
  /* People and teams */
  { AGENT, BELL_TYPE_PRINCIPAL, "\"update\":{\"@agent\":{\"role\":\"admin\"}}", "forbidden" },
  { LEAD, BELL_TYPE_PRINCIPAL, "\"update\":{\"@agent\":{\"role\":\"admin\"}}", "forbidden" },
  { REQUESTER, BELL_TYPE_PRINCIPAL, "\"update\":{\"@requester\":{\"role\":\"agent\"}}", "forbidden" },
  { REQUESTER, BELL_TYPE_PRINCIPAL, "\"update\":{\"@requester\":{\"locale\":\"de\"}}", NULL },
  { REQUESTER, BELL_TYPE_PRINCIPAL, "\"update\":{\"@stranger\":{\"locale\":\"de\"}}", "forbidden" },
  { LEAD, BELL_TYPE_PRINCIPAL, "\"update\":{\"@agent\":{\"teams/@team\":true}}", NULL },
  { AGENT, BELL_TYPE_PRINCIPAL, "\"update\":{\"@agent\":{\"teams/@team\":true}}", "forbidden" },
  { LEAD, BELL_TYPE_PRINCIPAL, "\"create\":{\"x\":{\"name\":\"n\",\"email\":\"n@x.y\"}}", "forbidden" },
  { ADMIN, BELL_TYPE_PRINCIPAL, "\"create\":{\"x\":{\"name\":\"n\",\"email\":\"n@x.y\"}}", NULL },
  { ADMIN, BELL_TYPE_PRINCIPAL, "\"create\":{\"x\":{\"name\":\"n\",\"email\":\"ADMIN@test.example\"}}", "invalidProperties" },
  { ADMIN, BELL_TYPE_PRINCIPAL, "\"update\":{\"@admin\":{\"role\":\"agent\"}}", "forbidden" },
  { ADMIN, BELL_TYPE_PRINCIPAL, "\"update\":{\"@admin\":{\"active\":false}}", "forbidden" },
  { ADMIN, BELL_TYPE_PRINCIPAL, "\"destroy\":[\"@stranger\"]", "forbidden" },
  { AGENT, BELL_TYPE_TEAM, "\"create\":{\"x\":{\"name\":\"T\"}}", "forbidden" },
  { LEAD, BELL_TYPE_TEAM, "\"create\":{\"x\":{\"name\":\"T\"}}", NULL },
  { LEAD, BELL_TYPE_TEAM, "\"destroy\":[\"@team\"]", "forbidden" },
  /* Calendars and policies */
  { REQUESTER, BELL_TYPE_CALENDAR, "\"create\":{\"x\":{\"name\":\"c\",\"timeZone\":\"UTC\"}}", "forbidden" },
  { AGENT, BELL_TYPE_CALENDAR, "\"create\":{\"x\":{\"name\":\"c\",\"timeZone\":\"UTC\"}}", "forbidden" },
  { LEAD, BELL_TYPE_CALENDAR, "\"create\":{\"x\":{\"name\":\"c\",\"timeZone\":\"UTC\"}}", NULL },
  { LEAD, BELL_TYPE_CALENDAR, "\"create\":{\"x\":{\"name\":\"c\"}}", "invalidProperties" },
  { LEAD, BELL_TYPE_CALENDAR, "\"create\":{\"x\":{\"name\":\"c\",\"timeZone\":\"Mars/Olympus\"}}", "invalidProperties" },
  { LEAD, BELL_TYPE_CALENDAR, "\"create\":{\"x\":{\"name\":\"c\",\"timeZone\":\"UTC\",\"hours\":{\"mon\":\"9:00-8:00\"}}}", "invalidProperties" },
  { REQUESTER, BELL_TYPE_CALENDAR, "\"update\":{\"%c\":{\"name\":\"mine\"}}", "forbidden" },
  { LEAD, BELL_TYPE_CALENDAR, "\"update\":{\"%c\":{\"hours/mon\":\"08:00-12:00 11:00-13:00\"}}", "invalidProperties" },
  { LEAD, BELL_TYPE_CALENDAR, "\"update\":{\"%c\":{\"hours/mon\":\"08:00-12:00\"}}", NULL },
  { AGENT, BELL_TYPE_CALENDAR, "\"destroy\":[\"%c\"]", "forbidden" },
  { LEAD, BELL_TYPE_CALENDAR, "\"destroy\":[\"%c\"]", "forbidden" },
  { AGENT, BELL_TYPE_SLA_POLICY, "\"create\":{\"x\":{\"name\":\"s\"}}", "forbidden" },
  { LEAD, BELL_TYPE_SLA_POLICY, "\"create\":{\"x\":{\"name\":\"s\",\"calendarId\":\"%c\",\"teams\":{\"@team\":true}}}", NULL },
  { LEAD, BELL_TYPE_SLA_POLICY, "\"create\":{\"x\":{\"name\":\"s\",\"calendarId\":\"D01930000-0000-7000-8000-0000000000ff\"}}", "invalidProperties" },
  { LEAD, BELL_TYPE_SLA_POLICY, "\"create\":{\"x\":{\"name\":\"s\",\"resolution\":{\"high\":\"-5\"}}}", "invalidProperties" },
  { REQUESTER, BELL_TYPE_SLA_POLICY, "\"update\":{\"%s\":{\"active\":false}}", "forbidden" },
  { LEAD, BELL_TYPE_SLA_POLICY, "\"update\":{\"%s\":{\"createdAt\":null}}", "invalidProperties" },
  { LEAD, BELL_TYPE_SLA_POLICY, "\"destroy\":[\"%s\"]", NULL },
  /* Notices, surveys, votes */
  { REQUESTER, BELL_TYPE_NOTICE, "\"create\":{\"x\":{\"title\":\"o\"}}", "forbidden" },
  { AGENT, BELL_TYPE_NOTICE, "\"create\":{\"x\":{\"title\":\"o\"}}", "forbidden" },
  { LEAD, BELL_TYPE_NOTICE, "\"create\":{\"x\":{\"title\":\"o\",\"since\":\"2026-11-22T00:00:00Z\"}}", NULL },
  { LEAD, BELL_TYPE_NOTICE, "\"create\":{\"x\":{\"title\":\"o\",\"affectedCount\":1000}}", "invalidProperties" },
  { LEAD, BELL_TYPE_NOTICE, "\"update\":{\"%o\":{\"state\":\"over\"}}", NULL },
  { LEAD, BELL_TYPE_NOTICE, "\"update\":{\"%o\":{\"audience\":\"staff\"}}", "invalidProperties" },
  { AGENT, BELL_TYPE_NOTICE, "\"destroy\":[\"%o\"]", "forbidden" },
  { LEAD, BELL_TYPE_NOTICE, "\"destroy\":[\"%o\"]", NULL },
  { STRANGER, BELL_TYPE_NOTICE, "\"update\":{\"%o\":{\"affected/@stranger\":true}}", NULL },
  { STRANGER, BELL_TYPE_NOTICE, "\"update\":{\"%o\":{\"affected/@requester\":true}}", "forbidden" },
  { STRANGER, BELL_TYPE_NOTICE, "\"update\":{\"%o\":{\"affected\":{\"@stranger\":true}}}", "forbidden" },
  { STRANGER, BELL_TYPE_NOTICE, "\"update\":{\"%o\":{\"affected/@stranger\":true,\"title\":\"no\"}}", "forbidden" },
  { STRANGER, BELL_TYPE_NOTICE, "\"update\":{\"%h\":{\"affected/@stranger\":true}}", "notFound" },
  { REQUESTER, BELL_TYPE_TICKET, "\"update\":{\"%t\":{\"surveyScore\":5}}", "forbidden" },
  { REQUESTER, BELL_TYPE_TICKET, "\"update\":{\"%x\":{\"surveyScore\":5,\"surveyComment\":\"quick\"}}", NULL },
  { REQUESTER, BELL_TYPE_TICKET, "\"update\":{\"%x\":{\"surveyScore\":6}}", "invalidProperties" },
  { REQUESTER, BELL_TYPE_TICKET, "\"update\":{\"%x\":{\"surveyScore\":0}}", "invalidProperties" },
  { REQUESTER, BELL_TYPE_TICKET, "\"update\":{\"%x\":{\"surveyComment\":\"no score\"}}", "invalidProperties" },
  { AGENT, BELL_TYPE_TICKET, "\"update\":{\"%x\":{\"surveyScore\":5}}", "forbidden" },
  { ADMIN, BELL_TYPE_TICKET, "\"update\":{\"%x\":{\"surveyScore\":5}}", "forbidden" },
  { STRANGER, BELL_TYPE_TICKET, "\"update\":{\"%x\":{\"surveyScore\":1}}", "notFound" },
  { REQUESTER, BELL_TYPE_ARTICLE, "\"update\":{\"%p\":{\"votes/@requester\":true}}", NULL },
  { REQUESTER, BELL_TYPE_ARTICLE, "\"update\":{\"%p\":{\"votes/@stranger\":true}}", "forbidden" },
  { REQUESTER, BELL_TYPE_ARTICLE, "\"update\":{\"%p\":{\"helpful\":99}}", "invalidProperties" },
  { REQUESTER, BELL_TYPE_ARTICLE, "\"update\":{\"%d\":{\"votes/@requester\":true}}", "notFound" },
  { AGENT, BELL_TYPE_TICKET, "\"update\":{\"%t\":{\"nextDueAt\":\"2026-11-22T00:00:00Z\"}}", "invalidProperties" },
};

/* Objects for the cases, made anew for each. */
typedef struct
{
  char *ticket, *reply, *note, *draft, *published, *view, *calendar, *policy, *notice, *hidden_notice, *solved;
} Objects;

static char *
make (ServerFixture *fixture,
      Person         person,
      BellType       type,
      const char    *object)
{
  g_autofree char *calls = g_strdup_printf ("[[\"%s/set\",{\"accountId\":\"@account\",\"create\":{\"x\":%s}},\"c0\"]]", bell_type_get_wire_name (type), object);
  g_autoptr (BellReply) reply = server_fixture_call (fixture, person, calls);
  g_autoptr (BellSetResponse) set = bell_reply_read_set (reply, "c0", type, NULL);
  const BellSetResult *result = set != NULL ? bell_set_response_find (set, BELL_CHANGE_KIND_CREATE, "x") : NULL;

  g_assert_nonnull (result);
  g_assert_nonnull (result->id);
  return g_strdup (result->id);
}

static void
make_objects (ServerFixture *fixture,
              Objects       *objects)
{
  objects->ticket = server_fixture_new_ticket (fixture, AGENT, "");
  objects->reply = server_fixture_new_message (fixture, REQUESTER, objects->ticket, "reply", "hello");
  objects->note = server_fixture_new_message (fixture, AGENT, objects->ticket, "note", "hm");
  objects->draft = make (fixture, AGENT, BELL_TYPE_ARTICLE, "{\"title\":\"draft\"}");
  objects->published = make (fixture, AGENT, BELL_TYPE_ARTICLE, "{\"title\":\"p\",\"audience\":\"public\",\"state\":\"published\"}");
  objects->calendar = make (fixture, LEAD, BELL_TYPE_CALENDAR, "{\"name\":\"c\",\"timeZone\":\"UTC\"}");
  {
    g_autofree char *policy = g_strdup_printf ("{\"name\":\"s\",\"calendarId\":\"%s\"}", objects->calendar);

    objects->policy = make (fixture, LEAD, BELL_TYPE_SLA_POLICY, policy);
  }
  {
    g_autofree char *notice = g_strdup_printf ("{\"title\":\"o\",\"audience\":\"public\",\"ticketId\":\"%s\"}", objects->ticket);

    objects->notice = make (fixture, LEAD, BELL_TYPE_NOTICE, notice);
  }
  objects->hidden_notice = make (fixture, LEAD, BELL_TYPE_NOTICE, "{\"title\":\"h\",\"audience\":\"staff\"}");
  objects->solved = server_fixture_new_ticket (fixture, AGENT, ",\"status\":\"solved\"");
  objects->view = make (fixture, OTHER, BELL_TYPE_VIEW, "{\"name\":\"v\",\"ownerId\":\"@other\"}");
}

static void
clear_objects (Objects *objects)
{
  g_free (objects->ticket);
  g_free (objects->reply);
  g_free (objects->note);
  g_free (objects->draft);
  g_free (objects->published);
  g_free (objects->view);
  g_free (objects->calendar);
  g_free (objects->policy);
  g_free (objects->notice);
  g_free (objects->hidden_notice);
  g_free (objects->solved);
}

static void
test_cases (ServerFixture *fixture,
            gconstpointer  data)
{
  guint wrong = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) arguments = g_string_new (cases[i].arguments);
      g_autofree char *got = NULL;
      Objects objects;

      make_objects (fixture, &objects);
      g_string_replace (arguments, "%t", objects.ticket, 0);
      g_string_replace (arguments, "%r", objects.reply, 0);
      g_string_replace (arguments, "%n", objects.note, 0);
      g_string_replace (arguments, "%d", objects.draft, 0);
      g_string_replace (arguments, "%p", objects.published, 0);
      g_string_replace (arguments, "%v", objects.view, 0);
      g_string_replace (arguments, "%c", objects.calendar, 0);
      g_string_replace (arguments, "%s", objects.policy, 0);
      g_string_replace (arguments, "%o", objects.notice, 0);
      g_string_replace (arguments, "%h", objects.hidden_notice, 0);
      g_string_replace (arguments, "%x", objects.solved, 0);
      got = server_fixture_try_set (fixture, cases[i].person, cases[i].type, arguments->str);
      if (g_strcmp0 (got, cases[i].expected) != 0)
        {
          g_test_message ("%s %s by %u: wanted %s, got %s", bell_type_get_wire_name (cases[i].type), arguments->str, cases[i].person,
                          cases[i].expected != NULL ? cases[i].expected : "done", got != NULL ? got : "done");
          wrong++;
        }
      clear_objects (&objects);
    }
  g_assert_cmpuint (wrong, ==, 0);
}

/* What whole types show by SQL is what the rule says of each object. */
static void
test_sql_agrees (ServerFixture *fixture,
                 gconstpointer  data)
{
  static const char *const states[] = { "draft", "published", "archived" };
  static const char *const audiences[] = { "agents", "staff", "public" };
  BellDatabase *database;
  Objects objects;

  make_objects (fixture, &objects);
  g_free (server_fixture_new_ticket (fixture, AGENT, ",\"requesterId\":\"@stranger\",\"watchers\":{\"@requester\":true}"));
  for (guint i = 0; i < 3; i++)
    for (guint j = 0; j < 3; j++)
      {
        g_autofree char *object = g_strdup_printf ("{\"title\":\"x\",\"state\":\"%s\",\"audience\":\"%s\"}", states[i], audiences[j]);

        g_free (make (fixture, AGENT, BELL_TYPE_ARTICLE, object));
      }

  database = bell_organisation_take_reader (fixture->organisation, NULL);
  for (guint person = 0; person < N_PEOPLE; person++)
    {
      g_autoptr (BellSignedIn) who = NULL;

      g_assert_true (bell_accounts_find (fixture->accounts, database, fixture->tokens[person], &who, NULL));
      for (guint type = 0; type < BELL_N_TABLE_TYPES; type++)
        {
          BellTable *table = bell_organisation_get_table (fixture->organisation, (BellType) type);
          g_autoptr (BellStatement) statement = bell_table_select (table, database, NULL, NULL);
          g_autofree char *calls = g_strdup_printf ("[[\"%s/get\",{\"accountId\":\"@account\",\"ids\":null,\"properties\":[\"id\"]},\"c0\"]]",
                                                    bell_type_get_wire_name ((BellType) type));
          g_autofree char *text = server_fixture_call_text (fixture, (Person) person, calls);
          gboolean row;

          while (bell_statement_step (statement, &row, NULL) && row)
            {
              g_autoptr (BellRecord) record = bell_table_read_row (table, statement, 0, NULL);
              g_autoptr (BellRecord) ticket = NULL;
              gboolean may;

              if (type == BELL_TYPE_MESSAGE)
                bell_organisation_get_record (fixture->organisation, database, BELL_TYPE_TICKET, bell_message_get_ticket_id (BELL_MESSAGE (record)), &ticket, NULL);
              may = bell_access_can_read (&who->actor, record, ticket);
              g_assert_true (may == (strstr (text, bell_record_get_id (record)) != NULL));
            }
        }
    }
  bell_organisation_return_reader (fixture->organisation, database);
  clear_objects (&objects);
}

/* No door shows what another has closed. */
static void
test_hidden_by_every_method (ServerFixture *fixture,
                             gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, ",\"requesterId\":\"@stranger\",\"tags\":{\"hidden-tag\":true}");
  g_autofree char *reply = server_fixture_new_message (fixture, AGENT, ticket, "reply", "strange words");
  g_autofree char *own = server_fixture_new_ticket (fixture, AGENT, ",\"tags\":{\"hidden-tag\":true}");
  g_autofree char *note = server_fixture_new_message (fixture, AGENT, own, "note", "strange words");
  g_autofree char *calls = g_strdup_printf (
    "[[\"Ticket/get\",{\"accountId\":\"@account\",\"ids\":[\"%s\",\"%s\"]},\"c0\"],"
    "[\"Message/get\",{\"accountId\":\"@account\",\"ids\":[\"%s\",\"%s\"]},\"c1\"],"
    "[\"Ticket/query\",{\"accountId\":\"@account\",\"filter\":{\"requesterId\":\"@stranger\"}},\"c2\"],"
    "[\"Message/query\",{\"accountId\":\"@account\",\"filter\":{\"text\":\"strange\"}},\"c3\"],"
    "[\"Ticket/changes\",{\"accountId\":\"@account\",\"sinceState\":\"0-1\"},\"c4\"],"
    "[\"Message/changes\",{\"accountId\":\"@account\",\"sinceState\":\"0-1\"},\"c5\"],"
    "[\"Change/query\",{\"accountId\":\"@account\",\"filter\":{\"ticketId\":\"%s\"}},\"c6\"],"
    "[\"Change/changes\",{\"accountId\":\"@account\",\"sinceState\":\"0-1\"},\"c7\"],"
    "[\"Change/get\",{\"accountId\":\"@account\",\"#ids\":{\"resultOf\":\"c7\",\"name\":\"Change/changes\",\"path\":\"/created\"}},\"c8\"],"
    "[\"Ticket/query\",{\"accountId\":\"@account\",\"filter\":{\"tags\":\"hidden-tag\"}},\"c9\"],"
    "[\"View/get\",{\"accountId\":\"@account\",\"ids\":null},\"c10\"],"
    "[\"Principal/get\",{\"accountId\":\"@account\",\"ids\":null},\"c11\"]]",
    ticket, own, reply, note, ticket);
  g_autofree char *text = server_fixture_call_text (fixture, REQUESTER, calls);
  const char *behind_get;

  g_assert_null (strstr (text, "strange words"));
  g_assert_null (strstr (text, "hidden-tag"));
  g_assert_nonnull (strstr (text, own));
  g_assert_null (strstr (text, "agent@test.example"));
  g_assert_nonnull (strstr (text, "unsupportedFilter"));
  /* Their ids stand only among what was not found. */
  behind_get = strstr (text, "\"c1\"]");
  g_assert_nonnull (behind_get);
  g_assert_null (strstr (behind_get, ticket));
  g_assert_null (strstr (behind_get, reply));
  g_assert_null (strstr (behind_get, note));
}

/* A ticket comes into sight with all that is said on it, and goes with it. */
static void
test_watcher_comes_and_goes (ServerFixture *fixture,
                             gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *reply = server_fixture_new_message (fixture, AGENT, ticket, "reply", "hello");
  g_autofree char *state = server_fixture_state (fixture, STRANGER, BELL_TYPE_MESSAGE);
  g_autofree char *add = g_strdup_printf ("\"update\":{\"%s\":{\"watchers/@stranger\":true}}", ticket);
  g_autofree char *remove = g_strdup_printf ("\"update\":{\"%s\":{\"watchers/@stranger\":null}}", ticket);
  g_autofree char *calls = g_strdup_printf ("[[\"Message/changes\",{\"accountId\":\"@account\",\"sinceState\":\"%s\"},\"c0\"]]", state);
  g_autofree char *created = g_strdup_printf ("\"created\":[\"%s\"]", reply);
  g_autofree char *destroyed = g_strdup_printf ("\"destroyed\":[\"%s\"]", reply);
  g_autofree char *text = NULL;

  g_free (server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, add));
  text = server_fixture_call_text (fixture, STRANGER, calls);
  g_assert_nonnull (strstr (text, created));
  g_free (server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, remove));
  g_free (text);
  text = server_fixture_call_text (fixture, STRANGER, calls);
  g_assert_nonnull (strstr (text, destroyed));
}

static guint
download (ServerFixture *fixture,
          Person         person,
          const char    *blob_id)
{
  g_autofree char *path = g_strdup_printf ("/jmap/download/%s/%s/file?accept=text/plain", bell_organisation_get_id (fixture->organisation), blob_id);
  guint status;

  g_free (bell_test_http_request (fixture->port, "GET", path, fixture->tokens[person], NULL, NULL, 0, &status, NULL));
  return status;
}

/* A file is seen by who sees the message that it hangs on, for as long as they do;
 * what is not theirs and what is not there are the same. */
static void
test_files_follow (ServerFixture *fixture,
                   gconstpointer  data)
{
  static const char *const kinds[] = { "reply", "note" };
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *upload = g_strconcat ("/jmap/upload/", bell_organisation_get_id (fixture->organisation), NULL);
  g_autofree char *nowhere = g_strnfill (64, '0');
  g_autofree char *missing = g_strconcat ("B", nowhere, NULL);
  char *files[2];

  for (guint i = 0; i < 2; i++)
    {
      guint status;
      g_autofree char *answer = bell_test_http_request (fixture->port, "POST", upload, fixture->tokens[AGENT], "Content-Type: text/plain\r\n",
                                                        kinds[i], -1, &status, NULL);
      g_autofree char *calls = NULL;
      g_autofree char *made = NULL;

      g_assert_cmpuint (status, ==, 201);
      files[i] = g_strndup (strstr (answer, "\"blobId\":\"") + 10, 65);
      calls = g_strdup_printf ("[[\"Message/set\",{\"accountId\":\"@account\",\"create\":{\"m\":{\"ticketId\":\"%s\",\"kind\":\"%s\",\"body\":\"see\","
                               "\"attachments\":[{\"blobId\":\"%s\",\"name\":\"n\",\"type\":\"text/plain\",\"size\":%u}]}}},\"c0\"]]",
                               ticket, kinds[i], files[i], (guint) strlen (kinds[i]));
      made = server_fixture_call_text (fixture, AGENT, calls);
      g_assert_nonnull (strstr (made, "\"created\":{"));
    }

  for (guint i = 0; i < 4; i++)
    {
      gboolean watching = i % 2 == 1;
      g_autofree char *watch = g_strdup_printf ("\"update\":{\"%s\":{\"watchers/@stranger\":%s}}", ticket, watching ? "true" : "null");

      g_assert_null (server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, watch));
      g_assert_cmpuint (download (fixture, STRANGER, files[0]), ==, watching ? 200 : 404);
      g_assert_cmpuint (download (fixture, STRANGER, files[1]), ==, 404);
      g_assert_cmpuint (download (fixture, STRANGER, missing), ==, 404);
      g_assert_cmpuint (download (fixture, OTHER, files[1]), ==, 200);
    }
  g_free (files[0]);
  g_free (files[1]);
}

/* Who says “me too” follows the incident, which was hidden before; said twice
 * it counts once. What went into a vote or a survey is said once, too. */
static void
test_joining (ServerFixture *fixture,
              gconstpointer  data)
{
  Objects objects;
  g_autofree char *notice_state = NULL, *changes = NULL, *text = NULL, *tickets = NULL, *join = NULL, *vote = NULL, *survey = NULL;
  g_autofree char *again = NULL, *notices = NULL, *articles = NULL;

  make_objects (fixture, &objects);
  notice_state = server_fixture_state (fixture, STRANGER, BELL_TYPE_NOTICE);
  join = g_strdup_printf ("\"update\":{\"%s\":{\"affected/@stranger\":true}}", objects.notice);
  tickets = server_fixture_call_text (fixture, STRANGER, "[[\"Ticket/get\",{\"accountId\":\"@account\",\"ids\":null},\"c0\"]]");
  g_assert_null (strstr (tickets, objects.ticket));
  for (int i = 0; i < 2; i++)
    g_assert_null (server_fixture_try_set (fixture, STRANGER, BELL_TYPE_NOTICE, join));
  g_free (tickets);
  tickets = server_fixture_call_text (fixture, STRANGER, "[[\"Ticket/get\",{\"accountId\":\"@account\",\"ids\":null},\"c0\"]]");
  g_assert_nonnull (strstr (tickets, objects.ticket));

  changes = g_strdup_printf ("[[\"Notice/changes\",{\"accountId\":\"@account\",\"sinceState\":\"%s\"},\"c0\"]]", notice_state);
  text = server_fixture_call_text (fixture, STRANGER, changes);
  g_assert_nonnull (strstr (text, objects.notice));
  g_assert_null (strstr (text, objects.hidden_notice));
  notices = server_fixture_call_text (fixture, REQUESTER, "[[\"Notice/get\",{\"accountId\":\"@account\",\"ids\":null},\"c0\"]]");
  g_assert_nonnull (strstr (notices, "\"affectedCount\":1"));
  g_assert_null (strstr (notices, "\"affected\""));

  vote = g_strdup_printf ("\"update\":{\"%s\":{\"votes/@stranger\":true}}", objects.published);
  for (int i = 0; i < 2; i++)
    g_assert_null (server_fixture_try_set (fixture, STRANGER, BELL_TYPE_ARTICLE, vote));
  articles = server_fixture_call_text (fixture, REQUESTER, "[[\"Article/get\",{\"accountId\":\"@account\",\"ids\":null},\"c0\"]]");
  g_assert_nonnull (strstr (articles, "\"helpful\":1"));
  g_assert_null (strstr (articles, "votes"));

  survey = g_strdup_printf ("\"update\":{\"%s\":{\"surveyScore\":4}}", objects.solved);
  g_assert_null (server_fixture_try_set (fixture, REQUESTER, BELL_TYPE_TICKET, survey));
  again = server_fixture_try_set (fixture, REQUESTER, BELL_TYPE_TICKET, survey);
  g_assert_cmpstr (again, ==, "forbidden");
  clear_objects (&objects);
}

/* Another role sees another world: old states no longer count. */
static void
test_role_changes (ServerFixture *fixture,
                   gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *state = server_fixture_state (fixture, STRANGER, BELL_TYPE_TICKET);
  g_autofree char *calls = g_strdup_printf ("[[\"Ticket/changes\",{\"accountId\":\"@account\",\"sinceState\":\"%s\"},\"c0\"]]", state);
  g_autofree char *promote = server_fixture_try_set (fixture, ADMIN, BELL_TYPE_PRINCIPAL, "\"update\":{\"@stranger\":{\"role\":\"agent\"}}");
  g_autofree char *text = server_fixture_call_text (fixture, STRANGER, calls);
  g_autofree char *all = server_fixture_call_text (fixture, STRANGER, "[[\"Ticket/query\",{\"accountId\":\"@account\"},\"c0\"]]");

  g_assert_null (promote);
  g_assert_nonnull (strstr (text, "cannotCalculateChanges"));
  g_assert_nonnull (strstr (all, ticket));
}

static void
add_test (const char *path,
          void      (*func) (ServerFixture *, gconstpointer))
{
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, func, server_fixture_tear_down);
}

/* What is not there and what is somebody else's are answered alike. */
static void
test_missing_and_forbidden_alike (ServerFixture *fixture,
                                  gconstpointer  data)
{
  static const char *const calls[] = {
    "[[\"Ticket/get\",{\"accountId\":\"@account\",\"ids\":[\"ID\"]},\"a\"]]",
    "[[\"Ticket/set\",{\"accountId\":\"@account\",\"update\":{\"ID\":{\"subject\":\"x\"}}},\"a\"]]",
    "[[\"Ticket/set\",{\"accountId\":\"@account\",\"update\":{\"ID\":{\"status\":\"solved\"}}},\"a\"]]",
    "[[\"Ticket/set\",{\"accountId\":\"@account\",\"destroy\":[\"ID\"]},\"a\"]]",
    "[[\"Message/set\",{\"accountId\":\"@account\",\"create\":{\"new\":{\"ticketId\":\"ID\",\"kind\":\"reply\",\"body\":\"x\"}}},\"a\"]]",
    "[[\"Message/query\",{\"accountId\":\"@account\",\"filter\":{\"ticketId\":\"ID\"}},\"a\"]]",
    "[[\"Change/query\",{\"accountId\":\"@account\",\"filter\":{\"objectId\":\"ID\"}},\"a\"]]",
  };
  g_autofree char *forbidden = server_fixture_new_ticket (fixture, REQUESTER, "");
  g_autofree char *message = server_fixture_new_message (fixture, REQUESTER, forbidden, "reply", "hello");
  g_autofree char *missing = bell_id_new (BELL_TYPE_TICKET, fixture->clock);
  const char *ids[] = { forbidden, missing };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      char *answers[2] = { NULL, NULL };

      for (guint j = 0; j < G_N_ELEMENTS (ids); j++)
        {
          g_auto (GStrv) parts = g_strsplit (calls[i], "ID", -1);
          g_autofree char *call = g_strjoinv (ids[j], parts);
          g_autofree char *text = server_fixture_call_text (fixture, STRANGER, call);
          g_auto (GStrv) rest = g_strsplit (text, ids[j], -1);

          answers[j] = g_strjoinv ("ID", rest);
        }
      g_assert_cmpstr (answers[0], ==, answers[1]);
      g_free (answers[0]);
      g_free (answers[1]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/server/access/cases", test_cases);
  add_test ("/server/access/sql-agrees", test_sql_agrees);
  add_test ("/server/access/hidden-by-every-method", test_hidden_by_every_method);
  add_test ("/server/access/watcher-comes-and-goes", test_watcher_comes_and_goes);
  add_test ("/server/access/files-follow-their-message", test_files_follow);
  add_test ("/server/access/joining-a-notice", test_joining);
  add_test ("/server/access/role-changes", test_role_changes);
  add_test ("/server/access/missing-and-forbidden-alike", test_missing_and_forbidden_alike);
  return g_test_run ();
}
