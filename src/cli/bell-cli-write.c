/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-cli.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "bell-error.h"

static const char *
peek_state (BellCli         *cli,
            const char      *change_id,
            BellOutboxState *state)
{
  GListModel *outbox = bell_store_get_outbox (cli->store);

  for (guint i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (outbox, i);

      if (g_str_equal (bell_change_get_id (bell_outbox_item_get_change (item)), change_id))
        {
          *state = bell_outbox_item_get_state (item);
          return bell_outbox_item_get_reason (item);
        }
    }

  *state = BELL_OUTBOX_STATE_CONFIRMED;

  return NULL;
}

/* What has become of @changes: the worst of it decides. */
static BellExit
tell_outcome (BellCli      *cli,
              GPtrArray    *changes,
              const GError *problem,
              GError      **error)
{
  guint waiting = 0, refused = 0;
  g_autofree char *reason = NULL;

  for (guint i = 0; i < changes->len; i++)
    {
      BellOutboxState state;
      const char *why = peek_state (cli, bell_change_get_id (g_ptr_array_index (changes, i)), &state);

      if (state == BELL_OUTBOX_STATE_PARKED)
        {
          refused++;
          if (reason == NULL)
            reason = g_strdup (why);
        }
      else if (state == BELL_OUTBOX_STATE_QUEUED || state == BELL_OUTBOX_STATE_SENT)
        waiting++;
    }

  if (refused > 0)
    {
      g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_PARKED,
                   _("The server refused this; it waits in the outbox: %s"), reason != NULL ? reason : "?");
      return BELL_EXIT_PARKED;
    }

  if (waiting > 0)
    {
      if (problem != NULL)
        /* Translators: the second line says why. */
        bell_cli_say (cli, _("Saved; it will be sent later: %s"), problem->message);
      else
        bell_cli_say (cli, _("Saved; it will be sent later."));
    }

  return BELL_EXIT_OK;
}

/* Writes @changes into the outbox, and sends it at once if that can be. */
BellExit
bell_cli_commit (BellCli    *cli,
                 GPtrArray  *changes,
                 GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) problem = NULL;

  bell_store_commit (cli->store, changes, NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);
  if (!bell_store_commit_finish (cli->store, result, error))
    return BELL_EXIT_STORE;

  if (!cli->offline)
    bell_cli_sync (cli, &problem);

  return tell_outcome (cli, changes, problem, error);
}

/* Takes @change over, and finds what it made or altered: none where it is gone. */
BellExit
bell_cli_commit_one (BellCli     *cli,
                     BellChange  *change,
                     BellRecord **record,
                     GError     **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  BellExit code;

  *record = NULL;
  g_ptr_array_add (changes, change);
  code = bell_cli_commit (cli, changes, error);
  if (code == BELL_EXIT_OK)
    *record = bell_cli_lookup (cli, bell_change_get_data_type (change), bell_change_get_object_id (change), NULL);

  return code;
}

static char *
read_stream (FILE    *stream,
             GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[8192];
  gsize got;

  while ((got = fread (buffer, 1, sizeof buffer, stream)) > 0)
    {
      g_string_append_len (text, buffer, (gssize) got);
      if (text->len > BELL_MAX_BODY)
        break;
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
edit_text (const char  *template_text,
           GError     **error)
{
  const char *editor = g_getenv ("VISUAL") != NULL ? g_getenv ("VISUAL") : g_getenv ("EDITOR");
  g_autofree char *path = NULL;
  g_autofree char *quoted = NULL;
  g_autofree char *line = NULL;
  char *text = NULL;
  int file;
  char *arguments[] = { (char *) "/bin/sh", (char *) "-c", NULL, NULL };
  int status;

  file = g_file_open_tmp ("bell-XXXXXX.md", &path, error);
  if (file < 0)
    return NULL;
  close (file);

  quoted = g_shell_quote (path);
  line = g_strconcat (editor != NULL && *editor != '\0' ? editor : "vi", " ", quoted, NULL);
  arguments[2] = line;

  if (g_file_set_contents_full (path, template_text != NULL ? template_text : "", -1, G_FILE_SET_CONTENTS_NONE, 0600, error) &&
      g_spawn_sync (NULL, arguments, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL, &status, error) &&
      g_spawn_check_wait_status (status, error))
    g_file_get_contents (path, &text, NULL, error);

  g_unlink (path);

  return text;
}

/* Gets the text of a message or article: @text itself (“-” is standard input),
 * from @file, from what is piped in, or from the editor. */
char *
bell_cli_read_text (const char  *text,
                    const char  *file,
                    const char  *template_text,
                    GError     **error)
{
  g_autofree char *got = NULL;
  gboolean from_stdin = (text != NULL && g_str_equal (text, "-")) || (file != NULL && g_str_equal (file, "-"));

  if (text != NULL && !from_stdin)
    got = g_strdup (text);
  else if (file != NULL && !from_stdin)
    g_file_get_contents (file, &got, NULL, error);
  else if (from_stdin || !isatty (STDIN_FILENO))
    got = read_stream (stdin, error);
  else
    got = edit_text (template_text, error);

  if (got == NULL)
    return NULL;

  g_strchomp (got);

  if (*got == '\0')
    {
      g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_USAGE, _("There is no text."));
      return NULL;
    }

  if (!g_utf8_validate (got, -1, NULL))
    {
      g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_USAGE, _("The text is not UTF-8."));
      return NULL;
    }

  return g_steal_pointer (&got);
}

/* Takes @files into the store. Returns the value of a message's attachments,
 * floating, or NULL with @error, or NULL without one where there are none. */
GVariant *
bell_cli_attach (BellCli            *cli,
                 const char *const  *files,
                 GError            **error)
{
  g_autoptr (GVariantBuilder) builder = g_variant_builder_new (bell_kind_get_variant_type (BELL_KIND_ATTACHMENTS));

  if (files == NULL || files[0] == NULL)
    return NULL;

  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *name = NULL;
      g_autofree char *display = NULL;
      g_autofree char *type = NULL;
      g_autofree char *media_type = NULL;
      g_autofree char *blob_id = NULL;
      char *content;
      gsize length;

      if (!g_file_get_contents (files[i], &content, &length, error))
        return NULL;
      bytes = g_bytes_new_take (content, length);

      if (length > BELL_MAX_ATTACHMENT)
        {
          g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_USAGE, _("%s is larger than an attachment may be."), files[i]);
          return NULL;
        }

      name = g_path_get_basename (files[i]);
      display = g_filename_display_name (name);
      type = g_content_type_guess (name, (const guchar *) content, length, NULL);
      media_type = g_content_type_get_mime_type (type);

      bell_store_add_blob (cli->store, bytes, display, media_type, NULL, bell_cli_on_ready, &result);
      bell_cli_wait (&result);
      blob_id = bell_store_add_blob_finish (cli->store, result, error);
      if (blob_id == NULL)
        return NULL;

      g_variant_builder_add (builder, "(ssst)", blob_id, display,
                             media_type != NULL ? media_type : "application/octet-stream", (guint64) length);
    }

  return g_variant_builder_end (builder);
}
