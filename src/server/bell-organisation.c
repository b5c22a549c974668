/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-organisation-private.h"

#include <glib/gi18n-lib.h>

#include "bell-id.h"
#include "bell-migrations.h"
#include "bell-postgres.h"
#include "bell-server-resources.h"
#include "bell-search.h"

/* More readers at once wait for one another. */
#define MAX_READERS 24
/* How long to wait for one of them where the database lets nobody else in. */
#define PATIENCE (5 * G_TIME_SPAN_SECOND)

/**
 * BellOrganisation:
 *
 * The data of one organisation: the database behind the server. It has one
 * connection that writes, which a lock gives to one thread at a time (see
 * BellWork and BellWriter), and a pool of connections that read, each of which sees a
 * committed state.
 *
 * Other processes may have the same database open: a command while the server
 * runs, or, on PostgreSQL, further servers. The database keeps them apart;
 * each notices the others' commits by the counter.
 *
 * Any thread.
 */
struct _BellOrganisation
{
  GObject parent_instance;

  char         *uri;
  BellClock    *clock;
  char         *id;
  char         *name;
  BellTable    *tables[BELL_N_TABLE_TYPES];

  BellDatabase *writer;
  BellWriter   *gate; /* to it */

  GMutex        read_lock;
  GCond         returned;
  GPtrArray    *readers; /* idle ones */
  guint         n_readers;
  GHashTable   *states; /* reader -> BellStates */

  int           people_epoch; /* atomic: rises when somebody's role, teams or address may have changed */

  GMutex        news_lock;
  BellNewsFunc  news_func;
  gpointer      news_data;
};

G_DEFINE_FINAL_TYPE (BellOrganisation, bell_organisation, G_TYPE_OBJECT)

static BellDatabase *
open_connection (const char        *uri,
                 BellDatabaseFlags  flags,
                 GError           **error)
{
  return bell_postgres_is_uri (uri) ? bell_postgres_database_open (uri, flags, error) : bell_database_open (uri, flags, error);
}

static BellOrganisation *
open_database (const char        *uri,
               BellClock         *clock,
               BellDatabaseFlags  flags,
               GError           **error)
{
  g_autoptr (BellOrganisation) self = g_object_new (BELL_TYPE_ORGANISATION, NULL);

  self->uri = g_strdup (uri);
  self->clock = g_object_ref (clock);
  self->writer = open_connection (uri, flags | BELL_DATABASE_FULL_SYNC, error);
  if (self->writer == NULL)
    return NULL;
  bell_database_set_busy_timeout (self->writer, 30 * 1000);
  bell_database_set_cache_size (self->writer, 32 * 1024, NULL);
  if (!bell_migrations_apply (self->writer, BELL_SERVER_MIGRATIONS, error))
    return NULL;
  self->gate = bell_writer_new (self->writer);
  return g_steal_pointer (&self);
}

/* Says whether there is an organisation in it. */
static gboolean
load (BellOrganisation *self,
      gboolean         *found,
      GError          **error)
{
  g_autoptr (BellStatement) statement =
    bell_database_prepare_resource (self->writer, BELL_SERVER_SQL ("organisation-get"), error);

  if (statement == NULL || !bell_statement_step (statement, found, error))
    return FALSE;
  if (*found)
    {
      self->id = g_strdup (bell_statement_get_text (statement, 0));
      self->name = g_strdup (bell_statement_get_text (statement, 1));
    }
  return TRUE;
}

static void
bell_organisation_finalize (GObject *object)
{
  BellOrganisation *self = BELL_ORGANISATION (object);

  g_clear_pointer (&self->readers, g_ptr_array_unref);
  g_clear_pointer (&self->states, g_hash_table_unref);
  g_clear_pointer (&self->gate, bell_writer_free);
  g_clear_object (&self->writer);
  g_clear_object (&self->clock);
  for (guint i = 0; i < BELL_N_TABLE_TYPES; i++)
    g_clear_pointer (&self->tables[i], bell_table_unref);
  g_free (self->uri);
  g_free (self->id);
  g_free (self->name);
  g_mutex_clear (&self->read_lock);
  g_mutex_clear (&self->news_lock);
  g_cond_clear (&self->returned);

  G_OBJECT_CLASS (bell_organisation_parent_class)->finalize (object);
}

static void
bell_organisation_class_init (BellOrganisationClass *klass)
{
  /* Named here, or the linker would leave it out of the static library. */
  g_resources_register (bell_server_get_resource ());

  G_OBJECT_CLASS (klass)->finalize = bell_organisation_finalize;
}

static void
bell_organisation_init (BellOrganisation *self)
{
  g_mutex_init (&self->read_lock);
  g_mutex_init (&self->news_lock);
  g_cond_init (&self->returned);
  self->readers = g_ptr_array_new_with_free_func (g_object_unref);
  self->states = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) bell_states_free);
  for (guint i = 0; i < BELL_N_TABLE_TYPES; i++)
    self->tables[i] = bell_table_new ((BellType) i, NULL);
}

/**
 * bell_organisation_create:
 * @uri: where the database is to be
 * @clock: what time it is
 * @name: what the organisation is called
 *
 * Makes the database, if it is not there, and an organisation in it.
 *
 * Returns: (transfer full): the organisation, or %NULL with an error of #BellDatabaseError,
 *   or %BELL_SERVER_ERROR_ALREADY_INITIALISED
 */
BellOrganisation *
bell_organisation_create (const char *uri,
                          BellClock  *clock,
                          const char *name,
                          GError    **error)
{
  g_autoptr (BellOrganisation) self = NULL;
  g_autoptr (BellStatement) statement = NULL;
  gboolean found;

  g_return_val_if_fail (uri != NULL && BELL_IS_CLOCK (clock) && name != NULL, NULL);

  self = open_database (uri, clock, BELL_DATABASE_CREATE, error);
  if (self == NULL || !load (self, &found, error))
    return NULL;
  if (found)
    {
      g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_ALREADY_INITIALISED,
                   _("%s already holds the organisation “%s”."), bell_database_get_uri (self->writer), self->name);
      return NULL;
    }

  self->id = bell_id_new_with_letter ('O', clock);
  self->name = g_strdup (name);
  statement = bell_database_prepare_resource (self->writer, BELL_SERVER_SQL ("organisation-insert"), error);
  if (statement == NULL)
    return NULL;
  bell_statement_bind_text (statement, 1, self->id);
  bell_statement_bind_text (statement, 2, name);
  bell_statement_bind_int64 (statement, 3, bell_clock_now (clock));
  if (!bell_statement_run (statement, error) || !bell_search_ensure (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * bell_organisation_open:
 * @uri: where the database is
 * @clock: what time it is
 *
 * Brings an older database up to date.
 *
 * Returns: (transfer full): the organisation, or %NULL with an error of #BellDatabaseError,
 *   or %BELL_SERVER_ERROR_NOT_INITIALISED
 */
BellOrganisation *
bell_organisation_open (const char *uri,
                        BellClock  *clock,
                        GError    **error)
{
  g_autoptr (BellOrganisation) self = NULL;
  gboolean found;

  g_return_val_if_fail (uri != NULL && BELL_IS_CLOCK (clock), NULL);

  self = open_database (uri, clock, BELL_DATABASE_NONE, error);
  if (self == NULL || !load (self, &found, error))
    return NULL;
  if (!found)
    {
      g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_NOT_INITIALISED,
                   _("%s holds no organisation yet. Make one by “deskbell-server init”."), bell_database_get_uri (self->writer));
      return NULL;
    }
  if (!bell_search_ensure (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

const char *
bell_organisation_get_id (BellOrganisation *self)
{
  g_return_val_if_fail (BELL_IS_ORGANISATION (self), NULL);

  return self->id;
}

const char *
bell_organisation_get_name (BellOrganisation *self)
{
  g_return_val_if_fail (BELL_IS_ORGANISATION (self), NULL);

  return self->name;
}

/* Whether further servers may work on the same database. */
gboolean
bell_organisation_is_shared (BellOrganisation *self)
{
  return bell_postgres_is_uri (self->uri);
}

/* A connection beside the pool, for what takes long. */
BellDatabase *
bell_organisation_open_reader (BellOrganisation *self,
                               GError          **error)
{
  return open_connection (self->uri, BELL_DATABASE_READ_ONLY, error);
}

/* One that writes beside the pool's, for what is no part of the log. */
BellDatabase *
bell_organisation_open_writer (BellOrganisation *self,
                               GError          **error)
{
  return open_connection (self->uri, BELL_DATABASE_NONE, error);
}

BellClock *
bell_organisation_get_clock (BellOrganisation *self)
{
  g_return_val_if_fail (BELL_IS_ORGANISATION (self), NULL);

  return self->clock;
}

BellTable *
bell_organisation_get_table (BellOrganisation *self,
                             BellType          type)
{
  g_return_val_if_fail (BELL_IS_ORGANISATION (self), NULL);
  g_return_val_if_fail (type < BELL_N_TABLE_TYPES, NULL);

  return self->tables[type];
}

gboolean
bell_organisation_get_record (BellOrganisation *self,
                              BellDatabase     *database,
                              BellType          type,
                              const char       *id,
                              BellRecord      **record,
                              GError          **error)
{
  return bell_table_get (bell_organisation_get_table (self, type), database, id, record, error);
}

/**
 * bell_organisation_get_place:
 *
 * Returns: where its database is, without a password
 */
const char *
bell_organisation_get_place (BellOrganisation *self)
{
  g_return_val_if_fail (BELL_IS_ORGANISATION (self), NULL);

  return bell_database_get_uri (self->writer);
}

/**
 * bell_organisation_check_home:
 *
 * Returns: whether the organisation lives here; else %BELL_SERVER_ERROR_FAILED: it has moved to another database
 */
gboolean
bell_organisation_check_home (BellOrganisation *self,
                              GError          **error)
{
  g_autoptr (BellStatement) statement = NULL;
  gboolean moved;

  g_return_val_if_fail (BELL_IS_ORGANISATION (self), FALSE);

  statement = bell_database_prepare_resource (self->writer, BELL_SERVER_SQL ("moved-get"), error);
  if (statement == NULL || !bell_statement_step (statement, &moved, error))
    return FALSE;
  if (moved)
    g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_FAILED,
                 _("The organisation has moved from %s to another database. Serve it from there."), bell_database_get_uri (self->writer));
  return !moved;
}

/* The database lets nobody else in, perhaps because so many are: then one that
 * another thread has comes soon. */
static BellDatabase *
wait_for_returned (BellOrganisation  *self,
                   GError           **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->read_lock);
  gint64 until = g_get_monotonic_time () + PATIENCE;

  self->n_readers--;
  g_cond_signal (&self->returned);
  while (self->readers->len == 0 && self->n_readers > 0)
    if (!g_cond_wait_until (&self->returned, &self->read_lock, until))
      break;
  if (self->readers->len == 0)
    return NULL;
  g_clear_error (error);
  return g_ptr_array_steal_index_fast (self->readers, self->readers->len - 1);
}

/**
 * bell_organisation_take_reader:
 *
 * Waits while too many are in use.
 *
 * Returns: (transfer full): a connection that reads; give it back
 */
BellDatabase *
bell_organisation_take_reader (BellOrganisation *self,
                               GError          **error)
{
  BellDatabase *reader = NULL;

  g_return_val_if_fail (BELL_IS_ORGANISATION (self), NULL);

  g_mutex_lock (&self->read_lock);
  while (self->readers->len == 0 && self->n_readers >= MAX_READERS)
    g_cond_wait (&self->returned, &self->read_lock);
  if (self->readers->len > 0)
    reader = g_ptr_array_steal_index_fast (self->readers, self->readers->len - 1);
  else
    self->n_readers++;
  g_mutex_unlock (&self->read_lock);
  if (reader != NULL)
    return reader;

  reader = bell_organisation_open_reader (self, error);
  if (reader == NULL)
    return wait_for_returned (self, error);
  bell_database_set_busy_timeout (reader, 10 * 1000);
  return reader;
}

/* Of a connection of bell_organisation_take_reader(), for whoever has it; NULL where
 * the database does not tell at once whether it has changed. */
BellStates *
bell_organisation_get_states (BellOrganisation *self,
                              BellDatabase     *reader)
{
  g_autoptr (GMutexLocker) locker = NULL;
  BellStates *states;

  if (bell_database_get_dialect (reader) != NULL)
    return NULL;
  locker = g_mutex_locker_new (&self->read_lock);
  states = g_hash_table_lookup (self->states, reader);
  if (states == NULL)
    {
      states = bell_states_new (reader);
      g_hash_table_insert (self->states, reader, states);
    }
  return states;
}

/**
 * bell_organisation_return_reader:
 * @reader: (transfer full): from bell_organisation_take_reader()
 */
void
bell_organisation_return_reader (BellOrganisation *self,
                                 BellDatabase     *reader)
{
  g_return_if_fail (BELL_IS_ORGANISATION (self));
  g_return_if_fail (BELL_IS_DATABASE (reader));

  g_mutex_lock (&self->read_lock);
  g_ptr_array_add (self->readers, reader);
  g_cond_signal (&self->returned);
  g_mutex_unlock (&self->read_lock);
}

BellDatabase *
bell_organisation_lock_writer (BellOrganisation *self,
                               GError          **error)
{
  return bell_writer_lock (self->gate, error) ? self->writer : NULL;
}

void
bell_organisation_unlock_writer (BellOrganisation *self)
{
  bell_writer_unlock (self->gate);
}

/* For those who share their transaction, see BellWork. */
BellWriter *
bell_organisation_get_gate (BellOrganisation *self)
{
  return self->gate;
}

BellDatabase *
bell_organisation_get_writer (BellOrganisation *self)
{
  return self->writer;
}

/**
 * bell_organisation_set_news:
 * @func: (nullable): called after each commit that changed something, on the thread that committed
 */
void
bell_organisation_set_news (BellOrganisation *self,
                            BellNewsFunc      func,
                            gpointer          user_data)
{
  g_return_if_fail (BELL_IS_ORGANISATION (self));

  g_mutex_lock (&self->news_lock);
  self->news_func = func;
  self->news_data = user_data;
  g_mutex_unlock (&self->news_lock);
}

/* What is remembered of people may no longer be so. */
void
bell_organisation_note_people (BellOrganisation *self,
                               const BellNews   *news)
{
  if (news->staff & BELL_TYPE_BIT (BELL_TYPE_PRINCIPAL))
    g_atomic_int_inc (&self->people_epoch);
}

void
bell_organisation_tell (BellOrganisation *self,
                        const BellNews   *news)
{
  bell_organisation_note_people (self, news);
  g_mutex_lock (&self->news_lock);
  if (self->news_func != NULL)
    self->news_func (news, self->news_data);
  g_mutex_unlock (&self->news_lock);
}

/* What is remembered of people counts as long as this stays the same. */
int
bell_organisation_get_people_epoch (BellOrganisation *self)
{
  return g_atomic_int_get (&self->people_epoch);
}

/**
 * bell_organisation_find_person:
 * @email: an address, in any case
 *
 * Returns: (transfer full) (nullable): the id of the person who has it, %NULL with no error if nobody has
 */
char *
bell_organisation_find_person (BellOrganisation *self,
                               const char       *email,
                               GError          **error)
{
  g_autofree char *key = NULL;
  g_autofree char *id = NULL;
  BellDatabase *reader;

  g_return_val_if_fail (BELL_IS_ORGANISATION (self), NULL);
  g_return_val_if_fail (email != NULL, NULL);

  reader = bell_organisation_take_reader (self, error);
  if (reader == NULL)
    return NULL;
  key = g_utf8_casefold (email, -1);
  {
    g_autoptr (BellStatement) statement =
      bell_database_prepare_resource (reader, BELL_SERVER_SQL ("address-get"), error);
    gboolean row = FALSE;

    if (statement != NULL)
      {
        bell_statement_bind_text (statement, 1, key);
        if (bell_statement_step (statement, &row, error) && row)
          id = g_strdup (bell_statement_get_text (statement, 0));
      }
  }
  bell_organisation_return_reader (self, reader);
  return g_steal_pointer (&id);
}
