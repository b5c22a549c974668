/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-markdown.h"

/* Writes a parsed text down, one block a line: kind, level, depths, marker,
 * text with line breaks as "/", and the runs in brackets behind it. */
static char *
describe (const BellMarkdown *markdown)
{
  static const char *const kinds[] = { "p", "h", "code", "rule" };
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < bell_markdown_get_n_blocks (markdown); i++)
    {
      const BellMarkdownBlock *block = bell_markdown_get_block (markdown, i);
      g_autofree char *text = g_strdelimit (g_strdup (block->text), "\n", '/');

      g_string_append (out, i > 0 ? "\n" : "");
      g_string_append (out, kinds[block->kind]);
      if (block->level > 0)
        g_string_append_printf (out, "%u", block->level);
      for (guint depth = 0; depth < block->quote_depth; depth++)
        g_string_append_c (out, '>');
      for (guint depth = 0; depth < block->list_depth; depth++)
        g_string_append_c (out, '-');
      if (block->tight)
        g_string_append_c (out, '!');
      if (block->marker != NULL)
        g_string_append_printf (out, "(%s)", block->marker);
      g_string_append_printf (out, ":%s", text);

      for (guint r = 0; r < block->runs->len; r++)
        {
          const BellMarkdownRun *run = &g_array_index (block->runs, BellMarkdownRun, r);

          g_string_append_printf (out, " [%s%s%s%.*s%s%s]",
                                  run->marks & BELL_MARKDOWN_EMPHASIS ? "e" : "",
                                  run->marks & BELL_MARKDOWN_STRONG ? "s" : "",
                                  run->marks & BELL_MARKDOWN_CODE_SPAN ? "c" : "",
                                  (int) run->length, block->text + run->start,
                                  run->address != NULL ? "=" : "", run->address != NULL ? run->address : "");
        }
    }

  return g_string_free (out, FALSE);
}

static void
test_cases (void)
{
  static const struct { BellMarkdownFlags flags; const char *text, *wanted; } cases[] = {
    { 0, "", "" },
    { 0, "one\ntwo", "p:one two" },
    { BELL_MARKDOWN_KEEP_BREAKS, "one\ntwo", "p:one/two" },
    { 0, "one  \ntwo", "p:one/two" },
    { 0, "# A\n\n## B *c*", "h1:A\nh2:B c [ec]" },
    { 0, "Title\n===", "h1:Title" },
    { 0, "*e* **s** ***b*** `c`", "p:e s b c [ee] [ss] [esb] [cc]" },
    { 0, "`<b>&amp;`", "p:<b>&amp; [c<b>&amp;]" },
    { 0, "a &amp; b &lt;", "p:a & b <" },
    { 0, "- a\n- b", "p-(•):a\np-!(•):b" },
    { 0, "- a\n  - b\n    - c\n- d", "p-(•):a\np--!(◦):b\np---!(▪):c\np-!(•):d" },
    { 0, "3. a\n4. b", "p-(3.):a\np-!(4.):b" },
    { 0, "1) a", "p-(1)):a" },
    { 0, "- a\n\n- b", "p-(•):a\np-(•):b" },
    { 0, "- a\n\n  more", "p-(•):a\np-:more" },
    { 0, "> a\n> > b\n\nc", "p>:a\np>>:b\np:c" },
    { 0, "> - a", "p>-(•):a" },
    { 0, "```c\nint a;\n\n  b\n```", "code:int a;//  b" },
    { 0, "    code", "code:code" },
    { 0, "a\n\n---\n\nb", "p:a\nrule:\np:b" },
    { 0, "[x](https://a.b)", "p:x [x=https://a.b]" },
    { 0, "[*x* y](https://a.b)", "p:x y [ex=https://a.b] [ y=https://a.b]" },
    { 0, "<https://a.b/c_d_e>", "p:https://a.b/c_d_e [https://a.b/c_d_e=https://a.b/c_d_e]" },
    { 0, "<anna@a.b>", "p:anna@a.b [anna@a.b=mailto:anna@a.b]" },
    { 0, "see https://a.b/c_d_e?f=(g).", "p:see https://a.b/c_d_e?f=(g). [https://a.b/c_d_e?f=(g)=https://a.b/c_d_e?f=(g)]" },
    { 0, "(http://a.b)", "p:(http://a.b) [http://a.b=http://a.b]" },
    { 0, "http:// https://", "p:http:// https://" },
    { 0, "xhttps://a.b", "p:xhttps://a.b" },
    { 0, "![plan](https://a.b/p.png)", "p:plan [plan=https://a.b/p.png]" },
    { 0, "![](https://a.b)", "p:https://a.b [https://a.b=https://a.b]" },
    { 0, "[![i](https://i.j)](https://a.b)", "p:i [i=https://a.b]" },
    { 0, "a<br>b", "p:a/b" },
    { 0, "<div>\nx\n</div>\n\ny", "p:y" },
    { 0, "<b>x</b>", "p:x" },
    { 0, "| a | b |\n|---|---|", "p:| a | b | |---|---|" },
    { BELL_MARKDOWN_PLAIN, "# *a*\nb\n\n> c https://d.e", "p:# *a*/b\np:> c https://d.e [https://d.e=https://d.e]" },
    { BELL_MARKDOWN_PLAIN, "a\r\nb\r\n", "p:a/b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellMarkdown) markdown = bell_markdown_new (cases[i].text, -1, cases[i].flags);
      g_autofree char *got = describe (markdown);

      g_assert_cmpstr (got, ==, cases[i].wanted);
    }
}

/* None of these may become something that can be clicked. */
static void
test_hostile_addresses (void)
{
  static const char *const cases[] = {
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html;base64,AAAA)",
    "[x](file:///etc/passwd)", "[x](/etc/passwd)", "[x](../a)", "[x](ftp://a.b)", "[x](mailto:)", "[x](https://)",
    "[x](<https://a.b c>)", "[x](ssh://-oProxyCommand=x)", "<javascript:alert(1)>", "![x](javascript:1)",
    "[x](https://a.b&#10;c)", "[x](\x01https://a.b)", "[x](<a href=javascript:1>)",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BellMarkdown) markdown = bell_markdown_new (cases[i], -1, BELL_MARKDOWN_DEFAULT);
      const BellMarkdownBlock *block = bell_markdown_get_block (markdown, 0);

      for (guint r = 0; r < block->runs->len; r++)
        g_assert_null (g_array_index (block->runs, BellMarkdownRun, r).address);
    }
}

static char *
repeat (const char *text,
        gsize       bytes)
{
  GString *out = g_string_sized_new (bytes + strlen (text));

  while (out->len < bytes)
    g_string_append (out, text);

  return g_string_free (out, FALSE);
}

static void
test_hostile_sizes (void)
{
  static const char *const pieces[] = {
    ">", "> ", "* ", "- ", "1. ", "+ ", "[", "![", "[](", "*a ", "*_", "**x", "`", "``` ", "<", "<!--", "&", "\\",
    "[a](", "![l", "a\n", "> a\n", "- a\n", "\n", "1. a\n", "#", "|", "https://", "https://a.b ", "mailto:", ":",
    "a**b", "[^1]", "\t", "x ", "word", "]]", "<a ", "\xff", "\xf0\x9f\x94\x94", "[a]: b\n", "_a__b",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *text = repeat (pieces[i], 300000);
      g_autoptr (BellMarkdown) markdown = bell_markdown_new (text, -1, BELL_MARKDOWN_DEFAULT);

      for (guint b = 0; b < bell_markdown_get_n_blocks (markdown); b++)
        {
          const BellMarkdownBlock *block = bell_markdown_get_block (markdown, b);

          /* What is laid out in one piece must stay small. */
          g_assert_cmpuint (strlen (block->text), <, 4100);
          g_assert_true (g_utf8_validate (block->text, -1, NULL));
          g_assert_cmpuint (block->quote_depth, <=, BELL_MARKDOWN_MAX_DEPTH);
          g_assert_cmpuint (block->list_depth, <=, BELL_MARKDOWN_MAX_DEPTH);
        }
    }
}

/* One line of marks, then many that each would walk down all of them. */
static void
test_hostile_nesting (void)
{
  static const char *const starts[] = { "> ", "* ", "- ", "+ ", "1. " };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autofree char *marks = repeat (starts[i], 100000);
      g_autofree char *lines = repeat ("\n", 100000);
      g_autofree char *text = g_strconcat (marks, "x", lines, "y", NULL);
      g_autoptr (BellMarkdown) markdown = bell_markdown_new (text, -1, BELL_MARKDOWN_DEFAULT);

      g_assert_cmpuint (bell_markdown_get_n_blocks (markdown), >, 1);
    }
}

static void
test_deep_is_flat (void)
{
  g_autoptr (BellMarkdown) markdown = bell_markdown_new (">>>>>>>>>>>> a", -1, BELL_MARKDOWN_DEFAULT);

  g_assert_cmpuint (bell_markdown_get_block (markdown, 0)->quote_depth, ==, BELL_MARKDOWN_MAX_DEPTH);
}

static void
test_not_utf8 (void)
{
  g_autoptr (BellMarkdown) markdown = bell_markdown_new ("a \xff\xfe *b\xc3*", -1, BELL_MARKDOWN_DEFAULT);
  g_autoptr (BellMarkdown) zero = bell_markdown_new ("a\0b", 3, BELL_MARKDOWN_DEFAULT);

  g_assert_true (g_utf8_validate (bell_markdown_get_block (markdown, 0)->text, -1, NULL));
  g_assert_true (g_utf8_validate (bell_markdown_get_block (zero, 0)->text, -1, NULL));
}

static void
test_preview (void)
{
  static const struct { const char *text; guint length; const char *wanted; } cases[] = {
    { "", 10, "" },
    { "# Hello\n\n**World**", 40, "Hello World" },
    { "> quoted\n\nanswer", 40, "answer" },
    { "> only quoted", 40, "only quoted" },
    { "Grüße aus Köln", 9, "Grüße au…" },
    { "a\nb\n\n```\nc\n```", 40, "a b c" },
    { "<script>alert(1)</script>", 40, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *got = bell_markdown_preview (cases[i].text, cases[i].length);

      g_assert_cmpstr (got, ==, cases[i].wanted);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/markdown/cases", test_cases);
  g_test_add_func ("/markdown/preview", test_preview);
  g_test_add_func ("/markdown/deep-is-flat", test_deep_is_flat);
  g_test_add_func ("/markdown/hostile-addresses", test_hostile_addresses);
  g_test_add_func ("/markdown/hostile-sizes", test_hostile_sizes);
  g_test_add_func ("/markdown/hostile-nesting", test_hostile_nesting);
  g_test_add_func ("/markdown/not-utf8", test_not_utf8);

  return g_test_run ();
}
