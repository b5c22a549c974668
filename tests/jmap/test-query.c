/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-wire.h"

#define PERSON "P01930000-0000-7000-8000-000000000001"
#define TEAM   "G01930000-0000-7000-8000-000000000001"

static void
test_filter_round_trip (void)
{
  static const struct { const char *text; const char *back; } cases[] = {
    { "{\"status\":\"open\"}", NULL },
    { "{\"status\":[\"open\",\"new\"]}", NULL },
    { "{\"status\":[]}", NULL },
    { "{\"assigneeId\":null}", NULL },
    { "{\"assigneeId\":\"$me\"}", NULL },
    { "{\"assigneeId\":\"" PERSON "\"}", NULL },
    { "{\"teamId\":[\"$my-teams\",\"" TEAM "\"]}", NULL },
    { "{\"tags\":\"vip\"}", NULL },
    { "{\"customFields\":\"room\"}", NULL },
    { "{\"watchers\":\"$me\"}", NULL },
    { "{\"tags\":[\"a\",\"b\"]}", "{\"operator\":\"OR\",\"conditions\":[{\"tags\":\"a\"},{\"tags\":\"b\"}]}" },
    { "{\"createdAtFrom\":\"2026-11-21T09:30:00Z\"}", NULL },
    { "{\"createdAtBefore\":\"2026-11-21T09:30:00Z\"}", NULL },
    { "{\"tierFrom\":2}", NULL },
    { "{\"numberBefore\":100}", NULL },
    { "{\"number\":[1,2]}", NULL },
    { "{\"number\":7}", NULL },
    { "{\"subject\":\"x\"}", NULL },
    { "{\"priorityOverridden\":true}", NULL },
    { "{\"solvedAt\":null}", NULL },
    { "{\"text\":\"printer \\\"fire\\\"\"}", NULL },
    { "{}", "{\"operator\":\"AND\",\"conditions\":[]}" },
    { "{\"status\":\"open\",\"tier\":1}", "{\"operator\":\"AND\",\"conditions\":[{\"status\":\"open\"},{\"tier\":1}]}" },
    { "{\"operator\":\"NOT\",\"conditions\":[{\"operator\":\"OR\",\"conditions\":[{\"tier\":1},{\"text\":\"x\"}]}]}", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BellQuery) query = bell_wire_query_from_text (BELL_TYPE_TICKET, cases[i].text, NULL, &error);
      g_autoptr (BellQuery) again = NULL;
      g_autofree char *text = NULL;
      g_autofree char *same = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_no_error (error);
      text = bell_wire_filter_to_text (query->filter);
      g_assert_cmpstr (text, ==, cases[i].back != NULL ? cases[i].back : cases[i].text);
      again = bell_wire_query_from_text (BELL_TYPE_TICKET, text, NULL, &error);
      g_assert_no_error (error);
      same = bell_wire_filter_to_text (again->filter);
      g_assert_cmpstr (same, ==, text);
    }
}

static void
test_filter_refused (void)
{
  static const struct { const char *text; int code; } cases[] = {
    { "[]", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "\"open\"", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"status\":\"burning\"}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"status\":null}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"status\":[\"open\",null]}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"status\":{}}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"assigneeId\":\"' or 1=1 --\"}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"assigneeId\":5}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"tags\":{\"vip\":true}}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"tags\":[1]}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"tags\":null}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"createdAtFrom\":null}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"createdAtFrom\":\"today\"}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"numberBefore\":\"7\"}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"number\":1.5}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"text\":\"\"}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"text\":7}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"operator\":\"XOR\",\"conditions\":[]}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"operator\":\"AND\"}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"operator\":\"AND\",\"conditions\":{}}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"operator\":\"AND\",\"conditions\":[],\"status\":\"open\"}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"operator\":\"AND\",\"conditions\":[null]}", BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "{\"nothing\":1}", BELL_JMAP_ERROR_UNSUPPORTED_FILTER },
    { "{\"subjectFrom\":\"a\"}", BELL_JMAP_ERROR_UNSUPPORTED_FILTER },
    { "{\"statusFrom\":\"open\"}", BELL_JMAP_ERROR_UNSUPPORTED_FILTER },
    { "{\"From\":1}", BELL_JMAP_ERROR_UNSUPPORTED_FILTER },
    { "{\"\":1}", BELL_JMAP_ERROR_UNSUPPORTED_FILTER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (bell_wire_query_from_text (BELL_TYPE_TICKET, cases[i].text, NULL, &error));
      g_assert_error (error, BELL_JMAP_ERROR, cases[i].code);
    }
}

static void
test_filter_too_many_conditions (void)
{
  GString *wide = g_string_new ("{\"operator\":\"OR\",\"conditions\":[{\"tier\":1}");
  GString *values = g_string_new ("{\"number\":[1");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 10000; i++)
    {
      g_string_append (wide, ",{\"tier\":1}");
      g_string_append (values, ",1");
    }
  g_string_append (wide, "]}");
  g_string_append (values, "]}");

  g_assert_null (bell_wire_query_from_text (BELL_TYPE_TICKET, wide->str, NULL, &error));
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS);
  g_clear_error (&error);
  g_assert_null (bell_wire_query_from_text (BELL_TYPE_TICKET, values->str, NULL, &error));
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS);

  g_string_free (wide, TRUE);
  g_string_free (values, TRUE);
}

static void
test_filter_too_deep (void)
{
  for (guint depth = 8; depth <= 9; depth++)
    {
      GString *text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (BellQuery) query = NULL;

      for (guint i = 0; i < depth; i++)
        g_string_append (text, "{\"operator\":\"NOT\",\"conditions\":[");
      g_string_append (text, "{\"tier\":1,\"tags\":[\"a\",\"b\"]}");
      for (guint i = 0; i < depth; i++)
        g_string_append (text, "]}");

      query = bell_wire_query_from_text (BELL_TYPE_TICKET, text->str, NULL, &error);
      if (depth == 9)
        g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS);
      else
        g_assert_no_error (error);
      g_string_free (text, TRUE);
    }
}

/* A requester who could filter by tags could find out who is tagged how. */
static void
test_filter_hidden_property (void)
{
  static const char filter[] = "{\"tags\":\"difficult-person\"}", sort[] = "[{\"property\":\"tier\"}]";
  g_autoptr (BellJson) filter_json = bell_json_parse (filter, strlen (filter), NULL, NULL);
  g_autoptr (BellJson) sort_json = bell_json_parse (sort, strlen (sort), NULL, NULL);
  g_autoptr (BellQuery) query = bell_query_new (BELL_TYPE_TICKET, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (bell_wire_filter_from_json (bell_json_get_root (filter_json), BELL_TYPE_TICKET, BELL_ROLE_REQUESTER, &error));
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_UNSUPPORTED_FILTER);
  g_clear_error (&error);
  g_assert_false (bell_wire_sort_from_json (bell_json_get_root (sort_json), query, BELL_ROLE_REQUESTER, &error));
  g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_UNSUPPORTED_SORT);
  g_assert_true (bell_wire_sort_from_json (bell_json_get_root (sort_json), query, BELL_ROLE_AGENT, NULL));
}

static void
test_sort (void)
{
  static const struct { const char *text; const char *back; int code; } cases[] = {
    { "[]", "[]", -1 },
    { "null", "[]", -1 },
    { "[{\"property\":\"updatedAt\",\"isAscending\":false},{\"property\":\"subject\"}]", NULL, -1 },
    { "[{\"property\":\"number\",\"isAscending\":true}]", "[{\"property\":\"number\"}]", -1 },
    { "{}", NULL, BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "[{}]", NULL, BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "[\"number\"]", NULL, BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "[{\"property\":\"number\",\"isAscending\":1}]", NULL, BELL_JMAP_ERROR_INVALID_ARGUMENTS },
    { "[{\"property\":\"nothing\"}]", NULL, BELL_JMAP_ERROR_UNSUPPORTED_SORT },
    { "[{\"property\":\"tags\"}]", NULL, BELL_JMAP_ERROR_UNSUPPORTED_SORT },
    { "[{\"property\":\"subject\",\"collation\":\"i;klingon\"}]", NULL, BELL_JMAP_ERROR_UNSUPPORTED_SORT },
    { "[1,2,3,4,5,6,7,8,9]", NULL, BELL_JMAP_ERROR_INVALID_ARGUMENTS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BellQuery) query = bell_wire_query_from_text (BELL_TYPE_TICKET, NULL, cases[i].text, &error);
      g_autofree char *text = NULL;

      if (cases[i].code >= 0)
        {
          g_assert_error (error, BELL_JMAP_ERROR, cases[i].code);
          continue;
        }
      g_assert_no_error (error);
      text = bell_wire_sort_to_text (query);
      g_assert_cmpstr (text, ==, cases[i].back != NULL ? cases[i].back : cases[i].text);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/query/filter/round-trip", test_filter_round_trip);
  g_test_add_func ("/query/filter/refused", test_filter_refused);
  g_test_add_func ("/query/filter/too-many-conditions", test_filter_too_many_conditions);
  g_test_add_func ("/query/filter/too-deep", test_filter_too_deep);
  g_test_add_func ("/query/filter/hidden-property", test_filter_hidden_property);
  g_test_add_func ("/query/sort", test_sort);

  return g_test_run ();
}
