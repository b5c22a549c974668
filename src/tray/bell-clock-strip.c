/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-clock-strip.h"

#include "bell-clock-words.h"

/**
 * BellClockStrip:
 *
 * A strip at the top of a window while this computer's clock and the server's
 * differ: what that means, in the words of the app for agents.
 */
struct _BellClockStrip
{
  AdwBin parent_instance;

  BellClock *clock; /* (nullable) */
  GtkWidget *revealer;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (BellClockStrip, bell_clock_strip, ADW_TYPE_BIN)

static void
offset_changed_cb (BellClockStrip *self)
{
  g_autofree char *words = bell_clock_words (bell_clock_get_offset (self->clock));

  g_assert (BELL_IS_CLOCK_STRIP (self));

  if (words != NULL)
    gtk_label_set_label (GTK_LABEL (self->label), words);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), words != NULL);
}

static void
bell_clock_strip_dispose (GObject *object)
{
  g_clear_object (&BELL_CLOCK_STRIP (object)->clock);

  G_OBJECT_CLASS (bell_clock_strip_parent_class)->dispose (object);
}

static void
bell_clock_strip_class_init (BellClockStripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bell_clock_strip_dispose;
}

static void
bell_clock_strip_init (BellClockStrip *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", "dialog-warning-symbolic", "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  self->revealer = gtk_revealer_new ();
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (row), image);
  gtk_box_append (GTK_BOX (row), self->label);
  gtk_widget_add_css_class (row, "offline-strip");
  /* What is folded away is not told to those who cannot see. */
  g_object_bind_property (self->revealer, "reveal-child", row, "visible", G_BINDING_SYNC_CREATE);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), row);
  adw_bin_set_child (ADW_BIN (self), self->revealer);
}

/**
 * bell_clock_strip_follow:
 * @self: a strip
 * @helpline: an open helpline
 *
 * Goes by its clock from now on.
 */
void
bell_clock_strip_follow (BellClockStrip *self,
                         BellHelpline   *helpline)
{
  g_return_if_fail (BELL_IS_CLOCK_STRIP (self));
  g_return_if_fail (BELL_IS_HELPLINE (helpline));

  g_set_object (&self->clock, bell_store_get_clock (bell_helpline_get_store (helpline)));
  if (BELL_IS_SERVER_CLOCK (self->clock))
    g_signal_connect_object (self->clock, "notify::offset", G_CALLBACK (offset_changed_cb), self, G_CONNECT_SWAPPED);
  offset_changed_cb (self);
}
