/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A day in two minutes: a real server, the program `deskbell` as a process, and a real
 * notification daemon; only the clock is in our hand (day-program.c). What the daemon is
 * asked to show is read from the bus: all of it, in order, each once, also with a second
 * device and with the network cut. What people do with a notification is done by the daemon. */

#include <string.h>

#include "bell-command.h"
#include "bell-id.h"
#include "bell-organisation-private.h"
#include "bell-telling.h"
#include "bell-test-desktop.h"
#include "server-fixture.h"

#define MINUTE (G_GINT64_CONSTANT (60) * 1000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define EIGHT  G_GINT64_CONSTANT (1764144000000) /* Wed 2025-11-26 08:00 UTC */
#define AT(hour, minute) (EIGHT + ((hour) - 8) * HOUR + (minute) * MINUTE)

#define PASSWORD "a day in two minutes"
#define PATIENCE 20.0

/* --- A timer that the test's clock drives ------------------------------------ */

#define TEST_TYPE_TIMER (test_timer_get_type ())
G_DECLARE_FINAL_TYPE (TestTimer, test_timer, TEST, TIMER, BellWakeTimer)

struct _TestTimer
{
  BellWakeTimer parent_instance;

  gint64 at;
};

G_DEFINE_FINAL_TYPE (TestTimer, test_timer, BELL_TYPE_WAKE_TIMER)

static void
test_timer_set (BellWakeTimer *timer,
                gint64         at)
{
  TEST_TIMER (timer)->at = at;
}

static void
test_timer_class_init (TestTimerClass *klass)
{
  BELL_WAKE_TIMER_CLASS (klass)->set = test_timer_set;
}

static void
test_timer_init (TestTimer *self)
{
  self->at = BELL_WAKE_NEVER;
}

/* --- The day ------------------------------------------------------------------ */

typedef struct
{
  char *folder;
  BellAccount *account;
  BellWorkplace *workplace;
  TestTimer *timer;
  BellTelling *telling;
  guint n_wanted;
} Device;

/* The program, as a process. */
typedef struct
{
  char *folder;
  GSubprocess *process;
  GOutputStream *input;
  gint64 at;   /* what it takes the time to be */
  gint64 wake; /* what its timer waits for */
  gint64 wanted;
} Program;

typedef struct
{
  ServerFixture server;
  BellTestDesktop *desktop;
  GSettings *settings;
  BellNotifier *notifier;
  GDBusConnection *monitor;
  GAsyncQueue *seen_elsewhere; /* from the thread of the bus: of char* */
  GPtrArray *seen;
  Device devices[1];
  Program program;
  char *tickets[8];
  guint wanted;
  double patience;
} Day;

static GDBusMessage *
filter_cb (GDBusConnection *connection,
           GDBusMessage    *message,
           gboolean         incoming,
           gpointer         user_data)
{
  Day *day = user_data;

  if (incoming && g_strcmp0 (g_dbus_message_get_member (message), "Notify") == 0)
    {
      GVariant *body = g_dbus_message_get_body (message);
      const char *title, *text;

      g_variant_get (body, "(&su&s&s&s@as@a{sv}i)", NULL, NULL, NULL, &title, &text, NULL, NULL, NULL);
      g_async_queue_push (day->seen_elsewhere, g_strdup_printf ("%s | %s", title, text));
      g_main_context_wakeup (NULL);
    }

  /* A monitor must answer nothing. */
  g_object_unref (message);
  return NULL;
}

static void
take_seen (Day *day)
{
  char *line;

  while ((line = g_async_queue_try_pop (day->seen_elsewhere)) != NULL)
    {
      g_test_message ("%s", line);
      g_ptr_array_add (day->seen, line);
    }
}

static gboolean
has_seen (gpointer user_data)
{
  Day *day = user_data;

  take_seen (day);

  return day->seen->len >= day->wanted;
}

/* The next that is told must be this one. */
static void
expect (Day        *day,
        const char *title,
        const char *part)
{
  const char *line;

  day->wanted++;
  if (!bell_test_wait_for (has_seen, day, day->patience))
    g_error ("“%s … %s” was not told", title, part);
  line = day->seen->pdata[day->wanted - 1];
  if (!g_str_has_prefix (line, title) || strstr (line, part) == NULL)
    g_error ("“%s” was told instead of “%s … %s”", line, title, part);
}

/* Two at one moment, in any order. */
static void
expect_both (Day        *day,
             const char *one,
             const char *part,
             const char *two,
             const char *other_part)
{
  gboolean turned;

  day->wanted += 2;
  if (!bell_test_wait_for (has_seen, day, PATIENCE))
    g_error ("“%s” and “%s” were not told", one, two);
  turned = g_str_has_prefix (day->seen->pdata[day->wanted - 2], two);
  day->wanted -= 2;
  expect (day, turned ? two : one, turned ? other_part : part);
  expect (day, turned ? one : two, turned ? part : other_part);
}

static void
start_monitor (Day *day)
{
  const char *rules[] = { "interface='org.freedesktop.Notifications',member='Notify'", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  day->seen_elsewhere = g_async_queue_new_full (g_free);
  day->seen = g_ptr_array_new_with_free_func (g_free);
  day->monitor = g_dbus_connection_new_for_address_sync (bell_test_desktop_get_bus_address (day->desktop),
                                                         G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (day->monitor, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Monitoring",
                                       "BecomeMonitor", g_variant_new ("(^asu)", rules, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_add_filter (day->monitor, filter_cb, day, NULL);
}

static gboolean
is_live (gpointer device)
{
  return bell_account_get_link (((Device *) device)->account) == BELL_LINK_LIVE;
}

static gboolean
is_at_desk (gpointer device)
{
  return bell_workplace_get_desk (((Device *) device)->workplace) != NULL;
}

static void
signed_in_cb (BellAccount  *account,
              GAsyncResult *result,
              gboolean     *done)
{
  g_autoptr (GError) error = NULL;

  bell_account_sign_in_finish (account, result, &error);
  g_assert_no_error (error);
  *done = TRUE;
}

static gboolean
is_done (gpointer done)
{
  return *(gboolean *) done;
}

static gboolean
is_signed_out (gpointer device)
{
  return bell_account_get_state (((Device *) device)->account) == BELL_ACCOUNT_SIGNED_OUT;
}

static void
device_open (Day    *day,
             Device *device)
{
  device->account = bell_account_new (day->server.clock, "day", device->folder);
  device->workplace = bell_workplace_new (device->account, day->settings);
  device->timer = g_object_new (TEST_TYPE_TIMER, "coarse", TRUE, NULL);
  device->telling = bell_telling_new (device->workplace, day->notifier, BELL_WAKE_TIMER (device->timer));
  bell_account_open (device->account);
}

static void
device_start (Day    *day,
              Device *device)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", day->server.port);
  gboolean done = FALSE;

  device->folder = g_dir_make_tmp ("deskbell-day-XXXXXX", NULL);
  device_open (day, device);
  g_assert_true (bell_test_wait_for (is_signed_out, device, PATIENCE));
  bell_account_sign_in (device->account, url, "agent@test.example", PASSWORD, (GAsyncReadyCallback) signed_in_cb, &done);
  g_assert_true (bell_test_wait_for (is_done, &done, PATIENCE));
  g_assert_true (bell_test_wait_for (is_at_desk, device, PATIENCE));
  g_assert_true (bell_test_wait_for (is_live, device, PATIENCE));
}

static gboolean
is_gone (gpointer object)
{
  return *(gpointer *) object == NULL;
}

static void
device_close (Device *device)
{
  gpointer store = NULL;
  gpointer account = device->account;

  if (device->account != NULL)
    {
      store = bell_account_get_store (device->account);
      g_object_add_weak_pointer (store, &store);
      g_object_add_weak_pointer (account, &account);
    }
  g_clear_object (&device->telling);
  if (device->workplace != NULL)
    bell_workplace_close (device->workplace);
  if (device->account != NULL)
    bell_account_close (device->account);
  g_clear_object (&device->workplace);
  g_clear_object (&device->account);
  g_clear_object (&device->timer);
  g_assert_true (bell_test_wait_for (is_gone, &store, PATIENCE));
  g_assert_true (bell_test_wait_for (is_gone, &account, PATIENCE));
}

/* --- The program --------------------------------------------------------------- */

static void
line_read_cb (GObject      *stream,
              GAsyncResult *result,
              gpointer      user_data)
{
  Program *program = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (stream), result, NULL, NULL);

  if (line == NULL)
    return;
  if (g_str_has_prefix (line, "at "))
    program->at = g_ascii_strtoll (line + 3, NULL, 10);
  else if (g_str_equal (line, "wake never"))
    program->wake = BELL_WAKE_NEVER;
  else if (g_str_has_prefix (line, "wake "))
    program->wake = g_ascii_strtoll (line + 5, NULL, 10);
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (stream), G_PRIORITY_DEFAULT, NULL, line_read_cb, program);
}

static void
program_start (Day  *day,
               guint seed)
{
  Program *program = &day->program;
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "day-program", NULL);
  g_autofree char *clock = g_strdup_printf ("%" G_GINT64_FORMAT " %u", bell_clock_now (day->server.clock), seed);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "DESKBELL_DAY", clock, TRUE);
  program->process = g_subprocess_launcher_spawn (launcher, &error, path, "--background", "--profile", program->folder, NULL);
  g_assert_no_error (error);
  program->input = g_subprocess_get_stdin_pipe (program->process);
  program->wake = BELL_WAKE_NEVER;
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (program->process));
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, line_read_cb, program);
}

static void
program_kill (Day *day)
{
  Program *program = &day->program;

  if (program->process == NULL)
    return;
  g_subprocess_force_exit (program->process);
  g_subprocess_wait (program->process, NULL, NULL);
  g_clear_object (&program->process);
  /* The name on the bus goes with it; what it wrote last is read and let go. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static gboolean
is_there (gpointer program)
{
  return ((Program *) program)->at == ((Program *) program)->wanted;
}

static gboolean
waits_for_wanted (gpointer program)
{
  return ((Program *) program)->wake == ((Program *) program)->wanted;
}

/* Until the timer of the program waits for this moment: it knows what is to come. */
static void
wait_for_wake (Day    *day,
               gint64  at)
{
  day->program.wanted = at;
  if (!bell_test_wait_for (waits_for_wanted, &day->program, PATIENCE))
    g_error ("The program waits for %" G_GINT64_FORMAT ", not for %" G_GINT64_FORMAT, day->program.wake, at);
}

static void
set_time (Day    *day,
          gint64  time)
{
  Program *program = &day->program;
  g_autofree char *line = g_strdup_printf ("%" G_GINT64_FORMAT "\n", time);
  g_autoptr (GError) error = NULL;

  bell_manual_clock_set (BELL_MANUAL_CLOCK (day->server.clock), time);
  if (program->process == NULL)
    return;
  g_output_stream_write_all (program->input, line, strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
  program->wanted = time;
  g_assert_true (bell_test_wait_for (is_there, program, PATIENCE));
}

/* Somebody chooses an action of what the daemon shows. */
static void
choose (Day        *day,
        const char *label,
        const char *title)
{
  g_autofree char *entry = g_strdup_printf ("#%s (%s)", label, title);

  bell_test_desktop_choose (day->desktop, entry);
}

static GDBusActionGroup *
get_actions (void)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  return g_dbus_action_group_get (bus, "org.deskbell.Deskbell", "/org/deskbell/Deskbell");
}

/* A claim that is under way has the timer wait a few seconds for it. */
static gboolean
is_settled (gpointer user_data)
{
  Day *day = user_data;
  gint64 now = bell_clock_now (day->server.clock);

  for (guint i = 0; i < G_N_ELEMENTS (day->devices); i++)
    if (day->devices[i].timer != NULL && day->devices[i].timer->at != BELL_WAKE_NEVER && day->devices[i].timer->at <= now + 3000)
      return FALSE;

  return day->program.process == NULL || day->program.wake == BELL_WAKE_NEVER || day->program.wake > now + 3000;
}

static void
run_until (Day    *day,
           gint64  end)
{
  Device *device = &day->devices[0];

  for (;;)
    {
      gint64 next = G_MAXINT64, now = bell_clock_now (day->server.clock);

      if (device->timer != NULL && device->timer->at != BELL_WAKE_NEVER)
        next = device->timer->at;
      if (day->program.process != NULL && day->program.wake != BELL_WAKE_NEVER)
        next = MIN (next, day->program.wake);
      if (next > end)
        break;

      set_time (day, MAX (now, next));
      if (device->timer != NULL && device->timer->at != BELL_WAKE_NEVER && device->timer->at <= bell_clock_now (day->server.clock))
        bell_wake_timer_wake (BELL_WAKE_TIMER (device->timer));
      if (!bell_test_wait_for (is_settled, day, 2))
        continue; /* nobody answers: it goes on by itself three seconds later */
    }
  set_time (day, end);
}

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
  start_monitor (day);
}

static void
tear_down (Day           *day,
           gconstpointer  data)
{
  program_kill (day);
  g_free (day->program.folder);
  for (guint i = 0; i < G_N_ELEMENTS (day->devices); i++)
    {
      device_close (&day->devices[i]);
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

static void
test_day (Day           *day,
          gconstpointer  data)
{
  Device *second = &day->devices[0];
  g_autoptr (GDBusActionGroup) actions = NULL;

  make_rules (day);
  /* Signed in once, by what the program's own form uses; from then on it is the program alone. */
  device_start (day, second);
  day->program.folder = g_steal_pointer (&second->folder);
  device_close (second);
  program_start (day, 11);
  device_start (day, second);
  run_until (day, EIGHT);
  actions = get_actions ();
  g_assert_true (bell_test_wait_for (knows_quiet, actions, PATIENCE) || g_action_group_list_actions (G_ACTION_GROUP (actions)) != NULL);

  /* Told on one of two devices. */
  make_ticket (day, 0, "Payroll stands still", BELL_PRIORITY_URGENT);
  expect (day, "Payroll stands still", "assigned");
  wait_for_wake (day, AT (10, 0));

  run_until (day, AT (10, 0));
  expect (day, "Payroll stands still", "2 h left");
  wait_for_wake (day, AT (11, 0));
  g_assert_cmpint (second->timer->at, ==, AT (11, 0));

  /* The second device is put to sleep. */
  device_close (second);
  run_until (day, AT (11, 0));
  expect (day, "Payroll stands still", "1 h left");

  /* Put off for a quarter of an hour, by the action of the notification. */
  choose (day, "Snooze", "Payroll stands still");
  wait_for_wake (day, AT (11, 15));
  run_until (day, AT (11, 15));
  expect (day, "Payroll stands still", "45 min left");

  /* What came to the team is taken by an action, too, and so is nothing to tell. */
  make_team_ticket (day, 4, "Door bell is silent");
  expect (day, "Door bell is silent", "nobody holds it");
  choose (day, "Take", "Door bell is silent");
  g_assert_true (bell_test_wait_for (is_taken, day, PATIENCE));

  /* Another one, and then no network: what is known here rings all the same. */
  make_ticket (day, 1, "Gate will not open", BELL_PRIORITY_HIGH);
  expect (day, "Gate will not open", "assigned");
  make_ticket (day, 5, "Vault is open", BELL_PRIORITY_URGENT);
  expect (day, "Vault is open", "assigned");
  wait_for_wake (day, AT (12, 0));
  cut_network (day);
  run_until (day, AT (12, 0));
  expect (day, "Payroll stands still", "the time is over");

  /* Quiet for two hours and a quarter: the half of the gate's time passes in it, and
   * both warnings of the vault. */
  g_action_group_activate_action (G_ACTION_GROUP (actions), "quiet", g_variant_new_int32 (150));
  g_assert_true (bell_test_wait_for (is_quiet, actions, PATIENCE));
  make_ticket (day, 2, "Made while nobody could hear it", BELL_PRIORITY_LOW);
  run_until (day, AT (14, 30));
  expect_both (day, "Gate will not open", "1 h 45 min left", "Vault is open", "45 min left");
  g_assert_true (bell_test_wait_for (is_not_quiet, actions, PATIENCE));

  /* Quiet again; but the breach of an urgent one is told in quiet times too. */
  g_action_group_activate_action (G_ACTION_GROUP (actions), "quiet", g_variant_new_int32 (60));
  g_assert_true (bell_test_wait_for (is_quiet, actions, PATIENCE));
  run_until (day, AT (15, 15));
  expect (day, "Vault is open", "the time is over");
  run_until (day, AT (15, 30));
  expect (day, "Gate will not open", "45 min left");

  /* The network is back, and with it what was missed. */
  mend_network (day);
  day->patience = 90;
  expect (day, "Made while nobody could hear it", "assigned");
  day->patience = PATIENCE;
  run_until (day, AT (16, 15));
  expect (day, "Gate will not open", "the time is over");

  /* 17:30 is still work; 20:15 and 23:00 are not: they come in the morning, in one. */
  run_until (day, AT (17, 45));
  expect (day, "Made while nobody could hear it", "left");
  run_until (day, AT (8, 0) + DAY - 1);
  run_until (day, AT (8, 0) + DAY);
  expect (day, "Made while nobody could hear it", "over");

  /* It dies, and starts anew: there is nothing to tell again. */
  program_kill (day);
  program_start (day, 12);
  make_ticket (day, 3, "The last one", BELL_PRIORITY_HIGH);
  expect (day, "The last one", "assigned");
  take_seen (day);
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

  return g_test_run ();
}
