/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-cli.h"

#include <glib/gi18n.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "bell-soup-transport.h"

#define KEYRING_TIME_LIMIT 20 /* seconds */

/* Reads a password from a file, or asks for it on the terminal without
 * showing it. The first line counts. */
char *
bell_cli_read_password (const char  *file,
                        const char  *prompt,
                        GError     **error)
{
  g_autofree char *text = NULL;
  char line[1024];
  struct termios before, silent;
  gboolean read;

  if (file != NULL && !g_str_equal (file, "-"))
    {
      if (!g_file_get_contents (file, &text, NULL, error))
        return NULL;
      text[strcspn (text, "\r\n")] = '\0';
      return g_steal_pointer (&text);
    }

  if (file == NULL)
    {
      if (!isatty (STDIN_FILENO) || tcgetattr (STDIN_FILENO, &before) != 0)
        {
          g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_SIGN_IN,
                               _("There is no terminal to ask for the password on; use --password-file."));
          return NULL;
        }

      g_printerr ("%s", prompt);
      silent = before;
      silent.c_lflag &= ~(tcflag_t) ECHO;
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
    }

  read = fgets (line, sizeof line, stdin) != NULL;

  if (file == NULL)
    {
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
      g_printerr ("\n");
    }

  if (!read)
    {
      g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_SIGN_IN, _("No password was given."));
      return NULL;
    }

  line[strcspn (line, "\r\n")] = '\0';
  text = g_strdup (line);
  explicit_bzero (line, sizeof line);

  return g_steal_pointer (&text);
}

/* Makes the way to the server: to @server_url, or to the store's. */
gboolean
bell_cli_prepare (BellCli     *cli,
                  const char  *server_url,
                  GError     **error)
{
  if (cli->transport != NULL)
    return TRUE;

  if (cli->offline)
    {
      g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_OFFLINE, _("This needs the network, and --offline forbids it."));
      return FALSE;
    }

  if (server_url == NULL)
    server_url = bell_store_get_server_url (cli->store);
  if (server_url == NULL || *server_url == '\0')
    {
      g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_SIGN_IN, _("Nobody has signed in here yet; use bell login."));
      return FALSE;
    }

  cli->transport = bell_soup_transport_new_for_store (cli->store, server_url);
  cli->secrets = bell_secrets_new (KEYRING_TIME_LIMIT);
  cli->sign_in = bell_sign_in_new (cli->store, cli->transport, cli->secrets);
  cli->sync = bell_sync_new (cli->store, cli->transport, cli->clock, NULL);

  return TRUE;
}

static gboolean
sign_in_with_password (BellCli     *cli,
                       const char  *reason,
                       GError     **error)
{
  const char *email = bell_store_get_email (cli->store);
  g_autoptr (BellSignIn) passing = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *prompt = NULL;
  g_autofree char *password = NULL;

  if (cli->password_file == NULL && reason != NULL)
    g_printerr (_("The password is asked for because the keyring cannot be used: %s\n"), reason);

  /* Translators: %s is an email address. */
  prompt = g_strdup_printf (_("Password of %s: "), email);
  password = bell_cli_read_password (cli->password_file, prompt, error);
  if (password == NULL)
    return FALSE;

  /* No keyring could keep the token, so it is given back at the end. */
  passing = bell_sign_in_new (cli->store, cli->transport, NULL);
  bell_sign_in_run (passing, email, password, NULL, bell_cli_on_ready, &result);
  explicit_bzero (password, strlen (password));
  bell_cli_wait (&result);
  if (!bell_sign_in_run_finish (passing, result, error))
    return FALSE;

  g_set_object (&cli->sign_in, passing);
  cli->passing_token = TRUE;

  return TRUE;
}

/* Sees to it that there is a token: from the keyring, by --password-file, or
 * by asking if @may_ask. */
gboolean
bell_cli_sign_in (BellCli   *cli,
                  gboolean   may_ask,
                  GError   **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) problem = NULL;

  if (!bell_cli_prepare (cli, NULL, error))
    return FALSE;

  if (bell_transport_has_token (cli->transport))
    return TRUE;

  if (bell_store_get_email (cli->store) == NULL)
    {
      g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_SIGN_IN, _("Nobody has signed in here yet; use bell login."));
      return FALSE;
    }

  bell_sign_in_resume (cli->sign_in, NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);
  if (bell_sign_in_resume_finish (cli->sign_in, result, &problem))
    return TRUE;

  if (cli->password_file != NULL || (may_ask && isatty (STDIN_FILENO) && isatty (STDERR_FILENO)))
    return sign_in_with_password (cli, problem != NULL ? problem->message : NULL, error);

  if (problem != NULL)
    /* Translators: what the keyring says, with or without a full stop, and then what to do. */
    g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_SIGN_IN, _("No keyring: %s%s Use --password-file."), problem->message,
                 g_str_has_suffix (problem->message, ".") ? "" : ".");
  else
    g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_SIGN_IN, _("You are not signed in; use bell login."));

  return FALSE;
}

static void
on_progress (BellSync *sync)
{
  double share = bell_sync_get_progress (sync);

  if (share > 0)
    {
      g_printerr ("\r");
      /* Translators: shown in a terminal while the first load runs. */
      g_printerr (_("Loading: %d %%"), (int) (share * 100));
    }
}

/* Makes one full round with the server. */
gboolean
bell_cli_sync (BellCli  *cli,
               GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gulong handler = 0;
  gboolean ok;

  if (!bell_cli_sign_in (cli, TRUE, error))
    return FALSE;

  if (isatty (STDERR_FILENO) && !cli->json)
    handler = g_signal_connect (cli->sync, "notify::progress", G_CALLBACK (on_progress), NULL);

  bell_sync_now (cli->sync, NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);
  ok = bell_sync_now_finish (cli->sync, result, error);

  if (handler != 0)
    {
      g_signal_handler_disconnect (cli->sync, handler);
      g_printerr ("\r\033[K");
    }

  return ok;
}
