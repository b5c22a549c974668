/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-tray-icon.h"

#include <glib/gi18n-lib.h>

#include "bell-status-item.h"

/* A wheel tells of many steps in one turn. Microseconds. */
#define STEP_PAUSE (300 * 1000)

/**
 * BellTrayIcon:
 *
 * The icon in the tray, what it says at a glance and its menu. What is chosen
 * there is done by the application's actions, and is called as they are.
 *
 * A click opens what the icon tells of; the middle button the requests. The
 * wheel steps through the requests with answers that were not read; without any it does nothing, so
 * that nobody opens a window by passing over the panel. Owned by the application; main thread.
 */
struct _BellTrayIcon
{
  GObject parent_instance;

  BellHelpline *helpline;
  GActionGroup *actions; /* not owned: it owns this */
  BellStatusItem *item;
  gint64 stepped_at;
};

G_DEFINE_FINAL_TYPE (BellTrayIcon, bell_tray_icon, G_TYPE_OBJECT)

static void
update (BellTrayIcon *self)
{
  BellLink link = bell_account_get_link (bell_helpline_get_account (self->helpline));
  guint unread = bell_helpline_get_unread (self->helpline);
  guint unsent = bell_helpline_get_unsent (self->helpline);
  BellKnownProblems *problems = bell_helpline_get_problems (self->helpline);
  guint outages = problems != NULL ? bell_known_problems_get_n_outages (problems) : 0;
  g_autofree char *sentence = NULL;
  g_autofree char *label = NULL;

  g_assert (BELL_IS_TRAY_ICON (self));

  label = unread > 0 ? g_strdup_printf (_("_My requests (%u)"), unread) : g_strdup (_("_My requests"));
  bell_status_item_set_label (self->item, "requests", label);

  if (unread > 0)
    {
      sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u answer waits for you", "%u answers wait for you", unread), unread);
      bell_status_item_set_state (self->item, BELL_STATUS_ITEM_ANSWER, unread, sentence);
    }
  else if (outages > 0)
    {
      g_autoptr(BellItem) worst = bell_known_problems_get_worst (problems);

      bell_status_item_set_state (self->item, BELL_STATUS_ITEM_OUTAGE, 0, bell_item_get_title (worst));
    }
  else if (unsent > 0 && link != BELL_LINK_LIVE)
    {
      sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "No connection; %u change waits to be sent",
                                               "No connection; %u changes wait to be sent", unsent),
                                  unsent);
      bell_status_item_set_state (self->item, BELL_STATUS_ITEM_OFFLINE, unsent, sentence);
    }
  else
    {
      bell_status_item_set_state (self->item, BELL_STATUS_ITEM_NORMAL, 0,
                                  link == BELL_LINK_LIVE ? _("Ask for help") : _("Ask for help, also without a connection"));
    }
}

static void
activated_cb (BellTrayIcon *self)
{
  g_assert (BELL_IS_TRAY_ICON (self));

  /* What the icon tells of is what a click opens. */
  g_action_group_activate_action (self->actions, bell_helpline_get_unread (self->helpline) > 0 ? "requests" : "ask", NULL);
}

static void
secondary_cb (BellTrayIcon *self)
{
  g_assert (BELL_IS_TRAY_ICON (self));

  g_action_group_activate_action (self->actions, "requests", NULL);
}

static void
scrolled_cb (BellTrayIcon *self,
             int           x,
             gboolean      sideways)
{
  gint64 now = g_get_monotonic_time ();

  g_assert (BELL_IS_TRAY_ICON (self));

  if (sideways || x == 0 || now - self->stepped_at < STEP_PAUSE)
    return;

  self->stepped_at = now;
  g_action_group_activate_action (self->actions, "next-answer", g_variant_new_boolean (x < 0));
}

static void
chosen_cb (BellTrayIcon *self,
           const char   *name)
{
  g_assert (BELL_IS_TRAY_ICON (self));

  g_action_group_activate_action (self->actions, name, NULL);
}

static void
bell_tray_icon_dispose (GObject *object)
{
  BellTrayIcon *self = BELL_TRAY_ICON (object);

  if (self->item != NULL)
    bell_status_item_stop (self->item);
  g_clear_object (&self->item);
  g_clear_object (&self->helpline);

  G_OBJECT_CLASS (bell_tray_icon_parent_class)->dispose (object);
}

static void
bell_tray_icon_class_init (BellTrayIconClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bell_tray_icon_dispose;
}

static void
bell_tray_icon_init (BellTrayIcon *self)
{
}

/**
 * bell_tray_icon_new:
 * @connection: the session bus
 * @id: the program's
 * @helpline: what it tells of
 * @actions: what its menu does; outlives it
 *
 * Returns: (transfer full): the icon, on its way into the tray
 */
BellTrayIcon *
bell_tray_icon_new (GDBusConnection *connection,
                    const char      *id,
                    BellHelpline    *helpline,
                    GActionGroup    *actions)
{
  BellTrayIcon *self;
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);
  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);
  g_return_val_if_fail (G_IS_ACTION_GROUP (actions), NULL);

  self = g_object_new (BELL_TYPE_TRAY_ICON, NULL);
  self->helpline = g_object_ref (helpline);
  self->actions = actions;
  self->item = bell_status_item_new (connection, id, _("Deskbell Help"));
  bell_status_item_add_entry (self->item, "ask", _("_Ask for help"));
  bell_status_item_add_entry (self->item, "requests", _("_My requests"));
  bell_status_item_add_entry (self->item, "search", _("_Search help"));
  bell_status_item_add_entry (self->item, "problems", _("_Known problems"));
  bell_status_item_add_separator (self->item);
  bell_status_item_add_entry (self->item, "status", _("S_tatus"));
  bell_status_item_add_entry (self->item, "preferences", _("_Preferences"));
  bell_status_item_add_entry (self->item, "quit", _("_Quit"));
  g_signal_connect_object (self->item, "activate", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->item, "secondary-activate", G_CALLBACK (secondary_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->item, "scroll", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->item, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell_helpline_get_account (helpline), "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell_helpline_get_account (helpline), "notify::link", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (helpline, "notify::unread", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (helpline, "notify::unsent", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (helpline, "problems-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  if (!bell_status_item_start (self->item, &error))
    g_message ("There is no icon in the tray: %s", error->message);

  return self;
}

/**
 * bell_tray_icon_stop:
 * @self: an icon
 *
 * Takes it out of the tray.
 */
void
bell_tray_icon_stop (BellTrayIcon *self)
{
  g_return_if_fail (BELL_IS_TRAY_ICON (self));

  bell_status_item_stop (self->item);
}

/**
 * bell_tray_icon_is_shown:
 * @self: an icon
 *
 * Returns: whether the desktop shows it
 */
gboolean
bell_tray_icon_is_shown (BellTrayIcon *self)
{
  g_return_val_if_fail (BELL_IS_TRAY_ICON (self), FALSE);

  return bell_status_item_get_has_host (self->item);
}
