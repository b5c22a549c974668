/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What reading Markdown costs: ordinary paragraphs, and the marks that somebody
 * could heap up to keep the reader busy, each beside plain words of the same
 * length (the floor). The best of several turns counts. One line of JSON a
 * figure, see report.py. */

#include <string.h>

#include "bell-markdown.h"

#define SIZE 300000
#define N_ROUNDS 3

static char *
repeat (const char *text,
        gsize       size)
{
  GString *out = g_string_sized_new (size + strlen (text));

  while (out->len < size)
    g_string_append (out, text);

  return g_string_free (out, FALSE);
}

static double
time_reading (const char *text)
{
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      gint64 begin = g_get_monotonic_time ();
      g_autoptr (BellMarkdown) markdown = bell_markdown_new (text, -1, BELL_MARKDOWN_DEFAULT);

      best = MIN (best, g_get_monotonic_time () - begin);
    }

  return (double) best / G_USEC_PER_SEC;
}

int
main (void)
{
  static const char *const pieces[] = {
    ">", "> ", "* ", "- ", "1. ", "[", "![", "[](", "*a ", "*_", "**x", "`", "<", "<!--", "&", "\\", "[a](", "![l",
    "> a\n", "- a\n", "1. a\n", "#", "https://", "mailto:", ":", "[^1]", "]]", "<a ", "[a]: b\n", "_a__b",
  };
  g_autofree char *words = repeat ("word ", SIZE);
  g_autofree char *paragraphs = repeat ("A paragraph with *emphasis* and a [link](https://a.b) that goes on for a while.\n\n", SIZE);
  g_autofree char *marks = repeat ("> ", SIZE / 3);
  g_autofree char *lines = repeat ("\n", SIZE / 3);
  g_autofree char *walk = g_strconcat (marks, "x", lines, "y", NULL);
  double floor = time_reading (words), slowest = 0;
  const char *worst = "";

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *text = repeat (pieces[i], SIZE);
      double time = time_reading (text);

      if (time > slowest)
        {
          slowest = time;
          worst = pieces[i];
        }
    }

  g_print ("{\"name\": \"markdown: 300 kB of paragraphs\", \"value\": %.6f, \"unit\": \"s\", \"floor\": %.6f}\n",
           time_reading (paragraphs), floor);
  g_printerr ("the slowest mark: %s\n", worst);
  g_print ("{\"name\": \"markdown: 300 kB of the slowest mark\", \"value\": %.6f, \"unit\": \"s\", \"budget\": 2}\n", slowest);
  g_print ("{\"name\": \"markdown: 100 kB of nested marks, then as many lines\", \"value\": %.6f, \"unit\": \"s\", \"budget\": 1}\n",
           time_reading (walk));

  return 0;
}
