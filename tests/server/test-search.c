/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-maintenance.h"
#include "bell-search.h"
#include "server-fixture.h"

/* Searching at the server: the index says what looking at every text would
 * say, in the reader's own view, on either database. */

#define ROUNDS 250
#define MOST_WORDS 6

/* A word as people write it and what is found by it. */
static const struct
{
  const char *written;
  const char *folded;
} vocabulary[] = {
  { "Drucker", "drucker" }, { "DRUCKT", "druckt" }, { "Café", "cafe" }, { "Straße", "strasse" }, { "strasse", "strasse" },
  { "naïve", "naive" },     { "VPN", "vpn" },       { "x1", "x1" },      { "1e5", "1e5" },       { "ﬁle", "file" },
  { "Ångström", "angstrom" }, { "ångstrom", "angstrom" }, { "não", "nao" }, { "Привет", "привет" }, { "ΣΟΦΟΣ", "σοφοσ" },
  { "filed", "filed" },
};

/* The last ones stand in no subject. */
static const char *const marks[] = { " ", ", ", "-", "/", ": ", " (", ") ", "... ", "’", "\\n", "\\u00ad " };
#define MARKS_OF_A_LINE 9

typedef struct
{
  char *id;
  BellType type;
  GArray *words; /* places in the vocabulary */
  gboolean public;
} Object;

static void
clear_object (gpointer data)
{
  Object *object = data;

  g_free (object->id);
  g_array_unref (object->words);
}

static char *
make_text (GRand   *random,
           gboolean is_line,
           GArray  *words)
{
  GString *text = g_string_new (NULL);
  guint n = (guint) g_rand_int_range (random, 1, MOST_WORDS + 1);

  g_array_set_size (words, 0);
  for (guint i = 0; i < n; i++)
    {
      guint word = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (vocabulary));

      g_string_append_printf (text, "%s%s", i > 0 ? marks[g_rand_int_range (random, 0, is_line ? MARKS_OF_A_LINE : G_N_ELEMENTS (marks))] : "", vocabulary[word].written);
      g_array_append_val (words, word);
    }

  return g_string_free (text, FALSE);
}

/* Looks at every word of the object. */
static gboolean
has_words (const Object      *object,
           const char *const *wanted)
{
  for (guint i = 0; wanted[i] != NULL; i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; j < object->words->len && !found; j++)
        found = g_str_has_prefix (vocabulary[g_array_index (object->words, guint, j)].folded, wanted[i]);
      if (!found)
        return FALSE;
    }
  return TRUE;
}

static char *
query (ServerFixture *fixture,
       Person         person,
       BellType       type,
       const char    *text)
{
  g_autofree char *calls =
    g_strdup_printf ("[[\"%s/query\",{\"accountId\":\"@account\",\"filter\":{\"text\":\"%s\"},\"calculateTotal\":true},\"c0\"]]",
                     bell_type_get_wire_name (type), text);

  return server_fixture_call_text (fixture, person, calls);
}

static void
check_query (ServerFixture *fixture,
             GRand         *random,
             GArray        *objects,
             Person         person)
{
  BellType type = (BellType[]){ BELL_TYPE_TICKET, BELL_TYPE_MESSAGE, BELL_TYPE_ARTICLE }[g_rand_int_range (random, 0, 3)];
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *answer = NULL;
  g_autofree char *total = NULL;
  guint n = (guint) g_rand_int_range (random, 1, 3), expected = 0;

  for (guint i = 0; i < n; i++)
    {
      guint word = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (vocabulary));
      const char *folded = vocabulary[word].folded;
      gboolean whole = g_rand_boolean (random);
      glong length = whole ? g_utf8_strlen (folded, -1) : g_rand_int_range (random, 1, (int) g_utf8_strlen (folded, -1) + 1);

      g_ptr_array_add (wanted, g_utf8_substring (folded, 0, length));
      g_string_append_printf (text, "%s%s", i > 0 ? "  " : "", whole ? vocabulary[word].written : (char *) wanted->pdata[i]);
    }
  g_ptr_array_add (wanted, NULL);

  answer = query (fixture, person, type, text->str);
  for (guint i = 0; i < objects->len; i++)
    {
      const Object *object = &g_array_index (objects, Object, i);
      gboolean found = object->type == type && (person == AGENT || object->public) && has_words (object, (const char *const *) wanted->pdata);

      expected += found;
      if ((strstr (answer, object->id) != NULL) != found)
        g_error ("“%s”: %s should%s be in %s", text->str, object->id, found ? "" : " not", answer);
    }
  total = g_strdup_printf ("\"total\":%u", expected);
  g_assert_nonnull (strstr (answer, total));
}

static void
destroy (ServerFixture *fixture,
         const Object  *object)
{
  g_autofree char *arguments = g_strdup_printf ("\"destroy\":[\"%s\"]", object->id);
  g_autofree char *problem = server_fixture_try_set (fixture, ADMIN, object->type, arguments);

  g_assert_null (problem);
}

static void
change_something (ServerFixture *fixture,
                  GRand         *random,
                  GArray        *objects,
                  const char    *ticket)
{
  Object object = { .words = g_array_new (FALSE, FALSE, sizeof (guint)) };
  int deed = g_rand_int_range (random, 0, 5);
  g_autofree char *text = make_text (random, deed == 0, object.words);
  g_autofree char *more = NULL;

  object.public = g_rand_boolean (random);
  switch (deed)
    {
    case 0:
      more = g_strdup_printf (",\"subject\":\"%s\",\"requesterId\":\"%s\"", text, object.public ? "@requester" : "@stranger");
      object.type = BELL_TYPE_TICKET;
      {
        g_autofree char *made = g_strdup_printf ("{%s}", more + 1);
        g_autofree char *calls = g_strdup_printf ("[[\"Ticket/set\",{\"accountId\":\"@account\",\"create\":{\"k\":%s}},\"c0\"]]", made);
        g_autofree char *answer = server_fixture_call_text (fixture, AGENT, calls);
        const char *id = strstr (answer, "\"id\":\"T");

        g_assert_nonnull (id);
        object.id = g_strndup (id + 6, 37);
      }
      break;

    case 1:
    case 2:
      object.type = BELL_TYPE_MESSAGE;
      object.id = server_fixture_new_message (fixture, AGENT, ticket, object.public ? "reply" : "note", text);
      break;

    case 3:
    default:
      clear_object (&object);
      for (guint i = 0; i < objects->len; i++)
        {
          Object *old = &g_array_index (objects, Object, i);
          g_autofree char *arguments = NULL;
          g_autofree char *problem = NULL;
          g_autofree char *other = NULL;

          if (old->type == BELL_TYPE_MESSAGE || g_rand_int_range (random, 0, 4) > 0)
            continue;
          if (g_rand_int_range (random, 0, 4) == 0)
            {
              destroy (fixture, old);
              g_array_remove_index (objects, i);
              return;
            }
          other = make_text (random, TRUE, old->words);
          arguments = g_strdup_printf ("\"update\":{\"%s\":{\"subject\":\"%s\"}}", old->id, other);
          problem = server_fixture_try_set (fixture, AGENT, old->type, arguments);
          g_assert_null (problem);
          return;
        }
      return;
    }
  g_array_append_val (objects, object);
}

static void
check_many (ServerFixture *fixture,
            GRand         *random,
            GArray        *objects,
            guint          n)
{
  for (guint i = 0; i < n; i++)
    check_query (fixture, random, objects, g_rand_boolean (random) ? AGENT : REQUESTER);
}

static void
test_as_a_scan (ServerFixture *fixture,
                gconstpointer  data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GArray) objects = g_array_new (FALSE, FALSE, sizeof (Object));
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autoptr (GPtrArray) problems = NULL;
  gint64 changes;

  g_array_set_clear_func (objects, clear_object);
  for (guint i = 0; i < ROUNDS; i++)
    {
      change_something (fixture, random, objects, ticket);
      check_query (fixture, random, objects, i % 2 == 0 ? AGENT : REQUESTER);
    }

  g_assert_true (bell_organisation_check (fixture->organisation, &problems, NULL));
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_true (bell_organisation_rebuild (fixture->organisation, &changes, NULL));
  check_many (fixture, random, objects, ROUNDS / 2);
}

static char *
query_page (ServerFixture *fixture,
            const char    *filter,
            gboolean       ascending,
            const char    *page)
{
  g_autofree char *calls = g_strdup_printf ("[[\"Ticket/query\",{\"accountId\":\"@account\",\"filter\":%s,\"sort\":[{\"property\":\"updatedAt\","
                                            "\"isAscending\":%s}]%s},\"c0\"]]", filter, ascending ? "true" : "false", page);
  g_autofree char *answer = server_fixture_call_text (fixture, AGENT, calls);
  const char *begin = strstr (answer, "\"ids\":[");
  const char *end = begin != NULL ? strchr (begin, ']') : NULL;

  g_assert_nonnull (end);
  return g_strndup (begin + 7, (gsize) (end - begin - 7));
}

/* A page is a piece of the whole list, be the word in many subjects or in few:
 * they are found in two ways. */
static void
test_pages_in_order (ServerFixture *fixture,
                     gconstpointer  data)
{
  static const char *const filters[] = {
    "{\"text\":\"printer\"}", "{\"text\":\"PRIN\"}", "{\"text\":\"rare\"}", "{\"text\":\"missing\"}", "{\"text\":\"printer third\"}",
    "{\"operator\":\"AND\",\"conditions\":[{\"status\":\"new\"},{\"text\":\"printer\"}]}",
    "{\"operator\":\"AND\",\"conditions\":[{\"text\":\"rare\"},{\"requesterId\":\"@requester\"}]}",
    "{\"operator\":\"OR\",\"conditions\":[{\"text\":\"rare\"},{\"text\":\"third\"}]}",
    "{\"operator\":\"NOT\",\"conditions\":[{\"text\":\"printer\"}]}",
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  g_autoptr (GPtrArray) tickets = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *calls = g_strdup_printf ("[[\"Ticket/set\",{\"accountId\":\"@account\",\"create\":{\"k\":{\"subject\":\"%s%s%s\",\"requesterId\":\"%s\"}}},\"c0\"]]",
                                                i % 7 == 3 ? "Screen" : "Printers", i % 3 == 0 ? " of the third floor" : "",
                                                i % 60 == 17 ? ", rare" : "", i % 2 ? "@requester" : "@stranger");
      g_autofree char *answer = server_fixture_call_text (fixture, AGENT, calls);
      const char *id = strstr (answer, "\"id\":\"T");

      g_assert_nonnull (id);
      g_ptr_array_add (tickets, g_strndup (id + 6, 37));
    }
  for (guint i = 0; i < 60; i++)
    {
      const char *id = tickets->pdata[g_rand_int_range (random, 0, (int) tickets->len)];
      g_autofree char *arguments = g_strdup_printf ("\"update\":{\"%s\":{\"tags/t%u\":true}}", id, i);
      g_autofree char *problem = NULL;

      bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 1000);
      problem = server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, arguments);
      g_assert_null (problem);
    }

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    for (guint ascending = 0; ascending < 2; ascending++)
      {
        g_autofree char *whole = query_page (fixture, filters[i], ascending, "");
        g_auto (GStrv) ids = g_strsplit (whole, ",", -1);
        guint n = g_strv_length (ids);

        for (guint position = 0; position < 60; position += 20)
          {
            g_autofree char *page = g_strdup_printf (",\"position\":%u,\"limit\":20", position);
            g_autofree char *got = query_page (fixture, filters[i], ascending, page);
            g_autoptr (GString) wanted = g_string_new (NULL);

            for (guint j = position; j < MIN (position + 20, n); j++)
              g_string_append_printf (wanted, "%s%s", j > position ? "," : "", ids[j]);
            g_assert_cmpstr (got, ==, wanted->str);
          }
      }
}

/* What an older program left, or what was moved here, has no index. */
static void
test_old_database_gets_its_index (ServerFixture *fixture,
                                  gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *note = server_fixture_new_message (fixture, AGENT, ticket, "note", "The quick brown fox");
  g_autofree char *found = NULL;
  g_autofree char *lost = NULL;
  g_autofree char *back = NULL;
  g_autoptr (BellStatement) add = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  BellDatabase *database = bell_organisation_lock_writer (fixture->organisation, NULL);

  /* The mark of an index whose words were other ones. */
  g_assert_true (bell_database_execute_resource (database, BELL_SERVER_SQL ("search-clear"), NULL));
  add = bell_database_prepare_resource (database, BELL_SERVER_SQL ("search-add"), NULL);
  bell_statement_bind_int64 (add, 1, 0);
  bell_statement_bind_static_text (add, 2, "Ticket");
  bell_statement_bind_static_text (add, 3, "");
  g_assert_true (bell_statement_run (add, NULL));
  g_clear_pointer (&add, bell_statement_release);
  g_assert_true (bell_database_commit (database, NULL));
  bell_organisation_unlock_writer (fixture->organisation);
  lost = query (fixture, AGENT, BELL_TYPE_MESSAGE, "quick");
  g_assert_null (strstr (lost, note));
  g_assert_true (bell_organisation_check (fixture->organisation, &problems, NULL));
  g_assert_cmpuint (problems->len, >, 0);

  g_assert_true (bell_search_ensure (fixture->organisation, NULL));
  g_assert_true (bell_search_ensure (fixture->organisation, NULL));
  found = query (fixture, AGENT, BELL_TYPE_MESSAGE, "QUI foxx");
  g_assert_null (strstr (found, note));
  back = query (fixture, AGENT, BELL_TYPE_MESSAGE, "QUI fo");
  g_assert_nonnull (strstr (back, note));
}

/* What is written to search with is never taken for the index's own words. */
static void
test_attack_by_the_words_of_the_index (ServerFixture *fixture,
                                       gconstpointer  data)
{
  static const char *const attacks[] = {
    "\\\"", "'", "''", "\\\\", "*", "a\\\" OR b", "message : strange", "{ticket message} : x", "NEAR(a b)", "a:*", "a & !b",
    "!strange", "NOT strange", "-strange", "^a", "a' | 'b", "%", "_", "strange') --", "(((((", "AND", "\\u00ad",
  };
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autofree char *note = server_fixture_new_message (fixture, AGENT, ticket, "note", "strange words");
  g_autofree char *none = query (fixture, AGENT, BELL_TYPE_MESSAGE, "... !");

  for (guint i = 0; i < G_N_ELEMENTS (attacks); i++)
    for (guint type = BELL_TYPE_TICKET; type <= BELL_TYPE_ARTICLE; type++)
      {
        g_autofree char *seen = query (fixture, AGENT, (BellType) type, attacks[i]);
        g_autofree char *hidden = query (fixture, REQUESTER, (BellType) type, attacks[i]);

        g_assert_nonnull (strstr (seen, "/query\""));
        g_assert_nonnull (strstr (hidden, "/query\""));
        g_assert_null (strstr (hidden, note));
      }
  g_assert_nonnull (strstr (none, "\"ids\":[]"));
}

static gint64
count_parts (ServerFixture *fixture)
{
  BellDatabase *reader = bell_organisation_take_reader (fixture->organisation, NULL);
  gint64 parts;

  {
    g_autoptr (BellStatement) statement = bell_database_prepare_resource (reader, "/org/deskbell/server/sql/search-parts.sql", NULL);
    gboolean row;

    g_assert_true (bell_statement_step (statement, &row, NULL) && row);
    parts = bell_statement_get_int64 (statement, 0);
  }
  bell_organisation_return_reader (fixture->organisation, reader);
  return parts;
}

/* One part of many: the same is found, with what is written in between and what is gone. */
static void
test_merged (ServerFixture *fixture,
             gconstpointer  data)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autoptr (GError) error = NULL;
  gboolean begun = FALSE, more;

  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *body = g_strdup_printf ("common word%u", i);

      g_ptr_array_add (messages, server_fixture_new_message (fixture, AGENT, ticket, "note", body));
    }
  g_assert_true (bell_search_merge (fixture->organisation, &begun, &more, &error));
  g_ptr_array_add (messages, server_fixture_new_message (fixture, AGENT, ticket, "note", "common word150"));
  g_assert_true (bell_search_merge_all (fixture->organisation, &error));
  g_assert_no_error (error);

  g_assert_cmpint (count_parts (fixture), <=, 8);
  begun = FALSE;
  g_assert_true (bell_search_merge (fixture->organisation, &begun, &more, &error));
  g_assert_false (begun || more);
  for (guint i = 0; i < messages->len; i++)
    {
      g_autofree char *text = g_strdup_printf ("common word%u", i);
      g_autofree char *found = query (fixture, AGENT, BELL_TYPE_MESSAGE, text);

      g_assert_nonnull (strstr (found, g_ptr_array_index (messages, i)));
    }
}

/* More than an index can hold is no reason to refuse a message. */
static void
test_very_many_words (ServerFixture *fixture,
                      gconstpointer  data)
{
  g_autofree char *ticket = server_fixture_new_ticket (fixture, AGENT, "");
  g_autoptr (GString) body = g_string_new ("first");
  g_autofree char *message = NULL;
  g_autofree char *found = NULL;

  for (guint i = 0; i < 9000; i++)
    g_string_append_printf (body, " w%u", i);
  message = server_fixture_new_message (fixture, AGENT, ticket, "note", body->str);
  found = query (fixture, AGENT, BELL_TYPE_MESSAGE, "first w399");
  g_assert_nonnull (strstr (found, message));
}

#define ADD(path, function) \
  g_test_add ("/server/search/" path, ServerFixture, NULL, server_fixture_set_up, function, server_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("as-a-scan", test_as_a_scan);
  ADD ("pages-in-order", test_pages_in_order);
  ADD ("old-database-gets-its-index", test_old_database_gets_its_index);
  ADD ("attack-by-the-words-of-the-index", test_attack_by_the_words_of_the_index);
  ADD ("merged", test_merged);
  ADD ("very-many-words", test_very_many_words);

  return g_test_run ();
}
