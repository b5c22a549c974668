/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-json-writer.h"

static void
test_read (void)
{
  static const char text[] = " { \"a\" : [1, -2.5e3, true, false, null, \"\\u00e9\\ud83d\\ude00\\n/\\/\"], \"b\":{}, \"\":[] } ";
  g_autoptr (GError) error = NULL;
  g_autoptr (BellJson) json = bell_json_parse (text, strlen (text), NULL, &error);
  const BellJsonNode *root, *node;
  gboolean boolean = FALSE;
  gint64 integer = 0;

  g_assert_no_error (error);
  root = bell_json_get_root (json);
  g_assert_cmpint (bell_json_node_get_kind (root), ==, BELL_JSON_OBJECT);
  g_assert_cmpuint (bell_json_node_get_size (root), ==, 3);

  node = bell_json_node_get_first (bell_json_node_get_member (root, "a"));
  g_assert_true (bell_json_node_get_integer (node, &integer));
  g_assert_cmpint (integer, ==, 1);
  g_assert_null (bell_json_node_get_string (node));
  node = bell_json_node_get_next (node);
  g_assert_true (bell_json_node_get_integer (node, &integer));
  g_assert_cmpint (integer, ==, -2500);
  node = bell_json_node_get_next (node);
  g_assert_true (bell_json_node_get_boolean (node, &boolean));
  g_assert_true (boolean);
  node = bell_json_node_get_next (bell_json_node_get_next (node));
  g_assert_cmpint (bell_json_node_get_kind (node), ==, BELL_JSON_NULL);
  node = bell_json_node_get_next (node);
  g_assert_cmpstr (bell_json_node_get_string (node), ==, "é😀\n//");
  g_assert_null (bell_json_node_get_next (node));

  g_assert_null (bell_json_node_get_member (root, "A"));
  g_assert_cmpint (bell_json_node_get_kind (bell_json_node_get_member (root, "")), ==, BELL_JSON_ARRAY);
  g_assert_cmpint (bell_json_node_get_kind (NULL), ==, BELL_JSON_ABSENT);
  g_assert_false (bell_json_node_get_integer (NULL, &integer));
  g_assert_null (bell_json_node_get_member (NULL, "a"));
  g_assert_null (bell_json_node_dup_strings (bell_json_node_get_member (root, "a")));
}

/* Text that ends in a NUL, or is refused with a code. */
static void
assert_refused (const char *text,
                gsize       length,
                int         code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *exact = g_memdup2 (text, length);
  g_autoptr (BellJson) json = bell_json_parse (exact, length, NULL, &error);

  if (json != NULL)
    g_error ("taken: %s", text);
  g_assert_error (error, BELL_JMAP_ERROR, code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_not_json (void)
{
  static const char *const cases[] = {
    "", " ", "{", "}", "[", "]", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}",
    "{\"a\":1 \"b\":2}", "{1:2}", "[}", "{]", "[1}", "{\"a\":1]", "tru", "True", "nul", "nullx", "undefined", "NaN",
    "Infinity", "-Infinity", "// no\n1", "/* no */ 1", "1 // no", "1 2", "1,", "{} {}", "[][]", "\"a\" \"b\"",
    "\xef\xbb\xbf{}", "\v1", "\f1", "\xc2\xa0" "1",
    "01", "-01", "+1", "-", "1.", ".5", "1.e3", "1e", "1e+", "0x10", "1_000", "--1", "1-1", "1e1.5",
    "1e400", "-1e400", "9007199254740992", "-9007199254740992", "123456789012345678901234567890",
    "0.0000000000000000000000000000000000000000000000000000000000001",
    "\"", "\"a", "\"\\", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u 123\"", "\"\\uD800\"", "\"\\uDC00\"",
    "\"\\ud800\\u0041\"", "\"\\ud800x\"", "\"\\ud800\\", "\"\\u0000\"", "{\"a\\u0000b\":1}", "\"a\nb\"", "\"a\tb\"",
    "\"\x1f\"", "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\"", "\"\xe2\x82",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i], strlen (cases[i]), BELL_JMAP_ERROR_NOT_JSON);

  assert_refused ("{}\0", 3, BELL_JMAP_ERROR_NOT_JSON);
  assert_refused ("\"a\0b\"", 5, BELL_JMAP_ERROR_NOT_JSON);
  assert_refused ("\0", 1, BELL_JMAP_ERROR_NOT_JSON);
}

static void
test_taken (void)
{
  static const struct { const char *text; const char *canonical; } cases[] = {
    { "0", "0" }, { "-0", "0" }, { "1e3", "1000" }, { "0.1", "0.1" }, { "1E-2", "0.01" }, { "1.5e300", "1.5e+300" },
    { "9007199254740993.5", "9007199254740994.0" }, { "1e20", "1e+20" }, { "9007199254740991", "9007199254740991" }, { "-9007199254740991", "-9007199254740991" },
    { "\t\r\n [ ] \n", "[]" }, { "{ }", "{}" }, { "[[],{},[{}]]", "[[],{},[{}]]" },
    { "\"\\b\\f\\n\\r\\t\\\"\\\\\\/\"", "\"\\u0008\\u000c\\n\\r\\t\\\"\\\\/\"" },
    { "{\"b\":1,\"a\":{\"d\":[2,1],\"c\":null}}", "{\"a\":{\"c\":null,\"d\":[2,1]},\"b\":1}" },
    { "\"\\u20ac \xf0\x9f\x98\x80\"", "\"€ 😀\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BellJson) json = bell_json_parse (cases[i].text, strlen (cases[i].text), NULL, &error);
      g_autofree char *canonical = NULL;

      g_assert_no_error (error);
      canonical = bell_json_node_to_canonical_text (bell_json_get_root (json));
      g_assert_cmpstr (canonical, ==, cases[i].canonical);
    }
}

static char *
nested (char open, char close, guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, open == '{' ? "{\"a\":" : "[");
  if (close != '\0')
    {
      if (open == '{')
        g_string_append_c (text, '1');
      for (guint i = 0; i < depth; i++)
        g_string_append_c (text, close);
    }

  return g_string_free (text, FALSE);
}

static void
test_too_deep (void)
{
  static const struct { char open, close; guint depth; gboolean taken; } cases[] = {
    { '[', ']', 32, TRUE }, { '[', ']', 33, FALSE }, { '{', '}', 32, TRUE }, { '{', '}', 33, FALSE },
    { '[', ']', 100000, FALSE }, { '[', '\0', 100000, FALSE }, { '{', '}', 100000, FALSE }, { '{', '\0', 100000, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = nested (cases[i].open, cases[i].close, cases[i].depth);
      g_autoptr (GError) error = NULL;
      g_autoptr (BellJson) json = bell_json_parse (text, strlen (text), NULL, &error);

      if (cases[i].taken)
        g_assert_no_error (error);
      else
        g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_DEEP);
    }
}

static void
test_too_large (void)
{
  BellJsonLimits limits = { 10, 2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (BellJson) json = bell_json_parse ("[12345678]", 10, &limits, &error);
  g_autoptr (BellJson) larger = NULL;

  g_assert_no_error (error);
  larger = bell_json_parse ("[123456789]", 11, &limits, &error);
  g_assert_null (larger);
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_LARGE);
  g_clear_error (&error);
  larger = bell_json_parse ("[[[]]]", 6, &limits, &error);
  g_assert_null (larger);
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_DEEP);
}

/* Half a million values in a megabyte of text would be forty in memory. */
static void
test_too_many_values (void)
{
  for (guint n = BELL_JSON_MAX_VALUES - 1; n <= BELL_JSON_MAX_VALUES; n++)
    {
      GString *text = g_string_new ("[0");
      g_autoptr (GError) error = NULL;
      g_autoptr (BellJson) json = NULL;

      for (guint i = 1; i < n; i++)
        g_string_append (text, ",0");
      g_string_append_c (text, ']');
      json = bell_json_parse (text->str, text->len, NULL, &error);
      if (n < BELL_JSON_MAX_VALUES)
        g_assert_no_error (error);
      else
        g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_LARGE);
      g_string_free (text, TRUE);
    }
}

/* Objects of few members, of many, and of more than a record has. */
static void
test_duplicates_in_objects_of_all_sizes (void)
{
  for (guint n = 2; n <= 140; n++)
    {
      g_autoptr (GString) text = g_string_new ("{");
      g_autoptr (BellJson) json = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < n; i++)
        g_string_append_printf (text, "%s\"m%u\":{\"a\":1,\"b\":2}", i > 0 ? "," : "", i);
      g_string_append_c (text, '}');
      json = bell_json_parse (text->str, text->len, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (json);

      for (guint i = 0; i < n; i += n - 1)
        {
          g_autofree char *twice = g_strdup_printf ("%.*s,\"m%u\":3}", (int) text->len - 1, text->str, i);
          g_autoptr (BellJson) none = bell_json_parse (twice, strlen (twice), NULL, &error);

          g_assert_null (none);
          g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_DUPLICATE_KEY);
          g_clear_error (&error);
        }
    }
}

/* UTF-8 is judged as GLib does, wherever in a text it is. */
static void
test_utf8_anywhere (void)
{
  static const char *const pieces[] = {
    "é", "€", "😀", "日本語", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xff", "\x80", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "é\xc3", "é12345678\x80",
  };

  for (guint before = 0; before < 20; before++)
    for (guint after = 0; after < 20; after++)
      for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
        {
          g_autofree char *one = g_strnfill (before, 'a');
          g_autofree char *two = g_strnfill (after, 'b');
          g_autofree char *text = g_strdup_printf ("\"%s%s%s%s\"", one, pieces[i], two, after % 3 == 0 ? "ü" : "");
          g_autoptr (GError) error = NULL;
          g_autoptr (BellJson) json = bell_json_parse (text, strlen (text), NULL, &error);

          g_assert_cmpint (json != NULL, ==, g_utf8_validate (text, -1, NULL));
          if (json == NULL)
            g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_NOT_JSON);
        }

  for (guint before = 0; before < 20; before++)
    {
      g_autofree char *text = g_strnfill (40, 'a');
      g_autoptr (BellJson) json = NULL;

      text[0] = text[39] = '"';
      text[1 + before] = '\0';
      json = bell_json_parse (text, 40, NULL, NULL);
      g_assert_null (json);
    }
}

static void
test_duplicate_keys (void)
{
  static const char *const cases[] = {
    "{\"a\":1,\"a\":1}", "{\"a\":1,\"b\":2,\"a\":3}", "[[{\"x\":{\"a\":1,\"\\u0061\":2}}]]", "{\"\":1,\"\":2}",
    "{\"x\":[{\"k\":1},{\"k\":1,\"l\":2,\"k\":1}]}",
  };
  GString *many = g_string_new ("{\"a0\":1");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i], strlen (cases[i]), BELL_JMAP_ERROR_DUPLICATE_KEY);

  for (guint i = 1; i < 100000; i++)
    g_string_append_printf (many, ",\"a%u\":1", i);
  g_string_append (many, ",\"a77777\":2}");
  assert_refused (many->str, many->len, BELL_JMAP_ERROR_DUPLICATE_KEY);
  g_string_free (many, TRUE);

  /* Names differ by case and by normal form. */
  {
    static const char text[] = "{\"a\":1,\"A\":2,\"\\u00e9\":3,\"e\\u0301\":4}";
    g_autoptr (GError) error = NULL;
    g_autoptr (BellJson) json = bell_json_parse (text, strlen (text), NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (bell_json_node_get_size (bell_json_get_root (json)), ==, 4);
  }
}

static void
test_integers (void)
{
  static const struct { const char *text; gboolean whole; gint64 value; } cases[] = {
    { "0", TRUE, 0 }, { "-1", TRUE, -1 }, { "2.0", TRUE, 2 }, { "9007199254740991", TRUE, BELL_JSON_MAX_INTEGER },
    { "-9007199254740991", TRUE, -BELL_JSON_MAX_INTEGER }, { "1.5", FALSE, 0 }, { "1e16", FALSE, 0 }, { "1e300", FALSE, 0 },
    { "-1e300", FALSE, 0 }, { "\"1\"", FALSE, 0 }, { "true", FALSE, 0 }, { "null", FALSE, 0 }, { "[1]", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellJson) json = bell_json_parse (cases[i].text, strlen (cases[i].text), NULL, NULL);
      gint64 value = 0;

      g_assert_nonnull (json);
      g_assert_cmpint (bell_json_node_get_integer (bell_json_get_root (json), &value), ==, cases[i].whole);
      g_assert_cmpint (value, ==, cases[i].value);
    }
}

static void
test_equal (void)
{
  static const struct { const char *one, *two; gboolean equal; } cases[] = {
    { "{\"a\":1,\"b\":[1,2]}", "{ \"b\":[1.0,2], \"a\":1e0}", TRUE }, { "[1,2]", "[2,1]", FALSE }, { "1", "\"1\"", FALSE },
    { "null", "false", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellJson) one = bell_json_parse (cases[i].one, strlen (cases[i].one), NULL, NULL);
      g_autoptr (BellJson) two = bell_json_parse (cases[i].two, strlen (cases[i].two), NULL, NULL);

      g_assert_cmpint (bell_json_node_equal (bell_json_get_root (one), bell_json_get_root (two)), ==, cases[i].equal);
    }
}

static void
test_writer (void)
{
  static const char *const strings[] = { "x", "", NULL };
  g_autoptr (BellJson) json = bell_json_parse ("{\"k\":[1,\"two\",null,{\"d\":2.5}]}", 30, NULL, NULL);
  BellJsonWriter *writer = bell_json_writer_new ();
  g_autofree char *text = NULL;

  bell_json_writer_begin_object (writer);
  bell_json_writer_integer_member (writer, "i", G_MININT64);
  bell_json_writer_boolean_member (writer, "b", TRUE);
  bell_json_writer_string_member (writer, "quote\"\\\n", "\x01 é \x7f");
  bell_json_writer_string_member (writer, "n", NULL);
  bell_json_writer_strings_member (writer, "s", strings);
  bell_json_writer_begin_array_member (writer, "e");
  bell_json_writer_begin_object (writer);
  bell_json_writer_end_object (writer);
  bell_json_writer_begin_array (writer);
  bell_json_writer_end_array (writer);
  bell_json_writer_raw (writer, "[1]", -1);
  bell_json_writer_end_array (writer);
  bell_json_writer_time_member (writer, "t", 0);
  bell_json_writer_node_member (writer, "node", bell_json_get_root (json));
  bell_json_writer_end_object (writer);
  bell_json_writer_end_line (writer);
  bell_json_writer_null (writer);
  bell_json_writer_end_line (writer);

  text = bell_json_writer_free_to_text (writer);
  g_assert_cmpstr (text, ==,
                   "{\"i\":-9223372036854775808,\"b\":true,\"quote\\\"\\\\\\n\":\"\\u0001 é \\u007f\",\"n\":null,"
                   "\"s\":[\"x\",\"\"],\"e\":[{},[],[1]],\"t\":\"1970-01-01T00:00:00Z\","
                   "\"node\":{\"k\":[1,\"two\",null,{\"d\":2.5}]}}\nnull\n");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/read", test_read);
  g_test_add_func ("/json/not-json", test_not_json);
  g_test_add_func ("/json/taken", test_taken);
  g_test_add_func ("/json/too-deep", test_too_deep);
  g_test_add_func ("/json/too-large", test_too_large);
  g_test_add_func ("/json/too-many-values", test_too_many_values);
  g_test_add_func ("/json/duplicate-keys", test_duplicate_keys);
  g_test_add_func ("/json/duplicates-in-objects-of-all-sizes", test_duplicates_in_objects_of_all_sizes);
  g_test_add_func ("/json/utf8-anywhere", test_utf8_anywhere);
  g_test_add_func ("/json/integers", test_integers);
  g_test_add_func ("/json/equal", test_equal);
  g_test_add_func ("/json/writer", test_writer);

  return g_test_run ();
}
