/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BellMarkdownFlags:
 * @BELL_MARKDOWN_DEFAULT: as CommonMark says: line breaks in a paragraph are
 *   spaces
 * @BELL_MARKDOWN_KEEP_BREAKS: each line break stays one, as people who write
 *   messages expect
 * @BELL_MARKDOWN_PLAIN: the text is not Markdown: only paragraphs, and links
 *   where addresses stand
 *
 * How to read a text.
 */
typedef enum
{
  BELL_MARKDOWN_DEFAULT = 0,
  BELL_MARKDOWN_KEEP_BREAKS = 1 << 0,
  BELL_MARKDOWN_PLAIN = 1 << 1,
} BellMarkdownFlags;

/**
 * BellMarkdownKind:
 * @BELL_MARKDOWN_PARAGRAPH: flowing text
 * @BELL_MARKDOWN_HEADING: a heading; its level is in the block
 * @BELL_MARKDOWN_CODE: lines of code
 * @BELL_MARKDOWN_RULE: a line across; has no text
 *
 * What a block is.
 */
typedef enum
{
  BELL_MARKDOWN_PARAGRAPH,
  BELL_MARKDOWN_HEADING,
  BELL_MARKDOWN_CODE,
  BELL_MARKDOWN_RULE,
} BellMarkdownKind;

/**
 * BellMarkdownMarks:
 * @BELL_MARKDOWN_EMPHASIS: emphasised
 * @BELL_MARKDOWN_STRONG: strongly emphasised
 * @BELL_MARKDOWN_CODE_SPAN: code among text
 * @BELL_MARKDOWN_LINK: leads somewhere; the run has the address
 *
 * How a run of text differs from the rest of its block.
 */
typedef enum
{
  BELL_MARKDOWN_EMPHASIS = 1 << 0,
  BELL_MARKDOWN_STRONG = 1 << 1,
  BELL_MARKDOWN_CODE_SPAN = 1 << 2,
  BELL_MARKDOWN_LINK = 1 << 3,
} BellMarkdownMarks;

/**
 * BellMarkdownRun:
 * @start: where it begins in the block's text, in bytes
 * @length: in bytes
 * @marks: a set of #BellMarkdownMarks
 * @address: (nullable): an address of http, https or mailto
 */
typedef struct
{
  guint start;
  guint length;
  guint marks;
  char *address;
} BellMarkdownRun;

/**
 * BellMarkdownBlock:
 * @kind: what it is
 * @level: of a heading, 1 to 6; else 0
 * @quote_depth: how many quotations it stands in, at most %BELL_MARKDOWN_MAX_DEPTH
 * @list_depth: how many lists it stands in, at most %BELL_MARKDOWN_MAX_DEPTH
 * @tight: whether it follows the block before closely
 * @marker: (nullable): what stands before the first block of a list's item
 * @text: without markup, valid UTF-8; lines end with "\n" but for the last
 * @runs: (element-type BellMarkdownRun): in order, covering what is marked
 */
typedef struct
{
  BellMarkdownKind kind;
  guint level;
  guint quote_depth;
  guint list_depth;
  gboolean tight;
  char *marker;
  char *text;
  GArray *runs;
} BellMarkdownBlock;

/**
 * BELL_MARKDOWN_MAX_DEPTH:
 *
 * Deeper quotations and lists are shown as if they were this deep.
 */
#define BELL_MARKDOWN_MAX_DEPTH 6

#define BELL_TYPE_MARKDOWN (bell_markdown_get_type ())

typedef struct _BellMarkdown BellMarkdown;

GType                    bell_markdown_get_type     (void) G_GNUC_CONST;

BellMarkdown            *bell_markdown_new          (const char         *text,
                                                     gssize              length,
                                                     BellMarkdownFlags   flags);
void                     bell_markdown_new_async    (const char         *text,
                                                     BellMarkdownFlags   flags,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
BellMarkdown            *bell_markdown_new_finish   (GAsyncResult       *result,
                                                     GError            **error);
BellMarkdown            *bell_markdown_ref          (BellMarkdown       *self);
void                     bell_markdown_unref        (BellMarkdown       *self);

guint                    bell_markdown_get_n_blocks (const BellMarkdown *self);
const BellMarkdownBlock *bell_markdown_get_block    (const BellMarkdown *self,
                                                     guint               index);

char                    *bell_markdown_preview      (const char         *text,
                                                     guint               max_characters);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellMarkdown, bell_markdown_unref)

G_END_DECLS
