/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-markdown-links.h"

/* Where the links stand in a buffer, and what pointer and keyboard do there: a
 * click or Enter follows one, Tab goes from one to the next, and the tooltip
 * says where it leads. Owned by its view, which keeps it as long as itself. */
struct _BellMarkdownLinks
{
  GtkTextView *view; /* unowned: it owns this */
  BellMarkdownLinkFunc activate;
  GArray *links; /* Link, in order */
  int current;   /* that the keyboard is on, or -1 */
  gboolean pointer_on_link;
};

typedef struct
{
  int start;
  int end;
  char *address;
} Link;

static void
clear_link (gpointer data)
{
  g_free (((Link *) data)->address);
}

static const Link *
find_link_at (BellMarkdownLinks *self,
              double             x,
              double             y)
{
  guint low = 0, high = self->links->len;
  GtkTextIter iter;
  int buffer_x, buffer_y;
  int offset;

  gtk_text_view_window_to_buffer_coords (self->view, GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y, &buffer_x, &buffer_y);
  if (!gtk_text_view_get_iter_at_location (self->view, &iter, buffer_x, buffer_y))
    return NULL;

  offset = gtk_text_iter_get_offset (&iter);
  while (low < high)
    {
      guint middle = (low + high) / 2;
      const Link *link = &g_array_index (self->links, Link, middle);

      if (offset < link->start)
        high = middle;
      else if (offset >= link->end)
        low = middle + 1;
      else
        return link;
    }

  return NULL;
}

static void
activate_link (BellMarkdownLinks *self,
               const Link        *link)
{
  /* Whoever is told may give the view another text. */
  g_autofree char *address = g_strdup (link->address);

  self->activate (self->view, address);
}

static void
on_released (GtkGestureClick   *gesture,
             int                n_press,
             double             x,
             double             y,
             BellMarkdownLinks *self)
{
  const Link *link = find_link_at (self, x, y);

  /* Who drags over a link wants to copy it. */
  if (link != NULL && n_press == 1 &&
      !gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (self->view)))
    activate_link (self, link);
}

static void
on_motion (GtkEventControllerMotion *motion,
           double                    x,
           double                    y,
           BellMarkdownLinks        *self)
{
  gboolean on_link = find_link_at (self, x, y) != NULL;

  if (self->pointer_on_link != on_link)
    {
      self->pointer_on_link = on_link;
      gtk_widget_set_cursor_from_name (GTK_WIDGET (self->view), on_link ? "pointer" : "text");
    }
}

static gboolean
on_query_tooltip (GtkWidget         *widget,
                  int                x,
                  int                y,
                  gboolean           keyboard,
                  GtkTooltip        *tooltip,
                  BellMarkdownLinks *self)
{
  const Link *link = keyboard && self->current >= 0
                       ? &g_array_index (self->links, Link, self->current)
                       : find_link_at (self, x, y);

  if (link == NULL)
    return FALSE;

  /* Where it really leads, whatever its text says. */
  gtk_tooltip_set_text (tooltip, link->address);

  return TRUE;
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        modifiers,
                BellMarkdownLinks     *self)
{
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter) && self->current >= 0)
    {
      activate_link (self, &g_array_index (self->links, Link, self->current));
      return GDK_EVENT_STOP;
    }

  return GDK_EVENT_PROPAGATE;
}

static void
on_focus_left (GtkEventControllerFocus *controller,
               BellMarkdownLinks       *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start;

  if (self->current < 0)
    return;

  self->current = -1;
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
}

BellMarkdownLinks *
bell_markdown_links_new (GtkTextView          *view,
                         BellMarkdownLinkFunc  activate)
{
  BellMarkdownLinks *self = g_new0 (BellMarkdownLinks, 1);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  self->view = view;
  self->activate = activate;
  self->current = -1;
  self->links = g_array_new (FALSE, TRUE, sizeof (Link));
  g_array_set_clear_func (self->links, clear_link);

  gtk_widget_set_has_tooltip (GTK_WIDGET (view), TRUE);
  g_signal_connect (view, "query-tooltip", G_CALLBACK (on_query_tooltip), self);

  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (view), motion);
  g_signal_connect (focus, "leave", G_CALLBACK (on_focus_left), self);
  gtk_widget_add_controller (GTK_WIDGET (view), focus);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (view), key);

  return self;
}

/* For the view's finalize(), when its controllers are gone. */
void
bell_markdown_links_free (BellMarkdownLinks *self)
{
  g_array_unref (self->links);
  g_free (self);
}

void
bell_markdown_links_clear (BellMarkdownLinks *self)
{
  g_array_set_size (self->links, 0);
  self->current = -1;
}

/* Takes the links of a block whose text ends at the offset @end. */
void
bell_markdown_links_add (BellMarkdownLinks       *self,
                         const BellMarkdownBlock *block,
                         int                      end)
{
  int text_start = end - (int) g_utf8_strlen (block->text, -1);

  for (guint i = 0; i < block->runs->len; i++)
    {
      const BellMarkdownRun *run = &g_array_index (block->runs, BellMarkdownRun, i);
      Link link;
      Link *last;

      if (run->address == NULL)
        continue;

      link.start = text_start + (int) g_utf8_strlen (block->text, (gssize) run->start);
      link.end = link.start + (int) g_utf8_strlen (block->text + run->start, (gssize) run->length);

      /* Marks inside a link cut it into runs; it is still one link. */
      last = self->links->len > 0 ? &g_array_index (self->links, Link, self->links->len - 1) : NULL;
      if (last != NULL && last->end == link.start && g_str_equal (last->address, run->address))
        {
          last->end = link.end;
          continue;
        }

      link.address = g_strdup (run->address);
      g_array_append_val (self->links, link);
    }
}

/* Tab goes from link to link, as in a browser, and selects the one it is on.
 * Returns whether there was a next one; for the view's focus(). */
gboolean
bell_markdown_links_focus (BellMarkdownLinks *self,
                           GtkDirectionType   direction)
{
  GtkWidget *widget = GTK_WIDGET (self->view);
  int next = -1;

  if (self->links->len > 0 && (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD))
    {
      gboolean forward = direction == GTK_DIR_TAB_FORWARD;

      if (!gtk_widget_has_focus (widget))
        next = forward ? 0 : (int) self->links->len - 1;
      else if (self->current < 0)
        next = forward ? 0 : -1;
      else
        next = self->current + (forward ? 1 : -1);
    }

  if (next >= 0 && next < (int) self->links->len)
    {
      const Link *link = &g_array_index (self->links, Link, next);
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
      GtkTextIter start, end;

      if (!gtk_widget_has_focus (widget))
        gtk_widget_grab_focus (widget);
      self->current = next;
      gtk_text_buffer_get_iter_at_offset (buffer, &start, link->start);
      gtk_text_buffer_get_iter_at_offset (buffer, &end, link->end);
      gtk_text_buffer_select_range (buffer, &start, &end);

      return TRUE;
    }

  return FALSE;
}
