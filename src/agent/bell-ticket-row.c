/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-ticket-row.h"

#include <glib/gi18n-lib.h>

#include "bell-labels.h"
#include "bell-age.h"

/**
 * BellTicketRow:
 *
 * One ticket in the list, always of the same height. A list view makes about
 * two hundred of these and binds them all on every change, so binding sets a
 * few labels and does nothing else.
 */
struct _BellTicketRow
{
  GtkWidget parent_instance;

  BellItem *item;
  gulong changed_id;
  gint64 now;
  const char *status_class;   /* static */
  const char *priority_class; /* static */

  GtkImage *unread;
  GtkLabel *subject;
  GtkImage *waiting;
  GtkLabel *age;
  GtkLabel *origin;
  GtkBox *priority_box;
  GtkImage *priority_icon;
  GtkLabel *priority;
  GtkLabel *status;
};

G_DEFINE_FINAL_TYPE (BellTicketRow, bell_ticket_row, GTK_TYPE_WIDGET)

static void
swap_class (GtkWidget   *widget,
            const char **held,
            const char  *wanted)
{
  if (*held == wanted)
    return;

  if (*held != NULL)
    gtk_widget_remove_css_class (widget, *held);
  *held = wanted;
  if (wanted != NULL)
    gtk_widget_add_css_class (widget, wanted);
}

static void
show_empty (BellTicketRow *self)
{
  /* A space keeps the height of the lines while the page is on its way. */
  gtk_label_set_label (self->subject, " ");
  gtk_label_set_label (self->origin, " ");
  gtk_label_set_label (self->age, "");
  gtk_label_set_label (self->status, "");
  gtk_label_set_label (self->priority, "");
  gtk_image_clear (self->priority_icon);
  gtk_widget_set_opacity (GTK_WIDGET (self->unread), 0);
  gtk_widget_set_visible (GTK_WIDGET (self->waiting), FALSE);
  swap_class (GTK_WIDGET (self->status), &self->status_class, NULL);
}

static void
show_unread (BellTicketRow *self)
{
  gboolean unread = bell_item_get_unread (self->item);

  if (unread)
    gtk_widget_add_css_class (GTK_WIDGET (self->subject), "unread");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->subject), "unread");
  gtk_widget_set_opacity (GTK_WIDGET (self->unread), unread ? 1 : 0);
}

static void
show_waiting (BellTicketRow *self)
{
  gboolean refused = bell_item_get_refused (self->item);
  gboolean waiting = refused || bell_item_get_pending (self->item);

  if (waiting)
    gtk_image_set_from_icon_name (self->waiting, refused ? "dialog-warning-symbolic" : "deskbell-outbox-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->waiting), waiting);
}

static void
show_origin (BellTicketRow *self)
{
  gint64 number = bell_item_get_number (self->item);
  const char *requester = bell_item_get_requester_name (self->item);
  char origin[256];
  const char *end;

  if (number > 0)
    g_snprintf (origin, sizeof origin, "#%" G_GINT64_FORMAT " · %s", number, requester != NULL ? requester : "");
  else
    g_snprintf (origin, sizeof origin, "%s", requester != NULL ? requester : "");

  /* A very long name may have been cut in the middle of a letter. */
  if (strlen (origin) == sizeof origin - 1 && !g_utf8_validate (origin, -1, &end))
    origin[end - origin] = '\0';
  gtk_label_set_label (self->origin, origin);
}

static void
show_item (BellTicketRow *self)
{
  BellStatus status = bell_item_get_status (self->item);
  BellPriority priority = bell_item_get_priority (self->item);

  gtk_label_set_label (self->subject, bell_item_get_title (self->item));
  show_unread (self);
  show_origin (self);
  show_waiting (self);
  gtk_label_set_label (self->status, bell_label_for_status (status));
  swap_class (GTK_WIDGET (self->status), &self->status_class, bell_css_class_for_status (status));
  gtk_label_set_label (self->priority, bell_label_for_priority (priority));
  if (self->priority_class != bell_css_class_for_priority (priority) || gtk_image_get_icon_name (self->priority_icon) == NULL)
    gtk_image_set_from_icon_name (self->priority_icon, bell_icon_for_priority (priority));
  swap_class (GTK_WIDGET (self->priority_box), &self->priority_class, bell_css_class_for_priority (priority));

  bell_ticket_row_update_age (self, self->now);
}

static void
show (BellTicketRow *self)
{
  if (bell_item_get_record (self->item) == NULL)
    show_empty (self);
  else
    show_item (self);
}

/* A record that comes tells of each of its properties, a dozen in a row: each
 * part of the row listens to what it shows, and the whole row to the record. */
static void
item_changed_cb (BellTicketRow *self,
                 GParamSpec    *pspec)
{
  g_assert (BELL_IS_TICKET_ROW (self));

  if (g_str_equal (pspec->name, "record"))
    show (self);
  else if (bell_item_get_record (self->item) == NULL)
    return;
  else if (g_str_equal (pspec->name, "unread"))
    show_unread (self);
  else if (g_str_equal (pspec->name, "requester-name"))
    show_origin (self);
  else if (g_str_equal (pspec->name, "pending") || g_str_equal (pspec->name, "refused"))
    show_waiting (self);
}

/* To set the text of a tooltip asks the display where the pointer is and waits
 * for the answer, which is too dear for each row that is bound. */
static gboolean
unread_tooltip_cb (BellTicketRow *self,
                   int            x,
                   int            y,
                   gboolean       keyboard,
                   GtkTooltip    *tooltip)
{
  g_assert (BELL_IS_TICKET_ROW (self));

  if (self->item == NULL || !bell_item_get_unread (self->item))
    return FALSE;

  gtk_tooltip_set_text (tooltip, _("Not read yet"));
  return TRUE;
}

static gboolean
waiting_tooltip_cb (BellTicketRow *self,
                    int            x,
                    int            y,
                    gboolean       keyboard,
                    GtkTooltip    *tooltip)
{
  g_assert (BELL_IS_TICKET_ROW (self));

  if (self->item == NULL)
    return FALSE;

  gtk_tooltip_set_text (tooltip, bell_item_get_refused (self->item) ? _("A change was refused") : _("Waiting to be sent"));
  return TRUE;
}

static void
bell_ticket_row_dispose (GObject *object)
{
  BellTicketRow *self = BELL_TICKET_ROW (object);
  GtkWidget *child;

  if (self->item != NULL)
    g_clear_signal_handler (&self->changed_id, self->item);
  g_clear_object (&self->item);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (bell_ticket_row_parent_class)->dispose (object);
}

static void
bell_ticket_row_class_init (BellTicketRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_ticket_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-ticket-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BellTicketRow, unread);
  gtk_widget_class_bind_template_child (widget_class, BellTicketRow, subject);
  gtk_widget_class_bind_template_child (widget_class, BellTicketRow, waiting);
  gtk_widget_class_bind_template_child (widget_class, BellTicketRow, age);
  gtk_widget_class_bind_template_child (widget_class, BellTicketRow, origin);
  gtk_widget_class_bind_template_child (widget_class, BellTicketRow, priority_box);
  gtk_widget_class_bind_template_child (widget_class, BellTicketRow, priority_icon);
  gtk_widget_class_bind_template_child (widget_class, BellTicketRow, priority);
  gtk_widget_class_bind_template_child (widget_class, BellTicketRow, status);
  gtk_widget_class_bind_template_callback (widget_class, unread_tooltip_cb);
  gtk_widget_class_bind_template_callback (widget_class, waiting_tooltip_cb);
  gtk_widget_class_set_css_name (widget_class, "ticketrow");
}

static void
bell_ticket_row_init (BellTicketRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_ticket_row_new:
 *
 * Returns: (transfer floating): a row without a ticket
 */
GtkWidget *
bell_ticket_row_new (void)
{
  return g_object_new (BELL_TYPE_TICKET_ROW, NULL);
}

/**
 * bell_ticket_row_set_item:
 * @self: a row
 * @item: (nullable): the ticket to show
 * @now: the time, for its age
 *
 * Shows a ticket and follows it.
 */
void
bell_ticket_row_set_item (BellTicketRow *self,
                          BellItem      *item,
                          gint64         now)
{
  g_return_if_fail (BELL_IS_TICKET_ROW (self));
  g_return_if_fail (item == NULL || BELL_IS_ITEM (item));

  if (self->item != NULL)
    g_clear_signal_handler (&self->changed_id, self->item);
  g_set_object (&self->item, item);
  self->now = now;
  if (item != NULL)
    {
      self->changed_id = g_signal_connect_swapped (item, "notify", G_CALLBACK (item_changed_cb), self);
      show (self);
    }
}

/**
 * bell_ticket_row_update_age:
 * @self: a row
 * @now: the time
 */
void
bell_ticket_row_update_age (BellTicketRow *self,
                            gint64         now)
{
  g_autofree char *age = NULL;

  g_return_if_fail (BELL_IS_TICKET_ROW (self));

  self->now = now;
  if (self->item == NULL || bell_item_get_record (self->item) == NULL)
    return;

  age = bell_age_to_short_text (bell_item_get_updated_at (self->item), now);
  gtk_label_set_label (self->age, age);
}
