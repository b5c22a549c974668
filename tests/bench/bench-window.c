/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench-turns.h"

#ifndef PLAIN_ONLY
#include "bell-application.h"
#include "bell-item.h"
#include "bell-window.h"
#endif

/* How the agent's real window feels on a real cache; see bench-window.sh.
 *
 *   bench-plain plain             an empty window, then a plain list of as many rows
 *   bench-window real PROFILE     the application on the cache of bench-real
 *
 * bench-plain is this with PLAIN_ONLY, which loads no library that an empty
 * window does not need.
 *
 * Each prints words of the shell. BENCH_BEGIN is
 * when the process was started, in microseconds since 1970. */

#define PLAIN_ROWS    47221
#define SCROLL_FRAMES 300
#define SCROLL_STEP   90 /* pixels a frame */
#define JUMPS         60
#define JUMP_MS       120
#define OPENED        50
#define OPEN_MS       200
#define LONG_MS       1500
#define KEY_MS        90
#define REDRAWN       30
#define FRAME_MS      40
#define FILTERED      21
#define SETTLE_MS     1500
#define TICK_MS       10000

#ifndef PLAIN_ONLY
static const char *const typed[] = { "thunderbird password", "cannot send mail", "import address book", "konto" };
#endif

/* --- Waiting and looking ------------------------------------------------ */

static gboolean
over_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
wait_ms (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

#ifndef PLAIN_ONLY
/* The first of that type that is on show. */
static GtkWidget *
find_widget (GtkWidget *widget,
             GType      type)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

#endif

/* A list of tickets, not that of the views. */
static GtkListView *
find_list (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LIST_VIEW (widget))
    {
      GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (widget)));
      g_autoptr (GObject) item = model != NULL ? g_list_model_get_item (model, 0) : NULL;

#ifndef PLAIN_ONLY
      if (item != NULL && BELL_IS_ITEM (item))
        return bell_item_get_record (BELL_ITEM (item)) != NULL ? GTK_LIST_VIEW (widget) : NULL;
#endif
      return item != NULL && GTK_IS_STRING_OBJECT (item)
               ? GTK_LIST_VIEW (widget)
               : NULL;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkListView *found = find_list (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static double
get_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL) || (line = strstr (text, "VmRSS:")) == NULL)
    return 0;

  return g_ascii_strtod (line + strlen ("VmRSS:"), NULL) / 1024;
}

static double
seconds_since_start (void)
{
  const char *begin = g_getenv ("BENCH_BEGIN");

  return begin != NULL ? (double) (g_get_real_time () - g_ascii_strtoll (begin, NULL, 10)) / G_USEC_PER_SEC : 0;
}

/* --- What is done -------------------------------------------------------- */

static gboolean
scroll_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       user_data)
{
  guint *left = user_data;
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (widget));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + SCROLL_STEP);

  return --*left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
scroll (GtkListView *list)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  guint left = SCROLL_FRAMES;

  bench_begin_turns ();
  gtk_widget_add_tick_callback (GTK_WIDGET (list), scroll_cb, &left, NULL);
  while (left > 0)
    g_main_context_iteration (NULL, TRUE);
  bench_end_turns ("scroll");

  bench_begin_turns ();
  for (guint i = 0; i < JUMPS; i++)
    {
      /* Far apart, and the same ones each time. */
      double share = (double) ((i * 7919u) % 1000u) / 1000;

      gtk_adjustment_set_value (adjustment, share * gtk_adjustment_get_upper (adjustment));
      wait_ms (JUMP_MS);
    }
  bench_end_turns ("jump");
  gtk_adjustment_set_value (adjustment, 0);
  wait_ms (SETTLE_MS);
}

/* Everything that the window shows, drawn anew: what no turn that changes much
 * of it can do without. */
static void
redraw (GtkWidget *widget)
{
  bench_begin_turns ();
  for (guint i = 0; i < REDRAWN; i++)
    {
      gtk_widget_queue_draw (widget);
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
        gtk_widget_queue_draw (child);
      gdk_surface_queue_render (gtk_native_get_surface (gtk_widget_get_native (widget)));
      wait_ms (FRAME_MS);
    }
  bench_end_turns ("redraw");
}

#ifndef PLAIN_ONLY
/* Nobody does anything, but the deadlines of the rows in sight come and pass. */
static void
tick (void)
{
  bench_begin_turns ();
  wait_ms (TICK_MS);
  bench_end_turns ("tick");
}

static void
filter (BellWindow *window)
{
  static const char *const places[] = { "my-work", "all-open", "unassigned", "recent", "my-teams", "articles", "recent" };

  bench_begin_turns ();
  for (guint i = 0; i < FILTERED; i++)
    {
      bench_turns_are_about (places[i % G_N_ELEMENTS (places)]);
      bell_window_show_place (window, places[i % G_N_ELEMENTS (places)]);
      wait_ms (OPEN_MS);
    }
  bench_end_turns ("filter");
  bell_window_show_place (window, "recent");
  wait_ms (SETTLE_MS);
}

static void
open_tickets (BellWindow  *window,
              GtkListView *list)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (list));
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < OPENED; i++)
    {
      g_autoptr (BellItem) item = g_list_model_get_item (model, i * (g_list_model_get_n_items (model) / OPENED));

      while (bell_item_get_record (item) == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_ptr_array_add (ids, g_strdup (bell_item_get_id (item)));
    }

  bench_begin_turns ();
  for (guint i = 0; i < ids->len; i++)
    {
      bench_turns_are_about (ids->pdata[i]);
      bell_window_open_ticket (window, ids->pdata[i]);
      wait_ms (OPEN_MS);
    }
  bench_end_turns ("open");
}

/* Those of the tickets in BENCH_LONG: with the most messages, and with the
 * longest ones. */
static void
open_long_tickets (BellWindow *window)
{
  const char *text = g_getenv ("BENCH_LONG");
  g_auto (GStrv) ids = g_strsplit (text != NULL ? text : "", " ", -1);

  if (text == NULL)
    return;

  bench_begin_turns ();
  for (guint i = 0; ids[i] != NULL; i++)
    {
      bench_turns_are_about (ids[i]);
      bell_window_open_ticket (window, ids[i]);
      wait_ms (LONG_MS);
    }
  bench_end_turns ("long");
}

static void
type_in_search (BellWindow *window)
{
  GtkWidget *entry;

  bell_window_search (window);
  wait_ms (SETTLE_MS / 2);
  entry = find_widget (GTK_WIDGET (window), GTK_TYPE_SEARCH_ENTRY);
  if (entry == NULL)
    g_error ("There is no search entry.");

  bench_begin_turns ();
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      for (guint length = 1; length <= strlen (typed[i]); length++)
        {
          g_autofree char *text = g_strndup (typed[i], length);

          bench_turns_are_about (g_intern_string (text));
          gtk_editable_set_text (GTK_EDITABLE (entry), text);
          wait_ms (KEY_MS);
        }
      bench_turns_are_about ("nothing");
      gtk_editable_set_text (GTK_EDITABLE (entry), "");
      wait_ms (KEY_MS);
    }
  bench_end_turns ("type");
}

#endif

/* --- The plain window ----------------------------------------------------- */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item)
{
  gtk_list_item_set_child (list_item, gtk_label_new (NULL));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (list_item)),
                       gtk_string_object_get_string (gtk_list_item_get_item (list_item)));
}

static GtkWidget *
new_plain_list (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkStringList *strings = gtk_string_list_new (NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list;

  for (guint i = 0; i < PLAIN_ROWS; i++)
    {
      g_autofree char *text = g_strdup_printf ("Row %u of a plain list", i);

      gtk_string_list_append (strings, text);
    }
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (strings))), factory);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_widget_set_vexpand (scroller, TRUE);

  return scroller;
}

static void
activate_plain_cb (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 760);
  gtk_window_present (GTK_WINDOW (window));
}

/* --- The two runs --------------------------------------------------------- */

/* BENCH_PARTS names those that are to be done, for whoever looks into one. */
static gboolean
wanted (const char *part)
{
  const char *parts = g_getenv ("BENCH_PARTS");

  return parts == NULL || strstr (parts, part) != NULL;
}

typedef struct
{
  GApplication *application;
  GtkWindow *window;
  gboolean real;
  gboolean framed;
} Run;

static gboolean
run_cb (gpointer user_data)
{
  Run *run = user_data;

  if (!wanted ("settle"))
    {
      /* The first frame was all. */
    }
  else if (!run->real)
    {
      wait_ms (SETTLE_MS);
      g_print ("memory=%.1f\n", get_memory ());
      gtk_box_append (GTK_BOX (adw_application_window_get_content (ADW_APPLICATION_WINDOW (run->window))), new_plain_list ());
      wait_ms (SETTLE_MS);
      scroll (find_list (GTK_WIDGET (run->window)));
      redraw (GTK_WIDGET (run->window));
    }
#ifndef PLAIN_ONLY
  else
    {
      BellWindow *window = BELL_WINDOW (run->window);
      gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
      GtkListView *list;

      bench_begin_turns ();
      bench_turns_are_about ("before tickets are on show");
      while ((list = find_list (GTK_WIDGET (window))) == NULL)
        {
          g_main_context_iteration (NULL, TRUE);
          if (g_get_monotonic_time () > deadline)
            g_error ("No ticket came on show.");
        }
      g_print ("rows=%.3f\n", seconds_since_start ());
      bench_turns_are_about ("tickets are on show");
      wait_ms (3 * SETTLE_MS);
      bench_end_turns ("settle");
      g_print ("memory=%.1f n_tickets=%u\n", get_memory (), g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (list))));
      if (wanted ("tick"))
        tick ();
      if (wanted ("scroll"))
        scroll (list);
      if (wanted ("filter"))
        filter (window);
      if (wanted ("open"))
        open_tickets (window, find_list (GTK_WIDGET (window)));
      if (wanted ("long"))
        open_long_tickets (window);
      if (wanted ("redraw"))
        redraw (GTK_WIDGET (window));
      if (wanted ("type"))
        type_in_search (window);
      g_print ("memory_end=%.1f\n", get_memory ());
    }
#endif

  g_application_quit (run->application);
  /* The application goes on in the background when its window is closed. */
  fflush (stdout);
  _exit (EXIT_SUCCESS);
}

static void
painted_cb (GdkFrameClock *frame_clock,
            Run           *run)
{
  if (run->framed)
    return;

  run->framed = TRUE;
  g_print ("first=%.3f first_cpu=%.3f\n", seconds_since_start (), (double) bench_get_cpu_time () / G_USEC_PER_SEC);
  g_idle_add (run_cb, run);
}

static void
mapped_cb (GtkWidget *window,
           Run       *run)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb), run);
}

static void
window_added_cb (GtkApplication *application,
                 GtkWindow      *window,
                 Run            *run)
{
  if (run->window != NULL)
    return;

  run->window = window;
  gtk_window_set_default_size (window, 1200, 760);
  g_signal_connect_after (window, "map", G_CALLBACK (mapped_cb), run);
}

int
main (int    argc,
      char **argv)
{
  Run run = { .real = argc == 3 && g_str_equal (argv[1], "real") };
  char *words[] = { argv[0], (char *) "--profile", argc == 3 ? argv[2] : NULL, NULL };
#ifndef PLAIN_ONLY
  g_autoptr (BellClock) clock = bell_clock_new_system ();
  g_autoptr (BellWakeTimer) timer = bell_wake_timer_new (FALSE);

  if (run.real)
    {
      g_autoptr (GSettings) settings = g_settings_new ("org.deskbell.Deskbell");

      /* Where the person was last. */
      g_settings_set_string (settings, "last-view", "recent");
      run.application = bell_application_new (clock, timer);
    }
#endif

  if (run.application == NULL && argc == 2 && g_str_equal (argv[1], "plain"))
    {
      run.application = G_APPLICATION (adw_application_new ("org.deskbell.Plain", G_APPLICATION_NON_UNIQUE));
      g_signal_connect (run.application, "activate", G_CALLBACK (activate_plain_cb), NULL);
    }
  if (run.application == NULL)
    {
      g_printerr ("Usage: bench-plain plain, bench-window real PROFILE\n");
      return 2;
    }

  bench_hook_turns ();
  g_signal_connect (run.application, "window-added", G_CALLBACK (window_added_cb), &run);

  return g_application_run (run.application, run.real ? 3 : 1, words);
}
