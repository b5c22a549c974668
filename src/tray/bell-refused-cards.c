/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-refused-cards.h"

#include <glib/gi18n-lib.h>

/**
 * BellRefusedCards:
 *
 * What the helpdesk did not take of what a person wrote or did: with their own
 * words, why, and what they can do: send it again, copy the words, or give it
 * up. Nothing is to be seen where all was taken.
 */
struct _BellRefusedCards
{
  AdwBin parent_instance;

  BellHelpline *helpline; /* (nullable) */
  GtkFilter *filter;
  GtkWidget *scroller;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (BellRefusedCards, bell_refused_cards, ADW_TYPE_BIN)

/* --- helpers ---------------------------------------------------------------- */

static const char *
find_text (BellChange         *change,
           const BellProperty *property)
{
  BellPatch *patch = bell_change_get_patch (change);
  const BellPatchEntry *entry = patch != NULL ? bell_patch_find (patch, property) : NULL;

  return entry != NULL && entry->member == NULL && entry->value != NULL ? g_variant_get_string (entry->value, NULL) : NULL;
}

/* What was it, and the person's own words in it. */
static const char *
describe (BellChange  *change,
          const char **words)
{
  gboolean made = bell_change_get_kind (change) == BELL_CHANGE_KIND_CREATE;

  *words = NULL;
  switch ((int) bell_change_get_data_type (change))
    {
    case BELL_TYPE_MESSAGE:
      *words = find_text (change, bell_message_property (BELL_MESSAGE_BODY));
      return _("Your answer was not taken");
    case BELL_TYPE_TICKET:
      *words = find_text (change, bell_ticket_property (BELL_TICKET_SUBJECT));
      return made ? _("Your request was not taken") : _("What you changed of a request was not taken");
    default:
      return _("What you did was not taken");
    }
}

static gboolean
is_refused (gpointer item,
            gpointer user_data)
{
  return bell_outbox_item_get_state (item) == BELL_OUTBOX_STATE_PARKED;
}

static GtkWidget *
new_label (const char *text,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  /* As wide as the list is: the height that is asked for is for this width. */
  gtk_label_set_width_chars (GTK_LABEL (label), 24);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

/* --- callbacks -------------------------------------------------------------- */

static void
decided_cb (BellStore    *store,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GtkLabel) reason = user_data;
  g_autoptr(GError) error = NULL;

  if (!bell_store_reapply_finish (store, result, &error))
    gtk_label_set_label (reason, error->message);
}

static void
discarded_cb (BellStore    *store,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GtkLabel) reason = user_data;
  g_autoptr(GError) error = NULL;

  if (!bell_store_discard_finish (store, result, &error))
    gtk_label_set_label (reason, error->message);
}

static void
again_cb (GtkButton        *button,
          BellRefusedCards *self)
{
  BellOutboxItem *item = g_object_get_data (G_OBJECT (button), "item");
  GtkLabel *reason = g_object_get_data (G_OBJECT (button), "reason");

  bell_store_reapply (bell_helpline_get_store (self->helpline), bell_change_get_id (bell_outbox_item_get_change (item)), NULL,
                      (GAsyncReadyCallback) decided_cb, g_object_ref (reason));
}

static void
discard_cb (GtkButton        *button,
            BellRefusedCards *self)
{
  BellOutboxItem *item = g_object_get_data (G_OBJECT (button), "item");
  GtkLabel *reason = g_object_get_data (G_OBJECT (button), "reason");

  bell_store_discard (bell_helpline_get_store (self->helpline), bell_change_get_id (bell_outbox_item_get_change (item)), NULL,
                      (GAsyncReadyCallback) discarded_cb, g_object_ref (reason));
}

static void
copy_cb (GtkButton        *button,
         BellRefusedCards *self)
{
  BellOutboxItem *item = g_object_get_data (G_OBJECT (button), "item");
  const char *words;

  describe (bell_outbox_item_get_change (item), &words);
  if (words != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), words);
}

/* What cannot be sent any more says so. */
static void
conflict_cb (BellStore    *store,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GtkWidget) again = user_data;
  g_autoptr(BellConflict) conflict = bell_store_get_conflict_finish (store, result, NULL);

  if (conflict == NULL || conflict->kind != BELL_CONFLICT_GONE)
    return;
  gtk_widget_set_sensitive (again, conflict->can_reapply);
  gtk_label_set_label (g_object_get_data (G_OBJECT (again), "reason"),
                       _("You may no longer see that request, or it is there no more. Your words are kept here."));
}

static GtkWidget *
add_button (BellRefusedCards *self,
            GtkWidget        *box,
            BellOutboxItem   *item,
            GtkWidget        *reason,
            const char       *label,
            GCallback         callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_object_set_data_full (G_OBJECT (button), "item", g_object_ref (item), g_object_unref);
  g_object_set_data_full (G_OBJECT (button), "reason", g_object_ref (reason), g_object_unref);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  gtk_box_append (GTK_BOX (box), button);

  return button;
}

static GtkWidget *
create_card (gpointer item,
             gpointer user_data)
{
  BellRefusedCards *self = user_data;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *again;
  const char *words;
  const char *what = describe (bell_outbox_item_get_change (item), &words);
  const char *why = bell_outbox_item_get_reason (item);
  GtkWidget *reason = new_label (why != NULL ? why : "", "caption");

  gtk_box_append (GTK_BOX (box), new_label (what, "heading"));
  if (words != NULL)
    {
      GtkWidget *quote = new_label (words, NULL);

      gtk_label_set_selectable (GTK_LABEL (quote), TRUE);
      gtk_box_append (GTK_BOX (box), quote);
    }
  gtk_box_append (GTK_BOX (box), reason);

  again = add_button (self, buttons, item, reason, _("_Send Again"), G_CALLBACK (again_cb));
  if (words != NULL)
    add_button (self, buttons, item, reason, _("_Copy"), G_CALLBACK (copy_cb));
  add_button (self, buttons, item, reason, _("_Discard"), G_CALLBACK (discard_cb));
  gtk_box_append (GTK_BOX (box), buttons);

  bell_store_get_conflict (bell_helpline_get_store (self->helpline), bell_change_get_id (bell_outbox_item_get_change (item)), NULL,
                           (GAsyncReadyCallback) conflict_cb, g_object_ref (again));
  gtk_widget_add_css_class (row, "refused-card");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);

  return row;
}

/* What waits comes and goes, and what is sent may come back. */
static void
outbox_changed_cb (BellRefusedCards *self)
{
  BellStore *store = bell_helpline_get_store (self->helpline);

  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_widget_set_visible (GTK_WIDGET (self), bell_store_get_n_refused (store) > 0);
}

/* --- overrides -------------------------------------------------------------- */

static void
bell_refused_cards_dispose (GObject *object)
{
  BellRefusedCards *self = BELL_REFUSED_CARDS (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_object (&self->filter);
  g_clear_object (&self->helpline);

  G_OBJECT_CLASS (bell_refused_cards_parent_class)->dispose (object);
}

static void
bell_refused_cards_class_init (BellRefusedCardsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bell_refused_cards_dispose;
}

static void
bell_refused_cards_init (BellRefusedCards *self)
{
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_refused, NULL, NULL));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Not taken by the helpdesk"), -1);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller), 300);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->list));
  adw_bin_set_child (ADW_BIN (self), self->scroller);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* --- public ----------------------------------------------------------------- */

/**
 * bell_refused_cards_follow:
 * @self: cards
 * @helpline: whose
 *
 * Shows what waits for this person from now on.
 */
void
bell_refused_cards_follow (BellRefusedCards *self,
                           BellHelpline     *helpline)
{
  g_autoptr(GtkFilterListModel) refused = NULL;
  GListModel *outbox;

  g_return_if_fail (BELL_IS_REFUSED_CARDS (self));
  g_return_if_fail (BELL_IS_HELPLINE (helpline));
  g_return_if_fail (self->helpline == NULL);

  self->helpline = g_object_ref (helpline);
  outbox = bell_store_get_outbox (bell_helpline_get_store (helpline));
  refused = gtk_filter_list_model_new (g_object_ref (outbox), GTK_FILTER (g_object_ref (self->filter)));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (refused), create_card, self, NULL);
  g_signal_connect_object (bell_helpline_get_store (helpline), "outbox-changed", G_CALLBACK (outbox_changed_cb), self,
                           G_CONNECT_SWAPPED);
  outbox_changed_cb (self);
}
