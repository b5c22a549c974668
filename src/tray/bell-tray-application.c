/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-tray-application.h"

#include <glib/gi18n-lib.h>

#include "bell-administration.h"
#include "bell-ask-window.h"
#include "bell-autostart.h"
#include "bell-help-window.h"
#include "bell-helpline.h"
#include "bell-problems-window.h"
#include "bell-requests-window.h"
#include "bell-server-clock.h"
#include "bell-status-item.h"
#include "bell-style.h"
#include "bell-teller.h"
#include "bell-tray-preferences.h"
#include "bell-tray-resources.h"
#include "bell-welcome-window.h"

/* What the tray calls the entries of its menu is what the actions are called. */
#define ACTION_ASK "ask"
#define ACTION_REQUESTS "requests"
#define ACTION_SEARCH "search"
#define ACTION_PROBLEMS    "problems"
#define ACTION_PREFERENCES "preferences"
#define ACTION_QUIT "quit"

/**
 * BellTrayApplication:
 *
 * The program `deskbell-tray`: one person's helpline, the icon in the tray and
 * the windows behind it. It goes on when all windows are closed, with or
 * without something that shows the icon: answers are told as notifications, and
 * the launcher opens it again. Its verbs are actions, so that the icon's menu,
 * the desktop file and notifications reach them alike.
 */
struct _BellTrayApplication
{
  AdwApplication parent_instance;

  char *directory;     /* (nullable): of the option --profile */
  char *configuration; /* of the option --configuration */
  gboolean background;
  char *wanted; /* (nullable): the action to do once the files are open */
  GSettings *settings;
  BellAdministration *administration;
  BellAccount *account;
  BellHelpline *helpline;
  BellNotifier *notifier;
  BellTeller *teller;
  BellAutostart *autostart;
  BellStatusItem *item; /* (nullable): without a session bus */
  GtkWindow *ask_window;
  GtkWindow *requests_window;
  GtkWindow *help_window;
  GtkWindow *problems_window;
  GtkWindow *welcome_window;
};

G_DEFINE_FINAL_TYPE (BellTrayApplication, bell_tray_application, ADW_TYPE_APPLICATION)

static void
show (BellTrayApplication *self,
      GtkWindow **place,
      GtkWidget *window) /* (nullable): a new one */
{
  const char *token = bell_notifier_get_activation_token (self->notifier);

  if (window != NULL)
    {
      *place = GTK_WINDOW (window);
      g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) place);
    }
  if (token != NULL)
    gtk_window_set_startup_id (*place, token);
  gtk_window_present (*place);
}

static void
do_action (BellTrayApplication *self,
           const char          *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (self), name, NULL);
}

static void
autostart_set_cb (BellAutostart *autostart,
                  GAsyncResult  *result,
                  gpointer       user_data)
{
  g_autoptr(GError) error = NULL;

  if (!bell_autostart_set_finish (autostart, result, &error))
    g_message ("The start with the desktop could not be set: %s", error->message);
}

static void
signed_in_cb (BellTrayApplication *self,
              gboolean             start)
{
  g_autofree char *wanted = g_steal_pointer (&self->wanted);

  g_assert (BELL_IS_TRAY_APPLICATION (self));

  if (start && gtk_widget_get_visible (GTK_WIDGET (self->welcome_window)))
    bell_autostart_set_async (self->autostart, TRUE, NULL, (GAsyncReadyCallback) autostart_set_cb, NULL);
  gtk_window_destroy (self->welcome_window);
  do_action (self, wanted != NULL ? wanted : ACTION_ASK);
}

/* Whether there is somebody to do it for; else it is done once there is. */
static gboolean
is_ready (BellTrayApplication *self,
          const char          *action)
{
  switch (bell_account_get_state (self->account))
    {
    case BELL_ACCOUNT_OPEN:
      return TRUE;
    case BELL_ACCOUNT_OPENING:
    case BELL_ACCOUNT_FAILED:
      break;
    case BELL_ACCOUNT_SIGNED_OUT:
    default:
      if (self->welcome_window == NULL)
        {
          GtkWidget *window = bell_welcome_window_new (GTK_APPLICATION (self), self->account, self->administration);

          g_signal_connect_object (window, "signed-in", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
          show (self, &self->welcome_window, window);
        }
      else
        show (self, &self->welcome_window, NULL);
      break;
    }

  g_free (self->wanted);
  self->wanted = g_strdup (action);
  return FALSE;
}

static void
ask_cb (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  BellTrayApplication *self = user_data;

  if (!is_ready (self, ACTION_ASK))
    return;

  if (self->ask_window != NULL && bell_ask_window_is_over (BELL_ASK_WINDOW (self->ask_window)))
    gtk_window_destroy (self->ask_window);
  show (self, &self->ask_window,
        self->ask_window == NULL ? bell_ask_window_new (GTK_APPLICATION (self), self->helpline) : NULL);
}

static void
requests_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  BellTrayApplication *self = user_data;

  if (is_ready (self, ACTION_REQUESTS))
    show (self, &self->requests_window,
          self->requests_window == NULL ? bell_requests_window_new (GTK_APPLICATION (self), self->helpline) : NULL);
}

static void
open_request (BellTrayApplication *self,
              const char          *ticket_id)
{
  g_assert (BELL_IS_TRAY_APPLICATION (self));

  requests_cb (NULL, NULL, self);
  if (self->requests_window != NULL)
    bell_requests_window_open (BELL_REQUESTS_WINDOW (self->requests_window), ticket_id);
}

static void
open_request_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  open_request (user_data, g_variant_get_string (parameter, NULL));
}

static void
search_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BellTrayApplication *self = user_data;

  if (is_ready (self, ACTION_SEARCH))
    show (self, &self->help_window,
          self->help_window == NULL ? bell_help_window_new (GTK_APPLICATION (self), self->helpline) : NULL);
}

static void
problems_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  BellTrayApplication *self = user_data;

  if (is_ready (self, ACTION_PROBLEMS))
    show (self, &self->problems_window,
          self->problems_window == NULL ? bell_problems_window_new (GTK_APPLICATION (self), self->helpline) : NULL);
}

static void
show_problems (BellTrayApplication *self)
{
  g_assert (BELL_IS_TRAY_APPLICATION (self));

  do_action (self, ACTION_PROBLEMS);
}

static void
preferences_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  BellTrayApplication *self = user_data;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
  GtkWidget *window;

  if (!is_ready (self, ACTION_PREFERENCES))
    return;

  window = bell_tray_preferences_new (self->helpline, self->settings, self->autostart,
                                      self->item != NULL && bell_status_item_get_has_host (self->item));
  gtk_window_set_application (GTK_WINDOW (window), GTK_APPLICATION (self));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_present (GTK_WINDOW (window));
}

static void
bell_tray_application_close_windows (BellTrayApplication *self)
{
  GList *windows;

  while ((windows = gtk_application_get_windows (GTK_APPLICATION (self))) != NULL)
    gtk_window_destroy (windows->data);
}

static void
sign_out_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  BellTrayApplication *self = user_data;

  if (bell_account_get_state (self->account) != BELL_ACCOUNT_OPEN)
    return;

  bell_tray_application_close_windows (self);
  g_clear_object (&self->teller);
  bell_notifier_withdraw_all (self->notifier);
  bell_account_sign_out (self->account);
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  bell_tray_application_close_windows (user_data);
  g_application_quit (user_data);
}

static void
update_icon (BellTrayApplication *self)
{
  BellLink link = bell_account_get_link (self->account);
  guint unread = bell_helpline_get_unread (self->helpline);
  guint unsent = bell_helpline_get_unsent (self->helpline);
  BellKnownProblems *problems = bell_helpline_get_problems (self->helpline);
  guint outages = problems != NULL ? bell_known_problems_get_n_outages (problems) : 0;
  g_autofree char *sentence = NULL;
  g_autofree char *label = NULL;

  g_assert (BELL_IS_TRAY_APPLICATION (self));

  if (self->item == NULL)
    return;

  label = unread > 0 ? g_strdup_printf (_("_My requests (%u)"), unread) : g_strdup (_("_My requests"));
  bell_status_item_set_label (self->item, ACTION_REQUESTS, label);

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
state_changed_cb (BellTrayApplication *self)
{
  BellAccountState state = bell_account_get_state (self->account);

  g_assert (BELL_IS_TRAY_APPLICATION (self));

  if (state == BELL_ACCOUNT_OPEN && self->teller == NULL)
    {
      self->teller = bell_teller_new (self->helpline, self->notifier, self->settings);
      g_signal_connect_object (self->teller, "open", G_CALLBACK (open_request), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->teller, "problems", G_CALLBACK (show_problems), self, G_CONNECT_SWAPPED);
    }
  if (state == BELL_ACCOUNT_FAILED)
    {
      g_autoptr(BellNotification) notification = bell_notification_new ("failed", _("Deskbell Help cannot start"));

      bell_notification_set_body (notification, bell_account_get_problem (self->account));
      bell_notifier_show (self->notifier, notification);
    }
  /* The welcome window does what was wanted when it is done. */
  if (state != BELL_ACCOUNT_OPENING && self->welcome_window == NULL && self->wanted != NULL)
    {
      g_autofree char *wanted = g_steal_pointer (&self->wanted);

      if (state != BELL_ACCOUNT_FAILED)
        do_action (self, wanted);
    }
  update_icon (self);
}

static void
link_changed_cb (BellTrayApplication *self)
{
  g_assert (BELL_IS_TRAY_APPLICATION (self));

  update_icon (self);
  if (bell_account_get_link (self->account) == BELL_LINK_NEEDS_SIGN_IN && self->welcome_window == NULL &&
      gtk_application_get_windows (GTK_APPLICATION (self)) != NULL)
    {
      GtkWidget *window = bell_welcome_window_new (GTK_APPLICATION (self), self->account, self->administration);

      g_free (self->wanted);
      self->wanted = g_strdup (self->requests_window != NULL ? ACTION_REQUESTS : ACTION_ASK);
      g_signal_connect_object (window, "signed-in", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
      show (self, &self->welcome_window, window);
    }
}

static void
item_activated_cb (BellTrayApplication *self)
{
  g_assert (BELL_IS_TRAY_APPLICATION (self));

  /* What the icon tells of is what a click opens. */
  do_action (self, bell_helpline_get_unread (self->helpline) > 0 ? ACTION_REQUESTS : ACTION_ASK);
}

static void
item_secondary_cb (BellTrayApplication *self)
{
  g_assert (BELL_IS_TRAY_APPLICATION (self));

  do_action (self, ACTION_REQUESTS);
}

static void
make_icon (BellTrayApplication *self)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self));
  g_autoptr(GError) error = NULL;

  if (bus == NULL)
    return;

  self->item = bell_status_item_new (bus, BELL_TRAY_ID, _("Deskbell Help"));
  bell_status_item_add_entry (self->item, ACTION_ASK, _("_Ask for help"));
  bell_status_item_add_entry (self->item, ACTION_REQUESTS, _("_My requests"));
  bell_status_item_add_entry (self->item, ACTION_SEARCH, _("_Search help"));
  bell_status_item_add_entry (self->item, ACTION_PROBLEMS, _("_Known problems"));
  bell_status_item_add_separator (self->item);
  bell_status_item_add_entry (self->item, ACTION_PREFERENCES, _("_Preferences"));
  bell_status_item_add_entry (self->item, ACTION_QUIT, _("_Quit"));
  g_signal_connect_object (self->item, "activate", G_CALLBACK (item_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->item, "secondary-activate", G_CALLBACK (item_secondary_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->item, "chosen", G_CALLBACK (do_action), self, G_CONNECT_SWAPPED);
  if (!bell_status_item_start (self->item, &error))
    g_message ("There is no icon in the tray: %s", error->message);
}

static void
bell_tray_application_startup (GApplication *application)
{
  BellTrayApplication *self = BELL_TRAY_APPLICATION (application);
  static const GActionEntry entries[] = {
    { .name = ACTION_ASK, .activate = ask_cb },
    { .name = ACTION_REQUESTS, .activate = requests_cb },
    { .name = "open-request", .activate = open_request_cb, .parameter_type = "s" },
    { .name = ACTION_SEARCH, .activate = search_cb },
    { .name = ACTION_PROBLEMS, .activate = problems_cb },
    { .name = ACTION_PREFERENCES, .activate = preferences_cb },
    { .name = "sign-out", .activate = sign_out_cb },
    { .name = ACTION_QUIT, .activate = quit_cb },
  };
  static const char *const close_keys[] = { "<Control>w", NULL };
  static const char *const quit_keys[] = { "<Control>q", NULL };
  static const char *const command[] = { "deskbell-tray", "--background", NULL };
  g_autoptr(BellClock) own = bell_clock_new_system ();
  g_autoptr(BellClock) clock = bell_server_clock_new (own);
  g_autoptr(GError) error = NULL;

  G_APPLICATION_CLASS (bell_tray_application_parent_class)->startup (application);

  bell_style_load (gdk_display_get_default ());
  gtk_window_set_default_icon_name (BELL_TRAY_ID);

  self->settings = g_settings_new ("org.deskbell.Tray");
  self->administration = bell_administration_load (self->configuration != NULL ? self->configuration : BELL_ADMINISTRATION_FILE,
                                                   self->settings, &error);
  if (error != NULL)
    g_warning ("%s", error->message);
  self->notifier = bell_notifier_new (_("Deskbell Help"), BELL_TRAY_ID);
  self->autostart = bell_autostart_new (BELL_TRAY_ID, _("Deskbell Help"), command, NULL);
  self->account = bell_account_new (clock, "tray", self->directory);
  self->helpline = bell_helpline_new (self->account);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "window.close", close_keys);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit", quit_keys);

  make_icon (self);
  g_signal_connect_object (self->account, "notify::state", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->account, "notify::link", G_CALLBACK (link_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->helpline, "notify::unread", G_CALLBACK (update_icon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->helpline, "problems-changed", G_CALLBACK (update_icon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->helpline, "notify::unsent", G_CALLBACK (update_icon), self, G_CONNECT_SWAPPED);
  bell_account_open (self->account);

  /* Until it is quit: answers are told with no window open. */
  g_application_hold (application);
}

static void
bell_tray_application_activate (GApplication *application)
{
  BellTrayApplication *self = BELL_TRAY_APPLICATION (application);

  /* Only the first activation of --background shows nothing. */
  if (self->background)
    self->background = FALSE;
  else
    do_action (self, ACTION_ASK);
}

static int
bell_tray_application_handle_local_options (GApplication *application,
                                            GVariantDict *options)
{
  BellTrayApplication *self = BELL_TRAY_APPLICATION (application);
  g_autofree char *directory = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Deskbell %s\n", PACKAGE_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, "profile", "^ay", &directory))
    self->directory = g_canonicalize_filename (directory, NULL);
  g_variant_dict_lookup (options, "configuration", "^ay", &self->configuration);
  if (g_variant_dict_contains (options, "background"))
    self->background = TRUE;

  return -1;
}

static void
bell_tray_application_shutdown (GApplication *application)
{
  BellTrayApplication *self = BELL_TRAY_APPLICATION (application);

  if (self->item != NULL)
    bell_status_item_stop (self->item);
  g_clear_object (&self->item);
  g_clear_object (&self->teller);
  if (self->helpline != NULL)
    bell_helpline_close (self->helpline);
  g_clear_object (&self->helpline);
  g_clear_object (&self->account);
  g_clear_object (&self->autostart);
  g_clear_object (&self->notifier);
  g_clear_pointer (&self->administration, bell_administration_free);
  g_clear_object (&self->settings);

  G_APPLICATION_CLASS (bell_tray_application_parent_class)->shutdown (application);
}

static void
bell_tray_application_finalize (GObject *object)
{
  BellTrayApplication *self = BELL_TRAY_APPLICATION (object);

  g_clear_weak_pointer (&self->ask_window);
  g_clear_weak_pointer (&self->requests_window);
  g_clear_weak_pointer (&self->help_window);
  g_clear_weak_pointer (&self->problems_window);
  g_clear_weak_pointer (&self->welcome_window);
  g_clear_pointer (&self->directory, g_free);
  g_clear_pointer (&self->configuration, g_free);
  g_clear_pointer (&self->wanted, g_free);

  G_OBJECT_CLASS (bell_tray_application_parent_class)->finalize (object);
}

static void
bell_tray_application_class_init (BellTrayApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bell_tray_application_finalize;
  application_class->startup = bell_tray_application_startup;
  application_class->activate = bell_tray_application_activate;
  application_class->handle_local_options = bell_tray_application_handle_local_options;
  application_class->shutdown = bell_tray_application_shutdown;
}

static void
bell_tray_application_init (BellTrayApplication *self)
{
  static const GOptionEntry options[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Keep everything in this folder"), N_("FOLDER") },
    { "configuration", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Read the administrator's settings here"), N_("FILE") },
    { "background", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Start without a window"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
    { NULL }
  };

  /* Referred to by name, so that the linker keeps them. */
  g_resources_register (bell_tray_get_resource ());
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * bell_tray_application_new:
 *
 * Returns: (transfer full): the application
 */
GApplication *
bell_tray_application_new (void)
{
  return g_object_new (BELL_TYPE_TRAY_APPLICATION,
                       "application-id", BELL_TRAY_ID,
                       "resource-base-path", "/org/deskbell/tray",
                       "flags", G_APPLICATION_DEFAULT_FLAGS,
                       NULL);
}
