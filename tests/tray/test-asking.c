/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-administration.h"
#include "bell-asking.h"
#include "bell-similar.h"

#include <glib/gstdio.h>
#include <string.h>

static void
test_subject (void)
{
  static const struct
  {
    const char *text;
    const char *subject;
  } cases[] = {
    { "The printer is jammed", "The printer is jammed" },
    { "\n \n  The printer is jammed  \nagain", "The printer is jammed" },
    { "", "" },
    { " \n\t", "" },
    { "I wanted to print the quarterly report for the meeting at noon but the printer on floor two only blinks",
      "I wanted to print the quarterly report for the meeting at noon but the printer…" },
  };
  g_autofree char *endless = g_strnfill (10000, 'x');
  g_autofree char *cut = bell_asking_make_subject (endless);
  g_autoptr (GString) umlauts = g_string_new (NULL);
  g_autofree char *cut_umlauts = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *subject = bell_asking_make_subject (cases[i].text);

      g_assert_cmpstr (subject, ==, cases[i].subject);
    }

  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, 81);
  for (guint i = 0; i < 200; i++)
    g_string_append (umlauts, "ü");
  cut_umlauts = bell_asking_make_subject (umlauts->str);
  g_assert_true (g_utf8_validate (cut_umlauts, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (cut_umlauts, -1), ==, 81);
}

static void
test_similar (void)
{
  g_assert_cmpuint (bell_similar_count ("no email arrives in my mailbox", "Mail does not arrive Email"), ==, 2);
  g_assert_cmpuint (bell_similar_count ("the printer prints nothing", "The printer is broken"), ==, 1);
  g_assert_cmpuint (bell_similar_count ("Die Drucker drucken nicht", "Drucker im 2. Stock"), ==, 1);
  g_assert_cmpuint (bell_similar_count ("", "Mail"), ==, 0);
  g_assert_cmpuint (bell_similar_count ("my car is red", "The bar is open"), ==, 0);
  /* Said twice is said once. */
  g_assert_cmpuint (bell_similar_count ("mail mail mail", "mail mail"), ==, 1);
}

static BellAdministration *
load (const char  *text,
      GError     **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("tray-XXXXXX.conf", &path, NULL);
  BellAdministration *administration;

  g_assert_cmpint (fd, >=, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_close (fd, NULL);
  administration = bell_administration_load (path, NULL, error);
  g_unlink (path);

  return administration;
}

static void
test_administration (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellAdministration) nothing = bell_administration_load ("/nowhere/at/all", NULL, &error);
  g_autoptr (BellAdministration) all = NULL;
  g_autofree char *email = NULL;

  g_assert_no_error (error);
  g_assert_null (nothing->address);
  g_assert_null (bell_administration_make_email (nothing, "mia"));

  all = load ("[server]\naddress=https://help.example.org\nemail-domain=example.org\n", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (all->address, ==, "https://help.example.org");
  email = bell_administration_make_email (all, "mia");
  g_assert_cmpstr (email, ==, "mia@example.org");
}

static void
test_administration_broken (void)
{
  static const char *const texts[] = { "address", "[server]\naddress=not an address\n", "[server\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BellAdministration) administration = load (texts[i], &error);

      /* Told, and the program starts all the same. */
      g_assert_nonnull (error);
      g_assert_nonnull (administration);
      g_assert_null (administration->address);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tray/asking/subject", test_subject);
  g_test_add_func ("/tray/asking/similar", test_similar);
  g_test_add_func ("/tray/administration/read", test_administration);
  g_test_add_func ("/tray/administration/broken-file", test_administration_broken);

  return g_test_run ();
}
