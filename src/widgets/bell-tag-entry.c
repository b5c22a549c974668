/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-tag-entry.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TAG_CHARACTERS 50
#define MAX_SUGGESTIONS 8

/* The tags of something, to be read and changed: a chip for each, and an entry
 * for more.
 *
 * Enter or a comma adds what is typed, Backspace in the empty entry removes
 * the last tag, and the tags that others have used come as suggestions while
 * typing; down and up go through them. Used from GTK's thread. */
struct _BellTagEntry
{
  GtkWidget parent_instance;

  GtkWidget *flow_box;
  GtkWidget *entry;
  GtkWidget *popover;
  GtkWidget *list;
  GtkStringList *tags;
  GListModel *suggestions; /* of GtkStringObject */
};

G_DEFINE_FINAL_TYPE (BellTagEntry, bell_tag_entry, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_ADDED,
  SIGNAL_REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
has_tag (BellTagEntry *self,
         const char   *tag)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tags)); i++)
    if (g_str_equal (gtk_string_list_get_string (self->tags, i), tag))
      return TRUE;

  return FALSE;
}

static void
remove_tag (BellTagEntry *self,
            const char   *tag)
{
  g_autofree char *copy = g_strdup (tag);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tags)); i++)
    {
      if (g_str_equal (gtk_string_list_get_string (self->tags, i), copy))
        {
          gtk_string_list_remove (self->tags, i);
          g_signal_emit (self, signals[SIGNAL_REMOVED], 0, copy);
          return;
        }
    }
}

static void
add_text (BellTagEntry *self,
          const char   *text)
{
  g_autofree char *tag = bell_tag_normalize (text);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  if (*tag == '\0' || has_tag (self, tag))
    return;

  gtk_string_list_append (self->tags, tag);
  g_signal_emit (self, signals[SIGNAL_ADDED], 0, tag);
}

static void
on_chip_remove (GtkButton    *button,
                BellTagEntry *self)
{
  remove_tag (self, gtk_widget_get_name (GTK_WIDGET (button)));
  gtk_widget_grab_focus (self->entry);
}

static GtkWidget *
make_chip (BellTagEntry *self,
           const char   *tag)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  GtkWidget *label = gtk_label_new (tag);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  /* Translators: %s is a tag */
  g_autofree char *name = g_strdup_printf (_("Remove %s"), tag);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_widget_set_name (button, tag);
  gtk_widget_set_tooltip_text (button, _("Remove"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_chip_remove), self, 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_add_css_class (box, "bell-tag");

  return box;
}

/* The flow box holds the chips in the order of the tags, then the entry. */
static void
on_tags_changed (GListModel   *model,
                 guint         position,
                 guint         removed,
                 guint         added,
                 BellTagEntry *self)
{
  for (guint i = 0; i < removed; i++)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->flow_box),
                         GTK_WIDGET (gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (self->flow_box), (int) position)));

  for (guint i = 0; i < added; i++)
    {
      const char *tag = gtk_string_list_get_string (self->tags, position + i);
      GtkWidget *child;

      gtk_flow_box_insert (GTK_FLOW_BOX (self->flow_box), make_chip (self, tag), (int) (position + i));
      child = GTK_WIDGET (gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (self->flow_box), (int) (position + i)));
      gtk_widget_set_focusable (child, FALSE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, tag, -1);
    }
}

static void
update_suggestions (BellTagEntry *self)
{
  g_autofree char *typed = bell_tag_normalize (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  GtkWidget *row;
  guint shown = 0;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);

  for (guint i = 0; *typed != '\0' && self->suggestions != NULL && shown < MAX_SUGGESTIONS &&
                    i < g_list_model_get_n_items (self->suggestions); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (self->suggestions, i);
      const char *tag = gtk_string_object_get_string (item);
      GtkWidget *label;

      if (strstr (tag, typed) == NULL || has_tag (self, tag))
        continue;

      label = gtk_label_new (tag);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_list_box_append (GTK_LIST_BOX (self->list), label);
      shown++;
    }

  if (shown > 0)
    gtk_popover_popup (GTK_POPOVER (self->popover));
  else
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
on_entry_changed (GtkEditable  *editable,
                  BellTagEntry *self)
{
  const char *text = gtk_editable_get_text (editable);
  const char *comma = strchr (text, ',');

  if (comma != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (text, ",", -1);

      /* What is behind the last comma is still being typed. */
      for (guint i = 0; parts[i] != NULL && parts[i + 1] != NULL; i++)
        add_text (self, parts[i]);
      gtk_editable_set_text (editable, parts[g_strv_length (parts) - 1]);
      gtk_editable_set_position (editable, -1);
      return;
    }

  update_suggestions (self);
}

static void
on_entry_activate (GtkEntry     *entry,
                   BellTagEntry *self)
{
  GtkListBoxRow *row = gtk_widget_get_visible (self->popover)
                         ? gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list))
                         : NULL;
  g_autofree char *text = NULL;

  if (row != NULL)
    text = g_strdup (gtk_label_get_label (GTK_LABEL (gtk_list_box_row_get_child (row))));
  else
    text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));
  add_text (self, text);
}

static void
on_row_activated (GtkListBox    *list,
                  GtkListBoxRow *row,
                  BellTagEntry  *self)
{
  g_autofree char *text = g_strdup (gtk_label_get_label (GTK_LABEL (gtk_list_box_row_get_child (row))));

  add_text (self, text);
  gtk_widget_grab_focus (self->entry);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        modifiers,
                BellTagEntry          *self)
{
  guint n_tags = g_list_model_get_n_items (G_LIST_MODEL (self->tags));

  if (key == GDK_KEY_BackSpace && n_tags > 0 && *gtk_editable_get_text (GTK_EDITABLE (self->entry)) == '\0')
    {
      remove_tag (self, gtk_string_list_get_string (self->tags, n_tags - 1));
      return GDK_EVENT_STOP;
    }

  if (!gtk_widget_get_visible (self->popover))
    return GDK_EVENT_PROPAGATE;

  if (key == GDK_KEY_Escape)
    {
      gtk_popover_popdown (GTK_POPOVER (self->popover));
      return GDK_EVENT_STOP;
    }

  if (key == GDK_KEY_Down || key == GDK_KEY_Up)
    {
      GtkListBoxRow *selected = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
      int index = selected != NULL ? gtk_list_box_row_get_index (selected) : -1;

      index += key == GDK_KEY_Down ? 1 : -1;
      gtk_list_box_select_row (GTK_LIST_BOX (self->list),
                               index >= 0 ? gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), index) : NULL);
      return GDK_EVENT_STOP;
    }

  return GDK_EVENT_PROPAGATE;
}

static void
on_focus_left (GtkEventControllerFocus *controller,
               BellTagEntry            *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static gboolean
bell_tag_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (BELL_TAG_ENTRY (widget)->entry);
}

static void
bell_tag_entry_dispose (GObject *object)
{
  BellTagEntry *self = BELL_TAG_ENTRY (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->flow_box, gtk_widget_unparent);
  if (self->tags != NULL)
    g_signal_handlers_disconnect_by_data (self->tags, self);
  g_clear_object (&self->tags);
  g_clear_object (&self->suggestions);

  G_OBJECT_CLASS (bell_tag_entry_parent_class)->dispose (object);
}

static void
bell_tag_entry_class_init (BellTagEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_tag_entry_dispose;
  widget_class->grab_focus = bell_tag_entry_grab_focus;

  /**
   * BellTagEntry::added:
   * @tag: what was added
   *
   * The person added a tag.
   */
  signals[SIGNAL_ADDED] =
    g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * BellTagEntry::removed:
   * @tag: what was removed
   *
   * The person removed a tag.
   */
  signals[SIGNAL_REMOVED] =
    g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "belltags");
}

static void
bell_tag_entry_init (BellTagEntry *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->tags = gtk_string_list_new (NULL);
  self->flow_box = g_object_new (GTK_TYPE_FLOW_BOX,
                                 "selection-mode", GTK_SELECTION_NONE,
                                 "max-children-per-line", 30,
                                 "row-spacing", 4, "column-spacing", 4,
                                 NULL);
  gtk_widget_set_parent (self->flow_box, GTK_WIDGET (self));

  self->entry = g_object_new (GTK_TYPE_ENTRY,
                              "placeholder-text", _("Add a tag"),
                              "width-chars", 10, "max-width-chars", 16,
                              "has-frame", FALSE,
                              NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Add a tag"), -1);
  gtk_flow_box_append (GTK_FLOW_BOX (self->flow_box), self->entry);
  gtk_widget_set_focusable (gtk_widget_get_parent (self->entry), FALSE);

  self->list = gtk_list_box_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Suggestions"), -1);
  self->popover = g_object_new (GTK_TYPE_POPOVER, "autohide", FALSE, "has-arrow", FALSE,
                                "position", GTK_POS_BOTTOM, "child", self->list, NULL);
  gtk_widget_set_parent (self->popover, self->entry);
  gtk_widget_add_css_class (self->popover, "menu");

  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (self->entry, key);
  g_signal_connect (focus, "leave", G_CALLBACK (on_focus_left), self);
  gtk_widget_add_controller (self->entry, focus);
  g_signal_connect (self->entry, "changed", G_CALLBACK (on_entry_changed), self);
  g_signal_connect (self->entry, "activate", G_CALLBACK (on_entry_activate), self);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row_activated), self);
  g_signal_connect (self->tags, "items-changed", G_CALLBACK (on_tags_changed), self);
}

/**
 * bell_tag_normalize:
 * @text: what somebody typed
 *
 * Makes a tag of it: lower case, words joined by hyphens, no marks that have
 * a meaning elsewhere.
 *
 * Returns: (transfer full): a tag, or "" if nothing is left
 */
char *
bell_tag_normalize (const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *lower = NULL;
  GString *tag = g_string_new (NULL);
  guint n_characters = 0;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  lower = g_utf8_strdown (valid, -1);

  for (const char *at = lower; *at != '\0' && n_characters < MAX_TAG_CHARACTERS; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isalnum (c) || c == '.' || c == '_' || c == '+' || g_unichar_ismark (c))
        {
          g_string_append_unichar (tag, c);
          n_characters++;
        }
      else if (tag->len > 0 && tag->str[tag->len - 1] != '-' && (g_unichar_isspace (c) || c == '-' || c == '/'))
        {
          g_string_append_c (tag, '-');
          n_characters++;
        }
    }

  while (tag->len > 0 && tag->str[tag->len - 1] == '-')
    g_string_truncate (tag, tag->len - 1);

  return g_string_free (tag, FALSE);
}

/**
 * bell_tag_entry_new:
 *
 * Returns: (transfer full): one without tags
 */
GtkWidget *
bell_tag_entry_new (void)
{
  return g_object_new (BELL_TYPE_TAG_ENTRY, NULL);
}

/**
 * bell_tag_entry_dup_tags:
 *
 * Returns: (transfer full): the tags, in the order in which they are shown
 */
char **
bell_tag_entry_dup_tags (BellTagEntry *self)
{
  GStrvBuilder *builder;
  char **tags;

  g_return_val_if_fail (BELL_IS_TAG_ENTRY (self), NULL);

  builder = g_strv_builder_new ();
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tags)); i++)
    g_strv_builder_add (builder, gtk_string_list_get_string (self->tags, i));
  tags = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);

  return tags;
}

/**
 * bell_tag_entry_set_tags:
 * @tags: (nullable): the tags that there are
 *
 * Shows other tags, without a signal. What is being typed stays.
 */
void
bell_tag_entry_set_tags (BellTagEntry      *self,
                         const char *const *tags)
{
  g_auto (GStrv) before = NULL;
  static const char *const none[] = { NULL };

  g_return_if_fail (BELL_IS_TAG_ENTRY (self));

  if (tags == NULL)
    tags = none;
  before = bell_tag_entry_dup_tags (self);
  if (g_strv_equal ((const char *const *) before, tags))
    return;

  gtk_string_list_splice (self->tags, 0, g_strv_length (before), tags);
}

/**
 * bell_tag_entry_set_suggestions:
 * @suggestions: (nullable): a list of #GtkStringObject, the likely ones first
 */
void
bell_tag_entry_set_suggestions (BellTagEntry *self,
                                GListModel   *suggestions)
{
  g_return_if_fail (BELL_IS_TAG_ENTRY (self));

  g_set_object (&self->suggestions, suggestions);
}
