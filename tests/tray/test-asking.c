/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-administration.h"
#include "bell-asking.h"
#include "bell-id.h"
#include "bell-own-language.h"
#include "bell-request-words.h"
#include "bell-similar.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>
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
  /* What something is called may be short. */
  g_assert_true (bell_similar_names ("Das VPN bricht ab", "VPN"));
  g_assert_true (bell_similar_names ("no wi-fi in room 7", "Wi-Fi"));
  g_assert_true (bell_similar_names ("my emails are gone", "Email"));
  g_assert_false (bell_similar_names ("the fire alarm", "Wi-Fi"));
  g_assert_false (bell_similar_names ("anything", ""));
  g_assert_false (bell_similar_names ("anything", NULL));
  /* Said twice is said once. */
  g_assert_cmpuint (bell_similar_count ("mail mail mail", "mail mail"), ==, 1);
}

#define HOUR (60 * 60 * G_GINT64_CONSTANT (1000))
#define NOON (G_GINT64_CONSTANT (1793275200000)) /* 2026-10-29, 12:00 UTC */

/* A request and what is said of it; hours are from noon, 0 where there is none. */
static void
test_next (void)
{
  static const struct
  {
    BellStatus status;
    int number, answered, answer_due, next_due, solution_due;
    gboolean sent, heard;
    const char *words;
  } cases[] = {
    /* No policy: nothing is promised. */
    { BELL_STATUS_NEW, 7, 0, 0, 0, 0, TRUE, TRUE, "Waiting for somebody to look at it" },
    { BELL_STATUS_OPEN, 7, -1, 0, 0, 0, TRUE, TRUE, "Being worked on" },
    /* A policy. */
    { BELL_STATUS_NEW, 7, 0, 4, 0, 30, TRUE, TRUE, "Somebody answers you by 16:00 today" },
    { BELL_STATUS_NEW, 7, 0, 22, 0, 30, TRUE, TRUE, "Somebody answers you by 10:00 tomorrow" },
    { BELL_STATUS_NEW, 7, 0, 50, 0, 70, TRUE, FALSE, "Somebody answers you by Saturday, 31 October, 14:00" },
    { BELL_STATUS_OPEN, 7, -1, -2, 3, 30, TRUE, TRUE, "Somebody answers you by 15:00 today" },
    { BELL_STATUS_OPEN, 7, -1, -2, 0, 5, TRUE, TRUE, "Being worked on; solved by 17:00 today" },
    /* Late, and whether that can be known. */
    { BELL_STATUS_NEW, 7, 0, -1, 0, 30, TRUE, TRUE, "An answer is late; the helpdesk knows" },
    { BELL_STATUS_NEW, 7, 0, -1, 0, 30, TRUE, FALSE, "Waiting for somebody to look at it" },
    { BELL_STATUS_OPEN, 7, -3, -2, 0, -1, TRUE, TRUE, "Being worked on; it takes longer than promised" },
    { BELL_STATUS_OPEN, 7, -3, -2, 0, -1, TRUE, FALSE, "Being worked on" },
    /* What the server has not heard of it cannot keep. */
    { BELL_STATUS_NEW, 0, 0, 4, 0, 30, FALSE, FALSE, "Waiting to be sent; nobody has seen it yet" },
    { BELL_STATUS_OPEN, 7, -1, 0, 3, 30, FALSE, FALSE, "Waiting to be sent" },
    /* It is the other's turn, or nobody's. */
    { BELL_STATUS_PENDING, 7, -1, -2, 0, 30, TRUE, TRUE, "Waiting for your answer" },
    { BELL_STATUS_ON_HOLD, 7, -1, -2, 0, 30, TRUE, TRUE, "Waiting for something else" },
    { BELL_STATUS_SOLVED, 7, -1, -2, 0, -1, TRUE, TRUE, "Solved" },
    { BELL_STATUS_CLOSED, 7, -1, -2, 0, -1, TRUE, TRUE, "Closed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = bell_id_new_for_name (BELL_TYPE_TICKET, NOON, "request");
      g_autoptr (BellRecord) ticket = bell_record_new (BELL_TYPE_TICKET, id);
      const struct { int property; int hours; } times[] = {
        { BELL_TICKET_FIRST_RESPONSE_AT, cases[i].answered },
        { BELL_TICKET_FIRST_RESPONSE_DUE_AT, cases[i].answer_due },
        { BELL_TICKET_NEXT_RESPONSE_DUE_AT, cases[i].next_due },
        { BELL_TICKET_RESOLUTION_DUE_AT, cases[i].solution_due },
      };
      g_autofree char *words = NULL;

      bell_record_set_integer (ticket, bell_ticket_property (BELL_TICKET_STATUS), cases[i].status);
      bell_record_set_integer (ticket, bell_ticket_property (BELL_TICKET_NUMBER), cases[i].number);
      for (guint j = 0; j < G_N_ELEMENTS (times); j++)
        if (times[j].hours != 0)
          bell_record_set_integer (ticket, bell_ticket_property (times[j].property), NOON + times[j].hours * HOUR);

      words = bell_request_words_for_next (BELL_TICKET (ticket), NOON, cases[i].sent, cases[i].heard);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_language (void)
{
  static const struct
  {
    const char *session, *language;
    BellForeignness foreignness;
  } cases[] = {
    { "de_AT:fr", "de", BELL_FOREIGNNESS_OWN },
    { "de_AT:fr", "fr", BELL_FOREIGNNESS_OWN },
    { "de_AT:fr", "en", BELL_FOREIGNNESS_OTHER },
    { "de_AT:fr", NULL, BELL_FOREIGNNESS_UNKNOWN },
    { "pt_BR", "pt-PT", BELL_FOREIGNNESS_OWN },
    { "C", "en", BELL_FOREIGNNESS_OWN },
    { "C", "ar", BELL_FOREIGNNESS_OTHER },
    { "C.UTF-8", "en", BELL_FOREIGNNESS_OWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_setenv ("LANGUAGE", cases[i].session, TRUE);
      g_assert_cmpint (bell_own_language_compare (cases[i].language), ==, cases[i].foreignness);
    }
  g_unsetenv ("LANGUAGE");
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

/* Settings of an administrator's folder, with or without a lock on the address. */
static GSettings *
open_settings (const char *folder,
               gboolean    locked)
{
  g_autofree char *own = g_build_filename (folder, "own", NULL);
  g_autofree char *defaults = g_build_filename (folder, "defaults", NULL);
  g_autofree char *locks = g_build_filename (folder, "locks", NULL);
  g_autoptr (GSettingsBackend) first = g_keyfile_settings_backend_new (own, "/", NULL);
  g_autoptr (GSettingsBackend) backend = NULL;

  g_assert_true (g_file_set_contents (defaults, "[org/deskbell/Tray]\nserver-address='https://locked.example.org'\n", -1, NULL));
  g_assert_true (g_file_set_contents (locks, locked ? "/org/deskbell/Tray/server-address\n" : "", -1, NULL));
  /* The first has made the type known, which has no name in a header. */
  backend = g_object_new (G_OBJECT_TYPE (first), "filename", own, "root-path", "/", "defaults-dir", folder, NULL);

  return g_settings_new_with_backend ("org.deskbell.Tray", backend);
}

static void
test_administration_locked (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("deskbell-lock-XXXXXX", &error);
  g_autoptr (GSettings) locked = NULL;
  g_autoptr (GSettings) open = NULL;
  g_autoptr (BellAdministration) by_lock = NULL;
  g_autoptr (BellAdministration) without = NULL;

  g_assert_no_error (error);

  locked = open_settings (folder, TRUE);
  g_assert_false (g_settings_set_string (locked, "server-address", "https://elsewhere.example.com"));
  by_lock = bell_administration_load ("/nowhere/at/all", locked, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (by_lock->address, ==, "https://locked.example.org");

  /* What is only a default is the person's to choose. */
  open = open_settings (folder, FALSE);
  without = bell_administration_load ("/nowhere/at/all", open, &error);
  g_assert_no_error (error);
  g_assert_null (without->address);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *path = g_build_filename (folder, ((const char *const[]) { "own", "defaults", "locks" })[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tray/asking/subject", test_subject);
  g_test_add_func ("/tray/asking/similar", test_similar);
  g_test_add_func ("/tray/asking/what-happens-next", test_next);
  g_test_add_func ("/tray/asking/language", test_language);
  g_test_add_func ("/tray/administration/read", test_administration);
  g_test_add_func ("/tray/administration/locked-settings", test_administration_locked);
  g_test_add_func ("/tray/administration/broken-file", test_administration_broken);

  return g_test_run ();
}
