/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include <string.h>

#include "bell-rows.h"
#include "bell-sql.h"

/* How SQLite answers what the app asks all the time: by an index, in the order
 * of the list, and never by sorting all there is. */

static void
assert_plan (BellFiles  *files,
             const char *sql,
             const char *wanted,
             const char *unwanted)
{
  g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellStatement) statement = bell_database_prepare (files->cache, explain, &error);
  g_autoptr (GString) plan = g_string_new (NULL);
  gboolean row;

  g_assert_no_error (error);
  while (bell_statement_step (statement, &row, &error) && row)
    g_string_append_printf (plan, "%s\n", bell_statement_get_text (statement, 3));
  g_assert_no_error (error);

  g_test_message ("%s", plan->str);
  if (wanted != NULL)
    g_assert_nonnull (strstr (plan->str, wanted));
  if (unwanted != NULL)
    g_assert_null (strstr (plan->str, unwanted));
}

static void
assert_list_plan (BellFiles  *files,
                  BellQuery  *query,
                  const char *wanted,
                  const char *unwanted)
{
  for (int overlay = 0; overlay < 2; overlay++)
    {
      BellTable *table = overlay ? files->overlay[query->type] : files->base[query->type];
      g_autoptr (GError) error = NULL;
      g_autoptr (BellCompiledQuery) compiled = bell_rows_compile (files, query, overlay, &error);
      g_autofree char *sql = NULL;

      g_assert_no_error (error);
      sql = bell_sql_fill (overlay ? "query-overlay" : "query-base", "table", bell_table_get_name (table),
                           "columns", bell_table_get_columns (table), "where", compiled->where,
                           "order", compiled->order_by, NULL);
      /* The overlay is small: it is read whole and put in its place row by row. */
      if (overlay)
        assert_plan (files, sql, NULL, "TEMP B-TREE");
      else
        assert_plan (files, sql, wanted, unwanted);
    }
}

static void
test_plans (void)
{
  StoreFixture fixture = { NULL, };
  g_autoptr (BellQuery) all = bell_query_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (BellQuery) conversation = NULL;
  g_autoptr (GVariant) ticket = g_variant_ref_sink (g_variant_new_string ("T0192f0c1-0000-7000-8000-000000000001"));
  BellFiles *files;
  g_autoptr (GError) error = NULL;

  store_fixture_set_up (&fixture, NULL);
  files = bell_files_new (fixture.data, fixture.cache, fixture.clock, FALSE);
  bell_files_ensure (files, &error);
  g_assert_no_error (error);

  /* Newest first, over all: the keys come from the index alone. */
  bell_query_add_sort (all, bell_ticket_property (BELL_TICKET_UPDATED_AT), TRUE);
  assert_list_plan (files, all, "USING COVERING INDEX ticket_updated", "TEMP B-TREE");

  conversation = bell_query_new (BELL_TYPE_MESSAGE,
                                 bell_filter_new_condition (bell_message_property (BELL_MESSAGE_TICKET_ID), BELL_TEST_EQUAL, ticket));
  bell_query_add_sort (conversation, bell_message_property (BELL_MESSAGE_WRITTEN_AT), FALSE);
  assert_list_plan (files, conversation, "USING INDEX message_ticket", "SCAN");

  /* What people see of one object: by key on both sides of the view. */
  assert_plan (files, "SELECT * FROM visible_ticket WHERE id = ?1", "SEARCH ticket USING INDEX", "SCAN ticket");
  assert_plan (files, "SELECT * FROM visible_ticket WHERE id = ?1", "SEARCH overlay_ticket USING INDEX", NULL);
  assert_plan (files, "SELECT id FROM visible_ticket WHERE number = ?1", "ticket_number", NULL);

  bell_files_free (files);
  store_fixture_tear_down (&fixture, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/plans", test_plans);

  return g_test_run ();
}
