/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-markdown.h"

#include <string.h>

#include "bell-markdown-private.h"

/* A Markdown text, taken apart.
 *
 * A flat list of blocks, each with its plain text and the runs of it that
 * differ: what a view needs to fill a text buffer, and no more. Raw HTML is
 * dropped, pictures become links, and an address that is not http, https or
 * mailto becomes plain text. Immutable once made, so any thread may read it;
 * making one takes about a millisecond for each 100 kB and may be done on any
 * thread. */
struct _BellMarkdown
{
  GPtrArray *blocks;
};

G_DEFINE_BOXED_TYPE (BellMarkdown, bell_markdown, bell_markdown_ref, bell_markdown_unref)

static void
markdown_clear (gpointer data)
{
  g_ptr_array_unref (((BellMarkdown *) data)->blocks);
}

typedef struct
{
  char *text;
  BellMarkdownFlags flags;
} ParseJob;

static void
parse_job_free (gpointer data)
{
  ParseJob *job = data;

  g_free (job->text);
  g_free (job);
}

static void
parse_on_thread (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  ParseJob *job = task_data;

  g_task_return_pointer (task, bell_markdown_new (job->text, -1, job->flags), (GDestroyNotify) bell_markdown_unref);
}

/**
 * bell_markdown_new:
 * @text: (array length=length): Markdown; what is not UTF-8 is replaced
 * @length: in bytes, or -1 up to the zero byte
 * @flags: how to read it
 *
 * Takes a text apart. No text is wrong: whatever cannot be understood is
 * shown as it stands.
 *
 * Returns: (transfer full): its blocks
 */
BellMarkdown *
bell_markdown_new (const char        *text,
                   gssize             length,
                   BellMarkdownFlags  flags)
{
  BellMarkdown *self;
  g_autofree char *valid = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_atomic_rc_box_new0 (BellMarkdown);
  valid = g_utf8_make_valid (text, length);
  self->blocks = bell_markdown_parse (valid, flags);

  return self;
}

/**
 * bell_markdown_new_async:
 * @text: Markdown; what is not UTF-8 is replaced
 * @flags: how to read it
 * @cancellable: (nullable): to do without it after all
 * @callback: called when it is taken apart
 * @user_data: for @callback
 *
 * Takes a long text apart on another thread.
 */
void
bell_markdown_new_async (const char          *text,
                         BellMarkdownFlags    flags,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  ParseJob *job;

  g_return_if_fail (text != NULL);

  job = g_new0 (ParseJob, 1);
  job->text = g_strdup (text);
  job->flags = flags;
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_markdown_new_async);
  g_task_set_task_data (task, job, parse_job_free);
  g_task_run_in_thread (task, parse_on_thread);
}

/**
 * bell_markdown_new_finish:
 * @result: what the callback got
 * @error: set where it was cancelled
 *
 * Returns: (transfer full) (nullable): its blocks
 */
BellMarkdown *
bell_markdown_new_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * bell_markdown_ref:
 *
 * Returns: (transfer full): the same, kept once more
 */
BellMarkdown *
bell_markdown_ref (BellMarkdown *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * bell_markdown_unref:
 *
 * Lets go of it.
 */
void
bell_markdown_unref (BellMarkdown *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, markdown_clear);
}

/**
 * bell_markdown_get_n_blocks:
 *
 * Returns: how many blocks it has
 */
guint
bell_markdown_get_n_blocks (const BellMarkdown *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->blocks->len;
}

/**
 * bell_markdown_get_block:
 * @index: which one, from zero
 *
 * Returns: (transfer none): a block
 */
const BellMarkdownBlock *
bell_markdown_get_block (const BellMarkdown *self,
                         guint               index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->blocks->len, NULL);

  return self->blocks->pdata[index];
}

/**
 * bell_markdown_preview:
 * @text: Markdown
 * @max_characters: how long it may become
 *
 * The beginning of a text in one line without markup, for lists and
 * notifications. Quotations are left out as long as there is anything else:
 * people want to see what was answered.
 *
 * Returns: (transfer full): plain text, with an ellipsis where it was cut
 */
char *
bell_markdown_preview (const char *text,
                       guint       max_characters)
{
  g_autoptr (BellMarkdown) markdown = NULL;
  GString *line = g_string_new (NULL);
  gsize limit;

  g_return_val_if_fail (text != NULL, NULL);

  /* Enough text to fill the line, whatever the markup takes. */
  limit = MIN (strlen (text), (gsize) max_characters * 8 + 256);
  markdown = bell_markdown_new (text, (gssize) limit, BELL_MARKDOWN_DEFAULT);

  for (guint quoted = 0; quoted < 2 && line->len == 0; quoted++)
    {
      for (guint i = 0; i < markdown->blocks->len; i++)
        {
          const BellMarkdownBlock *block = markdown->blocks->pdata[i];

          if ((block->quote_depth > 0) != (quoted > 0) || *block->text == '\0')
            continue;
          if (line->len > 0)
            g_string_append_c (line, ' ');
          g_string_append (line, block->text);
          if (line->len > (gsize) max_characters * 4)
            break;
        }
    }

  g_strdelimit (line->str, "\n\t\r", ' ');

  if (g_utf8_strlen (line->str, -1) > (glong) max_characters)
    {
      char *end = g_utf8_offset_to_pointer (line->str, (glong) max_characters - 1);

      g_string_truncate (line, (gsize) (end - line->str));
      g_string_append (line, "…");
    }

  return g_string_free (line, FALSE);
}
