/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-claim.h"
#include "bell-test-server.h"
#include "server-fixture.h"

/* Asks for one key. Returns whether it was granted. */
static gboolean
claim (ServerFixture *fixture,
       const char    *token,
       const char    *key,
       gint64         at)
{
  g_autoptr (GPtrArray) claims = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_claim_free);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) granted = NULL;
  char *answer;
  guint status;

  g_ptr_array_add (claims, bell_claim_new (key, at));
  body = bell_claims_to_bytes (claims);
  answer = bell_test_http_request (fixture->port, "POST", BELL_CLAIM_PATH, token, "Content-Type: application/json\r\n",
                                   g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), &status, NULL);
  g_assert_cmpuint (status, ==, 200);
  reply = g_bytes_new_take (answer, strlen (answer));
  granted = bell_grants_from_bytes (reply, &error);
  g_assert_no_error (error);

  return g_strv_contains ((const char *const *) granted, key);
}

static guint
post (ServerFixture *fixture,
      const char    *token,
      const char    *body)
{
  guint status;

  g_free (bell_test_http_request (fixture->port, "POST", BELL_CLAIM_PATH, token, "Content-Type: application/json\r\n", body, -1,
                                  &status, NULL));

  return status;
}

static void
test_first_has_it (ServerFixture *fixture,
                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *second = bell_accounts_make_token (fixture->accounts, fixture->ids[AGENT], "laptop", &error);
  gint64 now = bell_clock_now (fixture->clock);

  g_assert_no_error (error);
  g_assert_true (claim (fixture, fixture->tokens[AGENT], "T1 resolution half", now - 1));
  g_assert_false (claim (fixture, second, "T1 resolution half", now - 1));
  g_assert_true (claim (fixture, second, "T1 resolution breach", now - 1));

  /* Its answer may have been lost. */
  g_assert_true (claim (fixture, fixture->tokens[AGENT], "T1 resolution half", now - 1));

  /* Other people's are other ones. */
  g_assert_true (claim (fixture, fixture->tokens[OTHER], "T1 resolution half", now - 1));
}

static void
test_later_moment (ServerFixture *fixture,
                   gconstpointer  data)
{
  g_autofree char *second = bell_accounts_make_token (fixture->accounts, fixture->ids[AGENT], "laptop", NULL);
  gint64 now = bell_clock_now (fixture->clock);

  g_assert_true (claim (fixture, fixture->tokens[AGENT], "T1 resolution half", now));
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 60 * 60 * 1000);
  g_assert_false (claim (fixture, second, "T1 resolution half", now));
  g_assert_true (claim (fixture, second, "T1 resolution half", now + 30 * 60 * 1000));
  g_assert_false (claim (fixture, fixture->tokens[AGENT], "T1 resolution half", now + 30 * 60 * 1000));

  /* What is told once stays told. */
  g_assert_true (claim (fixture, second, "C1", BELL_TIME_UNSET));
  g_assert_false (claim (fixture, fixture->tokens[AGENT], "C1", BELL_TIME_UNSET));
}

static void
test_forgotten (ServerFixture *fixture,
                gconstpointer  data)
{
  g_autofree char *second = bell_accounts_make_token (fixture->accounts, fixture->ids[AGENT], "laptop", NULL);

  g_assert_true (claim (fixture, fixture->tokens[AGENT], "C1", BELL_TIME_UNSET));
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), G_GINT64_CONSTANT (61) * 24 * 60 * 60 * 1000);
  g_assert_true (claim (fixture, second, "C1", BELL_TIME_UNSET));
}

static void
test_bad_input (ServerFixture *fixture,
                gconstpointer  data)
{
  static const char *const bodies[] = {
    "", "{}", "[]", "{\"claims\":{}}", "{\"claims\":[1]}", "{\"claims\":[{}]}", "{\"claims\":[{\"key\":\"\"}]}",
    "{\"claims\":[{\"key\":\"a\\u0000b\"}]}", "{\"claims\":[{\"key\":\"\xc3\xa4\"}]}", "{\"claims\":[{\"key\":\"a\",\"at\":1}]}",
    "{\"claims\":[{\"key\":\"a\",\"at\":\"tomorrow\"}]}", "{\"claims\":[[[[[[1]]]]]]}",
  };
  g_autoptr (GString) many = g_string_new ("{\"claims\":[");
  g_autofree char *wide = g_strnfill (BELL_MAX_CLAIM_KEY + 1, 'k');
  g_autofree char *long_key = g_strdup_printf ("{\"claims\":[{\"key\":\"%s\"}]}", wide);

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    g_assert_cmpuint (post (fixture, fixture->tokens[AGENT], bodies[i]), ==, 400);
  g_assert_cmpuint (post (fixture, fixture->tokens[AGENT], long_key), ==, 400);
  for (guint i = 0; i <= BELL_MAX_CLAIMS; i++)
    g_string_append_printf (many, "%s{\"key\":\"%u\"}", i > 0 ? "," : "", i);
  g_string_append (many, "]}");
  g_assert_cmpuint (post (fixture, fixture->tokens[AGENT], many->str), ==, 400);
  g_assert_cmpuint (post (fixture, "nonsense", "{\"claims\":[]}"), ==, 401);
  g_assert_cmpuint (post (fixture, fixture->tokens[REQUESTER], "{\"claims\":[]}"), ==, 200);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) \
  g_test_add ("/server/claims" path, ServerFixture, NULL, server_fixture_set_up, function, server_fixture_tear_down)
  ADD ("/first-has-it", test_first_has_it);
  ADD ("/later-moment", test_later_moment);
  ADD ("/forgotten", test_forgotten);
  ADD ("/bad-input", test_bad_input);
#undef ADD

  return g_test_run ();
}
