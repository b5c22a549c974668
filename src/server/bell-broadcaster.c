/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-broadcaster.h"

#include "bell-event-stream.h"
#include "bell-push.h"
#include "bell-reader.h"
#include "bell-server-log.h"

/* News that come within this time are told together. Microseconds. */
#define COALESCE (5 * 1000)
/* How often to look whether another process has written. */
#define POLL (2 * G_USEC_PER_SEC)
/* How often to look whether the listeners may still listen. */
#define RECHECK (5 * G_USEC_PER_SEC)
/* How long to wait for the news of a change that is there already. */
#define PATIENCE G_USEC_PER_SEC

/* Whoever has more bytes than this before them does not hear what is worth nothing later. */
#define SLOW 1024

/**
 * BellBroadcaster:
 *
 * Tells those who listen for events that something changed: which types, and
 * their states; what exactly, they ask themselves. One thread serves all
 * listeners. What has not gone out to a listener yet is a set of types, so
 * that a slow one costs a few bytes, however much happens meanwhile.
 *
 * News of this process come by bell_broadcaster_tell(), and so do those that
 * other servers of the same organisation hint at. The counter, which is read
 * every other second, is the truth: each change up to it has to be in some
 * news. If one is not, its writer has not said what it was (a command, or a
 * hint that was lost), and everybody is told that everything may have changed.
 *
 * Any thread.
 */
struct _BellBroadcaster
{
  GObject parent_instance;

  BellOrganisation *organisation;
  GThread          *thread;

  GMutex            lock;
  GCond             wakes;
  GHashTable       *listeners; /* stream -> Listener */
  gboolean          news;
  gboolean          failed;    /* to tell what was due: everything is due then */
  gboolean          stopping;
  gint64            told;      /* the news of all changes up to this one have come */
  GArray           *ahead;     /* of Span: news that came before those of an earlier change */
  gint64            missing;   /* a change that is there and has no news yet, or 0 */
  gint64            missed_at; /* since when, microseconds */
};

typedef struct
{
  gint64 first;
  gint64 last;
} Span;

typedef struct
{
  BellHttpStream *stream;
  BellSignedIn   *who;
  guint           types;   /* that are wanted */
  guint           pending; /* that are to be told */
  gint64          ping;    /* microseconds, 0 for never */
  gint64          ping_at;
  gboolean        close_after_state;
} Listener;

G_DEFINE_FINAL_TYPE (BellBroadcaster, bell_broadcaster, G_TYPE_OBJECT)

static void
listener_free (Listener *listener)
{
  bell_http_stream_unref (listener->stream);
  bell_signed_in_free (listener->who);
  g_free (listener);
}

/* The news of these changes have come; in what order is up to the network. */
static void
note_span (BellBroadcaster *self,
           gint64           first,
           gint64           last)
{
  Span span = { first, last };
  gboolean joined = TRUE;

  g_array_append_val (self->ahead, span);
  while (joined)
    {
      joined = FALSE;
      for (guint i = 0; i < self->ahead->len && !joined; i++)
        {
          const Span *next = &g_array_index (self->ahead, Span, i);

          if (next->first > self->told + 1)
            continue;
          self->told = MAX (self->told, next->last);
          g_array_remove_index_fast (self->ahead, i);
          joined = TRUE;
        }
    }
}

/* Whether a change has been there for a while, and nobody says what it was. */
static gboolean
find_missing (BellBroadcaster *self,
              gint64           counter)
{
  gint64 now = g_get_monotonic_time ();

  if (counter <= self->told)
    {
      self->missing = 0;
      return FALSE;
    }
  if (self->missing != self->told + 1)
    {
      self->missing = self->told + 1;
      self->missed_at = now;
      return FALSE;
    }
  if (now - self->missed_at < PATIENCE)
    return FALSE;
  note_span (self, self->missing, counter);
  self->missing = 0;
  return TRUE;
}

/* --- On the thread --- */

typedef struct
{
  BellHttpStream *stream;
  BellSignedIn *who;
  guint types;
  gboolean close_after;
} Delivery;

static GBytes *
make_event (BellBroadcaster    *self,
            BellDatabase       *database,
            const BellSignedIn *who,
            guint               types,
            gint64              told,
            GError            **error)
{
  BellReader reader = { self->organisation, database, who, NULL };
  g_autoptr (BellStateChange) change = bell_state_change_new (bell_organisation_get_id (self->organisation));
  g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();
  g_autofree char *data = NULL, *id = NULL;
  GString *event;

  for (guint type = 0; type < BELL_TYPE_NONE; type++)
    if (types & BELL_TYPE_BIT (type))
      {
        g_autofree char *state = bell_reader_get_state (&reader, (BellType) type, error);

        if (state == NULL)
          return NULL;
        bell_state_change_set (change, (BellType) type, state);
      }
  bell_state_change_to_json (change, writer);
  data = bell_json_writer_free_to_text (g_steal_pointer (&writer));
  id = g_strdup_printf ("%" G_GINT64_FORMAT, told);
  event = g_string_new (NULL);
  bell_event_write (event, "state", id, data);
  return g_string_free_to_bytes (event);
}

static gboolean
read_counter (BellDatabase *database,
              gint64       *counter,
              GError      **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (database, BELL_SERVER_SQL ("organisation-counter"), error);
  gboolean row;

  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return FALSE;
  *counter = row ? bell_statement_get_int64 (statement, 0) : 0;
  return TRUE;
}

/* What is due, taken out of the listeners so that the lock is not held while it is made. */
static GArray *
collect (BellBroadcaster *self,
         gboolean         everything,
         gboolean         recheck)
{
  GArray *due = g_array_new (FALSE, TRUE, sizeof (Delivery));
  GHashTableIter iter;
  Listener *listener;

  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &listener))
    {
      if (everything)
        listener->pending |= listener->types;
      /* One event at a time: what comes meanwhile is told with the next. */
      if ((listener->pending != 0 && bell_http_stream_get_queued (listener->stream) == 0) || recheck)
        {
          Delivery delivery = { bell_http_stream_ref (listener->stream), bell_signed_in_copy (listener->who), listener->pending,
                                listener->close_after_state };

          g_array_append_val (due, delivery);
          listener->pending = 0;
        }
    }
  return due;
}

/* Those who see all tickets and have the same rights hear the same: it is made once. */
static GBytes *
get_event (BellBroadcaster *self,
           BellDatabase    *database,
           const Delivery  *delivery,
           gint64           told,
           GHashTable      *made,
           GError         **error)
{
  g_autofree char *key = NULL;
  GBytes *event;

  if (delivery->who->actor.role < BELL_ROLE_AGENT)
    return make_event (self, database, delivery->who, delivery->types, told, error);
  key = g_strdup_printf ("%u %" G_GINT64_FORMAT, delivery->types, delivery->who->access_version);
  event = g_hash_table_lookup (made, key);
  if (event == NULL)
    {
      event = make_event (self, database, delivery->who, delivery->types, told, error);
      if (event == NULL)
        return NULL;
      g_hash_table_insert (made, g_steal_pointer (&key), event);
    }
  return g_bytes_ref (event);
}

static GHashTable *
find_who_is_out (BellDatabase  *database,
                 GArray        *due,
                 GError       **error)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new ();

  for (guint i = 0; i < due->len; i++)
    g_ptr_array_add (people, g_array_index (due, Delivery, i).who);
  return bell_accounts_check (database, people, error);
}

/* @database: (nullable): without it nothing can be told
 * @done: set to FALSE if somebody could not be told */
static void
deliver (BellBroadcaster *self,
         BellDatabase    *database,
         GArray          *due,
         gboolean         recheck,
         gint64           told,
         gboolean        *done)
{
  g_autoptr (GHashTable) made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_autoptr (GHashTable) out = NULL;
  g_autoptr (GError) problem = NULL;

  if (database != NULL && recheck)
    out = find_who_is_out (database, due, &problem);
  if (problem != NULL)
    {
      bell_server_log (G_LOG_LEVEL_WARNING, "push-failed", "reason", problem->message, NULL);
      *done = FALSE;
    }

  for (guint i = 0; i < due->len; i++)
    {
      Delivery *delivery = &g_array_index (due, Delivery, i);
      g_autoptr (GError) error = NULL;

      if (out != NULL && g_hash_table_contains (out, delivery->who))
        {
          bell_http_stream_end (delivery->stream);
        }
      else if (database != NULL && problem == NULL && delivery->types != 0)
        {
          g_autoptr (GBytes) event = get_event (self, database, delivery, told, made, &error);

          if (event != NULL)
            bell_http_stream_push (delivery->stream, event);
          if (event != NULL && delivery->close_after)
            bell_http_stream_end (delivery->stream);
        }
      if (error != NULL)
        {
          bell_server_log (G_LOG_LEVEL_WARNING, "push-failed", "reason", error->message, NULL);
          *done = FALSE;
        }
      bell_http_stream_unref (delivery->stream);
      bell_signed_in_free (delivery->who);
    }
}

static void
send_pings (BellBroadcaster *self)
{
  static const char text[] = "event: ping\ndata: {}\n\n";
  g_autoptr (GBytes) ping = g_bytes_new_static (text, sizeof text - 1);
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  Listener *listener;

  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &listener))
    if (listener->ping > 0 && now >= listener->ping_at)
      {
        bell_http_stream_push (listener->stream, ping);
        listener->ping_at = now + listener->ping;
      }
}

/* Takes what is due first and reads the states after that: what is read is
 * never older than what is told. */
static gboolean
tell_all (BellBroadcaster  *self,
          BellDatabase     *database,
          gboolean          recheck,
          GError          **error)
{
  g_autoptr (GArray) due = NULL;
  gint64 counter, told;
  gboolean foreign, done;

  if (!read_counter (database, &counter, error))
    return FALSE;

  g_mutex_lock (&self->lock);
  foreign = find_missing (self, counter);
  due = collect (self, foreign || self->failed, recheck);
  told = self->told;
  self->news = FALSE;
  self->failed = FALSE;
  g_mutex_unlock (&self->lock);

  done = bell_database_begin_read (database, error);
  deliver (self, done ? database : NULL, due, recheck, told, &done);
  bell_database_rollback (database);
  return done;
}

static void
work (BellBroadcaster *self,
      gboolean         recheck)
{
  g_autoptr (GError) error = NULL;
  BellDatabase *database = bell_organisation_take_reader (self->organisation, &error);
  gboolean done = database != NULL && tell_all (self, database, recheck, &error);

  if (database != NULL)
    bell_organisation_return_reader (self->organisation, database);
  if (error != NULL)
    bell_server_log (G_LOG_LEVEL_WARNING, "push-failed", "reason", error->message, NULL);
  if (!done)
    {
      g_mutex_lock (&self->lock);
      self->news = FALSE;
      self->failed = TRUE;
      g_mutex_unlock (&self->lock);
    }
}

static gpointer
run (gpointer data)
{
  BellBroadcaster *self = data;
  gint64 polled_at = 0, checked_at = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  while (!self->stopping)
    {
      gint64 now = g_get_monotonic_time ();

      if (self->news || self->failed || now - polled_at >= POLL || (self->missing != 0 && now - self->missed_at >= PATIENCE))
        {
          gboolean recheck = now - checked_at >= RECHECK;
          gboolean wait = self->news;

          g_mutex_unlock (&self->lock);
          if (wait)
            g_usleep (COALESCE);
          work (self, recheck);
          g_mutex_lock (&self->lock);
          polled_at = g_get_monotonic_time ();
          if (recheck)
            checked_at = polled_at;
        }
      send_pings (self);
      /* After a failure the news wait too. */
      for (gint64 until = g_get_monotonic_time () + POLL / 2; !self->stopping && (self->failed || !self->news);)
        if (!g_cond_wait_until (&self->wakes, &self->lock, until))
          break;
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* --- From elsewhere --- */

static void
bell_broadcaster_finalize (GObject *object)
{
  BellBroadcaster *self = BELL_BROADCASTER (object);

  g_assert (self->thread == NULL);
  g_clear_pointer (&self->listeners, g_hash_table_unref);
  g_clear_pointer (&self->ahead, g_array_unref);
  g_clear_object (&self->organisation);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wakes);

  G_OBJECT_CLASS (bell_broadcaster_parent_class)->finalize (object);
}

static void
bell_broadcaster_class_init (BellBroadcasterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_broadcaster_finalize;
}

static void
bell_broadcaster_init (BellBroadcaster *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->wakes);
  self->ahead = g_array_new (FALSE, FALSE, sizeof (Span));
  self->listeners = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) listener_free);
}

BellBroadcaster *
bell_broadcaster_new (BellOrganisation *organisation)
{
  BellBroadcaster *self = g_object_new (BELL_TYPE_BROADCASTER, NULL);

  self->organisation = g_object_ref (organisation);
  return self;
}

/**
 * bell_broadcaster_start:
 *
 * What is there already is no news.
 */
void
bell_broadcaster_start (BellBroadcaster *self)
{
  BellDatabase *database;

  g_return_if_fail (self->thread == NULL);

  database = bell_organisation_take_reader (self->organisation, NULL);
  if (database != NULL)
    {
      read_counter (database, &self->told, NULL);
      bell_organisation_return_reader (self->organisation, database);
    }
  self->stopping = FALSE;
  self->thread = g_thread_new ("broadcaster", run, self);
}

void
bell_broadcaster_stop (BellBroadcaster *self)
{
  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_cond_signal (&self->wakes);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->thread, g_thread_join);
}

/**
 * bell_broadcaster_tell:
 * @news: what changed, for whom
 *
 * Returns at once.
 */
void
bell_broadcaster_tell (BellBroadcaster *self,
                       const BellNews  *news)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GHashTableIter iter;
  Listener *listener;

  note_span (self, news->first, news->last);
  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &listener))
    {
      guint types = listener->who->actor.role >= BELL_ROLE_AGENT ? news->staff : news->everyone;

      types |= GPOINTER_TO_UINT (g_hash_table_lookup (news->by_principal, listener->who->principal_id));
      listener->pending |= types & listener->types;
    }
  self->news = TRUE;
  g_cond_signal (&self->wakes);
}

/**
 * bell_broadcaster_pass_on:
 * @type: the bit of the type that it is about
 * @event: as it goes out
 * @hears: chooses among those who listen for that type
 *
 * Passes something on that is worth nothing later: whoever is slow misses it.
 * Returns at once.
 */
void
bell_broadcaster_pass_on (BellBroadcaster *self,
                          guint            type,
                          GBytes          *event,
                          BellHearsFunc    hears,
                          gpointer         user_data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GHashTableIter iter;
  Listener *listener;

  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &listener))
    if (listener->types & type && !listener->close_after_state && hears (listener->who, user_data) &&
        bell_http_stream_get_queued (listener->stream) <= SLOW)
      bell_http_stream_push (listener->stream, event);
}

/**
 * bell_broadcaster_look:
 *
 * Something may have happened elsewhere: the counter is read now. Returns at
 * once.
 */
void
bell_broadcaster_look (BellBroadcaster *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->news = TRUE;
  g_cond_signal (&self->wakes);
}

/**
 * bell_broadcaster_add:
 * @types: bits of the types that are listened for
 * @ping: seconds between pings, 0 for none
 * @close_after_state: to end after the first event
 * @last_event_id: the last one that was heard, or -1
 */
void
bell_broadcaster_add (BellBroadcaster    *self,
                      BellHttpStream     *stream,
                      const BellSignedIn *who,
                      guint               types,
                      gint64              ping,
                      gboolean            close_after_state,
                      gint64              last_event_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Listener *listener = g_new0 (Listener, 1);

  listener->stream = bell_http_stream_ref (stream);
  listener->who = bell_signed_in_copy (who);
  listener->types = types;
  listener->ping = ping * G_USEC_PER_SEC;
  listener->ping_at = g_get_monotonic_time () + listener->ping;
  listener->close_after_state = close_after_state;
  g_hash_table_insert (self->listeners, stream, listener);

  /* Told once too often rather than once too seldom: an id of before a restart counts as old. */
  if (last_event_id >= 0 && last_event_id != self->told)
    {
      listener->pending = types;
      self->news = TRUE;
      g_cond_signal (&self->wakes);
    }
}

void
bell_broadcaster_remove (BellBroadcaster *self,
                         BellHttpStream  *stream)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove (self->listeners, stream);
}
