/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "day-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* --- A timer that the test's clock drives ------------------------------------ */

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

void
day_take_seen (Day *day)
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

  day_take_seen (day);

  return day->seen->len >= day->wanted;
}

/* The next that is told must be this one. */
void
day_expect (Day        *day,
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

void
day_start_monitor (Day *day)
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

void
day_device_open (Day    *day,
             Device *device)
{
  device->account = bell_account_new (day->server.clock, "day", device->folder);
  device->workplace = bell_workplace_new (device->account, day->settings);
  device->timer = g_object_new (TEST_TYPE_TIMER, "coarse", TRUE, NULL);
  device->telling = bell_telling_new (device->workplace, day->notifier, BELL_WAKE_TIMER (device->timer));
  bell_account_open (device->account);
}

void
day_device_start (Day    *day,
              Device *device)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", day->server.port);
  gboolean done = FALSE;

  device->folder = g_dir_make_tmp ("deskbell-day-XXXXXX", NULL);
  day_device_open (day, device);
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

void
day_device_close (Device *device)
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
  program->is_ready |= g_str_has_prefix (line, "wake ");
  if (g_str_has_prefix (line, "at "))
    program->at = g_ascii_strtoll (line + 3, NULL, 10);
  else if (g_str_equal (line, "wake never"))
    program->wake = BELL_WAKE_NEVER;
  else if (g_str_has_prefix (line, "wake "))
    program->wake = g_ascii_strtoll (line + 5, NULL, 10);
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (stream), G_PRIORITY_DEFAULT, NULL, line_read_cb, program);
}

static gboolean
is_ready (gpointer program)
{
  return ((Program *) program)->is_ready;
}

/* Until it has looked at its tickets for the first time. */
void
day_program_start (Day  *day,
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
  program->is_ready = FALSE;
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (program->process));
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, line_read_cb, program);
  g_assert_true (bell_test_wait_for (is_ready, program, PATIENCE));
}

void
day_program_kill (Day *day)
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
void
day_wait_for_wake (Day    *day,
               gint64  at)
{
  day->program.wanted = at;
  if (!bell_test_wait_for (waits_for_wanted, &day->program, PATIENCE))
    g_error ("The program waits for %" G_GINT64_FORMAT ", not for %" G_GINT64_FORMAT, day->program.wake, at);
}

void
day_set_time (Day    *day,
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

static gboolean
is_chosen (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Somebody chooses an action of what the daemon shows, as soon as it does. */
void
day_choose (Day        *day,
            const char *label,
            const char *title)
{
  g_autofree char *entry = g_strdup_printf ("#%s (%s)", label, title);
  g_autofree char *chosen = g_build_filename (bell_test_desktop_get_directory (day->desktop), "chosen", NULL);

  g_unlink (chosen);
  for (guint i = 0; i < 40 && !is_chosen (chosen); i++)
    {
      bell_test_desktop_choose (day->desktop, entry);
      bell_test_wait_for (is_chosen, chosen, 0.5);
    }
  g_assert_true (is_chosen (chosen));
}

GDBusActionGroup *
day_get_actions (void)
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

void
day_run_until (Day    *day,
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

      day_set_time (day, MAX (now, next));
      if (device->timer != NULL && device->timer->at != BELL_WAKE_NEVER && device->timer->at <= bell_clock_now (day->server.clock))
        bell_wake_timer_wake (BELL_WAKE_TIMER (device->timer));
      if (!bell_test_wait_for (is_settled, day, 2))
        continue; /* nobody answers: it goes on by itself three seconds later */
    }
  day_set_time (day, end);
}
