/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-welcome-window.h"

#include <glib/gi18n-lib.h>

/**
 * BellWelcomeWindow:
 *
 * Signs a person in. Where the administrator has set the server, it asks for
 * no address.
 */
struct _BellWelcomeWindow
{
  AdwApplicationWindow parent_instance;

  BellHelpline *helpline;
  gboolean busy;

  GtkLabel *explanation;
  GtkRevealer *problem_revealer;
  GtkLabel *problem;
  AdwEntryRow *server;
  AdwEntryRow *email;
  AdwPasswordEntryRow *password;
  GtkStack *button_stack;
  GtkSpinner *spinner;
  GtkCheckButton *autostart;
};

G_DEFINE_FINAL_TYPE (BellWelcomeWindow, bell_welcome_window, ADW_TYPE_APPLICATION_WINDOW)

static guint signed_in_signal;

static const char *
text_of (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
bell_welcome_window_actions_update (BellWelcomeWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "welcome.sign-in",
                                 !self->busy && *text_of (self->server) != '\0' && *text_of (self->email) != '\0' &&
                                   *text_of (self->password) != '\0');
}

static void
bell_welcome_window_set_busy (BellWelcomeWindow *self,
                              gboolean           busy)
{
  self->busy = busy;
  gtk_stack_set_visible_child_name (self->button_stack, busy ? "busy" : "label");
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->server), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->email), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->password), !busy);
  bell_welcome_window_actions_update (self);
}

static void
bell_welcome_window_set_problem (BellWelcomeWindow *self,
                                 const char        *problem)
{
  if (problem != NULL)
    gtk_label_set_label (self->problem, problem);
  gtk_revealer_set_reveal_child (self->problem_revealer, problem != NULL);
}

static void
signed_in_cb (BellHelpline *helpline,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(BellWelcomeWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  g_assert (BELL_IS_WELCOME_WINDOW (self));

  bell_welcome_window_set_busy (self, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  if (!bell_helpline_sign_in_finish (helpline, result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        bell_welcome_window_set_problem (self, error->message);
      gtk_widget_grab_focus (GTK_WIDGET (self->password));
      return;
    }

  g_signal_emit (self, signed_in_signal, 0, gtk_check_button_get_active (self->autostart));
}

static void
sign_in_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  BellWelcomeWindow *self = BELL_WELCOME_WINDOW (widget);
  g_autofree char *typed = g_strstrip (g_strdup (text_of (self->server)));
  g_autofree char *address = NULL;
  g_autofree char *email = g_strstrip (g_strdup (text_of (self->email)));

  /* People type a name; the transport wants an address. */
  address = strstr (typed, "://") != NULL ? g_strdup (typed) : g_strconcat ("https://", typed, NULL);
  if (!g_uri_is_valid (address, G_URI_FLAGS_NONE, NULL))
    {
      bell_welcome_window_set_problem (self, _("The server address is not an address such as help.example.org."));
      return;
    }

  bell_welcome_window_set_problem (self, NULL);
  bell_welcome_window_set_busy (self, TRUE);
  bell_helpline_sign_in (self->helpline, address, email, text_of (self->password),
                         (GAsyncReadyCallback) signed_in_cb, g_object_ref (self));
}

static void
entries_changed_cb (BellWelcomeWindow *self)
{
  bell_welcome_window_actions_update (self);
}

static void
entry_activated_cb (BellWelcomeWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "welcome.sign-in", NULL);
}

static void
bell_welcome_window_dispose (GObject *object)
{
  BellWelcomeWindow *self = BELL_WELCOME_WINDOW (object);

  g_clear_object (&self->helpline);

  G_OBJECT_CLASS (bell_welcome_window_parent_class)->dispose (object);
}

static void
bell_welcome_window_class_init (BellWelcomeWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_welcome_window_dispose;

  signed_in_signal = g_signal_new ("signed-in", BELL_TYPE_WELCOME_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/tray/ui/bell-welcome-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BellWelcomeWindow, explanation);
  gtk_widget_class_bind_template_child (widget_class, BellWelcomeWindow, problem_revealer);
  gtk_widget_class_bind_template_child (widget_class, BellWelcomeWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, BellWelcomeWindow, server);
  gtk_widget_class_bind_template_child (widget_class, BellWelcomeWindow, email);
  gtk_widget_class_bind_template_child (widget_class, BellWelcomeWindow, password);
  gtk_widget_class_bind_template_child (widget_class, BellWelcomeWindow, button_stack);
  gtk_widget_class_bind_template_child (widget_class, BellWelcomeWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, BellWelcomeWindow, autostart);
  gtk_widget_class_bind_template_callback (widget_class, entries_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_install_action (widget_class, "welcome.sign-in", NULL, sign_in_action);
}

static void
bell_welcome_window_init (BellWelcomeWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_welcome_window_new:
 * @application: the application
 * @helpline: where to sign in
 * @administration: what is set for this machine
 *
 * Returns: (transfer none): a window with what is known filled in
 */
GtkWidget *
bell_welcome_window_new (GtkApplication           *application,
                         BellHelpline             *helpline,
                         const BellAdministration *administration)
{
  BellWelcomeWindow *self;
  BellStore *store;
  const char *server;
  g_autofree char *email = NULL;
  gboolean again;

  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);
  g_return_val_if_fail (administration != NULL, NULL);

  self = g_object_new (BELL_TYPE_WELCOME_WINDOW, "application", application, NULL);
  self->helpline = g_object_ref (helpline);
  store = bell_helpline_get_store (helpline);
  again = bell_helpline_get_state (helpline) == BELL_HELPLINE_OPEN;
  server = administration->address != NULL ? administration->address : bell_store_get_server_url (store);
  email = bell_store_get_email (store) != NULL ? g_strdup (bell_store_get_email (store))
                                               : bell_administration_make_email (administration, g_get_user_name ());
  if (server != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->server), server);
  if (email != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->email), email);
  gtk_widget_set_visible (GTK_WIDGET (self->server), administration->address == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->autostart), !again);
  if (again)
    gtk_label_set_label (self->explanation, bell_helpline_get_keeping_problem (helpline) != NULL
                                              ? bell_helpline_get_keeping_problem (helpline)
                                              : _("The server wants your password again. Your requests are here all the same."));
  bell_welcome_window_actions_update (self);
  gtk_widget_grab_focus (server == NULL ? GTK_WIDGET (self->server) : email == NULL ? GTK_WIDGET (self->email)
                                                                                    : GTK_WIDGET (self->password));

  return GTK_WIDGET (self);
}
