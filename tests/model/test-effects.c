/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-clock.h"
#include "bell-id.h"
#include "bell-workflow.h"

#define TICKET "T0192f0c1-0000-7000-8000-000000000001"
#define MESSAGE "M0192f0c1-0000-7000-8000-000000000001"
#define ARTICLE "A0192f0c1-0000-7000-8000-000000000001"
#define CHANGE "C0192f0c1-0000-7000-8000-000000000001"
#define REQUESTER "P0192f0c1-0000-7000-8000-000000000001"
#define AGENT "P0192f0c1-0000-7000-8000-000000000002"

static BellRecord *
ticket_in (BellStatus status)
{
  BellRecord *record = bell_record_new (BELL_TYPE_TICKET, TICKET);

  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_REQUESTER_ID), REQUESTER);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_STATUS), status);
  if (!bell_status_is_active (status))
    bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_SOLVED_AT), 500);

  return record;
}

/* Applies @patch and what follows from it to @record, as a server does. */
static void
act (BellRecord *record,
     BellPatch  *patch,
     gint64      acted_at,
     gint64      received_at)
{
  g_autoptr (BellChange) change = bell_change_new (CHANGE, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, TICKET,
                                                   patch, NULL, AGENT, "desk", acted_at);
  g_autoptr (BellEffects) effects = bell_effects_compute (change, record, NULL, BELL_ROLE_AGENT, received_at, 0);

  g_assert_cmpuint (effects->caused->len, ==, 0);
  bell_patch_apply (patch, record);
  bell_patch_apply (effects->own, record);
}

static void
test_create (void)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellRecord) record = bell_record_new (BELL_TYPE_TICKET, TICKET);
  g_autoptr (BellChange) change = NULL;
  g_autoptr (BellEffects) effects = NULL;

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Printer on fire");
  bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, REQUESTER);
  bell_patch_set_integer (patch, BELL_TICKET_IMPACT, BELL_LEVEL_HIGH);
  bell_patch_set_integer (patch, BELL_TICKET_URGENCY, BELL_LEVEL_HIGH);
  change = bell_change_new (CHANGE, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, TICKET, patch, NULL, REQUESTER, NULL, 1000);
  effects = bell_effects_compute (change, NULL, NULL, BELL_ROLE_REQUESTER, 5000, 17);
  bell_patch_apply (patch, record);
  bell_patch_apply (effects->own, record);

  g_assert_cmpint (bell_ticket_get_number (BELL_TICKET (record)), ==, 17);
  g_assert_cmpint (bell_ticket_get_created_at (BELL_TICKET (record)), ==, 1000);
  g_assert_cmpint (bell_ticket_get_updated_at (BELL_TICKET (record)), ==, 5000);
  g_assert_cmpint (bell_ticket_get_priority (BELL_TICKET (record)), ==, BELL_PRIORITY_URGENT);
  g_assert_cmpint (bell_ticket_get_status (BELL_TICKET (record)), ==, BELL_STATUS_NEW);
}

/* A clock that runs ahead cannot put a ticket into the future. */
static void
test_acted_in_future (void)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellRecord) record = ticket_in (BELL_STATUS_OPEN);

  bell_patch_set_integer (patch, BELL_TICKET_STATUS, BELL_STATUS_SOLVED);
  act (record, patch, 9000, 2000);

  g_assert_cmpint (bell_ticket_get_solved_at (BELL_TICKET (record)), ==, 2000);
}

static void
test_priority (void)
{
  g_autoptr (BellRecord) record = ticket_in (BELL_STATUS_OPEN);
  g_autoptr (BellPatch) raise = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellPatch) impact = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellPatch) release = bell_patch_new (BELL_TYPE_TICKET);

  /* What a person sets stands against the matrix, until it is let go. */
  bell_patch_set_integer (raise, BELL_TICKET_PRIORITY, BELL_PRIORITY_URGENT);
  act (record, raise, 1, 1);
  g_assert_true (bell_ticket_get_priority_overridden (BELL_TICKET (record)));

  bell_patch_set_integer (impact, BELL_TICKET_IMPACT, BELL_LEVEL_LOW);
  act (record, impact, 2, 2);
  g_assert_cmpint (bell_ticket_get_priority (BELL_TICKET (record)), ==, BELL_PRIORITY_URGENT);

  bell_patch_set_integer (release, BELL_TICKET_PRIORITY_OVERRIDDEN, FALSE);
  act (record, release, 3, 3);
  g_assert_cmpint (bell_ticket_get_priority (BELL_TICKET (record)), ==, BELL_PRIORITY_LOW);
}

static void
test_status_times (void)
{
  g_autoptr (BellRecord) record = ticket_in (BELL_STATUS_OPEN);
  g_autoptr (BellPatch) solve = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellPatch) reopen = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_set_integer (solve, BELL_TICKET_STATUS, BELL_STATUS_SOLVED);
  act (record, solve, 10, 20);
  g_assert_cmpint (bell_ticket_get_solved_at (BELL_TICKET (record)), ==, 10);

  bell_patch_set_integer (reopen, BELL_TICKET_STATUS, BELL_STATUS_OPEN);
  act (record, reopen, 30, 30);
  g_assert_cmpint (bell_ticket_get_solved_at (BELL_TICKET (record)), ==, BELL_TIME_UNSET);
}

static void
test_taking_opens (void)
{
  g_autoptr (BellRecord) record = ticket_in (BELL_STATUS_NEW);
  g_autoptr (BellPatch) take = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_set_text (take, BELL_TICKET_ASSIGNEE_ID, AGENT);
  act (record, take, 1, 1);

  g_assert_cmpint (bell_ticket_get_status (BELL_TICKET (record)), ==, BELL_STATUS_OPEN);
}

static void
test_messages (void)
{
  static const struct {
    const char *author; BellRole role; BellMessageKind kind; BellStatus from; BellStatus to; gboolean first_response; gboolean shown;
  } cases[] = {
    { AGENT, BELL_ROLE_AGENT, BELL_MESSAGE_KIND_REPLY, BELL_STATUS_NEW, BELL_STATUS_OPEN, TRUE, TRUE },
    { AGENT, BELL_ROLE_AGENT, BELL_MESSAGE_KIND_NOTE, BELL_STATUS_NEW, BELL_STATUS_NEW, FALSE, FALSE },
    { AGENT, BELL_ROLE_AGENT, BELL_MESSAGE_KIND_CALL, BELL_STATUS_OPEN, BELL_STATUS_OPEN, FALSE, FALSE },
    { AGENT, BELL_ROLE_AGENT, BELL_MESSAGE_KIND_REPLY, BELL_STATUS_PENDING, BELL_STATUS_PENDING, TRUE, TRUE },
    { REQUESTER, BELL_ROLE_REQUESTER, BELL_MESSAGE_KIND_REPLY, BELL_STATUS_NEW, BELL_STATUS_NEW, FALSE, TRUE },
    { REQUESTER, BELL_ROLE_REQUESTER, BELL_MESSAGE_KIND_REPLY, BELL_STATUS_PENDING, BELL_STATUS_OPEN, FALSE, TRUE },
    { REQUESTER, BELL_ROLE_REQUESTER, BELL_MESSAGE_KIND_REPLY, BELL_STATUS_SOLVED, BELL_STATUS_OPEN, FALSE, TRUE },
    { REQUESTER, BELL_ROLE_REQUESTER, BELL_MESSAGE_KIND_REPLY, BELL_STATUS_CLOSED, BELL_STATUS_OPEN, FALSE, TRUE },
    /* An agent who asks for help answers as the requester, not as an agent. */
    { REQUESTER, BELL_ROLE_AGENT, BELL_MESSAGE_KIND_REPLY, BELL_STATUS_PENDING, BELL_STATUS_OPEN, FALSE, TRUE },
    /* Automation is no human agent. */
    { NULL, BELL_ROLE_ADMIN, BELL_MESSAGE_KIND_REPLY, BELL_STATUS_NEW, BELL_STATUS_NEW, FALSE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellRecord) ticket = ticket_in (cases[i].from);
      g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_MESSAGE);
      g_autoptr (BellChange) change = NULL;
      g_autoptr (BellEffects) effects = NULL, again = NULL;
      BellChange *caused;

      bell_patch_set_text (patch, BELL_MESSAGE_TICKET_ID, TICKET);
      bell_patch_set_text (patch, BELL_MESSAGE_BODY, "Have you tried water?");
      bell_patch_set_integer (patch, BELL_MESSAGE_KIND, cases[i].kind);
      change = bell_change_new (CHANGE, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, MESSAGE, patch, NULL, cases[i].author, NULL, 100);
      effects = bell_effects_compute (change, NULL, ticket, cases[i].role, 900, 0);
      again = bell_effects_compute (change, NULL, ticket, cases[i].role, 900, 0);

      g_assert_cmpuint (effects->caused->len, ==, 1);
      caused = effects->caused->pdata[0];
      g_assert_true (bell_id_is_valid (bell_change_get_id (caused), BELL_TYPE_CHANGE));
      g_assert_cmpstr (bell_change_get_id (caused), ==, bell_change_get_id (again->caused->pdata[0]));

      bell_patch_apply (bell_change_get_patch (caused), ticket);
      g_assert_cmpint (bell_ticket_get_status (BELL_TICKET (ticket)), ==, cases[i].to);
      g_assert_cmpint (bell_ticket_get_first_response_at (BELL_TICKET (ticket)), ==, cases[i].first_response ? 900 : BELL_TIME_UNSET);
      g_assert_cmpstr (bell_ticket_get_last_message_id (BELL_TICKET (ticket)), ==, cases[i].shown ? MESSAGE : NULL);
      g_assert_cmpint (bell_ticket_get_message_count (BELL_TICKET (ticket)), ==, 1);
      if (cases[i].from == BELL_STATUS_SOLVED && cases[i].to == BELL_STATUS_OPEN)
        g_assert_cmpint (bell_ticket_get_solved_at (BELL_TICKET (ticket)), ==, BELL_TIME_UNSET);
    }
}

/* An agent writes down what somebody tells them on the telephone. */
static void
test_description_is_no_answer (void)
{
  g_autoptr (BellRecord) ticket = ticket_in (BELL_STATUS_NEW);
  g_autofree char *description = bell_id_new_for_description (TICKET);
  const char *const messages[] = { description, MESSAGE };

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_MESSAGE);
      g_autoptr (BellChange) change = NULL;
      g_autoptr (BellEffects) effects = NULL;

      bell_patch_set_text (patch, BELL_MESSAGE_TICKET_ID, TICKET);
      bell_patch_set_text (patch, BELL_MESSAGE_BODY, "It is on fire");
      change = bell_change_new (CHANGE, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, messages[i], patch, NULL, AGENT, NULL, 100);
      effects = bell_effects_compute (change, NULL, ticket, BELL_ROLE_AGENT, 900 + i, 0);
      bell_patch_apply (bell_change_get_patch (effects->caused->pdata[0]), ticket);

      g_assert_cmpint (bell_ticket_get_status (BELL_TICKET (ticket)), ==, i == 0 ? BELL_STATUS_NEW : BELL_STATUS_OPEN);
      g_assert_cmpint (bell_ticket_get_first_response_at (BELL_TICKET (ticket)), ==, i == 0 ? BELL_TIME_UNSET : 901);
      g_assert_cmpstr (bell_ticket_get_last_message_id (BELL_TICKET (ticket)), ==, messages[i]);
    }
}

static void
test_article (void)
{
  g_autoptr (BellRecord) article = bell_record_new (BELL_TYPE_ARTICLE, ARTICLE);
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_ARTICLE);
  g_autoptr (BellPatch) publish = bell_patch_new (BELL_TYPE_ARTICLE);
  g_autoptr (BellChange) create = NULL, update = NULL;
  g_autoptr (BellEffects) first = NULL, second = NULL;

  bell_patch_set_text (patch, BELL_ARTICLE_TITLE, "Putting out printers");
  create = bell_change_new (CHANGE, BELL_CHANGE_KIND_CREATE, BELL_TYPE_ARTICLE, ARTICLE, patch, NULL, AGENT, NULL, 1);
  first = bell_effects_compute (create, NULL, NULL, BELL_ROLE_AGENT, 2, 0);
  bell_patch_apply (patch, article);
  bell_patch_apply (first->own, article);
  g_assert_cmpint (bell_article_get_revision (BELL_ARTICLE (article)), ==, 1);
  g_assert_cmpstr (bell_article_get_author_id (BELL_ARTICLE (article)), ==, AGENT);

  bell_patch_set_integer (publish, BELL_ARTICLE_STATE, BELL_ARTICLE_STATE_PUBLISHED);
  bell_patch_set_text (publish, BELL_ARTICLE_BODY, "Use *sand*.");
  update = bell_change_new (CHANGE, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_ARTICLE, ARTICLE, publish, NULL, AGENT, NULL, 3);
  second = bell_effects_compute (update, article, NULL, BELL_ROLE_AGENT, 4, 0);
  bell_patch_apply (second->own, article);
  g_assert_cmpint (bell_article_get_revision (BELL_ARTICLE (article)), ==, 2);
  g_assert_cmpint (bell_article_get_published_at (BELL_ARTICLE (article)), ==, 4);
}

static void
test_matrix (void)
{
  /* A higher impact or urgency never makes a lower priority. */
  for (int impact = 0; impact < 3; impact++)
    for (int urgency = 0; urgency < 3; urgency++)
      {
        if (impact > 0)
          g_assert_cmpint (bell_priority_for (impact, urgency), >=, bell_priority_for (impact - 1, urgency));
        if (urgency > 0)
          g_assert_cmpint (bell_priority_for (impact, urgency), >=, bell_priority_for (impact, urgency - 1));
      }

  g_assert_cmpint (bell_priority_for (BELL_LEVEL_HIGH, BELL_LEVEL_HIGH), ==, BELL_PRIORITY_URGENT);
  g_assert_cmpint (bell_priority_for (BELL_LEVEL_MEDIUM, BELL_LEVEL_MEDIUM), ==, BELL_PRIORITY_NORMAL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/effects/create", test_create);
  g_test_add_func ("/effects/acted-in-future", test_acted_in_future);
  g_test_add_func ("/effects/priority", test_priority);
  g_test_add_func ("/effects/status-times", test_status_times);
  g_test_add_func ("/effects/taking-opens", test_taking_opens);
  g_test_add_func ("/effects/messages", test_messages);
  g_test_add_func ("/effects/description-is-no-answer", test_description_is_no_answer);
  g_test_add_func ("/effects/article", test_article);
  g_test_add_func ("/effects/matrix", test_matrix);

  return g_test_run ();
}
