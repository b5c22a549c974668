/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-markdown-view.h"

#include <glib/gi18n-lib.h>

#include "bell-heights.h"
#include "bell-markdown-links.h"
#include "bell-markdown-places.h"
#include "bell-markdown-style.h"

/* Longer texts are taken apart on another thread. */
#define PARSE_LIMIT (32 * 1024)

/* What is shown of a text before somebody asks for more, and how much more it
 * is then. A view draws all of itself, seen or not, so a text of 300 kB at
 * once would make every change of the window's width slow. */
#define SHOWN_LIMIT (16 * 1024)
#define MORE_LIMIT (32 * 1024)

/* A height that no text reaches which is laid out at once. */
#define TALL 1000000

/* How much a turn may insert. Inserting is cheap, but what was inserted is laid
 * out in the same frame, and that takes some milliseconds for this much. */
#define SLICE_COST 3000

/* What a run costs, measured in bytes of plain text. */
#define RUN_COST 32

/* Shows a Markdown text, to read and to copy from.
 *
 * A text view whose height is that of its text; put it into a column, not
 * into a scrolled window of its own. Texts of usual size are there at once;
 * what is above 16 kB waits behind a button, and then comes in slices, so
 * that no message can stop the window. Links are opened only with a click, or
 * with Tab and Enter, and only those of the web and of mail.
 *
 * Used from GTK's thread; its owner is its parent widget. */
struct _BellMarkdownView
{
  GtkTextView parent_instance;

  char *text;
  BellMarkdownFlags flags;

  BellMarkdown *markdown;
  GCancellable *parsing;
  guint next_block; /* of @markdown, to be inserted */
  gsize inserted;   /* cost so far, in bytes */
  gsize limit;      /* of @inserted */
  gsize shown;      /* bytes of text so far */
  BellHeights heights; /* of all that was inserted */
  guint slice_id;

  BellMarkdownPlaces *places;
  BellMarkdownLinks *links;
};

typedef enum
{
  PROP_TEXT = 1,
  PROP_FLAGS,
  PROP_COMPLETE,
} BellMarkdownViewProperty;

static GParamSpec *properties[PROP_COMPLETE + 1];
static guint activate_link_signal;

static gboolean on_slice (gpointer user_data);

G_DEFINE_FINAL_TYPE (BellMarkdownView, bell_markdown_view, GTK_TYPE_TEXT_VIEW)

/* The button takes the place of what is not shown yet. */
static void
add_more_button (BellMarkdownView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  gsize whole = strlen (self->text);
  g_autofree char *size = g_format_size (MAX (whole, self->shown + 1000) - self->shown);
  /* Translators: on a button below the beginning of a long message; %s is a size, such as 280 kB */
  g_autofree char *label = g_strdup_printf (_("Show more (%s left)"), size);
  GtkWidget *button = gtk_button_new_with_label (label);
  GtkTextChildAnchor *anchor;
  GtkTextIter end;

  gtk_widget_add_css_class (button, "bell-more");
  gtk_widget_set_cursor_from_name (button, "default");
  g_signal_connect_object (button, "clicked", G_CALLBACK (bell_markdown_view_show_more), self, G_CONNECT_SWAPPED);

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert (buffer, &end, "\n", 1);
  anchor = gtk_text_buffer_create_child_anchor (buffer, &end);
  gtk_text_view_add_child_at_anchor (GTK_TEXT_VIEW (self), button, anchor);
}

static void
remove_more_button (BellMarkdownView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  GtkTextIter start, end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  start = end;
  if (gtk_text_iter_backward_char (&start) && gtk_text_iter_get_child_anchor (&start) != NULL)
    {
      gtk_text_iter_backward_char (&start);
      gtk_text_buffer_delete (buffer, &start, &end);
    }
}

/* Inserts the next blocks. */
static void
insert_slice (BellMarkdownView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  guint n_blocks = bell_markdown_get_n_blocks (self->markdown);
  gsize stop = self->inserted + SLICE_COST;

  while (self->next_block < n_blocks)
    {
      const BellMarkdownBlock *block = bell_markdown_get_block (self->markdown, self->next_block);
      gboolean first = self->next_block == 0;
      GtkTextIter at;
      int start, end;

      if (self->inserted > self->limit)
        {
          add_more_button (self);
          return;
        }

      gtk_text_buffer_get_end_iter (buffer, &at);
      start = gtk_text_iter_get_offset (&at) + (first ? 0 : 1);
      bell_markdown_style_insert (buffer, &at, block, first);
      end = gtk_text_iter_get_offset (&at);
      bell_markdown_places_add (self->places, block, start, end);
      bell_markdown_links_add (self->links, block, end);
      self->inserted += strlen (block->text) + RUN_COST * (block->runs->len + 1);
      self->shown += strlen (block->text) + 1;
      bell_heights_clear (&self->heights);
      self->next_block++;

      if (self->inserted > stop && self->next_block < n_blocks)
        {
          if (self->slice_id == 0)
            self->slice_id = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_slice, self, NULL);
          return;
        }
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

static gboolean
on_slice (gpointer user_data)
{
  BellMarkdownView *self = BELL_MARKDOWN_VIEW (user_data);

  self->slice_id = 0;
  insert_slice (self);

  return G_SOURCE_REMOVE;
}

static void
on_parsed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (BellMarkdownView) self = user_data;
  BellMarkdown *markdown = bell_markdown_new_finish (result, NULL);

  /* NULL means that another text has come since. */
  if (markdown == NULL)
    return;

  g_clear_object (&self->parsing);
  self->markdown = markdown;
  insert_slice (self);
}

static void
reload (BellMarkdownView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));

  g_clear_handle_id (&self->slice_id, g_source_remove);
  g_cancellable_cancel (self->parsing);
  g_clear_object (&self->parsing);
  g_clear_pointer (&self->markdown, bell_markdown_unref);
  bell_markdown_places_clear (self->places);
  bell_markdown_links_clear (self->links);
  self->next_block = 0;
  self->inserted = 0;
  self->shown = 0;
  self->limit = SHOWN_LIMIT;
  bell_heights_clear (&self->heights);
  gtk_text_buffer_set_text (buffer, "", 0);

  if (strlen (self->text) <= PARSE_LIMIT)
    {
      self->markdown = bell_markdown_new (self->text, -1, self->flags);
      insert_slice (self);
    }
  else
    {
      self->parsing = g_cancellable_new ();
      bell_markdown_new_async (self->text, self->flags, self->parsing, on_parsed, g_object_ref (self));
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
    }
}

static void
on_link (GtkTextView *view,
         const char  *address)
{
  gboolean handled = FALSE;

  g_signal_emit (view, activate_link_signal, 0, address, &handled);
}

static gboolean
bell_markdown_view_real_activate_link (BellMarkdownView *self,
                                       const char       *address)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, address, GDK_CURRENT_TIME);

  return TRUE;
}

static gboolean
bell_markdown_view_focus (GtkWidget        *widget,
                          GtkDirectionType  direction)
{
  if (bell_markdown_links_focus (BELL_MARKDOWN_VIEW (widget)->links, direction))
    return TRUE;

  return GTK_WIDGET_CLASS (bell_markdown_view_parent_class)->focus (widget, direction);
}

static void
bell_markdown_view_snapshot_layer (GtkTextView      *view,
                                   GtkTextViewLayer  layer,
                                   GtkSnapshot      *snapshot)
{
  if (layer == GTK_TEXT_VIEW_LAYER_BELOW_TEXT)
    bell_markdown_places_draw (BELL_MARKDOWN_VIEW (view)->places, view, snapshot);
}

static GtkSizeRequestMode
bell_markdown_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* A text view learns its height only in idle turns after it was given one,
 * and some heights it never learns. So the text is laid out here, by giving
 * it room for all of it, and what it then says is right. What is added to a
 * long text later is left to the idle turns.
 *
 * Laying out asks for another round of measuring, so it is done once for a
 * width: two widths in turn would otherwise keep the window drawing for ever. */
static void
bell_markdown_view_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  BellMarkdownView *self = BELL_MARKDOWN_VIEW (widget);
  GtkWidgetClass *parent_class = GTK_WIDGET_CLASS (bell_markdown_view_parent_class);

  if (orientation != GTK_ORIENTATION_VERTICAL || for_size <= 0 || self->inserted >= 2 * SHOWN_LIMIT)
    {
      parent_class->measure (widget, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
      return;
    }

  if (bell_heights_find (&self->heights, for_size, minimum, natural))
    return;

  parent_class->size_allocate (widget, for_size, TALL, -1);

  /* GTK leaves out what keeps its size, and the lines would stay as they
   * were tried here. */
  if (for_size != gtk_widget_get_width (widget))
    gtk_widget_queue_allocate (widget);

  parent_class->measure (widget, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);

  bell_heights_add (&self->heights, for_size, *minimum, *natural);
}

static void
bell_markdown_view_css_changed (GtkWidget         *widget,
                                GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (bell_markdown_view_parent_class)->css_changed (widget, change);

  bell_heights_clear (&BELL_MARKDOWN_VIEW (widget)->heights);
  bell_markdown_style_update (gtk_text_buffer_get_tag_table (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget))),
                              widget);
}

static void
bell_markdown_view_constructed (GObject *object)
{
  BellMarkdownView *self = BELL_MARKDOWN_VIEW (object);
  GtkTextView *view = GTK_TEXT_VIEW (object);
  g_autoptr (GtkTextTagTable) table = bell_markdown_style_new ();
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (table);

  G_OBJECT_CLASS (bell_markdown_view_parent_class)->constructed (object);

  gtk_text_buffer_set_enable_undo (buffer, FALSE);
  gtk_text_view_set_buffer (view, buffer);
  gtk_text_view_set_editable (view, FALSE);
  gtk_text_view_set_cursor_visible (view, FALSE);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_pixels_above_lines (view, 2);
  gtk_text_view_set_pixels_inside_wrap (view, 2);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
}

static void
bell_markdown_view_dispose (GObject *object)
{
  BellMarkdownView *self = BELL_MARKDOWN_VIEW (object);

  g_clear_handle_id (&self->slice_id, g_source_remove);
  g_cancellable_cancel (self->parsing);
  g_clear_object (&self->parsing);

  G_OBJECT_CLASS (bell_markdown_view_parent_class)->dispose (object);
}

static void
bell_markdown_view_finalize (GObject *object)
{
  BellMarkdownView *self = BELL_MARKDOWN_VIEW (object);

  g_free (self->text);
  g_clear_pointer (&self->markdown, bell_markdown_unref);
  bell_markdown_places_free (self->places);
  bell_markdown_links_free (self->links);

  G_OBJECT_CLASS (bell_markdown_view_parent_class)->finalize (object);
}

static void
bell_markdown_view_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  BellMarkdownView *self = BELL_MARKDOWN_VIEW (object);

  switch ((BellMarkdownViewProperty) id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;

    case PROP_FLAGS:
      g_value_set_uint (value, self->flags);
      break;

    case PROP_COMPLETE:
      g_value_set_boolean (value, bell_markdown_view_is_complete (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_markdown_view_set_property (GObject      *object,
                                 guint         id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  BellMarkdownView *self = BELL_MARKDOWN_VIEW (object);

  switch ((BellMarkdownViewProperty) id)
    {
    case PROP_TEXT:
      bell_markdown_view_set_text (self, g_value_get_string (value));
      break;

    case PROP_FLAGS:
      bell_markdown_view_set_flags (self, g_value_get_uint (value));
      break;

    case PROP_COMPLETE:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_markdown_view_class_init (BellMarkdownViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = bell_markdown_view_constructed;
  object_class->dispose = bell_markdown_view_dispose;
  object_class->finalize = bell_markdown_view_finalize;
  object_class->get_property = bell_markdown_view_get_property;
  object_class->set_property = bell_markdown_view_set_property;
  widget_class->css_changed = bell_markdown_view_css_changed;
  widget_class->get_request_mode = bell_markdown_view_get_request_mode;
  widget_class->measure = bell_markdown_view_measure;
  widget_class->focus = bell_markdown_view_focus;
  GTK_TEXT_VIEW_CLASS (klass)->snapshot_layer = bell_markdown_view_snapshot_layer;

  /**
   * BellMarkdownView:text:
   *
   * The Markdown source.
   */
  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * BellMarkdownView:flags:
   *
   * A set of #BellMarkdownFlags: how to read the text.
   */
  properties[PROP_FLAGS] =
    g_param_spec_uint ("flags", NULL, NULL, 0, G_MAXUINT, BELL_MARKDOWN_KEEP_BREAKS,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * BellMarkdownView:complete:
   *
   * Whether all of the text is shown.
   */
  properties[PROP_COMPLETE] =
    g_param_spec_boolean ("complete", NULL, NULL, TRUE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * BellMarkdownView::activate-link:
   * @address: an address of http, https or mailto
   *
   * Somebody follows a link. Without a handler it is opened by the desktop.
   *
   * Returns: %TRUE if it was handled and the desktop is not to open it
   */
  activate_link_signal =
    g_signal_new_class_handler ("activate-link", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                G_CALLBACK (bell_markdown_view_real_activate_link),
                                g_signal_accumulator_true_handled, NULL, NULL,
                                G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
}

static void
bell_markdown_view_init (BellMarkdownView *self)
{
  self->text = g_strdup ("");
  self->flags = BELL_MARKDOWN_KEEP_BREAKS;
  self->places = bell_markdown_places_new ();
  self->links = bell_markdown_links_new (GTK_TEXT_VIEW (self), on_link);

  gtk_widget_add_css_class (GTK_WIDGET (self), "bell-markdown");
}

/**
 * bell_markdown_view_new:
 *
 * Returns: (transfer full): an empty view
 */
GtkWidget *
bell_markdown_view_new (void)
{
  return g_object_new (BELL_TYPE_MARKDOWN_VIEW, NULL);
}

/**
 * bell_markdown_view_get_text:
 *
 * Returns: (transfer none): the source
 */
const char *
bell_markdown_view_get_text (BellMarkdownView *self)
{
  g_return_val_if_fail (BELL_IS_MARKDOWN_VIEW (self), NULL);

  return self->text;
}

/**
 * bell_markdown_view_set_text:
 * @text: (nullable): Markdown
 *
 * Shows another text.
 */
void
bell_markdown_view_set_text (BellMarkdownView *self,
                             const char       *text)
{
  g_return_if_fail (BELL_IS_MARKDOWN_VIEW (self));

  if (text == NULL)
    text = "";
  if (g_str_equal (self->text, text))
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  reload (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * bell_markdown_view_set_flags:
 * @flags: how to read the text. At first it is %BELL_MARKDOWN_KEEP_BREAKS,
 *   which is right for messages; articles take %BELL_MARKDOWN_DEFAULT
 */
void
bell_markdown_view_set_flags (BellMarkdownView  *self,
                              BellMarkdownFlags  flags)
{
  g_return_if_fail (BELL_IS_MARKDOWN_VIEW (self));

  if (self->flags == flags)
    return;

  self->flags = flags;
  reload (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FLAGS]);
}

/**
 * bell_markdown_view_is_complete:
 *
 * Returns: whether all of the text is shown
 */
gboolean
bell_markdown_view_is_complete (BellMarkdownView *self)
{
  g_return_val_if_fail (BELL_IS_MARKDOWN_VIEW (self), FALSE);

  if (self->parsing != NULL)
    return FALSE;

  return self->markdown == NULL || self->next_block == bell_markdown_get_n_blocks (self->markdown);
}

/**
 * bell_markdown_view_show_more:
 *
 * Shows the next part of a text that is too long to be shown at once.
 */
void
bell_markdown_view_show_more (BellMarkdownView *self)
{
  g_return_if_fail (BELL_IS_MARKDOWN_VIEW (self));

  if (self->markdown == NULL || self->slice_id != 0 || bell_markdown_view_is_complete (self))
    return;

  remove_more_button (self);
  self->limit = self->inserted + MORE_LIMIT;
  self->slice_id = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_slice, self, NULL);
}
