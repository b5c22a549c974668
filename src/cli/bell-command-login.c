/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "bell-command.h"

static char *
ask_email (GError **error)
{
  char line[512];

  if (!isatty (STDIN_FILENO))
    {
      g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_USAGE, _("Say who you are with --email."));
      return NULL;
    }

  g_printerr (_("Email address: "));
  if (fgets (line, sizeof line, stdin) == NULL)
    line[0] = '\0';
  line[strcspn (line, "\r\n")] = '\0';

  return g_strdup (line);
}

static gboolean
sign_in (BellCli     *cli,
         const char  *email,
         const char  *password_file,
         GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *password = bell_cli_read_password (password_file, _("Password: "), error);

  if (password == NULL)
    return FALSE;

  bell_sign_in_run (cli->sign_in, email, password, NULL, bell_cli_on_ready, &result);
  explicit_bzero (password, strlen (password));
  bell_cli_wait (&result);

  return bell_sign_in_run_finish (cli->sign_in, result, error);
}

static void
show (BellCli *cli)
{
  const char *problem = bell_sign_in_get_keeping_problem (cli->sign_in);

  if (cli->json)
    {
      g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();

      bell_json_writer_begin_object (writer);
      bell_json_writer_string_member (writer, "serverUrl", bell_store_get_server_url (cli->store));
      bell_json_writer_string_member (writer, "email", bell_store_get_email (cli->store));
      bell_json_writer_string_member (writer, "principalId", bell_store_get_principal_id (cli->store));
      bell_json_writer_string_member (writer, "accountId", bell_store_get_account_id (cli->store));
      bell_json_writer_string_member (writer, "device", bell_store_get_device (cli->store));
      bell_json_writer_boolean_member (writer, "kept", problem == NULL);
      bell_json_writer_string_member (writer, "keepingProblem", problem);
      bell_json_writer_end_object (writer);
      bell_cli_print_json (writer);
      return;
    }

  bell_cli_print (cli, BELL_STYLE_PLAIN, _("Signed in as %s at %s.\n"),
                  bell_store_get_email (cli->store), bell_store_get_server_url (cli->store));
  if (problem != NULL)
    bell_cli_say (cli, _("The sign-in could not be kept, so the password will be asked for each time: %s"), problem);
}

static BellExit
run_login (BellCli  *cli,
           int       argc,
           char    **argv,
           GError  **error)
{
  g_autofree char *email = NULL;
  g_autofree char *authorities = NULL;
  gboolean password_stdin = FALSE, allow_http = FALSE, no_sync = FALSE;
  const GOptionEntry entries[] = {
    { "email", 'e', 0, G_OPTION_ARG_STRING, &email, N_("Who you are"), N_("ADDRESS") },
    { "password-stdin", 0, 0, G_OPTION_ARG_NONE, &password_stdin, N_("Read the password from standard input"), NULL },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &authorities, N_("Trust the certificate authorities in this file too"), N_("FILE") },
    { "allow-http", 0, 0, G_OPTION_ARG_NONE, &allow_http, N_("Let passwords and tickets go over an open line"), NULL },
    { "no-sync", 0, 0, G_OPTION_ARG_NONE, &no_sync, N_("Sign in only; load nothing yet"), NULL },
    G_OPTION_ENTRY_NULL
  };
  const char *url;

  if (!bell_command_parse (&bell_command_login, cli, entries, &argc, &argv, error) ||
      (argc > 2 && !bell_command_no_more (&bell_command_login, argc, 1, error)) ||
      !bell_cli_open (cli, error))
    return BELL_EXIT_USAGE;

  url = argc > 1 ? argv[1] : bell_store_get_server_url (cli->store);
  if (url == NULL || *url == '\0')
    return bell_command_no_more (&bell_command_login, argc, 1, error) ? BELL_EXIT_USAGE : BELL_EXIT_USAGE;

  if (authorities != NULL)
    {
      g_autofree char *path = g_canonicalize_filename (authorities, NULL);
      g_autoptr (GTlsDatabase) readable = g_tls_file_database_new (path, NULL);

      if (readable == NULL)
        {
          g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_NOT_FOUND, _("There are no certificate authorities to read in %s."), path);
          return BELL_EXIT_NOT_FOUND;
        }
      bell_store_set_setting (cli->store, "authority-file", path);
    }
  if (allow_http)
    bell_store_set_setting (cli->store, "allow-open-line", "true");

  if (email == NULL)
    email = g_strdup (bell_store_get_email (cli->store));
  if (email == NULL || *email == '\0')
    {
      g_free (email);
      email = ask_email (error);
      if (email == NULL)
        return BELL_EXIT_USAGE;
    }

  if (!bell_cli_prepare (cli, url, error) ||
      !sign_in (cli, email, password_stdin ? "-" : cli->password_file, error))
    return BELL_EXIT_SIGN_IN;

  show (cli);

  return no_sync || bell_cli_sync (cli, error) ? BELL_EXIT_OK : BELL_EXIT_OFFLINE;
}

static BellExit
run_logout (BellCli  *cli,
            int       argc,
            char    **argv,
            GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (!bell_command_parse (&bell_command_logout, cli, NULL, &argc, &argv, error) ||
      !bell_command_no_more (&bell_command_logout, argc, 0, error) ||
      !bell_cli_open (cli, error) ||
      !bell_cli_sign_in (cli, FALSE, error))
    return BELL_EXIT_SIGN_IN;

  bell_sign_in_sign_out (cli->sign_in, NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);
  cli->passing_token = FALSE;

  return bell_sign_in_sign_out_finish (cli->sign_in, result, error) ? BELL_EXIT_OK : BELL_EXIT_OFFLINE;
}

const BellCommand bell_command_login = {
  "login", "[URL] [--email=ADDRESS]", N_("Sign in at a server, and load what is there"), FALSE, run_login,
};

const BellCommand bell_command_logout = {
  "logout", "", N_("Forget the sign-in here and at the server; what is stored here stays"), FALSE, run_logout,
};
