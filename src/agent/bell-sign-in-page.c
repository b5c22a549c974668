/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sign-in-page.h"

#include <glib/gi18n-lib.h>

/**
 * BellSignInPage:
 *
 * Asks for server, address and password. While a desk is there already (the
 * token is gone), the person can also go on offline.
 */
struct _BellSignInPage
{
  AdwBin parent_instance;

  BellWorkplace *workplace;
  gboolean busy;

  GtkLabel *explanation;
  GtkRevealer *problem_revealer;
  GtkLabel *problem;
  AdwEntryRow *server;
  AdwEntryRow *email;
  AdwPasswordEntryRow *password;
  GtkStack *button_stack;
  GtkSpinner *spinner;
  GtkButton *later;
};

G_DEFINE_FINAL_TYPE (BellSignInPage, bell_sign_in_page, ADW_TYPE_BIN)

static guint finished_signal;

static void
bell_sign_in_page_actions_update (BellSignInPage *self)
{
  const char *server = gtk_editable_get_text (GTK_EDITABLE (self->server));
  const char *email = gtk_editable_get_text (GTK_EDITABLE (self->email));
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.submit",
                                 !self->busy && *server != '\0' && *email != '\0' && *password != '\0');
}

static void
bell_sign_in_page_set_busy (BellSignInPage *self,
                            gboolean        busy)
{
  self->busy = busy;
  gtk_stack_set_visible_child_name (self->button_stack, busy ? "busy" : "label");
  gtk_spinner_set_spinning (self->spinner, busy);
  /* Not insensitive: the focus would be lost, and typed again for nothing. */
  gtk_editable_set_editable (GTK_EDITABLE (self->server), !busy);
  gtk_editable_set_editable (GTK_EDITABLE (self->email), !busy);
  gtk_editable_set_editable (GTK_EDITABLE (self->password), !busy);
  bell_sign_in_page_actions_update (self);
}

static void
bell_sign_in_page_set_problem (BellSignInPage *self,
                               const char     *problem)
{
  if (problem != NULL)
    gtk_label_set_label (self->problem, problem);
  gtk_revealer_set_reveal_child (self->problem_revealer, problem != NULL);
}

static void
signed_in_cb (BellWorkplace  *workplace,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(BellSignInPage) self = user_data;
  g_autoptr(GError) error = NULL;

  g_assert (BELL_IS_SIGN_IN_PAGE (self));

  bell_sign_in_page_set_busy (self, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  if (!bell_workplace_sign_in_finish (workplace, result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        bell_sign_in_page_set_problem (self, error->message);
      gtk_widget_grab_focus (GTK_WIDGET (self->password));
      return;
    }

  bell_sign_in_page_set_problem (self, NULL);
  g_signal_emit (self, finished_signal, 0);
}

/* People type a name; the transport wants an address. */
static char *
complete_address (const char *typed)
{
  g_autofree char *address = g_strstrip (g_strdup (typed));

  if (strstr (address, "://") != NULL)
    return g_steal_pointer (&address);

  return g_strconcat ("https://", address, NULL);
}

static void
submit_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  BellSignInPage *self = BELL_SIGN_IN_PAGE (widget);
  g_autofree char *address = complete_address (gtk_editable_get_text (GTK_EDITABLE (self->server)));
  g_autofree char *email = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->email))));

  if (!g_uri_is_valid (address, G_URI_FLAGS_NONE, NULL))
    {
      bell_sign_in_page_set_problem (self, _("The server address is not an address such as help.example.org."));
      return;
    }

  bell_sign_in_page_set_problem (self, NULL);
  bell_sign_in_page_set_busy (self, TRUE);
  bell_workplace_sign_in (self->workplace, address, email, gtk_editable_get_text (GTK_EDITABLE (self->password)),
                        (GAsyncReadyCallback) signed_in_cb, g_object_ref (self));
}

static void
later_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  g_signal_emit (widget, finished_signal, 0);
}

static void
entries_changed_cb (BellSignInPage *self)
{
  bell_sign_in_page_actions_update (self);
}

static void
entry_activated_cb (BellSignInPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "sign-in.submit", NULL);
}

static void
bell_sign_in_page_dispose (GObject *object)
{
  BellSignInPage *self = BELL_SIGN_IN_PAGE (object);

  g_clear_object (&self->workplace);

  G_OBJECT_CLASS (bell_sign_in_page_parent_class)->dispose (object);
}

static void
bell_sign_in_page_class_init (BellSignInPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_sign_in_page_dispose;

  finished_signal = g_signal_new ("finished", BELL_TYPE_SIGN_IN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BellSignInPage, explanation);
  gtk_widget_class_bind_template_child (widget_class, BellSignInPage, problem_revealer);
  gtk_widget_class_bind_template_child (widget_class, BellSignInPage, problem);
  gtk_widget_class_bind_template_child (widget_class, BellSignInPage, server);
  gtk_widget_class_bind_template_child (widget_class, BellSignInPage, email);
  gtk_widget_class_bind_template_child (widget_class, BellSignInPage, password);
  gtk_widget_class_bind_template_child (widget_class, BellSignInPage, button_stack);
  gtk_widget_class_bind_template_child (widget_class, BellSignInPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, BellSignInPage, later);
  gtk_widget_class_bind_template_callback (widget_class, entries_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_install_action (widget_class, "sign-in.submit", NULL, submit_action);
  gtk_widget_class_install_action (widget_class, "sign-in.later", NULL, later_action);
}

static void
bell_sign_in_page_init (BellSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bell_sign_in_page_actions_update (self);
}

/**
 * bell_sign_in_page_new:
 * @workplace: where to sign in
 *
 * Returns: (transfer floating): a page
 */
GtkWidget *
bell_sign_in_page_new (BellWorkplace *workplace)
{
  BellSignInPage *self;

  g_return_val_if_fail (BELL_IS_WORKPLACE (workplace), NULL);

  self = g_object_new (BELL_TYPE_SIGN_IN_PAGE, NULL);
  self->workplace = g_object_ref (workplace);

  return GTK_WIDGET (self);
}

/**
 * bell_sign_in_page_show:
 * @self: a page
 *
 * Makes ready to be seen: fills in what is known and puts the cursor where
 * something is missing.
 */
void
bell_sign_in_page_show (BellSignInPage *self)
{
  BellStore *store;
  BellDesk *desk;
  g_autofree char *preset = NULL;
  const char *server;
  const char *email;

  g_return_if_fail (BELL_IS_SIGN_IN_PAGE (self));

  store = bell_workplace_get_store (self->workplace);
  desk = bell_workplace_get_desk (self->workplace);
  server = bell_store_get_server_url (store);
  email = bell_store_get_email (store);
  preset = g_settings_get_string (bell_workplace_get_settings (self->workplace), "server-address");
  if (server == NULL && *preset != '\0')
    server = preset;

  if (server != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->server), server);
  if (email != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->email), email);
  gtk_widget_set_visible (GTK_WIDGET (self->later), desk != NULL);

  if (desk != NULL && bell_workplace_get_keeping_problem (self->workplace) != NULL)
    gtk_label_set_label (self->explanation, bell_workplace_get_keeping_problem (self->workplace));
  else if (desk != NULL)
    gtk_label_set_label (self->explanation, _("The server wants your password again. Your work is here all the same."));

  gtk_widget_grab_focus (GTK_WIDGET (*gtk_editable_get_text (GTK_EDITABLE (self->server)) == '\0' ? (gpointer) self->server
                                     : *gtk_editable_get_text (GTK_EDITABLE (self->email)) == '\0' ? (gpointer) self->email
                                                                                                   : (gpointer) self->password));
}
