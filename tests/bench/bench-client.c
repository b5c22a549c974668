/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bell-profile.h"
#include "bell-sign-in.h"
#include "bell-soup-transport.h"
#include "bell-sync.h"

/* The client's part of the figures on real data; see bench-real.sh.
 *
 *   bench-client bootstrap PROFILE URL EMAIL PASSWORD   a first load
 *   bench-client floor PROFILE FILE                     the same rows by SQLite alone
 *   bench-client search PROFILE                         typing letter by letter
 *
 * Each prints words of the shell: bench-real.sh makes figures of them. */

#define FIRST_ROWS 200
#define LOOK_INTERVAL_MS 10
#define N_QUERIES 60
#define SEARCH_LIMIT 50

static void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static double
seconds_since (gint64 begin)
{
  return (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
}

static double
get_peak_memory (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (double) usage.ru_maxrss / 1024;
}

static double
get_resident_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL) || (line = strstr (text, "VmRSS:")) == NULL)
    return 0;

  return g_ascii_strtod (line + strlen ("VmRSS:"), NULL) / 1024;
}

static BellStore *
open_store (const char *folder,
            BellClock  *clock)
{
  g_autofree char *data = NULL;
  g_autofree char *cache = NULL;
  g_autoptr (GError) error = NULL;
  BellStore *store;

  bell_profile_get_directories (folder, BELL_PROFILE_DEFAULT, &data, &cache);
  store = bell_store_new (clock, data, cache);
  if (!bell_store_open_sync (store, &error))
    g_error ("%s", error->message);

  return store;
}

static BellQuery *
new_recent_query (void)
{
  BellQuery *query = bell_query_new (BELL_TYPE_TICKET, NULL);

  bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_UPDATED_AT), FALSE);

  return query;
}

/* --- The first load ---------------------------------------------------- */

typedef struct
{
  GListModel *model;
  gint64 begin;
  double seconds;
  guint source;
} FirstRows;

static gboolean
look_cb (gpointer user_data)
{
  FirstRows *self = user_data;

  if (g_list_model_get_n_items (self->model) < FIRST_ROWS)
    return G_SOURCE_CONTINUE;

  for (guint i = 0; i < FIRST_ROWS; i++)
    {
      g_autoptr (BellItem) item = g_list_model_get_item (self->model, i);

      if (item == NULL || bell_item_get_record (item) == NULL)
        return G_SOURCE_CONTINUE;
    }

  self->seconds = seconds_since (self->begin);
  self->source = 0;

  return G_SOURCE_REMOVE;
}

static void
bootstrap (const char *folder,
           const char *url,
           const char *email,
           const char *password)
{
  g_autoptr (BellClock) clock = bell_clock_new_system ();
  g_autoptr (BellStore) store = open_store (folder, clock);
  g_autoptr (BellTransport) transport = bell_soup_transport_new (url, NULL, TRUE);
  g_autoptr (BellSignIn) sign_in = bell_sign_in_new (store, transport, NULL);
  g_autoptr (BellSync) sync = bell_sync_new (store, transport, clock, NULL);
  g_autoptr (BellQuery) query = new_recent_query ();
  g_autoptr (GListModel) model = NULL;
  g_autoptr (GAsyncResult) signed_in = NULL;
  g_autoptr (GAsyncResult) synchronised = NULL;
  g_autoptr (GError) error = NULL;
  FirstRows first = { 0 };

  bell_sign_in_run (sign_in, email, password, NULL, ready_cb, &signed_in);
  if (!bell_sign_in_run_finish (sign_in, wait_for (&signed_in), &error))
    g_error ("%s", error->message);

  model = G_LIST_MODEL (bell_store_list (store, query));
  first.model = model;
  first.begin = g_get_monotonic_time ();
  first.source = g_timeout_add (LOOK_INTERVAL_MS, look_cb, &first);

  bell_sync_now (sync, NULL, ready_cb, &synchronised);
  if (!bell_sync_now_finish (sync, wait_for (&synchronised), &error))
    g_error ("%s", error->message);

  g_print ("whole=%.3f\n", seconds_since (first.begin));
  while (first.source != 0)
    g_main_context_iteration (NULL, TRUE);
  g_print ("first=%.3f\nmemory=%.1f\npeak=%.1f\n", first.seconds, get_resident_memory (), get_peak_memory ());
  bell_store_close (store);
}

/* --- The floor --------------------------------------------------------- */

static void
check (sqlite3 *database,
       int      status)
{
  if (status != SQLITE_OK && status != SQLITE_DONE && status != SQLITE_ROW)
    g_error ("SQLite: %s", sqlite3_errmsg (database));
}

static void
execute (sqlite3    *database,
         const char *sql)
{
  check (database, sqlite3_exec (database, sql, NULL, NULL, NULL));
}

static sqlite3_stmt *
prepare (sqlite3    *database,
         const char *sql)
{
  sqlite3_stmt *statement;

  check (database, sqlite3_prepare_v2 (database, sql, -1, &statement, NULL));

  return statement;
}

static void
copy_table (sqlite3    *from,
            sqlite3    *to,
            const char *table)
{
  g_autofree char *read_sql = g_strdup_printf ("SELECT * FROM \"%s\"", table);
  g_autoptr (GString) write_sql = g_string_new (NULL);
  sqlite3_stmt *read = prepare (from, read_sql);
  sqlite3_stmt *write;
  int n = sqlite3_column_count (read);

  g_string_printf (write_sql, "INSERT INTO \"%s\" VALUES (", table);
  for (int i = 0; i < n; i++)
    g_string_append (write_sql, i == 0 ? "?" : ", ?");
  g_string_append (write_sql, ")");
  write = prepare (to, write_sql->str);

  while (sqlite3_step (read) == SQLITE_ROW)
    {
      for (int i = 0; i < n; i++)
        check (to, sqlite3_bind_value (write, i + 1, sqlite3_column_value (read, i)));
      check (to, sqlite3_step (write));
      sqlite3_reset (write);
    }
  sqlite3_finalize (read);
  sqlite3_finalize (write);
}

/* The tables of base, and the history. */
#define IS_KEPT "tbl_name IN ('principal', 'team', 'ticket', 'message', 'article', 'view', 'change') AND sql IS NOT NULL"

static void
copy_schema (sqlite3    *from,
             sqlite3    *to,
             const char *kind)
{
  g_autofree char *sql = g_strdup_printf ("SELECT sql FROM sqlite_master WHERE type = '%s' AND " IS_KEPT, kind);
  sqlite3_stmt *statement = prepare (from, sql);

  while (sqlite3_step (statement) == SQLITE_ROW)
    execute (to, (const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
}

/* The rows and indexes of the cache, and a full-text index of the same texts
 * that keeps none of them, with the tokenizer of the cache. */
static void
measure_floor (const char *folder,
               const char *path)
{
  static const char *const settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;";
  g_autofree char *data = NULL;
  g_autofree char *cache = NULL;
  g_autofree char *cache_path = NULL;
  g_autofree char *search_sql = NULL;
  sqlite3 *from, *to;
  sqlite3_stmt *statement;
  gint64 begin;
  double load;

  bell_profile_get_directories (folder, BELL_PROFILE_DEFAULT, &data, &cache);
  cache_path = g_build_filename (cache, "cache.db", NULL);
  check (NULL, sqlite3_open_v2 (cache_path, &from, SQLITE_OPEN_READONLY, NULL));
  check (NULL, sqlite3_open (path, &to));
  statement = prepare (from, "SELECT sql FROM sqlite_master WHERE name = 'search'");
  check (from, sqlite3_step (statement));
  search_sql = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);

  begin = g_get_monotonic_time ();
  execute (to, settings);
  execute (to, "BEGIN");
  copy_schema (from, to, "table");
  statement = prepare (from, "SELECT name FROM sqlite_master WHERE type = 'table' AND " IS_KEPT);
  while (sqlite3_step (statement) == SQLITE_ROW)
    copy_table (from, to, (const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  copy_schema (from, to, "index");
  execute (to, "COMMIT");
  load = seconds_since (begin);

  execute (to, "BEGIN");
  execute (to, search_sql);
  execute (to, "INSERT INTO search (search, rank) VALUES ('hashsize', 67108864)");
  execute (to, "INSERT INTO search (title, extra) SELECT subject, tags FROM ticket");
  execute (to, "INSERT INTO search (body) SELECT body FROM message");
  execute (to, "INSERT INTO search (title, body, extra) SELECT title, summary || char (10) || body, tags FROM article");
  execute (to, "COMMIT");
  execute (to, "PRAGMA wal_checkpoint (TRUNCATE)");

  g_print ("load=%.3f\nindex=%.3f\n", load, seconds_since (begin) - load);
  sqlite3_close (to);
  sqlite3_close (from);
}

/* --- Search as people type --------------------------------------------- */

static int
compare_doubles (gconstpointer one,
                 gconstpointer two)
{
  const double *a = one, *b = two;

  return (*a > *b) - (*a < *b);
}

static GPtrArray *
find_tickets (BellStore *store)
{
  g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *tickets;

  bell_query_add_sort (query, bell_ticket_property (BELL_TICKET_NUMBER), TRUE);
  bell_store_find (store, query, G_MAXINT, NULL, ready_cb, &result);
  tickets = bell_store_find_finish (store, wait_for (&result), &error);
  if (tickets == NULL)
    g_error ("%s", error->message);

  return tickets;
}

/* The first two words of four letters or more. */
static char *
choose_words (const char *subject)
{
  g_auto (GStrv) words = g_strsplit_set (subject, " ,.:;!?()[]\"'/", -1);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; words[i] != NULL && n < 2; i++)
    if (g_utf8_strlen (words[i], -1) >= 4)
      {
        g_string_append_printf (text, "%s%s", n == 0 ? "" : " ", words[i]);
        n++;
      }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
search (const char *folder)
{
  g_autoptr (BellClock) clock = bell_clock_new_system ();
  g_autoptr (BellStore) store = open_store (folder, clock);
  g_autoptr (GPtrArray) tickets = find_tickets (store);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *worst = NULL;
  double slowest = 0;
  guint64 n_hits = 0;

  if (tickets->len == 0)
    g_error ("There is no ticket in %s.", folder);

  for (guint query = 0; query < N_QUERIES; query++)
    {
      BellRecord *ticket = tickets->pdata[(guint64) query * tickets->len / N_QUERIES];
      g_autofree char *words = choose_words (bell_ticket_get_subject (BELL_TICKET (ticket)));

      for (const char *end = words; *end != '\0';)
        {
          g_autofree char *typed = NULL;
          g_autoptr (GAsyncResult) result = NULL;
          g_autoptr (GPtrArray) hits = NULL;
          g_autoptr (GError) error = NULL;
          gint64 begin;
          double time;

          end = g_utf8_next_char (end);
          typed = g_strndup (words, (gsize) (end - words));
          begin = g_get_monotonic_time ();
          bell_store_search (store, typed, BELL_SEARCH_NEWEST, SEARCH_LIMIT, NULL, ready_cb, &result);
          hits = bell_store_search_finish (store, wait_for (&result), &error);
          time = seconds_since (begin) * 1000;
          if (hits == NULL)
            g_error ("%s", error->message);
          n_hits += hits->len;
          g_array_append_val (times, time);
          if (time > slowest)
            {
              slowest = time;
              g_free (worst);
              worst = g_steal_pointer (&typed);
            }
        }
    }

  g_array_sort (times, compare_doubles);
  g_printerr ("%u keys, %" G_GUINT64_FORMAT " hits; the slowest, %.1f ms, was “%s”\n", times->len, n_hits, slowest, worst);
  g_print ("n=%u\np50=%.3f\np99=%.3f\nmax=%.3f\n", times->len, g_array_index (times, double, times->len / 2),
           g_array_index (times, double, times->len * 99 / 100), slowest);
  bell_store_close (store);
}

int
main (int    argc,
      char **argv)
{
  if (argc == 6 && g_str_equal (argv[1], "bootstrap"))
    bootstrap (argv[2], argv[3], argv[4], argv[5]);
  else if (argc == 4 && g_str_equal (argv[1], "floor"))
    measure_floor (argv[2], argv[3]);
  else if (argc == 3 && g_str_equal (argv[1], "search"))
    search (argv[2]);
  else
    {
      g_printerr ("Usage: bench-client bootstrap PROFILE URL EMAIL PASSWORD | floor PROFILE FILE | search PROFILE\n");
      return 2;
    }

  return 0;
}
