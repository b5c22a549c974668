/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-article-editor.h"

#include <glib/gi18n-lib.h>

#include "bell-labels.h"
#include "bell-markdown-view.h"
#include "bell-verbs.h"

#define NEW_KEY "new:article"

/**
 * BellArticleEditor:
 *
 * Writes an article, with a preview. Every keystroke goes into a draft of the
 * store, so that closing, a crash or a restart loses nothing; saving makes one
 * change of what differs.
 */
struct _BellArticleEditor
{
  AdwBin parent_instance;

  BellDesk *desk;
  BellItem *article; /* (nullable): a new one */
  char *key;         /* (nullable): nothing is loaded */
  BellRecord *start; /* (nullable): the article that the edit began from */
  gboolean loading;
  GtkWidget *view;

  GtkStack *stack;
  AdwEntryRow *title;
  AdwEntryRow *summary;
  AdwEntryRow *category;
  AdwComboRow *audience;
  GtkTextView *body;
  GtkLabel *preview_title;
  AdwBin *preview;
};

G_DEFINE_FINAL_TYPE (BellArticleEditor, bell_article_editor, ADW_TYPE_BIN)

static char *
get_body (BellArticleEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->body);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static const char *
get_entry (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
set_entry (AdwEntryRow *row,
           const char  *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

/* What a draft has no field for travels in one GVariant text: the other
 * fields, and the body that the edit began from, so that what others have
 * written since can be told apart from what the editor took away. */
static char *
pack_extra (const char *summary,
            const char *category,
            guint       audience,
            const char *ancestor)
{
  g_autoptr(GVariant) extra = g_variant_ref_sink (g_variant_new ("(ssums)", summary != NULL ? summary : "",
                                                                 category != NULL ? category : "", audience, ancestor));

  return g_variant_print (extra, TRUE);
}

static void
set_body (BellRecord *article,
          const char *body)
{
  g_autoptr(BellPatch) patch = bell_patch_new (BELL_TYPE_ARTICLE);

  bell_patch_set_text (patch, BELL_ARTICLE_BODY, body);
  bell_patch_apply (patch, article);
}

static void
bell_article_editor_save_draft (BellArticleEditor *self)
{
  g_autofree char *body = get_body (self);
  g_autoptr(BellDraft) draft = bell_draft_new (self->key, "article", body);

  draft->title = g_strdup (get_entry (self->title));
  draft->extra = pack_extra (get_entry (self->summary), get_entry (self->category),
                             adw_combo_row_get_selected (self->audience),
                             self->start != NULL ? bell_article_get_body (BELL_ARTICLE (self->start)) : NULL);
  bell_store_save_draft (bell_desk_get_store (self->desk), draft);
}

static void
bell_article_editor_actions_update (BellArticleEditor *self)
{
  g_autofree char *title = g_strstrip (g_strdup (get_entry (self->title)));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.save", *title != '\0');
}

static void
changed_cb (BellArticleEditor *self)
{
  g_assert (BELL_IS_ARTICLE_EDITOR (self));

  bell_article_editor_actions_update (self);
  if (!self->loading && self->key != NULL)
    bell_article_editor_save_draft (self);
}

static void
page_changed_cb (BellArticleEditor *self)
{
  g_autofree char *body = NULL;

  g_assert (BELL_IS_ARTICLE_EDITOR (self));

  if (self->view == NULL || g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "preview") != 0)
    return;

  body = get_body (self);
  gtk_label_set_label (self->preview_title, get_entry (self->title));
  bell_markdown_view_set_text (BELL_MARKDOWN_VIEW (self->view), body);
}

static void
load_fields (BellArticleEditor *self,
             const char        *title,
             const char        *summary,
             const char        *category,
             guint              audience,
             const char        *body)
{
  self->loading = TRUE;
  set_entry (self->title, title);
  set_entry (self->summary, summary);
  set_entry (self->category, category);
  adw_combo_row_set_selected (self->audience, audience);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->body), body != NULL ? body : "", -1);
  self->loading = FALSE;
  bell_article_editor_actions_update (self);
}

static void
bell_article_editor_load (BellArticleEditor *self)
{
  BellRecord *record = self->article != NULL ? bell_item_get_record (self->article) : NULL;
  const BellDraft *draft;

  /* An article that is still on its way comes by notify::record. */
  if (self->article != NULL && record == NULL)
    return;

  g_free (self->key);
  g_clear_pointer (&self->start, bell_record_unref);
  if (record != NULL)
    self->start = bell_record_copy (record);
  self->key = self->article != NULL ? g_strconcat (bell_desk_get_article_id (self->desk), ":edit", NULL) : g_strdup (NEW_KEY);
  draft = bell_store_load_draft (bell_desk_get_store (self->desk), self->key);
  if (draft != NULL)
    {
      g_autoptr(GVariant) extra = NULL;
      const char *summary = "";
      const char *category = "";
      guint audience = BELL_AUDIENCE_AGENTS;
      g_autofree char *ancestor = NULL;

      if (draft->extra != NULL)
        extra = g_variant_parse (G_VARIANT_TYPE ("(ssums)"), draft->extra, NULL, NULL, NULL);
      if (extra != NULL)
        g_variant_get (extra, "(&s&sums)", &summary, &category, &audience, &ancestor);
      else if (draft->extra != NULL && (extra = g_variant_parse (G_VARIANT_TYPE ("(ssu)"), draft->extra, NULL, NULL, NULL)) != NULL)
        g_variant_get (extra, "(&s&su)", &summary, &category, &audience); /* as an older version kept it */
      if (ancestor != NULL && self->start != NULL)
        set_body (self->start, ancestor);
      load_fields (self, draft->title, summary, category, MIN (audience, BELL_AUDIENCE_PUBLIC), draft->text);
    }
  else if (record != NULL)
    {
      const BellArticle *article = BELL_ARTICLE (record);

      load_fields (self, bell_article_get_title (article), bell_article_get_summary (article),
                   bell_article_get_category (article), bell_article_get_audience (article), bell_article_get_body (article));
    }
  else
    {
      load_fields (self, NULL, NULL, NULL, BELL_AUDIENCE_STAFF, NULL);
    }
  gtk_stack_set_visible_child_name (self->stack, "write");
  gtk_widget_grab_focus (GTK_WIDGET (self->title));
}

static void
article_changed_cb (BellArticleEditor *self)
{
  g_assert (BELL_IS_ARTICLE_EDITOR (self));

  /* Once it is there, what others change does not pull the text away. */
  if (self->key == NULL)
    bell_article_editor_load (self);
}

static void
detail_changed_cb (BellArticleEditor *self)
{
  BellItem *article = bell_desk_get_article (self->desk);

  g_assert (BELL_IS_ARTICLE_EDITOR (self));

  if (bell_desk_get_detail (self->desk) != BELL_DETAIL_EDITOR)
    {
      g_clear_pointer (&self->key, g_free);
      return;
    }
  if (self->key != NULL && self->article == article)
    return;

  if (self->article != NULL)
    g_signal_handlers_disconnect_by_data (self->article, self);
  g_set_object (&self->article, article);
  g_clear_pointer (&self->key, g_free);
  if (article != NULL)
    g_signal_connect_object (article, "notify::record", G_CALLBACK (article_changed_cb), self, G_CONNECT_SWAPPED);
  bell_article_editor_load (self);
}

static void
leave (BellArticleEditor *self,
       const char        *id)
{
  if (id != NULL)
    bell_desk_open_article (self->desk, id);
  else
    bell_desk_close_detail (self->desk);
}

static void
close_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  BellArticleEditor *self = BELL_ARTICLE_EDITOR (widget);

  leave (self, bell_desk_get_article_id (self->desk));
}

static void
save_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  BellArticleEditor *self = BELL_ARTICLE_EDITOR (widget);
  g_autofree char *body = get_body (self);
  g_autofree char *id = NULL;

  if (self->key == NULL)
    return;

  id = bell_verbs_save_article (self->desk, self->article, get_entry (self->title), get_entry (self->summary),
                                get_entry (self->category), adw_combo_row_get_selected (self->audience), body, self->start);
  bell_store_delete_draft (bell_desk_get_store (self->desk), self->key);
  g_clear_pointer (&self->key, g_free);
  leave (self, id);
}

static void
bell_article_editor_dispose (GObject *object)
{
  BellArticleEditor *self = BELL_ARTICLE_EDITOR (object);

  self->view = NULL;
  g_clear_object (&self->article);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->start, bell_record_unref);

  G_OBJECT_CLASS (bell_article_editor_parent_class)->dispose (object);
}

static void
bell_article_editor_class_init (BellArticleEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_article_editor_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-article-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, BellArticleEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, BellArticleEditor, title);
  gtk_widget_class_bind_template_child (widget_class, BellArticleEditor, summary);
  gtk_widget_class_bind_template_child (widget_class, BellArticleEditor, category);
  gtk_widget_class_bind_template_child (widget_class, BellArticleEditor, audience);
  gtk_widget_class_bind_template_child (widget_class, BellArticleEditor, body);
  gtk_widget_class_bind_template_child (widget_class, BellArticleEditor, preview_title);
  gtk_widget_class_bind_template_child (widget_class, BellArticleEditor, preview);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_changed_cb);
  gtk_widget_class_install_action (widget_class, "editor.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "editor.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "editor.save", NULL);
}

static void
bell_article_editor_init (BellArticleEditor *self)
{
  const char *audiences[BELL_AUDIENCE_PUBLIC + 2] = { NULL, };
  g_autoptr(GtkStringList) names = NULL;

  self->loading = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));

  for (int i = 0; i <= BELL_AUDIENCE_PUBLIC; i++)
    audiences[i] = bell_label_for_audience (i);
  names = gtk_string_list_new (audiences);
  adw_combo_row_set_model (self->audience, G_LIST_MODEL (names));
  self->view = bell_markdown_view_new ();
  adw_bin_set_child (self->preview, self->view);
  g_signal_connect_swapped (gtk_text_view_get_buffer (self->body), "changed", G_CALLBACK (changed_cb), self);
  self->loading = FALSE;
}

/**
 * bell_article_editor_new:
 * @desk: whose open article
 *
 * Returns: (transfer floating): an editor that follows the desk
 */
GtkWidget *
bell_article_editor_new (BellDesk *desk)
{
  BellArticleEditor *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_ARTICLE_EDITOR, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "notify::detail", G_CALLBACK (detail_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::article", G_CALLBACK (detail_changed_cb), self, G_CONNECT_SWAPPED);
  detail_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * bell_article_editor_put_draft:
 * @desk: whose article
 * @article: an article as it stands
 * @patch: an edit of it that met another
 *
 * Keeps an edit as the draft that the editor shows when it is opened for that
 * article.
 */
void
bell_article_editor_put_draft (BellDesk   *desk,
                               BellRecord *article,
                               BellPatch  *patch)
{
  g_autoptr(BellRecord) after = NULL;
  g_autoptr(BellDraft) draft = NULL;
  g_autofree char *key = NULL;
  const BellArticle *edited;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (article != NULL && patch != NULL);

  after = bell_record_copy (article);
  bell_patch_apply (patch, after);
  edited = BELL_ARTICLE (after);
  key = g_strconcat (bell_record_get_id (article), ":edit", NULL);
  draft = bell_draft_new (key, "article", bell_article_get_body (edited));
  draft->title = g_strdup (bell_article_get_title (edited));
  draft->extra = pack_extra (bell_article_get_summary (edited), bell_article_get_category (edited),
                             bell_article_get_audience (edited), bell_article_get_body (BELL_ARTICLE (article)));
  bell_store_save_draft (bell_desk_get_store (desk), draft);
}
