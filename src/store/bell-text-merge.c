/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-text-merge.h"

#include <git2.h>
#include <gmodule.h>
#include <string.h>

/* Three-way merges of articles. A floor above model/, because libgit2 is a
 * dependency; pure all the same, and for any thread.
 *
 * libgit2 brings libraries for networks and ciphers that take a fifth of the
 * time in which a window starts. Edits of one article that cross are rare, so it
 * is loaded at the first of them, and stays. */
typedef struct
{
  int  (*init)        (void);
  int  (*shutdown)    (void);
  int  (*input_init)  (git_merge_file_input *, unsigned int);
  int  (*merge)       (git_merge_file_result *, const git_merge_file_input *, const git_merge_file_input *,
                       const git_merge_file_input *, const git_merge_file_options *);
  void (*result_free) (git_merge_file_result *);
} BellGit;

static gpointer
load_git (gpointer data)
{
  static BellGit git;
  const struct
  {
    const char *name;
    gpointer *function;
  } wanted[] = {
    { "git_libgit2_init", (gpointer *) &git.init },
    { "git_libgit2_shutdown", (gpointer *) &git.shutdown },
    { "git_merge_file_input_init", (gpointer *) &git.input_init },
    { "git_merge_file", (gpointer *) &git.merge },
    { "git_merge_file_result_free", (gpointer *) &git.result_free },
  };
  GModule *module = g_module_open ("libgit2.so." LIBGIT2_SOVERSION, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);

  if (module == NULL)
    {
      g_warning ("Texts cannot be merged: %s", g_module_error ());
      return NULL;
    }

  g_module_make_resident (module);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (!g_module_symbol (module, wanted[i].name, wanted[i].function))
      {
        g_warning ("Texts cannot be merged: %s", g_module_error ());
        return NULL;
      }

  return &git;
}

static const BellGit *
get_git (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, load_git, NULL);
}

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
 *   they touch the same lines (or this system lacks libgit2)
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
  const BellGit *git;
  char *merged = NULL;

  g_return_val_if_fail (ancestor != NULL && mine != NULL && theirs != NULL, NULL);

  git = get_git ();
  if (git == NULL)
    return NULL;

  from = end_line (ancestor, &ancestor_ended);
  one = end_line (mine, &mine_ended);
  two = end_line (theirs, &theirs_ended);
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    git->input_init (&inputs[i], GIT_MERGE_FILE_INPUT_VERSION);
  inputs[0].ptr = from;
  inputs[0].size = strlen (from);
  inputs[1].ptr = one;
  inputs[1].size = strlen (one);
  inputs[2].ptr = two;
  inputs[2].size = strlen (two);

  if (git->init () < 0)
    return NULL;

  if (git->merge (&result, &inputs[0], &inputs[1], &inputs[2], NULL) == 0)
    {
      gsize length = result.len;

      if (length > 0 && result.ptr[length - 1] == '\n' &&
          (mine_ended == ancestor_ended ? !theirs_ended : !mine_ended))
        length--;
      if (result.automergeable)
        merged = g_strndup (length > 0 ? result.ptr : "", length);
      git->result_free (&result);
    }
  git->shutdown ();

  return merged;
}
