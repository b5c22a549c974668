/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-people-popover.h"

#include "bell-item.h"

/**
 * BellPeoplePopover:
 *
 * Picks a person by typing a part of the name or address. Return takes the
 * first one that fits.
 */
struct _BellPeoplePopover
{
  GtkPopover parent_instance;

  GListModel *people;
  GtkFilterListModel *found; /* (nullable): only while it is open */
  GtkFilter *filter;
  char *needle; /* case-folded */

  GtkSearchEntry *entry;
  GtkListView *view;
  GtkButton *nobody;
};

G_DEFINE_FINAL_TYPE (BellPeoplePopover, bell_people_popover, GTK_TYPE_POPOVER)

static guint picked_signal;

static gboolean
contains (const char *hay,
          const char *needle)
{
  g_autofree char *folded = hay != NULL ? g_utf8_casefold (hay, -1) : NULL;

  return folded != NULL && strstr (folded, needle) != NULL;
}

static gboolean
match (gpointer item,
       gpointer user_data)
{
  BellPeoplePopover *self = user_data;
  BellRecord *record = bell_item_get_record (item);

  if (record == NULL)
    return FALSE;

  /* Who has left can be found in old tickets, not picked for new work. */
  if (!bell_principal_get_active (BELL_PRINCIPAL (record)))
    return FALSE;

  return self->needle == NULL || *self->needle == '\0' ||
         contains (bell_principal_get_name (BELL_PRINCIPAL (record)), self->needle) ||
         contains (bell_principal_get_email (BELL_PRINCIPAL (record)), self->needle);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *email = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (email), 0);
  gtk_label_set_ellipsize (GTK_LABEL (email), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (email, "caption");
  gtk_widget_add_css_class (email, "dim-label");
  gtk_box_append (GTK_BOX (column), name);
  gtk_box_append (GTK_BOX (column), email);
  gtk_list_item_set_child (list_item, column);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item)
{
  BellItem *item = gtk_list_item_get_item (list_item);
  BellRecord *record = bell_item_get_record (item);
  GtkWidget *name = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  const char *email = record != NULL ? bell_principal_get_email (BELL_PRINCIPAL (record)) : NULL;

  gtk_label_set_label (GTK_LABEL (name), bell_item_get_title (item));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (name)), email != NULL ? email : "");
}

static void
pick (BellPeoplePopover *self,
      const char        *id)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, picked_signal, 0, id);
}

static void
search_changed_cb (BellPeoplePopover *self)
{
  g_autofree char *needle = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->entry)), -1);

  g_assert (BELL_IS_PEOPLE_POPOVER (self));

  if (g_strcmp0 (self->needle, needle) == 0)
    return;

  g_free (self->needle);
  self->needle = g_steal_pointer (&needle);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
entry_activate_cb (BellPeoplePopover *self)
{
  g_autoptr(BellItem) first = NULL;

  g_assert (BELL_IS_PEOPLE_POPOVER (self));

  /* The entry tells of a change a moment late. */
  search_changed_cb (self);
  first = self->found != NULL ? g_list_model_get_item (G_LIST_MODEL (self->found), 0) : NULL;
  if (first != NULL)
    pick (self, bell_item_get_id (first));
}

static void
activate_cb (GtkListView       *view,
             guint              position,
             BellPeoplePopover *self)
{
  g_autoptr(BellItem) item = g_list_model_get_item (G_LIST_MODEL (self->found), position);

  g_assert (BELL_IS_PEOPLE_POPOVER (self));

  if (item != NULL)
    pick (self, bell_item_get_id (item));
}

static void
nobody_cb (BellPeoplePopover *self)
{
  g_assert (BELL_IS_PEOPLE_POPOVER (self));

  pick (self, NULL);
}

static void
bell_people_popover_map (GtkWidget *widget)
{
  BellPeoplePopover *self = BELL_PEOPLE_POPOVER (widget);
  g_autoptr(GtkSelectionModel) selection = NULL;

  /* There may be tens of thousands of people: they are looked through when
   * somebody wants to pick one, a few at a time. */
  g_clear_pointer (&self->needle, g_free);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  self->found = gtk_filter_list_model_new (g_object_ref (self->people), g_object_ref (self->filter));
  gtk_filter_list_model_set_incremental (self->found, TRUE);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->found))));
  gtk_list_view_set_model (self->view, selection);

  GTK_WIDGET_CLASS (bell_people_popover_parent_class)->map (widget);

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
bell_people_popover_unmap (GtkWidget *widget)
{
  BellPeoplePopover *self = BELL_PEOPLE_POPOVER (widget);

  GTK_WIDGET_CLASS (bell_people_popover_parent_class)->unmap (widget);

  gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->found);
}

static void
bell_people_popover_dispose (GObject *object)
{
  BellPeoplePopover *self = BELL_PEOPLE_POPOVER (object);

  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->found);
  g_clear_object (&self->people);
  g_clear_object (&self->filter);

  G_OBJECT_CLASS (bell_people_popover_parent_class)->dispose (object);
}

static void
bell_people_popover_finalize (GObject *object)
{
  BellPeoplePopover *self = BELL_PEOPLE_POPOVER (object);

  g_clear_pointer (&self->needle, g_free);

  G_OBJECT_CLASS (bell_people_popover_parent_class)->finalize (object);
}

static void
bell_people_popover_class_init (BellPeoplePopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_people_popover_dispose;
  object_class->finalize = bell_people_popover_finalize;
  widget_class->map = bell_people_popover_map;
  widget_class->unmap = bell_people_popover_unmap;

  picked_signal = g_signal_new ("picked", BELL_TYPE_PEOPLE_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-people-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, BellPeoplePopover, entry);
  gtk_widget_class_bind_template_child (widget_class, BellPeoplePopover, view);
  gtk_widget_class_bind_template_child (widget_class, BellPeoplePopover, nobody);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, nobody_cb);
}

static void
bell_people_popover_init (BellPeoplePopover *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_list_view_set_factory (self->view, factory);
}

/**
 * bell_people_popover_new:
 * @people: a list of people as BellItem
 * @nobody: (nullable): the label of the button that picks nobody, or %NULL for
 *   no such button
 *
 * Returns: (transfer floating): a picker
 */
GtkWidget *
bell_people_popover_new (GListModel *people,
                         const char *nobody)
{
  BellPeoplePopover *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (people), NULL);

  self = g_object_new (BELL_TYPE_PEOPLE_POPOVER, NULL);
  self->filter = GTK_FILTER (gtk_custom_filter_new (match, self, NULL));
  self->people = g_object_ref (people);
  gtk_widget_set_visible (GTK_WIDGET (self->nobody), nobody != NULL);
  if (nobody != NULL)
    gtk_button_set_label (self->nobody, nobody);

  return GTK_WIDGET (self);
}
