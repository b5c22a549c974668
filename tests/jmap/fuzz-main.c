/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* fuzz-main CORPUS: runs a fuzz entry over each file of a folder, and over a
 * fixed number of faults made of each: bytes changed, cut out, doubled, and
 * pieces of JSON put in. No chance: the same faults every time. */

#include <string.h>

#include <glib.h>

#include "fuzz.h"

#define N_FAULTS 3000

static const char *const pieces[] = {
  "\"", "{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e400", "9007199254740993", "\\u0000", "\\ud800", "\xff", "\xc0\x80",
  "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\"#x\"", "/", "~", "*", "\n", "\r", "data:", "\"\":", "{}",
};

static const char *const values[] = {
  "null", "true", "false", "0", "-1", "1.5", "9007199254740991", "\"\"", "\"x\"", "\"#x\"", "\"$me\"", "[]", "{}", "[null]", "[1]",
  "{\"a\":true}", "{\"a\":\"b\"}", "[\"a\",\"a\"]", "\"2026-11-21T09:30:00Z\"", "\"open\"",
  "\"P01930000-0000-7000-8000-000000000001\"", "{\"P01930000-0000-7000-8000-000000000001\":true}",
};

static char *corpus;

static guint64
next_random (guint64 *state)
{
  *state = *state * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);

  return *state >> 33;
}

static void
run (const char *data,
     gsize       size)
{
  /* A copy of its exact size, so that a byte read too far is seen by the sanitizers. */
  g_autofree uint8_t *exact = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (exact, size);
}

/* Another value in the place of one, so that it stays JSON. */
static void
swap_value (GString *text,
            guint64 *state)
{
  gsize at = text->len > 0 ? next_random (state) % text->len : 0;
  char *colon = text->len > 0 ? memchr (text->str + at, ':', text->len - at) : NULL;
  gsize from, length;

  if (colon == NULL)
    return;

  from = (gsize) (colon - text->str) + 1;
  length = strcspn (text->str + from, text->str[from] == '"' ? ",}]" : text->str[from] == '{' ? "}" : ",}]");
  if (text->str[from] == '{' && text->str[from + length] == '}')
    length++;
  g_string_erase (text, (gssize) from, (gssize) length);
  g_string_insert (text, (gssize) from, values[next_random (state) % G_N_ELEMENTS (values)]);
}

/* Another letter or digit in the place of one. */
static void
swap_character (GString *text,
                guint64 *state)
{
  gsize at = text->len > 0 ? next_random (state) % text->len : 0;

  if (text->len == 0)
    return;
  if (g_ascii_isdigit (text->str[at]))
    text->str[at] = (char) ('0' + next_random (state) % 10);
  else if (g_ascii_isalpha (text->str[at]))
    text->str[at] = (char) ('a' + next_random (state) % 26);
}

static void
spoil (GString *text,
       guint64 *state)
{
  gsize at = text->len > 0 ? next_random (state) % text->len : 0;
  gsize length = 1 + next_random (state) % 12;
  const char *piece;

  switch (next_random (state) % 12)
    {
    case 5: case 6: case 7: case 8:
      swap_value (text, state);
      break;
    case 9: case 10: case 11:
      swap_character (text, state);
      break;
    case 0:
      if (text->len > 0)
        text->str[at] = (char) next_random (state);
      break;
    case 1:
      if (text->len > 0)
        g_string_erase (text, (gssize) at, (gssize) MIN (length, text->len - at));
      break;
    case 2:
      if (text->len > 0)
        {
          g_autofree char *copy = g_memdup2 (text->str + at, MIN (length, text->len - at));

          g_string_insert_len (text, (gssize) (next_random (state) % text->len), copy, (gssize) MIN (length, text->len - at));
        }
      break;
    case 3:
      g_string_truncate (text, at);
      break;
    default:
      piece = pieces[next_random (state) % G_N_ELEMENTS (pieces)];
      g_string_insert (text, (gssize) at, piece);
      break;
    }
}

static void
test_corpus (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (corpus, 0, &error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, (GCompareFunc) (void (*) (void)) g_strcmp0);
  g_assert_cmpuint (names->len, >, 0);

  run ("", 0);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (corpus, names->pdata[i], NULL);
      g_autofree char *text = NULL;
      guint64 state = i + 1;
      gsize length;

      g_file_get_contents (path, &text, &length, &error);
      g_assert_no_error (error);
      run (text, length);

      for (guint fault = 0; fault < N_FAULTS; fault++)
        {
          GString *spoilt = g_string_new_len (text, (gssize) length);
          guint n = 1 + (guint) (next_random (&state) % 4);

          while (n-- > 0)
            spoil (spoilt, &state);
          run (spoilt->str, spoilt->len);
          g_string_free (spoilt, TRUE);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  corpus = argv[1];

  g_test_add_func ("/fuzz/corpus", test_corpus);

  return g_test_run ();
}
