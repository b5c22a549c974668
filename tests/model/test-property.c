/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-error.h"
#include "bell-id.h"
#include "bell-record.h"

#define TICKET "T0192f0c1-0000-7000-8000-000000000001"
#define PERSON "P0192f0c1-0000-7000-8000-000000000001"
#define BLOB "Bba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void
test_tables (void)
{
  for (guint type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      g_assert_cmpuint (bell_type_from_wire_name (bell_type_get_wire_name (type)), ==, type);
      g_assert_cmpuint (bell_type_from_letter (bell_type_get_letter (type)), ==, type);

      for (guint i = 0; i < bell_type_get_n_properties (type); i++)
        {
          const BellProperty *property = bell_type_get_property (type, i);
          g_autoptr (GVariant) value = bell_property_new_default (property);

          g_assert_cmpuint (property->index, ==, i);
          g_assert_true (bell_type_find_property (type, property->wire_name) == property);
          g_assert_true (bell_type_find_column (type, property->name) == property);
          g_assert_true ((property->kind == BELL_KIND_ENUM) == (property->enum_type != NULL));
          /* What the server alone sets is merged by nobody, and the reverse. */
          g_assert_true ((property->writer == BELL_ROLE_NOBODY) == (property->merge == BELL_MERGE_SERVER));
          if (value != NULL)
            g_assert_true (g_variant_is_of_type (value, bell_kind_get_variant_type (property->kind)));
        }
    }

  g_assert_null (bell_type_find_property (BELL_TYPE_TICKET, "id"));
  g_assert_null (bell_type_find_property (BELL_TYPE_TICKET, "subject; drop table ticket"));
  g_assert_cmpuint (bell_type_from_wire_name ("Email"), ==, BELL_TYPE_NONE);
}

static void
check_round_trip (const BellProperty *property,
                  GVariant           *floating)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (floating);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = bell_value_to_column_text (property, value);
  g_autoptr (GVariant) back = bell_value_from_column_text (property, text, &error);

  g_assert_no_error (error);
  g_assert_true (bell_value_equal (value, back));
}

static void
test_column_text (void)
{
  const char *none[] = { NULL };
  const char *two[] = { "printer", "très urgent", NULL };
  const BellProperty *attachments = bell_message_property (BELL_MESSAGE_ATTACHMENTS);
  const BellProperty *fields = bell_ticket_property (BELL_TICKET_CUSTOM_FIELDS);
  g_autoptr (GError) error = NULL;

  check_round_trip (bell_ticket_property (BELL_TICKET_SUBJECT), g_variant_new_string ("it's \"quoted\""));
  check_round_trip (bell_ticket_property (BELL_TICKET_STATUS), g_variant_new_int32 (BELL_STATUS_ON_HOLD));
  check_round_trip (bell_ticket_property (BELL_TICKET_TAGS), g_variant_new_strv (none, -1));
  check_round_trip (bell_ticket_property (BELL_TICKET_TAGS), g_variant_new_strv (two, -1));
  check_round_trip (fields, g_variant_new_parsed ("@a{ss} {}"));
  check_round_trip (fields, g_variant_new_parsed ("{'room': '4.12', 'note': 'a=b\nc', 'empty': ''}"));
  check_round_trip (attachments, g_variant_new_parsed ("@a(ssst) []"));
  check_round_trip (attachments, g_variant_new_parsed ("[(%s, 'log.txt', 'text/plain', uint64 3)]", BLOB));

  g_assert_null (bell_value_from_column_text (fields, "\x1ekey without value\x1e", &error));
  g_assert_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE);
  g_clear_error (&error);
  g_assert_null (bell_value_from_column_text (attachments, "\x1e" "a\x1f" "b\x1f" "c\x1f" "many\x1e", &error));
  g_assert_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE);
  g_clear_error (&error);
  g_assert_null (bell_value_from_column_text (bell_ticket_property (BELL_TICKET_STATUS), "asleep", &error));
  g_assert_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE);
}

static void
check_refused (const BellProperty *property,
               GVariant           *floating,
               int                 code)
{
  g_autoptr (GVariant) value = floating != NULL ? g_variant_ref_sink (floating) : NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (bell_property_check (property, value, &error));
  g_assert_error (error, BELL_MODEL_ERROR, code);
  if (code == BELL_MODEL_ERROR_INVALID_VALUE)
    g_assert_nonnull (strstr (error->message, property->wire_name));
}

static void
test_bad_values (void)
{
  g_autofree char *long_line = g_strnfill (BELL_MAX_LINE + 1, 'x');
  g_autofree char *long_body = g_strnfill (BELL_MAX_BODY + 1, 'x');
  const char *controls[] = { "a\x1e" "b", NULL };
  const char *ticket_id[] = { TICKET, NULL };

  check_refused (bell_ticket_property (BELL_TICKET_SUBJECT), NULL, BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_ticket_property (BELL_TICKET_SUBJECT), g_variant_new_string (""), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_ticket_property (BELL_TICKET_SUBJECT), g_variant_new_string (" \t "), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_ticket_property (BELL_TICKET_SUBJECT), g_variant_new_string ("two\nlines"), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_ticket_property (BELL_TICKET_SUBJECT), g_variant_new_string (long_line), BELL_MODEL_ERROR_TOO_LARGE);
  check_refused (bell_ticket_property (BELL_TICKET_SUBJECT), g_variant_new_int64 (7), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_message_property (BELL_MESSAGE_BODY), g_variant_new_string (long_body), BELL_MODEL_ERROR_TOO_LARGE);
  check_refused (bell_message_property (BELL_MESSAGE_BODY), g_variant_new_string ("bell\a"), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_ticket_property (BELL_TICKET_STATUS), g_variant_new_int32 (6), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_principal_property (BELL_PRINCIPAL_ROLE), g_variant_new_int32 (BELL_ROLE_NOBODY), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_ticket_property (BELL_TICKET_TIER), g_variant_new_int64 (G_MAXINT64), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_ticket_property (BELL_TICKET_TEAM_ID), g_variant_new_string (PERSON), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_ticket_property (BELL_TICKET_TAGS), g_variant_new_strv (controls, -1), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_ticket_property (BELL_TICKET_WATCHERS), g_variant_new_strv (ticket_id, -1), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_ticket_property (BELL_TICKET_LINKS), g_variant_new_parsed ("{%s: 'sibling'}", TICKET), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_ticket_property (BELL_TICKET_LINKS), g_variant_new_parsed ("{%s: 'related'}", PERSON), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_message_property (BELL_MESSAGE_ATTACHMENTS),
                 g_variant_new_parsed ("[(%s, '../../etc/passwd', 'text/plain', uint64 3)]", BLOB), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_message_property (BELL_MESSAGE_ATTACHMENTS),
                 g_variant_new_parsed ("[('/etc/passwd', 'passwd', 'text/plain', uint64 3)]"), BELL_MODEL_ERROR_INVALID_VALUE);
  check_refused (bell_message_property (BELL_MESSAGE_ATTACHMENTS),
                 g_variant_new_parsed ("[(%s, 'film.mkv', 'video/x', uint64 99999999999)]", BLOB), BELL_MODEL_ERROR_TOO_LARGE);
}

static void
test_enums (void)
{
  int value;

  g_assert_cmpstr (bell_enum_to_nick (bell_status_get_type (), BELL_STATUS_ON_HOLD), ==, "on-hold");
  g_assert_true (bell_enum_from_nick (bell_link_kind_get_type (), "duplicate-of", &value));
  g_assert_cmpint (value, ==, BELL_LINK_KIND_DUPLICATE_OF);
  g_assert_false (bell_enum_from_nick (bell_status_get_type (), "BELL_STATUS_NEW", &value));
  g_assert_false (bell_enum_from_nick (bell_status_get_type (), NULL, &value));
  g_assert_null (bell_enum_to_nick (bell_status_get_type (), 77));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/property/tables", test_tables);
  g_test_add_func ("/property/column-text", test_column_text);
  g_test_add_func ("/property/bad-values", test_bad_values);
  g_test_add_func ("/property/enums", test_enums);

  return g_test_run ();
}
