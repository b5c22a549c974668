/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-change-builder.h"

#include <glib/gi18n.h>

/* Whether somebody has signed in here, so that changes have an author. */
gboolean
bell_cli_needs_account (BellCli  *cli,
                        GError  **error)
{
  const char *id = bell_store_get_principal_id (cli->store);

  if (id != NULL && *id != '\0')
    return TRUE;

  g_set_error_literal (error, BELL_CLI_ERROR, BELL_EXIT_SIGN_IN, _("Nobody has signed in here yet; use bell login."));

  return FALSE;
}

gboolean
bell_cli_patch_enum (BellPatch   *patch,
                     guint        index,
                     const char  *nick,
                     GError     **error)
{
  const BellProperty *property = bell_type_get_property (bell_patch_get_data_type (patch), index);
  int value;

  if (nick == NULL)
    return TRUE;

  if (!bell_enum_from_nick (property->enum_type (), nick, &value))
    {
      GEnumClass *klass = g_type_class_ref (property->enum_type ());
      g_autoptr (GString) known = g_string_new (NULL);

      for (guint i = 0; i < klass->n_values; i++)
        if (bell_enum_from_nick (property->enum_type (), klass->values[i].value_nick, &value))
          g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", klass->values[i].value_nick);
      g_type_class_unref (klass);

      g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_USAGE, _("“%s” is none of %s."), nick, known->str);
      return FALSE;
    }

  bell_patch_set_integer (patch, index, value);

  return TRUE;
}

static gboolean
patch_id (BellPatch   *patch,
          guint        index,
          const char  *id)
{
  if (id == NULL)
    return FALSE;

  bell_patch_set_text (patch, index, *id != '\0' ? id : NULL);

  return TRUE;
}

gboolean
bell_cli_patch_person (BellCli     *cli,
                       BellPatch   *patch,
                       guint        index,
                       const char  *name,
                       GError     **error)
{
  return name == NULL || patch_id (patch, index, bell_cli_find_person (cli, name, error));
}

gboolean
bell_cli_patch_team (BellCli     *cli,
                     BellPatch   *patch,
                     guint        index,
                     const char  *name,
                     GError     **error)
{
  return name == NULL || patch_id (patch, index, bell_cli_find_team (cli, name, error));
}

/* What a message consists of: @body from a text, a file or standard input, and @attachments, which
 * the store then has; none are NULL. */
gboolean
bell_cli_read_message (BellCli            *cli,
                       const char         *text,
                       const char         *file,
                       const char *const  *attach,
                       char              **body,
                       GVariant          **attachments,
                       GError            **error)
{
  g_autofree char *read = bell_cli_read_text (text, file, NULL, error);

  if (read == NULL)
    return FALSE;

  if (attach != NULL && attach[0] != NULL)
    {
      GVariant *files = bell_cli_attach (cli, attach, error);

      if (files == NULL)
        return FALSE;
      *attachments = g_variant_ref_sink (files);
    }
  *body = g_steal_pointer (&read);

  return TRUE;
}

/* What the author of @patch saw: the present values of what it sets; NULL if
 * there are none. Members of sets need no expectation; they merge. */
BellPatch *
bell_cli_expect (const BellPatch  *patch,
                 const BellRecord *current)
{
  BellPatch *expected = bell_patch_new (bell_patch_get_data_type (patch));

  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);
      g_autoptr (GVariant) value = NULL;

      if (entry->member != NULL || entry->property->merge == BELL_MERGE_MEMBERS)
        continue;

      value = bell_record_get (current, entry->property);
      bell_patch_set (expected, entry->property, value);
    }

  if (bell_patch_get_size (expected) == 0)
    g_clear_pointer (&expected, bell_patch_unref);

  return expected;
}
