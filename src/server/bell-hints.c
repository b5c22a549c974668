/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-hints.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "bell-id.h"
#include "bell-server-log.h"

#define CHANNEL "deskbell_news"
/* News that come within this time travel together. Microseconds. */
#define COALESCE (5 * 1000)
/* What a notification may hold is 7999 bytes. */
#define MAX_PAYLOAD 7900
/* One that is not told in time is found by the counter. */
#define MAX_WAITING 1000
#define WAIT (5 * 1000)
#define PAUSE (1 * 1000)

/**
 * BellHints:
 *
 * Several servers on one database tell each other what they have changed, so
 * that those who listen at another one hear of it at once. It is a hint: one
 * that is lost costs a few seconds, as each looks at the counter anyway (see
 * BellBroadcaster).
 *
 * One connection and one thread for sending and hearing. Nothing is sent
 * within the transactions that write, because a notification would make them
 * wait for each other when they commit. On a database that one server has for
 * itself there are no hints.
 *
 * Any thread; started and stopped by one.
 */
struct _BellHints
{
  GObject parent_instance;

  BellOrganisation *organisation;
  BellNewsFunc      func;
  BellHintsFunc     line_func;
  gpointer          user_data;
  GThread          *thread;
  int               wakes; /* an eventfd */

  GMutex            lock;
  GPtrArray        *waiting; /* lines that are to be sent */
  gboolean          stopping;
};

G_DEFINE_FINAL_TYPE (BellHints, bell_hints, G_TYPE_OBJECT)

/* Returns: (transfer full): "FIRST LAST STAFF EVERYONE PERSON:TYPES...", all but the ids in figures */
char *
bell_hints_write (const BellNews *news)
{
  GString *line = g_string_new (NULL);
  GHashTableIter iter;
  const char *id;
  gpointer types;

  g_string_append_printf (line, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u %u", news->first, news->last, news->staff, news->everyone);
  g_hash_table_iter_init (&iter, news->by_principal);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, &types))
    g_string_append_printf (line, " %s:%u", id, GPOINTER_TO_UINT (types));
  if (line->len > MAX_PAYLOAD)
    {
      /* Too many to name: told to all. */
      g_string_printf (line, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u %u", news->first, news->last, BELL_ALL_TYPES, BELL_ALL_TYPES);
    }
  return g_string_free (line, FALSE);
}

static gboolean
read_figures (const char *text,
              guint64     most,
              guint64    *figures)
{
  return g_ascii_string_to_unsigned (text, 10, 0, most, figures, NULL);
}

/* @news: its by_principal is filled
 * Returns: whether @text was news */
gboolean
bell_hints_read (const char *text,
                 BellNews   *news)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint64 first, last, staff, everyone;

  if (g_strv_length (words) < 4 || !read_figures (words[0], G_MAXINT64, &first) || !read_figures (words[1], G_MAXINT64, &last) ||
      first > last || !read_figures (words[2], BELL_ALL_TYPES, &staff) || !read_figures (words[3], BELL_ALL_TYPES, &everyone))
    return FALSE;
  news->first = (gint64) first;
  news->last = (gint64) last;
  news->staff = (guint) staff;
  news->everyone = (guint) everyone;
  for (guint i = 4; words[i] != NULL; i++)
    {
      char *colon = strchr (words[i], ':');
      guint64 types;

      if (colon == NULL || !read_figures (colon + 1, BELL_ALL_TYPES, &types))
        return FALSE;
      *colon = '\0';
      if (!bell_id_is_valid (words[i], BELL_TYPE_PRINCIPAL))
        return FALSE;
      g_hash_table_insert (news->by_principal, g_strdup (words[i]), GUINT_TO_POINTER ((guint) types));
    }
  return TRUE;
}

static void
wake (BellHints *self)
{
  guint64 one = 1;

  if (write (self->wakes, &one, sizeof one) < 0 && errno != EAGAIN)
    g_warning ("eventfd: %s", g_strerror (errno));
}

/* --- On the thread --- */

static gboolean
is_stopping (BellHints *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->stopping;
}

static GPtrArray *
take_waiting (BellHints *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GPtrArray *waiting = self->waiting;

  self->waiting = g_ptr_array_new_with_free_func (g_free);
  return waiting;
}

/* As many lines in one notification as there is room for. */
static gboolean
send_waiting (BellHints     *self,
              BellDatabase  *database,
              GError       **error)
{
  g_autoptr (GPtrArray) lines = take_waiting (self);
  g_autoptr (GString) payload = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const char *line = lines->pdata[i];

      if (payload->len > 0 && payload->len + strlen (line) + 1 > MAX_PAYLOAD)
        {
          if (!bell_database_notify (database, CHANNEL, payload->str, error))
            return FALSE;
          g_string_truncate (payload, 0);
        }
      if (payload->len > 0)
        g_string_append_c (payload, '\n');
      g_string_append (payload, line);
    }
  return payload->len == 0 || bell_database_notify (database, CHANNEL, payload->str, error);
}

static void
hear (BellHints  *self,
      const char *payload)
{
  g_auto (GStrv) lines = g_strsplit (payload, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GHashTable) by_principal = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      BellNews news = { .by_principal = by_principal };

      if (self->line_func (lines[i], self->user_data))
        continue;
      self->func (bell_hints_read (lines[i], &news) ? &news : NULL, self->user_data);
    }
}

static gboolean
converse (BellHints     *self,
          BellDatabase  *database,
          GError       **error)
{
  while (!is_stopping (self))
    {
      g_autofree char *payload = NULL;
      guint64 count;

      if (!send_waiting (self, database, error) || !bell_database_wait (database, self->wakes, WAIT, &payload, error))
        return FALSE;
      if (payload != NULL)
        hear (self, payload);
      else if (read (self->wakes, &count, sizeof count) > 0)
        g_usleep (COALESCE);
    }
  return TRUE;
}

static gpointer
run (gpointer data)
{
  BellHints *self = data;

  while (!is_stopping (self))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BellDatabase) database = bell_organisation_open_reader (self->organisation, &error);

      if (database != NULL && bell_database_listen (database, CHANNEL, &error))
        {
          /* What was said before is not repeated. */
          self->func (NULL, self->user_data);
          converse (self, database, &error);
        }
      if (error != NULL)
        {
          bell_server_log (G_LOG_LEVEL_WARNING, "hints-interrupted", "reason", error->message, NULL);
          for (guint i = 0; i < 10 && !is_stopping (self); i++)
            g_usleep (PAUSE * 1000 / 10);
        }
    }
  return NULL;
}

/* --- From elsewhere --- */

static void
bell_hints_finalize (GObject *object)
{
  BellHints *self = BELL_HINTS (object);

  g_assert (self->thread == NULL);
  close (self->wakes);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_object (&self->organisation);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (bell_hints_parent_class)->finalize (object);
}

static void
bell_hints_class_init (BellHintsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_hints_finalize;
}

static void
bell_hints_init (BellHints *self)
{
  g_mutex_init (&self->lock);
  self->waiting = g_ptr_array_new_with_free_func (g_free);
  self->wakes = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
}

/**
 * bell_hints_new:
 * @func: called on the hints' thread with the news of others; with %NULL when some may have been missed
 * @line_func: called there with everything, before it is taken for news
 *
 * Returns: (transfer full): hints that are not started
 */
BellHints *
bell_hints_new (BellOrganisation *organisation,
                BellNewsFunc      func,
                BellHintsFunc     line_func,
                gpointer          user_data)
{
  BellHints *self = g_object_new (BELL_TYPE_HINTS, NULL);

  self->organisation = g_object_ref (organisation);
  self->func = func;
  self->line_func = line_func;
  self->user_data = user_data;
  return self;
}

/**
 * bell_hints_start:
 *
 * Does nothing where the database cannot tell others.
 */
void
bell_hints_start (BellHints *self)
{
  BellDatabase *database;
  gboolean able = FALSE;

  g_return_if_fail (BELL_IS_HINTS (self) && self->thread == NULL);

  database = bell_organisation_take_reader (self->organisation, NULL);
  if (database != NULL)
    {
      able = bell_database_can_notify (database);
      bell_organisation_return_reader (self->organisation, database);
    }
  if (!able)
    return;
  self->stopping = FALSE;
  self->thread = g_thread_new ("hints", run, self);
}

void
bell_hints_stop (BellHints *self)
{
  g_return_if_fail (BELL_IS_HINTS (self));

  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_mutex_unlock (&self->lock);
  wake (self);
  g_clear_pointer (&self->thread, g_thread_join);
}

/**
 * bell_hints_send:
 * @news: what was changed here
 *
 * Tells the others. Returns at once.
 */
void
bell_hints_send (BellHints      *self,
                 const BellNews *news)
{
  g_autofree char *line = NULL;

  g_return_if_fail (BELL_IS_HINTS (self));

  if (self->thread == NULL)
    return;
  line = bell_hints_write (news);
  bell_hints_send_line (self, line);
}

/**
 * bell_hints_send_line:
 * @line: something that is no news, for the others' line_func
 *
 * Tells the others. Returns at once.
 */
void
bell_hints_send_line (BellHints  *self,
                      const char *line)
{
  g_return_if_fail (BELL_IS_HINTS (self));
  g_return_if_fail (line != NULL && strchr (line, '\n') == NULL);

  if (self->thread == NULL)
    return;
  g_mutex_lock (&self->lock);
  if (self->waiting->len < MAX_WAITING)
    g_ptr_array_add (self->waiting, g_strdup (line));
  g_mutex_unlock (&self->lock);
  wake (self);
}
