/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "bell-secrets.h"
#include "bell-test-desktop.h"

/* Under the address checker. libsecret 0.20.5 makes a list of what is unlocked and
 * forgets it where the answer is a prompt (on_xlock_called in secret-paths.c: the
 * branch with secret_service_prompt() neither returns nor frees it): 32 bytes a
 * prompt. That function has no name in what is installed, so in the two tests with
 * a locked keyring, each a process of its own, all of the library is passed over;
 * it is recognised by a whole backtrace only. */
#define LOCKED "DESKBELL_TEST_LOCKED_KEYRING"

const char *__asan_default_options (void);
const char *__lsan_default_suppressions (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}

const char *
__lsan_default_suppressions (void)
{
  return getenv (LOCKED) != NULL ? "leak:libsecret-1.so\n" : "";
}

#define WAIT 60.0
#define SERVER "https://desk.example"
#define ACCOUNT "anna@example.org"

typedef struct
{
  GAsyncResult *result;
} Answer;

static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  ((Answer *) user_data)->result = g_object_ref (result);
}

static gboolean
has_answer (gpointer user_data)
{
  return ((Answer *) user_data)->result != NULL;
}

static void
wait_for_answer (Answer *answer)
{
  g_assert_true (bell_test_wait_for (has_answer, answer, WAIT));
}

static gboolean
store (BellSecrets  *secrets,
       const char   *device,
       const char   *token,
       GError      **error)
{
  Answer answer = { NULL };
  gboolean stored;

  bell_secrets_store_async (secrets, SERVER, ACCOUNT, device, token, NULL, on_answer, &answer);
  wait_for_answer (&answer);
  stored = bell_secrets_store_finish (secrets, answer.result, error);
  g_object_unref (answer.result);

  return stored;
}

static char *
lookup (BellSecrets   *secrets,
        const char    *device,
        GCancellable  *cancellable,
        GError       **error)
{
  Answer answer = { NULL };
  char *token;

  bell_secrets_lookup_async (secrets, SERVER, ACCOUNT, device, cancellable, on_answer, &answer);
  wait_for_answer (&answer);
  token = bell_secrets_lookup_finish (secrets, answer.result, error);
  g_object_unref (answer.result);

  return token;
}

static gboolean
clear (BellSecrets  *secrets,
       const char   *device,
       GError      **error)
{
  Answer answer = { NULL };
  gboolean cleared;

  bell_secrets_clear_async (secrets, SERVER, ACCOUNT, device, NULL, on_answer, &answer);
  wait_for_answer (&answer);
  cleared = bell_secrets_clear_finish (secrets, answer.result, error);
  g_object_unref (answer.result);

  return cleared;
}

/* libsecret keeps one connection for the process, so each desktop gets a
 * process of its own. */
static gboolean
in_own_process (gboolean locked)
{
  if (g_test_subprocess ())
    return TRUE;

  if (locked)
    g_setenv (LOCKED, "1", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_unsetenv (LOCKED);
  g_test_trap_assert_passed ();

  return FALSE;
}

static void
test_round_trip (void)
{
  g_autoptr (BellTestDesktop) desktop = NULL;
  g_autoptr (BellSecrets) secrets = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *none = NULL, *first = NULL, *second = NULL, *other = NULL, *gone = NULL;

  if (!bell_test_has_programs ("gnome-keyring-daemon", NULL) || !in_own_process (FALSE))
    return;

  desktop = bell_test_desktop_new (BELL_TEST_DESKTOP_KEYRING);
  secrets = bell_secrets_new (10);

  none = lookup (secrets, "laptop", NULL, &error);
  g_assert_no_error (error);
  g_assert_null (none);

  g_assert_true (store (secrets, "laptop", "token one", &error));
  g_assert_no_error (error);
  first = lookup (secrets, "laptop", NULL, &error);
  g_assert_cmpstr (first, ==, "token one");

  g_assert_true (store (secrets, "laptop", "token two", &error));
  second = lookup (secrets, "laptop", NULL, &error);
  g_assert_cmpstr (second, ==, "token two");

  other = lookup (secrets, "desk", NULL, &error);
  g_assert_no_error (error);
  g_assert_null (other);

  g_assert_true (clear (secrets, "laptop", &error));
  g_assert_no_error (error);
  gone = lookup (secrets, "laptop", NULL, &error);
  g_assert_null (gone);
  g_assert_true (clear (secrets, "laptop", &error));
  g_assert_no_error (error);
}

static void
test_no_service (void)
{
  g_autoptr (BellTestDesktop) desktop = NULL;
  g_autoptr (BellSecrets) secrets = NULL;
  g_autoptr (GError) stored = NULL, looked_up = NULL, cleared = NULL;

  if (!in_own_process (FALSE))
    return;

  desktop = bell_test_desktop_new (BELL_TEST_DESKTOP_BARE);
  secrets = bell_secrets_new (10);

  g_assert_false (store (secrets, "laptop", "token", &stored));
  g_assert_error (stored, BELL_SECRETS_ERROR, BELL_SECRETS_ERROR_NO_SERVICE);
  g_assert_null (lookup (secrets, "laptop", NULL, &looked_up));
  g_assert_error (looked_up, BELL_SECRETS_ERROR, BELL_SECRETS_ERROR_NO_SERVICE);
  g_assert_false (clear (secrets, "laptop", &cleared));
  g_assert_error (cleared, BELL_SECRETS_ERROR, BELL_SECRETS_ERROR_NO_SERVICE);
}

static void
test_no_bus (void)
{
  g_autoptr (BellSecrets) secrets = NULL;
  g_autoptr (GError) error = NULL;

  if (!in_own_process (FALSE))
    return;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  secrets = bell_secrets_new (10);
  g_assert_null (lookup (secrets, "laptop", NULL, &error));
  g_assert_error (error, BELL_SECRETS_ERROR, BELL_SECRETS_ERROR_NO_SERVICE);
}

/* Locked, and nothing there that could ask for the password. */
static void
test_locked_without_prompt (void)
{
  g_autoptr (BellTestDesktop) desktop = NULL;
  g_autoptr (BellSecrets) secrets = NULL;
  g_autoptr (GError) error = NULL;

  if (!bell_test_has_programs ("gnome-keyring-daemon", NULL) || !in_own_process (TRUE))
    return;

  desktop = bell_test_desktop_new (BELL_TEST_DESKTOP_KEYRING);
  secrets = bell_secrets_new (2);
  g_assert_true (store (secrets, "laptop", "token", &error));
  g_assert_no_error (error);

  bell_test_desktop_lock_keyring (desktop);
  g_assert_null (lookup (secrets, "laptop", NULL, &error));
  g_assert_nonnull (error);
  g_test_message ("locked, no prompt: %s", error->message);
  g_assert_cmpint (error->domain, ==, BELL_SECRETS_ERROR);
  g_assert_true (error->code == BELL_SECRETS_ERROR_LOCKED || error->code == BELL_SECRETS_ERROR_DENIED);
}

/* libsecret 0.20.5 has two faults where a prompt is taken back. Where its owner goes
 * first, secret_prompt_perform_finish() has neither result nor error, and
 * on_real_prompt_completed() in secret-service.c returns that error of %NULL to its
 * task. Where the prompt has answered first, on_prompt_dismissed() in
 * secret-prompt.c returns to its task once more. GLib complains and drops it; that
 * no answer comes then is what the time limit is for. */
static gboolean
is_fatal (const char     *domain,
          GLogLevelFlags  level,
          const char     *message,
          gpointer        user_data)
{
  return g_strcmp0 (domain, "GLib-GIO") != 0 || strstr (message, "g_task_return_error: assertion") == NULL;
}

/* Locked, and a prompt stands on a screen that nobody looks at. */
static void
test_locked_prompt_unanswered (void)
{
  g_autoptr (BellTestDesktop) desktop = NULL;
  g_autoptr (BellSecrets) secrets = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Answer answer = { NULL };

  if (!bell_test_has_programs ("gnome-keyring-daemon", "Xvfb", NULL))
    return;
  if (!g_file_test ("/usr/share/dbus-1/services/org.gnome.keyring.SystemPrompter.service", G_FILE_TEST_EXISTS))
    {
      /* Nothing of ours is tested with no prompt to wait for. */
      g_test_skip ("the keyring's prompter is not installed");
      return;
    }
  if (!in_own_process (TRUE))
    return;

  g_test_log_set_fatal_handler (is_fatal, NULL);

  desktop = bell_test_desktop_new (BELL_TEST_DESKTOP_DISPLAY | BELL_TEST_DESKTOP_KEYRING |
                                   BELL_TEST_DESKTOP_PROMPTER);
  secrets = bell_secrets_new (3);
  g_assert_true (store (secrets, "laptop", "token", &error));
  g_assert_no_error (error);
  bell_test_desktop_lock_keyring (desktop);

  g_assert_null (lookup (secrets, "laptop", NULL, &error));
  g_assert_error (error, BELL_SECRETS_ERROR, BELL_SECRETS_ERROR_LOCKED);
  g_assert_true (g_str_has_prefix (error->message, "The keyring did not open"));
  g_clear_error (&error);

  /* A caller that gives up hears so, and not of a lock. */
  bell_secrets_lookup_async (secrets, SERVER, ACCOUNT, "laptop", cancellable, on_answer, &answer);
  g_cancellable_cancel (cancellable);
  wait_for_answer (&answer);
  g_assert_null (bell_secrets_lookup_finish (secrets, answer.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (answer.result);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secrets/round-trip", test_round_trip);
  g_test_add_func ("/secrets/no-service", test_no_service);
  g_test_add_func ("/secrets/no-bus", test_no_bus);
  g_test_add_func ("/secrets/locked-without-prompt", test_locked_without_prompt);
  g_test_add_func ("/secrets/locked-prompt-unanswered", test_locked_prompt_unanswered);

  return g_test_run ();
}
