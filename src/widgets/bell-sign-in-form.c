/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sign-in-form.h"

#include <glib/gi18n-lib.h>

/**
 * BellSignInForm:
 *
 * Asks for server, address and password, and signs in. While the account is
 * open already (the token is gone), the person can also go on offline. Where
 * the administrator has set the server, it asks for no address.
 */
struct _BellSignInForm
{
  AdwBin parent_instance;

  BellAccount *account;
  char *usual_explanation;
  gboolean busy;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *explanation;
  GtkRevealer *problem_revealer;
  GtkLabel *problem;
  AdwEntryRow *server;
  AdwEntryRow *email;
  AdwPasswordEntryRow *password;
  GtkStack *button_stack;
  GtkSpinner *spinner;
  AdwBin *extra;
  GtkButton *later;
};

G_DEFINE_FINAL_TYPE (BellSignInForm, bell_sign_in_form, ADW_TYPE_BIN)

static guint finished_signal;

static void
bell_sign_in_form_actions_update (BellSignInForm *self)
{
  const char *server = gtk_editable_get_text (GTK_EDITABLE (self->server));
  const char *email = gtk_editable_get_text (GTK_EDITABLE (self->email));
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.submit",
                                 !self->busy && *server != '\0' && *email != '\0' && *password != '\0');
}

static void
bell_sign_in_form_set_busy (BellSignInForm *self,
                            gboolean        busy)
{
  self->busy = busy;
  gtk_stack_set_visible_child_name (self->button_stack, busy ? "busy" : "label");
  gtk_spinner_set_spinning (self->spinner, busy);
  /* Not insensitive: the focus would be lost, and typed again for nothing. */
  gtk_editable_set_editable (GTK_EDITABLE (self->server), !busy);
  gtk_editable_set_editable (GTK_EDITABLE (self->email), !busy);
  gtk_editable_set_editable (GTK_EDITABLE (self->password), !busy);
  bell_sign_in_form_actions_update (self);
}

static void
bell_sign_in_form_set_problem (BellSignInForm *self,
                               const char     *problem)
{
  if (problem != NULL)
    gtk_label_set_label (self->problem, problem);
  gtk_revealer_set_reveal_child (self->problem_revealer, problem != NULL);
}

static void
signed_in_cb (BellAccount  *account,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(BellSignInForm) self = user_data;
  g_autoptr(GError) error = NULL;

  g_assert (BELL_IS_SIGN_IN_FORM (self));

  bell_sign_in_form_set_busy (self, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  if (!bell_account_sign_in_finish (account, result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        bell_sign_in_form_set_problem (self, error->message);
      gtk_widget_grab_focus (GTK_WIDGET (self->password));
      return;
    }

  bell_sign_in_form_set_problem (self, NULL);
  g_signal_emit (self, finished_signal, 0, TRUE);
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
  BellSignInForm *self = BELL_SIGN_IN_FORM (widget);
  g_autofree char *address = complete_address (gtk_editable_get_text (GTK_EDITABLE (self->server)));
  g_autofree char *email = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->email))));

  if (!g_uri_is_valid (address, G_URI_FLAGS_NONE, NULL))
    {
      bell_sign_in_form_set_problem (self, _("The server address is not an address such as help.example.org."));
      return;
    }

  bell_sign_in_form_set_problem (self, NULL);
  bell_sign_in_form_set_busy (self, TRUE);
  bell_account_sign_in (self->account, address, email, gtk_editable_get_text (GTK_EDITABLE (self->password)),
                        (GAsyncReadyCallback) signed_in_cb, g_object_ref (self));
}

static void
later_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  g_signal_emit (widget, finished_signal, 0, FALSE);
}

static void
entries_changed_cb (BellSignInForm *self)
{
  bell_sign_in_form_actions_update (self);
}

static void
entry_activated_cb (BellSignInForm *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "sign-in.submit", NULL);
}

static void
bell_sign_in_form_dispose (GObject *object)
{
  BellSignInForm *self = BELL_SIGN_IN_FORM (object);

  g_clear_object (&self->account);
  g_clear_pointer (&self->usual_explanation, g_free);

  G_OBJECT_CLASS (bell_sign_in_form_parent_class)->dispose (object);
}

static void
bell_sign_in_form_class_init (BellSignInFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_sign_in_form_dispose;

  finished_signal = g_signal_new ("finished", BELL_TYPE_SIGN_IN_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/widgets/bell-sign-in-form.ui");
  gtk_widget_class_bind_template_child (widget_class, BellSignInForm, icon);
  gtk_widget_class_bind_template_child (widget_class, BellSignInForm, title);
  gtk_widget_class_bind_template_child (widget_class, BellSignInForm, explanation);
  gtk_widget_class_bind_template_child (widget_class, BellSignInForm, problem_revealer);
  gtk_widget_class_bind_template_child (widget_class, BellSignInForm, problem);
  gtk_widget_class_bind_template_child (widget_class, BellSignInForm, server);
  gtk_widget_class_bind_template_child (widget_class, BellSignInForm, email);
  gtk_widget_class_bind_template_child (widget_class, BellSignInForm, password);
  gtk_widget_class_bind_template_child (widget_class, BellSignInForm, button_stack);
  gtk_widget_class_bind_template_child (widget_class, BellSignInForm, spinner);
  gtk_widget_class_bind_template_child (widget_class, BellSignInForm, extra);
  gtk_widget_class_bind_template_child (widget_class, BellSignInForm, later);
  gtk_widget_class_bind_template_callback (widget_class, entries_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_install_action (widget_class, "sign-in.submit", NULL, submit_action);
  gtk_widget_class_install_action (widget_class, "sign-in.later", NULL, later_action);
}

static void
bell_sign_in_form_init (BellSignInForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bell_sign_in_form_actions_update (self);
}

/**
 * bell_sign_in_form_new:
 * @account: where to sign in
 * @icon_name: the icon of the program
 * @title: a greeting
 * @explanation: what signing in is for
 *
 * Returns: (transfer floating): a form with a header bar
 */
GtkWidget *
bell_sign_in_form_new (BellAccount *account,
                       const char  *icon_name,
                       const char  *title,
                       const char  *explanation)
{
  BellSignInForm *self;

  g_return_val_if_fail (BELL_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (icon_name != NULL && title != NULL && explanation != NULL, NULL);

  self = g_object_new (BELL_TYPE_SIGN_IN_FORM, NULL);
  self->account = g_object_ref (account);
  self->usual_explanation = g_strdup (explanation);
  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_label_set_label (self->title, title);

  return GTK_WIDGET (self);
}

/**
 * bell_sign_in_form_set_extra:
 * @self: a form
 * @extra: (nullable): something to be chosen with it
 */
void
bell_sign_in_form_set_extra (BellSignInForm *self,
                             GtkWidget      *extra)
{
  g_return_if_fail (BELL_IS_SIGN_IN_FORM (self));

  adw_bin_set_child (self->extra, extra);
  gtk_widget_set_visible (GTK_WIDGET (self->extra), extra != NULL);
}

/**
 * bell_sign_in_form_show:
 * @self: a form
 * @server: (nullable): the address to offer where the account knows none
 * @server_is_set: whether @server is the only one, and not asked for
 * @email: (nullable): who to offer where the account knows nobody
 *
 * Makes ready to be seen: fills in what is known and puts the cursor where
 * something is missing.
 */
void
bell_sign_in_form_show (BellSignInForm *self,
                        const char     *server,
                        gboolean        server_is_set,
                        const char     *email)
{
  GtkWidget *rows[3];
  BellStore *store;
  const char *problem;
  gboolean again;

  g_return_if_fail (BELL_IS_SIGN_IN_FORM (self));
  g_return_if_fail (!server_is_set || server != NULL);

  rows[0] = GTK_WIDGET (self->server);
  rows[1] = GTK_WIDGET (self->email);
  rows[2] = GTK_WIDGET (self->password);
  store = bell_account_get_store (self->account);
  again = bell_account_get_state (self->account) == BELL_ACCOUNT_OPEN;
  problem = bell_account_get_keeping_problem (self->account);
  if (bell_store_get_server_url (store) != NULL && !server_is_set)
    server = bell_store_get_server_url (store);
  if (bell_store_get_email (store) != NULL)
    email = bell_store_get_email (store);

  if (server != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->server), server);
  if (email != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->email), email);
  gtk_widget_set_visible (GTK_WIDGET (self->server), !server_is_set);
  gtk_widget_set_visible (GTK_WIDGET (self->later), again);
  gtk_label_set_label (self->explanation, !again            ? self->usual_explanation
                                          : problem != NULL ? problem
                                                            : _("The server wants your password again. Everything is here all the same."));
  bell_sign_in_form_actions_update (self);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (*gtk_editable_get_text (GTK_EDITABLE (rows[i])) == '\0' || i == G_N_ELEMENTS (rows) - 1)
      {
        gtk_widget_grab_focus (rows[i]);
        break;
      }
}
