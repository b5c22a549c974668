/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>

#include "bell-clock.h"
#include "bell-error.h"
#include "bell-id.h"
#include "bell-import-mapping.h"
#include "bell-row-reader.h"

/* A file in a folder of the test's own. */
static char *
write_file (const char *name,
            const char *text,
            gssize      length)
{
  static char *folder;
  g_autoptr (GError) error = NULL;
  char *path;

  if (folder == NULL)
    folder = g_dir_make_tmp ("deskbell-rows-XXXXXX", NULL);

  path = g_build_filename (folder, name, NULL);
  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);

  return path;
}

typedef struct
{
  BellImportMapping *mapping;
  GPtrArray *changes;
  GString *text;
  GString *refused;
} Collected;

static gboolean
collect_text (const BellRow  *row,
              gpointer        user_data,
              GError        **error)
{
  Collected *collected = user_data;

  g_string_append_printf (collected->text, "%" G_GUINT64_FORMAT ":%s|%s;", row->line, bell_row_get (row, "a"), bell_row_get (row, "b"));

  return TRUE;
}

static void
test_rows (void)
{
  static const struct { BellRowFormat format; const char *text; const char *expected; } cases[] = {
    { BELL_ROW_FORMAT_CSV, "a,b\n1,2\n3,4\n", "2:1|2;3:3|4;" },
    { BELL_ROW_FORMAT_CSV, "\xef\xbb\xbf" "a,b\r\n1,2\r\n", "2:1|2;" },
    { BELL_ROW_FORMAT_CSV, "b,a\n\"x, \"\"y\"\"\",\"two\nlines\"\n5,6", "2:two\nlines|x, \"y\";4:6|5;" },
    { BELL_ROW_FORMAT_CSV, "a,b\n  kept  ,\n", "2:  kept  |;" },
    { BELL_ROW_FORMAT_JSON_LINES, "{\"a\":\"1\",\"b\":[\"x\",\"y\"]}\n\n{\"b\":null,\"a\":7}\n", "1:1|x;y;3:7|;" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = write_file ("rows", cases[i].text, -1);
      g_autoptr (GString) text = g_string_new (NULL);
      Collected collected = { .text = text };
      g_autoptr (GError) error = NULL;
      guint64 size;

      g_assert_true (bell_rows_read (path, cases[i].format, collect_text, &collected, &size, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (text->str, ==, cases[i].expected);
      g_assert_cmpuint (size, ==, strlen (cases[i].text));
    }
}

static void
test_bad_files (void)
{
  static const struct { BellRowFormat format; const char *text; gssize length; const char *line; } cases[] = {
    { BELL_ROW_FORMAT_CSV, "", 0, "Line 1" },
    { BELL_ROW_FORMAT_CSV, "a,b\n1,2,3\n", -1, "Line 2" },
    { BELL_ROW_FORMAT_CSV, "a,b\n1\n", -1, "Line 2" },
    { BELL_ROW_FORMAT_CSV, "a,b\n1,\"open\n", -1, "" },
    { BELL_ROW_FORMAT_CSV, "a,b\n1,\"x\"y\n", -1, "Line 2" },
    { BELL_ROW_FORMAT_CSV, "a,b\n1,\xe9t\xe9\n", -1, "Line 2" },
    { BELL_ROW_FORMAT_CSV, "a,b\n1,\0\n", 9, "Line 2" },
    { BELL_ROW_FORMAT_CSV, "a,a\n1,2\n", -1, "Line 1" },
    { BELL_ROW_FORMAT_JSON_LINES, "{\"a\":\"1\"}\n{\"a\":\n", -1, "Line 2" },
    { BELL_ROW_FORMAT_JSON_LINES, "[1]\n", -1, "Line 1" },
    { BELL_ROW_FORMAT_JSON_LINES, "{\"a\":1,\"a\":2}\n", -1, "Line 1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = write_file ("bad", cases[i].text, cases[i].length);
      g_autoptr (GError) error = NULL;

      g_assert_false (bell_rows_read (path, cases[i].format, NULL, NULL, NULL, &error));
      g_assert_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, cases[i].line));
    }
}

static void
test_no_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (bell_rows_read ("/nowhere/at/all.csv", BELL_ROW_FORMAT_CSV, NULL, NULL, NULL, &error));
  g_assert_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_READ);
}

static gboolean
collect_changes (const BellRow  *row,
                 gpointer        user_data,
                 GError        **error)
{
  Collected *collected = user_data;
  g_autoptr (GError) reason = NULL;

  if (!bell_import_mapping_apply (collected->mapping, row, collected->changes, &reason))
    g_string_append_printf (collected->refused, "%" G_GUINT64_FORMAT ";", row->line);

  return TRUE;
}

static GPtrArray *
map_rows (const char *map,
          const char *rows,
          const char *refused)
{
  g_autofree char *map_path = write_file ("map", map, -1);
  g_autofree char *path = write_file ("table.csv", rows, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellImportMapping) mapping = bell_import_mapping_load (map_path, &error);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (GString) lines = g_string_new (NULL);
  Collected collected = { .mapping = mapping, .changes = changes, .refused = lines };

  g_assert_no_error (error);
  g_assert_true (bell_rows_read (path, bell_import_mapping_get_format (mapping), collect_changes, &collected, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (lines->str, ==, refused);

  return g_steal_pointer (&changes);
}

static const char ticket_map[] =
  "[Import]\nFormat=csv\nTimeFormat=%d/%m/%Y %H:%M\nTimeZone=Europe/Berlin\nMissing=?\n"
  "[Map status]\nOpen=open\nDone=solved\n-=new\n"
  "[Object person]\nType=Principal\nId=shop/{who}\nTime={when}\nname={who}\nemail={who|lower|dotted}@shop.example\n"
  "[Object ticket]\nType=Ticket\nId=shop/ticket/{id}\nTime={when}\nAuthor=shop/{who}\nsubject={title|line|default:(none)}\n"
  "status={state|map:status}\nrequesterId=shop/{who}\ntags={tags|split:;,}\ncustomFields.room={room}\n"
  "[Object text]\nType=Message\nWhen={text|html}\nId=shop/ticket/{id}/text\nTime={when}\nticketId=shop/ticket/{id}\nbody={text|html}\n";

static void
test_mapping (void)
{
  g_autoptr (GPtrArray) changes = map_rows (ticket_map,
    "id,when,who,title,state,tags,room,text\n"
    "1,21/3/2013 10:30,Anna B,\"two\nlines\",Open,\"b; a,b\",4.12,<p>Hello <b>you</b></p>\n"
    "2,22/3/2013 10:30,Anna B,?,,,?,\n", "");
  g_autofree char *ticket_id = bell_id_new_for_name (BELL_TYPE_TICKET, 0, "shop/ticket/1");
  g_autoptr (BellRecord) ticket = bell_record_new (BELL_TYPE_TICKET, ticket_id);
  g_autoptr (BellRecord) second = bell_record_new (BELL_TYPE_TICKET, ticket_id);
  BellChange *change;

  /* A person once, two tickets, one text. */
  g_assert_cmpuint (changes->len, ==, 4);

  change = changes->pdata[1];
  g_assert_cmpstr (bell_change_get_object_id (change), ==, ticket_id);
  g_assert_cmpstr (bell_change_get_author_id (change), ==, bell_change_get_object_id (changes->pdata[0]));
  g_assert_cmpint (bell_change_get_acted_at (change), ==, G_GINT64_CONSTANT (1363858200000)); /* 09:30 UTC */
  bell_patch_apply (bell_change_get_patch (change), ticket);
  g_assert_cmpstr (bell_ticket_get_subject (BELL_TICKET (ticket)), ==, "two lines");
  g_assert_cmpint (bell_ticket_get_status (BELL_TICKET (ticket)), ==, BELL_STATUS_OPEN);
  g_assert_cmpstr (bell_ticket_get_tags (BELL_TICKET (ticket))[0], ==, "a");
  g_assert_cmpstr (bell_ticket_get_tags (BELL_TICKET (ticket))[1], ==, "b");
  g_assert_cmpstr (bell_ticket_get_requester_id (BELL_TICKET (ticket)), ==, bell_change_get_author_id (change));
  g_assert_cmpuint (g_variant_n_children (bell_ticket_get_custom_fields (BELL_TICKET (ticket))), ==, 1);

  bell_patch_apply (bell_change_get_patch (changes->pdata[3]), second);
  g_assert_cmpstr (bell_ticket_get_subject (BELL_TICKET (second)), ==, "(none)");
  g_assert_cmpint (bell_ticket_get_status (BELL_TICKET (second)), ==, BELL_STATUS_NEW);
  g_assert_cmpuint (g_variant_n_children (bell_ticket_get_custom_fields (BELL_TICKET (second))), ==, 0);
}

/* Ids come from words alone: the same rows make the same changes. */
static void
test_again (void)
{
  const char *rows = "id,when,who,title,state,tags,room,text\n1,21/3/2013 10:30,Anna,x,Open,,,text\n";
  g_autoptr (GPtrArray) first = map_rows (ticket_map, rows, "");
  g_autoptr (GPtrArray) second = map_rows (ticket_map, rows, "");

  g_assert_cmpuint (first->len, ==, second->len);
  for (guint i = 0; i < first->len; i++)
    {
      g_assert_cmpstr (bell_change_get_id (first->pdata[i]), ==, bell_change_get_id (second->pdata[i]));
      g_assert_true (bell_patch_equal (bell_change_get_patch (first->pdata[i]), bell_change_get_patch (second->pdata[i])));
    }
}

/* A row that cannot be taken leaves nothing behind and stops nobody. */
static void
test_bad_rows (void)
{
  g_autoptr (GPtrArray) changes = map_rows (ticket_map,
    "id,when,who,title,state,tags,room,text\n"
    "1,yesterday,Anna,x,Open,,,text\n"
    "2,21/3/2013 10:30,Anna,x,Asleep,,,text\n"
    "3,21/3/2013 10:30,?,x,Open,,,text\n"
    "4,21/3/2013 10:30,Anna,x,Open,,,text\n", "2;3;4;");

  g_assert_cmpuint (changes->len, ==, 3);
}

static void
test_follow (void)
{
  g_autoptr (GPtrArray) changes = map_rows (
    "[Import]\nFormat=csv\nTimeFormat=%Y-%m-%d\n"
    "[Object ticket]\nType=Ticket\nId=t/{id}\nTime={opened}\nUpdateId=t/{id}/{step}\nUpdateTime={at}\nsubject=s\n"
    "status={status}\nrequesterId=p/x\nassigneeId=p/{who}\n",
    "id,step,opened,at,status,who\n"
    "1,0,2020-01-01,2020-01-01,new,\n"
    "1,1,2020-01-01,2020-01-02,open,Bo\n"
    "1,2,2020-01-01,2020-01-02,open,Bo\n"
    "1,3,2020-01-01,2020-01-03,solved,\n", "");
  g_autoptr (BellRecord) ticket = NULL;

  g_assert_cmpuint (changes->len, ==, 3);
  g_assert_cmpint (bell_change_get_kind (changes->pdata[0]), ==, BELL_CHANGE_KIND_CREATE);

  ticket = bell_record_new (BELL_TYPE_TICKET, bell_change_get_object_id (changes->pdata[0]));
  bell_patch_apply (bell_change_get_patch (changes->pdata[0]), ticket);
  bell_patch_apply (bell_change_get_patch (changes->pdata[1]), ticket);
  g_assert_nonnull (bell_ticket_get_assignee_id (BELL_TICKET (ticket)));
  bell_patch_apply (bell_change_get_patch (changes->pdata[2]), ticket);
  g_assert_cmpint (bell_ticket_get_status (BELL_TICKET (ticket)), ==, BELL_STATUS_SOLVED);
  g_assert_null (bell_ticket_get_assignee_id (BELL_TICKET (ticket)));
  g_assert_cmpint (bell_change_get_acted_at (changes->pdata[2]), ==, G_GINT64_CONSTANT (1578009600000));
}

static void
test_local_before (void)
{
  g_autoptr (GPtrArray) changes = map_rows (
    "[Import]\nFormat=csv\nTimeFormat=%Y-%m-%d %H:%M:%S %z\nLocalBefore=2023-11-29T00:00:00Z\nLocalZone=America/Los_Angeles\n"
    "[Object team]\nType=Team\nId={name}\nTime={at}\nname={name}\n",
    "name,at\nwinter,2023-01-01 02:00:00 +0000\nsummer,2023-07-01 02:00:00 +0000\nafter,2024-01-01 02:00:00 +0000\n", "");
  static const char *const expected[] = { "2023-01-01T10:00:00Z", "2023-07-01T09:00:00Z", "2024-01-01T02:00:00Z" };

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *text = bell_time_to_text (bell_change_get_acted_at (changes->pdata[i]));

      g_assert_cmpstr (text, ==, expected[i]);
    }
}

static void
test_bad_mappings (void)
{
  static const char *const cases[] = {
    "", "[Import]\nFormat=xls\n", "[Import]\nFormat=csv\n", "[Import]\nFormat=csv\nTimeZone=Mars/Olympus\n",
    "[Import]\nFormat=csv\n[Objekt x]\nType=Ticket\n",
    "[Import]\nFormat=csv\n[Object x]\nType=Thread\nId=a\nTime=b\n",
    "[Import]\nFormat=csv\n[Object x]\nType=Ticket\nsubject=a\n",
    "[Import]\nFormat=csv\n[Object x]\nType=Ticket\nId=a\nTime=b\ncolour=red\n",
    "[Import]\nFormat=csv\n[Object x]\nType=Ticket\nId={a\nTime=b\n",
    "[Import]\nFormat=csv\n[Object x]\nType=Ticket\nId={a|shout}\nTime=b\n",
    "[Import]\nFormat=csv\n[Object x]\nType=Ticket\nId={a|map:none}\nTime=b\n",
    "[Import]\nFormat=csv\n[Object x]\nType=Ticket\nId={}\nTime=b\n",
    "[Import]\nFormat=csv\nLocalBefore=soon\nLocalZone=UTC\n[Object x]\nType=Team\nId=a\nTime=b\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = write_file ("map", cases[i], -1);
      g_autoptr (GError) error = NULL;

      g_assert_null (bell_import_mapping_load (path, &error));
      g_assert_error (error, BELL_IMPORT_ERROR, BELL_IMPORT_ERROR_MAPPING);
    }
}

/* The mappings that are shipped can be read. */
static void
test_shipped_mappings (void)
{
  static const char *const names[] = { "sumo-questions.map", "sumo-answers.map", "sumo-articles.map", "servicenow-incidents.map" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "..", "data", "import", names[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (BellImportMapping) mapping = bell_import_mapping_load (path, &error);

      g_assert_no_error (error);
      g_assert_nonnull (mapping);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/import/rows", test_rows);
  g_test_add_func ("/import/bad-files", test_bad_files);
  g_test_add_func ("/import/no-file", test_no_file);
  g_test_add_func ("/import/mapping", test_mapping);
  g_test_add_func ("/import/again", test_again);
  g_test_add_func ("/import/bad-rows", test_bad_rows);
  g_test_add_func ("/import/follow", test_follow);
  g_test_add_func ("/import/local-before", test_local_before);
  g_test_add_func ("/import/bad-mappings", test_bad_mappings);
  g_test_add_func ("/import/shipped-mappings", test_shipped_mappings);

  return g_test_run ();
}
