/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-text-merge.h"

#include <git2.h>
#include <string.h>

/* Three-way merges of articles. A floor above model/, because libgit2 is a
 * dependency; pure all the same, and for any thread. */

/* Git knows a last line without an end from one with it; people do not. */
static char *
end_line (const char *text,
          gboolean   *ended)
{
  gsize length = strlen (text);

  *ended = length == 0 || text[length - 1] == '\n';

  return *ended ? g_strdup (text) : g_strconcat (text, "\n", NULL);
}

/**
 * bell_text_merge:
 * @ancestor: the text from which both began
 * @mine: one edit of it
 * @theirs: another
 *
 * Merges two edits of a text, line by line.
 *
 * Returns: (transfer full) (nullable): the text with both edits, or %NULL where
 *   they touch the same lines
 */
char *
bell_text_merge (const char *ancestor,
                 const char *mine,
                 const char *theirs)
{
  gboolean ancestor_ended, mine_ended, theirs_ended;
  g_autofree char *from = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  git_merge_file_input inputs[3];
  git_merge_file_result result = { 0 };
  char *merged = NULL;

  g_return_val_if_fail (ancestor != NULL && mine != NULL && theirs != NULL, NULL);

  from = end_line (ancestor, &ancestor_ended);
  one = end_line (mine, &mine_ended);
  two = end_line (theirs, &theirs_ended);
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    git_merge_file_input_init (&inputs[i], GIT_MERGE_FILE_INPUT_VERSION);
  inputs[0].ptr = from;
  inputs[0].size = strlen (from);
  inputs[1].ptr = one;
  inputs[1].size = strlen (one);
  inputs[2].ptr = two;
  inputs[2].size = strlen (two);

  if (git_libgit2_init () < 0)
    return NULL;

  if (git_merge_file (&result, &inputs[0], &inputs[1], &inputs[2], NULL) == 0)
    {
      gsize length = result.len;

      if (length > 0 && result.ptr[length - 1] == '\n' &&
          (mine_ended == ancestor_ended ? !theirs_ended : !mine_ended))
        length--;
      if (result.automergeable)
        merged = g_strndup (length > 0 ? result.ptr : "", length);
      git_merge_file_result_free (&result);
    }
  git_libgit2_shutdown ();

  return merged;
}
