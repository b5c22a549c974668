/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever somebody types into the search field, the index understands what
 * is made of it. */

#include "bell-database.h"
#include "bell-search-text.h"
#include "bell-statement.h"
#include "fuzz.h"

static void
ask (BellDatabase *database,
     char         *expression)
{
  g_autofree char *owned = expression;
  g_autoptr (GError) error = NULL;
  g_autoptr (BellStatement) statement = NULL;
  gboolean row;

  if (expression == NULL)
    return;

  g_assert_true (g_utf8_validate (expression, -1, NULL));
  statement = bell_database_prepare (database, "SELECT count (*) FROM words WHERE words MATCH ?1", &error);
  g_assert_no_error (error);
  bell_statement_bind_text (statement, 1, expression);
  bell_statement_step (statement, &row, &error);
  g_assert_no_error (error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static BellDatabase *database;
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *unfinished = bell_search_get_unfinished (text);
  g_auto (BellSearchText) indexed = { 0 };

  if (database == NULL)
    {
      database = bell_database_open (":memory:", BELL_DATABASE_CREATE, NULL);
      g_assert_true (bell_database_execute_script (database, "CREATE VIRTUAL TABLE words USING fts5 (title, body, extra, prefix = '1 2 3', "
                                                             "tokenize = \"unicode61 remove_diacritics 2\"); "
                                                             "INSERT INTO words VALUES ('Printer', 'burns', 'vip')", NULL));
    }

  ask (database, bell_search_make_expression (text, NULL));
  if (unfinished != NULL)
    {
      g_autoptr (GPtrArray) words = g_ptr_array_new ();

      g_ptr_array_add (words, (gpointer) "printer");
      g_ptr_array_add (words, unfinished);
      ask (database, bell_search_make_finished_expression (text, words));
    }
  ask (database, bell_search_make_loose_expression (valid));
  bell_search_text_init (&indexed, BELL_TYPE_ARTICLE, valid, valid, valid, valid);
  g_assert_true (indexed.title == NULL || g_utf8_validate (indexed.title, -1, NULL));
  g_assert_true (indexed.body == NULL || g_utf8_validate (indexed.body, -1, NULL));

  return 0;
}
