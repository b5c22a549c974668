/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-announcement.h"
#include "bell-clock.h"

#define ME      "P01933ba1-0000-7000-8000-000000000001"
#define OTHER   "P01933ba1-0000-7000-8000-000000000002"
#define ASKER   "P01933ba1-0000-7000-8000-000000000003"
#define MINE    "G01933ba1-0000-7000-8000-000000000001"
#define THEIRS  "G01933ba1-0000-7000-8000-000000000002"
#define TICKET  "T01933ba1-0000-7000-8000-000000000001"
#define MESSAGE "M01933ba1-0000-7000-8000-000000000001"
#define CHANGE  "C01933ba1-0000-7000-8000-000000000001"

/* One row: what the change says, what the ticket is now, and what it means. */
typedef struct
{
  const char *name;
  BellType type;
  BellChangeKind kind;
  const char *author;
  BellRole author_role;
  const char *assigns;      /* in the patch; "" is null */
  const char *team;         /* in the patch; of a message its text */
  int message_kind;
  const char *now_assignee; /* of the ticket */
  BellStatus now_status;
  BellAnnouncementKind expected;
} Row;

#define T BELL_TYPE_TICKET
#define M BELL_TYPE_MESSAGE
#define UPDATE BELL_CHANGE_KIND_UPDATE
#define CREATE BELL_CHANGE_KIND_CREATE
#define AGENT BELL_ROLE_AGENT
#define OPEN BELL_STATUS_OPEN
#define REPLY BELL_MESSAGE_KIND_REPLY

static const Row rows[] = {
  { "assigned-to-me", T, UPDATE, OTHER, AGENT, ME, NULL, 0, ME, OPEN, BELL_ANNOUNCEMENT_ASSIGNED },
  { "created-for-me", T, CREATE, OTHER, AGENT, ME, MINE, 0, ME, BELL_STATUS_NEW, BELL_ANNOUNCEMENT_ASSIGNED },
  { "taken-by-myself", T, UPDATE, ME, AGENT, ME, NULL, 0, ME, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "assigned-to-another", T, UPDATE, OTHER, AGENT, ASKER, NULL, 0, ASKER, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "assigned-and-taken-back", T, UPDATE, OTHER, AGENT, ME, NULL, 0, NULL, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "unassigned", T, UPDATE, OTHER, AGENT, "", NULL, 0, NULL, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "to-my-team", T, UPDATE, OTHER, AGENT, NULL, MINE, 0, NULL, OPEN, BELL_ANNOUNCEMENT_TEAM },
  { "to-my-team-by-myself", T, UPDATE, ME, AGENT, NULL, MINE, 0, NULL, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "to-my-team-but-held", T, UPDATE, OTHER, AGENT, NULL, MINE, 0, OTHER, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "to-my-team-but-solved", T, UPDATE, OTHER, AGENT, NULL, MINE, 0, NULL, BELL_STATUS_SOLVED, BELL_ANNOUNCEMENT_NONE },
  { "new-in-no-team", T, CREATE, ASKER, BELL_ROLE_REQUESTER, NULL, NULL, 0, NULL, BELL_STATUS_NEW, BELL_ANNOUNCEMENT_TEAM },
  { "new-in-no-team-by-agent", T, CREATE, OTHER, AGENT, NULL, NULL, 0, NULL, BELL_STATUS_NEW, BELL_ANNOUNCEMENT_NONE },
  { "new-in-no-team-but-held", T, CREATE, ASKER, BELL_ROLE_REQUESTER, NULL, NULL, 0, OTHER, BELL_STATUS_NEW, BELL_ANNOUNCEMENT_NONE },
  { "new-in-my-team", T, CREATE, ASKER, BELL_ROLE_REQUESTER, NULL, MINE, 0, NULL, BELL_STATUS_NEW, BELL_ANNOUNCEMENT_TEAM },
  { "to-another-team", T, UPDATE, OTHER, AGENT, NULL, THEIRS, 0, NULL, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "something-else", T, UPDATE, OTHER, AGENT, NULL, NULL, 0, ME, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "destroyed", T, BELL_CHANGE_KIND_DESTROY, OTHER, AGENT, NULL, NULL, 0, ME, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "requester-answers-mine", M, CREATE, ASKER, BELL_ROLE_REQUESTER, NULL, NULL, REPLY, ME, OPEN, BELL_ANNOUNCEMENT_ANSWERED },
  { "watcher-answers-mine", M, CREATE, OTHER, BELL_ROLE_REQUESTER, NULL, NULL, REPLY, ME, OPEN, BELL_ANNOUNCEMENT_ANSWERED },
  { "colleague-who-asked-answers", M, CREATE, ASKER, AGENT, NULL, NULL, REPLY, ME, OPEN, BELL_ANNOUNCEMENT_ANSWERED },
  { "colleague-replies-in-mine", M, CREATE, OTHER, AGENT, NULL, NULL, REPLY, ME, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "colleague-notes-in-mine", M, CREATE, OTHER, AGENT, NULL, NULL, BELL_MESSAGE_KIND_NOTE, ME, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "requester-answers-another's", M, CREATE, ASKER, BELL_ROLE_REQUESTER, NULL, NULL, REPLY, OTHER, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "requester-answers-nobody's", M, CREATE, ASKER, BELL_ROLE_REQUESTER, NULL, NULL, REPLY, NULL, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "escalation-names-me", M, CREATE, NULL, AGENT, NULL, "For [Me](deskbell:" ME ").", BELL_MESSAGE_KIND_NOTE, OTHER, OPEN, BELL_ANNOUNCEMENT_ESCALATED },
  { "escalation-names-another", M, CREATE, NULL, AGENT, NULL, "For [You](deskbell:" OTHER ").", BELL_MESSAGE_KIND_NOTE, OTHER, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "somebody-plays-escalation", M, CREATE, ASKER, BELL_ROLE_REQUESTER, NULL, "[Me](deskbell:" ME ")", REPLY, OTHER, OPEN, BELL_ANNOUNCEMENT_NONE },
  { "my-other-device-writes", M, CREATE, ME, AGENT, NULL, NULL, REPLY, ME, OPEN, BELL_ANNOUNCEMENT_NONE },
};

static BellRecord *
new_ticket (const Row *row)
{
  BellRecord *record = bell_record_new (BELL_TYPE_TICKET, TICKET);

  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_SUBJECT), "The printer rings");
  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_REQUESTER_ID), ASKER);
  bell_record_set_text (record, bell_ticket_property (BELL_TICKET_ASSIGNEE_ID), row->now_assignee);
  bell_record_set_integer (record, bell_ticket_property (BELL_TICKET_STATUS), row->now_status);

  return record;
}

static BellChange *
new_change (const Row *row)
{
  g_autoptr(BellPatch) patch = bell_patch_new (row->type);

  if (row->type == BELL_TYPE_TICKET)
    {
      bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "The printer rings");
      if (row->assigns != NULL)
        bell_patch_set_text (patch, BELL_TICKET_ASSIGNEE_ID, *row->assigns != '\0' ? row->assigns : NULL);
      if (row->team != NULL)
        bell_patch_set_text (patch, BELL_TICKET_TEAM_ID, row->team);
      return bell_change_new (CHANGE, row->kind, BELL_TYPE_TICKET, TICKET,
                              row->kind == BELL_CHANGE_KIND_DESTROY ? NULL : patch, NULL, row->author, "desk", 1000);
    }

  bell_patch_set_text (patch, BELL_MESSAGE_TICKET_ID, TICKET);
  bell_patch_set_text (patch, BELL_MESSAGE_BODY, row->team != NULL ? row->team : "It still rings.");
  bell_patch_set_integer (patch, BELL_MESSAGE_KIND, row->message_kind);
  return bell_change_new (CHANGE, row->kind, BELL_TYPE_MESSAGE, MESSAGE, patch, NULL, row->author, "desk", 1000);
}

static void
test_rule (gconstpointer data)
{
  static const char *const my_teams[] = { MINE, NULL };
  const Row *row = data;
  BellActor me = { .principal_id = ME, .role = BELL_ROLE_AGENT, .teams = my_teams };
  g_autoptr(BellRecord) ticket = new_ticket (row);
  g_autoptr(BellChange) change = new_change (row);

  g_assert_cmpint (bell_announcement_for_change (&me, change, ticket, row->author_role), ==, row->expected);
  g_assert_cmpstr (bell_announcement_get_ticket_id (change), ==, TICKET);

  /* A ticket that is out of sight is never told. */
  g_assert_cmpint (bell_announcement_for_change (&me, change, NULL, row->author_role), ==, BELL_ANNOUNCEMENT_NONE);
}

static void
test_burst_few (void)
{
  g_autoptr(BellBurst) burst = bell_burst_new ();

  g_assert_cmpint (bell_burst_add (burst, "T1", 1000), ==, BELL_BURST_SINGLE);
  g_assert_cmpint (bell_burst_add (burst, "T2", 1100), ==, BELL_BURST_SINGLE);
  g_assert_cmpint (bell_burst_add (burst, "T3", 1200), ==, BELL_BURST_SINGLE);
}

static void
test_burst_many (void)
{
  g_autoptr(BellBurst) burst = bell_burst_new ();

  g_assert_cmpint (bell_burst_add (burst, "T1", 1000), ==, BELL_BURST_SINGLE);
  g_assert_cmpint (bell_burst_add (burst, "T2", 1100), ==, BELL_BURST_SINGLE);
  g_assert_cmpint (bell_burst_add (burst, "T3", 1200), ==, BELL_BURST_SINGLE);
  g_assert_cmpint (bell_burst_add (burst, "T4", 1300), ==, BELL_BURST_COLLAPSE);
  g_assert_cmpuint (bell_burst_get_count (burst), ==, 4);
  g_assert_cmpuint (bell_burst_get_shown (burst)->len, ==, 4);
  g_assert_cmpint (bell_burst_add (burst, "T5", 3000), ==, BELL_BURST_COUNT);
  g_assert_cmpint (bell_burst_add (burst, "T5", 3100), ==, BELL_BURST_COUNT);
  g_assert_cmpuint (bell_burst_get_count (burst), ==, 5);

  /* Quiet for long enough: the next one speaks for itself. */
  g_assert_cmpint (bell_burst_add (burst, "T6", 3100 + BELL_BURST_SPAN), ==, BELL_BURST_SINGLE);
  g_assert_cmpuint (bell_burst_get_count (burst), ==, 1);
}

static void
test_burst_same_ticket (void)
{
  g_autoptr(BellBurst) burst = bell_burst_new ();

  for (int i = 0; i < 20; i++)
    g_assert_cmpint (bell_burst_add (burst, "T1", 1000 + i), ==, BELL_BURST_SINGLE);
  g_assert_cmpuint (bell_burst_get_count (burst), ==, 1);
}

static void
test_burst_slow (void)
{
  g_autoptr(BellBurst) burst = bell_burst_new ();

  for (int i = 0; i < 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("T%d", i);

      g_assert_cmpint (bell_burst_add (burst, id, 1000 + i * 1000), ==, BELL_BURST_SINGLE);
    }
}

static void
test_burst_clock_backwards (void)
{
  g_autoptr(BellBurst) burst = bell_burst_new ();

  for (int i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("T%d", i);

      g_assert_cmpint (bell_burst_add (burst, id, 1000000 - i * 100000), ==, BELL_BURST_SINGLE);
    }
  g_assert_cmpint (bell_burst_add (burst, "T9", 0), ==, BELL_BURST_COLLAPSE);
}

/* A message that goes with its ticket says nothing of it any more. */
static void
test_deleted_message (void)
{
  g_autoptr (BellChange) change = bell_change_new ("C01926000-0000-7000-8000-000000000001", BELL_CHANGE_KIND_DESTROY, BELL_TYPE_MESSAGE,
                                                   "M01926000-0000-7000-8000-000000000001", NULL, NULL,
                                                   "P01926000-0000-7000-8000-000000000001", "device", 0);

  g_assert_null (bell_announcement_get_ticket_id (change));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/agent/announcement/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_rule);
    }
  g_test_add_func ("/agent/announcement/deleted-message", test_deleted_message);
  g_test_add_func ("/agent/burst/few", test_burst_few);
  g_test_add_func ("/agent/burst/many", test_burst_many);
  g_test_add_func ("/agent/burst/same-ticket", test_burst_same_ticket);
  g_test_add_func ("/agent/burst/slow", test_burst_slow);
  g_test_add_func ("/agent/burst/clock-backwards", test_burst_clock_backwards);

  return g_test_run ();
}
