/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A person asks for help without a network, with two files, and the computer
 * dies. Each life of the app is a process of its own: this program again, with
 * "--life" and what it is to do. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "bell-asking.h"
#include "bell-attachment-keeper.h"
#include "bell-test-server.h"

#define WORDS "The network is broken\n\nNothing opens since this morning."

/* --- a life of the app ------------------------------------------------------- */

static void
say (const char *word)
{
  g_print ("%s\n", word);
}

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

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  bell_store_commit_finish (BELL_STORE (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
ask (BellHelpline *helpline,
     const char   *folder)
{
  g_autoptr (GListStore) list = g_list_store_new (BELL_TYPE_ATTACHMENT);
  g_autoptr (BellAttachmentKeeper) keeper = bell_attachment_keeper_new (bell_helpline_get_store (helpline), G_LIST_MODEL (list));
  g_autoptr (GBytes) picture = g_bytes_new_static ("not really a picture", 20);
  g_autoptr (GBytes) log = g_bytes_new_static ("eth0: link down\n", 16);
  g_autoptr (BellAttachment) one = bell_attachment_new_for_bytes ("screen.png", "image/png", picture);
  g_autoptr (BellAttachment) two = bell_attachment_new_for_bytes ("network.log", "text/plain", log);
  g_autoptr (GVariant) files = NULL;
  gboolean done = FALSE;

  g_list_store_append (list, one);
  g_list_store_append (list, two);
  while (bell_attachment_keeper_is_busy (keeper))
    turn ();
  files = bell_attachment_keeper_get_value (keeper);
  g_assert_nonnull (files);
  g_free (bell_asking_ask (helpline, WORDS, BELL_LEVEL_HIGH, "Network", files, asked_cb, &done));
  while (!done)
    turn ();
}

static int
live (char **argv)
{
  const char *what = argv[2], *folder = argv[3], *url = argv[4];
  g_autoptr (BellClock) clock = bell_clock_new_system ();
  g_autoptr (BellAccount) account = bell_account_new (clock, "tray", folder);
  g_autoptr (BellHelpline) helpline = bell_helpline_new (account);

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  setvbuf (stdout, NULL, _IOLBF, 0);
  bell_account_open (account);
  while (bell_account_get_state (account) == BELL_ACCOUNT_OPENING)
    turn ();

  if (g_str_equal (what, "ask"))
    {
      char line[16];

      g_assert_cmpint (bell_account_get_state (account), ==, BELL_ACCOUNT_SIGNED_OUT);
      bell_account_sign_in (account, url, BELL_TEST_REQUESTER, BELL_TEST_PASSWORD, signed_in_cb, NULL);
      while (bell_account_get_link (account) != BELL_LINK_LIVE)
        turn ();
      say ("live");
      /* The server is being stopped. */
      g_assert_nonnull (fgets (line, sizeof line, stdin));
      ask (helpline, folder);
      g_assert_cmpuint (bell_helpline_get_unsent (helpline), ==, 2);
      say ("asked");
      for (;;)
        turn ();
    }

  g_assert_cmpint (bell_account_get_state (account), ==, BELL_ACCOUNT_OPEN);
  while (bell_account_get_link (account) != BELL_LINK_LIVE || bell_helpline_get_unsent (helpline) > 0 ||
         bell_helpline_get_requests (helpline) == NULL ||
         g_list_model_get_n_items (bell_helpline_get_requests (helpline)) != 1)
    turn ();
  say ("sent");
  bell_helpline_close (helpline);

  return 0;
}

/* --- the test ------------------------------------------------------------------ */

static GSubprocess *
begin_life (const char *program,
            const char *what,
            const char *folder,
            const char *url)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *life = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                        program, "--life", what, folder, url, NULL);

  g_assert_no_error (error);
  return life;
}

static void
hear (GSubprocess *life,
      const char  *word)
{
  g_autoptr (GDataInputStream) stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (life));
  g_autofree char *line = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (stream), FALSE);
  /* A byte at a time: nothing is left in a buffer that is thrown away. */
  g_buffered_input_stream_set_buffer_size (G_BUFFERED_INPUT_STREAM (stream), 1);
  line = g_data_input_stream_read_line (stream, NULL, NULL, NULL);
  g_assert_cmpstr (line, ==, word);
}

static guint
count (const char *text,
       const char *part)
{
  guint n = 0;

  for (const char *at = strstr (text, part); at != NULL; at = strstr (at + 1, part))
    n++;

  return n;
}

static void
test_kill (gconstpointer user_data)
{
  const char *program = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("deskbell-tray-XXXXXX", &error);
  g_autofree char *keyring = g_build_filename (folder, "keyring", NULL);
  g_autofree char *token = NULL;
  g_autofree char *answer = NULL;
  BellTestServer *server = bell_test_server_new ();
  GSubprocess *life;

  g_assert_no_error (error);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);

  life = begin_life (program, "ask", folder, bell_test_server_get_url (server));
  hear (life, "live");
  bell_test_server_stop (server);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (life), "go\n", 3, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_flush (g_subprocess_get_stdin_pipe (life), NULL, NULL);
  hear (life, "asked");
  g_subprocess_send_signal (life, SIGKILL);
  g_subprocess_wait (life, NULL, NULL);
  g_object_unref (life);

  /* Twice: what was sent is not sent again. */
  bell_test_server_start (server);
  for (int i = 0; i < 2; i++)
    {
      life = begin_life (program, "send", folder, bell_test_server_get_url (server));
      hear (life, "sent");
      g_assert_true (g_subprocess_wait_check (life, NULL, &error));
      g_assert_no_error (error);
      g_object_unref (life);
    }

  token = bell_test_server_sign_in (server, BELL_TEST_AGENT);
  answer = bell_test_server_api (server, token,
                                 "[[\"Ticket/get\",{\"accountId\":\"@account\",\"ids\":null},\"a\"],"
                                 "[\"Message/query\",{\"accountId\":\"@account\"},\"b\"],"
                                 "[\"Message/get\",{\"accountId\":\"@account\",\"#ids\":{\"resultOf\":\"b\",\"name\":\"Message/query\",\"path\":\"/ids\"}},\"c\"]]");
  g_assert_cmpuint (count (answer, "\"subject\":\"The network is broken\""), ==, 1);
  g_assert_cmpuint (count (answer, "\"channel\":\"tray\""), ==, 1);
  g_assert_cmpuint (count (answer, "Nothing opens since this morning."), ==, 1);
  g_assert_cmpuint (count (answer, "screen.png"), ==, 1);
  g_assert_cmpuint (count (answer, "network.log"), ==, 1);

  bell_test_server_free (server);
}

int
main (int    argc,
      char **argv)
{
  if (argc == 5 && g_str_equal (argv[1], "--life"))
    return live (argv);

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/tray/offline/killed-and-sent-once", argv[0], test_kill);

  return g_test_run ();
}
