/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-answers.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "bell-markdown.h"
#include "bell-own-language.h"
#include "bell-problem-card.h"
#include "bell-request-words.h"
#include "bell-similar.h"

/* Of the latest requests so many are compared, and so many shown. */
#define LOOKED_THROUGH 100
#define MOST_REQUESTS  2

/* So many times as many articles are looked at as are shown, since those in the person's
 * language come first: in a search, all of them; for what somebody describes, where
 * their words are not in the other so much oftener. */
#define LOOKED_AT_ASKING    3
#define LOOKED_AT_SEARCHING 2
#define OWN_WEIGHT          2

/* Of an article so much is shown, in characters. */
#define MAX_SNIPPET 160

/**
 * BellAnswers:
 *
 * Looks things up while somebody writes, at every key. What was found for words
 * that have changed meanwhile is shown until the next answer is there.
 */
struct _BellAnswers
{
  GtkWidget parent_instance;

  BellHelpline *helpline;
  guint limit;
  gboolean asks;
  char *text;
  guint found;
  guint others; /* found beside the articles */
  guint idle_id;
  gboolean searching;
  char *searched; /* (nullable): what that search is for */
  GCancellable *cancellable;

  GtkWidget *column;
  AdwBin *problem;
  GtkListBox *list;
  GtkWidget *requests_title;
  GtkListBox *requests;
};

G_DEFINE_FINAL_TYPE (BellAnswers, bell_answers, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_FOUND = 1,
} BellAnswersProperty;

static GParamSpec *properties[PROP_FOUND + 1];
static guint chosen_signal;
static guint request_chosen_signal;
static guint joined_signal;

static void
clear_list (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}

static void
row_activated_cb (AdwActionRow *row,
                  BellAnswers  *self)
{
  g_assert (BELL_IS_ANSWERS (self));

  g_signal_emit (self, chosen_signal, 0, gtk_widget_get_name (GTK_WIDGET (row)));
}

static void
request_activated_cb (AdwActionRow *row,
                      BellAnswers  *self)
{
  g_assert (BELL_IS_ANSWERS (self));

  g_signal_emit (self, request_chosen_signal, 0, gtk_widget_get_name (GTK_WIDGET (row)));
}

static void
joined_cb (BellAnswers *self)
{
  g_assert (BELL_IS_ANSWERS (self));

  g_signal_emit (self, joined_signal, 0);
}

/* The known problem that the words may be about. */
static guint
show_problem (BellAnswers *self)
{
  BellKnownProblems *problems = bell_helpline_get_problems (self->helpline);
  g_autoptr(BellItem) match = problems != NULL ? bell_known_problems_match (problems, self->text) : NULL;
  GtkWidget *card = adw_bin_get_child (self->problem);

  gtk_widget_set_visible (GTK_WIDGET (self->problem), match != NULL);
  if (match == NULL)
    {
      adw_bin_set_child (self->problem, NULL);
      return 0;
    }
  /* The same card stays: somebody may be about to press its button. */
  if (card == NULL || bell_problem_card_get_notice (BELL_PROBLEM_CARD (card)) != match)
    {
      card = bell_problem_card_new (self->helpline, match);
      g_signal_connect_object (card, "joined", G_CALLBACK (joined_cb), self, G_CONNECT_SWAPPED);
      adw_bin_set_child (self->problem, card);
    }

  return 1;
}

/* What the person asked before in much the same words. */
static guint
show_requests (BellAnswers *self)
{
  GListModel *requests = bell_helpline_get_requests (self->helpline);
  guint n = requests != NULL ? MIN (g_list_model_get_n_items (requests), LOOKED_THROUGH) : 0;
  guint shown = 0;

  clear_list (self->requests);
  for (guint i = 0; i < n && shown < MOST_REQUESTS; i++)
    {
      g_autoptr(BellItem) item = g_list_model_get_item (requests, i);
      const char *title = bell_item_get_record (item) != NULL ? bell_item_get_title (item) : NULL;
      GtkWidget *row;

      if (title == NULL || bell_similar_count (self->text, title) < 2)
        continue;

      row = adw_action_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), bell_request_words_for_status (bell_item_get_status (item)));
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("deskbell-ticket-symbolic"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_widget_set_name (row, bell_item_get_id (item));
      g_signal_connect_object (row, "activated", G_CALLBACK (request_activated_cb), self, 0);
      gtk_list_box_append (self->requests, row);
      shown++;
    }
  gtk_widget_set_visible (self->requests_title, shown > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->requests), shown > 0);

  return shown;
}

static GtkWidget *
new_row (BellAnswers *self)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("deskbell-article-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (row_activated_cb), self, 0);
  gtk_list_box_append (self->list, row);

  return row;
}

/* The rows stay from key to key: to make one anew takes as long as the search. */
static void
show_hits (BellAnswers *self,
           GPtrArray   *hits)
{
  GtkListBoxRow *row;
  guint i;

  for (i = 0; i < hits->len; i++)
    {
      const BellSearchHit *hit = hits->pdata[i];
      g_autofree char *snippet = bell_markdown_preview (hit->snippet != NULL ? hit->snippet : "", MAX_SNIPPET);
      GtkWidget *shown = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) i));

      if (shown == NULL)
        shown = new_row (self);
      /* The row carries the id of its article as its name. */
      gtk_widget_set_name (shown, hit->id);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (shown), hit->title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (shown), snippet);
    }
  while ((row = gtk_list_box_get_row_at_index (self->list, (int) i)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (self->list), hits->len > 0);
}

/* Ranks are below zero, the best the farthest. */
static double
weigh (const BellSearchHit *hit)
{
  return hit->rank * (bell_own_language_compare (hit->language) == BELL_FOREIGNNESS_OTHER ? 1 : OWN_WEIGHT);
}

static int
compare_described (gconstpointer a,
                   gconstpointer b)
{
  double one = weigh (*(BellSearchHit *const *) a), two = weigh (*(BellSearchHit *const *) b);

  return (one > two) - (one < two);
}

static int
compare_sought (gconstpointer a,
                gconstpointer b)
{
  const BellSearchHit *one = *(BellSearchHit *const *) a, *two = *(BellSearchHit *const *) b;
  int difference = (int) bell_own_language_compare (one->language) - (int) bell_own_language_compare (two->language);

  return difference != 0 ? difference : (one->rank > two->rank) - (one->rank < two->rank);
}

static gboolean search_cb (gpointer user_data);

static void
found_cb (BellStore    *store,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BellAnswers) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) hits = bell_store_search_finish (store, result, &error);

  g_assert (BELL_IS_ANSWERS (self));

  self->searching = FALSE;
  if (self->list != NULL && g_strcmp0 (self->searched, self->text) != 0 && self->idle_id == 0)
    self->idle_id = g_idle_add_full (G_PRIORITY_DEFAULT, search_cb, self, NULL);
  if (hits == NULL)
    {
      if (self->helpline != NULL)
        bell_helpline_tell_failed (self->helpline, error);
      return;
    }
  if (self->list == NULL)
    return;

  g_ptr_array_sort (hits, self->asks ? compare_described : compare_sought);
  g_ptr_array_set_size (hits, (int) MIN (hits->len, self->limit));
  show_hits (self, hits);
  self->found = hits->len + self->others;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOUND]);
}

static gboolean
search_cb (gpointer user_data)
{
  BellAnswers *self = user_data;

  self->idle_id = 0;
  self->others = self->asks ? show_problem (self) + show_requests (self) : 0;
  self->searching = TRUE;
  g_free (self->searched);
  self->searched = g_strdup (self->text);
  bell_store_search (bell_helpline_get_store (self->helpline), self->text, BELL_SEARCH_ANSWERS,
                     self->limit * (self->asks ? LOOKED_AT_ASKING : LOOKED_AT_SEARCHING), self->cancellable,
                     (GAsyncReadyCallback) found_cb, g_object_ref (self));

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

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->column, gtk_widget_unparent);
  self->list = NULL;
  g_clear_object (&self->helpline);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->searched, g_free);

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
  request_chosen_signal = g_signal_new ("request-chosen", BELL_TYPE_ANSWERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
  joined_signal = g_signal_new ("joined", BELL_TYPE_ANSWERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkListBox *
new_list (const char *label)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_visible (list, FALSE);

  return GTK_LIST_BOX (list);
}

static void
bell_answers_init (BellAnswers *self)
{
  self->text = g_strdup ("");
  self->cancellable = g_cancellable_new ();
  self->column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->problem = ADW_BIN (adw_bin_new ());
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  self->list = new_list (_("Articles that may help"));
  self->requests_title = gtk_label_new (_("You asked this before"));
  gtk_label_set_xalign (GTK_LABEL (self->requests_title), 0);
  gtk_widget_add_css_class (self->requests_title, "heading");
  gtk_widget_set_visible (self->requests_title, FALSE);
  self->requests = new_list (_("You asked this before"));
  gtk_box_append (GTK_BOX (self->column), GTK_WIDGET (self->problem));
  gtk_box_append (GTK_BOX (self->column), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (self->column), self->requests_title);
  gtk_box_append (GTK_BOX (self->column), GTK_WIDGET (self->requests));
  gtk_widget_set_parent (self->column, GTK_WIDGET (self));
}

/**
 * bell_answers_new:
 * @helpline: where articles are
 * @limit: how many articles at most
 * @asks: whether somebody is asking for help: then known problems and their own
 *   requests are looked at too
 *
 * Returns: (transfer floating): an empty list
 */
GtkWidget *
bell_answers_new (BellHelpline *helpline,
                  guint         limit,
                  gboolean      asks)
{
  BellAnswers *self;

  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);

  self = g_object_new (BELL_TYPE_ANSWERS, NULL);
  self->helpline = g_object_ref (helpline);
  self->limit = limit;
  self->asks = asks;

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
  /* One search at a time: what is typed meanwhile is looked up after it. */
  if (self->idle_id == 0 && !self->searching)
    self->idle_id = g_idle_add_full (G_PRIORITY_DEFAULT, search_cb, self, NULL);
}
