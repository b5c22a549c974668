/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-verbs-private.h"

#include <glib/gi18n-lib.h>

#include "bell-merge.h"

/* What is said once the store has the changes safely. */
typedef struct
{
  BellDesk *desk;
  char *sentence; /* (nullable): nothing to say */
  GStrv change_ids;
} Commitment;

static void
commitment_free (Commitment *commitment)
{
  g_clear_object (&commitment->desk);
  g_clear_pointer (&commitment->sentence, g_free);
  g_clear_pointer (&commitment->change_ids, g_strfreev);
  g_free (commitment);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Commitment, commitment_free)

static void
committed_cb (BellStore    *store,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Commitment) commitment = user_data;
  g_autoptr(GError) error = NULL;

  g_assert (BELL_IS_STORE (store));

  if (!bell_store_commit_finish (store, result, &error))
    bell_desk_tell_failed (commitment->desk, error);
  else if (commitment->sentence != NULL)
    bell_desk_tell_done (commitment->desk, commitment->sentence, (const char *const *) commitment->change_ids);
}

/**
 * bell_verbs_commit:
 * @desk: where it is done
 * @changes: (element-type BellChange): what is done
 * @hold: milliseconds that it waits before it is sent
 * @sentence: (nullable) (transfer full): what to tell once it is safe
 */
void
bell_verbs_commit (BellDesk  *desk,
                   GPtrArray *changes,
                   gint64     hold,
                   char      *sentence)
{
  BellStore *store = bell_desk_get_store (desk);
  Commitment *commitment = g_new0 (Commitment, 1);
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < changes->len; i++)
    g_strv_builder_add (ids, bell_change_get_id (changes->pdata[i]));

  commitment->desk = g_object_ref (desk);
  commitment->sentence = sentence;
  commitment->change_ids = g_strv_builder_end (ids);

  if (hold > 0)
    bell_store_commit_held (store, changes, hold, NULL, (GAsyncReadyCallback) committed_cb, commitment);
  else
    bell_store_commit (store, changes, NULL, (GAsyncReadyCallback) committed_cb, commitment);
}

/**
 * bell_verbs_update:
 * @desk: where it is done
 * @item: what is changed
 * @patch: (transfer full): how
 * @also_expected: (nullable) (transfer full): what else must hold
 * @sentence: (nullable) (transfer full): what to tell once it is safe
 *
 * Changes an object. Whole values that are changed are expected to be still
 * what the person saw when they changed them. Nothing is done where nothing
 * would change.
 */
void
bell_verbs_update (BellDesk  *desk,
                   BellItem  *item,
                   BellPatch *patch,
                   BellPatch *also_expected,
                   char      *sentence)
{
  g_autoptr(BellPatch) taken = patch;
  g_autoptr(BellPatch) expected = NULL;
  g_autoptr(GPtrArray) changes = NULL;
  BellRecord *record = bell_item_get_record (item);
  BellChange *change;

  if (record == NULL || !bell_patch_would_change (taken, record))
    {
      g_free (sentence);
      return;
    }

  expected = also_expected != NULL ? also_expected : bell_patch_new (bell_record_get_data_type (record));
  for (guint i = 0; i < bell_patch_get_size (taken); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (taken, i);

      if (entry->member == NULL && entry->property->merge != BELL_MERGE_TEXT && bell_patch_find (expected, entry->property) == NULL)
        {
          g_autoptr(GVariant) value = bell_record_get (record, entry->property);

          bell_patch_set (expected, entry->property, value);
        }
    }
  if (bell_patch_get_size (expected) == 0)
    g_clear_pointer (&expected, bell_patch_unref);

  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  change = bell_store_new_change (bell_desk_get_store (desk), BELL_CHANGE_KIND_UPDATE, bell_record_get_data_type (record),
                                  bell_record_get_id (record), taken, expected);
  g_ptr_array_add (changes, change);
  bell_verbs_commit (desk, changes, 0, sentence);
}

/**
 * bell_verbs_set_article_state:
 * @desk: where it is done
 * @article: an article
 * @state: its new state
 */
void
bell_verbs_set_article_state (BellDesk         *desk,
                              BellItem         *article,
                              BellArticleState  state)
{
  BellPatch *patch;
  const char *sentence;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (BELL_IS_ITEM (article));

  patch = bell_patch_new (BELL_TYPE_ARTICLE);
  bell_patch_set_integer (patch, BELL_ARTICLE_STATE, state);
  switch (state)
    {
    case BELL_ARTICLE_STATE_PUBLISHED: sentence = _("The article is published"); break;
    case BELL_ARTICLE_STATE_ARCHIVED: sentence = _("The article is archived"); break;
    case BELL_ARTICLE_STATE_DRAFT:
    default: sentence = _("The article is a draft again"); break;
    }
  bell_verbs_update (desk, article, patch, NULL, g_strdup (sentence));
}

/**
 * bell_verbs_save_article:
 * @desk: where it is done
 * @article: (nullable): the article that is changed, or %NULL for a new one
 * @title: its title, not empty
 * @summary: (nullable): its summary
 * @category: (nullable): its category
 * @audience: who may read it
 * @body: Markdown
 * @start: (nullable): the article as it was when its author began, so that only
 *   what they changed is a change
 *
 * Returns: (transfer full): the id of the article
 */
char *
bell_verbs_save_article (BellDesk     *desk,
                         BellItem     *article,
                         const char   *title,
                         const char   *summary,
                         const char   *category,
                         BellAudience  audience,
                         const char   *body,
                         const BellRecord *start)
{
  g_autoptr(BellPatch) patch = NULL;
  g_autoptr(GPtrArray) changes = NULL;
  g_autofree char *id = NULL;
  BellStore *store;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);
  g_return_val_if_fail (title != NULL && body != NULL, NULL);

  store = bell_desk_get_store (desk);
  patch = bell_patch_new (BELL_TYPE_ARTICLE);
  bell_patch_set_text (patch, BELL_ARTICLE_TITLE, title);
  bell_patch_set_text (patch, BELL_ARTICLE_SUMMARY, summary != NULL && *summary != '\0' ? summary : NULL);
  bell_patch_set_text (patch, BELL_ARTICLE_CATEGORY, category != NULL && *category != '\0' ? category : NULL);
  bell_patch_set_integer (patch, BELL_ARTICLE_AUDIENCE, audience);
  bell_patch_set_text (patch, BELL_ARTICLE_BODY, body);

  if (article != NULL && bell_item_get_record (article) != NULL)
    {
      const BellRecord *before = start != NULL ? start : bell_item_get_record (article);
      g_autoptr(BellRecord) after = bell_record_copy (before);
      BellPatch *between;

      /* Only what differs is a change. */
      bell_patch_apply (patch, after);
      between = bell_patch_new_between (before, after);
      bell_verbs_update (desk, article, between, bell_merge_expect (between, NULL, before), g_strdup (_("Article saved")));
      return g_strdup (bell_item_get_id (article));
    }

  id = bell_store_new_id (store, BELL_TYPE_ARTICLE);
  bell_patch_set_integer (patch, BELL_ARTICLE_STATE, BELL_ARTICLE_STATE_DRAFT);
  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_ptr_array_add (changes, bell_store_new_change (store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_ARTICLE, id, patch, NULL));
  bell_verbs_commit (desk, changes, 0, g_strdup (_("Article saved as a draft")));

  return g_steal_pointer (&id);
}

static void
undone_cb (BellStore    *store,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BellDesk) desk = user_data;
  g_autoptr(GError) error = NULL;

  g_assert (BELL_IS_STORE (store));

  if (!bell_store_undo_finish (store, result, &error))
    bell_desk_tell_failed (desk, error);
  else
    bell_desk_tell_done (desk, _("Undone"), NULL);
}

/**
 * bell_verbs_undo:
 * @desk: where it is done
 * @change_ids: (array zero-terminated=1): what to undo
 *
 * Takes changes back: those that were not sent as if they had never been made,
 * the others by their opposite.
 */
void
bell_verbs_undo (BellDesk          *desk,
                 const char *const *change_ids)
{
  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (change_ids != NULL);

  bell_store_undo (bell_desk_get_store (desk), change_ids, NULL, (GAsyncReadyCallback) undone_cb, g_object_ref (desk));
}
