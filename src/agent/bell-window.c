/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-window-private.h"

#include <glib/gi18n-lib.h>

#include "bell-sign-in-form.h"

/* A little longer than what was written waits before it is sent. */
#define TOAST_SECONDS 6

G_DEFINE_FINAL_TYPE (BellWindow, bell_window, ADW_TYPE_APPLICATION_WINDOW)

static void
signed_in_cb (BellWindow *self)
{
  const char *problem = bell_account_get_keeping_problem (bell_workplace_get_account (self->workplace));

  g_assert (BELL_IS_WINDOW (self));

  self->asked_to_sign_in = FALSE;
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  bell_window_show_stage (self);
  if (problem != NULL)
    bell_window_tell (self, problem);
}

void
bell_window_show_sign_in (BellWindow *self)
{
  BellAccount *account = bell_workplace_get_account (self->workplace);
  g_autofree char *server = g_settings_get_string (bell_workplace_get_settings (self->workplace), "server-address");

  if (self->sign_in == NULL)
    {
      self->sign_in = bell_sign_in_form_new (account, "org.deskbell.Deskbell", _("Welcome to Deskbell"),
                                             _("Sign in once. From then on your work is on this computer too, with or without the network."));
      adw_bin_set_child (self->sign_in_bin, self->sign_in);
      g_signal_connect_object (self->sign_in, "finished", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
    }
  bell_sign_in_form_show (BELL_SIGN_IN_FORM (self->sign_in), *server != '\0' ? server : NULL, FALSE, NULL);
}

void
bell_window_show_stage (BellWindow *self)
{
  switch (bell_account_get_state (bell_workplace_get_account (self->workplace)))
    {
    case BELL_ACCOUNT_OPEN:
      if (!self->ready)
        break;
      gtk_window_set_focus (GTK_WINDOW (self), NULL);
      gtk_stack_set_visible_child_name (self->stages, self->asked_to_sign_in ? "sign-in" : "desk");
      break;
    case BELL_ACCOUNT_SIGNED_OUT:
      bell_window_show_sign_in (self);
      gtk_stack_set_visible_child_name (self->stages, "sign-in");
      break;
    case BELL_ACCOUNT_FAILED:
      bell_window_build_stages (self);
      adw_status_page_set_icon_name (self->failure, "dialog-warning-symbolic");
      adw_status_page_set_title (self->failure, _("The files of Deskbell cannot be opened"));
      adw_status_page_set_description (self->failure, bell_account_get_problem (bell_workplace_get_account (self->workplace)));
      gtk_stack_set_visible_child_name (self->stages, "failed");
      break;
    case BELL_ACCOUNT_OPENING:
    default:
      gtk_stack_set_visible_child_name (self->stages, "blank");
      break;
    }
}

static void
toast_dismissed_cb (AdwToast   *toast,
                    BellWindow *self)
{
  g_assert (BELL_IS_WINDOW (self));

  if (self->toast != toast)
    return;

  self->toast = NULL;
  g_clear_pointer (&self->undo_ids, g_strfreev);
  bell_window_actions_update (self);
}

static void
done_cb (BellWindow        *self,
         const char        *sentence,
         const char *const *change_ids)
{
  AdwToast *toast;
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  g_assert (BELL_IS_WINDOW (self));

  toast = adw_toast_new (escaped);
  adw_toast_set_timeout (toast, TOAST_SECONDS);
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_clear_pointer (&self->undo_ids, g_strfreev);
  if (change_ids != NULL && change_ids[0] != NULL)
    {
      self->toast = toast;
      self->undo_ids = g_strdupv ((char **) change_ids);
      adw_toast_set_button_label (toast, _("_Undo"));
      adw_toast_set_action_name (toast, "win.undo");
      g_signal_connect_object (toast, "dismissed", G_CALLBACK (toast_dismissed_cb), self, 0);
    }
  bell_window_actions_update (self);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
failed_cb (BellWindow *self,
           const char *sentence)
{
  g_assert (BELL_IS_WINDOW (self));

  bell_window_tell (self, sentence);
}

static void
active_changed_cb (BellWindow *self)
{
  g_assert (BELL_IS_WINDOW (self));

  if (self->desk != NULL)
    bell_desk_set_attended (self->desk, gtk_window_is_active (GTK_WINDOW (self)));
}

static void
desk_changed_cb (BellWindow *self)
{
  BellDesk *desk = bell_workplace_get_desk (self->workplace);

  g_assert (BELL_IS_WINDOW (self));

  if (self->desk == desk || self->opening_first)
    return;

  bell_window_clear_desk (self);
  self->asked_to_sign_in = FALSE;
  if (desk != NULL)
    bell_window_build_desk (self, desk);
  bell_window_actions_update (self);
  bell_window_show_stage (self);
}

static void
stirred_cb (BellWindow *self)
{
  g_assert (BELL_IS_WINDOW (self));

  bell_thrift_stir (self->thrift);
}

void
bell_window_desk_built (BellWindow *self)
{
  g_signal_connect_object (self->desk, "notify", G_CALLBACK (stirred_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  active_changed_cb (self);
  bell_window_actions_update (self);
  bell_window_show_stage (self);
}

static void
state_changed_cb (BellWindow *self)
{
  g_assert (BELL_IS_WINDOW (self));

  desk_changed_cb (self);
  bell_window_show_stage (self);
}

static void
begin_desk (BellWindow *self)
{
  if (!self->opening_first)
    return;

  self->opening_first = FALSE;
  state_changed_cb (self);
}

void
bell_window_ensure_desk (BellWindow *self)
{
  begin_desk (self);
  bell_steps_finish (self->desk_steps);
}

static void
painted_cb (GdkFrameClock *frame_clock,
            BellWindow    *self)
{
  g_assert (BELL_IS_WINDOW (self));

  g_signal_handlers_disconnect_by_func (frame_clock, painted_cb, self);
  begin_desk (self);
}

static void
bell_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bell_window_parent_class)->realize (widget);

  if (BELL_WINDOW (widget)->opening_first)
    g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (painted_cb), widget, 0);
}

static gboolean
bell_window_close_request (GtkWindow *window)
{
  BellWindow *self = BELL_WINDOW (window);
  GSettings *settings = bell_workplace_get_settings (self->workplace);
  int width;
  int height;

  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_int (settings, "window-width", MAX (width, 360));
  g_settings_set_int (settings, "window-height", MAX (height, 294));
  g_settings_set_boolean (settings, "window-maximized", gtk_window_is_maximized (window));

  return GTK_WINDOW_CLASS (bell_window_parent_class)->close_request (window);
}

static void
bell_window_dispose (GObject *object)
{
  BellWindow *self = BELL_WINDOW (object);

  self->toast = NULL;
  g_clear_handle_id (&self->fold_id, g_source_remove);
  bell_window_clear_desk (self);
  self->flap = NULL;
  g_clear_object (&self->workplace);

  G_OBJECT_CLASS (bell_window_parent_class)->dispose (object);
}

static void
bell_window_finalize (GObject *object)
{
  BellWindow *self = BELL_WINDOW (object);

  bell_steps_free (self->desk_steps);
  bell_steps_free (self->page_steps);
  bell_thrift_free (self->thrift);

  G_OBJECT_CLASS (bell_window_parent_class)->finalize (object);
}

static void
bell_window_class_init (BellWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = bell_window_finalize;
  widget_class->realize = bell_window_realize;
  GTK_WINDOW_CLASS (klass)->close_request = bell_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BellWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BellWindow, stages);
  gtk_widget_class_bind_template_child (widget_class, BellWindow, sign_in_bin);
  bell_window_class_install_actions (widget_class);
}

static void
bell_window_init (BellWindow *self)
{
  self->desk_steps = bell_steps_new ();
  self->page_steps = bell_steps_new ();
  self->thrift = bell_thrift_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_changed_cb), NULL);
}

/**
 * bell_window_new:
 * @application: the application
 * @workplace: what to show
 *
 * Returns: (transfer none): a window, not yet presented
 */
GtkWidget *
bell_window_new (GtkApplication *application,
                 BellWorkplace  *workplace)
{
  BellWindow *self;
  BellAccount *account;
  GSettings *settings;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (BELL_IS_WORKPLACE (workplace), NULL);

  account = bell_workplace_get_account (workplace);
  settings = bell_workplace_get_settings (workplace);
  self = g_object_new (BELL_TYPE_WINDOW,
                       "application", application,
                       "default-width", g_settings_get_int (settings, "window-width"),
                       "default-height", g_settings_get_int (settings, "window-height"),
                       NULL);
  self->workplace = g_object_ref (workplace);
  self->opening_first = bell_account_get_state (account) == BELL_ACCOUNT_OPENING;
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  g_signal_connect_object (workplace, "notify::desk", G_CALLBACK (desk_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::state", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  bell_window_actions_update (self);
  state_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * bell_window_tell:
 * @self: a window
 * @sentence: what to say
 *
 * Says something in passing.
 */
void
bell_window_tell (BellWindow *self,
                  const char *sentence)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (BELL_IS_WINDOW (self));

  escaped = g_markup_escape_text (sentence, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}
