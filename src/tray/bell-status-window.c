/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-status-window.h"

#include <glib/gi18n-lib.h>

#include "bell-clock-strip.h"
#include "bell-relative-time.h"
#include "bell-ticker.h"

/**
 * BellStatusWindow:
 *
 * How things stand: whether the helpdesk can be reached, since when what is
 * shown is as it is there, what waits to be sent, and what is known to be
 * broken.
 */
struct _BellStatusWindow
{
  AdwApplicationWindow parent_instance;

  BellHelpline *helpline;
  BellTicker *ticker;
  GTimeZone *zone;
  GCancellable *cancellable;

  AdwStatusPage *page;
  BellClockStrip *clock_strip;
  AdwActionRow *last;
  AdwActionRow *unsent;
  AdwActionRow *answers;
  AdwActionRow *problems;
  AdwActionRow *account;
};

G_DEFINE_FINAL_TYPE (BellStatusWindow, bell_status_window, ADW_TYPE_APPLICATION_WINDOW)

static const char *
title_for (BellLink link)
{
  switch (link)
    {
    case BELL_LINK_LIVE:
      return _("Connected");
    case BELL_LINK_CONNECTING:
      return _("Connecting…");
    case BELL_LINK_DOWNLOADING:
      return _("Downloading…");
    case BELL_LINK_NEEDS_SIGN_IN:
      return _("Sign in again");
    case BELL_LINK_FAILED:
      return _("Something is wrong");
    case BELL_LINK_OFFLINE:
    default:
      return _("No connection");
    }
}

static const char *
description_for (BellLink link)
{
  switch (link)
    {
    case BELL_LINK_LIVE:
      return _("The helpdesk can be reached. Answers arrive at once.");
    case BELL_LINK_CONNECTING:
    case BELL_LINK_DOWNLOADING:
      return _("The helpdesk is being asked for what is new.");
    case BELL_LINK_NEEDS_SIGN_IN:
      return _("Sign in again to send. You can write all the same.");
    case BELL_LINK_FAILED:
    case BELL_LINK_OFFLINE:
    default:
      return _("You can ask for help all the same: it is sent by itself as soon as there is a connection.");
    }
}

static void
show_count (AdwActionRow *row,
            guint         count,
            const char   *none)
{
  g_autofree char *words = count > 0 ? g_strdup_printf ("%u", count) : g_strdup (none);

  adw_action_row_set_subtitle (row, words);
}

static void
update (BellStatusWindow *self)
{
  BellAccount *account = bell_helpline_get_account (self->helpline);
  BellStore *store = bell_helpline_get_store (self->helpline);
  BellKnownProblems *problems = bell_helpline_get_problems (self->helpline);
  BellLink link = bell_account_get_link (account);
  BellRecord *me = bell_store_peek_principal (store, bell_store_get_principal_id (store));
  gint64 now = bell_clock_now (bell_store_get_clock (store));
  gint64 last = link == BELL_LINK_LIVE ? now : bell_account_get_last_live_at (account);
  g_autofree char *when = last != BELL_TIME_UNSET ? bell_relative_time_to_text (last, now, self->zone) : NULL;

  g_assert (BELL_IS_STATUS_WINDOW (self));

  adw_status_page_set_icon_name (self->page, link == BELL_LINK_LIVE ? "emblem-ok-symbolic" : "deskbell-offline-symbolic");
  adw_status_page_set_title (self->page, title_for (link));
  adw_status_page_set_description (self->page, link == BELL_LINK_FAILED && bell_account_get_problem (account) != NULL
                                                 ? bell_account_get_problem (account) : description_for (link));
  adw_action_row_set_subtitle (self->last, when != NULL ? when : _("Not since the start of this program"));
  show_count (self->unsent, bell_helpline_get_unsent (self->helpline), _("Nothing"));
  show_count (self->answers, bell_helpline_get_unread (self->helpline), _("None"));
  show_count (self->problems, problems != NULL ? g_list_model_get_n_items (bell_known_problems_get_model (problems)) : 0, _("None"));
  adw_action_row_set_subtitle (self->account, me != NULL ? bell_principal_get_name (BELL_PRINCIPAL (me)) : bell_store_get_email (store));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "status.try-now", link == BELL_LINK_OFFLINE || link == BELL_LINK_LIVE);
}

static void
tried_cb (BellAccount  *account,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BellStatusWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  /* How it ended stands in the state. */
  if (!bell_account_synchronise_finish (account, result, &error))
    g_info ("%s", error->message);
  if (self->helpline != NULL)
    update (self);
}

static void
try_now_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  BellStatusWindow *self = BELL_STATUS_WINDOW (widget);

  bell_account_synchronise (bell_helpline_get_account (self->helpline), self->cancellable, (GAsyncReadyCallback) tried_cb,
                            g_object_ref (self));
}

static void
bell_status_window_dispose (GObject *object)
{
  BellStatusWindow *self = BELL_STATUS_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->ticker);
  g_clear_object (&self->helpline);
  g_clear_pointer (&self->zone, g_time_zone_unref);

  G_OBJECT_CLASS (bell_status_window_parent_class)->dispose (object);
}

static void
bell_status_window_class_init (BellStatusWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_status_window_dispose;

  g_type_ensure (BELL_TYPE_CLOCK_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/tray/ui/bell-status-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BellStatusWindow, page);
  gtk_widget_class_bind_template_child (widget_class, BellStatusWindow, clock_strip);
  gtk_widget_class_bind_template_child (widget_class, BellStatusWindow, last);
  gtk_widget_class_bind_template_child (widget_class, BellStatusWindow, unsent);
  gtk_widget_class_bind_template_child (widget_class, BellStatusWindow, answers);
  gtk_widget_class_bind_template_child (widget_class, BellStatusWindow, problems);
  gtk_widget_class_bind_template_child (widget_class, BellStatusWindow, account);
  gtk_widget_class_install_action (widget_class, "status.try-now", NULL, try_now_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
bell_status_window_init (BellStatusWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->zone = g_time_zone_new_local ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_status_window_new:
 * @application: the application
 * @helpline: an open helpline
 *
 * Returns: (transfer none): a window
 */
GtkWidget *
bell_status_window_new (GtkApplication *application,
                        BellHelpline   *helpline)
{
  BellStatusWindow *self;

  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);

  self = g_object_new (BELL_TYPE_STATUS_WINDOW, "application", application, NULL);
  self->helpline = g_object_ref (helpline);
  self->ticker = bell_ticker_new (bell_store_get_clock (bell_helpline_get_store (helpline)), self->zone);
  g_signal_connect_object (self->ticker, "tick", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell_helpline_get_account (helpline), "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (helpline, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (helpline, "problems-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  bell_clock_strip_follow (self->clock_strip, helpline);
  update (self);

  return GTK_WIDGET (self);
}
