/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-scale [MOST-TICKETS [DEED]]
 *
 * Whether what one person does costs the same whatever the size of the desk: the
 * same things with 10,000, 100,000 and 1,000,000 tickets, at the server over
 * loopback (SQLite) and in the client's store. The tickets are made, always the
 * same ones; half are closed, every fourth has a message, and each has a word
 * that some twenty others have, however many there are. A figure is the median
 * at that size; its floor is the one at the smallest. DEED is a part of the names of
 * those that are done, such as "client:". One line of JSON a figure, see report.py. */

#include <string.h>

#include "../store/store-fixture.h"
#include "server-fixture.h"

#define SMALLEST 10000
#define LARGEST 1000000
#define BATCH 4000
#define TIMES 200
#define SHARE 20 /* tickets to a word */
#define BUDGET 1.3

#define FIRST_TIME G_GINT64_CONSTANT (1700000000000)
#define PACE 20000 /* milliseconds between two tickets */

typedef enum
{
  SERVER_OPEN,
  SERVER_LIST,
  SERVER_GET,
  SERVER_CHANGE,
  SERVER_CHANGES,
  SERVER_SEARCH,
  SERVER_SEARCH_BROAD,
  CLIENT_OPEN,
  CLIENT_LIST,
  CLIENT_CHANGE,
  CLIENT_SEARCH,
  CLIENT_SEARCH_BROAD,
  N_DEEDS,
} Deed;

static const struct
{
  const char *name;
  gboolean has_budget;
} deeds[N_DEEDS] = {
  [SERVER_OPEN] = { "server: open a ticket with its messages", TRUE },
  [SERVER_LIST] = { "server: a page of the open tickets", TRUE },
  [SERVER_GET] = { "server: get", TRUE },
  [SERVER_CHANGE] = { "server: change", TRUE },
  [SERVER_CHANGES] = { "server: changes", TRUE },
  [SERVER_SEARCH] = { "server: search, 20 found", TRUE },
  [SERVER_SEARCH_BROAD] = { "server: search, an eighth found", TRUE },
  [CLIENT_OPEN] = { "client: open a ticket", TRUE },
  [CLIENT_LIST] = { "client: list the open tickets, first page", TRUE },
  [CLIENT_CHANGE] = { "client: change", TRUE },
  [CLIENT_SEARCH] = { "client: search, 20 found", TRUE },
  [CLIENT_SEARCH_BROAD] = { "client: search, an eighth found", TRUE },
};

static double smallest[N_DEEDS];
static const char *wanted_deeds = "";

static gboolean
is_wanted (Deed deed)
{
  return strstr (deeds[deed].name, wanted_deeds) != NULL;
}

static gboolean
is_any_wanted (Deed first,
               Deed last)
{
  for (Deed deed = first; deed <= last; deed++)
    if (is_wanted (deed))
      return TRUE;

  return FALSE;
}

static int
compare (gconstpointer one,
         gconstpointer two)
{
  double a = *(const double *) one, b = *(const double *) two;

  return (a > b) - (a < b);
}

/* In milliseconds. */
static void
report (Deed    deed,
        guint   tickets,
        GArray *times)
{
  double median;

  g_array_sort (times, compare);
  median = g_array_index (times, double, times->len / 2);
  g_array_set_size (times, 0);
  if (smallest[deed] == 0)
    smallest[deed] = median;
  g_print ("{\"name\": \"%s; %u tickets\", \"value\": %.3f, \"unit\": \"ms\", \"floor\": %.3f%s}\n", deeds[deed].name, tickets,
           median, smallest[deed], deeds[deed].has_budget ? ", \"budget\": " G_STRINGIFY (BUDGET) : "");
}

static void
add_time (GArray *times,
          gint64  begun)
{
  double milliseconds = (double) (g_get_monotonic_time () - begun) / 1000;

  g_array_append_val (times, milliseconds);
}

/* --- The tickets ----------------------------------------------------------- */

static char *
make_id (BellType type,
         guint    number)
{
  return store_id (type, (guint64) FIRST_TIME + number * (guint64) PACE, number);
}

static char *
make_word (guint number,
           guint tickets)
{
  return g_strdup_printf ("word%uq", number % (tickets / SHARE));
}

static char *
make_subject (guint number,
              guint tickets)
{
  static const char *const things[] = { "printer", "mail", "screen", "account", "network", "phone", "browser", "badge" };
  static const char *const faults[] = { "stopped", "is slow", "asks again", "lost", "broke" };
  g_autofree char *word = make_word (number, tickets);

  return g_strdup_printf ("%s %s %s since Monday", things[number % 8], faults[number % 5], word);
}

static const char body[] = "It has been like this since Monday. I have turned it off and on again, twice, and the lamp still blinks.";

/* Half of them, so that no list gets by with looking at the newest alone. */
static BellStatus
make_status (guint number)
{
  return number % 2 ? BELL_STATUS_CLOSED : BELL_STATUS_OPEN;
}

/* --- The server ------------------------------------------------------------ */

static void
add_change (GPtrArray  *changes,
            BellType    type,
            guint       number,
            BellPatch  *patch,
            const char *author)
{
  g_autofree char *id = make_id (type, number);
  g_autofree char *change = make_id (BELL_TYPE_CHANGE, number * 2 + (type == BELL_TYPE_MESSAGE));

  g_ptr_array_add (changes, bell_change_new (change, BELL_CHANGE_KIND_CREATE, type, id, patch, NULL, author, NULL,
                                             FIRST_TIME + number * (gint64) PACE));
}

static void
fill_server (ServerFixture *fixture,
             guint          tickets)
{
  const char *requester = fixture->ids[REQUESTER];

  for (guint first = 1; first <= tickets; first += BATCH)
    {
      g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
      g_autoptr (GError) error = NULL;

      for (guint number = first; number < first + BATCH && number <= tickets; number++)
        {
          g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
          g_autofree char *subject = make_subject (number, tickets);

          bell_patch_set_text (patch, BELL_TICKET_SUBJECT, subject);
          bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, requester);
          bell_patch_set_integer (patch, BELL_TICKET_STATUS, make_status (number));
          add_change (changes, BELL_TYPE_TICKET, number, patch, requester);
          if (number % 4 == 0)
            {
              g_autoptr (BellPatch) message = bell_patch_new (BELL_TYPE_MESSAGE);
              g_autofree char *ticket = make_id (BELL_TYPE_TICKET, number);

              bell_patch_set_text (message, BELL_MESSAGE_TICKET_ID, ticket);
              bell_patch_set_text (message, BELL_MESSAGE_BODY, body);
              add_change (changes, BELL_TYPE_MESSAGE, number, message, requester);
            }
        }
      if (!bell_organisation_import_batch (fixture->organisation, changes, NULL, NULL, &error))
        g_error ("%s", error->message);
    }

  /* As the command does after an import, and the server once a day. */
  server_fixture_merge_index (fixture);
}

static void
ask (ServerFixture *fixture,
     GArray        *times,
     const char    *wanted,
     const char    *calls)
{
  gint64 begun = g_get_monotonic_time ();
  g_autofree char *answer = server_fixture_call_text (fixture, AGENT, calls);

  add_time (times, begun);
  if (strstr (answer, wanted) == NULL)
    g_error ("%s: %.400s", calls, answer);
}

static char *
make_calls (Deed        deed,
            guint       number,
            guint       round,
            guint       tickets,
            const char *state)
{
  g_autofree char *ticket = make_id (BELL_TYPE_TICKET, number);
  g_autofree char *word = make_word (number, tickets);

  switch ((int) deed)
    {
    case SERVER_OPEN:
      return g_strdup_printf (
        "[[\"Ticket/get\",{\"accountId\":\"@account\",\"ids\":[\"%s\"]},\"a\"],"
        "[\"Message/query\",{\"accountId\":\"@account\",\"filter\":{\"ticketId\":\"%s\"}},\"b\"],"
        "[\"Message/get\",{\"accountId\":\"@account\",\"#ids\":{\"resultOf\":\"b\",\"name\":\"Message/query\",\"path\":\"/ids\"}},\"c\"]]",
        ticket, ticket);

    case SERVER_LIST:
      return g_strdup (
        "[[\"Ticket/query\",{\"accountId\":\"@account\",\"filter\":{\"status\":\"open\"},\"sort\":[{\"property\":\"updatedAt\",\"isAscending\":false}],"
        "\"limit\":50},\"a\"],"
        "[\"Ticket/get\",{\"accountId\":\"@account\",\"#ids\":{\"resultOf\":\"a\",\"name\":\"Ticket/query\",\"path\":\"/ids\"}},\"b\"]]");

    case SERVER_GET:
      return g_strdup_printf ("[[\"Ticket/get\",{\"accountId\":\"@account\",\"ids\":[\"%s\"]},\"a\"]]", ticket);

    case SERVER_CHANGE:
      return g_strdup_printf ("[[\"Ticket/set\",{\"accountId\":\"@account\",\"update\":{\"%s\":{\"tags/round-%u\":true}}},\"a\"]]", ticket, round);

    case SERVER_CHANGES:
      return g_strdup_printf ("[[\"Ticket/changes\",{\"accountId\":\"@account\",\"sinceState\":\"%s\",\"maxChanges\":50},\"a\"]]", state);

    case SERVER_SEARCH:
    default:
      return g_strdup_printf ("[[\"Ticket/query\",{\"accountId\":\"@account\",\"filter\":{\"text\":\"%s\"},"
                              "\"sort\":[{\"property\":\"updatedAt\",\"isAscending\":false}],\"limit\":50},\"a\"]]",
                              deed == SERVER_SEARCH ? word : "printer");
    }
}

static void
bench_server (guint tickets)
{
  static const char *const wanted[] = { "\"body\":", "\"subject\":", "\"subject\":", "\"newState\":", "\"updated\":[\"T", "\"ids\":[\"T", "\"ids\":[\"T" };
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  ServerFixture fixture = { NULL, };
  g_autofree char *state = NULL;

  if (!is_any_wanted (SERVER_OPEN, SERVER_SEARCH_BROAD))
    return;

  server_fixture_set_up (&fixture, NULL);
  fill_server (&fixture, tickets);
  for (Deed deed = SERVER_OPEN; deed <= SERVER_SEARCH_BROAD; deed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (deed);
      if (!is_wanted (deed))
        continue;
      if (deed == SERVER_CHANGE)
        state = server_fixture_state (&fixture, AGENT, BELL_TYPE_TICKET);
      for (guint i = 0; i < TIMES + TIMES / 4; i++)
        {
          guint number = (guint) g_rand_int_range (rand, 1, (int) tickets / 4) * 4;
          g_autofree char *calls = make_calls (deed, number, i, tickets, state);

          ask (&fixture, times, wanted[deed], calls);
          if (i + 1 == TIMES / 4)
            g_array_set_size (times, 0); /* the first ones warm up */
        }
      report (deed, tickets, times);
    }
  server_fixture_tear_down (&fixture, NULL);
}

/* --- The client ------------------------------------------------------------ */

static void
wait_for (StoreFixture *fixture,
          GAsyncResult **result,
          gboolean (*finish) (BellStore *, GAsyncResult *, GError **))
{
  g_autoptr (GError) error = NULL;

  if (!finish (fixture->store, store_wait (result), &error))
    g_error ("%s", error->message);
  g_clear_object (result);
}

static void
fill_client (StoreFixture *fixture,
             guint         tickets)
{
  GAsyncResult *result = NULL;

  bell_store_sync_bulk_begin (fixture->store, NULL, FALSE, NULL, store_keep_result, &result);
  wait_for (fixture, &result, bell_store_sync_bulk_begin_finish);
  for (guint first = 1; first <= tickets; first += BATCH)
    {
      g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);

      for (guint number = first; number < first + BATCH && number <= tickets; number++)
        {
          g_autofree char *id = make_id (BELL_TYPE_TICKET, number);
          g_autofree char *subject = make_subject (number, tickets);
          BellRecord *ticket = store_new_ticket (fixture, id, number, subject);

          bell_record_set_integer (ticket, bell_ticket_property (BELL_TICKET_STATUS), make_status (number));
          bell_record_set_integer (ticket, bell_ticket_property (BELL_TICKET_UPDATED_AT), FIRST_TIME + number * (gint64) PACE);
          g_ptr_array_add (records, ticket);
          if (number % 4 == 0)
            {
              g_autofree char *message = make_id (BELL_TYPE_MESSAGE, number);

              g_ptr_array_add (records, store_new_message (fixture, message, id, body));
            }
        }
      bell_store_sync_bulk_add (fixture->store, records, NULL, NULL, NULL, store_keep_result, &result);
      wait_for (fixture, &result, bell_store_sync_bulk_add_finish);
    }
  bell_store_sync_bulk_finish (fixture->store, NULL, NULL, store_keep_result, &result);
  wait_for (fixture, &result, bell_store_sync_bulk_finish_finish);
}

static BellListModel *
list_and_wait (StoreFixture *fixture,
               BellQuery    *query)
{
  BellListModel *model = bell_store_list (fixture->store, query);

  for (;;)
    {
      g_autoptr (BellItem) item = g_list_model_get_item (G_LIST_MODEL (model), 0);

      if (item != NULL && !bell_item_get_loading (item))
        return model;
      g_main_context_iteration (NULL, TRUE);
    }
}

static BellFilter *
equal (const BellProperty *property,
       GVariant           *value)
{
  return bell_filter_new_condition (property, BELL_TEST_EQUAL, value);
}

static void
do_client (StoreFixture *fixture,
           Deed          deed,
           guint         number,
           guint         round,
           guint         tickets)
{
  g_autofree char *ticket = make_id (BELL_TYPE_TICKET, number);

  switch ((int) deed)
    {
    case CLIENT_OPEN:
      {
        g_autoptr (BellRecord) record = store_lookup (fixture->store, BELL_TYPE_TICKET, ticket);
        g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_MESSAGE, equal (bell_message_property (BELL_MESSAGE_TICKET_ID),
                                                                                g_variant_new_string (ticket)));
        g_autoptr (BellListModel) messages = NULL;

        bell_query_add_sort (query, bell_message_property (BELL_MESSAGE_RECEIVED_AT), TRUE);
        messages = list_and_wait (fixture, query);
        g_assert_nonnull (record);
        break;
      }

    case CLIENT_LIST:
      {
        g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, equal (bell_ticket_property (BELL_TICKET_STATUS),
                                                                               g_variant_new_int32 (BELL_STATUS_OPEN)));
        g_autoptr (BellListModel) list = NULL;

        bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_UPDATED_AT), FALSE);
        list = list_and_wait (fixture, query);
        break;
      }

    case CLIENT_CHANGE:
      {
        BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);
        g_autofree char *tag = g_strdup_printf ("round-%u", round);

        bell_patch_add_member (patch, BELL_TICKET_TAGS, tag);
        g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, ticket, patch));
        break;
      }

    default:
      {
        g_autofree char *word = make_word (number, tickets);
        g_autoptr (GPtrArray) hits = store_search (fixture->store, deed == CLIENT_SEARCH ? word : "printer", BELL_SEARCH_NEWEST, 50);

        g_assert_cmpuint (hits->len, >, 0);
        break;
      }
    }
}

static void
bench_client (guint tickets)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  StoreFixture fixture = { NULL, };

  if (!is_any_wanted (CLIENT_OPEN, CLIENT_SEARCH_BROAD))
    return;

  store_fixture_set_up (&fixture, NULL);
  fill_client (&fixture, tickets);
  for (Deed deed = CLIENT_OPEN; deed < N_DEEDS; deed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (deed);

      if (!is_wanted (deed))
        continue;
      for (guint i = 0; i < TIMES + TIMES / 4; i++)
        {
          guint number = (guint) g_rand_int_range (rand, 1, (int) tickets / 4) * 4;
          gint64 begun = g_get_monotonic_time ();

          do_client (&fixture, deed, number, i, tickets);
          add_time (times, begun);
          store_settle (fixture.store);
          if (i + 1 == TIMES / 4)
            g_array_set_size (times, 0);
        }
      report (deed, tickets, times);
    }
  store_fixture_tear_down (&fixture, NULL);
}

int
main (int    argc,
      char **argv)
{
  guint most = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : LARGEST;

  if (argc > 2)
    wanted_deeds = argv[2];
  for (guint tickets = SMALLEST; tickets <= most; tickets *= 10)
    {
      bench_server (tickets);
      bench_client (tickets);
    }

  return 0;
}
