/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-survey.h"

#include <glib/gi18n-lib.h>

#define N_FACES 5

/**
 * BellSurvey:
 *
 * Asks how content a person is with what was done for them: five faces, and a
 * line if they like. GTK's thread.
 */
struct _BellSurvey
{
  AdwBin parent_instance;

  GtkWidget *faces[N_FACES];
  GtkWidget *more; /* the line and the button, once a face was chosen */
  GtkWidget *entry;
};

G_DEFINE_FINAL_TYPE (BellSurvey, bell_survey, ADW_TYPE_BIN)

static guint answered_signal;
static guint later_signal;

static int
get_score (BellSurvey *self)
{
  for (int i = 0; i < N_FACES; i++)
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->faces[i])))
      return i + 1;

  return 0;
}

static void
toggled_cb (BellSurvey *self)
{
  g_assert (BELL_IS_SURVEY (self));

  gtk_revealer_set_reveal_child (GTK_REVEALER (self->more), get_score (self) > 0);
}

static void
send_cb (BellSurvey *self)
{
  int score = get_score (self);
  g_autofree char *comment = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  g_assert (BELL_IS_SURVEY (self));

  if (score > 0)
    g_signal_emit (self, answered_signal, 0, score, *comment != '\0' ? comment : NULL);
}

static void
later_cb (BellSurvey *self)
{
  g_assert (BELL_IS_SURVEY (self));

  g_signal_emit (self, later_signal, 0);
}

static void
bell_survey_class_init (BellSurveyClass *klass)
{
  answered_signal = g_signal_new ("answered", BELL_TYPE_SURVEY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_STRING);
  later_signal = g_signal_new ("later", BELL_TYPE_SURVEY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bell_survey_init (BellSurvey *self)
{
  static const char *const faces[N_FACES] = { "face-angry-symbolic", "face-sad-symbolic", "face-plain-symbolic",
                                              "face-smile-symbolic", "face-laugh-symbolic" };
  static const char *const names[N_FACES] = { N_("Very bad"), N_("Bad"), N_("So-so"), N_("Good"), N_("Very good") };
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *question = gtk_label_new (_("How did that go?"));
  GtkWidget *later = gtk_button_new_with_mnemonic (_("_Later"));
  GtkWidget *send = gtk_button_new_with_mnemonic (_("Se_nd"));

  gtk_label_set_xalign (GTK_LABEL (question), 0);
  gtk_label_set_wrap (GTK_LABEL (question), TRUE);
  gtk_widget_set_hexpand (question, TRUE);
  gtk_widget_add_css_class (question, "heading");
  gtk_box_append (GTK_BOX (row), question);
  for (int i = 0; i < N_FACES; i++)
    {
      GtkWidget *face = gtk_image_new_from_icon_name (faces[i]);

      gtk_image_set_pixel_size (GTK_IMAGE (face), 24);
      self->faces[i] = gtk_toggle_button_new ();
      gtk_button_set_child (GTK_BUTTON (self->faces[i]), face);
      gtk_widget_add_css_class (self->faces[i], "flat");
      gtk_widget_add_css_class (self->faces[i], "face");
      gtk_widget_set_tooltip_text (self->faces[i], _(names[i]));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->faces[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, _(names[i]), -1);
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->faces[i]), GTK_TOGGLE_BUTTON (self->faces[0]));
      g_signal_connect_swapped (self->faces[i], "toggled", G_CALLBACK (toggled_cb), self);
      gtk_box_append (GTK_BOX (row), self->faces[i]);
    }
  gtk_widget_add_css_class (later, "flat");
  g_signal_connect_swapped (later, "clicked", G_CALLBACK (later_cb), self);
  gtk_box_append (GTK_BOX (row), later);

  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _("Anything to add?"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Anything to add?"), -1);
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), 500);
  gtk_widget_set_hexpand (self->entry, TRUE);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (send_cb), self);
  gtk_widget_add_css_class (send, "suggested-action");
  g_signal_connect_swapped (send, "clicked", G_CALLBACK (send_cb), self);
  gtk_box_append (GTK_BOX (line), self->entry);
  gtk_box_append (GTK_BOX (line), send);
  self->more = gtk_revealer_new ();
  gtk_revealer_set_child (GTK_REVEALER (self->more), line);
  /* What is folded away is not told to those who cannot see. */
  g_object_bind_property (self->more, "reveal-child", line, "visible", G_BINDING_SYNC_CREATE);

  gtk_box_append (GTK_BOX (column), row);
  gtk_box_append (GTK_BOX (column), self->more);
  gtk_widget_add_css_class (column, "survey");
  adw_bin_set_child (ADW_BIN (self), column);
}

/**
 * bell_survey_reset:
 * @self: a survey
 *
 * Makes ready for another request.
 */
void
bell_survey_reset (BellSurvey *self)
{
  g_return_if_fail (BELL_IS_SURVEY (self));

  for (int i = 0; i < N_FACES; i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->faces[i]), FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}
