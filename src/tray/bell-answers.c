/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-answers.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* While somebody types, a search waits for a moment of rest. */
#define REST_MILLISECONDS 60

/**
 * BellAnswers:
 *
 * Looks up articles while somebody writes. An answer to words that have changed
 * meanwhile is thrown away.
 */
struct _BellAnswers
{
  GtkWidget parent_instance;

  BellHelpline *helpline;
  guint limit;
  char *text;
  guint found;
  guint rest_id;
  GCancellable *cancellable; /* (nullable): of the search that runs */

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (BellAnswers, bell_answers, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_FOUND = 1,
} BellAnswersProperty;

static GParamSpec *properties[PROP_FOUND + 1];
static guint chosen_signal;

static void
bell_answers_clear (BellAnswers *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
}

static void
row_activated_cb (AdwActionRow *row,
                  BellAnswers  *self)
{
  g_assert (BELL_IS_ANSWERS (self));

  g_signal_emit (self, chosen_signal, 0, gtk_widget_get_name (GTK_WIDGET (row)));
}

/* A line of the article's text as it reads: without the signs of Markdown. */
static char *
make_plain (const char *snippet)
{
  GString *plain = g_string_new (NULL);

  for (const char *p = snippet; p != NULL && *p != '\0'; p++)
    if (strchr ("*`#_", *p) == NULL)
      g_string_append_c (plain, *p == '\n' || *p == '\r' ? ' ' : *p);

  return g_string_free (plain, FALSE);
}

static void
append (BellAnswers         *self,
        const BellSearchHit *hit)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *snippet = make_plain (hit->snippet);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), hit->title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  if (*snippet != '\0')
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), snippet);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
    }
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("deskbell-article-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  /* The row carries the id of its article as its name. */
  gtk_widget_set_name (row, hit->id);
  g_signal_connect_object (row, "activated", G_CALLBACK (row_activated_cb), self, 0);
  gtk_list_box_append (self->list, row);
}

static void
found_cb (BellStore    *store,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BellAnswers) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) hits = bell_store_search_finish (store, result, &error);

  g_assert (BELL_IS_ANSWERS (self));

  if (hits == NULL)
    {
      if (self->helpline != NULL)
        bell_helpline_tell_failed (self->helpline, error);
      return;
    }
  if (self->list == NULL)
    return;

  bell_answers_clear (self);
  for (guint i = 0; i < hits->len; i++)
    append (self, hits->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->list), hits->len > 0);
  self->found = hits->len;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOUND]);
}

static gboolean
search_cb (gpointer user_data)
{
  BellAnswers *self = user_data;

  self->rest_id = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  bell_store_search (bell_helpline_get_store (self->helpline), self->text, BELL_SEARCH_ANSWERS, self->limit,
                     self->cancellable, (GAsyncReadyCallback) found_cb, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
bell_answers_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BellAnswers *self = BELL_ANSWERS (object);

  switch ((BellAnswersProperty) prop_id)
    {
    case PROP_FOUND:
      g_value_set_uint (value, self->found);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bell_answers_dispose (GObject *object)
{
  BellAnswers *self = BELL_ANSWERS (object);

  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->list != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->list));
  self->list = NULL;
  g_clear_object (&self->helpline);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (bell_answers_parent_class)->dispose (object);
}

static void
bell_answers_class_init (BellAnswersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bell_answers_get_property;
  object_class->dispose = bell_answers_dispose;

  properties[PROP_FOUND] = g_param_spec_uint ("found", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  chosen_signal = g_signal_new ("chosen", BELL_TYPE_ANSWERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bell_answers_init (BellAnswers *self)
{
  self->text = g_strdup ("");
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Articles that may help"), -1);
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));
}

/**
 * bell_answers_new:
 * @helpline: where articles are
 * @limit: how many at most
 *
 * Returns: (transfer floating): an empty list
 */
GtkWidget *
bell_answers_new (BellHelpline *helpline,
                  guint         limit)
{
  BellAnswers *self;

  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);

  self = g_object_new (BELL_TYPE_ANSWERS, NULL);
  self->helpline = g_object_ref (helpline);
  self->limit = limit;

  return GTK_WIDGET (self);
}

/**
 * bell_answers_set_text:
 * @self: a list
 * @text: what was written so far
 *
 * Looks for articles.
 */
void
bell_answers_set_text (BellAnswers *self,
                       const char  *text)
{
  g_return_if_fail (BELL_IS_ANSWERS (self));
  g_return_if_fail (text != NULL);

  if (g_str_equal (self->text, text))
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  if (self->rest_id == 0)
    self->rest_id = g_timeout_add (REST_MILLISECONDS, search_cb, self);
}
