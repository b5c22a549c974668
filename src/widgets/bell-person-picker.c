/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-person-picker.h"

#include <adwaita.h>
#include <string.h>

/* Finds a person in a list by some letters of the name or address.
 *
 * Put it into a popover or a dialogue. The keyboard stays in the entry: up and
 * down move in the list, Enter picks, Escape tells #BellPersonPicker::cancelled.
 * Each word of the search has to begin a word of name or detail, with or
 * without accents. The filter walks over the whole model: meant for an
 * organisation, not for a phone book. Used from GTK's thread. */
struct _BellPersonPicker
{
  GtkWidget parent_instance;

  GtkWidget *entry;
  GtkWidget *nobody_button;
  GtkWidget *stack;
  GtkWidget *list;
  GtkSingleSelection *selection;
  GtkFilterListModel *filtered;
  GtkCustomFilter *filter;
  GPtrArray *words;  /* of the search, folded, each with a space before it */
  GHashTable *known; /* BellPerson -> its words */
};

G_DEFINE_FINAL_TYPE (BellPersonPicker, bell_person_picker, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_PICKED,
  SIGNAL_CANCELLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
get_person_name (GObject  *list_item,
                 gpointer  person)
{
  return g_strdup (BELL_IS_PERSON (person) ? bell_person_get_name (person) : "");
}

static char *
get_person_detail (GObject  *list_item,
                   gpointer  person)
{
  return g_strdup (BELL_IS_PERSON (person) ? bell_person_get_detail (person) : "");
}

/* All words of a person, folded, each with a space before it. Folding is what
 * costs in a search, so it is done once. */
static const char *
get_words (BellPersonPicker *self,
           gpointer          person)
{
  char *words = g_hash_table_lookup (self->known, person);

  if (words == NULL)
    {
      g_autofree char *text = g_strjoin (" ", bell_person_get_name (person), bell_person_get_detail (person), NULL);
      g_auto (GStrv) ascii = NULL;
      g_auto (GStrv) folded = g_str_tokenize_and_fold (text, NULL, &ascii);
      g_autofree char *one = g_strjoinv (" ", folded);
      g_autofree char *two = g_strjoinv (" ", ascii);

      words = g_strconcat (" ", one, " ", two, NULL);
      g_hash_table_insert (self->known, g_object_ref (person), words);
    }

  return words;
}

static gboolean
matches (gpointer item,
         gpointer user_data)
{
  BellPersonPicker *self = user_data;

  /* Each has a space before it as well. */
  for (guint i = 0; self->words != NULL && i < self->words->len; i++)
    if (strstr (get_words (self, item), self->words->pdata[i]) == NULL)
      return FALSE;

  return TRUE;
}

static void
on_model_changed (BellPersonPicker *self)
{
  g_hash_table_remove_all (self->known);
}

static void
update_stack (BellPersonPicker *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) == 0;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), empty ? "empty" : "list");
}

static void
on_search_changed (GtkSearchEntry   *entry,
                   BellPersonPicker *self)
{
  g_auto (GStrv) typed = g_str_tokenize_and_fold (gtk_editable_get_text (GTK_EDITABLE (entry)), NULL, NULL);

  g_ptr_array_set_size (self->words, 0);
  for (guint i = 0; typed[i] != NULL; i++)
    g_ptr_array_add (self->words, g_strconcat (" ", typed[i], NULL));
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    gtk_single_selection_set_selected (self->selection, 0);
}

static void
pick (BellPersonPicker *self,
      gpointer          person)
{
  g_autoptr (GObject) keep = person != NULL ? g_object_ref (person) : NULL;

  g_signal_emit (self, signals[SIGNAL_PICKED], 0, person);
}

static void
on_activate (GtkListView      *list,
             guint             position,
             BellPersonPicker *self)
{
  g_autoptr (GObject) person = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (person != NULL)
    pick (self, person);
}

static void
on_entry_activate (GtkSearchEntry   *entry,
                   BellPersonPicker *self)
{
  gpointer person = gtk_single_selection_get_selected_item (self->selection);

  if (person != NULL)
    pick (self, person);
}

static void
on_stop_search (GtkSearchEntry   *entry,
                BellPersonPicker *self)
{
  g_signal_emit (self, signals[SIGNAL_CANCELLED], 0);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        modifiers,
                BellPersonPicker      *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint selected = gtk_single_selection_get_selected (self->selection);

  if (n_items == 0 || selected == GTK_INVALID_LIST_POSITION)
    return GDK_EVENT_PROPAGATE;

  if (key == GDK_KEY_Down)
    selected = MIN (selected + 1, n_items - 1);
  else if (key == GDK_KEY_Up)
    selected = selected > 0 ? selected - 1 : 0;
  else if (key == GDK_KEY_Page_Down)
    selected = MIN (selected + 5, n_items - 1);
  else if (key == GDK_KEY_Page_Up)
    selected = selected > 5 ? selected - 5 : 0;
  else
    return GDK_EVENT_PROPAGATE;

  gtk_single_selection_set_selected (self->selection, selected);
  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", selected);

  return GDK_EVENT_STOP;
}

static void
pick_nobody (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  pick (BELL_PERSON_PICKER (widget), NULL);
}

static gboolean
bell_person_picker_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (BELL_PERSON_PICKER (widget)->entry);
}

static void
bell_person_picker_dispose (GObject *object)
{
  BellPersonPicker *self = BELL_PERSON_PICKER (object);
  GtkWidget *child;

  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  g_clear_object (&self->filter);
  gtk_widget_dispose_template (GTK_WIDGET (object), BELL_TYPE_PERSON_PICKER);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (bell_person_picker_parent_class)->dispose (object);
}

static void
bell_person_picker_finalize (GObject *object)
{
  g_ptr_array_unref (BELL_PERSON_PICKER (object)->words);
  g_hash_table_unref (BELL_PERSON_PICKER (object)->known);

  G_OBJECT_CLASS (bell_person_picker_parent_class)->finalize (object);
}

static void
bell_person_picker_class_init (BellPersonPickerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_person_picker_dispose;
  object_class->finalize = bell_person_picker_finalize;
  widget_class->grab_focus = bell_person_picker_grab_focus;

  /**
   * BellPersonPicker::picked:
   * @person: (nullable): the item of the model, or %NULL for nobody
   *
   * Somebody was chosen.
   */
  signals[SIGNAL_PICKED] =
    g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_OBJECT);

  /**
   * BellPersonPicker::cancelled:
   *
   * Escape was pressed.
   */
  signals[SIGNAL_CANCELLED] =
    g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/widgets/bell-person-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, BellPersonPicker, entry);
  gtk_widget_class_bind_template_child (widget_class, BellPersonPicker, nobody_button);
  gtk_widget_class_bind_template_child (widget_class, BellPersonPicker, stack);
  gtk_widget_class_bind_template_child (widget_class, BellPersonPicker, list);
  gtk_widget_class_bind_template_child (widget_class, BellPersonPicker, selection);
  gtk_widget_class_bind_template_child (widget_class, BellPersonPicker, filtered);
  gtk_widget_class_install_action (widget_class, "picker.nobody", NULL, pick_nobody);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bell_person_picker_init (BellPersonPicker *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  g_autoptr (GtkBuilderScope) scope = gtk_builder_cscope_new ();
  g_autoptr (GtkListItemFactory) factory = NULL;

  self->words = g_ptr_array_new_with_free_func (g_free);
  self->known = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  g_type_ensure (ADW_TYPE_AVATAR);
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_builder_cscope_add_callback (GTK_BUILDER_CSCOPE (scope), get_person_name);
  gtk_builder_cscope_add_callback (GTK_BUILDER_CSCOPE (scope), get_person_detail);
  factory = gtk_builder_list_item_factory_new_from_resource (scope, "/org/deskbell/widgets/bell-person-row.ui");
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->list), factory);

  self->filter = gtk_custom_filter_new (matches, self, NULL);
  gtk_filter_list_model_set_filter (self->filtered, GTK_FILTER (self->filter));
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED);

  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (self->entry, key);
  g_signal_connect (self->entry, "search-changed", G_CALLBACK (on_search_changed), self);
  g_signal_connect (self->entry, "activate", G_CALLBACK (on_entry_activate), self);
  g_signal_connect (self->entry, "stop-search", G_CALLBACK (on_stop_search), self);
  g_signal_connect (self->list, "activate", G_CALLBACK (on_activate), self);
}

/**
 * bell_person_picker_new:
 *
 * Returns: (transfer full): a picker with nobody in it
 */
GtkWidget *
bell_person_picker_new (void)
{
  return g_object_new (BELL_TYPE_PERSON_PICKER, NULL);
}

/**
 * bell_person_picker_get_model:
 *
 * Returns: (transfer none) (nullable): who can be picked
 */
GListModel *
bell_person_picker_get_model (BellPersonPicker *self)
{
  g_return_val_if_fail (BELL_IS_PERSON_PICKER (self), NULL);

  return gtk_filter_list_model_get_model (self->filtered);
}

/**
 * bell_person_picker_set_model:
 * @model: (nullable): a list of #BellPerson, in the order to be shown
 */
void
bell_person_picker_set_model (BellPersonPicker *self,
                              GListModel       *model)
{
  g_return_if_fail (BELL_IS_PERSON_PICKER (self));
  g_return_if_fail (model == NULL || g_type_is_a (g_list_model_get_item_type (model), BELL_TYPE_PERSON));

  if (bell_person_picker_get_model (self) != NULL)
    g_signal_handlers_disconnect_by_func (bell_person_picker_get_model (self), on_model_changed, self);
  if (model != NULL)
    g_signal_connect_object (model, "items-changed", G_CALLBACK (on_model_changed), self, G_CONNECT_SWAPPED);
  on_model_changed (self);
  gtk_filter_list_model_set_model (self->filtered, model);
  update_stack (self);
}

/**
 * bell_person_picker_set_allows_nobody:
 * @allows_nobody: whether "Nobody" is a choice
 */
void
bell_person_picker_set_allows_nobody (BellPersonPicker *self,
                                      gboolean          allows_nobody)
{
  g_return_if_fail (BELL_IS_PERSON_PICKER (self));

  gtk_widget_set_visible (self->nobody_button, allows_nobody);
}

/**
 * bell_person_picker_reset:
 *
 * Empties the search: for a popover that is opened again.
 */
void
bell_person_picker_reset (BellPersonPicker *self)
{
  g_return_if_fail (BELL_IS_PERSON_PICKER (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    gtk_single_selection_set_selected (self->selection, 0);
}
