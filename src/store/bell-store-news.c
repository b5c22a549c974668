/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include "bell-base.h"
#include "bell-overlay.h"

/* What happens elsewhere: another process writes the same files, other people
 * do something. */

/* How soon after another process's write the journals are looked at. */
#define LOOK_MILLISECONDS 20

/* At most so many news are told at once: a first start after a long time is not
 * the moment to tell each. */
#define MAX_NEWS 500

/* --- Looking at what others write ---------------------------------------- */

static gboolean
bell_store_look_run (BellFiles  *files,
                     gpointer    data,
                     GError    **error)
{
  return bell_overlay_catch_up (files, error);
}

static void
bell_store_look_done_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  BellStore *self = BELL_STORE (object);
  g_autoptr (GError) error = NULL;
  g_autofree char *data = bell_store_run_finish (self, result, &error);

  self->looking = FALSE;
  if (data == NULL)
    bell_store_report (self, error);
}

static gboolean
bell_store_look_cb (gpointer user_data)
{
  BellStore *self = user_data;

  self->look_source = 0;
  self->looking = TRUE;
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_store_look_run, g_strdup (""), g_free, NULL,
                  bell_store_look_done_cb, NULL);

  return G_SOURCE_REMOVE;
}

static void
bell_store_file_cb (BellStore         *self,
                    GFile             *file,
                    GFile             *other,
                    GFileMonitorEvent  event,
                    GFileMonitor      *monitor)
{
  GSource *source;

  g_assert (BELL_IS_STORE (self));

  if (!self->open || self->look_source != 0 || event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT)
    return;

  source = g_timeout_source_new (LOOK_MILLISECONDS);
  g_source_set_callback (source, bell_store_look_cb, self, NULL);
  self->look_source = g_source_attach (source, self->context);
  g_source_unref (source);
}

void
bell_store_watch_files (BellStore *self)
{
  const char *directories[] = { self->data_directory, self->cache_directory };
  const char *names[] = { "outbox.db-wal", "cache.db-wal" };

  for (guint i = 0; i < G_N_ELEMENTS (self->monitors); i++)
    {
      g_autoptr (GFile) file = g_file_new_build_filename (directories[i], names[i], NULL);

      self->monitors[i] = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
      if (self->monitors[i] == NULL)
        continue;

      g_file_monitor_set_rate_limit (self->monitors[i], LOOK_MILLISECONDS);
      g_signal_connect_object (self->monitors[i], "changed", G_CALLBACK (bell_store_file_cb), self, G_CONNECT_SWAPPED);
    }
}

/* --- News ---------------------------------------------------------------- */

typedef struct
{
  gint64 since;
  char *me;
  GPtrArray *changes;
  gint64 reached;
} BellStoreNews;

static void
bell_store_news_free (gpointer data)
{
  BellStoreNews *news = data;

  g_free (news->me);
  g_clear_pointer (&news->changes, g_ptr_array_unref);
  g_free (news);
}

static gboolean
bell_store_news_run (BellFiles  *files,
                     gpointer    data,
                     GError    **error)
{
  BellStoreNews *news = data;

  news->changes = bell_base_load_news (files, news->since, news->me, MAX_NEWS, &news->reached, error);

  return news->changes != NULL;
}

static void
bell_store_news_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  BellStore *self = BELL_STORE (object);
  g_autoptr (GError) error = NULL;
  BellStoreNews *news = bell_store_run_finish (self, result, &error);

  self->telling = FALSE;
  if (news == NULL)
    {
      bell_store_report (self, error);
      return;
    }

  if (news->since == self->told && news->changes->len > 0)
    {
      self->told = news->reached;
      g_signal_emit_by_name (self, "news", news->changes);
    }

  if (self->tell_again || news->changes->len >= MAX_NEWS)
    bell_store_tell_news (self);

  bell_store_news_free (news);
}

/* Reads what others have done since it was last told. */
void
bell_store_tell_news (BellStore *self)
{
  BellStoreNews *news;

  if (self->loading || bell_store_get_principal_id (self) == NULL)
    return;

  self->tell_again = self->telling;
  if (self->telling)
    return;

  self->telling = TRUE;
  news = g_new0 (BellStoreNews, 1);
  news->since = self->told;
  news->me = g_strdup (bell_store_get_principal_id (self));
  bell_store_run (self, BELL_STORE_THREAD_FAST, bell_store_news_run, news, bell_store_news_free, NULL,
                  bell_store_news_cb, NULL);
}
