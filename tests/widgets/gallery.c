/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows each widget in the states that matter, to be looked at:
 *   gallery [--dark] [--contrast] [--picture DIRECTORY]
 * With a directory it starts a display of its own, keeps one picture for each
 * page there, and ends. */

#include <adwaita.h>
#include <glib/gstdio.h>

#include "bell-attachment-row.h"
#include "bell-chip.h"
#include "bell-composer.h"
#include "bell-markdown-view.h"
#include "bell-style.h"
#include "bell-test-desktop.h"
#include "bell-time-label.h"

static gboolean dark, contrast;
static int width = 720;
static char *pictures;

static const GOptionEntry options[] = {
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "Dark", NULL },
  { "contrast", 0, 0, G_OPTION_ARG_NONE, &contrast, "High contrast", NULL },
  { "width", 0, 0, G_OPTION_ARG_INT, &width, "Width of the window", "PIXELS" },
  { "picture", 0, 0, G_OPTION_ARG_FILENAME, &pictures, "Keep pictures", "DIRECTORY" },
  { NULL, 0, 0, 0, NULL, NULL, NULL }
};

static const char markdown[] =
  "# Printer on floor 3\n\n"
  "Hello Anna,\nthe printer shows **paper jam** although there is *none*; see "
  "[the manual](https://example.org/manual) or https://example.org/help?a=(b).\n\n"
  "## What I tried\n\n"
  "1. Opened the *rear* door\n2. Ran `lpstat -p` and saw a rather long line of text here that certainly has to wrap somewhere in the list\n"
  "   - nested, with `code`\n   - and another\n     - deeper still\n3. Restarted\n\n"
  "```\n$ lpstat -p\nprinter floor3 disabled since Tue 17 Nov\n\tPaper jam\n```\n\n"
  "> On Tuesday Paul wrote:\n> The tray must be *closed*.\n>\n> > Which tray?\n>\n> The lower one.\n\n"
  "- Bullet one\n- Bullet two\n\n---\n\n"
  "### Small heading\n\nAn image: ![floor plan](https://example.org/plan.png), raw <b>HTML</b> dropped, "
  "and [a bad link](javascript:alert(1)) is text.\n";

static GtkWidget *
make_column (void)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_set_margin_top (column, 18);
  gtk_widget_set_margin_bottom (column, 18);
  gtk_widget_set_margin_start (column, 18);
  gtk_widget_set_margin_end (column, 18);

  return column;
}

static GtkWidget *
make_chips (void)
{
  static const struct { const char *label, *icon, *variant; } chips[] = {
    { "New", "starred-symbolic", "new" },
    { "Open", NULL, "open" },
    { "Pending", NULL, "pending" },
    { "On hold", NULL, "on-hold" },
    { "Solved", "object-select-symbolic", "solved" },
    { "Closed", NULL, "closed" },
    { "Low", "deskbell-priority-low-symbolic", "low" },
    { "Normal", "deskbell-priority-normal-symbolic", "normal" },
    { "High", "deskbell-priority-high-symbolic", "high" },
    { "Urgent", "deskbell-priority-urgent-symbolic", "urgent" },
    { "Waiting to send", "deskbell-outbox-symbolic", "waiting" },
    { "printer", NULL, "tag" },
    { "floor-3", NULL, "tag" },
  };
  GtkWidget *flow = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 20);
  for (gsize i = 0; i < G_N_ELEMENTS (chips); i++)
    gtk_flow_box_insert (GTK_FLOW_BOX (flow),
                         g_object_new (BELL_TYPE_CHIP, "label", chips[i].label, "icon-name", chips[i].icon,
                                       "variant", chips[i].variant, NULL), -1);

  return flow;
}

static GtkWidget *
make_text_page (void)
{
  GtkWidget *column = make_column ();
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *view = bell_markdown_view_new ();

  bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (view), markdown);
  gtk_widget_set_margin_top (view, 12);
  gtk_widget_set_margin_bottom (view, 12);
  gtk_widget_set_margin_start (view, 16);
  gtk_widget_set_margin_end (view, 16);
  gtk_widget_add_css_class (card, "card");
  gtk_box_append (GTK_BOX (card), view);
  gtk_box_append (GTK_BOX (column), make_chips ());
  gtk_box_append (GTK_BOX (column), card);

  return column;
}

static GtkWidget *
make_write_page (void)
{
  static const struct { const char *name, *type; gint64 size; } files[] = {
    { "floor-plan.png", "image/png", 182000 },
    { "a rather long name of a protocol that somebody saved.log", "text/plain", 5400 },
    { "offer.pdf", "application/pdf", 2400000 },
  };
  GtkWidget *column = make_column ();
  GtkWidget *empty = bell_composer_new ();
  GtkWidget *reply = bell_composer_new ();
  GtkWidget *note = bell_composer_new ();
  GtkWidget *requester = bell_composer_new ();
  GtkWidget *row;

  bell_composer_set_text (BELL_COMPOSER (reply),
                          "Hello Anna,\n\nplease close the **lower** tray and try again.\n\n- Then print a page\n- Tell me what it says");
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (BellAttachment) attachment = bell_attachment_new ("B", files[i].name, files[i].type, files[i].size);

      bell_composer_add_attachment (BELL_COMPOSER (reply), attachment);
    }
  bell_composer_set_kind (BELL_COMPOSER (note), BELL_MESSAGE_KIND_NOTE);
  bell_composer_set_text (BELL_COMPOSER (note), "This is the third time. Let us replace the unit.");
  bell_composer_set_allows_notes (BELL_COMPOSER (requester), FALSE);
  gtk_widget_set_sensitive (requester, FALSE);

  gtk_box_append (GTK_BOX (column), reply);
  gtk_box_append (GTK_BOX (column), note);
  gtk_box_append (GTK_BOX (column), empty);
  gtk_box_append (GTK_BOX (column), requester);
  {
    g_autoptr (BellAttachment) attachment = bell_attachment_new ("B", "minutes.odt", "application/vnd.oasis.opendocument.text", 31000);

    row = bell_attachment_row_new (attachment, FALSE);
    gtk_widget_set_halign (row, GTK_ALIGN_START);
    gtk_box_append (GTK_BOX (column), row);
  }

  return column;
}

static GtkWidget *
make_times_page (void)
{
  g_autoptr (BellClock) clock = bell_clock_new_system ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (BellTicker) ticker = bell_ticker_new (clock, zone);
  GtkWidget *column = make_column ();
  static const gint64 ages[] = { 1, 5, 90, 60 * 20, 60 * 24 * 3, 60 * 24 * 40, 60 * 24 * 900 };

  for (gsize i = 0; i < G_N_ELEMENTS (ages); i++)
    {
      GtkWidget *label = bell_time_label_new (ticker);

      bell_time_label_set_time (BELL_TIME_LABEL (label), bell_clock_now (clock) - ages[i] * 60000);
      gtk_box_append (GTK_BOX (column), label);
    }

  return column;
}

typedef struct
{
  const char *name;
  GtkWidget *(*make) (void);
} Page;

static const Page pages[] = {
  { "text", make_text_page },
  { "write", make_write_page },
  { "pick", make_times_page },
};

static gboolean
time_is_over (gpointer user_data)
{
  return g_get_monotonic_time () > *(gint64 *) user_data;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (BellTestDesktop) desktop = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *window, *stack, *switcher, *bar;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);

  if (pictures != NULL)
    desktop = bell_test_desktop_new (BELL_TEST_DESKTOP_DISPLAY);
  g_setenv ("GTK_A11Y", "none", FALSE);
  if (contrast)
    g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);

  adw_init ();
  bell_style_load (gdk_display_get_default ());
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);

  stack = gtk_stack_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      GtkWidget *scrolled = gtk_scrolled_window_new ();

      gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), pages[i].make ());
      gtk_stack_add_titled (GTK_STACK (stack), scrolled, pages[i].name, pages[i].name);
    }
  gtk_widget_set_vexpand (stack, TRUE);

  switcher = g_object_new (GTK_TYPE_STACK_SWITCHER, "stack", stack, NULL);
  bar = gtk_header_bar_new ();
  gtk_header_bar_set_title_widget (GTK_HEADER_BAR (bar), switcher);
  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), width, 780);
  gtk_window_set_titlebar (GTK_WINDOW (window), bar);
  gtk_window_set_child (GTK_WINDOW (window), stack);
  gtk_window_present (GTK_WINDOW (window));

  for (gsize i = 0; pictures != NULL && i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%s%s.png", pages[i].name, dark ? "-dark" : "",
                                               contrast ? "-contrast" : "");
      g_autofree char *path = g_build_filename (pictures, name, NULL);
      gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC;

      /* Nothing depends on these pictures, so a wait by the clock will do. */
      gtk_stack_set_visible_child_name (GTK_STACK (stack), pages[i].name);
      bell_test_wait_for (time_is_over, &until, 2);
      bell_test_desktop_screenshot (desktop, path);
      g_print ("%s\n", path);
    }

  while (pictures == NULL && g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
    g_main_context_iteration (NULL, TRUE);

  if (pictures != NULL)
    gtk_window_destroy (GTK_WINDOW (window));

  return 0;
}
