/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-html-markdown.h"

#include <string.h>

static void
test_table (void)
{
  static const struct { const char *html; const char *markdown; } cases[] = {
    { "", "" },
    { "plain", "plain" },
    { "<p>Hello <b>bold </b>text &amp; <i> it </i></p><p>two</p>", "Hello **bold** text & *it*\n\ntwo" },
    { "<ul><li>one<ul><li>in</li></ul></li><li>two</li></ul>", "- one\n  - in\n\n- two" },
    { "<ol><li>a</li><li>b</li></ol>", "1. a\n2. b" },
    { "<blockquote><p>q1</p><p>q2</p></blockquote>after", "> q1\n>\n> q2\n\nafter" },
    { "<pre>a\n  b\n</pre>", "```\na\n  b\n```" },
    { "<pre>```</pre>", "````\n```\n````" },
    { "<blockquote>x<pre>code\nmore</pre></blockquote>", "> x\n>\n> ```\n> code\n> more\n> ```" },
    { "<h2>Title</h2>x<br>y", "## Title\n\nx\\\ny" },
    { "run <code>a_b</code> now", "run `a_b` now" },
    { "<a href='https://e.org/a(b)'>yes</a>", "[yes](https://e.org/a%28b%29)" },
    { "<a href='https://e.org'>https://e.org</a>", "<https://e.org>" },
    { "<img src='https://e.org/i.png' alt='picture'>", "![picture](https://e.org/i.png)" },
    { "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a | b\nc | d" },
    { "a &lt; b file_name *x* [y]", "a \\< b file_name \\*x\\* \\[y\\]" },
    { "<p># heading?</p><p>- item?</p><p>12. item</p><p>1.5 is fine</p>", "\\# heading?\n\n\\- item?\n\n12\\. item\n\n1.5 is fine" },
    { "&#8222;Größe&#8220; 中文", "„Größe“ 中文" },
    { "a\x07\x7f" "b <code>c\x7f" "d</code>", "ab `cd`" },
    { "<pre>a\x01\x7f" "b</pre>", "```\nab\n```" },
    { "<p>unclosed <b>bold", "unclosed **bold**" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *markdown = bell_html_to_markdown (cases[i].html);

      g_assert_cmpstr (markdown, ==, cases[i].markdown);
    }
}

static void
test_script_is_dropped (void)
{
  static const char *const cases[] = {
    "a<script>alert(1)</script>b", "<style>p{}</style>x", "<a href='javascript:alert(1)'>x</a>",
    "<img src='javascript:alert(1)'>", "<iframe src='https://evil.example'></iframe>x", "<p onclick='alert(1)'>x</p>",
    "<img src=x onerror=alert(1) alt='&lt;script&gt;'>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *markdown = bell_html_to_markdown (cases[i]);

      g_assert_null (strstr (markdown, "alert"));
      g_assert_null (strstr (markdown, "iframe"));
      /* What is left of a tag can only be escaped text. */
      for (const char *p = markdown; (p = strchr (p, '<')) != NULL; p++)
        g_assert_true (p > markdown && p[-1] == '\\');
    }
}

static void
test_deep_nesting (void)
{
  g_autoptr (GString) html = g_string_new (NULL);
  g_autofree char *markdown = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (html, "<blockquote>");
  g_string_append (html, "bottom");

  markdown = bell_html_to_markdown (html->str);
  g_assert_cmpuint (strlen (markdown), <, 1000000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/html-markdown/table", test_table);
  g_test_add_func ("/html-markdown/script-is-dropped", test_script_is_dropped);
  g_test_add_func ("/html-markdown/deep-nesting", test_deep_nesting);

  return g_test_run ();
}
