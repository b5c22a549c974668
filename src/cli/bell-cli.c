/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-cli.h"

#include "bell-error.h"
#include "bell-jmap-error.h"
#include "bell-profile.h"
#include "bell-store-error.h"

G_DEFINE_QUARK (bell-cli-error-quark, bell_cli_error)

void
bell_cli_on_ready (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

/* Runs the main loop until the answer is there. */
void
bell_cli_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Opens the store of the profile. */
gboolean
bell_cli_open (BellCli  *cli,
               GError  **error)
{
  g_autofree char *data = NULL;
  g_autofree char *cache = NULL;

  bell_profile_get_directories (cli->profile, BELL_PROFILE_DEFAULT, &data, &cache);
  cli->store = bell_store_new (cli->clock, data, cache);

  return bell_store_open_sync (cli->store, error);
}

void
bell_cli_clear (BellCli *cli)
{
  if (cli->passing_token)
    {
      g_autoptr (GAsyncResult) result = NULL;

      /* It was for this run alone; nobody else knows it. */
      bell_sign_in_sign_out (cli->sign_in, NULL, bell_cli_on_ready, &result);
      bell_cli_wait (&result);
      bell_sign_in_sign_out_finish (cli->sign_in, result, NULL);
    }

  if (cli->sync != NULL)
    bell_sync_end (cli->sync);
  g_clear_object (&cli->sync);
  g_clear_object (&cli->sign_in);
  g_clear_object (&cli->transport);
  g_clear_object (&cli->secrets);
  if (cli->store != NULL)
    bell_store_close (cli->store);
  g_clear_object (&cli->store);
  g_clear_object (&cli->clock);
  g_clear_pointer (&cli->profile, g_free);
  g_clear_pointer (&cli->password_file, g_free);
}

static BellExit
exit_for_sync (BellSyncError code)
{
  switch (code)
    {
    case BELL_SYNC_ERROR_UNREACHABLE:
    case BELL_SYNC_ERROR_UNAVAILABLE:
    case BELL_SYNC_ERROR_STOPPED:
      return BELL_EXIT_OFFLINE;
    case BELL_SYNC_ERROR_UNAUTHORIZED:
      return BELL_EXIT_SIGN_IN;
    case BELL_SYNC_ERROR_STORE:
      return BELL_EXIT_STORE;
    case BELL_SYNC_ERROR_REFUSED:
    case BELL_SYNC_ERROR_TOO_LARGE:
    case BELL_SYNC_ERROR_BROKEN:
    case BELL_SYNC_ERROR_EXPIRED:
    case BELL_SYNC_ERROR_UNTRUSTED:
    case BELL_SYNC_ERROR_NOT_DESKBELL:
      break;
    }

  return BELL_EXIT_REFUSED;
}

/* What bell ends with after @error. */
BellExit
bell_cli_exit_for (const GError *error)
{
  if (error->domain == BELL_CLI_ERROR)
    return (BellExit) error->code;

  if (error->domain == BELL_SYNC_ERROR)
    return exit_for_sync ((BellSyncError) error->code);

  if (error->domain == G_OPTION_ERROR)
    return BELL_EXIT_USAGE;

  if (error->domain == BELL_JMAP_ERROR)
    return BELL_EXIT_USAGE; /* a filter or a sort that means nothing */

  if (error->domain == BELL_MODEL_ERROR)
    return error->code == BELL_MODEL_ERROR_FORBIDDEN || error->code == BELL_MODEL_ERROR_TRANSITION ||
           error->code == BELL_MODEL_ERROR_TAKEN ? BELL_EXIT_REFUSED : BELL_EXIT_USAGE;

  if (g_error_matches (error, BELL_STORE_ERROR, BELL_STORE_ERROR_NOT_FOUND))
    return BELL_EXIT_NOT_FOUND;

  if (g_error_matches (error, BELL_STORE_ERROR, BELL_STORE_ERROR_ALREADY_SENT) ||
      g_error_matches (error, BELL_STORE_ERROR, BELL_STORE_ERROR_IN_THE_WAY))
    return BELL_EXIT_REFUSED;

  if (error->domain == G_FILE_ERROR || error->domain == G_IO_ERROR)
    return BELL_EXIT_NOT_FOUND;

  return BELL_EXIT_STORE;
}

static const char *
exit_name (BellExit code)
{
  switch (code)
    {
    case BELL_EXIT_OK: return "ok";
    case BELL_EXIT_USAGE: return "usage";
    case BELL_EXIT_NOT_FOUND: return "notFound";
    case BELL_EXIT_REFUSED: return "refused";
    case BELL_EXIT_OFFLINE: return "offline";
    case BELL_EXIT_SIGN_IN: return "needsSignIn";
    case BELL_EXIT_PARKED: return "parked";
    case BELL_EXIT_STORE: return "store";
    }

  return "other";
}

/* Tells @error on standard error, and returns what to end with. */
BellExit
bell_cli_fail (BellCli      *cli,
               const GError *error)
{
  BellExit code = bell_cli_exit_for (error);

  if (cli->json)
    {
      BellJsonWriter *writer = bell_json_writer_new ();
      g_autofree char *text = NULL;

      bell_json_writer_begin_object (writer);
      bell_json_writer_begin_object_member (writer, "error");
      bell_json_writer_string_member (writer, "type", exit_name (code));
      bell_json_writer_string_member (writer, "message", error->message);
      bell_json_writer_end_object (writer);
      bell_json_writer_end_object (writer);
      text = bell_json_writer_free_to_text (writer);
      g_printerr ("%s\n", text);
    }
  else
    g_printerr ("bell: %s\n", error->message);

  return code;
}
