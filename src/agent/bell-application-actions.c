/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-application-private.h"

#include <glib/gi18n-lib.h>

#include "bell-about.h"
#include "bell-preferences-window.h"
#include "bell-window.h"

/* What the program can do, for its menus and keys and for everybody on the bus. */

static void
open_ticket_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  bell_application_open_ticket (user_data, g_variant_get_string (parameter, NULL));
}

static void
new_ticket_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  BellApplication *self = user_data;

  bell_application_present (self);
  if (bell_workplace_get_desk (self->workplace) == NULL)
    bell_application_want (self, "new-ticket", NULL);
  else
    bell_window_new_ticket (BELL_WINDOW (self->window));
}

static void
search_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BellApplication *self = user_data;

  bell_application_present (self);
  if (bell_workplace_get_desk (self->workplace) == NULL)
    bell_application_want (self, "search", NULL);
  else
    bell_window_search (BELL_WINDOW (self->window));
}

static void
show_view_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  BellApplication *self = user_data;

  bell_application_present (self);
  if (bell_workplace_get_desk (self->workplace) == NULL)
    bell_application_want (self, "show-view", parameter);
  else
    bell_window_show_place (BELL_WINDOW (self->window), g_variant_get_string (parameter, NULL));
}

/* The launcher's menu can name an action, but give it no parameter. */
static void
my_work_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  BellApplication *self = user_data;

  bell_application_present (self);
  bell_window_show_place (BELL_WINDOW (self->window), "my-work");
}

static void
preferences_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  BellApplication *self = user_data;
  GtkWidget *window;

  bell_application_present (self);
  window = bell_preferences_window_new (self->workplace);
  /* Else it knows none of the application's actions. */
  gtk_window_set_application (GTK_WINDOW (window), GTK_APPLICATION (self));
  gtk_window_set_transient_for (GTK_WINDOW (window), self->window);
  gtk_window_present (GTK_WINDOW (window));
}

static void
sign_out_answered_cb (BellApplication *self,
                      const char      *response)
{
  g_assert (BELL_IS_APPLICATION (self));

  if (g_str_equal (response, "sign-out") && bell_workplace_get_desk (self->workplace) != NULL)
    bell_account_sign_out (self->account);
}

static void
sign_out_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  BellApplication *self = user_data;
  BellDesk *desk = bell_workplace_get_desk (self->workplace);
  GtkWindow *parent;
  GtkWidget *dialog;
  guint n;

  if (desk == NULL)
    return;

  bell_application_present (self);
  parent = gtk_application_get_active_window (GTK_APPLICATION (self));
  dialog = adw_message_dialog_new (parent != NULL ? parent : self->window, _("Sign out?"), NULL);
  n = bell_store_get_n_pending (bell_desk_get_store (desk));
  if (n > 0)
    adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                    g_dngettext (GETTEXT_PACKAGE,
                                                 "%u change was not sent yet. It stays on this computer until you sign in again.",
                                                 "%u changes were not sent yet. They stay on this computer until you sign in again.", n), n);
  else
    adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                                 _("The tickets on this computer are removed; the server keeps them all. Drafts stay here."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Stay"), "sign-out", _("_Sign out"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "sign-out", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (sign_out_answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  BellApplication *self = user_data;

  bell_application_present (self);
  bell_about_show (self->window);
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BellApplication *self = user_data;

  if (self->window != NULL)
    gtk_window_destroy (self->window);
  bell_application_set_held (self, FALSE);
  g_application_quit (G_APPLICATION (self));
}

void
bell_application_actions_update (BellApplication *self)
{
  static const char *const at_desk[] = { "open-ticket", "new-ticket", "search", "show-view", "sign-out" };
  BellAccountState state = bell_account_get_state (self->account);

  for (guint i = 0; i < G_N_ELEMENTS (at_desk); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), at_desk[i]);

      /* A ticket can be asked for before the files are open. */
      g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                   state == BELL_ACCOUNT_OPEN || state == BELL_ACCOUNT_OPENING);
    }
}

void
bell_application_add_actions (BellApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "open-ticket", .activate = open_ticket_cb, .parameter_type = "s" },
    { .name = "new-ticket", .activate = new_ticket_cb },
    { .name = "search", .activate = search_cb },
    { .name = "show-view", .activate = show_view_cb, .parameter_type = "s" },
    { .name = "my-work", .activate = my_work_cb },
    { .name = "preferences", .activate = preferences_cb },
    { .name = "sign-out", .activate = sign_out_cb },
    { .name = "about", .activate = about_cb }, { .name = "quit", .activate = quit_cb },
  };
  static const struct { const char *action, *keys[2]; } keys[] = {
    { "app.new-ticket", { "<Control>n" } }, { "app.preferences", { "<Control>comma" } },
    { "window.close", { "<Control>w" } }, { "app.quit", { "<Control>q" } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  bell_telling_add_actions (self->telling, G_ACTION_MAP (self));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), keys[i].action, keys[i].keys);
}
