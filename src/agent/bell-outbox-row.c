/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-outbox-row.h"

#include <glib/gi18n-lib.h>

#include "bell-age.h"
#include "bell-article-editor.h"
#include "bell-change-words.h"
#include "bell-conflict-card.h"
#include "bell-labels.h"
#include "bell-reply-box.h"
#include "bell-title.h"

/**
 * BellOutboxRow:
 *
 * One change that waits or was refused: of which object, what, in which state, and
 * what can be done about it.
 */
struct _BellOutboxRow
{
  GtkListBoxRow parent_instance;

  BellDesk *desk;
  BellOutboxItem *item;
  BellConflict *conflict; /* (nullable): what stands against it, once that is known */

  GtkImage *icon;
  GtkLabel *about;
  GtkLabel *title;
  GtkLabel *state;
  AdwBin *card;
  GtkBox *buttons;
  GtkButton *open;
  GtkButton *edit;
  GtkButton *retry;
  GtkButton *discard;
};

G_DEFINE_FINAL_TYPE (BellOutboxRow, bell_outbox_row, GTK_TYPE_LIST_BOX_ROW)

static char *
state_to_words (BellOutboxItem *item,
                gboolean        gone)
{
  BellChange *change = bell_outbox_item_get_change (item);
  g_autofree char *time = bell_time_to_full_text (bell_change_get_acted_at (change));
  const char *reason = gone ? _("It is there no more, or you may no longer see it. What you did is kept here.")
                            : bell_outbox_item_get_reason (item);

  switch (bell_outbox_item_get_state (item))
    {
    case BELL_OUTBOX_STATE_PARKED:
      return g_strdup_printf (_("%s · waits for you: %s"), time, reason != NULL ? reason : _("no reason was given"));
    case BELL_OUTBOX_STATE_SENT:
      return g_strdup_printf (_("%s · under way"), time);
    case BELL_OUTBOX_STATE_ACKNOWLEDGED:
    case BELL_OUTBOX_STATE_CONFIRMED:
      return g_strdup_printf (_("%s · received"), time);
    case BELL_OUTBOX_STATE_QUEUED:
    default:
      return reason != NULL ? g_strdup_printf (_("%s · waiting: %s"), time, reason) : g_strdup_printf (_("%s · waiting"), time);
    }
}

static const char *
get_text (BellChange          *change,
          const BellProperty  *property)
{
  const BellPatchEntry *entry = bell_patch_find (bell_change_get_patch (change), property);

  return entry != NULL && entry->value != NULL ? g_variant_get_string (entry->value, NULL) : NULL;
}

static const char *
get_ticket_id (BellChange *change)
{
  if (bell_change_get_data_type (change) == BELL_TYPE_TICKET)
    return bell_change_get_object_id (change);
  if (bell_change_get_data_type (change) == BELL_TYPE_MESSAGE)
    return get_text (change, bell_message_property (BELL_MESSAGE_TICKET_ID));

  return NULL;
}

/* Whether it is an edit of an article's text, which is edited further in its editor. */
static gboolean
is_article_text (BellChange *change)
{
  return bell_change_get_data_type (change) == BELL_TYPE_ARTICLE &&
         bell_change_get_kind (change) == BELL_CHANGE_KIND_UPDATE &&
         bell_patch_find (bell_change_get_patch (change), bell_article_property (BELL_ARTICLE_BODY)) != NULL;
}

/* What can be done depends on what stands against it. */
static void
show_conflict (BellOutboxRow *self)
{
  BellConflictKind kind = self->conflict != NULL ? self->conflict->kind : BELL_CONFLICT_REFUSED;
  gboolean gone = kind == BELL_CONFLICT_GONE;
  g_autofree char *words = state_to_words (self->item, gone);
  gboolean shown = self->conflict != NULL && (self->conflict->fields->len > 0 || self->conflict->messages->len > 0) &&
                   !gone;

  switch (kind)
    {
    case BELL_CONFLICT_VALUES:
      gtk_button_set_label (self->retry, _("_Re-apply"));
      gtk_button_set_label (self->discard, _("_Keep Theirs"));
      break;
    case BELL_CONFLICT_REPLY:
      gtk_button_set_label (self->retry, _("_Send Anyway"));
      gtk_button_set_label (self->discard, _("_Discard"));
      break;
    case BELL_CONFLICT_GONE:
    case BELL_CONFLICT_REFUSED:
    default:
      gtk_button_set_label (self->retry, _("_Retry"));
      gtk_button_set_label (self->discard, _("_Discard"));
      break;
    }

  gtk_label_set_label (self->state, words);
  gtk_widget_set_sensitive (GTK_WIDGET (self->open), !gone);
  gtk_widget_set_sensitive (GTK_WIDGET (self->retry), self->conflict == NULL || self->conflict->can_reapply);
  adw_bin_set_child (self->card, shown ? bell_conflict_card_new (self->desk, self->conflict) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->card), shown);
}

static void
conflict_cb (BellStore    *store,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(BellOutboxRow) self = user_data;
  g_autoptr(GError) error = NULL;
  BellConflict *conflict = bell_store_get_conflict_finish (store, result, &error);

  /* A row that has gone, or a change that waits no more, has no card. */
  if (self->item == NULL || conflict == NULL)
    {
      g_clear_pointer (&conflict, bell_conflict_free);
      return;
    }

  g_clear_pointer (&self->conflict, bell_conflict_free);
  self->conflict = conflict;
  show_conflict (self);
}

static void
item_changed_cb (BellOutboxRow *self)
{
  BellOutboxState state = bell_outbox_item_get_state (self->item);
  BellChange *change = bell_outbox_item_get_change (self->item);
  g_autofree char *title = NULL;
  gboolean parked = state == BELL_OUTBOX_STATE_PARKED;
  gboolean is_message;

  g_assert (BELL_IS_OUTBOX_ROW (self));

  is_message = bell_change_get_data_type (change) == BELL_TYPE_MESSAGE;
  if (is_message)
    title = g_strdup (bell_outbox_item_get_title (self->item));
  if (title == NULL)
    title = bell_change_to_words (change, bell_store_get_directory (bell_desk_get_store (self->desk)));
  gtk_label_set_label (self->title, title != NULL ? title : _("changed details"));
  gtk_image_set_from_icon_name (self->icon, parked ? "dialog-warning-symbolic" : bell_change_get_icon (change));
  if (parked)
    gtk_widget_add_css_class (GTK_WIDGET (self), "parked");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "parked");

  gtk_widget_set_visible (GTK_WIDGET (self->open),
                          get_ticket_id (change) != NULL || bell_change_get_data_type (change) == BELL_TYPE_ARTICLE);
  gtk_widget_set_visible (GTK_WIDGET (self->retry), parked);
  gtk_widget_set_visible (GTK_WIDGET (self->edit),
                          (is_message && (parked || state == BELL_OUTBOX_STATE_QUEUED)) || (parked && is_article_text (change)));
  gtk_widget_set_visible (GTK_WIDGET (self->discard), parked || state == BELL_OUTBOX_STATE_QUEUED);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->open)),
                          gtk_widget_get_visible (GTK_WIDGET (self->open)) || gtk_widget_get_visible (GTK_WIDGET (self->edit)));

  /* Three buttons are wider than the pane may be in some languages. */
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->buttons),
                                  parked && gtk_widget_get_visible (GTK_WIDGET (self->open)) ? GTK_ORIENTATION_VERTICAL
                                                                                             : GTK_ORIENTATION_HORIZONTAL);

  g_clear_pointer (&self->conflict, bell_conflict_free);
  show_conflict (self);
  if (parked)
    bell_store_get_conflict (bell_desk_get_store (self->desk), bell_change_get_id (change), NULL,
                             (GAsyncReadyCallback) conflict_cb, g_object_ref (self));
}

/* What the change is about, by the name that it has here. */
static void
show_about (BellOutboxRow *self,
            BellRecord    *record)
{
  BellChange *change = bell_outbox_item_get_change (self->item);
  BellType type = bell_change_get_data_type (change);
  const char *name = record != NULL ? bell_title_peek (record) : type != BELL_TYPE_MESSAGE ? bell_outbox_item_get_title (self->item) : NULL;
  g_autofree char *text = NULL;

  if (name == NULL)
    text = g_strdup (bell_label_for_type (get_ticket_id (change) != NULL ? BELL_TYPE_TICKET : type));
  else if (get_ticket_id (change) == NULL)
    text = g_strdup_printf ("%s · %s", bell_label_for_type (type), name);
  else if (record != NULL && bell_ticket_get_number (BELL_TICKET (record)) > 0)
    text = g_strdup_printf ("#%" G_GINT64_FORMAT " %s", bell_ticket_get_number (BELL_TICKET (record)), name);
  else
    text = g_strdup_printf ("%s · %s", bell_label_for_type (BELL_TYPE_TICKET), name);

  gtk_label_set_label (self->about, text);
}

static void
about_cb (BellStore    *store,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BellOutboxRow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BellRecord) record = bell_store_lookup_finish (store, result, &error);

  /* Without it there is still what the change itself says. */
  if (record != NULL && self->item != NULL)
    show_about (self, record);
}

static void
open_cb (BellOutboxRow *self)
{
  BellChange *change = bell_outbox_item_get_change (self->item);
  const char *ticket_id = get_ticket_id (change);

  g_assert (BELL_IS_OUTBOX_ROW (self));

  if (ticket_id != NULL)
    bell_desk_open_ticket (self->desk, ticket_id);
  else if (bell_change_get_data_type (change) == BELL_TYPE_ARTICLE)
    bell_desk_open_article (self->desk, bell_change_get_object_id (change));
  else
    return;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-detail", NULL);
}

static void
discarded_cb (BellStore    *store,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(BellDesk) desk = user_data;
  g_autoptr(GError) error = NULL;

  if (!bell_store_discard_finish (store, result, &error))
    bell_desk_tell_failed (desk, error);
}

static void
retried_cb (BellStore    *store,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BellDesk) desk = user_data;
  g_autoptr(GError) error = NULL;

  if (!bell_store_reapply_finish (store, result, &error))
    bell_desk_tell_failed (desk, error);
}

static void
discard (BellOutboxRow *self)
{
  bell_store_discard (bell_desk_get_store (self->desk), bell_change_get_id (bell_outbox_item_get_change (self->item)),
                      NULL, (GAsyncReadyCallback) discarded_cb, g_object_ref (self->desk));
}

static void
answered_cb (BellOutboxRow *self,
             const char    *response)
{
  g_assert (BELL_IS_OUTBOX_ROW (self));

  if (g_str_equal (response, "discard"))
    discard (self);
}

static void
discard_cb (BellOutboxRow *self)
{
  GtkWidget *dialog;

  g_assert (BELL_IS_OUTBOX_ROW (self));

  /* Between two values somebody has decided. */
  if (self->conflict != NULL && self->conflict->kind == BELL_CONFLICT_VALUES && !is_article_text (bell_outbox_item_get_change (self->item)))
    {
      discard (self);
      return;
    }

  /* What is thrown away here is nowhere else. */
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Discard this change?"), NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _("“%s” was not received by the server and will be lost."),
                                  gtk_label_get_label (self->title));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Keep"), "discard", _("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
retry_cb (BellOutboxRow *self)
{
  g_assert (BELL_IS_OUTBOX_ROW (self));

  bell_store_reapply (bell_desk_get_store (self->desk), bell_change_get_id (bell_outbox_item_get_change (self->item)),
                      NULL, (GAsyncReadyCallback) retried_cb, g_object_ref (self->desk));
}

/* To edit an article's text is to take it into the editor as a draft, above what stands. */
static void
article_cb (BellStore    *store,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BellOutboxRow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BellRecord) article = bell_store_lookup_finish (store, result, &error);
  BellChange *change;

  if (self->item == NULL)
    return;
  if (article == NULL)
    {
      if (error != NULL)
        bell_desk_tell_failed (self->desk, error);
      return;
    }

  change = bell_outbox_item_get_change (self->item);
  bell_article_editor_put_draft (self->desk, article, bell_change_get_patch (change));
  bell_desk_edit_article (self->desk, bell_change_get_object_id (change));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-detail", NULL);
  discard (self);
}

/* To edit is to take it back into the composer as a draft. */
static void
edit_cb (BellOutboxRow *self)
{
  BellChange *change = bell_outbox_item_get_change (self->item);
  const char *ticket_id = get_ticket_id (change);
  const char *text = get_text (change, bell_message_property (BELL_MESSAGE_BODY));
  const BellPatchEntry *kind = bell_patch_find (bell_change_get_patch (change), bell_message_property (BELL_MESSAGE_KIND));
  const BellPatchEntry *files = bell_patch_find (bell_change_get_patch (change), bell_message_property (BELL_MESSAGE_ATTACHMENTS));
  gboolean note = kind != NULL && kind->value != NULL && g_variant_get_int32 (kind->value) == BELL_MESSAGE_KIND_NOTE;
  g_autofree char *key = NULL;
  g_autoptr(BellDraft) draft = NULL;

  g_assert (BELL_IS_OUTBOX_ROW (self));

  if (is_article_text (change))
    {
      bell_store_lookup (bell_desk_get_store (self->desk), BELL_TYPE_ARTICLE, bell_change_get_object_id (change), NULL,
                         (GAsyncReadyCallback) article_cb, g_object_ref (self));
      return;
    }
  if (ticket_id == NULL || text == NULL)
    return;

  key = bell_reply_box_new_key (ticket_id);
  draft = bell_draft_new (key, note ? "note" : "reply", text);
  if (files != NULL && files->value != NULL)
    draft->attachments = g_variant_ref (files->value);
  bell_store_save_draft (bell_desk_get_store (self->desk), draft);
  bell_desk_open_ticket (self->desk, ticket_id);
  bell_desk_compose (self->desk, note ? BELL_MESSAGE_KIND_NOTE : BELL_MESSAGE_KIND_REPLY);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-detail", NULL);
  discard (self);
}

static void
bell_outbox_row_dispose (GObject *object)
{
  BellOutboxRow *self = BELL_OUTBOX_ROW (object);

  g_clear_object (&self->item);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->conflict, bell_conflict_free);

  G_OBJECT_CLASS (bell_outbox_row_parent_class)->dispose (object);
}

static void
bell_outbox_row_class_init (BellOutboxRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_outbox_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-outbox-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BellOutboxRow, icon);
  gtk_widget_class_bind_template_child (widget_class, BellOutboxRow, about);
  gtk_widget_class_bind_template_child (widget_class, BellOutboxRow, title);
  gtk_widget_class_bind_template_child (widget_class, BellOutboxRow, state);
  gtk_widget_class_bind_template_child (widget_class, BellOutboxRow, card);
  gtk_widget_class_bind_template_child (widget_class, BellOutboxRow, buttons);
  gtk_widget_class_bind_template_child (widget_class, BellOutboxRow, open);
  gtk_widget_class_bind_template_child (widget_class, BellOutboxRow, edit);
  gtk_widget_class_bind_template_child (widget_class, BellOutboxRow, retry);
  gtk_widget_class_bind_template_child (widget_class, BellOutboxRow, discard);
}

static void
bell_outbox_row_init (BellOutboxRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->open, "clicked", G_CALLBACK (open_cb), self);
  g_signal_connect_swapped (self->edit, "clicked", G_CALLBACK (edit_cb), self);
  g_signal_connect_swapped (self->retry, "clicked", G_CALLBACK (retry_cb), self);
  g_signal_connect_swapped (self->discard, "clicked", G_CALLBACK (discard_cb), self);
}

/**
 * bell_outbox_row_new:
 * @desk: where it is shown
 * @item: a change that waits
 *
 * Returns: (transfer floating): a row that follows the item
 */
GtkWidget *
bell_outbox_row_new (BellDesk       *desk,
                     BellOutboxItem *item)
{
  BellOutboxRow *self;
  BellChange *change;
  const char *ticket_id;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);
  g_return_val_if_fail (BELL_IS_OUTBOX_ITEM (item), NULL);

  self = g_object_new (BELL_TYPE_OUTBOX_ROW, NULL);
  self->desk = g_object_ref (desk);
  self->item = g_object_ref (item);
  g_signal_connect_object (item, "notify", G_CALLBACK (item_changed_cb), self, G_CONNECT_SWAPPED);
  item_changed_cb (self);
  show_about (self, NULL);
  change = bell_outbox_item_get_change (item);
  ticket_id = get_ticket_id (change);
  bell_store_lookup (bell_desk_get_store (desk), ticket_id != NULL ? BELL_TYPE_TICKET : bell_change_get_data_type (change),
                     ticket_id != NULL ? ticket_id : bell_change_get_object_id (change), NULL, (GAsyncReadyCallback) about_cb,
                     g_object_ref (self));

  return GTK_WIDGET (self);
}
