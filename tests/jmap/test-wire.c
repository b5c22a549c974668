/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-wire.h"

#define TICKET    "T01930000-0000-7000-8000-000000000001"
#define TICKET_2  "T01930000-0000-7000-8000-000000000002"
#define PERSON    "P01930000-0000-7000-8000-000000000001"
#define TEAM      "G01930000-0000-7000-8000-000000000001"
#define MESSAGE   "M01930000-0000-7000-8000-000000000001"
#define CALENDAR  "D01930000-0000-7000-8000-000000000001"
#define CHANGE    "C01930000-0000-7000-8000-000000000001"
#define CHANGE_2  "C01930000-0000-7000-8000-000000000002"
#define BLOB      "B0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static BellJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  BellJson *json = bell_json_parse (text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  return json;
}

/* Every type, each property of which holds something. */
static const struct { BellType type; const char *text; } full_records[] = {
  { BELL_TYPE_TICKET,
    "{\"id\":\"" TICKET "\",\"number\":17,\"subject\":\"Drucker \\\"brennt\\\" \\\\ 🔥\",\"kind\":\"problem\","
    "\"status\":\"on-hold\",\"impact\":\"high\",\"urgency\":\"low\",\"priority\":\"urgent\",\"priorityOverridden\":true,"
    "\"teamId\":\"" TEAM "\",\"tier\":2,\"assigneeId\":\"" PERSON "\",\"requesterId\":\"" PERSON "\","
    "\"watchers\":{\"" PERSON "\":true},\"tags\":{\"a/b\":true,\"vip\":true,\"~\":true},"
    "\"customFields\":{\"room\":\"12\",\"site\":\"Köln\"},\"channel\":\"phone\",\"links\":{\"" TICKET_2 "\":\"duplicate-of\"},"
    "\"lastMessageId\":\"" MESSAGE "\",\"messageCount\":3,\"createdAt\":\"2026-11-21T09:30:00Z\","
    "\"updatedAt\":\"2026-11-21T09:30:00.001Z\",\"firstResponseAt\":null,\"solvedAt\":\"1969-12-31T23:59:59Z\",\"closedAt\":null,"
    "\"surveyScore\":4,\"surveyComment\":\"Schnell!\",\"surveyedAt\":\"2026-11-21T09:30:00Z\"}" },
  { BELL_TYPE_MESSAGE,
    "{\"id\":\"" MESSAGE "\",\"ticketId\":\"" TICKET "\",\"kind\":\"note\",\"authorId\":\"" PERSON "\","
    "\"body\":\"Zeile 1\\n\\n**Zeile 2**\\t\",\"format\":\"plain\","
    "\"attachments\":[{\"blobId\":\"" BLOB "\",\"name\":\"Foto 1.png\",\"type\":\"image/png\",\"size\":52428800},"
    "{\"blobId\":\"" BLOB "\",\"name\":\"leer\",\"type\":\"\",\"size\":0}],"
    "\"writtenAt\":\"2026-11-21T09:30:00Z\",\"receivedAt\":null}" },
  { BELL_TYPE_PRINCIPAL,
    "{\"id\":\"" PERSON "\",\"name\":\"Ana\",\"email\":\"ana@example.org\",\"role\":\"lead\",\"teams\":{\"" TEAM "\":true},"
    "\"locale\":\"de_DE\",\"timeZone\":\"Europe/Berlin\",\"workingHours\":{\"days\":[1,2.5,null],\"note\":\"a\\\"b\"},"
    "\"active\":false,\"createdAt\":\"2026-11-21T09:30:00Z\"}" },
  { BELL_TYPE_VIEW,
    "{\"id\":\"V01930000-0000-7000-8000-000000000001\",\"name\":\"Mine\",\"ownerId\":null,"
    "\"filter\":{\"assigneeId\":\"$me\"},\"sort\":[{\"property\":\"updatedAt\"}],\"position\":-4,\"createdAt\":null}" },
  { BELL_TYPE_CALENDAR,
    "{\"id\":\"" CALENDAR "\",\"name\":\"Köln\",\"timeZone\":\"Europe/Berlin\","
    "\"hours\":{\"mon\":\"08:00-12:00 13:00-18:00\",\"sat\":\"\"},\"holidays\":{\"2026-12-25\":\"Weihnachten\"},"
    "\"createdAt\":\"2026-11-21T09:30:00Z\"}" },
  { BELL_TYPE_SLA_POLICY,
    "{\"id\":\"S01930000-0000-7000-8000-000000000001\",\"name\":\"Urgent\",\"position\":2,\"active\":false,"
    "\"teams\":{\"" TEAM "\":true},\"priorities\":{\"urgent\":true},\"kinds\":{\"incident\":true},"
    "\"requesterTeams\":{\"" TEAM "\":true},\"tags\":{\"vip\":true},\"firstResponse\":{\"urgent\":\"900\"},"
    "\"nextResponse\":{\"urgent\":\"1800\"},\"resolution\":{\"urgent\":\"14400\"},\"calendarId\":\"" CALENDAR "\","
    "\"pausingStatuses\":{\"on-hold\":true,\"pending\":true},\"escalations\":{\"lead\":\"resolution 75% notify-lead\"},"
    "\"escalationCalendarId\":null,\"createdAt\":null}" },
  { BELL_TYPE_NOTICE,
    "{\"id\":\"N01930000-0000-7000-8000-000000000001\",\"title\":\"Mail is slow\",\"body\":\"We work on it.\",\"service\":\"Mail\","
    "\"kind\":\"maintenance\",\"state\":\"watched\",\"since\":\"2026-11-21T09:30:00Z\",\"until\":null,\"audience\":\"public\","
    "\"teams\":{\"" TEAM "\":true},\"ticketId\":\"" TICKET "\",\"affected\":{\"" PERSON "\":true},\"affectedCount\":1,"
    "\"createdAt\":\"2026-11-21T09:30:00Z\",\"updatedAt\":\"2026-11-21T09:30:00Z\"}" },
};

static void
test_record_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (full_records); i++)
    {
      g_autoptr (BellJson) json = parse (full_records[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (BellRecord) record = bell_wire_record_from_json (bell_json_get_root (json), full_records[i].type, &error);
      BellJsonWriter *writer = bell_json_writer_new ();
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      bell_wire_record_to_json (writer, record, BELL_ROLE_ADMIN, BELL_WIRE_ALL_PROPERTIES);
      text = bell_json_writer_free_to_text (writer);
      g_assert_cmpstr (text, ==, full_records[i].text);
    }
}

static void
test_record_by_role (void)
{
  g_autoptr (BellJson) json = parse (full_records[0].text);
  g_autoptr (BellRecord) record = bell_wire_record_from_json (bell_json_get_root (json), BELL_TYPE_TICKET, NULL);
  BellJsonWriter *writer = bell_json_writer_new ();
  BellWireProperties subject, tags, none;
  g_autofree char *text = NULL;
  g_autofree char *few = NULL;

  bell_wire_record_to_json (writer, record, BELL_ROLE_REQUESTER, BELL_WIRE_ALL_PROPERTIES);
  text = bell_json_writer_free_to_text (writer);
  g_assert_nonnull (strstr (text, "\"subject\""));
  g_assert_null (strstr (text, "\"tags\""));
  g_assert_null (strstr (text, "\"tier\""));
  g_assert_null (strstr (text, "vip"));

  g_assert_true (bell_wire_find_property (BELL_TYPE_TICKET, "subject", &subject));
  g_assert_true (bell_wire_find_property (BELL_TYPE_TICKET, "tags", &tags));
  g_assert_true (bell_wire_find_property (BELL_TYPE_TICKET, "id", &none));
  g_assert_false (bell_wire_find_property (BELL_TYPE_TICKET, "Subject", &none));
  writer = bell_json_writer_new ();
  bell_wire_record_to_json (writer, record, BELL_ROLE_REQUESTER, tags | none);
  few = bell_json_writer_free_to_text (writer);
  g_assert_cmpstr (few, ==, "{\"id\":\"" TICKET "\"}");
}

static void
test_record_unknown_and_absent (void)
{
  g_autoptr (BellJson) json = parse ("{\"id\":\"" TICKET "\",\"future\":{\"a\":[1]},\"subject\":\"x\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (BellRecord) record = bell_wire_record_from_json (bell_json_get_root (json), BELL_TYPE_TICKET, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (bell_ticket_get_subject (BELL_TICKET (record)), ==, "x");
  g_assert_cmpint (bell_ticket_get_priority (BELL_TICKET (record)), ==, BELL_PRIORITY_NORMAL);
}

static void
test_record_wrong_types (void)
{
  static const struct { BellType type; const char *member; } cases[] = {
    { BELL_TYPE_TICKET, "\"subject\":1" }, { BELL_TYPE_TICKET, "\"subject\":[\"x\"]" }, { BELL_TYPE_TICKET, "\"number\":\"1\"" },
    { BELL_TYPE_TICKET, "\"number\":1.5" }, { BELL_TYPE_TICKET, "\"number\":1e16" }, { BELL_TYPE_TICKET, "\"status\":\"gone\"" },
    { BELL_TYPE_TICKET, "\"status\":2" }, { BELL_TYPE_TICKET, "\"priorityOverridden\":0" },
    { BELL_TYPE_TICKET, "\"teamId\":\"" PERSON "\"" }, { BELL_TYPE_TICKET, "\"teamId\":\"../../etc/passwd\"" },
    { BELL_TYPE_TICKET, "\"teamId\":7" }, { BELL_TYPE_TICKET, "\"watchers\":[\"" PERSON "\"]" },
    { BELL_TYPE_TICKET, "\"watchers\":{\"x\":true}" }, { BELL_TYPE_TICKET, "\"tags\":{\"x\":false}" },
    { BELL_TYPE_TICKET, "\"tags\":{\"x\":1}" }, { BELL_TYPE_TICKET, "\"tags\":{\"a\\u001eb\":true}" },
    { BELL_TYPE_TICKET, "\"tags\":\"x\"" }, { BELL_TYPE_TICKET, "\"customFields\":{\"k\":1}" },
    { BELL_TYPE_TICKET, "\"customFields\":{\"k\":\"a\\u001fb\"}" }, { BELL_TYPE_TICKET, "\"links\":{\"x\":\"parent\"}" },
    { BELL_TYPE_TICKET, "\"createdAt\":5" }, { BELL_TYPE_TICKET, "\"createdAt\":\"yesterday\"" },
    { BELL_TYPE_PRINCIPAL, "\"role\":\"nobody\"" }, { BELL_TYPE_PRINCIPAL, "\"role\":\"root\"" },
    { BELL_TYPE_MESSAGE, "\"attachments\":{}" }, { BELL_TYPE_MESSAGE, "\"attachments\":[1]" },
    { BELL_TYPE_MESSAGE, "\"attachments\":[{\"blobId\":\"../x\",\"name\":\"n\",\"type\":\"t\",\"size\":1}]" },
    { BELL_TYPE_MESSAGE, "\"attachments\":[{\"blobId\":\"" BLOB "\",\"name\":\"../n\",\"type\":\"t\",\"size\":1}]" },
    { BELL_TYPE_MESSAGE, "\"attachments\":[{\"blobId\":\"" BLOB "\",\"name\":\"n\",\"type\":\"t\",\"size\":-1}]" },
    { BELL_TYPE_MESSAGE, "\"attachments\":[{\"blobId\":\"" BLOB "\",\"name\":\"n\",\"size\":1}]" },
  };
  static const char *const no_objects[] = { "null", "[]", "1", "{}", "{\"id\":null}", "{\"id\":\"" PERSON "\"}",
                                            "{\"id\":\"T../../x\"}" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"id\":\"%c" "01930000-0000-7000-8000-000000000001\",%s}",
                                               bell_type_get_letter (cases[i].type), cases[i].member);
      g_autoptr (BellJson) json = parse (text);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].member);
      g_assert_null (bell_wire_record_from_json (bell_json_get_root (json), cases[i].type, &error));
      g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (no_objects); i++)
    {
      g_autoptr (BellJson) json = parse (no_objects[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (bell_wire_record_from_json (bell_json_get_root (json), BELL_TYPE_TICKET, &error));
      g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE);
    }
}

static const char *
resolve (const char *creation_id, BellType type, gpointer data)
{
  if (strcmp (creation_id, "team") == 0)
    return TEAM;
  if (strcmp (creation_id, "person") == 0)
    return PERSON;
  return NULL;
}

static BellPatch *
read_patch (const char *text, BellWirePatchMode mode, BellRole role, const BellRecord *current, BellSetError **error)
{
  BellWirePatchOptions options = { mode, role, TICKET, current, resolve, NULL };
  g_autoptr (BellJson) json = parse (text);

  return bell_wire_patch_from_json (bell_json_get_root (json), BELL_TYPE_TICKET, &options, error);
}

static void
test_patch_round_trip (void)
{
  static const struct { const char *text; const char *back; } cases[] = {
    { "{}", NULL },
    { "{\"status\":\"open\",\"assigneeId\":null,\"tags/vip\":true,\"tags/a~1b~0c\":null}", NULL },
    { "{\"customFields/x~1y\":\"1\",\"customFields/z\":null,\"tags\":{\"a\":true}}", NULL },
    { "{\"links/" TICKET_2 "\":\"parent\",\"watchers/" PERSON "\":true}", NULL },
    { "{\"id\":\"" TICKET "\",\"tier\":3}", "{\"tier\":3}" },
    { "{\"teamId\":\"#team\",\"watchers\":{\"#person\":true}}", "{\"teamId\":\"" TEAM "\",\"watchers\":{\"" PERSON "\":true}}" },
    { "{\"tags\":null,\"customFields\":null,\"priority\":null}", "{\"tags\":{},\"customFields\":{},\"priority\":\"normal\"}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellSetError) error = NULL;
      g_autoptr (BellPatch) patch = read_patch (cases[i].text, BELL_WIRE_PATCH_UPDATE, BELL_ROLE_AGENT, NULL, &error);
      g_autoptr (BellPatch) again = NULL;
      g_autofree char *text = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (error);
      text = bell_wire_patch_to_text (patch);
      g_assert_cmpstr (text, ==, cases[i].back != NULL ? cases[i].back : cases[i].text);
      again = bell_wire_patch_from_text (BELL_TYPE_TICKET, text, NULL);
      g_assert_true (bell_patch_equal (patch, again));
    }
}

static void
test_patch_refused (void)
{
  static const struct { const char *text; BellWirePatchMode mode; BellSetErrorType type; const char *property; } cases[] = {
#define UPDATE(text, type, property) { text, BELL_WIRE_PATCH_UPDATE, BELL_SET_ERROR_##type, property }
#define CREATE(text, type, property) { text, BELL_WIRE_PATCH_CREATE, BELL_SET_ERROR_##type, property }
#define CONDITION(text, type) { text, BELL_WIRE_PATCH_CONDITION, BELL_SET_ERROR_##type, NULL }
    UPDATE ("[]", INVALID_PATCH, NULL),
    UPDATE ("null", INVALID_PATCH, NULL),
    UPDATE ("{\"\":1}", INVALID_PATCH, NULL),
    UPDATE ("{\"/subject\":\"x\"}", INVALID_PATCH, NULL),
    UPDATE ("{\"subject/0\":\"x\"}", INVALID_PATCH, NULL),
    UPDATE ("{\"tags/\":true}", INVALID_PATCH, NULL),
    UPDATE ("{\"tags/a/b\":true}", INVALID_PATCH, NULL),
    UPDATE ("{\"tags/a~\":true}", INVALID_PATCH, NULL),
    UPDATE ("{\"tags/a~2\":true}", INVALID_PATCH, NULL),
    UPDATE ("{\"tags\":{\"a\":true},\"tags/b\":true}", INVALID_PATCH, NULL),
    UPDATE ("{\"tags/b\":true,\"tags\":{\"a\":true}}", INVALID_PATCH, NULL),
    UPDATE ("{\"watchers/#person\":true}", INVALID_PATCH, NULL),
    UPDATE ("{\"nothing\":1}", INVALID_PROPERTIES, "nothing"),
    UPDATE ("{\"nothing/at/all\":1}", INVALID_PROPERTIES, "nothing/at/all"),
    UPDATE ("{\"tags/a\":false}", INVALID_PROPERTIES, "tags"),
    UPDATE ("{\"tags/a\":\"x\"}", INVALID_PROPERTIES, "tags"),
    UPDATE ("{\"customFields/a\":1}", INVALID_PROPERTIES, "customFields"),
    UPDATE ("{\"watchers/x\":true}", INVALID_PROPERTIES, "watchers"),
    UPDATE ("{\"links/" TICKET_2 "\":\"cousin\"}", INVALID_PROPERTIES, "links"),
    UPDATE ("{\"subject\":7}", INVALID_PROPERTIES, "subject"),
    UPDATE ("{\"subject\":\"\"}", INVALID_PROPERTIES, "subject"),
    UPDATE ("{\"subject\":null}", INVALID_PROPERTIES, "subject"),
    UPDATE ("{\"subject\":\"two\\nlines\"}", INVALID_PROPERTIES, "subject"),
    UPDATE ("{\"status\":\"burning\"}", INVALID_PROPERTIES, "status"),
    UPDATE ("{\"teamId\":\"#nobody\"}", INVALID_PROPERTIES, "teamId"),
    UPDATE ("{\"teamId\":\"#person\"}", INVALID_PROPERTIES, "teamId"),
    UPDATE ("{\"number\":5}", INVALID_PROPERTIES, "number"),
    UPDATE ("{\"createdAt\":\"2026-11-21T09:30:00Z\"}", INVALID_PROPERTIES, "createdAt"),
    UPDATE ("{\"id\":\"" TICKET_2 "\"}", INVALID_PROPERTIES, "id"),
    CREATE ("{\"id\":\"" TICKET "\",\"subject\":\"x\"}", INVALID_PROPERTIES, "id"),
    CREATE ("{\"tags/vip\":true}", INVALID_PROPERTIES, "tags/vip"),
    CREATE ("{\"messageCount\":1}", INVALID_PROPERTIES, "messageCount"),
    CONDITION ("{\"nothing\":1}", INVALID_PATCH),
    CONDITION ("{\"subject/x\":1}", INVALID_PATCH),
    CONDITION ("{\"status\":\"burning\"}", STATE_MISMATCH),
    CONDITION ("{\"status\":4}", STATE_MISMATCH),
    CONDITION ("{\"subject\":null}", STATE_MISMATCH),
    CONDITION ("{\"id\":\"" TICKET_2 "\"}", STATE_MISMATCH),
#undef UPDATE
#undef CREATE
#undef CONDITION
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellSetError) error = NULL;
      g_autoptr (BellPatch) patch = read_patch (cases[i].text, cases[i].mode, BELL_ROLE_AGENT, NULL, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_null (patch);
      g_assert_nonnull (error);
      g_assert_cmpstr (error->name, ==, bell_set_error_type_get_name (cases[i].type));
      g_assert_nonnull (error->description);
      if (cases[i].property != NULL)
        {
          g_assert_cmpuint (g_strv_length (error->properties), ==, 1);
          g_assert_cmpstr (error->properties[0], ==, cases[i].property);
        }
    }
}

static void
test_patch_names_all_properties (void)
{
  g_autoptr (BellSetError) error = NULL;

  g_assert_null (read_patch ("{\"a\":1,\"status\":\"open\",\"tier\":\"x\",\"number\":1}", BELL_WIRE_PATCH_UPDATE,
                             BELL_ROLE_AGENT, NULL, &error));
  g_assert_cmpuint (g_strv_length (error->properties), ==, 3);
  g_assert_cmpstr (error->properties[2], ==, "number");
}

static void
test_patch_hidden_property (void)
{
  g_autoptr (BellSetError) error = NULL;
  g_autoptr (BellSetError) condition = NULL;
  g_autoptr (BellPatch) patch = NULL;

  g_assert_null (read_patch ("{\"tags/vip\":true}", BELL_WIRE_PATCH_UPDATE, BELL_ROLE_REQUESTER, NULL, &error));
  g_assert_cmpint (error->type, ==, BELL_SET_ERROR_INVALID_PROPERTIES);
  g_assert_null (read_patch ("{\"tags/vip\":true}", BELL_WIRE_PATCH_CONDITION, BELL_ROLE_REQUESTER, NULL, &condition));
  g_assert_cmpint (condition->type, ==, BELL_SET_ERROR_INVALID_PATCH);

  /* Written by whoever asks for help, read by agents only. */
  g_clear_pointer (&error, bell_set_error_free);
  patch = read_patch ("{\"channel\":\"tray\"}", BELL_WIRE_PATCH_CREATE, BELL_ROLE_REQUESTER, NULL, &error);
  g_assert_nonnull (patch);
}

static void
test_patch_server_set (void)
{
  g_autoptr (BellJson) json = parse (full_records[0].text);
  g_autoptr (BellRecord) current = bell_wire_record_from_json (bell_json_get_root (json), BELL_TYPE_TICKET, NULL);
  g_autoptr (BellSetError) error = NULL;
  g_autoptr (BellPatch) patch = NULL;
  g_autoptr (BellPatch) condition = NULL;

  /* The same value is passed over, another is refused. */
  patch = read_patch ("{\"number\":17,\"solvedAt\":\"1969-12-31T23:59:59Z\",\"tier\":1}", BELL_WIRE_PATCH_UPDATE,
                      BELL_ROLE_AGENT, current, &error);
  g_assert_null (error);
  g_assert_cmpuint (bell_patch_get_size (patch), ==, 1);
  g_assert_null (read_patch ("{\"number\":18}", BELL_WIRE_PATCH_UPDATE, BELL_ROLE_AGENT, current, &error));
  g_assert_cmpint (error->type, ==, BELL_SET_ERROR_INVALID_PROPERTIES);
  g_clear_pointer (&error, bell_set_error_free);

  /* A condition may name it. */
  condition = read_patch ("{\"status\":\"on-hold\",\"lastMessageId\":\"" MESSAGE "\",\"tags/vip\":true,\"tags/x\":null}",
                          BELL_WIRE_PATCH_CONDITION, BELL_ROLE_AGENT, NULL, &error);
  g_assert_null (error);
  g_assert_false (bell_patch_would_change (condition, current));
}

static void
test_whole_object_is_a_patch (void)
{
  g_autoptr (BellJson) json = parse (full_records[0].text);
  g_autoptr (BellRecord) current = bell_wire_record_from_json (bell_json_get_root (json), BELL_TYPE_TICKET, NULL);
  g_autoptr (BellSetError) error = NULL;
  g_autoptr (BellPatch) patch = read_patch (full_records[0].text, BELL_WIRE_PATCH_UPDATE, BELL_ROLE_AGENT, current, &error);

  g_assert_null (error);
  g_assert_false (bell_patch_would_change (patch, current));
}

static void
test_change_round_trip (void)
{
  static const char *const cases[] = {
    "{\"id\":\"" CHANGE "\",\"type\":\"Ticket\",\"objectId\":\"" TICKET "\",\"kind\":\"update\","
    "\"patch\":{\"status\":\"solved\",\"tags/a~1b\":true},\"expected\":{\"status\":\"open\",\"lastMessageId\":null},"
    "\"authorId\":\"" PERSON "\",\"device\":\"laptop\",\"actedAt\":\"2026-11-21T09:30:00Z\",\"modseq\":12,"
    "\"receivedAt\":\"2026-11-21T09:31:00.500Z\",\"causeId\":\"" CHANGE_2 "\"}",
    "{\"id\":\"" CHANGE "\",\"type\":\"View\",\"objectId\":\"V01930000-0000-7000-8000-000000000001\",\"kind\":\"destroy\","
    "\"patch\":null,\"expected\":null,\"authorId\":null,\"device\":null,\"actedAt\":\"2026-11-21T09:30:00Z\",\"modseq\":0,"
    "\"receivedAt\":null,\"causeId\":null}",
    "{\"id\":\"" CHANGE "\",\"type\":\"Message\",\"objectId\":\"" MESSAGE "\",\"kind\":\"create\","
    "\"patch\":{\"ticketId\":\"" TICKET "\",\"body\":\"a\\nb\",\"attachments\":[{\"blobId\":\"" BLOB "\",\"name\":\"n\",\"type\":\"t\",\"size\":1}]},"
    "\"expected\":null,\"authorId\":null,\"device\":null,\"actedAt\":\"2026-11-21T09:30:00Z\",\"modseq\":0,"
    "\"receivedAt\":null,\"causeId\":null}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BellChange) change = bell_wire_change_from_text (cases[i], &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = bell_wire_change_to_text (change);
      g_assert_cmpstr (text, ==, cases[i]);
    }
}

static void
test_change_by_role (void)
{
  g_autoptr (BellChange) change = bell_wire_change_from_text (
    "{\"id\":\"" CHANGE "\",\"type\":\"Ticket\",\"objectId\":\"" TICKET "\",\"kind\":\"update\","
    "\"patch\":{\"status\":\"open\",\"tags/secret\":true,\"tier\":3},\"expected\":{\"tier\":2}}", NULL);
  BellJsonWriter *writer = bell_json_writer_new ();
  BellWireProperties patch, expected;
  g_autofree char *text = NULL;

  g_assert_true (bell_wire_find_property (BELL_TYPE_CHANGE, "patch", &patch));
  g_assert_true (bell_wire_find_property (BELL_TYPE_CHANGE, "expected", &expected));
  bell_wire_change_to_json (writer, change, BELL_ROLE_REQUESTER, patch | expected);
  text = bell_json_writer_free_to_text (writer);
  g_assert_cmpstr (text, ==, "{\"id\":\"" CHANGE "\",\"patch\":{\"status\":\"open\"},\"expected\":{}}");
}

static void
test_change_refused (void)
{
  static const char *const cases[] = {
    "null", "[]", "{}", "{\"id\":\"" TICKET "\"}",
    "{\"id\":\"" CHANGE "\",\"type\":\"Thread\",\"objectId\":\"" TICKET "\",\"kind\":\"update\",\"patch\":{}}",
    "{\"id\":\"" CHANGE "\",\"type\":\"Change\",\"objectId\":\"" CHANGE "\",\"kind\":\"update\",\"patch\":{}}",
    "{\"id\":\"" CHANGE "\",\"type\":\"Ticket\",\"objectId\":\"" PERSON "\",\"kind\":\"update\",\"patch\":{}}",
    "{\"id\":\"" CHANGE "\",\"type\":\"Ticket\",\"objectId\":\"" TICKET "\",\"kind\":\"explode\",\"patch\":{}}",
    "{\"id\":\"" CHANGE "\",\"type\":\"Ticket\",\"objectId\":\"" TICKET "\",\"kind\":\"update\"}",
    "{\"id\":\"" CHANGE "\",\"type\":\"Ticket\",\"objectId\":\"" TICKET "\",\"kind\":\"destroy\",\"patch\":{}}",
    "{\"id\":\"" CHANGE "\",\"type\":\"Ticket\",\"objectId\":\"" TICKET "\",\"kind\":\"update\",\"patch\":[]}",
    "{\"id\":\"" CHANGE "\",\"type\":\"Ticket\",\"objectId\":\"" TICKET "\",\"kind\":\"update\",\"patch\":{\"tier\":\"x\"}}",
    "{\"id\":\"" CHANGE "\",\"type\":\"Ticket\",\"objectId\":\"" TICKET "\",\"kind\":\"update\",\"patch\":{},\"modseq\":-1}",
    "{\"id\":\"" CHANGE "\",\"type\":\"Ticket\",\"objectId\":\"" TICKET "\",\"kind\":\"update\",\"patch\":{},\"modseq\":\"1\"}",
    "{\"id\":\"" CHANGE "\",\"type\":\"Ticket\",\"objectId\":\"" TICKET "\",\"kind\":\"update\",\"patch\":{},\"authorId\":1}",
    "{\"id\":\"" CHANGE "\",\"type\":\"Ticket\",\"objectId\":\"" TICKET "\",\"kind\":\"update\",\"patch\":{},\"authorId\":\"me\"}",
    "{\"id\":\"" CHANGE "\",\"type\":\"Ticket\",\"objectId\":\"" TICKET "\",\"kind\":\"update\",\"patch\":{},\"actedAt\":\"now\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i]);
      g_assert_null (bell_wire_change_from_text (cases[i], &error));
      g_assert_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/record/round-trip", test_record_round_trip);
  g_test_add_func ("/wire/record/by-role", test_record_by_role);
  g_test_add_func ("/wire/record/unknown-and-absent", test_record_unknown_and_absent);
  g_test_add_func ("/wire/record/wrong-types", test_record_wrong_types);
  g_test_add_func ("/wire/patch/round-trip", test_patch_round_trip);
  g_test_add_func ("/wire/patch/refused", test_patch_refused);
  g_test_add_func ("/wire/patch/names-all-properties", test_patch_names_all_properties);
  g_test_add_func ("/wire/patch/hidden-property", test_patch_hidden_property);
  g_test_add_func ("/wire/patch/server-set", test_patch_server_set);
  g_test_add_func ("/wire/patch/whole-object", test_whole_object_is_a_patch);
  g_test_add_func ("/wire/change/round-trip", test_change_round_trip);
  g_test_add_func ("/wire/change/by-role", test_change_by_role);
  g_test_add_func ("/wire/change/refused", test_change_refused);

  return g_test_run ();
}
