/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "db-fixture.h"

#include <string.h>

#include "bell-clock.h"
#include "bell-table.h"

#define add(path, function) \
  g_test_add (path, DbFixture, NULL, db_fixture_set_up, function, db_fixture_tear_down)

/* What people and attackers write. */
static const char *const texts[] = {
  "",
  "Printer on fire",
  "Robert'); DROP TABLE ticket;--",
  "\"quoted\" ?1 :name $x %s %n",
  "Grüße, привет, 你好, 🔥",
  "one\ntwo\r\n\tthree\x01",
};

static char *
make_id (BellType type,
         guint    number)
{
  return g_strdup_printf ("%c0192f0c1-0000-7000-8000-%012u", bell_type_get_letter (type), number);
}

static guint
count_enum_values (const BellProperty *property)
{
  g_autoptr (GTypeClass) values = g_type_class_ref (property->enum_type ());

  return G_ENUM_CLASS (values)->n_values;
}

static GVariant *
make_value (const BellProperty *property,
            guint               seed)
{
  const char *text = texts[seed % G_N_ELEMENTS (texts)];

  switch (property->kind)
    {
    case BELL_KIND_ID:
      return g_variant_new_take_string (make_id (property->refers_to, seed));
    case BELL_KIND_TEXT:
      return g_variant_new_string (text);
    case BELL_KIND_JSON:
      return g_variant_new_string ("{\"a\":[1,\"'\"]}");
    case BELL_KIND_ENUM:
      return g_variant_new_int32 ((int) (seed % count_enum_values (property)));
    case BELL_KIND_INTEGER:
      return g_variant_new_int64 (G_GINT64_CONSTANT (9007199254740991) - seed);
    case BELL_KIND_BOOLEAN:
      return g_variant_new_boolean (seed % 2);
    case BELL_KIND_TIME:
      return g_variant_new_int64 (G_GINT64_CONSTANT (1795253400123) * (seed % 2 ? 1 : -1));
    case BELL_KIND_SET:
      return g_variant_new_strv ((const char *const[]) { "o'clock", "vip", "Ärger" }, 3); /* sorted, as they are kept */
    case BELL_KIND_MAP:
      return g_variant_new_parsed ("{'floor': '3', 'room': %s}", *text != '\0' && seed != 5 ? text : "x");
    case BELL_KIND_ATTACHMENTS:
    default:
      return g_variant_new_parsed ("[(%s, 'log.txt', 'text/plain', uint64 12), (%s, 'Ü b.png', 'image/png', 0)]",
                                   "B1111111111111111111111111111111111111111111111111111111111111111",
                                   "B2222222222222222222222222222222222222222222222222222222222222222");
    }
}

static BellRecord *
make_record (BellType type,
             guint    seed)
{
  g_autofree char *id = make_id (type, seed);
  BellRecord *record = bell_record_new (type, id);

  bell_record_set_modseqs (record, seed + 1, G_MAXINT64 - seed);

  for (guint i = 0; i < bell_type_get_n_properties (type); i++)
    {
      const BellProperty *property = bell_type_get_property (type, i);
      g_autoptr (GVariant) value = g_variant_ref_sink (make_value (property, seed));

      bell_record_set (record, property, value);
    }

  return record;
}

static void
assert_row (BellTable    *table,
            BellDatabase *database,
            BellRecord   *expected)
{
  g_autoptr (BellRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  bell_table_get (table, database, bell_record_get_id (expected), &record, &error);
  g_assert_no_error (error);
  g_assert_nonnull (record);

  for (guint i = 0; i < bell_type_get_n_properties (bell_table_get_data_type (table)); i++)
    {
      const BellProperty *property = bell_type_get_property (bell_table_get_data_type (table), i);
      g_autoptr (GVariant) one = bell_record_get (record, property);
      g_autoptr (GVariant) two = bell_record_get (expected, property);

      if (!bell_value_equal (one, two))
        g_error ("%s differs", property->name);
    }

  g_assert_true (bell_record_equal (record, expected));
  g_assert_cmpint (bell_record_get_created_modseq (record), ==, bell_record_get_created_modseq (expected));
  g_assert_cmpint (bell_record_get_modseq (record), ==, bell_record_get_modseq (expected));
}

/* The columns of @name as "name TYPE, name TYPE...". */
static char *
read_schema (BellDatabase *database,
             const char   *name)
{
#ifdef WITH_POSTGRESQL
  g_autofree char *sql = g_strdup_printf ("SELECT attnum, attname, upper(format_type(atttypid, atttypmod)) FROM pg_attribute "
                                          "WHERE attrelid = to_regclass('%s') AND attnum > 0 ORDER BY attnum", name);
#else
  g_autofree char *sql = g_strdup_printf ("PRAGMA table_info(%s)", name);
#endif
  g_autoptr (GError) error = NULL;
  g_autoptr (BellStatement) statement = bell_database_prepare (database, sql, &error);
  GString *schema = g_string_new (NULL);
  gboolean row;

  g_assert_no_error (error);
  while (bell_statement_step (statement, &row, &error) && row)
    g_string_append_printf (schema, "%s %s\n", bell_statement_get_text (statement, 1),
                            bell_statement_get_text (statement, 2));
  g_assert_no_error (error);

  return g_string_free (schema, FALSE);
}

static void
test_schema (DbFixture     *fixture,
             gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);

  for (BellType type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      g_autofree char *schema = read_schema (database, bell_type_get_table_name (type));
      g_autoptr (GString) expected = g_string_new ("id TEXT\ncreated_modseq BIGINT\nmodseq BIGINT\n");

      for (guint i = 0; i < bell_type_get_n_properties (type); i++)
        {
          const BellProperty *property = bell_type_get_property (type, i);
          gboolean number = property->kind == BELL_KIND_INTEGER || property->kind == BELL_KIND_BOOLEAN ||
                            property->kind == BELL_KIND_TIME;

          g_string_append_printf (expected, "%s %s\n", property->name, number ? "BIGINT" : "TEXT");
        }

      g_assert_cmpstr (schema, ==, expected->str);
    }
}

static void
test_schema_created (DbFixture     *fixture,
                     gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);

  for (BellType type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      g_autofree char *name = g_strconcat ("overlay_", bell_type_get_table_name (type), NULL);
      g_autoptr (BellTable) table = bell_table_new (type, name);
      g_autoptr (GError) error = NULL;
      g_autofree char *base = NULL;
      g_autofree char *overlay = NULL;

      g_assert_true (bell_table_create (table, database, &error));
      g_assert_true (bell_table_create (table, database, &error));
      g_assert_no_error (error);

      base = read_schema (database, bell_type_get_table_name (type));
      overlay = read_schema (database, name);
      g_assert_cmpstr (base, ==, overlay);
    }
}

static void
test_round_trip (DbFixture     *fixture,
                 gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);

  for (BellType type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      g_autoptr (BellTable) table = bell_table_new (type, NULL);

      for (guint seed = 0; seed < G_N_ELEMENTS (texts); seed++)
        {
          g_autoptr (BellRecord) record = make_record (type, seed);
          g_autoptr (GError) error = NULL;

          g_assert_true (bell_table_upsert (table, database, record, &error));
          g_assert_no_error (error);
          assert_row (table, database, record);
        }
    }
}

static void
test_defaults (DbFixture     *fixture,
               gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);

  for (BellType type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      g_autoptr (BellTable) table = bell_table_new (type, NULL);
      g_autofree char *id = make_id (type, 1);
      g_autoptr (BellRecord) record = bell_record_new (type, id);
      g_autoptr (GError) error = NULL;

      g_assert_true (bell_table_upsert (table, database, record, &error));
      g_assert_no_error (error);
      assert_row (table, database, record);
    }
}

static void
test_upsert_over (DbFixture     *fixture,
                  gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (BellTable) table = bell_table_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (BellRecord) record = make_record (BELL_TYPE_TICKET, 1);
  g_autoptr (BellRecord) changed = bell_record_copy (record);
  g_autoptr (BellStatement) count = NULL;
  g_autoptr (GError) error = NULL;
  gboolean row;

  bell_record_set_modseqs (changed, 1, 99);
  bell_record_set_text (changed, bell_ticket_property (BELL_TICKET_SUBJECT), "New");
  bell_record_set_text (changed, bell_ticket_property (BELL_TICKET_ASSIGNEE_ID), NULL);
  bell_record_set_integer (changed, bell_ticket_property (BELL_TICKET_SOLVED_AT), BELL_TIME_UNSET);

  bell_table_upsert (table, database, record, &error);
  g_assert_no_error (error);
  bell_table_upsert (table, database, changed, &error);
  g_assert_no_error (error);
  assert_row (table, database, changed);

  count = bell_table_select_values (table, database, "count(*)", "WHERE subject = 'New'", &error);
  g_assert_no_error (error);
  bell_statement_step (count, &row, &error);
  g_assert_cmpint (bell_statement_get_int64 (count, 0), ==, 1);
}

/* Only the named columns are written, whatever else the record holds. */
static void
test_update (DbFixture     *fixture,
             gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (BellTable) table = bell_table_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (BellRecord) record = make_record (BELL_TYPE_TICKET, 1);
  g_autoptr (BellRecord) other = make_record (BELL_TYPE_TICKET, 1);
  const BellProperty *status = bell_ticket_property (BELL_TICKET_STATUS);
  const BellProperty *closed = bell_ticket_property (BELL_TICKET_CLOSED_AT);
  const BellProperty *tags = bell_ticket_property (BELL_TICKET_TAGS);
  g_autoptr (GVariant) new_tags = bell_value_new_set ((const char *const[]) { "x", NULL });
  g_autoptr (GError) error = NULL;

  bell_table_upsert (table, database, record, &error);
  g_assert_no_error (error);

  bell_record_set_modseqs (other, 77, 88);
  bell_record_set_text (other, bell_ticket_property (BELL_TICKET_SUBJECT), "not to be written");
  bell_record_set_integer (other, status, BELL_STATUS_CLOSED);
  bell_record_set_integer (other, closed, 5);
  bell_record_set (other, tags, new_tags);
  bell_table_update (table, database, other,
                     BELL_TABLE_COLUMN (status) | BELL_TABLE_COLUMN (closed) | BELL_TABLE_COLUMN (tags), &error);
  g_assert_no_error (error);
  g_assert_cmpint (bell_database_changes (database), ==, 1);

  bell_record_set_modseqs (record, bell_record_get_created_modseq (record), 88);
  bell_record_set_integer (record, status, BELL_STATUS_CLOSED);
  bell_record_set_integer (record, closed, 5);
  bell_record_set (record, tags, new_tags);
  assert_row (table, database, record);

  bell_record_set_modseqs (record, bell_record_get_created_modseq (record), 89);
  bell_table_update (table, database, record, 0, &error);
  g_assert_no_error (error);
  assert_row (table, database, record);
}

static void
test_absent (DbFixture     *fixture,
             gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (BellTable) table = bell_table_new (BELL_TYPE_TEAM, NULL);
  g_autoptr (BellRecord) record = make_record (BELL_TYPE_TEAM, 1);
  g_autoptr (BellRecord) found = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (bell_table_get (table, database, "G' OR '1'='1", &found, &error));
  g_assert_no_error (error);
  g_assert_null (found);

  g_assert_true (bell_table_update (table, database, record, 1, &error));
  g_assert_cmpint (bell_database_changes (database), ==, 0);

  bell_table_upsert (table, database, record, &error);
  g_assert_no_error (error);
  g_assert_true (bell_table_delete (table, database, "G' OR '1'='1", &error));
  g_assert_cmpint (bell_database_changes (database), ==, 0);
  g_assert_true (bell_table_delete (table, database, bell_record_get_id (record), &error));
  g_assert_cmpint (bell_database_changes (database), ==, 1);
  g_assert_true (bell_table_get (table, database, bell_record_get_id (record), &found, &error));
  g_assert_null (found);
}

/* A table with columns of its own keeps them, and a view is read like a table. */
static void
test_other_tables (DbFixture     *fixture,
                   gconstpointer  data)
{
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (BellTable) overlay = bell_table_new (BELL_TYPE_TEAM, "overlay_team");
  g_autoptr (BellTable) visible = bell_table_new (BELL_TYPE_TEAM, "visible_team");
  g_autoptr (BellRecord) record = make_record (BELL_TYPE_TEAM, 4);
  g_autoptr (BellStatement) select = NULL;
  g_autoptr (BellRecord) read = NULL;
  g_autoptr (GError) error = NULL;
  gboolean row;

  bell_table_create (overlay, database, &error);
  g_assert_no_error (error);
  bell_database_execute_script (database,
                                "ALTER TABLE overlay_team ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;"
                                "CREATE VIEW visible_team AS SELECT * FROM overlay_team WHERE deleted = 0", &error);
  g_assert_no_error (error);

  bell_table_upsert (overlay, database, record, &error);
  g_assert_no_error (error);
  bell_database_execute_script (database, "UPDATE overlay_team SET deleted = 7", &error);
  bell_table_upsert (overlay, database, record, &error);
  g_assert_no_error (error);

  select = bell_table_select (visible, database, "WHERE id = ?1", &error);
  bell_statement_bind_text (select, 1, bell_record_get_id (record));
  g_assert_true (bell_statement_step (select, &row, &error));
  g_assert_false (row);

  bell_database_execute_script (database, "UPDATE overlay_team SET deleted = 0", &error);
  g_assert_true (bell_statement_step (select, &row, &error));
  g_assert_true (row);
  read = bell_table_read_row (visible, select, 0, &error);
  g_assert_no_error (error);
  g_assert_true (bell_record_equal (read, record));
}

#ifndef WITH_POSTGRESQL
/* A row that no Deskbell wrote is an error, not a record with other values. */
static void
test_damaged_row (DbFixture     *fixture,
                  gconstpointer  data)
{
  static const char *const faults[] = {
    "UPDATE ticket SET status = 'exploded'",
    "UPDATE ticket SET tags = 'no separators'",
    "UPDATE ticket SET links = char(30) || 'no value' || char(30)",
  };
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);
  g_autoptr (BellTable) table = bell_table_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (BellRecord) record = make_record (BELL_TYPE_TICKET, 1);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (BellRecord) read = NULL;
      g_autoptr (GError) damaged = NULL;

      bell_table_upsert (table, database, record, &error);
      g_assert_no_error (error);
      bell_database_execute_script (database, faults[i], &error);
      g_assert_no_error (error);

      g_assert_false (bell_table_get (table, database, bell_record_get_id (record), &read, &damaged));
      g_assert_null (read);
      db_assert_error (damaged, BELL_DATABASE_ERROR_CORRUPT, bell_record_get_id (record));
    }
}

/* The plans of the lists that people wait for: no table scan, no sorting. */
static void
test_plans (DbFixture     *fixture,
            gconstpointer  data)
{
  static const struct { const char *clauses; const char *index; } lists[] = {
    { "SELECT id FROM ticket ORDER BY updated_at DESC, id DESC LIMIT 50", "ticket_updated" },
    { "SELECT id FROM ticket ORDER BY updated_at ASC, id ASC LIMIT 50", "ticket_updated" },
    { "SELECT id FROM ticket WHERE assignee_id = ?1 AND status = ?2 ORDER BY updated_at DESC, id DESC", "ticket_assignee" },
    { "SELECT count(*) FROM ticket WHERE assignee_id = ?1 AND status IN (?2, ?3)", "ticket_assignee" },
    { "SELECT count(*) FROM ticket WHERE team_id IN (?1, ?2) AND status IN (?3, ?4)", "ticket_team" },
    { "SELECT id FROM ticket WHERE requester_id = ?1 ORDER BY updated_at DESC, id DESC", "ticket_requester" },
    { "SELECT id FROM ticket WHERE number = ?1", "ticket_number" },
    { "SELECT id FROM message WHERE ticket_id = ?1 ORDER BY received_at", "message_ticket" },
    { "SELECT id FROM principal WHERE email = ?1", "principal_email" },
    { "SELECT id FROM article ORDER BY updated_at DESC, id DESC", "article_updated" },
  };
  g_autoptr (BellDatabase) database = db_fixture_open (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", lists[i].clauses, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (BellStatement) statement = bell_database_prepare (database, sql, &error);
      g_autoptr (GString) plan = g_string_new (NULL);
      gboolean row;

      g_assert_no_error (error);
      while (bell_statement_step (statement, &row, &error) && row)
        g_string_append_printf (plan, "%s; ", bell_statement_get_text (statement, 3));

      g_test_message ("%s: %s", lists[i].clauses, plan->str);
      g_assert_nonnull (strstr (plan->str, lists[i].index));
      g_assert_null (strstr (plan->str, "TEMP B-TREE"));
    }
}
#endif

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/db/schema/property-tables", test_schema);
  add ("/db/schema/created", test_schema_created);
#ifndef WITH_POSTGRESQL
  add ("/db/schema/plans", test_plans);
#endif
  add ("/db/table/round-trip", test_round_trip);
  add ("/db/table/defaults", test_defaults);
  add ("/db/table/upsert-over", test_upsert_over);
  add ("/db/table/update", test_update);
  add ("/db/table/absent", test_absent);
  add ("/db/table/other-tables", test_other_tables);
#ifndef WITH_POSTGRESQL
  add ("/db/table/damaged-row", test_damaged_row);
#endif

  return g_test_run ();
}
