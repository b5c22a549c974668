/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-composer-input.h"

#include "bell-markdown-edit.h"

#define MIN_HEIGHT 76
#define MAX_HEIGHT 280

static gboolean
take_value (BellAttachmentBox *box,
            const GValue      *value)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

      for (GSList *link = files; link != NULL; link = link->next)
        bell_attachment_box_add_file (box, link->data);

      return TRUE;
    }

  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE) && g_value_get_object (value) != NULL)
    {
      bell_attachment_box_add_texture (box, g_value_get_object (value));
      return TRUE;
    }

  return FALSE;
}

static gboolean
on_drop (GtkDropTarget     *target,
         const GValue      *value,
         double             x,
         double             y,
         BellAttachmentBox *box)
{
  return take_value (box, value);
}

static void
on_clipboard_value (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (BellAttachmentBox) box = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value != NULL)
    take_value (box, value);
  else
    bell_attachment_box_refuse (box, error->message);
}

/* Files and pictures are attached; everything else is text. Who copied a cell
 * of a spreadsheet has both on the clipboard and means the text. */
static void
on_paste (GtkTextView       *view,
          BellAttachmentBox *box)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (view));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  GType type = G_TYPE_INVALID;

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    type = GDK_TYPE_FILE_LIST;
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) &&
           !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    type = GDK_TYPE_TEXTURE;

  if (type == G_TYPE_INVALID)
    return;

  g_signal_stop_emission_by_name (view, "paste-clipboard");
  gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, NULL, on_clipboard_value, g_object_ref (box));
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        modifiers,
                GtkTextView           *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);

  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) &&
      (modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK)) == 0 &&
      bell_markdown_edit_continue (buffer))
    {
      gtk_text_view_scroll_mark_onscreen (view, gtk_text_buffer_get_insert (buffer));
      return GDK_EVENT_STOP;
    }

  return GDK_EVENT_PROPAGATE;
}

/* Gives the view as much height as its text has, within limits. */
static gboolean
fit_height (gpointer user_data)
{
  GtkTextView *view = user_data;
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (view), GTK_TYPE_SCROLLED_WINDOW);
  GtkTextIter end;
  int y, height;

  if (scrolled == NULL)
    return G_SOURCE_REMOVE;

  gtk_text_buffer_get_end_iter (gtk_text_view_get_buffer (view), &end);
  gtk_text_view_get_line_yrange (view, &end, &y, &height);
  height += y + gtk_text_view_get_top_margin (view) + gtk_text_view_get_bottom_margin (view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), CLAMP (height, MIN_HEIGHT, MAX_HEIGHT));

  return G_SOURCE_REMOVE;
}

/* The natural height that a text view asks for is often an old one, so it is
 * read when the idle turns that lay it out are over. */
static void
queue_fit_height (GtkTextView *view)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, fit_height, g_object_ref (view), g_object_unref);
}

/* Lets @composer take files and pictures by drop and by paste into @box,
 * lists go on in @view when Enter is pressed, and @view grow with its text. */
void
bell_composer_input_set_up (GtkWidget         *composer,
                            GtkTextView       *view,
                            BellAttachmentBox *box)
{
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GtkEventController *key = gtk_event_controller_key_new ();
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };

  /* Before the text view, which would insert the files' names. */
  gtk_drop_target_set_gtypes (drop, types, G_N_ELEMENTS (types));
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drop), GTK_PHASE_CAPTURE);
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), box);
  gtk_widget_add_controller (composer, GTK_EVENT_CONTROLLER (drop));

  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key_pressed), view);
  gtk_widget_add_controller (GTK_WIDGET (view), key);

  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view)), "changed",
                           G_CALLBACK (queue_fit_height), view, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_text_view_get_buffer (view), "changed", G_CALLBACK (queue_fit_height), view,
                           G_CONNECT_SWAPPED);
  g_signal_connect (view, "paste-clipboard", G_CALLBACK (on_paste), box);
}
