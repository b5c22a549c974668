/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A day in two minutes: a real server, the program `deskbell` as a process, and a real
 * notification daemon; only the clock is in our hand (day-program.c). What the daemon is
 * asked to show is read from the bus: all of it, in order, each once, also with a second
 * device and with the network cut. What people do with a notification is done by the daemon. */

#include "day-fixture.h"

#include "bell-command.h"
#include "bell-id.h"
#include "bell-organisation-private.h"
#include "bell-transaction.h"

/* --- What happens ------------------------------------------------------------- */

static void
apply (Day            *day,
       BellChangeKind  kind,
       const char     *id,
       BellPatch      *patch)
{
  g_autoptr (GError) error = NULL;

  bell_command_apply (day->server.organisation, kind, id, patch, &error);
  g_assert_no_error (error);
}

static void
make_rules (Day *day)
{
  g_autofree char *id = bell_id_new (BELL_TYPE_SLA_POLICY, day->server.clock);
  g_autoptr (BellPatch) policy = bell_patch_new (BELL_TYPE_SLA_POLICY);
  g_autoptr (BellPatch) hours = bell_patch_new (BELL_TYPE_PRINCIPAL);

  bell_patch_set_text (policy, BELL_SLA_POLICY_NAME, "Around the clock");
  bell_patch_set_integer (policy, BELL_SLA_POLICY_POSITION, 1);
  bell_patch_set_integer (policy, BELL_SLA_POLICY_ACTIVE, TRUE);
  bell_patch_set_member (policy, bell_sla_policy_property (BELL_SLA_POLICY_RESOLUTION), "urgent", g_variant_new_string ("14400"));
  bell_patch_set_member (policy, bell_sla_policy_property (BELL_SLA_POLICY_RESOLUTION), "high", g_variant_new_string ("18000"));
  bell_patch_set_member (policy, bell_sla_policy_property (BELL_SLA_POLICY_RESOLUTION), "low", g_variant_new_string ("39600"));
  apply (day, BELL_CHANGE_KIND_CREATE, id, policy);

  bell_patch_add_member (hours, BELL_PRINCIPAL_TEAMS, day->server.team);
  bell_patch_set_text (hours, BELL_PRINCIPAL_WORKING_HOURS,
                       "{\"hours\":{\"thu\":[[\"08:00\",\"18:00\"]],\"wed\":[[\"08:00\",\"18:00\"]]},\"timeZone\":\"UTC\"}");
  apply (day, BELL_CHANGE_KIND_UPDATE, day->server.ids[AGENT], hours);
}

static void
make_ticket (Day          *day,
             guint         index,
             const char   *subject,
             BellPriority  priority)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

  day->tickets[index] = bell_id_new (BELL_TYPE_TICKET, day->server.clock);
  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, subject);
  bell_patch_set_integer (patch, BELL_TICKET_PRIORITY, priority);
  bell_patch_set_integer (patch, BELL_TICKET_PRIORITY_OVERRIDDEN, TRUE);
  bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, day->server.ids[REQUESTER]);
  bell_patch_set_text (patch, BELL_TICKET_ASSIGNEE_ID, day->server.ids[AGENT]);
  apply (day, BELL_CHANGE_KIND_CREATE, day->tickets[index], patch);
}

/* For the team, and for nobody yet; with no deadline. */
static void
make_team_ticket (Day        *day,
                  guint       index,
                  const char *subject)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

  day->tickets[index] = bell_id_new (BELL_TYPE_TICKET, day->server.clock);
  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, subject);
  bell_patch_set_text (patch, BELL_TICKET_TEAM_ID, day->server.team);
  bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, day->server.ids[REQUESTER]);
  apply (day, BELL_CHANGE_KIND_CREATE, day->tickets[index], patch);
}

static void
set_up (Day           *day,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  day->desktop = (BellTestDesktop *) data;
  day->patience = PATIENCE;
  server_fixture_set_up (&day->server, NULL);
  bell_manual_clock_set (BELL_MANUAL_CLOCK (day->server.clock), EIGHT - HOUR);
  bell_accounts_set_password (day->server.accounts, day->server.ids[AGENT], PASSWORD, &error);
  g_assert_no_error (error);
  day->settings = g_settings_new ("org.deskbell.Deskbell");
  g_settings_set_boolean (day->settings, "alarms-half", TRUE);
  day->notifier = bell_notifier_new ("Deskbell", "org.deskbell.Deskbell");
  day_start_monitor (day);
}

static void
tear_down (Day           *day,
           gconstpointer  data)
{
  day_program_kill (day);
  g_free (day->program.folder);
  for (guint i = 0; i < G_N_ELEMENTS (day->devices); i++)
    {
      day_device_close (&day->devices[i]);
      g_free (day->devices[i].folder);
    }
  for (guint i = 0; i < G_N_ELEMENTS (day->tickets); i++)
    g_free (day->tickets[i]);
  g_clear_object (&day->notifier);
  g_clear_object (&day->settings);
  g_dbus_connection_close_sync (day->monitor, NULL, NULL);
  g_clear_object (&day->monitor);
  g_async_queue_unref (day->seen_elsewhere);
  g_ptr_array_unref (day->seen);
  server_fixture_tear_down (&day->server, NULL);
}

static void
cut_network (Day *day)
{
  g_clear_object (&day->server.accounts);
  bell_server_stop (day->server.server);
  g_clear_object (&day->server.server);
}

static void
mend_network (Day *day)
{
  g_autoptr (GError) error = NULL;

  day->server.server = bell_server_new (day->server.organisation, NULL);
  day->server.accounts = g_object_ref (bell_server_get_accounts (day->server.server));
  bell_server_start (day->server.server, "127.0.0.1", day->server.port, &error);
  g_assert_no_error (error);
}

static gboolean
is_taken (gpointer user_data)
{
  Day *day = user_data;
  BellDatabase *reader = bell_organisation_take_reader (day->server.organisation, NULL);
  g_autoptr (BellRecord) ticket = NULL;

  bell_organisation_get_record (day->server.organisation, reader, BELL_TYPE_TICKET, day->tickets[4], &ticket, NULL);
  bell_organisation_return_reader (day->server.organisation, reader);

  return g_strcmp0 (bell_ticket_get_assignee_id (BELL_TICKET (ticket)), day->server.ids[AGENT]) == 0;
}

/* The group asks for its actions when it is asked for them. */
static void
follow (GDBusActionGroup *group)
{
  g_strfreev (g_action_group_list_actions (G_ACTION_GROUP (group)));
}

static gboolean
knows_quiet (gpointer group)
{
  return g_action_group_has_action (group, "quiet");
}

static gboolean
is_not_quiet (gpointer group)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (group, "quiet");

  return state != NULL && g_variant_get_int32 (state) == 0;
}

static gboolean
is_quiet (gpointer group)
{
  return !is_not_quiet (group);
}

static gboolean
has_news (gpointer user_data)
{
  Day *day = user_data;

  day_take_seen (day);

  return day->seen->len > day->wanted;
}

static gboolean
is_quiet_until_half_past (gpointer group)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (group, "quiet-until");

  return state != NULL && g_variant_get_int64 (state) == AT (12, 30);
}

/* Whether the wish for quiet is on the disk. */
static gboolean
is_kept (gpointer outbox)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellStatement) statement =
    bell_database_prepare (outbox, "SELECT 1 FROM setting WHERE name = 'alarms' AND value LIKE '%focus 1%'", &error);
  gboolean row;

  g_assert_no_error (error);
  bell_statement_step (statement, &row, &error);
  g_assert_no_error (error);

  return row;
}

static gboolean
waits_for_eleven (gpointer device)
{
  return ((Device *) device)->timer->at == AT (11, 0);
}

static void
test_day (Day           *day,
          gconstpointer  data)
{
  Device *second = &day->devices[0];
  g_autoptr (GDBusActionGroup) actions = NULL;

  make_rules (day);
  /* Signed in once, by what the program's own form uses; from then on it is the program alone. */
  day_device_start (day, second);
  day->program.folder = g_steal_pointer (&second->folder);
  day_device_close (second);
  day_program_start (day, 11);
  day_device_start (day, second);
  day_run_until (day, EIGHT);
  actions = day_get_actions ();
  follow (actions);
  g_assert_true (bell_test_wait_for (knows_quiet, actions, PATIENCE));

  /* Told on one of two devices. */
  make_ticket (day, 0, "Payroll stands still", BELL_PRIORITY_URGENT);
  day_expect (day, "Payroll stands still", "assigned");
  day_wait_for_wake (day, AT (10, 0));

  day_run_until (day, AT (10, 0));
  day_expect (day, "Payroll stands still", "2 h left");
  day_wait_for_wake (day, AT (11, 0));
  g_assert_true (bell_test_wait_for (waits_for_eleven, second, PATIENCE));

  /* The second device is put to sleep, and what it has shown is cleared away. */
  day_device_close (second);
  g_free (bell_test_desktop_run (day->desktop, "dunstctl", "close-all", NULL));
  day_run_until (day, AT (11, 0));
  day_expect (day, "Payroll stands still", "1 h left");

  /* Put off for a quarter of an hour, by the action of the notification. */
  day_choose (day, "Snooze", "Payroll stands still");
  day_wait_for_wake (day, AT (11, 15));
  day_run_until (day, AT (11, 15));
  day_expect (day, "Payroll stands still", "45 min left");

  /* What came to the team is taken by an action, too, and so is nothing to tell. */
  make_team_ticket (day, 4, "Door bell is silent");
  day_expect (day, "Door bell is silent", "nobody holds it");
  day_choose (day, "Take", "Door bell is silent");
  g_assert_true (bell_test_wait_for (is_taken, day, PATIENCE));

  /* Another one, and then no network: what is known here rings all the same. */
  make_ticket (day, 1, "Gate will not open", BELL_PRIORITY_HIGH);
  day_expect (day, "Gate will not open", "assigned");
  make_ticket (day, 5, "Vault is open", BELL_PRIORITY_URGENT);
  day_expect (day, "Vault is open", "assigned");
  day_wait_for_wake (day, AT (12, 0));
  cut_network (day);
  day_run_until (day, AT (12, 0));
  day_expect (day, "Payroll stands still", "the time is over");

  /* Quiet for three hours and a half: warnings of both pass in it, but the breach of an urgent
   * one is told in quiet times too. */
  g_action_group_activate_action (G_ACTION_GROUP (actions), "quiet", g_variant_new_int32 (210));
  g_assert_true (bell_test_wait_for (is_quiet, actions, PATIENCE));
  day_wait_for_wake (day, AT (15, 15));
  make_ticket (day, 2, "Made while nobody could hear it", BELL_PRIORITY_LOW);
  day_run_until (day, AT (15, 15));
  day_expect (day, "Vault is open", "the time is over");
  day_run_until (day, AT (15, 30));
  day_expect (day, "Gate will not open", "45 min left");
  g_assert_true (bell_test_wait_for (is_not_quiet, actions, PATIENCE));

  /* The network is back, and with it what was missed. */
  mend_network (day);
  day->patience = 150; /* until it tries again by itself */
  day_expect (day, "Made while nobody could hear it", "assigned");
  day->patience = PATIENCE;
  day_run_until (day, AT (16, 15));
  day_expect (day, "Gate will not open", "the time is over");

  day_wait_for_wake (day, AT (17, 30));

  /* 17:30 is still work; 20:15 and 23:00 are not: they come in the morning, in one. */
  day_run_until (day, AT (17, 45));
  day_expect (day, "Made while nobody could hear it", "left");
  day_run_until (day, AT (8, 0) + DAY - 1);
  day_run_until (day, AT (8, 0) + DAY);
  day_expect (day, "Made while nobody could hear it", "over");

  /* It ends, and starts anew: there is nothing to tell again. */
  g_action_group_activate_action (G_ACTION_GROUP (actions), "quit", NULL);
  g_subprocess_wait (day->program.process, NULL, NULL);
  day_program_kill (day);
  day_program_start (day, 12);
  make_ticket (day, 3, "The last one", BELL_PRIORITY_HIGH);
  day_expect (day, "The last one", "assigned");
  day_take_seen (day);
  g_assert_cmpuint (day->seen->len, ==, day->wanted);
}

/* Killed at the worst moments: while what it is about to tell is not on the disk yet, and
 * right after it has told. Neither loses anything here, and nothing is told twice. */
static void
test_killed (Day           *day,
             gconstpointer  data)
{
  Device *device = &day->devices[0];
  g_autofree char *path = NULL;
  g_autoptr (BellDatabase) outbox = NULL;
  g_autoptr (BellTransaction) held = NULL;
  g_autoptr (GDBusActionGroup) actions = NULL;
  g_autoptr (GError) error = NULL;
  guint seed = 20;

  make_rules (day);
  day_device_start (day, device);
  day->program.folder = g_steal_pointer (&device->folder);
  day_device_close (device);
  day_program_start (day, seed++);
  day_run_until (day, EIGHT);
  make_ticket (day, 0, "Payroll stands still", BELL_PRIORITY_URGENT);
  day_expect (day, "Payroll stands still", "assigned");
  day_wait_for_wake (day, AT (10, 0));

  /* Nobody can write: so nothing is told, as it could not be remembered. */
  path = g_build_filename (day->program.folder, "outbox.db", NULL);
  outbox = bell_database_open (path, 0, &error);
  g_assert_no_error (error);
  held = bell_transaction_begin (outbox, &error);
  g_assert_no_error (error);
  day_run_until (day, AT (10, 0));
  g_assert_false (bell_test_wait_for (has_news, day, 1));
  day_program_kill (day);
  g_clear_pointer (&held, bell_transaction_free);
  day_program_start (day, seed++);
  day_expect (day, "Payroll stands still", "2 h left");
  day_wait_for_wake (day, AT (11, 0));

  /* Told, and killed before it does anything else. */
  day_run_until (day, AT (11, 0));
  day_expect (day, "Payroll stands still", "1 h left");
  day_program_kill (day);
  day_program_start (day, seed++);
  day_wait_for_wake (day, AT (12, 0));
  for (guint i = 1; i < 6; i++)
    {
      g_autofree char *subject = g_strdup_printf ("Something else, number %u", i);

      make_ticket (day, i, subject, BELL_PRIORITY_LOW);
      day_expect (day, subject, "assigned");
      day_program_kill (day);
      day_program_start (day, seed++);
    }
  day_wait_for_wake (day, AT (12, 0));
  day_run_until (day, AT (12, 0));
  day_expect (day, "Payroll stands still", "the time is over");
  day_program_kill (day);
  day_program_start (day, seed++);

  /* That somebody asked for quiet is remembered, and can be seen. */
  actions = day_get_actions ();
  follow (actions);
  g_assert_true (bell_test_wait_for (knows_quiet, actions, PATIENCE));
  g_action_group_activate_action (G_ACTION_GROUP (actions), "quiet", g_variant_new_int32 (30));
  g_assert_true (bell_test_wait_for (is_quiet, actions, PATIENCE));
  g_clear_object (&actions);
  g_assert_true (bell_test_wait_for (is_kept, outbox, PATIENCE));
  day_program_kill (day);
  day_program_start (day, seed++);
  actions = day_get_actions ();
  follow (actions);
  g_assert_true (bell_test_wait_for (is_quiet_until_half_past, actions, PATIENCE));
  g_assert_true (is_quiet (actions));
  g_action_group_activate_action (G_ACTION_GROUP (actions), "quiet", g_variant_new_int32 (0));
  g_assert_true (bell_test_wait_for (is_not_quiet, actions, PATIENCE));
  make_ticket (day, 6, "The last one", BELL_PRIORITY_LOW);
  day_expect (day, "The last one", "assigned");
  day_take_seen (day);
  g_assert_cmpuint (day->seen->len, ==, day->wanted);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (BellTestDesktop) desktop = NULL;

  g_test_init (&argc, &argv, NULL);
  if (!bell_test_has_programs ("dunst", "Xvfb", NULL))
    {
      g_print ("1..0 # SKIP dunst or Xvfb is not installed\n");
      return 0;
    }
  desktop = bell_test_desktop_new (BELL_TEST_DESKTOP_DISPLAY | BELL_TEST_DESKTOP_NOTIFICATIONS | BELL_TEST_DESKTOP_KEYRING);
  g_test_add ("/agent/day/in-two-minutes", Day, desktop, set_up, test_day, tear_down);
  g_test_add ("/agent/day/killed-while-telling", Day, desktop, set_up, test_killed, tear_down);

  return g_test_run ();
}
