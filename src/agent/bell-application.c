/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-application-private.h"

#include <glib/gi18n-lib.h>

#include "bell-agent-resources.h"
#include "bell-clock.h"
#include "bell-profile.h"
#include "bell-workplace.h"
#include "bell-style.h"
#include "bell-telling.h"
#include "bell-thrift.h"
#include "bell-verbs.h"
#include "bell-window.h"

/**
 * BellApplication:
 *
 * The program `deskbell`: one profile, one window, and the announcer that goes
 * on when the window is closed. What it can do are actions, so that the desktop
 * file, notifications and other programs reach them over D-Bus. While nobody
 * has opened a window yet (started in the background) it holds itself.
 */

G_DEFINE_FINAL_TYPE (BellApplication, bell_application, ADW_TYPE_APPLICATION)

void
bell_application_set_held (BellApplication *self,
                           gboolean         held)
{
  if (self->held == held)
    return;

  self->held = held;
  if (held)
    g_application_hold (G_APPLICATION (self));
  else
    g_application_release (G_APPLICATION (self));
}

static void
bell_application_update_hold (BellApplication *self)
{
  bell_application_set_held (self, g_settings_get_boolean (self->settings, "run-in-background") &&
                                     bell_workplace_get_desk (self->workplace) != NULL);
}

static gboolean
close_request_cb (GtkWindow       *window,
                  BellApplication *self)
{
  g_assert (BELL_IS_APPLICATION (self));

  bell_application_update_hold (self);
  if (self->held && !g_settings_get_boolean (self->settings, "background-told"))
    {
      g_autoptr(BellNotification) notification = bell_notification_new ("background", _("Deskbell goes on in the background"));

      bell_notification_set_body (notification, _("You will be told of new work. Quit it from the menu, or change this in the preferences."));
      bell_notification_set_urgency (notification, BELL_URGENCY_LOW);
      bell_notifier_show (self->notifier, notification);
      g_settings_set_boolean (self->settings, "background-told", TRUE);
    }

  return GDK_EVENT_PROPAGATE;
}

void
bell_application_present (BellApplication *self)
{
  const char *token = bell_notifier_get_activation_token (self->notifier);

  if (self->window == NULL)
    {
      self->window = GTK_WINDOW (bell_window_new (GTK_APPLICATION (self), self->workplace));
      g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
      g_signal_connect_object (self->window, "close-request", G_CALLBACK (close_request_cb), self, 0);
    }
  if (token != NULL)
    gtk_window_set_startup_id (self->window, token);
  gtk_window_present (self->window);
}

/* Keeps the last thing that was asked for before the files were open: the
 * program may have been started for it. */
void
bell_application_want (BellApplication *self,
                       const char      *action,
                       GVariant        *parameter)
{
  g_free (self->wanted);
  self->wanted = g_strdup (action);
  g_clear_pointer (&self->wanted_parameter, g_variant_unref);
  if (parameter != NULL)
    self->wanted_parameter = g_variant_ref_sink (parameter);
}

void
bell_application_open_ticket (BellApplication *self,
                              const char      *id)
{
  bell_application_present (self);
  if (bell_workplace_get_desk (self->workplace) != NULL)
    {
      bell_window_open_ticket (BELL_WINDOW (self->window), id);
      return;
    }
  bell_application_want (self, "open-ticket", g_variant_new_string (id));
}

static void
open_cb (BellApplication *self,
         const char      *ticket_id)
{
  g_assert (BELL_IS_APPLICATION (self));

  bell_application_open_ticket (self, ticket_id);
}

static void
take_found_cb (BellItem        *ticket,
               GParamSpec      *pspec,
               BellApplication *self)
{
  BellDesk *desk = bell_workplace_get_desk (self->workplace);
  BellRecord *record = bell_item_get_record (ticket);

  g_assert (BELL_IS_APPLICATION (self));

  if (record == NULL || desk == NULL)
    return;

  g_signal_handlers_disconnect_by_func (ticket, take_found_cb, self);
  if (bell_ticket_get_assignee_id (BELL_TICKET (record)) == NULL)
    bell_verbs_assign (desk, ticket, bell_store_get_principal_id (bell_desk_get_store (desk)));
}

static void
take_cb (BellApplication *self,
         const char      *ticket_id)
{
  g_assert (BELL_IS_APPLICATION (self));

  bell_application_open_ticket (self, ticket_id);
  if (bell_workplace_get_desk (self->workplace) != NULL)
    {
      BellItem *ticket = bell_desk_get_ticket (bell_workplace_get_desk (self->workplace));

      if (ticket == NULL)
        return;
      g_signal_connect_object (ticket, "notify::record", G_CALLBACK (take_found_cb), self, 0);
      take_found_cb (ticket, NULL, self);
    }
}

static void
show_cb (BellApplication *self)
{
  g_assert (BELL_IS_APPLICATION (self));

  bell_application_present (self);
  bell_window_show_place (BELL_WINDOW (self->window), "my-work");
}

static void
desk_changed_cb (BellApplication *self)
{
  g_assert (BELL_IS_APPLICATION (self));

  bell_application_update_hold (self);
}

static void
state_changed_cb (BellApplication *self)
{
  g_assert (BELL_IS_APPLICATION (self));

  bell_application_actions_update (self);
  switch (bell_account_get_state (self->account))
    {
    case BELL_ACCOUNT_OPEN:
      if (self->wanted != NULL)
        {
          g_autofree char *action = g_steal_pointer (&self->wanted);
          g_autoptr(GVariant) parameter = g_steal_pointer (&self->wanted_parameter);

          g_action_group_activate_action (G_ACTION_GROUP (self), action, parameter);
        }
      break;
    case BELL_ACCOUNT_SIGNED_OUT:
    case BELL_ACCOUNT_FAILED:
      /* Nothing to do in the background; whoever started it should see why. */
      if (self->window == NULL && self->background)
        bell_application_present (self);
      break;
    case BELL_ACCOUNT_OPENING:
    default:
      break;
    }
}

static void
activated_cb (BellApplication *self,
              const char      *id,
              const char      *action,
              const char      *payload)
{
  g_assert (BELL_IS_APPLICATION (self));

  if (g_str_equal (id, "background"))
    bell_application_present (self);
}

static void
scheme_changed_cb (BellApplication *self)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  int scheme = g_settings_get_enum (self->settings, "color-scheme");

  g_assert (BELL_IS_APPLICATION (self));

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[CLAMP (scheme, 0, 2)]);
}

static void
bell_application_startup (GApplication *application)
{
  BellApplication *self = BELL_APPLICATION (application);

  G_APPLICATION_CLASS (bell_application_parent_class)->startup (application);

  bell_style_load (gdk_display_get_default ());
  gtk_window_set_default_icon_name (BELL_APPLICATION_ID);

  self->settings = g_settings_new ("org.deskbell.Deskbell");
  self->notifier = bell_notifier_new ("Deskbell", BELL_APPLICATION_ID);
  self->account = bell_account_new (self->clock, BELL_PROFILE_DEFAULT, self->directory);
  bell_account_set_password (self->account, self->password);
  self->workplace = bell_workplace_new (self->account, self->settings);
  self->telling = bell_telling_new (self->workplace, self->notifier, self->timer);

  bell_application_add_actions (self);

  g_signal_connect_object (self->settings, "changed::color-scheme", G_CALLBACK (scheme_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::run-in-background", G_CALLBACK (bell_application_update_hold), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notifier, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->telling, "open", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->telling, "take", G_CALLBACK (take_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->telling, "show", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workplace, "notify::desk", G_CALLBACK (desk_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->account, "notify::state", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  scheme_changed_cb (self);
  bell_application_actions_update (self);
  bell_account_open (self->account);
}

static void
bell_application_activate (GApplication *application)
{
  BellApplication *self = BELL_APPLICATION (application);

  /* Only the first activation of --background shows nothing. */
  if (self->background)
    {
      self->background = FALSE;
      bell_application_set_held (self, TRUE);
      return;
    }
  bell_application_present (self);
}

static int
bell_application_handle_local_options (GApplication *application,
                                       GVariantDict *options)
{
  BellApplication *self = BELL_APPLICATION (application);
  g_autofree char *directory = NULL;
  g_autofree char *password_file = NULL;
  g_autoptr(GError) error = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Deskbell %s\n", PACKAGE_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, "profile", "^ay", &directory))
    self->directory = g_canonicalize_filename (directory, NULL);
  if (g_variant_dict_lookup (options, "password-file", "^ay", &password_file))
    {
      if (!g_file_get_contents (password_file, &self->password, NULL, &error))
        {
          g_printerr ("deskbell: %s\n", error->message);
          return 1;
        }
      g_strchomp (self->password);
    }
  if (g_variant_dict_contains (options, "background"))
    self->background = TRUE;

  return -1;
}

static void
bell_application_shutdown (GApplication *application)
{
  BellApplication *self = BELL_APPLICATION (application);

  g_clear_object (&self->telling);
  if (self->workplace != NULL)
    bell_workplace_close (self->workplace);
  g_clear_object (&self->workplace);
  g_clear_object (&self->account);
  g_clear_object (&self->notifier);
  g_clear_object (&self->settings);

  G_APPLICATION_CLASS (bell_application_parent_class)->shutdown (application);
}

static void
bell_application_finalize (GObject *object)
{
  BellApplication *self = BELL_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->timer);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->directory, g_free);
  g_clear_pointer (&self->password, g_free);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_pointer (&self->wanted_parameter, g_variant_unref);

  G_OBJECT_CLASS (bell_application_parent_class)->finalize (object);
}

static void
bell_application_class_init (BellApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bell_application_finalize;
  application_class->startup = bell_application_startup;
  application_class->activate = bell_application_activate;
  application_class->handle_local_options = bell_application_handle_local_options;
  application_class->shutdown = bell_application_shutdown;
}

static void
bell_application_init (BellApplication *self)
{
  static const GOptionEntry options[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Keep everything in this folder"), N_("FOLDER") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Sign in with the password in this file, and leave the keyring alone"), N_("FILE") },
    { "background", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Start without a window"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
    { NULL }
  };

  /* Referred to by name, so that the linker keeps them. */
  g_resources_register (bell_agent_get_resource ());
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * bell_application_new:
 * @clock: the time
 * @timer: what wakes the program at a time
 *
 * Returns: (transfer full): the application
 */
GApplication *
bell_application_new (BellClock     *clock,
                      BellWakeTimer *timer)
{
  BellApplication *self;

  g_return_val_if_fail (BELL_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (BELL_IS_WAKE_TIMER (timer), NULL);

  bell_thrift_prepare ();
  self = g_object_new (BELL_TYPE_APPLICATION,
                       "application-id", BELL_APPLICATION_ID,
                       "resource-base-path", "/org/deskbell",
                       "flags", G_APPLICATION_DEFAULT_FLAGS,
                       NULL);
  self->clock = g_object_ref (clock);
  self->timer = g_object_ref (timer);

  return G_APPLICATION (self);
}
