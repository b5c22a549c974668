/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-known-problems.h"

#include <string.h>

#include "bell-similar.h"

/* So many are looked through: there are never many. */
#define MOST 50
/* What was told already: a line for each, its id and its title. */
#define SETTING_TOLD "told-problems"
/* What the person said "me too" to: ids. */
#define SETTING_JOINED "joined-problems"
/* Whoever writes so many words of a problem may mean it; its service counts as so many. */
#define ENOUGH 2
#define NAMED  2
/* What begins or ends by the clock is noticed within this. */
#define LOOK_AGAIN_SECONDS 60

/**
 * BellKnownProblems:
 *
 * The notices that are for everybody or for one of the person's teams, and not
 * over. Owned by the helpline; main thread.
 */
struct _BellKnownProblems
{
  GObject parent_instance;

  BellStore *store;
  BellListModel *notices; /* all that are not over */
  GPtrArray *watched;     /* of BellItem: of those */
  GListStore *problems;   /* of BellItem: what concerns the person now */
  guint look_id;
  guint again_id;
};

G_DEFINE_FINAL_TYPE (BellKnownProblems, bell_known_problems, G_TYPE_OBJECT)

static guint started_signal;
static guint ended_signal;

static gboolean
concerns (BellKnownProblems *self,
          const BellNotice  *notice)
{
  const char *const *teams = bell_notice_get_teams (notice);
  const char *const *own = bell_store_get_teams (self->store);
  gint64 now = bell_clock_now (bell_store_get_clock (self->store));
  gint64 since = bell_notice_get_since (notice);
  gint64 until = bell_notice_get_until (notice);

  if (bell_notice_get_state (notice) == BELL_NOTICE_STATE_OVER || (since != BELL_TIME_UNSET && since > now) ||
      (until != BELL_TIME_UNSET && until <= now))
    return FALSE;
  if (teams == NULL || teams[0] == NULL)
    return TRUE;

  for (guint i = 0; teams[i] != NULL; i++)
    if (own != NULL && g_strv_contains (own, teams[i]))
      return TRUE;

  return FALSE;
}

/* Tells what began and what is over since it was last told. */
static void
tell (BellKnownProblems *self)
{
  const char *setting = bell_store_get_setting (self->store, SETTING_TOLD);
  g_auto(GStrv) told = g_strsplit (setting != NULL ? setting : "", "\n", -1);
  g_autoptr(GHashTable) before = g_hash_table_new (g_str_hash, g_str_equal); /* id -> title, in `told` */
  g_autoptr(GString) now = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->problems));
  GHashTableIter iter;
  gpointer id, title;

  for (guint i = 0; told[i] != NULL; i++)
    {
      char *space = strchr (told[i], ' ');

      if (space == NULL)
        continue;
      *space = '\0';
      g_hash_table_insert (before, told[i], space + 1);
    }

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BellItem) item = g_list_model_get_item (G_LIST_MODEL (self->problems), i);
      BellRecord *record = bell_item_get_record (item);
      g_autofree char *line = g_strdup (bell_notice_get_title (BELL_NOTICE (record)));

      g_string_append_printf (now, "%s %s\n", bell_record_get_id (record), g_strdelimit (line, "\n\r", ' '));
      if (!g_hash_table_remove (before, bell_record_get_id (record)))
        g_signal_emit (self, started_signal, 0, record);
    }

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &id, &title))
    g_signal_emit (self, ended_signal, 0, id, title);

  if (g_strcmp0 (setting != NULL ? setting : "", now->str) != 0)
    bell_store_set_setting (self->store, SETTING_TOLD, now->str);
}

static void look_later (BellKnownProblems *self);

static gboolean
again_cb (gpointer user_data)
{
  look_later (user_data);

  return G_SOURCE_CONTINUE;
}

/* The clock is looked at only while there is something to begin or end. */
static void
set_watching_clock (BellKnownProblems *self,
                    gboolean           watching)
{
  if (watching && self->again_id == 0)
    self->again_id = g_timeout_add_seconds (LOOK_AGAIN_SECONDS, again_cb, self);
  else if (!watching)
    g_clear_handle_id (&self->again_id, g_source_remove);
}

static gboolean
look_cb (gpointer user_data)
{
  BellKnownProblems *self = user_data;
  g_autoptr(GPtrArray) old = self->watched;
  g_autoptr(GPtrArray) found = g_ptr_array_new ();
  guint n = MIN (g_list_model_get_n_items (G_LIST_MODEL (self->notices)), MOST);
  gboolean complete = bell_list_model_get_complete (self->notices);

  self->look_id = 0;
  set_watching_clock (self, n > 0);
  for (guint i = 0; i < old->len; i++)
    g_signal_handlers_disconnect_by_func (old->pdata[i], look_later, self);
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n; i++)
    {
      BellItem *item = g_list_model_get_item (G_LIST_MODEL (self->notices), i);
      BellRecord *record = bell_item_get_record (item);

      g_ptr_array_add (self->watched, item);
      g_signal_connect_object (item, "notify::record", G_CALLBACK (look_later), self, G_CONNECT_SWAPPED);
      if (record == NULL)
        complete = FALSE;
      else if (concerns (self, BELL_NOTICE (record)))
        g_ptr_array_add (found, item);
    }

  g_list_store_splice (self->problems, 0, g_list_model_get_n_items (G_LIST_MODEL (self->problems)), found->pdata, found->len);
  /* Nothing is over because it has not been read yet. */
  if (complete)
    tell (self);

  return G_SOURCE_REMOVE;
}

/* One look for all that changes at once. */
static void
look_later (BellKnownProblems *self)
{
  g_assert (BELL_IS_KNOWN_PROBLEMS (self));

  if (self->look_id == 0)
    self->look_id = g_idle_add (look_cb, self);
}

static void
bell_known_problems_dispose (GObject *object)
{
  BellKnownProblems *self = BELL_KNOWN_PROBLEMS (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_handle_id (&self->again_id, g_source_remove);
  if (self->notices != NULL)
    g_signal_handlers_disconnect_by_data (self->notices, self);
  for (guint i = 0; self->watched != NULL && i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (self->watched->pdata[i], self);
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  g_clear_object (&self->notices);
  g_clear_object (&self->problems);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (bell_known_problems_parent_class)->dispose (object);
}

static void
bell_known_problems_class_init (BellKnownProblemsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bell_known_problems_dispose;

  started_signal = g_signal_new ("started", BELL_TYPE_KNOWN_PROBLEMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, BELL_TYPE_RECORD);
  ended_signal = g_signal_new ("ended", BELL_TYPE_KNOWN_PROBLEMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
bell_known_problems_init (BellKnownProblems *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  self->problems = g_list_store_new (BELL_TYPE_ITEM);
}

/**
 * bell_known_problems_new:
 * @store: an open store
 *
 * Returns: (transfer full): what is known, which follows the store
 */
BellKnownProblems *
bell_known_problems_new (BellStore *store)
{
  BellKnownProblems *self;
  g_autoptr(BellQuery) query = NULL;
  BellFilter *over;
  BellFilter *not_over;

  g_return_val_if_fail (BELL_IS_STORE (store), NULL);

  self = g_object_new (BELL_TYPE_KNOWN_PROBLEMS, NULL);
  self->store = g_object_ref (store);
  over = bell_filter_new_condition (bell_notice_property (BELL_NOTICE_STATE), BELL_TEST_EQUAL,
                                    g_variant_new_int32 (BELL_NOTICE_STATE_OVER));
  not_over = bell_filter_new_group (BELL_FILTER_NOT);
  bell_filter_add (not_over, over);
  query = bell_query_new (BELL_TYPE_NOTICE, not_over);
  bell_query_add_sort (query, bell_notice_property (BELL_NOTICE_SINCE), TRUE);
  self->notices = bell_store_list (store, query);
  g_signal_connect_object (self->notices, "items-changed", G_CALLBACK (look_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notices, "notify", G_CALLBACK (look_later), self, G_CONNECT_SWAPPED);
  look_later (self);

  return self;
}

/**
 * bell_known_problems_get_model:
 * @self: what is known
 *
 * Returns: (transfer none): a list of #BellItem, each with its record
 */
GListModel *
bell_known_problems_get_model (BellKnownProblems *self)
{
  g_return_val_if_fail (BELL_IS_KNOWN_PROBLEMS (self), NULL);

  return G_LIST_MODEL (self->problems);
}

/**
 * bell_known_problems_match:
 * @self: what is known
 * @words: what somebody writes
 *
 * Returns: (transfer full) (nullable): the problem that they may mean
 */
BellItem *
bell_known_problems_match (BellKnownProblems *self,
                           const char        *words)
{
  BellItem *best = NULL;
  guint best_count = 0;
  guint n;

  g_return_val_if_fail (BELL_IS_KNOWN_PROBLEMS (self), NULL);
  g_return_val_if_fail (words != NULL, NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->problems));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BellItem) item = g_list_model_get_item (G_LIST_MODEL (self->problems), i);
      const BellNotice *notice = BELL_NOTICE (bell_item_get_record (item));
      const char *service = bell_notice_get_service (notice);
      const char *title = bell_notice_get_title (notice);
      g_autofree char *text = g_strconcat (title, " ", service, NULL);
      guint count = bell_similar_count (words, text) + (bell_similar_names (words, service) ? NAMED : 0);

      /* Of a long title one word is not enough: it may be any. */
      if (count >= MIN (ENOUGH, bell_similar_count (text, text)) && count > best_count)
        {
          g_set_object (&best, item);
          best_count = count;
        }
    }

  return best;
}

/**
 * bell_known_problems_get_n_outages:
 * @self: what is known
 *
 * Returns: how many things are broken now; planned work and news do not count
 */
guint
bell_known_problems_get_n_outages (BellKnownProblems *self)
{
  guint n;
  guint outages = 0;

  g_return_val_if_fail (BELL_IS_KNOWN_PROBLEMS (self), 0);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->problems));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BellItem) item = g_list_model_get_item (G_LIST_MODEL (self->problems), i);

      if (bell_notice_get_kind (BELL_NOTICE (bell_item_get_record (item))) == BELL_NOTICE_KIND_OUTAGE)
        outages++;
    }

  return outages;
}

/**
 * bell_known_problems_get_worst:
 * @self: what is known
 *
 * Returns: (transfer full) (nullable): what a banner with room for one shows:
 *   the latest outage, else the latest of the others
 */
BellItem *
bell_known_problems_get_worst (BellKnownProblems *self)
{
  guint n;

  g_return_val_if_fail (BELL_IS_KNOWN_PROBLEMS (self), NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->problems));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BellItem) item = g_list_model_get_item (G_LIST_MODEL (self->problems), i);

      if (bell_notice_get_kind (BELL_NOTICE (bell_item_get_record (item))) == BELL_NOTICE_KIND_OUTAGE)
        return g_steal_pointer (&item);
    }

  return n > 0 ? g_list_model_get_item (G_LIST_MODEL (self->problems), 0) : NULL;
}

/**
 * bell_known_problems_has_joined:
 * @self: what is known
 * @id: a notice
 *
 * Returns: whether the person said "me too" on this computer
 */
gboolean
bell_known_problems_has_joined (BellKnownProblems *self,
                                const char        *id)
{
  const char *joined;

  g_return_val_if_fail (BELL_IS_KNOWN_PROBLEMS (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  joined = bell_store_get_setting (self->store, SETTING_JOINED);
  return joined != NULL && strstr (joined, id) != NULL;
}

/**
 * bell_known_problems_join:
 * @self: what is known
 * @id: a notice
 *
 * Says "me too": it is counted, and the person follows the incident from now
 * on instead of asking again. Sent now, or when there is a network again.
 */
void
bell_known_problems_join (BellKnownProblems *self,
                          const char        *id)
{
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(BellPatch) patch = NULL;
  g_autofree char *joined = NULL;
  const char *before;

  g_return_if_fail (BELL_IS_KNOWN_PROBLEMS (self));
  g_return_if_fail (id != NULL);

  if (bell_known_problems_has_joined (self, id))
    return;

  patch = bell_patch_new (BELL_TYPE_NOTICE);
  bell_patch_add_member (patch, BELL_NOTICE_AFFECTED, bell_store_get_principal_id (self->store));
  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_ptr_array_add (changes, bell_store_new_change (self->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_NOTICE, id, patch, NULL));
  bell_store_commit (self->store, changes, NULL, NULL, NULL);

  before = bell_store_get_setting (self->store, SETTING_JOINED);
  joined = g_strconcat (before != NULL ? before : "", id, "\n", NULL);
  bell_store_set_setting (self->store, SETTING_JOINED, joined);
}
