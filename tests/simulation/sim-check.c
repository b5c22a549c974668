/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-check.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bell-access.h"
#include "bell-json-writer.h"
#include "bell-statement.h"
#include "bell-table.h"
#include "bell-wire.h"
#include "sim-schedule.h"

#define MOST_TOLD 12
#define HISTORY "SELECT id, modseq, object_id, author_id, content FROM change WHERE modseq > %" G_GINT64_FORMAT

static guint n_failures;
static gboolean quiet;
static gint64 last_counter;

void
sim_fail (const char *format,
          ...)
{
  g_autofree char *text = NULL;
  va_list list;

  va_start (list, format);
  text = g_strdup_vprintf (format, list);
  va_end (list);

  if (n_failures++ < MOST_TOLD && !quiet)
    g_printerr ("# breach at %.3f s: %s\n", (double) sim_now () / G_USEC_PER_SEC - 1000, text);
}

void
sim_be_quiet (gboolean be_quiet)
{
  quiet = be_quiet;
}

guint
sim_get_n_failures (void)
{
  return n_failures;
}

void
sim_forget_failures (void)
{
  n_failures = 0;
  last_counter = 0;
}

/* --- helpers --------------------------------------------------------------------------- */

static BellStatement *
prepare (BellDatabase *database,
         const char   *sql)
{
  g_autoptr (GError) error = NULL;
  BellStatement *statement = bell_database_prepare (database, sql, &error);

  g_assert_no_error (error);

  return statement;
}

static gboolean
step (BellStatement *statement)
{
  g_autoptr (GError) error = NULL;
  gboolean row;

  bell_statement_step (statement, &row, &error);
  g_assert_no_error (error);

  return row;
}

/* Each row as a line of text, by its first column. */
static GHashTable *
load (BellDatabase *database,
      const char   *sql)
{
  GHashTable *rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (BellStatement) statement = prepare (database, sql);

  while (step (statement))
    {
      GString *line = g_string_new (NULL);

      for (int i = 1; i < bell_statement_get_n_columns (statement); i++)
        {
          const char *text = bell_statement_get_text (statement, i);

          g_string_append_printf (line, "%s=%s ", bell_statement_get_column_name (statement, i), text != NULL ? text : "(null)");
        }
      g_hash_table_insert (rows, g_strdup (bell_statement_get_text (statement, 0)), g_string_free (line, FALSE));
    }

  return rows;
}

/* --- while it runs -------------------------------------------------------------------------- */

static void
check_file (SimClient    *client,
            BellDatabase *database)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  if (!bell_database_check (database, &problems, &error))
    sim_fail ("%s: %s cannot be checked: %s", client->name, bell_database_get_uri (database), error->message);
  else if (problems->len > 0)
    sim_fail ("%s: damage: %s", client->name, (char *) problems->pdata[0]);
  g_object_unref (database);
}

/* What is on the disk is whole before anybody mends it. The cache may have
 * lost its last transactions, or all of a short life; no file may be damaged. */
void
sim_check_files (SimClient *client)
{
  static const char *const names[] = { "data/outbox.db", "cache/cache.db" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (sim_disk_get_folder (client->disk), names[i], NULL);
      g_autoptr (BellDatabase) database = NULL;
      g_autoptr (GPtrArray) problems = NULL;
      g_autoptr (GError) error = NULL;
      GStatBuf status;

      if (g_stat (path, &status) != 0)
        continue;
      database = bell_database_open (path, BELL_DATABASE_NONE, &error);
      /* The machine died while a cache was made, or made anew, and nothing is in
       * it yet; the next start makes it once more. */
      if (g_str_has_prefix (names[i], "cache/") && g_error_matches (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_NOT_A_DATABASE) &&
          strstr (error->message, "is empty") != NULL)
        continue;
      if (database == NULL || !bell_database_check (database, &problems, &error))
        {
          /* It may die again while it is looked at. */
          if (!sim_disk_is_dead (client->disk))
            sim_fail ("%s: after a crash: %s", client->name, error->message);
        }
      else if (problems->len > 0)
        sim_fail ("%s: after a crash: %s", client->name, (char *) problems->pdata[0]);
    }
}

/* After whatever befell its disk. */
void
sim_check_opened (SimClient *client)
{
  g_autofree char *report = NULL;
  gboolean rebuilt;

  g_object_get (client->store, "cache-was-rebuilt", &rebuilt, "salvage-report", &report, NULL);
  /* A device that was revoked takes its copy away itself. */
  if (rebuilt && !client->fresh && !client->aged && client->n_crashes == 0 && bell_store_get_setting (client->store, "sealed-at") == NULL)
    sim_fail ("%s: the cache was lost without a crash", client->name);
  if (report != NULL)
    sim_fail ("%s: the outbox was damaged", client->name);
  check_file (client, sim_client_open_cache (client));
  check_file (client, sim_client_open_outbox (client));
}

void
sim_check_counter (SimSite *site)
{
  gint64 counter = sim_site_get_counter (site);

  if (counter < last_counter)
    sim_fail ("the counter fell from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, last_counter, counter);
  last_counter = counter;
}

/* The server's file is whole when its power has come back. */
void
sim_check_site_file (SimSite *site)
{
  g_autoptr (BellDatabase) database = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  if (sim_site_is_shared (site))
    return;
  database = sim_site_open (site);
  if (!bell_database_check (database, &problems, &error))
    sim_fail ("the server's file cannot be checked: %s", error->message);
  else if (problems->len > 0)
    sim_fail ("the server's file is damaged: %s", (char *) problems->pdata[0]);
}

/* And in the end all that stands in it follows from its log. */
void
sim_check_site (SimSite *site)
{
  g_autoptr (GPtrArray) problems = sim_site_check (site);

  for (guint i = 0; i < problems->len; i++)
    sim_fail ("the server: %s", (char *) problems->pdata[i]);
}

/* The counter has fallen, and may. */
void
sim_check_restored (SimSite *site)
{
  last_counter = 0;
  sim_check_counter (site);
}

/* --- at the end ------------------------------------------------------------------------------- */

static gint64
look_up (BellStatement *statement,
         const char    *id)
{
  gint64 number;

  bell_statement_reset (statement);
  bell_statement_bind_text (statement, 1, id);
  number = step (statement) ? bell_statement_get_int64 (statement, 0) : 0;
  bell_statement_reset (statement);

  return number;
}

/* The ways in which something may be there. */
typedef struct
{
  BellStatement *logged;    /* by id */
  BellStatement *succeeded; /* the same deed under another id, because somebody else was there before */
  BellStatement *refused;   /* because somebody else was there before */
  BellStatement *parked;
  BellStatement *waiting;
  BellStatement *followed;  /* the same deed waits under another id, or is parked: what somebody did meanwhile was judged */
  BellStatement *created; /* how often */
  BellStatement *set;     /* a property to a value */
} Places;

static gboolean
is_default (const BellChange     *change,
            const BellPatchEntry *entry)
{
  g_autoptr (BellRecord) blank = bell_record_new (bell_change_get_data_type (change), bell_change_get_object_id (change));
  g_autoptr (GVariant) value = bell_record_get (blank, entry->property);

  return value != NULL && entry->value != NULL && g_variant_equal (value, entry->value);
}

/* An edit that met the same edit of somebody else is done: each of its values
 * was set by somebody, or is what stood there from the beginning. */
static gboolean
was_done (Places           *places,
          const BellChange *change)
{
  const BellPatch *patch = bell_change_get_patch (change);

  for (guint i = 0; patch != NULL && i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);
      BellJsonWriter *writer;
      g_autofree char *value = NULL;

      /* Members of a set never clash. */
      if (entry->member != NULL)
        continue;
      writer = bell_json_writer_new ();
      bell_wire_value_to_json (writer, entry->property, entry->value);
      value = bell_json_writer_free_to_text (writer);
      bell_statement_reset (places->set);
      bell_statement_bind_text (places->set, 1, bell_change_get_object_id (change));
      bell_statement_bind_text (places->set, 2, entry->property->wire_name);
      bell_statement_bind_text (places->set, 3, value);
      if (!step (places->set) && !is_default (change, entry))
        return FALSE;
    }

  return TRUE;
}

/* Whether it is there by another id. When it was done may have been set right
 * meanwhile, where a clock was wrong; but nothing is made twice. */
static gboolean
has_another (BellStatement    *statement,
             const BellChange *change)
{
  bell_statement_reset (statement);
  bell_statement_bind_text (statement, 1, bell_change_get_object_id (change));
  bell_statement_bind_text (statement, 2, bell_enum_to_nick (bell_change_kind_get_type (), bell_change_get_kind (change)));
  bell_statement_bind_int64 (statement, 3, bell_change_get_acted_at (change));

  return step (statement);
}

static void
check_deed (SimClient     *client,
            const SimDeed *deed,
            Places        *places)
{
  const char *id = bell_change_get_id (deed->change);
  gboolean creates = bell_change_get_kind (deed->change) == BELL_CHANGE_KIND_CREATE;
  gboolean logged = look_up (places->logged, id) > 0;
  gboolean parked = look_up (places->parked, id) > 0;
  gboolean waiting = look_up (places->waiting, id) > 0;
  gboolean refused = look_up (places->refused, id) > 0 || sim_site_has_forgotten (client->site, id);
  gboolean elsewhere = has_another (places->succeeded, deed->change) || has_another (places->followed, deed->change) ||
                       (!creates && refused && (deed->was_parked || was_done (places, deed->change)));

  if (logged && parked)
    sim_fail ("%s: %s is applied, and parked as well", client->name, id);
  if (deed->state == SIM_DEED_KEPT && !logged && !parked && !waiting && !elsewhere)
    sim_fail ("%s: %s (%s) was kept and has vanished", client->name, id, bell_change_get_object_id (deed->change));
  if (deed->state == SIM_DEED_REFUSED && (logged || parked || waiting))
    sim_fail ("%s: %s was not taken and is there", client->name, id);
  if (creates && look_up (places->created, bell_change_get_object_id (deed->change)) > 1)
    sim_fail ("%s: %s was made more than once", client->name, bell_change_get_object_id (deed->change));
}

/* What can be sent has been. */
static void
check_queue (SimClient    *client,
             BellDatabase *outbox)
{
  /* What needs something that was refused waits for what its author says to that. */
  g_autoptr (BellStatement) statement =
    prepare (outbox, "SELECT c.id, c.state, c.reason FROM change AS c WHERE c.state <> 'parked' AND NOT EXISTS (SELECT 1 FROM "
                     "change AS p WHERE p.group_id = c.group_id AND p.seq < c.seq AND p.state = 'parked') ORDER BY c.seq");

  while (step (statement))
    sim_fail ("%s: %s still waits to be sent: %s, %s", client->name, bell_statement_get_text (statement, 0),
              bell_statement_get_text (statement, 1), bell_statement_get_text (statement, 2));
}

/* Everything that was kept is applied, once, or parked, or was thrown away. */
void
sim_check_deeds (SimClient *client)
{
  g_autoptr (BellDatabase) server = sim_site_open (client->site);
  g_autoptr (BellDatabase) outbox = sim_client_open_outbox (client);
  Places places = {
    prepare (server, "SELECT modseq FROM change_log WHERE id = ?1"),
    prepare (server, "SELECT modseq FROM change_log WHERE object_id = ?1 AND kind = ?2 AND (kind = 'create' OR acted_at = ?3)"),
    prepare (server, "SELECT 1 FROM refusal WHERE change_id = ?1 AND (error LIKE '%stateMismatch%' OR error LIKE '%taken%')"),
    prepare (outbox, "SELECT 1 FROM change WHERE id = ?1 AND state = 'parked'"),
    prepare (outbox, "SELECT 1 FROM change WHERE id = ?1 AND state <> 'parked'"),
    prepare (outbox, "SELECT 1 FROM change WHERE object_id = ?1 AND json_extract (content, '$.kind') = ?2 AND (?2 = 'create' OR "
                     "abs ((julianday (json_extract (content, '$.actedAt')) - 2440587.5) * 86400000 - ?3) < 1)"),
    prepare (server, "SELECT COUNT(*) FROM change_log WHERE object_id = ?1 AND kind = 'create'"),
    prepare (server, sim_site_is_shared (client->site)
                       ? "SELECT 1 FROM change_log WHERE object_id = ?1 AND "
                         "CAST (patch AS jsonb) -> CAST (?2 AS TEXT) = CAST (CAST (?3 AS TEXT) AS jsonb)"
                       : "SELECT 1 FROM change_log WHERE object_id = ?1 AND "
                         "json_extract (patch, '$.' || ?2) IS json_extract (?3, '$')"),
  };
  BellStatement **statements = (BellStatement **) &places;

  for (guint i = 0; i < client->deeds->len; i++)
    check_deed (client, client->deeds->pdata[i], &places);
  check_queue (client, outbox);
  for (guint i = 0; i < sizeof places / sizeof *statements; i++)
    bell_statement_release (statements[i]);
}

/* Each file of each message is there. */
void
sim_check_blobs (SimSite *site)
{
  g_autoptr (BellDatabase) server = sim_site_open (site);
  g_autoptr (BellStatement) messages = prepare (server, "SELECT id, attachments FROM message WHERE attachments <> ''");
  g_autoptr (BellStatement) blobs = prepare (server, "SELECT size FROM blob WHERE id = ?1");

  while (step (messages))
    {
      g_auto (GStrv) files = g_strsplit (bell_statement_get_text (messages, 1), "\x1e", -1);

      for (guint i = 0; files[i] != NULL; i++)
        {
          g_autofree char *blob_id = g_strndup (files[i], strcspn (files[i], "\x1f"));

          if (*blob_id != '\0' && look_up (blobs, blob_id) != 300)
            sim_fail ("message %s has no file %s", bell_statement_get_text (messages, 0), blob_id);
        }
    }
}

/* What one person did to one ticket came in the order in which it was done. */
void
sim_check_order (SimClient *client)
{
  g_autoptr (BellDatabase) server = sim_site_open (client->site);
  g_autoptr (BellStatement) logged = prepare (server, "SELECT modseq FROM change_log WHERE id = ?1");
  g_autoptr (BellStatement) topic = prepare (server, "SELECT topic_id FROM change_log WHERE id = ?1");
  g_autoptr (GHashTable) last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < client->deeds->len; i++)
    {
      SimDeed *deed = client->deeds->pdata[i];
      const char *id = bell_change_get_id (deed->change);
      gint64 modseq = look_up (logged, id);
      g_autofree char *topic_id = NULL;
      gint64 *before;

      if (modseq == 0 || deed->was_parked)
        continue;
      bell_statement_reset (topic);
      bell_statement_bind_text (topic, 1, id);
      if (step (topic))
        topic_id = g_strdup (bell_statement_get_text (topic, 0));
      before = g_hash_table_lookup (last, topic_id);
      if (before != NULL && *before > modseq)
        sim_fail ("%s: %s came before what was done before it", client->name, id);
      before = g_memdup2 (&modseq, sizeof modseq);
      g_hash_table_insert (last, g_steal_pointer (&topic_id), before);
    }
}

static void
compare (SimClient  *client,
         const char *what,
         GHashTable *have,
         GHashTable *should,
         gboolean    may_have_more)
{
  GHashTableIter iter;
  const char *id, *line;

  g_hash_table_iter_init (&iter, should);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &line))
    {
      const char *other = g_hash_table_lookup (have, id);

      if (other == NULL)
        sim_fail ("%s: %s %s is missing", client->name, what, id);
      else if (!g_str_equal (other, line))
        sim_fail ("%s: %s %s is\n#   %s\n# and not\n#   %s", client->name, what, id, other, line);
    }
  g_hash_table_iter_init (&iter, have);
  while (!may_have_more && g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &line))
    if (!g_hash_table_contains (should, id))
      sim_fail ("%s: %s %s is there and should not be", client->name, what, id);
}

/* What came by /changes is what comes in a snapshot. */
void
sim_check_same_base (SimClient *client,
                     SimClient *fresh)
{
  g_autoptr (BellDatabase) one = sim_client_open_cache (client);
  g_autoptr (BellDatabase) two = sim_client_open_cache (fresh);

  for (guint type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      const char *name = bell_type_get_table_name ((BellType) type);
      g_autofree char *sql = g_strjoin (" ", "SELECT * FROM", name, NULL);
      g_autoptr (GHashTable) have = load (one, sql);
      g_autoptr (GHashTable) should = load (two, sql);

      compare (client, name, have, should, FALSE);
    }
  {
    /* History of closed tickets need not come with a snapshot, and is then not there if they are opened again. */
    gint64 beside = client->beside != NULL ? client->beside->peer.snapshot_at : 0;
    g_autofree char *sql = g_strdup_printf (HISTORY, MAX (client->peer.snapshot_at, beside));
    g_autoptr (GHashTable) have = load (one, sql);
    g_autoptr (GHashTable) should = load (two, sql);

    compare (client, "change", have, should, TRUE);
  }
}

static BellRecord *
find (BellTable    *table,
      BellDatabase *database,
      const char   *id)
{
  g_autoptr (GError) error = NULL;
  BellRecord *record = NULL;

  if (id != NULL)
    bell_table_get (table, database, id, &record, &error);
  g_assert_no_error (error);

  return record;
}

/* Of the history, what is told to people who ask for help, of what they see. */
static void
check_history (SimClient       *client,
               BellDatabase    *server,
               const BellActor *actor)
{
  g_autoptr (BellDatabase) cache = sim_client_open_cache (client);
  g_autoptr (GHashTable) seen = load (cache, "SELECT id, object_id FROM change");
  g_autoptr (BellStatement) statement = prepare (server, "SELECT shared, topic_id, owner_id FROM change_log WHERE id = ?1");
  g_autoptr (BellTable) tickets = bell_table_new (BELL_TYPE_TICKET, NULL);
  GHashTableIter iter;
  const char *id;

  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    {
      g_autoptr (BellRecord) ticket = NULL;
      const char *topic_id, *owner_id;
      gboolean may;

      bell_statement_reset (statement);
      bell_statement_bind_text (statement, 1, id);
      if (!step (statement))
        {
          sim_fail ("%s: change %s is of nobody", client->name, id);
          continue;
        }
      topic_id = bell_statement_get_text (statement, 1);
      owner_id = bell_statement_get_text (statement, 2);
      may = owner_id == NULL || g_str_equal (owner_id, actor->principal_id);
      if (actor->role < BELL_ROLE_AGENT)
        {
          ticket = *topic_id == 'T' ? find (tickets, server, topic_id) : NULL;
          may = may && bell_statement_get_int64 (statement, 0) != 0 && ticket != NULL && bell_access_can_read (actor, ticket, NULL);
        }
      if (!may)
        sim_fail ("%s must not see change %s of %s", client->name, id, topic_id);
    }
}

/* Of what may be seen the client has what the server has, and of the rest of it
 * nothing. */
static void
check_content (SimClient        *client,
               const BellActor  *actor,
               const BellRecord *theirs,
               const BellRecord *ours)
{
  BellType type = bell_record_get_data_type (theirs);
  g_autoptr (BellRecord) blank = bell_record_new (type, bell_record_get_id (theirs));

  for (guint i = 0; i < bell_type_get_n_properties (type); i++)
    {
      const BellProperty *property = bell_type_get_property (type, i);
      g_autoptr (GVariant) value = bell_record_get (ours, property);
      g_autoptr (GVariant) wanted =
        bell_record_get (bell_access_can_read_property (actor->role, property) ? theirs : blank, property);

      if (property->flags & BELL_PROPERTY_LOCAL)
        continue;
      if (value == NULL || wanted == NULL ? value != wanted : !g_variant_equal (value, wanted))
        sim_fail ("%s: %s of %s is not as it should be", client->name, property->wire_name, bell_record_get_id (theirs));
    }
}

/* Exactly what the rules of access let this person see is there. */
void
sim_check_sight (SimClient *client)
{
  g_autoptr (BellDatabase) server = sim_site_open (client->site);
  g_autoptr (BellDatabase) cache = sim_client_open_cache (client);
  g_autoptr (BellTable) tickets = bell_table_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (BellTable) people = bell_table_new (BELL_TYPE_PRINCIPAL, NULL);
  g_autoptr (BellRecord) person = find (people, server, client->principal_id);
  BellActor actor = { client->principal_id, bell_principal_get_role (BELL_PRINCIPAL (person)),
                      bell_principal_get_teams (BELL_PRINCIPAL (person)) };

  for (guint type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      const char *name = bell_type_get_table_name ((BellType) type);
      g_autofree char *sql = g_strjoin (" ", "SELECT id, 1 FROM", name, NULL);
      g_autoptr (GHashTable) seen = load (cache, sql);
      g_autoptr (GHashTable) all = load (server, sql);
      g_autoptr (BellTable) table = bell_table_new ((BellType) type, NULL);
      GHashTableIter iter;
      const char *id;

      g_hash_table_iter_init (&iter, all);
      while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
        {
          g_autoptr (BellRecord) record = find (table, server, id);
          g_autoptr (BellRecord) ticket =
            type == BELL_TYPE_MESSAGE ? find (tickets, server, bell_message_get_ticket_id (BELL_MESSAGE (record))) : NULL;
          gboolean may = bell_access_can_read (&actor, record, ticket);

          if (may != g_hash_table_contains (seen, id))
            sim_fail ("%s %s see %s %s", client->name, may ? "does not" : "must not", name, id);
          else if (may)
            {
              g_autoptr (BellRecord) ours = find (table, cache, id);

              check_content (client, &actor, record, ours);
            }
        }
    }
  check_history (client, server, &actor);
}
