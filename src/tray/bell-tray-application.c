/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-tray-application.h"

#include <glib/gi18n-lib.h>

#include "bell-administration.h"
#include "bell-ask-window.h"
#include "bell-autostart.h"
#include "bell-global-shortcut.h"
#include "bell-help-window.h"
#include "bell-helpline.h"
#include "bell-problems-window.h"
#include "bell-requests-window.h"
#include "bell-server-clock.h"
#include "bell-status-window.h"
#include "bell-style.h"
#include "bell-teller.h"
#include "bell-tray-icon.h"
#include "bell-tray-preferences.h"
#include "bell-tray-resources.h"
#include "bell-welcome-window.h"

/* What the tray calls the entries of its menu is what the actions are called. */
#define ACTION_ASK "ask"
#define ACTION_REQUESTS "requests"
#define ACTION_SEARCH "search"
#define ACTION_PROBLEMS    "problems"
#define ACTION_STATUS      "status"
#define ACTION_PREFERENCES "preferences"
#define ACTION_QUIT "quit"

/* Asks for help from anywhere, unless the person chooses other keys. */
#define SHORTCUT "CTRL+ALT+h"

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
  BellTrayIcon *icon; /* (nullable): without a session bus */
  BellGlobalShortcut *shortcut;
  GtkWindow *ask_window;
  GtkWindow *requests_window;
  GtkWindow *help_window;
  GtkWindow *problems_window;
  GtkWindow *status_window;
  GtkWindow *preferences_window;
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
show_ask (BellTrayApplication *self)
{
  g_assert (BELL_IS_TRAY_APPLICATION (self));

  do_action (self, ACTION_ASK);
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
status_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BellTrayApplication *self = user_data;

  if (is_ready (self, ACTION_STATUS))
    show (self, &self->status_window,
          self->status_window == NULL ? bell_status_window_new (GTK_APPLICATION (self), self->helpline) : NULL);
}

/* The next request with an answer that was not read. */
static void
next_answer_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  BellTrayApplication *self = user_data;
  const char *open_id = self->requests_window != NULL
                          ? bell_requests_window_get_open_id (BELL_REQUESTS_WINDOW (self->requests_window)) : NULL;
  const char *next = bell_helpline_get_next_unread (self->helpline, open_id, g_variant_get_boolean (parameter));

  if (next != NULL)
    open_request (self, next);
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
  GtkWidget *window = NULL;

  if (!is_ready (self, ACTION_PREFERENCES))
    return;

  if (self->preferences_window == NULL)
    {
      window = bell_tray_preferences_new (self->helpline, self->settings, self->autostart,
                                          self->shortcut, self->icon != NULL && bell_tray_icon_is_shown (self->icon));
      gtk_window_set_application (GTK_WINDOW (window), GTK_APPLICATION (self));
    }
  show (self, &self->preferences_window, window);
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
}

static void
link_changed_cb (BellTrayApplication *self)
{
  g_assert (BELL_IS_TRAY_APPLICATION (self));

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
bell_tray_application_startup (GApplication *application)
{
  BellTrayApplication *self = BELL_TRAY_APPLICATION (application);
  static const GActionEntry entries[] = {
    { .name = ACTION_ASK, .activate = ask_cb },
    { .name = ACTION_REQUESTS, .activate = requests_cb },
    { .name = "open-request", .activate = open_request_cb, .parameter_type = "s" },
    { .name = ACTION_SEARCH, .activate = search_cb },
    { .name = ACTION_PROBLEMS, .activate = problems_cb },
    { .name = ACTION_STATUS, .activate = status_cb },
    { .name = "next-answer", .activate = next_answer_cb, .parameter_type = "b" },
    { .name = ACTION_PREFERENCES, .activate = preferences_cb },
    { .name = "sign-out", .activate = sign_out_cb },
    { .name = ACTION_QUIT, .activate = quit_cb },
  };
  static const char *const close_keys[] = { "<Control>w", NULL };
  static const char *const quit_keys[] = { "<Control>q", NULL };
  static const char *const command[] = { "deskbell-tray", "--background", NULL };
  GDBusConnection *bus = g_application_get_dbus_connection (application);
  g_autoptr(BellClock) own = bell_clock_new_system ();
  g_autoptr(BellClock) clock = bell_server_clock_new (own);
  g_autoptr(GAction) wish = NULL;
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

  if (bus != NULL)
    self->icon = bell_tray_icon_new (bus, BELL_TRAY_ID, self->helpline, G_ACTION_GROUP (self));
  self->shortcut = bell_global_shortcut_new (bus, ACTION_ASK, _("Ask for help"), SHORTCUT);
  g_settings_bind (self->settings, "global-shortcut", self->shortcut, "enabled", G_SETTINGS_BIND_GET);
  wish = g_settings_create_action (self->settings, "global-shortcut");
  g_action_map_add_action (G_ACTION_MAP (self), wish);
  g_signal_connect_object (self->shortcut, "activated", G_CALLBACK (show_ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->account, "notify::state", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->account, "notify::link", G_CALLBACK (link_changed_cb), self, G_CONNECT_SWAPPED);
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

  if (self->icon != NULL)
    bell_tray_icon_stop (self->icon);
  g_clear_object (&self->icon);
  g_clear_object (&self->shortcut);
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
  g_clear_weak_pointer (&self->status_window);
  g_clear_weak_pointer (&self->preferences_window);
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
