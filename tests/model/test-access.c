/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-access.h"
#include "bell-error.h"

#define TICKET "T0192f0c1-0000-7000-8000-000000000001"
#define MESSAGE "M0192f0c1-0000-7000-8000-000000000001"
#define ARTICLE "A0192f0c1-0000-7000-8000-000000000001"
#define VIEW "V0192f0c1-0000-7000-8000-000000000001"
#define CHANGE "C0192f0c1-0000-7000-8000-000000000001"
#define ANNA "P0192f0c1-0000-7000-8000-00000000000a"
#define BELA "P0192f0c1-0000-7000-8000-00000000000b"
#define OK -1

static const BellActor anna = { ANNA, BELL_ROLE_REQUESTER, NULL };
static const BellActor bela = { BELA, BELL_ROLE_REQUESTER, NULL };
static const BellActor agent = { "P0192f0c1-0000-7000-8000-00000000000c", BELL_ROLE_AGENT, NULL };
static const BellActor lead = { "P0192f0c1-0000-7000-8000-00000000000d", BELL_ROLE_LEAD, NULL };
static const BellActor admin = { "P0192f0c1-0000-7000-8000-00000000000e", BELL_ROLE_ADMIN, NULL };

static BellRecord *
annas_ticket (BellStatus status)
{
  BellRecord *record = bell_record_new (BELL_TYPE_TICKET, TICKET);

  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_REQUESTER_ID), ANNA);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_STATUS), status);

  return record;
}

static void
expect (const BellActor *actor,
        BellChangeKind   kind,
        BellPatch       *patch,
        BellType         type,
        BellRecord      *before,
        BellRecord      *ticket,
        int              code)
{
  static const char *const ids[] = { ANNA, "G0192f0c1-0000-7000-8000-000000000001", TICKET, MESSAGE, ARTICLE, VIEW };
  g_autoptr (BellChange) change = bell_change_new (CHANGE, kind, type, ids[type], patch, NULL, actor->principal_id, NULL, 1);
  g_autoptr (GError) error = NULL;
  gboolean allowed = bell_access_check_change (actor, change, before, ticket, &error);

  if (code == OK)
    {
      g_assert_no_error (error);
      g_assert_true (allowed);
    }
  else
    {
      g_assert_error (error, BELL_MODEL_ERROR, code);
      g_assert_false (allowed);
    }
}

static void
test_ticket_create (void)
{
  g_autoptr (BellPatch) own = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellPatch) foreign = NULL, solved = NULL, number = NULL, impact = NULL;
  g_autoptr (BellPatch) empty = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_set_text (own, BELL_TICKET_SUBJECT, "Help");
  bell_patch_set_text (own, BELL_TICKET_REQUESTER_ID, ANNA);
  foreign = bell_patch_copy (own);
  solved = bell_patch_copy (own);
  number = bell_patch_copy (own);
  impact = bell_patch_copy (own);
  bell_patch_set_text (foreign, BELL_TICKET_REQUESTER_ID, BELA);
  bell_patch_set_integer (solved, BELL_TICKET_STATUS, BELL_STATUS_SOLVED);
  bell_patch_set_integer (number, BELL_TICKET_NUMBER, 1);
  bell_patch_set_integer (impact, BELL_TICKET_IMPACT, BELL_LEVEL_HIGH);

  expect (&anna, BELL_CHANGE_KIND_CREATE, own, BELL_TYPE_TICKET, NULL, NULL, OK);
  expect (&agent, BELL_CHANGE_KIND_CREATE, foreign, BELL_TYPE_TICKET, NULL, NULL, OK);
  expect (&anna, BELL_CHANGE_KIND_CREATE, foreign, BELL_TYPE_TICKET, NULL, NULL, BELL_MODEL_ERROR_FORBIDDEN);
  expect (&anna, BELL_CHANGE_KIND_CREATE, solved, BELL_TYPE_TICKET, NULL, NULL, BELL_MODEL_ERROR_FORBIDDEN);
  expect (&anna, BELL_CHANGE_KIND_CREATE, impact, BELL_TYPE_TICKET, NULL, NULL, BELL_MODEL_ERROR_FORBIDDEN);
  expect (&agent, BELL_CHANGE_KIND_CREATE, impact, BELL_TYPE_TICKET, NULL, NULL, OK);
  expect (&admin, BELL_CHANGE_KIND_CREATE, number, BELL_TYPE_TICKET, NULL, NULL, BELL_MODEL_ERROR_INVALID_PROPERTY);
  expect (&agent, BELL_CHANGE_KIND_CREATE, empty, BELL_TYPE_TICKET, NULL, NULL, BELL_MODEL_ERROR_INVALID_PROPERTY);
}

static void
test_ticket_update (void)
{
  static const struct { const BellActor *actor; BellStatus from; BellStatus to; int code; } cases[] = {
    { &anna, BELL_STATUS_OPEN, BELL_STATUS_SOLVED, OK },
    { &anna, BELL_STATUS_SOLVED, BELL_STATUS_OPEN, OK },
    { &anna, BELL_STATUS_OPEN, BELL_STATUS_CLOSED, BELL_MODEL_ERROR_FORBIDDEN },
    { &anna, BELL_STATUS_OPEN, BELL_STATUS_PENDING, BELL_MODEL_ERROR_FORBIDDEN },
    { &bela, BELL_STATUS_OPEN, BELL_STATUS_SOLVED, BELL_MODEL_ERROR_FORBIDDEN },
    { &agent, BELL_STATUS_OPEN, BELL_STATUS_CLOSED, OK },
    { &agent, BELL_STATUS_OPEN, BELL_STATUS_NEW, BELL_MODEL_ERROR_TRANSITION },
    { &admin, BELL_STATUS_CLOSED, BELL_STATUS_PENDING, BELL_MODEL_ERROR_TRANSITION },
    { &agent, BELL_STATUS_CLOSED, BELL_STATUS_OPEN, OK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellRecord) ticket = annas_ticket (cases[i].from);
      g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

      bell_patch_set_integer (patch, BELL_TICKET_STATUS, cases[i].to);
      expect (cases[i].actor, BELL_CHANGE_KIND_UPDATE, patch, BELL_TYPE_TICKET, ticket, NULL, cases[i].code);
    }
}

static void
test_ticket_fields (void)
{
  g_autoptr (BellRecord) ticket = annas_ticket (BELL_STATUS_OPEN);
  g_autoptr (BellPatch) subject = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellPatch) watchers = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellPatch) channel = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_set_text (subject, BELL_TICKET_SUBJECT, "Other");
  bell_patch_add_member (watchers, BELL_TICKET_WATCHERS, BELA);
  bell_patch_set_integer (channel, BELL_TICKET_CHANNEL, BELL_CHANNEL_PHONE);

  expect (&anna, BELL_CHANGE_KIND_UPDATE, subject, BELL_TYPE_TICKET, ticket, NULL, BELL_MODEL_ERROR_FORBIDDEN);
  expect (&agent, BELL_CHANGE_KIND_UPDATE, subject, BELL_TYPE_TICKET, ticket, NULL, OK);
  expect (&anna, BELL_CHANGE_KIND_UPDATE, watchers, BELL_TYPE_TICKET, ticket, NULL, OK);
  expect (&agent, BELL_CHANGE_KIND_UPDATE, channel, BELL_TYPE_TICKET, ticket, NULL, BELL_MODEL_ERROR_INVALID_PROPERTY);
  expect (&agent, BELL_CHANGE_KIND_DESTROY, NULL, BELL_TYPE_TICKET, ticket, NULL, BELL_MODEL_ERROR_FORBIDDEN);
  expect (&admin, BELL_CHANGE_KIND_DESTROY, NULL, BELL_TYPE_TICKET, ticket, NULL, OK);
}

static void
test_message (void)
{
  g_autoptr (BellRecord) ticket = annas_ticket (BELL_STATUS_OPEN);
  g_autoptr (BellRecord) sent = bell_record_new (BELL_TYPE_MESSAGE, MESSAGE);
  g_autoptr (BellPatch) reply = bell_patch_new (BELL_TYPE_MESSAGE);
  g_autoptr (BellPatch) note = NULL;
  g_autoptr (BellPatch) nothing = bell_patch_new (BELL_TYPE_MESSAGE);

  bell_patch_set_text (reply, BELL_MESSAGE_TICKET_ID, TICKET);
  bell_patch_set_text (reply, BELL_MESSAGE_BODY, "Hello");
  note = bell_patch_copy (reply);
  bell_patch_set_integer (note, BELL_MESSAGE_KIND, BELL_MESSAGE_KIND_NOTE);

  expect (&anna, BELL_CHANGE_KIND_CREATE, reply, BELL_TYPE_MESSAGE, NULL, ticket, OK);
  expect (&agent, BELL_CHANGE_KIND_CREATE, note, BELL_TYPE_MESSAGE, NULL, ticket, OK);
  expect (&anna, BELL_CHANGE_KIND_CREATE, note, BELL_TYPE_MESSAGE, NULL, ticket, BELL_MODEL_ERROR_FORBIDDEN);
  /* Somebody else's ticket and no ticket are answered alike. */
  expect (&bela, BELL_CHANGE_KIND_CREATE, reply, BELL_TYPE_MESSAGE, NULL, ticket, BELL_MODEL_ERROR_INVALID_VALUE);
  expect (&bela, BELL_CHANGE_KIND_CREATE, reply, BELL_TYPE_MESSAGE, NULL, NULL, BELL_MODEL_ERROR_INVALID_VALUE);
  expect (&admin, BELL_CHANGE_KIND_UPDATE, nothing, BELL_TYPE_MESSAGE, sent, ticket, BELL_MODEL_ERROR_FORBIDDEN);
  expect (&admin, BELL_CHANGE_KIND_DESTROY, NULL, BELL_TYPE_MESSAGE, sent, ticket, BELL_MODEL_ERROR_FORBIDDEN);
}

static void
test_people_and_views (void)
{
  g_autoptr (BellRecord) person = bell_record_new (BELL_TYPE_PRINCIPAL, ANNA);
  g_autoptr (BellPatch) locale = bell_patch_new (BELL_TYPE_PRINCIPAL);
  g_autoptr (BellPatch) role = bell_patch_new (BELL_TYPE_PRINCIPAL);
  g_autoptr (BellPatch) shared = bell_patch_new (BELL_TYPE_VIEW);
  g_autoptr (BellPatch) mine = NULL;

  bell_patch_set_text (locale, BELL_PRINCIPAL_LOCALE, "de");
  bell_patch_set_integer (role, BELL_PRINCIPAL_ROLE, BELL_ROLE_ADMIN);
  bell_patch_set_text (shared, BELL_VIEW_NAME, "All printers");
  mine = bell_patch_copy (shared);
  bell_patch_set_text (mine, BELL_VIEW_OWNER_ID, agent.principal_id);

  expect (&anna, BELL_CHANGE_KIND_UPDATE, locale, BELL_TYPE_PRINCIPAL, person, NULL, OK);
  expect (&bela, BELL_CHANGE_KIND_UPDATE, locale, BELL_TYPE_PRINCIPAL, person, NULL, BELL_MODEL_ERROR_FORBIDDEN);
  expect (&anna, BELL_CHANGE_KIND_UPDATE, role, BELL_TYPE_PRINCIPAL, person, NULL, BELL_MODEL_ERROR_FORBIDDEN);
  expect (&lead, BELL_CHANGE_KIND_UPDATE, role, BELL_TYPE_PRINCIPAL, person, NULL, BELL_MODEL_ERROR_FORBIDDEN);
  expect (&admin, BELL_CHANGE_KIND_UPDATE, role, BELL_TYPE_PRINCIPAL, person, NULL, OK);
  expect (&agent, BELL_CHANGE_KIND_CREATE, mine, BELL_TYPE_VIEW, NULL, NULL, OK);
  expect (&agent, BELL_CHANGE_KIND_CREATE, shared, BELL_TYPE_VIEW, NULL, NULL, BELL_MODEL_ERROR_FORBIDDEN);
  expect (&lead, BELL_CHANGE_KIND_CREATE, shared, BELL_TYPE_VIEW, NULL, NULL, OK);
  expect (&anna, BELL_CHANGE_KIND_CREATE, mine, BELL_TYPE_VIEW, NULL, NULL, BELL_MODEL_ERROR_FORBIDDEN);
}

static void
test_reading (void)
{
  g_autoptr (BellRecord) ticket = annas_ticket (BELL_STATUS_OPEN);
  g_autoptr (BellRecord) note = bell_record_new (BELL_TYPE_MESSAGE, MESSAGE);
  g_autoptr (BellRecord) reply = bell_record_new (BELL_TYPE_MESSAGE, MESSAGE);
  g_autoptr (BellRecord) article = bell_record_new (BELL_TYPE_ARTICLE, ARTICLE);
  const char *watchers[] = { BELA, NULL };

  bell_record_set_integer (note, bell_message_property (BELL_MESSAGE_KIND), BELL_MESSAGE_KIND_NOTE);

  g_assert_true (bell_access_can_read (&anna, ticket, NULL));
  g_assert_false (bell_access_can_read (&bela, ticket, NULL));
  g_assert_true (bell_access_can_read (&agent, ticket, NULL));
  g_assert_true (bell_access_can_read (&anna, reply, ticket));
  g_assert_false (bell_access_can_read (&anna, note, ticket));
  g_assert_false (bell_access_can_read (&bela, reply, ticket));
  g_assert_true (bell_access_can_read (&agent, note, ticket));

  bell_record_set (ticket, bell_ticket_property (BELL_TICKET_WATCHERS), g_variant_new_strv (watchers, -1));
  g_assert_true (bell_access_can_read (&bela, ticket, NULL));
  g_assert_true (bell_access_can_read (&bela, reply, ticket));
  g_assert_false (bell_access_can_read (&bela, note, ticket));

  g_assert_false (bell_access_can_read (&anna, article, NULL));
  bell_record_set_integer (article, bell_article_property (BELL_ARTICLE_STATE), BELL_ARTICLE_STATE_PUBLISHED);
  g_assert_false (bell_access_can_read (&anna, article, NULL));
  bell_record_set_integer (article, bell_article_property (BELL_ARTICLE_AUDIENCE), BELL_AUDIENCE_PUBLIC);
  g_assert_true (bell_access_can_read (&anna, article, NULL));

  g_assert_false (bell_access_can_read_property (BELL_ROLE_REQUESTER, bell_ticket_property (BELL_TICKET_TAGS)));
  g_assert_true (bell_access_can_read_property (BELL_ROLE_AGENT, bell_ticket_property (BELL_TICKET_TAGS)));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/access/ticket-create", test_ticket_create);
  g_test_add_func ("/access/ticket-update", test_ticket_update);
  g_test_add_func ("/access/ticket-fields", test_ticket_fields);
  g_test_add_func ("/access/message", test_message);
  g_test_add_func ("/access/people-and-views", test_people_and_views);
  g_test_add_func ("/access/reading", test_reading);

  return g_test_run ();
}
