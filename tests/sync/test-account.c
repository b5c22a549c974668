/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An account whose person is not there to be asked: the password comes with
 * the start, and the keyring is not touched. */

#include "bell-account.h"
#include "bell-test-folder.h"
#include "bell-test-server.h"

static void
turn (void)
{
  g_main_context_iteration (NULL, TRUE);
}

static void
signed_in_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  bell_account_sign_in_finish (BELL_ACCOUNT (source), result, &error);
  g_assert_no_error (error);
}

static BellAccount *
open_account (const char *folder,
              const char *password)
{
  g_autoptr (BellClock) clock = bell_clock_new_system ();
  BellAccount *account = bell_account_new (clock, "app", folder);

  bell_account_set_password (account, password);
  bell_account_open (account);
  while (bell_account_get_state (account) == BELL_ACCOUNT_OPENING)
    turn ();

  return account;
}

/* Until it is known whether somebody is signed in. */
static BellLink
settle (BellAccount *account)
{
  while (bell_account_get_link (account) != BELL_LINK_LIVE && bell_account_get_link (account) != BELL_LINK_NEEDS_SIGN_IN)
    turn ();

  return bell_account_get_link (account);
}

static void
test_unattended (void)
{
  BellTestServer *server = bell_test_server_new ();
  g_autofree char *folder = g_build_filename (bell_test_server_get_folder (server), "profile", NULL);

  {
    g_autoptr (BellAccount) account = open_account (folder, NULL);

    g_assert_cmpint (bell_account_get_state (account), ==, BELL_ACCOUNT_SIGNED_OUT);
    bell_account_sign_in (account, bell_test_server_get_url (server), BELL_TEST_AGENT, BELL_TEST_PASSWORD, signed_in_cb, NULL);
    g_assert_cmpint (settle (account), ==, BELL_LINK_LIVE);
    bell_account_close (account);
  }
  {
    g_autoptr (BellAccount) account = open_account (folder, BELL_TEST_PASSWORD);

    g_assert_cmpint (settle (account), ==, BELL_LINK_LIVE);
    bell_account_close (account);
  }
  {
    g_autoptr (BellAccount) account = open_account (folder, "a wrong password");

    /* What is here can be read and written all the same. */
    g_test_expect_message ("bell-sync", G_LOG_LEVEL_MESSAGE, "*could not be signed in*");
    g_assert_cmpint (settle (account), ==, BELL_LINK_NEEDS_SIGN_IN);
    g_test_assert_expected_messages ();
    g_assert_cmpint (bell_account_get_state (account), ==, BELL_ACCOUNT_OPEN);
    bell_account_close (account);
  }
  bell_test_server_free (server);
}

/* The first start knows nobody whose password it could be. */
static void
test_nobody (void)
{
  g_autofree char *folder = g_dir_make_tmp ("bell-account-XXXXXX", NULL);
  g_autoptr (BellAccount) account = open_account (folder, BELL_TEST_PASSWORD);

  g_assert_cmpint (bell_account_get_state (account), ==, BELL_ACCOUNT_SIGNED_OUT);
  bell_account_close (account);
  bell_test_remove_folder (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* No keyring. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);

  g_test_add_func ("/account/unattended", test_unattended);
  g_test_add_func ("/account/unattended-nobody", test_nobody);

  return g_test_run ();
}
