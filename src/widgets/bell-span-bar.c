/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-span-bar.h"

#include <glib/gi18n-lib.h>

#include "bell-clock.h"
#include "bell-row-style.h"

#define BAR_HEIGHT    22
#define BAR_WIDTH     200
#define KEY_WIDTH     24
#define MARK_OVERHANG 4
#define STRIPE        6

/* Time in which nobody works takes at most this share of all of the time that
 * somebody does: nights would leave no room for what matters. */
#define CLOSED_SHARE 0.08

/* Where the time of a ticket went, as a bar: time that counted is a full bar,
 * a pause a striped one, closed time a thin line and holidays a dotted one, so that
 * nothing is told by colour alone. What is still to come is paler. Two marks say where it
 * is now and when the ticket is due. Open time is drawn to scale, closed time shorter.
 * Who sets the spans tells in words what they are (the accessible description).
 * Used from GTK's thread. */
struct _BellSpanBar
{
  GtkWidget parent_instance;

  BellRowStyle *style;
  GArray *spans; /* BellSpan */
  gint64 now;
  gint64 due;
};

G_DEFINE_FINAL_TYPE (BellSpanBar, bell_span_bar, GTK_TYPE_WIDGET)

static gboolean
is_counted (const BellSpan *span)
{
  return span->kind == BELL_SPAN_OPEN || span->kind == BELL_SPAN_PAUSED;
}

static double
get_weight (const BellSpan *span,
            double          counted)
{
  double length = span->to - span->from;

  if (is_counted (span) || counted <= 0)
    return length;

  return MIN (length, counted * CLOSED_SHARE);
}

static void
draw_piece (GtkSnapshot   *snapshot,
            BellRowStyle  *style,
            BellSpanKind   kind,
            gboolean       to_come,
            float          x,
            float          width,
            float          height)
{
  GdkRGBA color = *bell_row_style_get_color (style, kind == BELL_SPAN_OPEN ? BELL_TONE_ACCENT
                                                    : kind == BELL_SPAN_PAUSED ? BELL_TONE_WARNING : BELL_TONE_DIM);
  float middle = height / 2;

  if (to_come)
    color.alpha *= 0.4f;
  switch (kind)
    {
    case BELL_SPAN_OPEN:
      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (x, 0, width, height));
      break;
    case BELL_SPAN_PAUSED:
      gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (x, 0, width, height));
      for (float at = 0; at < width; at += STRIPE)
        gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (x + at, 0, STRIPE / 2.0f, height));
      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (x, 0, width, 2));
      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (x, height - 2, width, 2));
      gtk_snapshot_pop (snapshot);
      break;
    case BELL_SPAN_HOLIDAY:
      gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (x, 0, width, height));
      for (float at = 1; at < width; at += STRIPE)
        gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (x + at, middle - 2, 3, 4));
      gtk_snapshot_pop (snapshot);
      break;
    case BELL_SPAN_CLOSED:
    default:
      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (x, middle - 1, width, 2));
      break;
    }
}

static void
draw_mark (GtkSnapshot   *snapshot,
           const GdkRGBA *color,
           float          x,
           float          width,
           float          height)
{
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x - width / 2, -MARK_OVERHANG, width, height + 2 * MARK_OVERHANG));
}

static void
bell_span_bar_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  BellSpanBar *self = BELL_SPAN_BAR (widget);
  gboolean from_right = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget) - 2 * MARK_OVERHANG;
  double counted = 0, total = 0, at = 0;
  float now_x = -1, due_x = -1;

  bell_row_style_prepare (self->style, widget);
  for (guint i = 0; i < self->spans->len; i++)
    {
      const BellSpan *span = &g_array_index (self->spans, BellSpan, i);

      counted += is_counted (span) ? span->to - span->from : 0;
    }
  for (guint i = 0; i < self->spans->len; i++)
    total += get_weight (&g_array_index (self->spans, BellSpan, i), counted);
  if (total <= 0)
    return;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, MARK_OVERHANG));
  for (guint i = 0; i < self->spans->len; i++)
    {
      const BellSpan *span = &g_array_index (self->spans, BellSpan, i);
      double weight = get_weight (span, counted);
      double length = span->to - span->from;
      float x = (float) (at / total * width), wide = (float) (weight / total * width);

      if (self->now >= span->from && self->now <= span->to && length > 0)
        now_x = x + (float) ((self->now - span->from) / length) * wide;
      if (self->due >= span->from && self->due <= span->to && length > 0)
        due_x = x + (float) ((self->due - span->from) / length) * wide;
      draw_piece (snapshot, self->style, span->kind, span->from >= self->now, from_right ? width - x - wide : x, wide, height);
      at += weight;
    }
  if (now_x >= 0)
    draw_mark (snapshot, bell_row_style_get_color (self->style, BELL_TONE_PLAIN), from_right ? width - now_x : now_x, 2, height);
  if (due_x >= 0)
    draw_mark (snapshot, bell_row_style_get_color (self->style, BELL_TONE_ERROR),
               CLAMP (from_right ? width - due_x : due_x, 2, width - 2), 4, height);
  gtk_snapshot_restore (snapshot);
}

static void
bell_span_bar_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  BellSpanBar *self = BELL_SPAN_BAR (widget);
  gboolean is_key = self->spans->len == 1;

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = BAR_HEIGHT + 2 * MARK_OVERHANG;
      return;
    }
  *minimum = is_key ? KEY_WIDTH : BAR_WIDTH;
  *natural = *minimum;
}

static void
bell_span_bar_css_changed (GtkWidget         *widget,
                           GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (bell_span_bar_parent_class)->css_changed (widget, change);

  bell_row_style_check (BELL_SPAN_BAR (widget)->style, widget);
}

static void
bell_span_bar_finalize (GObject *object)
{
  BellSpanBar *self = BELL_SPAN_BAR (object);

  g_clear_pointer (&self->spans, g_array_unref);
  g_clear_object (&self->style);

  G_OBJECT_CLASS (bell_span_bar_parent_class)->finalize (object);
}

static void
bell_span_bar_class_init (BellSpanBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bell_span_bar_finalize;
  widget_class->snapshot = bell_span_bar_snapshot;
  widget_class->measure = bell_span_bar_measure;
  widget_class->css_changed = bell_span_bar_css_changed;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "spanbar");
}

static void
bell_span_bar_init (BellSpanBar *self)
{
  self->style = bell_row_style_new ();
  self->spans = g_array_new (FALSE, FALSE, sizeof (BellSpan));
  self->now = self->due = BELL_TIME_UNSET;
}

/**
 * bell_span_bar_new:
 *
 * Returns: (transfer floating): an empty bar
 */
GtkWidget *
bell_span_bar_new (void)
{
  return g_object_new (BELL_TYPE_SPAN_BAR, NULL);
}

/**
 * bell_span_bar_set_spans:
 * @self: a bar
 * @spans: (element-type BellSpan): in order, without gaps
 * @now: the time; what begins later is to come
 * @due: (nullable): a deadline, or %BELL_TIME_UNSET
 *
 * Shows where the time went.
 */
void
bell_span_bar_set_spans (BellSpanBar *self,
                         GArray      *spans,
                         gint64       now,
                         gint64       due)
{
  g_return_if_fail (BELL_IS_SPAN_BAR (self));
  g_return_if_fail (spans != NULL);

  g_array_set_size (self->spans, 0);
  g_array_append_vals (self->spans, spans->data, spans->len);
  self->now = now;
  self->due = due;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * bell_span_bar_new_key:
 * @kind: a kind of time
 *
 * Returns: (transfer floating): a small piece of a bar with what it means beside it
 */
GtkWidget *
bell_span_bar_new_key (BellSpanKind kind)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (bell_label_for_span (kind));
  BellSpanBar *piece = BELL_SPAN_BAR (bell_span_bar_new ());
  BellSpan span = { 0, 1, kind };

  g_array_append_val (piece->spans, span);
  piece->now = 2;
  gtk_widget_set_valign (GTK_WIDGET (piece), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (piece));
  gtk_box_append (GTK_BOX (box), label);

  return box;
}

/**
 * bell_label_for_span:
 * @kind: a kind of time
 *
 * Returns: what it is called on screen
 */
const char *
bell_label_for_span (BellSpanKind kind)
{
  switch (kind)
    {
    case BELL_SPAN_OPEN: return C_("kind of time", "Counted");
    case BELL_SPAN_PAUSED: return C_("kind of time", "Stopped");
    case BELL_SPAN_HOLIDAY: return C_("kind of time", "Holiday");
    case BELL_SPAN_CLOSED: return C_("kind of time", "Closed");
    default: return "";
    }
}
