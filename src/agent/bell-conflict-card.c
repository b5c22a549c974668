/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-conflict-card.h"

#include <glib/gi18n-lib.h>

#include "bell-age.h"
#include "bell-change-words.h"

/**
 * BellConflictCard:
 *
 * What stands against a change that waits for a person: both values, who set
 * the other one and when; or what was written while a reply was on its way.
 * Shows what it was made with and does not change.
 */
struct _BellConflictCard
{
  AdwBin parent_instance;

  GtkBox *lines;
};

G_DEFINE_FINAL_TYPE (BellConflictCard, bell_conflict_card, ADW_TYPE_BIN)

static GtkWidget *
add_line (BellConflictCard *self,
          const char       *text,
          const char       *css_class,
          int               most_lines)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), most_lines);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  if (g_strcmp0 (css_class, "caption") == 0)
    gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (self->lines, label);

  return label;
}

static char *
who_and_when (BellDesk   *desk,
              const char *author_id,
              gint64      time)
{
  const char *name = NULL;
  g_autofree char *when = NULL;

  if (author_id != NULL)
    name = bell_directory_get_name (bell_store_get_directory (bell_desk_get_store (desk)), author_id);
  if (name == NULL)
    name = _("somebody");
  if (time == BELL_TIME_UNSET)
    return g_strdup (name);

  when = bell_time_to_full_text (time);
  /* Translators: a person and a time */
  return g_strdup_printf (_("%s, %s"), name, when);
}

static void
add_field (BellConflictCard        *self,
           BellDesk                *desk,
           const BellConflictField *field)
{
  BellDirectory *directory = bell_store_get_directory (bell_desk_get_store (desk));
  g_autofree char *mine = bell_change_value_to_words (field->property, field->member, field->mine, directory);
  g_autofree char *theirs = bell_change_value_to_words (field->property, field->member, field->theirs, directory);
  g_autofree char *by = who_and_when (desk, field->author_id, field->acted_at);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gboolean is_first = gtk_widget_get_first_child (GTK_WIDGET (self->lines)) == NULL;
  GtkWidget *top = NULL;
  GtkWidget *second_line;

  if (!field->is_condition)
    {
      /* Translators: what this person set, such as “status: Solved” */
      first = g_strdup_printf (_("Yours – %s"), mine);
      top = add_line (self, first, NULL, 4);
    }
  /* Translators: what stands now, such as “status: Open” */
  second = g_strdup_printf (_("Now – %s"), theirs);
  second_line = add_line (self, second, "heading", 4);
  add_line (self, by, "caption", 1);
  if (!is_first)
    gtk_widget_set_margin_top (top != NULL ? top : second_line, 8);
}

static void
add_message (BellConflictCard  *self,
             BellDesk          *desk,
             const BellMessage *message)
{
  g_autofree char *by = who_and_when (desk, bell_message_get_author_id (message), bell_message_get_received_at (message));

  add_line (self, by, "caption", 1);
  add_line (self, bell_message_get_body (message), NULL, 8);
}

static void
bell_conflict_card_class_init (BellConflictCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-conflict-card.ui");
  gtk_widget_class_bind_template_child (widget_class, BellConflictCard, lines);
}

static void
bell_conflict_card_init (BellConflictCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_conflict_card_new:
 * @desk: for the names of people
 * @conflict: what stands against a change
 *
 * Returns: (transfer floating): a card
 */
GtkWidget *
bell_conflict_card_new (BellDesk           *desk,
                        const BellConflict *conflict)
{
  BellConflictCard *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);
  g_return_val_if_fail (conflict != NULL, NULL);

  self = g_object_new (BELL_TYPE_CONFLICT_CARD, NULL);
  for (guint i = 0; i < conflict->fields->len && conflict->kind != BELL_CONFLICT_GONE; i++)
    add_field (self, desk, g_ptr_array_index (conflict->fields, i));
  for (guint i = 0; i < conflict->messages->len; i++)
    add_message (self, desk, BELL_MESSAGE (g_ptr_array_index (conflict->messages, i)));

  return GTK_WIDGET (self);
}
