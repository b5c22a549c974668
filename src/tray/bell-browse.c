/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-browse.h"

#include <glib/gi18n-lib.h>

#include "bell-own-language.h"

/* So many articles are listed; whoever wants another searches for it. */
#define MOST_ARTICLES 2000

/**
 * BellBrowse:
 *
 * The public articles, a row for each category that opens to its titles. What is
 * in the person's language comes first; categories with nothing in it stand below
 * a heading of their own. The rows of a category are made when it is
 * opened. Owned by the window; GTK's thread.
 */
struct _BellBrowse
{
  AdwBin parent_instance;

  AdwPreferencesGroup *own;
  AdwPreferencesGroup *foreign; /* in other languages */
  GHashTable *categories; /* (element-type utf8 GPtrArray): of BellRecord */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BellBrowse, bell_browse, ADW_TYPE_BIN)

static guint chosen_signal;
static guint filled_signal;

static int
compare_articles (gconstpointer a,
                  gconstpointer b)
{
  const BellArticle *one = BELL_ARTICLE (*(BellRecord *const *) a);
  const BellArticle *two = BELL_ARTICLE (*(BellRecord *const *) b);
  int difference = (int) bell_own_language_compare (bell_article_get_language (one)) -
                   (int) bell_own_language_compare (bell_article_get_language (two));

  return difference != 0 ? difference : g_utf8_collate (bell_article_get_title (one), bell_article_get_title (two));
}

/* Nothing that the person reads. */
static gboolean
is_foreign (GPtrArray *articles)
{
  for (guint i = 0; i < articles->len; i++)
    if (bell_own_language_compare (bell_article_get_language (BELL_ARTICLE (articles->pdata[i]))) != BELL_FOREIGNNESS_OTHER)
      return FALSE;

  return TRUE;
}

static void
article_activated_cb (AdwActionRow *row,
                      BellBrowse   *self)
{
  g_assert (BELL_IS_BROWSE (self));

  g_signal_emit (self, chosen_signal, 0, gtk_widget_get_name (GTK_WIDGET (row)));
}

static void
expanded_cb (AdwExpanderRow *category,
             GParamSpec     *pspec,
             BellBrowse     *self)
{
  GPtrArray *articles = g_hash_table_lookup (self->categories, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (category)));

  g_assert (BELL_IS_BROWSE (self));

  if (!adw_expander_row_get_expanded (category) || articles == NULL)
    return;

  g_signal_handlers_disconnect_by_func (category, expanded_cb, self);
  g_ptr_array_sort (articles, compare_articles);
  for (guint i = 0; i < articles->len; i++)
    {
      BellRecord *article = articles->pdata[i];
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), bell_article_get_title (BELL_ARTICLE (article)));
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      /* The row carries the id of its article as its name. */
      gtk_widget_set_name (row, bell_record_get_id (article));
      g_signal_connect_object (row, "activated", G_CALLBACK (article_activated_cb), self, 0);
      adw_expander_row_add_row (category, row);
    }
}

static void
found_cb (BellStore    *store,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BellBrowse) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) articles = bell_store_find_finish (store, result, &error);
  g_autoptr(GList) names = NULL;

  g_assert (BELL_IS_BROWSE (self));

  if (articles == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("The articles cannot be listed: %s", error->message);
      return;
    }

  for (guint i = 0; i < articles->len; i++)
    {
      BellRecord *article = articles->pdata[i];
      const char *name = bell_article_get_category (BELL_ARTICLE (article));
      GPtrArray *category;

      if (bell_article_get_title (BELL_ARTICLE (article)) == NULL)
        continue;
      name = name != NULL && *name != '\0' ? name : _("Other");
      category = g_hash_table_lookup (self->categories, name);
      if (category == NULL)
        {
          category = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
          g_hash_table_insert (self->categories, g_strdup (name), category);
        }
      g_ptr_array_add (category, bell_record_ref (article));
    }

  names = g_list_sort (g_hash_table_get_keys (self->categories), (GCompareFunc) g_utf8_collate);
  for (GList *at = names; at != NULL; at = at->next)
    {
      GtkWidget *row = adw_expander_row_new ();
      gboolean foreign = is_foreign (g_hash_table_lookup (self->categories, at->data));

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), at->data);
      g_signal_connect_object (row, "notify::expanded", G_CALLBACK (expanded_cb), self, 0);
      adw_preferences_group_add (foreign ? self->foreign : self->own, row);
      gtk_widget_set_visible (GTK_WIDGET (foreign ? self->foreign : self->own), TRUE);
    }
  g_signal_emit (self, filled_signal, 0, (int) g_hash_table_size (self->categories));
}

static void
bell_browse_dispose (GObject *object)
{
  g_cancellable_cancel (BELL_BROWSE (object)->cancellable);

  G_OBJECT_CLASS (bell_browse_parent_class)->dispose (object);
}

static void
bell_browse_finalize (GObject *object)
{
  BellBrowse *self = BELL_BROWSE (object);

  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->categories);

  G_OBJECT_CLASS (bell_browse_parent_class)->finalize (object);
}

static void
bell_browse_class_init (BellBrowseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_browse_dispose;
  object_class->finalize = bell_browse_finalize;

  chosen_signal = g_signal_new ("chosen", BELL_TYPE_BROWSE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  filled_signal = g_signal_new ("filled", BELL_TYPE_BROWSE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
bell_browse_init (BellBrowse *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->cancellable = g_cancellable_new ();
  self->categories = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->own = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->foreign = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->foreign, _("In other languages"));
  gtk_widget_set_visible (GTK_WIDGET (self->own), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->foreign), FALSE);
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->own));
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->foreign));
  adw_bin_set_child (ADW_BIN (self), column);
}

/**
 * bell_browse_new:
 * @helpline: where articles are
 *
 * Returns: (transfer floating): a list that fills itself
 */
GtkWidget *
bell_browse_new (BellHelpline *helpline)
{
  BellBrowse *self;
  g_autoptr(BellQuery) query = NULL;

  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);

  self = g_object_new (BELL_TYPE_BROWSE, NULL);
  query = bell_query_new (BELL_TYPE_ARTICLE, NULL);
  bell_store_find (bell_helpline_get_store (helpline), query, MOST_ARTICLES, self->cancellable,
                   (GAsyncReadyCallback) found_cb, g_object_ref (self));

  return GTK_WIDGET (self);
}
