/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-deadline-strip.h"

#include <glib/gi18n-lib.h>

#include "bell-deadline-words.h"
#include "bell-deadline-window.h"
#include "bell-wrap-layout.h"

/* What one clock has on screen. */
typedef struct
{
  GtkWidget *button;
  GtkImage *icon;
  GtkLabel *label;
  const char *css_class; /* (nullable), static */
} Chip;

/**
 * BellDeadlineStrip:
 *
 * The deadlines of the open ticket, each counting down; a click tells why. The clocks
 * are read once after each change to the ticket; between that only the time
 * moves. While it is not on screen, or nothing counts down, it sleeps. Part of
 * #BellTicketPage; main thread.
 */
struct _BellDeadlineStrip
{
  AdwBin parent_instance;

  BellDesk *desk;
  BellItem *ticket; /* (nullable) */
  GCancellable *cancellable;
  BellSlaReading readings[BELL_SLA_N_GOALS];
  gboolean known;

  GtkWidget *box;
  Chip chips[BELL_SLA_N_GOALS];
};

G_DEFINE_FINAL_TYPE (BellDeadlineStrip, bell_deadline_strip, ADW_TYPE_BIN)

static void bell_deadline_strip_show (BellDeadlineStrip *self);

static void
pulse_cb (gpointer owner,
          gint64   now)
{
  bell_deadline_strip_show (BELL_DEADLINE_STRIP (owner));
}

static void
show_chip (BellDeadlineStrip *self,
           BellSlaGoal        goal,
           gint64             now)
{
  const BellSlaReading *reading = &self->readings[goal];
  Chip *chip = &self->chips[goal];
  gboolean visible = self->known && reading->state != BELL_SLA_STATE_NONE;
  g_autofree char *state = NULL;
  g_autofree char *text = NULL;
  const char *css_class;

  gtk_widget_set_visible (chip->button, visible);
  if (!visible)
    return;

  state = bell_reading_to_text (reading, now);
  text = g_strdup_printf ("%s: %s", bell_label_for_goal (goal), state);
  if (g_strcmp0 (gtk_label_get_label (chip->label), text) == 0)
    return;

  gtk_label_set_label (chip->label, text);
  gtk_image_set_from_icon_name (chip->icon, bell_reading_get_icon (reading, now));
  css_class = bell_pressure_get_css_class (bell_reading_get_pressure (reading, now));
  if (css_class == NULL && reading->done_at != BELL_TIME_UNSET)
    css_class = "dim-label";
  if (css_class == chip->css_class)
    return;
  if (chip->css_class != NULL)
    gtk_widget_remove_css_class (chip->button, chip->css_class);
  chip->css_class = css_class;
  if (css_class != NULL)
    gtk_widget_add_css_class (chip->button, css_class);
}

static void
bell_deadline_strip_show (BellDeadlineStrip *self)
{
  gint64 now = bell_desk_now (self->desk);
  gint64 next = BELL_TIME_UNSET;
  gboolean any = FALSE;

  for (BellSlaGoal goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    {
      gint64 change = self->known ? bell_reading_get_next_change (&self->readings[goal], now) : BELL_TIME_UNSET;

      show_chip (self, goal, now);
      any |= self->known && self->readings[goal].state != BELL_SLA_STATE_NONE;
      if (change != BELL_TIME_UNSET && (next == BELL_TIME_UNSET || change < next))
        next = change;
    }
  gtk_widget_set_visible (GTK_WIDGET (self), any);
  if (next != BELL_TIME_UNSET && gtk_widget_get_mapped (GTK_WIDGET (self)))
    bell_pulse_want (bell_desk_get_pulse (self->desk), self, next, pulse_cb);
  else
    bell_pulse_leave (bell_desk_get_pulse (self->desk), self);
}

static void
loaded_cb (BellStore    *store,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (BellDeadlineStrip) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BellSlaCase) sla = bell_store_load_sla_finish (store, result, NULL, &error);

  g_assert (BELL_IS_DEADLINE_STRIP (self));

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->desk == NULL)
    return;
  if (sla == NULL)
    {
      g_info ("The deadlines of a ticket cannot be told: %s", error->message);
      return;
    }
  bell_sla_clock_read (bell_sla_case_get_clock (sla), bell_desk_now (self->desk), self->readings);
  self->known = TRUE;
  bell_deadline_strip_show (self);
}

static void
record_changed_cb (BellDeadlineStrip *self)
{
  BellRecord *record = self->ticket != NULL ? bell_item_get_record (self->ticket) : NULL;

  g_assert (BELL_IS_DEADLINE_STRIP (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (record == NULL)
    return;
  bell_store_load_sla (bell_desk_get_store (self->desk), bell_record_get_id (record), self->cancellable,
                       (GAsyncReadyCallback) loaded_cb, g_object_ref (self));
}

static void
policies_changed_cb (BellDeadlineStrip *self,
                     BellType           type)
{
  if (type == BELL_TYPE_SLA_POLICY || type == BELL_TYPE_CALENDAR)
    record_changed_cb (self);
}

static void
ticket_changed_cb (BellDeadlineStrip *self)
{
  BellItem *ticket = bell_desk_get_ticket (self->desk);

  g_assert (BELL_IS_DEADLINE_STRIP (self));

  if (ticket == self->ticket)
    return;
  if (self->ticket != NULL)
    g_signal_handlers_disconnect_by_func (self->ticket, record_changed_cb, self);
  g_set_object (&self->ticket, ticket);
  self->known = FALSE;
  bell_deadline_strip_show (self);
  if (ticket != NULL)
    g_signal_connect_object (ticket, "notify::record", G_CALLBACK (record_changed_cb), self, G_CONNECT_SWAPPED);
  record_changed_cb (self);
}

static void
clicked_cb (BellDeadlineStrip *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  const char *ticket_id = bell_desk_get_ticket_id (self->desk);
  GtkWidget *window;

  if (ticket_id == NULL)
    return;

  window = bell_deadline_window_new (self->desk, ticket_id);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (window));
}

static void
make_chip (BellDeadlineStrip *self,
           Chip              *chip)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  chip->icon = GTK_IMAGE (g_object_new (GTK_TYPE_IMAGE, "pixel-size", 12, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  chip->label = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "ellipsize", PANGO_ELLIPSIZE_END, "xalign", 0.0, NULL));
  gtk_widget_add_css_class (GTK_WIDGET (chip->label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (chip->label), "numeric");
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (chip->icon));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (chip->label));
  chip->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (chip->button), content);
  gtk_widget_set_halign (chip->button, GTK_ALIGN_START);
  gtk_widget_add_css_class (chip->button, "deadline");
  gtk_widget_set_tooltip_text (chip->button, _("Why it is due then"));
  g_signal_connect_swapped (chip->button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_box_append (GTK_BOX (self->box), chip->button);
}

static void
bell_deadline_strip_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bell_deadline_strip_parent_class)->map (widget);

  bell_deadline_strip_show (BELL_DEADLINE_STRIP (widget));
}

static void
bell_deadline_strip_unmap (GtkWidget *widget)
{
  BellDeadlineStrip *self = BELL_DEADLINE_STRIP (widget);

  if (self->desk != NULL)
    bell_pulse_leave (bell_desk_get_pulse (self->desk), self);

  GTK_WIDGET_CLASS (bell_deadline_strip_parent_class)->unmap (widget);
}

static void
bell_deadline_strip_dispose (GObject *object)
{
  BellDeadlineStrip *self = BELL_DEADLINE_STRIP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->desk != NULL)
    bell_pulse_leave (bell_desk_get_pulse (self->desk), self);
  g_clear_object (&self->ticket);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (bell_deadline_strip_parent_class)->dispose (object);
}

static void
bell_deadline_strip_class_init (BellDeadlineStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_deadline_strip_dispose;
  widget_class->map = bell_deadline_strip_map;
  widget_class->unmap = bell_deadline_strip_unmap;

  gtk_widget_class_set_css_name (widget_class, "deadlinestrip");
}

static void
bell_deadline_strip_init (BellDeadlineStrip *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->box, bell_wrap_layout_new (6, 4));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->box), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Deadlines"), -1);
  adw_bin_set_child (ADW_BIN (self), self->box);
  for (BellSlaGoal goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    make_chip (self, &self->chips[goal]);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * bell_deadline_strip_new:
 * @desk: whose open ticket
 *
 * Returns: (transfer floating): a strip that follows the desk
 */
GtkWidget *
bell_deadline_strip_new (BellDesk *desk)
{
  BellDeadlineStrip *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_DEADLINE_STRIP, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "notify::ticket", G_CALLBACK (ticket_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell_desk_get_store (desk), "changed", G_CALLBACK (policies_changed_cb), self, G_CONNECT_SWAPPED);
  ticket_changed_cb (self);

  return GTK_WIDGET (self);
}
