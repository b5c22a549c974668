/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-answers PROFILE FILE: what the app for staff suggests while somebody
 * describes what is wrong, and how soon after a key it stands on the screen.
 * FILE has a line for each question: its words, and after each tab the title
 * of an article that a person answered it with. */

#include <adwaita.h>
#include <string.h>

#include "bell-answers.h"
#include "bell-style.h"

/* As many as the window of asking shows. */
#define N_ANSWERS 3
/* Of the questions, one in so many is typed, key by key. */
#define TYPED 10

typedef struct
{
  BellAnswers *answers;
  GdkFrameClock *frames;
  GArray *found_times; /* of double, in milliseconds */
  GArray *shown_times;
  gint64 begin;
  gboolean found;
  gboolean shown;
} Bench;

static void
turn (void)
{
  g_main_context_iteration (NULL, TRUE);
}

static void
note_time (GArray *times,
           gint64  begin)
{
  double time = (double) (g_get_monotonic_time () - begin) / 1000;

  g_array_append_val (times, time);
}

static void
found_cb (Bench *bench)
{
  if (!bench->found && bench->begin != 0)
    note_time (bench->found_times, bench->begin);
  bench->found = TRUE;
  bench->shown = FALSE;
  gdk_frame_clock_request_phase (bench->frames, GDK_FRAME_CLOCK_PHASE_PAINT);
}

static void
painted_cb (Bench *bench)
{
  if (bench->found && !bench->shown && bench->begin != 0)
    note_time (bench->shown_times, bench->begin);
  bench->shown = TRUE;
}

/* A key: until its suggestions are there and painted. */
static void
write_text (Bench      *bench,
            const char *text)
{
  bench->found = bench->shown = FALSE;
  bench->begin = g_get_monotonic_time ();
  bell_answers_set_text (bench->answers, text);
  while (!bench->found || !bench->shown)
    turn ();
}

/* Whether one of the titles shown is among @wanted. */
static gboolean
is_suggested (GtkWidget         *widget,
              const char *const *wanted)
{
  if (ADW_IS_ACTION_ROW (widget))
    return gtk_widget_get_child_visible (widget) && g_strv_contains (wanted, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_suggested (child, wanted))
      return TRUE;

  return FALSE;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double one = *(const double *) a, two = *(const double *) b;

  return (one > two) - (one < two);
}

static void
print_times (const char *name,
             GArray     *times)
{
  g_array_sort (times, compare_doubles);
  g_print ("%s_p50=%.3f\n%s_p99=%.3f\n", name, g_array_index (times, double, times->len / 2),
           name, g_array_index (times, double, times->len * 99 / 100));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (BellClock) clock = bell_clock_new_system ();
  g_autoptr (BellAccount) account = NULL;
  g_autoptr (BellHelpline) helpline = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  Bench bench = { 0 };
  GtkWidget *window;
  guint asked = 0, right = 0;

  if (argc != 3)
    {
      g_printerr ("Usage: bench-answers PROFILE FILE\n");
      return 2;
    }
  if (!g_file_get_contents (argv[2], &text, NULL, &error))
    g_error ("%s", error->message);

  adw_init ();
  bell_style_load (gdk_display_get_default ());
  account = bell_account_new (clock, "tray", argv[1]);
  helpline = bell_helpline_new (account);
  bell_account_open (account);
  while (bell_account_get_state (account) == BELL_ACCOUNT_OPENING || bell_helpline_get_requests (helpline) == NULL)
    turn ();

  window = gtk_window_new ();
  bench.answers = BELL_ANSWERS (bell_answers_new (helpline, N_ANSWERS, TRUE));
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 620);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (bench.answers));
  gtk_window_present (GTK_WINDOW (window));
  bench.frames = gtk_widget_get_frame_clock (window);
  bench.found_times = g_array_new (FALSE, FALSE, sizeof (double));
  bench.shown_times = g_array_new (FALSE, FALSE, sizeof (double));
  g_signal_connect_swapped (bench.answers, "notify::found", G_CALLBACK (found_cb), &bench);
  g_signal_connect_swapped (bench.frames, "after-paint", G_CALLBACK (painted_cb), &bench);
  while (!bench.shown)
    turn ();

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "\t", -1);

      for (const char *end = parts[0]; i % TYPED == 0 && *end != '\0';)
        {
          g_autofree char *typed = NULL;

          end = g_utf8_next_char (end);
          typed = g_strndup (parts[0], (gsize) (end - parts[0]));
          if (*end != '\0')
            write_text (&bench, typed);
        }

      write_text (&bench, parts[0]);
      asked++;
      right += is_suggested (GTK_WIDGET (bench.answers), (const char *const *) parts + 1);
    }
  if (asked == 0)
    g_error ("There is no question in %s.", argv[2]);

  g_print ("asked=%u\nrecall=%.4f\nkeys=%u\n", asked, (double) right / asked, bench.found_times->len);
  print_times ("found", bench.found_times);
  print_times ("shown", bench.shown_times);
  g_array_unref (bench.found_times);
  g_array_unref (bench.shown_times);
  gtk_window_destroy (GTK_WINDOW (window));
  bell_helpline_close (helpline);
  bell_account_close (account);

  return 0;
}
