/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-time-label.h"

#include <glib/gi18n-lib.h>

#include "bell-relative-time.h"

/* Says when something was, and keeps saying it right: "5 min ago" becomes "6
 * min ago" with the ticker of its window. The tooltip has day and time in
 * full. While it is not on screen it costs nothing. Used from GTK's thread. */
struct _BellTimeLabel
{
  GtkWidget parent_instance;

  GtkWidget *label;
  BellTicker *ticker;
  gulong tick_handler;
  gint64 time;
};

G_DEFINE_FINAL_TYPE (BellTimeLabel, bell_time_label, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_TIME = 1,
  PROP_TICKER,
} BellTimeLabelProperty;

static GParamSpec *properties[PROP_TICKER + 1];

static void
update (BellTimeLabel *self)
{
  g_autofree char *text = NULL;

  if (self->ticker == NULL)
    return;

  text = bell_relative_time_to_text (self->time, bell_ticker_get_now (self->ticker),
                                     bell_ticker_get_zone (self->ticker));
  if (!g_str_equal (gtk_label_get_label (GTK_LABEL (self->label)), text))
    gtk_label_set_label (GTK_LABEL (self->label), text);
}

static gboolean
on_query_tooltip (BellTimeLabel *self,
                  int            x,
                  int            y,
                  gboolean       keyboard,
                  GtkTooltip    *tooltip,
                  gpointer       user_data)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *text = NULL;

  if (self->time == BELL_TIME_UNSET || self->ticker == NULL)
    return FALSE;

  utc = g_date_time_new_from_unix_utc (self->time / 1000);
  if (utc == NULL)
    return FALSE;

  date = g_date_time_to_timezone (utc, bell_ticker_get_zone (self->ticker));
  /* Translators: see g_date_time_format(); such as Tuesday, 17 November 2026, 14:02 */
  text = g_date_time_format (date, _("%A, %-d %B %Y, %H:%M"));
  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

static void
bell_time_label_map (GtkWidget *widget)
{
  BellTimeLabel *self = BELL_TIME_LABEL (widget);

  GTK_WIDGET_CLASS (bell_time_label_parent_class)->map (widget);

  if (self->ticker != NULL && self->tick_handler == 0)
    self->tick_handler = g_signal_connect_swapped (self->ticker, "tick", G_CALLBACK (update), self);
  update (self);
}

static void
bell_time_label_unmap (GtkWidget *widget)
{
  BellTimeLabel *self = BELL_TIME_LABEL (widget);

  if (self->tick_handler != 0)
    g_clear_signal_handler (&self->tick_handler, self->ticker);

  GTK_WIDGET_CLASS (bell_time_label_parent_class)->unmap (widget);
}

static void
bell_time_label_dispose (GObject *object)
{
  BellTimeLabel *self = BELL_TIME_LABEL (object);

  if (self->tick_handler != 0)
    g_clear_signal_handler (&self->tick_handler, self->ticker);
  g_clear_object (&self->ticker);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (bell_time_label_parent_class)->dispose (object);
}

static void
bell_time_label_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  BellTimeLabel *self = BELL_TIME_LABEL (object);

  switch ((BellTimeLabelProperty) id)
    {
    case PROP_TIME:
      g_value_set_int64 (value, self->time);
      break;

    case PROP_TICKER:
      g_value_set_object (value, self->ticker);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_time_label_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  BellTimeLabel *self = BELL_TIME_LABEL (object);

  switch ((BellTimeLabelProperty) id)
    {
    case PROP_TIME:
      bell_time_label_set_time (self, g_value_get_int64 (value));
      break;

    case PROP_TICKER:
      bell_time_label_set_ticker (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_time_label_class_init (BellTimeLabelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_time_label_dispose;
  object_class->get_property = bell_time_label_get_property;
  object_class->set_property = bell_time_label_set_property;
  widget_class->map = bell_time_label_map;
  widget_class->unmap = bell_time_label_unmap;

  /**
   * BellTimeLabel:time:
   *
   * Milliseconds since 1970, or %BELL_TIME_UNSET for an empty label.
   */
  properties[PROP_TIME] =
    g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, BELL_TIME_UNSET,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * BellTimeLabel:ticker:
   *
   * What tells it that a minute is over.
   */
  properties[PROP_TICKER] =
    g_param_spec_object ("ticker", NULL, NULL, BELL_TYPE_TICKER,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bell_time_label_init (BellTimeLabel *self)
{
  self->time = BELL_TIME_UNSET;
  self->label = g_object_new (GTK_TYPE_LABEL, "single-line-mode", TRUE, "xalign", 0.0, NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
}

/**
 * bell_time_label_new:
 * @ticker: (nullable): the ticker of its window
 *
 * Returns: (transfer full): an empty label
 */
GtkWidget *
bell_time_label_new (BellTicker *ticker)
{
  return g_object_new (BELL_TYPE_TIME_LABEL, "ticker", ticker, NULL);
}

/**
 * bell_time_label_set_time:
 * @time: milliseconds since 1970, or %BELL_TIME_UNSET
 */
void
bell_time_label_set_time (BellTimeLabel *self,
                          gint64         time)
{
  g_return_if_fail (BELL_IS_TIME_LABEL (self));

  if (self->time == time)
    return;

  self->time = time;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIME]);
}

/**
 * bell_time_label_set_ticker:
 * @ticker: (nullable): the ticker of its window
 */
void
bell_time_label_set_ticker (BellTimeLabel *self,
                            BellTicker    *ticker)
{
  g_return_if_fail (BELL_IS_TIME_LABEL (self));

  if (self->ticker == ticker)
    return;

  if (self->tick_handler != 0)
    g_clear_signal_handler (&self->tick_handler, self->ticker);
  g_set_object (&self->ticker, ticker);
  if (ticker != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick_handler = g_signal_connect_swapped (ticker, "tick", G_CALLBACK (update), self);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TICKER]);
}
