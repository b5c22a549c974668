/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-request-row.h"

#include <glib/gi18n-lib.h>

#include "bell-request-words.h"
#include "bell-time-label.h"

/**
 * BellRequestRow:
 *
 * One of a person's own requests: what it is about and how it stands.
 */
struct _BellRequestRow
{
  GtkListBoxRow parent_instance;

  BellItem *request;

  GtkLabel *subject;
  GtkLabel *status;
  GtkImage *waiting;
  GtkWidget *dot;
  GtkBox *top;
  GtkWidget *time;
};

G_DEFINE_FINAL_TYPE (BellRequestRow, bell_request_row, GTK_TYPE_LIST_BOX_ROW)

static void
request_changed_cb (BellRequestRow *self)
{
  BellRecord *record = bell_item_get_record (self->request);
  gboolean unread = bell_item_get_unread (self->request);
  gboolean waits = bell_item_get_pending (self->request) || bell_item_get_refused (self->request);
  const char *status;
  g_autofree char *label = NULL;

  g_assert (BELL_IS_REQUEST_ROW (self));

  if (record == NULL)
    return;

  status = bell_item_get_refused (self->request) ? _("The server did not take it")
           : bell_item_get_pending (self->request) ? _("Waiting to be sent")
           : unread ? _("There is an answer")
                    : bell_request_words_for_status (bell_item_get_status (self->request));
  gtk_label_set_label (self->subject, bell_item_get_title (self->request));
  gtk_label_set_label (self->status, status);
  gtk_widget_set_visible (self->dot, unread);
  gtk_widget_set_visible (GTK_WIDGET (self->waiting), waits);
  bell_time_label_set_time (BELL_TIME_LABEL (self->time), bell_item_get_updated_at (self->request));
  if (unread)
    gtk_widget_add_css_class (GTK_WIDGET (self), "unread");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "unread");

  /* Translators: a request and how it stands, for screen readers. */
  label = g_strdup_printf (_("%s: %s"), bell_item_get_title (self->request), status);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
bell_request_row_dispose (GObject *object)
{
  BellRequestRow *self = BELL_REQUEST_ROW (object);

  if (self->request != NULL)
    g_signal_handlers_disconnect_by_data (self->request, self);
  g_clear_object (&self->request);

  G_OBJECT_CLASS (bell_request_row_parent_class)->dispose (object);
}

static void
bell_request_row_class_init (BellRequestRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_request_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/tray/ui/bell-request-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BellRequestRow, subject);
  gtk_widget_class_bind_template_child (widget_class, BellRequestRow, status);
  gtk_widget_class_bind_template_child (widget_class, BellRequestRow, waiting);
  gtk_widget_class_bind_template_child (widget_class, BellRequestRow, dot);
  gtk_widget_class_bind_template_child (widget_class, BellRequestRow, top);
}

static void
bell_request_row_init (BellRequestRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_request_row_new:
 * @request: a ticket; may still be loading
 * @ticker: for its time
 *
 * Returns: (transfer floating): a row that follows it
 */
GtkWidget *
bell_request_row_new (BellItem   *request,
                      BellTicker *ticker)
{
  BellRequestRow *self;

  g_return_val_if_fail (BELL_IS_ITEM (request), NULL);
  g_return_val_if_fail (BELL_IS_TICKER (ticker), NULL);

  self = g_object_new (BELL_TYPE_REQUEST_ROW, NULL);
  self->request = g_object_ref (request);
  self->time = bell_time_label_new (ticker);
  gtk_widget_add_css_class (self->time, "caption");
  gtk_widget_add_css_class (self->time, "dim-label");
  gtk_box_append (self->top, self->time);
  g_signal_connect_object (request, "notify", G_CALLBACK (request_changed_cb), self, G_CONNECT_SWAPPED);
  request_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * bell_request_row_get_request:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
BellItem *
bell_request_row_get_request (BellRequestRow *self)
{
  g_return_val_if_fail (BELL_IS_REQUEST_ROW (self), NULL);

  return self->request;
}
