/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>
#include <string.h>

#include "bell-attachment-box.h"
#include "bell-attachment-row.h"
#include "bell-composer.h"
#include "bell-markdown-edit.h"
#include "bell-style.h"
#include "bell-test-desktop.h"

/* "|" stands for the cursor, two of them for a selection. */
static GtkTextBuffer *
make_buffer (const char *text)
{
  GtkTextBuffer *buffer = gtk_text_buffer_new (NULL);
  g_auto (GStrv) parts = g_strsplit (text, "|", 3);
  g_autofree char *whole = g_strjoinv ("", parts);
  GtkTextIter start, end;
  int from = (int) g_utf8_strlen (parts[0], -1);
  int to = from + (parts[1] != NULL && parts[2] != NULL ? (int) g_utf8_strlen (parts[1], -1) : 0);

  gtk_text_buffer_set_text (buffer, whole, -1);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, from);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, to);
  gtk_text_buffer_select_range (buffer, &end, &start);

  return buffer;
}

static char *
describe (GtkTextBuffer *buffer)
{
  GtkTextIter start, end, from, to;
  g_autofree char *before = NULL, *selected = NULL, *after = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_get_selection_bounds (buffer, &from, &to);
  before = gtk_text_buffer_get_text (buffer, &start, &from, TRUE);
  selected = gtk_text_buffer_get_text (buffer, &from, &to, TRUE);
  after = gtk_text_buffer_get_text (buffer, &to, &end, TRUE);

  return g_strconcat (before, "|", selected, gtk_text_iter_equal (&from, &to) ? "" : "|", after, NULL);
}

static void
test_edit (void)
{
  static const struct { char edit; const char *before, *after; } cases[] = {
    { 'b', "a |word| b", "a **|word|** b" },
    { 'b', "a **|word|** b", "a |word| b" },
    { 'b', "|", "**|**" },
    { 'b', "**|**", "|" },
    { 'i', "**|word|**", "***|word|***" },
    { 'i', "*|word|*", "|word|" },
    { 'i', "ä|ö|ü", "ä*|ö|*ü" },
    { 'c', "|x|", "`|x|`" },
    { 'c', "|a\nb|", "```\n|a\nb|\n```\n" },
    { 'l', "o|ne", "- o|ne" },
    { 'l', "|one\ntwo|", "- |one\n- two|" },
    { 'l', "|- one\n- two|", "|one\ntwo|" },
    { 'l', "|one\n|two", "- |one\n|two" },
    { 'q', "|a|", "> |a|" },
    { 'k', "see |this|", "see [this](|https://|)" },
    { 'k', "|https://a.b|", "[|](https://a.b)" },
    { 'k', "|", "[|](https://)" },
    { 'e', "- one|", "- one\n- |" },
    { 'e', "  * one|", "  * one\n  * |" },
    { 'e', "9. nine|", "9. nine\n10. |" },
    { 'e', "> a|", "> a\n> |" },
    { 'e', "a\n- |", "a\n|" },
    { 'e', "plain|", "plain|" },
    { 'e', "- in|side", "- in|side" },
    { 'e', "99999999999999999999. x|", "99999999999999999999. x|" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GtkTextBuffer) buffer = make_buffer (cases[i].before);
      g_autofree char *got = NULL;
      g_autofree char *undone = NULL;
      gboolean edited = TRUE;

      switch (cases[i].edit)
        {
        case 'b':
          bell_markdown_edit_toggle_marks (buffer, "**");
          break;
        case 'i':
          bell_markdown_edit_toggle_marks (buffer, "*");
          break;
        case 'c':
          bell_markdown_edit_toggle_code (buffer);
          break;
        case 'l':
          bell_markdown_edit_toggle_lines (buffer, "- ");
          break;
        case 'q':
          bell_markdown_edit_toggle_lines (buffer, "> ");
          break;
        case 'k':
          bell_markdown_edit_insert_link (buffer);
          break;
        default:
          edited = bell_markdown_edit_continue (buffer);
        }

      got = describe (buffer);
      g_assert_cmpstr (got, ==, cases[i].after);

      if (edited)
        {
          GtkTextIter start, end;
          g_auto (GStrv) parts = g_strsplit (cases[i].before, "|", -1);
          g_autofree char *wanted = g_strjoinv ("", parts);

          gtk_text_buffer_undo (buffer);
          gtk_text_buffer_get_bounds (buffer, &start, &end);
          undone = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
          g_assert_cmpstr (undone, ==, wanted);
        }
    }
}

typedef struct
{
  guint changes;
  guint sends;
  BellMessageKind kind;
  char *text;
  guint n_attachments;
} Heard;

static void
on_changed (BellComposer *composer,
            Heard        *heard)
{
  heard->changes++;
}

static void
on_send (BellComposer    *composer,
         BellMessageKind  kind,
         const char      *text,
         GListModel      *attachments,
         Heard           *heard)
{
  heard->sends++;
  heard->kind = kind;
  g_free (heard->text);
  heard->text = g_strdup (text);
  heard->n_attachments = g_list_model_get_n_items (attachments);
}

static GtkWidget *
present (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 500, 400);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);

  return window;
}

static GtkWidget *
find_by_type (GtkWidget *widget,
              GType      type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_by_type (child, type);

  return found;
}

static gboolean
has_sent (gpointer user_data)
{
  return ((Heard *) user_data)->sends > 0;
}

/* Real keys: every one is told, and Ctrl+Enter sends without a line break. */
static void
test_typing (gconstpointer user_data)
{
  BellTestDesktop *desktop = (BellTestDesktop *) user_data;
  GtkWidget *composer = bell_composer_new ();
  GtkWidget *window;
  Heard heard = { 0, 0, 0, NULL, 0 };

  g_signal_connect (composer, "changed", G_CALLBACK (on_changed), &heard);
  g_signal_connect (composer, "send", G_CALLBACK (on_send), &heard);
  window = present (composer);
  gtk_widget_grab_focus (composer);

  g_free (bell_test_desktop_run (desktop, "xdotool", "mousemove", "250", "60", "type", "--delay", "5", "* Hello", NULL));
  g_free (bell_test_desktop_run (desktop, "xdotool", "key", "--delay", "5", "Return", "w", "ctrl+Return", NULL));
  g_assert_true (bell_test_wait_for (has_sent, &heard, 10));
  g_assert_cmpstr (heard.text, ==, "* Hello\n* w");
  g_assert_cmpint (heard.kind, ==, BELL_MESSAGE_KIND_REPLY);
  g_assert_cmpuint (heard.sends, ==, 1);
  g_assert_cmpuint (heard.changes, >=, 9);

  /* It stays until it is cleared, and an empty one cannot be sent. */
  g_assert_cmpstr (bell_composer_get_text (BELL_COMPOSER (composer)), ==, "* Hello\n* w");
  bell_composer_clear (BELL_COMPOSER (composer));
  g_assert_cmpstr (bell_composer_get_text (BELL_COMPOSER (composer)), ==, "");
  gtk_widget_activate_action (composer, "composer.send", NULL);
  g_assert_cmpuint (heard.sends, ==, 1);
  bell_composer_set_text (BELL_COMPOSER (composer), " \n\t ");
  gtk_widget_activate_action (composer, "composer.send", NULL);
  g_assert_cmpuint (heard.sends, ==, 1);

  gtk_window_destroy (GTK_WINDOW (window));
  g_free (heard.text);
}

static void
test_kind (void)
{
  g_autoptr (GtkWidget) composer = g_object_ref_sink (bell_composer_new ());
  GtkWidget *view = find_by_type (composer, GTK_TYPE_TEXT_VIEW);
  Heard heard = { 0, 0, 0, NULL, 0 };

  g_signal_connect (composer, "changed", G_CALLBACK (on_changed), &heard);
  g_signal_connect (composer, "send", G_CALLBACK (on_send), &heard);

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Reply");
  bell_composer_set_text (BELL_COMPOSER (composer), "text");
  g_assert_cmpuint (heard.changes, ==, 0);

  bell_composer_set_kind (BELL_COMPOSER (composer), BELL_MESSAGE_KIND_NOTE);
  g_assert_true (gtk_widget_has_css_class (composer, "note"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Internal note");
  gtk_widget_activate_action (composer, "composer.send", NULL);
  g_assert_cmpint (heard.kind, ==, BELL_MESSAGE_KIND_NOTE);

  /* Who may not write notes has none left over. */
  bell_composer_set_allows_notes (BELL_COMPOSER (composer), FALSE);
  g_assert_cmpint (bell_composer_get_kind (BELL_COMPOSER (composer)), ==, BELL_MESSAGE_KIND_REPLY);
  g_assert_false (gtk_widget_has_css_class (composer, "note"));
  g_assert_cmpstr (bell_composer_get_text (BELL_COMPOSER (composer)), ==, "text");
  g_free (heard.text);
}

typedef struct
{
  GListModel *model;
  guint n_items;
  char *problem;
} AttachmentWait;

static gboolean
has_attachments (gpointer user_data)
{
  AttachmentWait *wait = user_data;

  return g_list_model_get_n_items (wait->model) == wait->n_items;
}

static gboolean
has_problem (gpointer user_data)
{
  return ((AttachmentWait *) user_data)->problem != NULL;
}

static void
on_problem (BellAttachmentBox *box,
            const char        *text,
            AttachmentWait    *wait)
{
  g_free (wait->problem);
  wait->problem = g_strdup (text);
}

static void
add_file (GtkWidget  *composer,
          const char *path)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_list_store_append (files, file);
  bell_composer_add_files (BELL_COMPOSER (composer), G_LIST_MODEL (files));
}

static void
test_attachments (gconstpointer user_data)
{
  BellTestDesktop *desktop = (BellTestDesktop *) user_data;
  g_autofree char *path = g_build_filename (bell_test_desktop_get_directory (desktop), "Bericht ä.txt", NULL);
  g_autoptr (GtkWidget) composer = g_object_ref_sink (bell_composer_new ());
  GtkWidget *box = find_by_type (composer, BELL_TYPE_ATTACHMENT_BOX);
  AttachmentWait wait = { bell_composer_get_attachments (BELL_COMPOSER (composer)), 1, NULL };
  g_autoptr (BellAttachment) first = NULL;
  Heard heard = { 0, 0, 0, NULL, 0 };
  GtkWidget *row;

  g_assert_true (g_file_set_contents (path, "content", -1, NULL));
  g_signal_connect (composer, "changed", G_CALLBACK (on_changed), &heard);
  g_signal_connect (composer, "send", G_CALLBACK (on_send), &heard);
  g_signal_connect (box, "problem", G_CALLBACK (on_problem), &wait);

  add_file (composer, path);
  g_assert_true (bell_test_wait_for (has_attachments, &wait, 10));
  g_assert_cmpuint (heard.changes, ==, 1);
  first = g_list_model_get_item (wait.model, 0);
  g_assert_cmpstr (bell_attachment_get_name (first), ==, "Bericht ä.txt");
  g_assert_cmpstr (bell_attachment_get_media_type (first), ==, "text/plain");
  g_assert_cmpint (bell_attachment_get_size (first), ==, 7);

  /* A file alone is a message. */
  gtk_widget_activate_action (composer, "composer.send", NULL);
  g_assert_cmpuint (heard.n_attachments, ==, 1);

  row = find_by_type (box, BELL_TYPE_ATTACHMENT_ROW);
  gtk_widget_activate_action (row, "attachment.remove", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (wait.model), ==, 0);
  g_assert_false (gtk_widget_get_visible (box));

  /* What cannot be attached is refused with a reason. */
  add_file (composer, bell_test_desktop_get_directory (desktop));
  g_assert_true (bell_test_wait_for (has_problem, &wait, 10));
  g_clear_pointer (&wait.problem, g_free);
  add_file (composer, "/nonexistent/file");
  g_assert_true (bell_test_wait_for (has_problem, &wait, 10));
  g_clear_pointer (&wait.problem, g_free);
  {
    g_autoptr (BellAttachment) large = bell_attachment_new ("B", "large", "text/plain", G_GINT64_CONSTANT (1) << 40);

    bell_composer_add_attachment (BELL_COMPOSER (composer), large);
    g_assert_nonnull (wait.problem);
    g_clear_pointer (&wait.problem, g_free);
  }
  g_assert_cmpuint (g_list_model_get_n_items (wait.model), ==, 0);

  for (guint i = 0; i < 40; i++)
    bell_composer_add_attachment (BELL_COMPOSER (composer), first);
  g_assert_cmpuint (g_list_model_get_n_items (wait.model), ==, 30);
  g_assert_nonnull (wait.problem);
  g_clear_pointer (&wait.problem, g_free);

  /* What is still being looked at when it is cleared does not come back. */
  add_file (composer, path);
  bell_composer_clear (BELL_COMPOSER (composer));
  while (bell_attachment_box_is_busy (BELL_ATTACHMENT_BOX (box)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (wait.model), ==, 0);
  g_assert_null (wait.problem);
  g_free (heard.text);
}

static void
test_paste_picture (void)
{
  GtkWidget *composer = bell_composer_new ();
  GtkWidget *window = present (composer);
  GtkWidget *view = find_by_type (composer, GTK_TYPE_TEXT_VIEW);
  AttachmentWait wait = { bell_composer_get_attachments (BELL_COMPOSER (composer)), 1, NULL };
  static const guint8 pixels[4 * 4 * 4];
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (4, 4, GDK_MEMORY_R8G8B8A8, bytes, 16);
  g_autoptr (BellAttachment) attachment = NULL;

  gdk_clipboard_set_texture (gtk_widget_get_clipboard (composer), texture);
  g_signal_emit_by_name (view, "paste-clipboard");
  g_assert_true (bell_test_wait_for (has_attachments, &wait, 10));
  attachment = g_list_model_get_item (wait.model, 0);
  g_assert_cmpstr (bell_attachment_get_media_type (attachment), ==, "image/png");
  g_assert_cmpstr (bell_composer_get_text (BELL_COMPOSER (composer)), ==, "");

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
assert_buttons_are_named (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL) ||
                   gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    assert_buttons_are_named (child);
}

static void
test_accessible (void)
{
  g_autoptr (GtkWidget) composer = g_object_ref_sink (bell_composer_new ());
  g_autoptr (BellAttachment) attachment = bell_attachment_new ("B", "plan.png", "image/png", 10);

  bell_composer_add_attachment (BELL_COMPOSER (composer), attachment);
  assert_buttons_are_named (composer);
}

static void
test_not_utf8 (void)
{
  g_autoptr (GtkWidget) composer = g_object_ref_sink (bell_composer_new ());

  bell_composer_set_text (BELL_COMPOSER (composer), "draft \xff");
  g_assert_cmpstr (bell_composer_get_text (BELL_COMPOSER (composer)), ==, "draft \xef\xbf\xbd");
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

  g_test_add_func ("/composer/edit", test_edit);
  g_test_add_data_func ("/composer/typing", desktop, test_typing);
  g_test_add_func ("/composer/kind", test_kind);
  g_test_add_data_func ("/composer/attachments", desktop, test_attachments);
  g_test_add_func ("/composer/paste-picture", test_paste_picture);
  g_test_add_func ("/composer/accessible", test_accessible);
  g_test_add_func ("/composer/not-utf8", test_not_utf8);

  return g_test_run ();
}
