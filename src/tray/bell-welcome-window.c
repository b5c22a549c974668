/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-welcome-window.h"

#include <glib/gi18n-lib.h>

#include "bell-sign-in-form.h"

/**
 * BellWelcomeWindow:
 *
 * Signs a person in, and asks whether the program shall start with the
 * desktop.
 */
struct _BellWelcomeWindow
{
  AdwApplicationWindow parent_instance;

  GtkWidget *form;
  GtkWidget *autostart;
};

G_DEFINE_FINAL_TYPE (BellWelcomeWindow, bell_welcome_window, ADW_TYPE_APPLICATION_WINDOW)

static guint signed_in_signal;

static void
finished_cb (BellWelcomeWindow *self,
             gboolean           signed_in)
{
  g_assert (BELL_IS_WELCOME_WINDOW (self));

  if (signed_in)
    g_signal_emit (self, signed_in_signal, 0,
                   self->autostart != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->autostart)));
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
bell_welcome_window_class_init (BellWelcomeWindowClass *klass)
{
  signed_in_signal = g_signal_new ("signed-in", BELL_TYPE_WELCOME_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
bell_welcome_window_init (BellWelcomeWindow *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _("Deskbell Help"));
  gtk_window_set_default_size (GTK_WINDOW (self), 420, 640);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, -1);
}

/**
 * bell_welcome_window_new:
 * @application: the application
 * @account: where to sign in
 * @administration: what is set for this machine
 *
 * Returns: (transfer none): a window with what is known filled in
 */
GtkWidget *
bell_welcome_window_new (GtkApplication           *application,
                         BellAccount              *account,
                         const BellAdministration *administration)
{
  BellWelcomeWindow *self;
  g_autofree char *email = NULL;

  g_return_val_if_fail (BELL_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (administration != NULL, NULL);

  self = g_object_new (BELL_TYPE_WELCOME_WINDOW, "application", application, NULL);
  self->form = bell_sign_in_form_new (account, "org.deskbell.Tray", _("Help is one click away"),
                                      _("Sign in once. From then on you can ask for help, even without a network."));
  if (bell_account_get_state (account) != BELL_ACCOUNT_OPEN)
    {
      self->autostart = gtk_check_button_new_with_label (_("Start with the desktop"));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->autostart), TRUE);
      bell_sign_in_form_set_extra (BELL_SIGN_IN_FORM (self->form), self->autostart);
    }
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), self->form);
  g_signal_connect_object (self->form, "finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);

  email = bell_administration_make_email (administration, g_get_user_name ());
  bell_sign_in_form_show (BELL_SIGN_IN_FORM (self->form), administration->address, administration->address != NULL, email);

  return GTK_WIDGET (self);
}
