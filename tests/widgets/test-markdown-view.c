/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>
#include <string.h>

#include "bell-chip.h"
#include "bell-markdown-view.h"
#include "bell-style.h"
#include "bell-test-desktop.h"

static char *
get_buffer_text (GtkWidget *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static gboolean
has_tag (GtkWidget  *view,
         const char *text,
         const char *name)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), name);
  GtkTextIter start, from, to;

  gtk_text_buffer_get_start_iter (buffer, &start);
  g_assert_true (gtk_text_iter_forward_search (&start, text, 0, &from, &to, NULL));
  gtk_text_iter_backward_char (&to);

  return tag != NULL && gtk_text_iter_has_tag (&from, tag) && gtk_text_iter_has_tag (&to, tag);
}

static void
test_tags (void)
{
  g_autoptr (GtkWidget) view = g_object_ref_sink (bell_markdown_view_new ());
  g_autofree char *text = NULL;

  bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (view),
                               "# Title\n\nÄ *em* **bold** `code` [link](https://a.b)\n\n> quoted\n\n"
                               "- item\n\n```\nblock\n```\n\n---\n\nend");
  text = get_buffer_text (view);
  g_assert_cmpstr (text, ==, "Title\nÄ em bold code link\nquoted\n•\titem\nblock\n \nend");
  g_assert_true (has_tag (view, "Title", "h1"));
  g_assert_true (has_tag (view, "em", "emphasis"));
  g_assert_true (has_tag (view, "bold", "strong"));
  g_assert_true (has_tag (view, "code", "code"));
  g_assert_true (has_tag (view, "link", "link"));
  g_assert_true (has_tag (view, "quoted", "quote"));
  g_assert_true (has_tag (view, "•", "marker"));
  g_assert_false (has_tag (view, "item", "marker"));
  g_assert_true (has_tag (view, "item", "indent-24-hanging"));
  g_assert_true (has_tag (view, "block", "code-block"));
  g_assert_false (has_tag (view, "end", "strong"));
  g_assert_true (bell_markdown_view_is_complete (BELL_MARKDOWN_VIEW (view)));

  bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (view), NULL);
  g_free (text);
  text = get_buffer_text (view);
  g_assert_cmpstr (text, ==, "");
}

static gboolean
note_link (BellMarkdownView *view,
           const char       *address,
           gpointer          user_data)
{
  char **noted = user_data;

  g_free (*noted);
  *noted = g_strdup (address);

  return TRUE;
}

static GtkWidget *
present (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), child);
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 400);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);

  return window;
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

static gboolean
has_keyboard (gpointer user_data)
{
  return gtk_widget_has_focus (user_data);
}

typedef struct
{
  GtkWidget *view;
  int height;
} HeightWait;

static gboolean
is_taller (gpointer user_data)
{
  HeightWait *wait = user_data;

  return gtk_widget_get_height (wait->view) > wait->height;
}

static void
test_links (BellTestDesktop *desktop)
{
  GtkWidget *view = bell_markdown_view_new ();
  GtkWidget *window;
  g_autofree char *noted = NULL;
  g_autofree char *x = NULL, *y = NULL;
  double root_x, root_y;
  GdkRectangle place;
  GtkTextIter iter;
  HeightWait tall = { view, 10 };

  bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (view), "See [first](https://one.example) and [second](https://two.example).");
  g_signal_connect (view, "activate-link", G_CALLBACK (note_link), &noted);
  window = present (view);
  g_assert_true (bell_test_wait_for (has_keyboard, view, 10));
  g_assert_true (bell_test_wait_for (is_taller, &tall, 10));

  /* With no window manager the keys go to where the pointer is. */
  g_free (bell_test_desktop_run (desktop, "xdotool", "mousemove", "250", "300", NULL));
  g_free (bell_test_desktop_run (desktop, "xdotool", "key", "Tab", "Return", NULL));
  g_assert_true (bell_test_wait_for (is_set, &noted, 10));
  g_assert_true (g_str_equal (noted, "https://one.example") || g_str_equal (noted, "https://two.example"));

  /* By a real click in the middle of the second link. */
  g_clear_pointer (&noted, g_free);
  gtk_text_buffer_get_iter_at_offset (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), &iter, 17);
  gtk_text_buffer_place_cursor (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), &iter);
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (view), &iter, &place);
  gtk_widget_translate_coordinates (view, window, place.x + 2, place.y + place.height / 2, &root_x, &root_y);
  {
    double surface_x, surface_y;

    gtk_native_get_surface_transform (GTK_NATIVE (window), &surface_x, &surface_y);
    x = g_strdup_printf ("%d", (int) (root_x + surface_x));
    y = g_strdup_printf ("%d", (int) (root_y + surface_y));
  }
  g_free (bell_test_desktop_run (desktop, "xdotool", "mousemove", x, y, "click", "1", NULL));
  g_assert_true (bell_test_wait_for (is_set, &noted, 10));
  g_assert_cmpstr (noted, ==, "https://two.example");

  gtk_window_destroy (GTK_WINDOW (window));
}

/* Waits at the button, or is done. */
static gboolean
has_more_button (gpointer user_data)
{
  GtkTextIter end;

  if (bell_markdown_view_is_complete (user_data))
    return TRUE;

  gtk_text_buffer_get_end_iter (gtk_text_view_get_buffer (user_data), &end);

  return gtk_text_iter_backward_char (&end) && gtk_text_iter_get_child_anchor (&end) != NULL;
}

/* The height is that of the text, and follows it. */
static void
test_height (void)
{
  GtkWidget *view = bell_markdown_view_new ();
  GtkWidget *window;
  HeightWait wait = { view, 100 };
  int before;

  bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (view), "One line.");
  window = present (view);
  before = gtk_widget_get_height (view);
  g_assert_cmpint (before, >, 10);
  g_assert_cmpint (before, <, 60);

  bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (view), "a\n\nb\n\nc\n\nd\n\ne\n\nf\n\ng");
  g_assert_true (bell_test_wait_for (is_taller, &wait, 10));

  gtk_window_destroy (GTK_WINDOW (window));
}

static char *
make_long_text (gsize bytes)
{
  GString *text = g_string_new (NULL);

  while (text->len < bytes)
    g_string_append (text, "A paragraph with *emphasis* and a [link](https://a.b) that goes on for a while.\n\n");

  return g_string_free (text, FALSE);
}

static gboolean
shows_something (gpointer user_data)
{
  return gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (user_data)) > 0;
}

/* Asks as containers do that change between their narrowest and their real
 * width, past what GTK remembers. */
static void
on_layout (GdkFrameClock *clock,
           gpointer       user_data)
{
  static const int widths[] = { 120, 240 };
  GtkWidget *view = user_data;

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      int minimum, natural, minimum_baseline = -1, natural_baseline = -1;

      GTK_WIDGET_GET_CLASS (view)->measure (view, GTK_ORIENTATION_VERTICAL, widths[i], &minimum, &natural,
                                            &minimum_baseline, &natural_baseline);
    }
}

static void
on_paint (GdkFrameClock *clock,
          gpointer       user_data)
{
  guint *frames = user_data;

  (*frames)++;
}

static gboolean
on_quiet (gpointer user_data)
{
  gboolean *passed = user_data;

  *passed = TRUE;

  return G_SOURCE_REMOVE;
}

/* A window that nobody touches draws nothing, else it would use the processor
 * for as long as a ticket is open. */
static void
test_settles (void)
{
  GtkWidget *view = bell_markdown_view_new ();
  GtkWidget *window;
  GdkFrameClock *clock;
  guint frames = 0, before = G_MAXUINT, rounds = 0;

  bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (view), "Some words that need one line or two, or "
                                                          "more of them where there is little room.");
  window = present (view);
  clock = gtk_widget_get_frame_clock (window);
  g_signal_connect_object (clock, "layout", G_CALLBACK (on_layout), view, 0);
  gtk_widget_queue_resize (view);
  g_signal_connect (clock, "paint", G_CALLBACK (on_paint), &frames);
  /* Quiet is a fifth of a second without a frame. */
  while (before != frames)
    {
      gboolean passed = FALSE;

      g_assert_cmpuint (rounds++, <, 20);
      before = frames;
      g_timeout_add (200, on_quiet, &passed);
      while (!passed)
        g_main_context_iteration (NULL, TRUE);
    }

  g_signal_handlers_disconnect_by_data (clock, &frames);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_long_text (void)
{
  GtkWidget *view = bell_markdown_view_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *window;
  g_autofree char *text = make_long_text (300000);
  int before, after;

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (gtk_viewport_get_child (GTK_VIEWPORT (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled))))), view);
  window = present (scrolled);

  /* It is read elsewhere, and shown piece by piece. */
  bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (view), text);
  g_assert_false (shows_something (view));
  g_assert_true (bell_test_wait_for (shows_something, view, 10));
  g_assert_false (bell_markdown_view_is_complete (BELL_MARKDOWN_VIEW (view)));
  g_assert_cmpint (gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view))), <, 20000);

  g_assert_true (bell_test_wait_for (has_more_button, view, 10));
  before = gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)));
  bell_markdown_view_show_more (BELL_MARKDOWN_VIEW (view));
  g_assert_true (bell_test_wait_for (has_more_button, view, 30));
  after = gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)));
  g_assert_cmpint (after, >, before + 5000);
  g_assert_cmpint (after, <, before + 50000);

  /* Everything comes to light in the end. */
  for (guint i = 0; i < 100 && !bell_markdown_view_is_complete (BELL_MARKDOWN_VIEW (view)); i++)
    {
      bell_markdown_view_show_more (BELL_MARKDOWN_VIEW (view));
      g_assert_true (bell_test_wait_for (has_more_button, view, 20));
    }
  g_assert_true (bell_markdown_view_is_complete (BELL_MARKDOWN_VIEW (view)));

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_hostile (void)
{
  static const char *const pieces[] = { "> ", "word", "x ", "* ", "[a](javascript:1) ", "`a` ", "\n```\n", "W" };
  GtkWidget *view = bell_markdown_view_new ();
  GtkWidget *window = present (view);

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      GString *text = g_string_new (NULL);

      while (text->len < 300000)
        g_string_append (text, pieces[i]);
      bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (view), text->str);
      g_assert_true (bell_test_wait_for (shows_something, view, 30));
      gtk_test_widget_wait_for_draw (window);
      g_string_free (text, TRUE);
    }

  gtk_window_destroy (GTK_WINDOW (window));
}

/* A text that is replaced while it is parsed does not come back. */
static void
test_replaced_while_parsing (void)
{
  GtkWidget *view = bell_markdown_view_new ();
  GtkWidget *window = present (view);
  g_autofree char *text = make_long_text (300000);
  g_autofree char *shown = NULL;

  for (guint i = 0; i < 20; i++)
    {
      bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (view), text);
      bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (view), "short");
    }
  gtk_test_widget_wait_for_draw (window);
  shown = get_buffer_text (view);
  g_assert_cmpstr (shown, ==, "short");

  bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (view), text);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_accessible (void)
{
  g_autoptr (GtkWidget) view = g_object_ref_sink (bell_markdown_view_new ());
  g_autoptr (GtkWidget) chip = g_object_ref_sink (bell_chip_new ());

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_ROLE_TEXT_BOX);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_READ_ONLY, TRUE);

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_ROLE_GROUP);
  g_assert_false (gtk_widget_get_visible (chip));
  bell_chip_set_label (BELL_CHIP (chip), "Urgent");
  bell_chip_set_variant (BELL_CHIP (chip), "urgent");
  bell_chip_set_variant (BELL_CHIP (chip), "low");
  g_assert_true (gtk_widget_get_visible (chip));
  g_assert_false (gtk_widget_has_css_class (chip, "urgent"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, "Urgent");
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (BellTestDesktop) desktop = bell_test_desktop_new (BELL_TEST_DESKTOP_DISPLAY);

  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();
  bell_style_load (gdk_display_get_default ());

  g_test_add_func ("/markdown-view/tags", test_tags);
  g_test_add_data_func ("/markdown-view/links", desktop, (GTestDataFunc) test_links);
  g_test_add_func ("/markdown-view/height", test_height);
  g_test_add_func ("/markdown-view/settles", test_settles);
  g_test_add_func ("/markdown-view/long-text", test_long_text);
  g_test_add_func ("/markdown-view/hostile", test_hostile);
  g_test_add_func ("/markdown-view/replaced-while-parsing", test_replaced_while_parsing);
  g_test_add_func ("/markdown-view/accessible", test_accessible);

  return g_test_run ();
}
