/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-base.h"
#include "bell-directory-private.h"
#include "bell-outbox-item-private.h"
#include "bell-overlay.h"

/* What the store keeps in memory follows what the files say, and everybody is
 * told. */

/* Settings that the account is made of. */
static const char *const account_settings[] = {
  "server-url", "account-id", "principal-id", "email", "device", "role", "teams",
};

/**
 * bell_store_report:
 *
 * Tells of an error in what nobody waits for.
 */
void
bell_store_report (BellStore    *self,
                   const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (error, BELL_STORE_ERROR, BELL_STORE_ERROR_CLOSED))
    return;

  g_signal_emit_by_name (self, "problem", error);
}

static gboolean
tell_salvage_cb (gpointer user_data)
{
  BellStore *self = user_data;
  g_autoptr (GError) error =
    g_error_new (BELL_STORE_ERROR, BELL_STORE_ERROR_DAMAGED,
                 _("The file with your unsent work was damaged. What could be read of it was saved; what that is stands in “%s”."),
                 self->salvage_report);

  bell_store_report (self, error);

  return G_SOURCE_REMOVE;
}

/* The outbox was damaged, at the start or while it was in use. It is told a moment
 * later, when whoever opened the store listens. @report is taken. */
void
bell_store_tell_salvage (BellStore *self,
                         char      *report)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_free (self->salvage_report);
  self->salvage_report = report;
  g_object_notify (G_OBJECT (self), "salvage-report");

  g_source_set_static_name (source, "bell_store_tell_salvage");
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_salvage_cb, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

void
bell_store_emit_changed (BellStore         *self,
                         BellType           type,
                         const char *const *ids)
{
  g_signal_emit_by_name (self, "changed", (int) type, ids);
}

/* What follows from the account's settings and the directory. */
gboolean
bell_store_settle_account (BellStore *self)
{
  const char *id = bell_store_get_setting (self, "principal-id");
  BellRecord *record = bell_directory_peek_principal (self->directory, id);
  g_auto (GStrv) teams = NULL;
  BellRole role = BELL_ROLE_REQUESTER;
  int value;

  if (record != NULL)
    {
      role = bell_principal_get_role (BELL_PRINCIPAL (record));
      teams = g_strdupv ((char **) bell_principal_get_teams (BELL_PRINCIPAL (record)));
    }
  else
    {
      const char *list = bell_store_get_setting (self, "teams");

      if (bell_store_get_setting (self, "role") != NULL &&
          bell_enum_from_nick (bell_role_get_type (), bell_store_get_setting (self, "role"), &value))
        role = value;
      teams = list != NULL && *list != '\0' ? g_strsplit (list, " ", -1) : NULL;
    }

  if (teams == NULL)
    teams = g_new0 (char *, 1);

  if (role == self->role && self->teams != NULL &&
      g_strv_equal ((const char *const *) teams, (const char *const *) self->teams))
    return FALSE;

  if (role != self->role)
    {
      self->role = role;
      g_object_notify (G_OBJECT (self), "role");
    }

  g_strfreev (self->teams);
  self->teams = g_steal_pointer (&teams);
  g_object_notify (G_OBJECT (self), "teams");

  return TRUE;
}

/* Whether the account is another one, or its role or teams. */
gboolean
bell_store_take_settings (BellStore  *self,
                          BellReport *notice)
{
  gboolean account = FALSE;

  for (guint i = 0; i < notice->settings->len; i++)
    {
      BellReportPair *pair = g_ptr_array_index (notice->settings, i);
      g_autofree char *dirty = g_strconcat ("setting ", pair->key, NULL);

      /* Ours is newer, and on its way. */
      if (g_hash_table_contains (self->dirty, dirty) ||
          g_strcmp0 (g_hash_table_lookup (self->settings, pair->key), pair->value) == 0)
        continue;

      if (pair->value != NULL)
        g_hash_table_insert (self->settings, g_strdup (pair->key), g_strdup (pair->value));
      else
        g_hash_table_remove (self->settings, pair->key);

      for (guint j = 0; j < G_N_ELEMENTS (account_settings); j++)
        account = account || g_str_equal (pair->key, account_settings[j]);
    }

  return account;
}

static void
bell_store_take_marks_and_drafts (BellStore  *self,
                                  BellReport *notice)
{
  for (guint i = 0; i < notice->marks->len; i++)
    {
      BellReportPair *pair = g_ptr_array_index (notice->marks, i);
      const char *known = g_hash_table_lookup (self->marks, pair->key);

      if (pair->value == NULL || (known != NULL && strcmp (known, pair->value) >= 0))
        continue;

      g_hash_table_insert (self->marks, g_strdup (pair->key), g_strdup (pair->value));
      if (!notice->all[BELL_TYPE_TICKET])
        {
          if (notice->ids[BELL_TYPE_TICKET] == NULL)
            notice->ids[BELL_TYPE_TICKET] = g_ptr_array_new_with_free_func (g_free);
          g_ptr_array_add (notice->ids[BELL_TYPE_TICKET], g_strdup (pair->key));
        }
    }

  for (guint i = 0; i < notice->drafts->len; i++)
    {
      BellReportDraft *entry = g_ptr_array_index (notice->drafts, i);
      g_autofree char *dirty = g_strconcat ("draft ", entry->key, NULL);

      if (g_hash_table_contains (self->dirty, dirty))
        continue;

      if (entry->draft != NULL)
        g_hash_table_insert (self->drafts, g_strdup (entry->key), g_steal_pointer (&entry->draft));
      else
        g_hash_table_remove (self->drafts, entry->key);
    }
}

static int
compare_outbox_items (gconstpointer one,
                      gconstpointer two,
                      gpointer      user_data)
{
  gint64 a = bell_outbox_item_get_row ((BellOutboxItem *) one)->seq;
  gint64 b = bell_outbox_item_get_row ((BellOutboxItem *) two)->seq;

  return (a > b) - (a < b);
}

static void
bell_store_take_outbox (BellStore  *self,
                        BellReport *notice)
{
  guint n_pending = 0, n_refused = 0;

  for (guint i = 0; i < notice->rows->len; i++)
    {
      BellReportRow *entry = g_ptr_array_index (notice->rows, i);
      BellOutboxItem *item = g_hash_table_lookup (self->outbox_items, entry->id);
      guint position;

      if (entry->row != NULL && item != NULL)
        bell_outbox_item_set_row (item, entry->row);
      else if (entry->row != NULL)
        {
          g_autoptr (BellOutboxItem) fresh = bell_outbox_item_new (entry->row);

          g_hash_table_insert (self->outbox_items, g_strdup (entry->id), fresh);
          g_list_store_insert_sorted (self->outbox, fresh, compare_outbox_items, NULL);
        }
      else if (item != NULL)
        {
          g_hash_table_remove (self->outbox_items, entry->id);
          if (g_list_store_find (self->outbox, item, &position))
            g_list_store_remove (self->outbox, position);
        }
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->outbox)); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (G_LIST_MODEL (self->outbox), i);

      if (bell_outbox_item_get_state (item) == BELL_OUTBOX_STATE_PARKED)
        n_refused++;
      else
        n_pending++;
    }

  if (self->n_pending != n_pending)
    {
      self->n_pending = n_pending;
      g_object_notify (G_OBJECT (self), "n-pending");
    }
  if (self->n_refused != n_refused)
    {
      self->n_refused = n_refused;
      g_object_notify (G_OBJECT (self), "n-refused");
    }

  if (notice->rows->len > 0 || notice->anew)
    g_signal_emit_by_name (self, "outbox-changed");
}

/* What was there before the first download is nobody's news. */
static void
bell_store_forget_past (BellStore *self)
{
  g_autofree char *now = NULL;

  bell_store_set_announced (self, bell_state_get_modseq (self->states[BELL_TYPE_CHANGE]));
  self->told = bell_store_get_announced (self);

  if (bell_store_get_setting (self, "read-baseline") != NULL)
    return;

  now = g_strdup_printf ("%" G_GINT64_FORMAT, bell_clock_now (self->clock));
  bell_store_set_setting (self, "read-baseline", now);
}

/* What is kept in memory of the outbox is not to be seen any more, or read anew. */
static void
bell_store_forget_outbox (BellStore *self)
{
  GHashTableIter iter;
  const char *key;

  g_list_store_remove_all (self->outbox);
  g_hash_table_remove_all (self->outbox_items);
  g_hash_table_remove_all (self->marks);

  /* Drafts that are still on their way to the disk are newer than it. */
  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, (gpointer *) &key, NULL))
    {
      g_autofree char *dirty = g_strconcat ("draft ", key, NULL);

      if (!g_hash_table_contains (self->dirty, dirty))
        g_hash_table_iter_remove (&iter);
    }
}

/**
 * bell_store_take_notice:
 * @notice: what the writer has to tell; used up
 *
 * Brings what is kept in memory up to date and tells everybody.
 */
void
bell_store_take_notice (BellStore  *self,
                        BellReport *notice)
{
  gboolean loaded = self->loading && !notice->loading;
  gboolean account;

  if (notice->anew)
    bell_store_forget_outbox (self);

  for (int type = 0; type < BELL_TYPE_NONE; type++)
    {
      g_free (self->states[type]);
      self->states[type] = g_steal_pointer (&notice->states[type]);
    }
  self->loading = notice->loading;
  g_free (self->cursor);
  self->cursor = g_steal_pointer (&notice->cursor);

  account = bell_store_take_settings (self, notice);
  bell_store_take_marks_and_drafts (self, notice);

  if (notice->directory_whole)
    bell_directory_replace (self->directory, notice->people, g_steal_pointer (&notice->directory));
  else if (notice->directory_grows)
    bell_directory_add (self->directory, notice->people);
  else
    bell_directory_update (self->directory, notice->people, notice->people_gone);

  account = bell_store_settle_account (self) || account;
  if (loaded)
    bell_store_forget_past (self);

  bell_store_take_outbox (self, notice);
  if (account)
    g_signal_emit_by_name (self, "account-changed");

  for (int type = 0; type < BELL_TYPE_NONE; type++)
    {
      const char *const *ids = NULL;

      if (notice->all[type] || notice->ids[type] != NULL)
        {
          if (!notice->all[type])
            {
              g_ptr_array_add (notice->ids[type], NULL);
              ids = (const char *const *) notice->ids[type]->pdata;
            }
          bell_store_refresh_watches (self, type, ids);
          bell_store_emit_changed (self, type, ids);
          if (ids != NULL)
            g_ptr_array_set_size (notice->ids[type], (int) notice->ids[type]->len - 1);
        }
    }

  bell_store_count_again (self);
  if (notice->rebuilt)
    {
      self->cache_was_rebuilt = TRUE;
      g_object_notify (G_OBJECT (self), "cache-was-rebuilt");
    }
  if (notice->salvage_report != NULL)
    bell_store_tell_salvage (self, g_steal_pointer (&notice->salvage_report));
  if (notice->all[BELL_TYPE_CHANGE] || notice->ids[BELL_TYPE_CHANGE] != NULL)
    bell_store_tell_news (self);
}
