/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-words.h"

/* What the words of a text are, for whoever keeps an index of them. */

static void
check (const char *text,
       const char *expected)
{
  g_autofree char *words = bell_words_join (text, 100);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_words (void)
{
  check (NULL, "");
  check ("", "");
  check (" ,.;\t", "");
  check ("The printer, THE Printer!", "the printer");
  check ("Größe élève STRASSE Straße", "grosse eleve strasse");
  check ("Принтер не печатает", "принтер не печатает");
  check ("الطابعة لا تعمل", "الطابعة لا تعمل");
  check ("co\xc2\xad" "operate", "cooperate");
}

static void
test_no_space_between (void)
{
  check ("打印机坏了", "打 印 机 坏 了");
  check ("プリンター2台", "フ リ ン タ ー 2 台");
  check ("ㄅㄆ", "ㄅ ㄆ");
  check ("ꀀꀁ", "ꀀ ꀁ");
  /* Signs above and below letters are no letters. */
  check ("พิมพ์", "พ ม");
  check ("ພິມ", "ພ ມ");
  check ("បោះ", "ប");
  check ("ပုံ", "ပ");
  check ("ᥐᥑ", "ᥐ ᥑ");
  check ("VPN用のトークン", "vpn 用 の ト ー ク ン");
}

static void
test_scripts (void)
{
  const char *const by_themselves = "打ひカㄅꀀกກកကᥐᦀᨠꪀ";
  const char *const spelled = "aäßдשعaகक가αა";

  for (const char *p = by_themselves; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_true (bell_words_is_word_by_itself (g_utf8_get_char (p)));
  for (const char *p = spelled; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_false (bell_words_is_word_by_itself (g_utf8_get_char (p)));
}

static void
test_bounds (void)
{
  g_autoptr (GPtrArray) few = bell_words_split ("one two three four", 2);
  g_autofree char *long_word = g_strnfill (10000, 'x');
  g_autoptr (GPtrArray) long_words = bell_words_split (long_word, 10);

  g_assert_cmpuint (few->len, ==, 2);
  g_assert_cmpuint (long_words->len, ==, 1);
  g_assert_cmpuint (strlen (long_words->pdata[0]), ==, BELL_WORDS_MAX_LENGTH);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/words/words", test_words);
  g_test_add_func ("/model/words/no-space-between", test_no_space_between);
  g_test_add_func ("/model/words/scripts", test_scripts);
  g_test_add_func ("/model/words/bounds", test_bounds);

  return g_test_run ();
}
