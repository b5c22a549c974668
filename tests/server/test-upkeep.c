/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is forgotten in time, and that nothing else is. */

#include "bell-maintenance.h"
#include "bell-organisation-private.h"
#include "bell-upkeep.h"
#include "server-fixture.h"

#define DAY (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

static void
pass_days (ServerFixture *fixture,
           guint          days)
{
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), days * DAY);
}

static BellUpkeepReport
keep_up (ServerFixture *fixture,
         guint          days)
{
  g_autoptr (GError) error = NULL;
  BellUpkeepReport report;

  g_assert_true (bell_organisation_keep_up (fixture->organisation, days, &report, &error));
  g_assert_no_error (error);
  return report;
}

/* A ticket with a message, deleted; then others, so that it is the last of nothing. */
static void
delete_one (ServerFixture *fixture)
{
  g_autofree char *gone = server_fixture_new_ticket (fixture, AGENT, ",\"watchers\":{\"@stranger\":true}");
  g_autofree char *message = server_fixture_new_message (fixture, AGENT, gone, "reply", "a secret");
  g_autofree char *destroy = g_strdup_printf ("\"destroy\":[\"%s\"]", gone);
  g_autofree char *other = NULL;

  g_assert_null (server_fixture_try_set (fixture, ADMIN, BELL_TYPE_TICKET, destroy));
  other = server_fixture_new_ticket (fixture, AGENT, ",\"watchers\":{\"@stranger\":true}");
  g_free (server_fixture_new_message (fixture, AGENT, other, "reply", "no secret"));
  g_free (server_fixture_new_message (fixture, AGENT, other, "note", "to be deleted"));
}

static gboolean
can_tell (ServerFixture *fixture,
          Person         person,
          BellType       type,
          const char    *state)
{
  g_autofree char *call = g_strdup_printf ("[[\"%s/changes\",{\"accountId\":\"@account\",\"sinceState\":\"%s\"},\"c0\"]]",
                                           bell_type_get_wire_name (type), state);
  g_autoptr (BellReply) reply = server_fixture_call (fixture, person, call);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellChangesResponse) changes = bell_reply_read_changes (reply, "c0", type, &error);

  if (changes == NULL)
    g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_CANNOT_CALCULATE_CHANGES);
  return changes != NULL;
}

static void
assert_whole (ServerFixture *fixture)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = bell_organisation_digest (fixture->organisation, NULL, &error);
  g_autofree char *after = NULL;
  gint64 changes;

  /* A check makes a copy, which PostgreSQL leaves to other programs. */
  if (!g_str_has_prefix (fixture->path, "postgresql:"))
    {
      bell_organisation_check (fixture->organisation, &problems, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < problems->len; i++)
        g_test_message ("%s", (const char *) problems->pdata[i]);
      g_assert_cmpuint (problems->len, ==, 0);
    }
  g_assert_true (bell_organisation_rebuild (fixture->organisation, &changes, &error));
  g_assert_no_error (error);
  after = bell_organisation_digest (fixture->organisation, NULL, &error);
  g_assert_cmpstr (before, ==, after);
}

static void
test_forget (ServerFixture *fixture,
             gconstpointer  data)
{
  g_autofree char *start = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  g_autofree char *principals = server_fixture_state (fixture, AGENT, BELL_TYPE_PRINCIPAL);
  g_autofree char *synced = NULL, *synced_messages = NULL, *of_stranger = NULL;
  BellUpkeepReport report;

  delete_one (fixture);
  synced = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);
  synced_messages = server_fixture_state (fixture, AGENT, BELL_TYPE_MESSAGE);
  of_stranger = server_fixture_state (fixture, STRANGER, BELL_TYPE_TICKET);

  /* Today nothing is old enough, and in a month less a day neither. */
  g_assert_cmpint (keep_up (fixture, 30).objects, ==, 0);
  pass_days (fixture, 29);
  g_assert_cmpint (keep_up (fixture, 1).objects, ==, 0);
  g_assert_true (can_tell (fixture, AGENT, BELL_TYPE_TICKET, start));

  pass_days (fixture, 2);
  report = keep_up (fixture, 30);
  g_assert_cmpint (report.objects, ==, 2);
  g_assert_cmpint (report.changes, >=, 4);
  g_assert_cmpint (keep_up (fixture, 30).objects, ==, 0);

  /* Who knew less begins anew, and nobody else. */
  g_assert_false (can_tell (fixture, AGENT, BELL_TYPE_TICKET, start));
  g_assert_true (can_tell (fixture, AGENT, BELL_TYPE_TICKET, synced));
  g_assert_true (can_tell (fixture, AGENT, BELL_TYPE_MESSAGE, synced_messages));
  g_assert_true (can_tell (fixture, STRANGER, BELL_TYPE_TICKET, of_stranger));
  g_assert_true (can_tell (fixture, AGENT, BELL_TYPE_PRINCIPAL, principals));
  assert_whole (fixture);
}

/* The last of its type stays until another takes its place. */
static void
test_last_stays (ServerFixture *fixture,
                 gconstpointer  data)
{
  g_autofree char *gone = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *destroy = g_strdup_printf ("\"destroy\":[\"%s\"]", gone);

  g_assert_null (server_fixture_try_set (fixture, ADMIN, BELL_TYPE_TICKET, destroy));
  keep_up (fixture, 30);
  pass_days (fixture, 31);
  g_assert_cmpint (keep_up (fixture, 30).objects, ==, 0);
  assert_whole (fixture);

  g_free (server_fixture_new_ticket (fixture, AGENT, ""));
  g_assert_cmpint (keep_up (fixture, 30).objects, ==, 1);
  assert_whole (fixture);
}

static gboolean
counts (ServerFixture *fixture,
        Person         person)
{
  g_autoptr (BellSignedIn) who = NULL;
  g_autoptr (GError) error = NULL;
  BellDatabase *reader = bell_organisation_take_reader (fixture->organisation, &error);

  g_assert_true (bell_accounts_find (fixture->accounts, reader, fixture->tokens[person], &who, &error));
  bell_organisation_return_reader (fixture->organisation, reader);
  return who != NULL;
}

static void
test_tokens_expire (ServerFixture *fixture,
                    gconstpointer  data)
{
  bell_accounts_set_token_days (fixture->accounts, 180);

  /* One that is used goes on, one that is not ends. */
  for (guint i = 0; i < 3; i++)
    {
      pass_days (fixture, 100);
      g_assert_true (counts (fixture, AGENT));
      g_assert_true (bell_accounts_note_use (fixture->accounts, NULL));
    }
  g_assert_false (counts (fixture, OTHER));
  pass_days (fixture, 181);
  g_assert_false (counts (fixture, AGENT));

  bell_accounts_set_token_days (fixture->accounts, 0);
  g_assert_true (counts (fixture, AGENT));
  g_assert_true (counts (fixture, OTHER));
}

static void
test_tidy (ServerFixture *fixture,
           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_free (server_fixture_new_ticket (fixture, AGENT, ""));
  g_assert_true (bell_organisation_tidy (fixture->organisation, TRUE, &error));
  g_assert_no_error (error);
  assert_whole (fixture);
}

/* More than a client would take is refused, and told so that it asks for less. */
static void
test_get_answer_oversize (ServerFixture *fixture,
                          gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *body = g_strnfill (1000 * 1000, 'x');
  g_autoptr (GString) ids = g_string_new (NULL);
  g_autofree char *first = NULL, *call = NULL, *few = NULL, *answer = NULL, *more = NULL;

  for (guint i = 0; i < 36; i++)
    {
      g_autofree char *id = server_fixture_new_message (fixture, AGENT, ticket, "reply", body);

      g_string_append_printf (ids, "%s\"%s\"", i > 0 ? "," : "", id);
      if (first == NULL)
        first = g_strdup (id);
    }

  call = g_strdup_printf ("[[\"Message/get\",{\"accountId\":\"@account\",\"ids\":[%s]},\"c0\"]]", ids->str);
  answer = server_fixture_call_text (fixture, AGENT, call);
  g_assert_nonnull (strstr (answer, "requestTooLarge"));
  g_assert_cmpuint (strlen (answer), <, 10000);

  few = g_strdup_printf ("[[\"Message/get\",{\"accountId\":\"@account\",\"ids\":[\"%s\"]},\"c0\"]]", first);
  more = server_fixture_call_text (fixture, AGENT, few);
  g_assert_null (strstr (more, "requestTooLarge"));
  g_assert_cmpuint (strlen (more), >, 1000 * 1000);
}

static void
add (const char *path,
     void      (*func) (ServerFixture *, gconstpointer))
{
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, func, server_fixture_tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/server/upkeep/forget", test_forget);
  add ("/server/upkeep/last-stays", test_last_stays);
  add ("/server/upkeep/tokens-expire", test_tokens_expire);
  add ("/server/upkeep/tidy", test_tidy);
  add ("/server/upkeep/get-answer-oversize", test_get_answer_oversize);
  return g_test_run ();
}
