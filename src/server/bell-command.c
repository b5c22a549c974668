/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-command.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "bell-id.h"

/* What the commands share. */

/* More is refused by who reads it anyhow. */
#define LONGEST_INPUT (64 * 1024 * 1024)

/**
 * bell_command_fail:
 * @error: why
 *
 * Says it on standard error.
 *
 * Returns: what to end with
 */
BellExit
bell_command_fail (const GError *error)
{
  g_printerr ("deskbell-server: %s\n", error->message);
  if (error->domain == BELL_DATABASE_ERROR ||
      g_error_matches (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_NOT_INITIALISED) ||
      g_error_matches (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_DAMAGED))
    return BELL_EXIT_DATABASE;
  if (g_error_matches (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_ADDRESS_IN_USE) ||
      g_error_matches (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_LISTEN))
    return BELL_EXIT_ADDRESS;
  return BELL_EXIT_FAILED;
}

BellExit
bell_command_misused (const char *sentence)
{
  g_printerr ("deskbell-server: %s\n", sentence);
  return BELL_EXIT_USAGE;
}

/**
 * bell_command_parse:
 * @entries: (array zero-terminated=1): the command's options
 * @words: what stands behind them, for the help
 * @summary: what the command does
 *
 * Takes the options out of the line, so that argv[1] and further are its words.
 *
 * Returns: whether they make sense; otherwise it has said why not
 */
gboolean
bell_command_parse (BellCommandLine    *line,
                    const GOptionEntry *entries,
                    const char         *words,
                    const char         *summary)
{
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *usage = g_strdup_printf ("%s", words);

  context = g_option_context_new (usage);
  g_option_context_set_summary (context, summary);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (g_option_context_parse (context, &line->argc, &line->argv, &error))
    return TRUE;
  g_printerr ("deskbell-server: %s\n", error->message);
  return FALSE;
}

BellOrganisation *
bell_command_open (BellCommandLine *line,
                   GError         **error)
{
  return bell_organisation_open (line->database, line->clock, error);
}

/* --- Passwords: never on the command line, where everybody on the machine reads them --- */

static char *
read_line (FILE    *file,
           GError **error)
{
  char buffer[BELL_PASSWORD_MAX + 2];
  char *line = NULL;

  if (fgets (buffer, sizeof buffer, file) != NULL)
    {
      buffer[strcspn (buffer, "\r\n")] = '\0';
      line = g_strdup (buffer);
    }
  else
    {
      g_set_error_literal (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID, _("No password was given."));
    }
  memset (buffer, 0, sizeof buffer);
  return line;
}

static char *
ask (const char *prompt,
     GError    **error)
{
  struct termios before, silent;
  char *line;

  g_printerr ("%s", prompt);
  tcgetattr (STDIN_FILENO, &before);
  silent = before;
  silent.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
  line = read_line (stdin, error);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  g_printerr ("\n");
  return line;
}

/**
 * bell_command_read_password:
 * @file: (nullable): its first line is the password; %NULL: a terminal is
 *   asked, without showing what is typed, or a line of standard input is read
 *
 * Returns: (transfer full): the password, for bell_password_free(), or %NULL
 */
char *
bell_command_read_password (const char *file,
                            GError    **error)
{
  char *password, *again;

  if (file != NULL && strcmp (file, "-") != 0)
    {
      FILE *opened = fopen (file, "re");

      if (opened == NULL)
        {
          g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID, _("%s cannot be read: %s"), file, g_strerror (errno));
          return NULL;
        }
      password = read_line (opened, error);
      fclose (opened);
      return password;
    }
  if (file != NULL || !isatty (STDIN_FILENO))
    return read_line (stdin, error);

  password = ask (_("New password: "), error);
  if (password == NULL)
    return NULL;
  again = ask (_("The same again: "), error);
  if (again == NULL || strcmp (password, again) != 0)
    {
      if (again != NULL)
        g_set_error_literal (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID, _("The two are not the same."));
      g_clear_pointer (&password, bell_password_free);
    }
  bell_password_free (again);
  return password;
}

/**
 * bell_command_read_file:
 * @path: a file, or "-" for standard input
 *
 * Returns: whether its content is in @text
 */
gboolean
bell_command_read_file (const char  *path,
                        char       **text,
                        gsize       *length,
                        GError     **error)
{
  g_autoptr (GString) whole = NULL;
  char buffer[16 * 1024];
  gsize n;

  if (strcmp (path, "-") != 0)
    return g_file_get_contents (path, text, length, error);

  whole = g_string_new (NULL);
  while ((n = fread (buffer, 1, sizeof buffer, stdin)) > 0 && whole->len < LONGEST_INPUT)
    g_string_append_len (whole, buffer, n);
  if (ferror (stdin))
    {
      g_set_error_literal (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID, _("Standard input cannot be read."));
      return FALSE;
    }

  *length = whole->len;
  *text = g_string_free (g_steal_pointer (&whole), FALSE);
  return TRUE;
}

/**
 * bell_command_apply:
 * @patch: (nullable): what to set
 *
 * Makes a change of the administrator's at the keyboard.
 *
 * Returns: whether it is done; else %BELL_SERVER_ERROR_INVALID with what the rules say
 */
gboolean
bell_command_apply (BellOrganisation *organisation,
                    BellChangeKind    kind,
                    const char       *object_id,
                    BellPatch        *patch,
                    GError          **error)
{
  BellClock *clock = bell_organisation_get_clock (organisation);
  g_autofree char *id = bell_id_new (BELL_TYPE_CHANGE, clock);
  g_autoptr (BellChange) change = bell_change_new (id, kind, bell_type_from_letter (object_id[0]), object_id, patch, NULL, NULL,
                                                   "deskbell-server", bell_clock_now (clock));
  g_autoptr (BellChangeResult) result = NULL;
  g_autoptr (BellWork) work = bell_work_begin (organisation, error);

  if (work == NULL)
    return FALSE;
  result = bell_work_apply (work, BELL_APPLY_SYSTEM, NULL, change, FALSE, error);
  if (result == NULL)
    return FALSE;
  if (result->outcome == BELL_OUTCOME_REFUSED)
    {
      g_set_error_literal (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID,
                           result->error->description != NULL ? result->error->description : result->error->name);
      return FALSE;
    }
  return bell_work_commit (work, error);
}
