/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-history.h"

#include "bell-id.h"

#define TICKET "T0192f0c1-0000-7000-8000-000000000001"
#define MESSAGE "M0192f0c1-0000-7000-8000-000000000002"
#define CHANGE "C0192f0c1-0000-7000-8000-000000000003"
#define AGENT "P0192f0c1-0000-7000-8000-000000000004"
#define REQUESTER "P0192f0c1-0000-7000-8000-000000000005"

typedef struct
{
  BellChangeKind kind;
  BellType type;
  int value; /* status or kind of message; -1: not said */
  gint64 modseq; /* 0: not confirmed */
  gboolean caused;
  gint64 acted_at, received_at;

  gboolean counts;
  BellSlaEventKind event;
  gint64 at;
} Case;

static BellChange *
new_change (const Case *test)
{
  g_autoptr (BellPatch) patch = test->kind != BELL_CHANGE_KIND_DESTROY ? bell_patch_new (test->type) : NULL;
  g_autoptr (BellChange) change = NULL;

  if (patch != NULL && test->value >= 0)
    bell_patch_set_integer (patch, test->type == BELL_TYPE_TICKET ? (guint) BELL_TICKET_STATUS : (guint) BELL_MESSAGE_KIND, test->value);
  else if (patch != NULL && test->type == BELL_TYPE_TICKET)
    bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Printer");
  else if (patch != NULL)
    bell_patch_set_text (patch, BELL_MESSAGE_BODY, "It is on fire");

  change = bell_change_new (CHANGE, test->kind, test->type, test->type == BELL_TYPE_TICKET ? TICKET : MESSAGE, patch, NULL, AGENT,
                            NULL, test->acted_at);
  if (test->modseq == 0)
    return g_steal_pointer (&change);

  return bell_change_new_confirmed (change, patch, test->modseq, test->received_at, test->caused ? CHANGE : NULL);
}

static void
test_events (void)
{
  static const Case cases[] = {
    /* What is done to a ticket counts when it was done, but not in the future. */
    { BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, -1, 7, FALSE, 1000, 2000, TRUE, BELL_SLA_EVENT_CREATED, 1000 },
    { BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, BELL_STATUS_OPEN, 7, FALSE, 3000, 2000, TRUE, BELL_SLA_EVENT_CREATED, 2000 },
    { BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, BELL_STATUS_SOLVED, 7, FALSE, 1000, 2000, TRUE, BELL_SLA_EVENT_STATUS, 1000 },
    { BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, BELL_STATUS_SOLVED, 0, FALSE, 1000, 0, TRUE, BELL_SLA_EVENT_STATUS, 1000 },
    { BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, -1, 7, FALSE, 1000, 2000, FALSE, 0, 0 },
    { BELL_CHANGE_KIND_DESTROY, BELL_TYPE_TICKET, -1, 7, FALSE, 1000, 2000, FALSE, 0, 0 },
    /* A message counts when others can read it, and so does what it causes. */
    { BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, -1, 7, FALSE, 1000, 2000, TRUE, BELL_SLA_EVENT_MESSAGE, 2000 },
    { BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, BELL_MESSAGE_KIND_NOTE, 7, FALSE, 1000, 2000, TRUE, BELL_SLA_EVENT_MESSAGE, 2000 },
    { BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, -1, 0, FALSE, 1000, 0, TRUE, BELL_SLA_EVENT_MESSAGE, 1000 },
    { BELL_CHANGE_KIND_UPDATE, BELL_TYPE_MESSAGE, -1, 7, FALSE, 1000, 2000, FALSE, 0, 0 },
    { BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, BELL_STATUS_OPEN, 7, TRUE, 1000, 2000, TRUE, BELL_SLA_EVENT_STATUS, 2000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellChange) change = new_change (&cases[i]);
      BellSlaEvent event;

      g_assert_cmpint (bell_sla_event_for_change (&event, change, BELL_SLA_ACTOR_AGENT), ==, cases[i].counts);
      if (!cases[i].counts)
        continue;

      g_assert_cmpint (event.kind, ==, cases[i].event);
      g_assert_cmpint (event.at, ==, cases[i].at);
      g_assert_cmpint (event.order, ==, cases[i].modseq > 0 ? cases[i].modseq : G_MAXINT64);
      g_assert_cmpint (event.by, ==, BELL_SLA_ACTOR_AGENT);
      if (event.kind == BELL_SLA_EVENT_MESSAGE)
        g_assert_cmpint (event.is_public, ==, cases[i].value != BELL_MESSAGE_KIND_NOTE);
      else
        g_assert_cmpint (event.status, ==, MAX (cases[i].value, 0));
    }
}

static void
test_actors (void)
{
  g_autoptr (BellRecord) record = bell_record_new (BELL_TYPE_TICKET, TICKET);
  g_autofree char *description = bell_id_new_for_description (TICKET);
  const BellTicket *ticket = BELL_TICKET (record);

  g_assert_cmpint (bell_sla_actor_for_author (NULL, BELL_ROLE_REQUESTER, ticket, MESSAGE), ==, BELL_SLA_ACTOR_AUTOMATION);

  {
    g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

    bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, REQUESTER);
    bell_patch_apply (patch, record);
  }
  g_assert_cmpint (bell_sla_actor_for_author (NULL, BELL_ROLE_ADMIN, ticket, MESSAGE), ==, BELL_SLA_ACTOR_AUTOMATION);
  g_assert_cmpint (bell_sla_actor_for_author (AGENT, BELL_ROLE_AGENT, ticket, MESSAGE), ==, BELL_SLA_ACTOR_AGENT);
  g_assert_cmpint (bell_sla_actor_for_author (AGENT, BELL_ROLE_AGENT, ticket, NULL), ==, BELL_SLA_ACTOR_AGENT);
  g_assert_cmpint (bell_sla_actor_for_author (REQUESTER, BELL_ROLE_LEAD, ticket, MESSAGE), ==, BELL_SLA_ACTOR_REQUESTER);
  g_assert_cmpint (bell_sla_actor_for_author (AGENT, BELL_ROLE_REQUESTER, ticket, MESSAGE), ==, BELL_SLA_ACTOR_REQUESTER);

  /* Who takes a call down speaks for the one who called. */
  g_assert_cmpint (bell_sla_actor_for_author (AGENT, BELL_ROLE_AGENT, ticket, description), ==, BELL_SLA_ACTOR_REQUESTER);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/sla-history/events", test_events);
  g_test_add_func ("/model/sla-history/actors", test_actors);

  return g_test_run ();
}
