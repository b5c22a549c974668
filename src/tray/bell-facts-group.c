/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-facts-group.h"

#include <glib/gi18n-lib.h>

#include "bell-machine-facts.h"

/**
 * BellFactsGroup:
 *
 * Shows a person what would be told about their computer, before it is sent.
 * Nothing is looked at until they ask for it, and each fact has a button that
 * takes it out. Owned by the window; GTK's thread.
 */
struct _BellFactsGroup
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  GtkWidget *offer;
  GPtrArray *facts; /* (nullable) (element-type BellMachineFact): those that stay */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BellFactsGroup, bell_facts_group, ADW_TYPE_BIN)

static guint changed_signal;

static void
remove_cb (GtkButton      *button,
           BellFactsGroup *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ACTION_ROW);
  BellMachineFact *fact = g_object_get_data (G_OBJECT (row), "fact");

  g_assert (BELL_IS_FACTS_GROUP (self));

  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
  adw_preferences_group_remove (self->group, row);
  g_ptr_array_remove (self->facts, fact);
  gtk_widget_set_visible (self->offer, self->facts->len == 0);
  g_signal_emit (self, changed_signal, 0);
}

static void
add_row (BellFactsGroup  *self,
         BellMachineFact *fact)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  /* Translators: %s is something about a computer, such as its memory. */
  g_autofree char *label = g_strdup_printf (_("Do not send “%s”"), fact->label);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), fact->label);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), fact->value);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data (G_OBJECT (row), "fact", fact);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->group, row);
}

static void
gathered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(BellFactsGroup) self = user_data;
  g_autoptr(GError) error = NULL;
  GPtrArray *facts = bell_machine_facts_gather_finish (result, &error);

  g_assert (BELL_IS_FACTS_GROUP (self));

  if (facts == NULL)
    return;

  self->facts = facts;
  for (guint i = 0; i < facts->len; i++)
    add_row (self, facts->pdata[i]);
  gtk_widget_set_visible (self->offer, FALSE);
  g_signal_emit (self, changed_signal, 0);
}

static void
bus_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  BellFactsGroup *self = user_data;
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, NULL);

  /* Without it everything but the failed services is known. */
  bell_machine_facts_gather ("/", bus, self->cancellable, gathered_cb, self);
}

static void
bell_facts_group_dispose (GObject *object)
{
  BellFactsGroup *self = BELL_FACTS_GROUP (object);

  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (bell_facts_group_parent_class)->dispose (object);
}

static void
bell_facts_group_finalize (GObject *object)
{
  BellFactsGroup *self = BELL_FACTS_GROUP (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->facts, g_ptr_array_unref);

  G_OBJECT_CLASS (bell_facts_group_parent_class)->finalize (object);
}

static void
bell_facts_group_class_init (BellFactsGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_facts_group_dispose;
  object_class->finalize = bell_facts_group_finalize;

  changed_signal = g_signal_new ("changed", BELL_TYPE_FACTS_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
offer_cb (BellFactsGroup *self)
{
  bell_facts_group_gather (self);
}

static void
bell_facts_group_init (BellFactsGroup *self)
{
  self->cancellable = g_cancellable_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->offer = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->offer), _("Add facts about this computer"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->offer), _("You see each of them, and can take it out, before you send."));
  adw_action_row_set_icon_name (ADW_ACTION_ROW (self->offer), "computer-symbolic");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->offer), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->offer), gtk_image_new_from_icon_name ("list-add-symbolic"));
  g_signal_connect_swapped (self->offer, "activated", G_CALLBACK (offer_cb), self);
  adw_preferences_group_add (self->group, self->offer);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}

/**
 * bell_facts_group_gather:
 * @self: a group
 *
 * Looks at this computer, because the person asked for it.
 */
void
bell_facts_group_gather (BellFactsGroup *self)
{
  g_return_if_fail (BELL_IS_FACTS_GROUP (self));

  if (self->facts != NULL && self->facts->len > 0)
    return;

  g_clear_pointer (&self->facts, g_ptr_array_unref);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, bus_cb, g_object_ref (self));
}

/**
 * bell_facts_group_dup_text:
 * @self: a group
 *
 * Returns: (transfer full) (nullable): what stays, as Markdown
 */
char *
bell_facts_group_dup_text (BellFactsGroup *self)
{
  GString *text;

  g_return_val_if_fail (BELL_IS_FACTS_GROUP (self), NULL);

  if (self->facts == NULL || self->facts->len == 0)
    return NULL;

  text = g_string_new (NULL);
  g_string_append_printf (text, "**%s**\n\n", _("About this computer"));
  for (guint i = 0; i < self->facts->len; i++)
    {
      const BellMachineFact *fact = self->facts->pdata[i];

      g_string_append_printf (text, "- %s: `%s`\n", fact->label, fact->value);
    }

  return g_string_free (text, FALSE);
}
