/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-client.h"

#include "bell-store-sync.h"
#include "bell-transaction.h"
#include "sim-check.h"
#include "sim-clock.h"
#include "sim-schedule.h"
#include "sim-tally.h"

static void
deed_free (gpointer data)
{
  SimDeed *deed = data;

  bell_change_unref (deed->change);
  g_clear_pointer (&deed->before, bell_record_unref);
  g_free (deed);
}

static SimClient *
client_new (SimSite    *site,
            SimNetwork *network,
            SimDisk    *disk,
            const char *name,
            const char *principal_id,
            BellRole    role)
{
  SimClient *self = g_new0 (SimClient, 1);

  self->site = site;
  self->name = g_strdup (name);
  self->principal_id = g_strdup (principal_id);
  self->email = g_strconcat (principal_id, "@simulated.example", NULL);
  self->role = role;
  self->peer.network = network;
  self->peer.name = self->name;
  self->peer.principal_id = self->principal_id;
  self->disk = disk;
  self->context = g_main_context_new ();
  self->clock = sim_clock_new (0);
  self->deeds = g_ptr_array_new_with_free_func (deed_free);
  self->fresh = TRUE;
  sim_add_context (self->context);

  return self;
}

SimClient *
sim_client_new (SimSite    *site,
                SimNetwork *network,
                const char *folder,
                const char *name,
                const char *principal_id,
                BellRole    role)
{
  SimClient *self = client_new (site, network, sim_disk_new (folder), name, principal_id, role);

  self->token = sim_site_make_token (site, principal_id);

  return self;
}

/* Another program on the files of @first, which has run before and outlives it. */
SimClient *
sim_client_new_beside (SimClient  *first,
                       const char *name)
{
  SimClient *self = client_new (first->site, first->peer.network, first->disk, name, first->principal_id, first->role);

  self->fresh = FALSE;
  self->is_second = TRUE;
  self->beside = first;
  first->beside = self;

  return self;
}

/* To call into the client as its main loop would. */
void
sim_client_enter (SimClient *self)
{
  sim_set_owner (self);
  g_main_context_push_thread_default (self->context);
}

void
sim_client_leave (SimClient *self)
{
  g_main_context_pop_thread_default (self->context);
  sim_set_owner (NULL);
}

static void check_draft (SimClient *self);

/* What its person would see that has not been confirmed. */
static void
trace_outbox (SimClient *self)
{
  GListModel *outbox = bell_store_get_outbox (self->store);

  for (guint i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (outbox, i);
      const char *reason = bell_outbox_item_get_reason_type (item);

      sim_trace ("%s has %s %d %s", self->name, bell_change_get_id (bell_outbox_item_get_change (item)),
                 bell_outbox_item_get_state (item), reason != NULL ? reason : "");
    }
}

/* --- starting ------------------------------------------------------------------------ */

static void
on_opened (GObject      *object,
           GAsyncResult *result,
           gpointer      data)
{
  SimClient *self = data;
  g_autoptr (GError) error = NULL;
  BellStoreOwner account = { "http://127.0.0.1:8080", sim_site_get_id (self->site), self->principal_id, self->email, self->name,
                          self->role, NULL };
  g_autoptr (BellTransport) transport = NULL;

  self->opening = FALSE;
  if (!bell_store_open_finish (self->store, result, &error))
    {
      sim_trace ("%s cannot open: %d", self->name, error->code);
      /* The other program may have them open while they are mended. */
      if (!sim_disk_is_dead (self->disk) && !g_error_matches (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FULL) &&
          !(self->beside != NULL && g_error_matches (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_BUSY)))
        sim_fail ("%s cannot be opened: %s", self->name, error->message);
      return;
    }

  sim_trace ("%s open", self->name);
  trace_outbox (self);
  sim_check_opened (self);
  check_draft (self);
  if (self->fresh)
    bell_store_set_account (self->store, &account);
  self->fresh = FALSE;

  transport = sim_transport_new (&self->peer);
  bell_transport_set_token (transport, self->is_second ? self->beside->token : self->token);
  self->sync = bell_sync_new (self->store, transport, self->clock, NULL);
  bell_sync_start (self->sync);
}

void
sim_client_start (SimClient *self)
{
  g_autofree char *data = g_build_filename (sim_disk_get_folder (self->disk), "data", NULL);
  g_autofree char *cache = g_build_filename (sim_disk_get_folder (self->disk), "cache", NULL);

  if (self->store != NULL || (self->is_second && self->beside->fresh))
    return;

  /* It was the last write of the one before that went wrong. */
  if (sim_disk_is_dead (self->disk))
    {
      if (self->beside != NULL)
        sim_client_stop (self->beside);
      sim_disk_mend (self->disk, sim_chance (0.5));
      self->n_crashes++;
    }

  if (!self->fresh && self->n_crashes > 0)
    sim_check_files (self);

  sim_trace ("%s starts", self->name);
  self->peer.dead = FALSE;
  sim_client_enter (self);
  self->store = bell_store_new (self->clock, data, cache);
  self->opening = TRUE;
  bell_store_open (self->store, NULL, on_opened, self);
  sim_client_leave (self);
}

/* --- stopping ------------------------------------------------------------------------- */

/* As a program ends: what is under way is cancelled, the files are closed. */
void
sim_client_stop (SimClient *self)
{
  if (self->store == NULL)
    return;

  sim_trace ("%s stops", self->name);
  sim_client_enter (self);
  g_clear_object (&self->sync);
  sim_client_leave (self);
  sim_settle ();

  sim_client_enter (self);
  bell_store_close (self->store);
  sim_client_leave (self);
  sim_settle ();
  if (self->opening)
    sim_fail ("%s never finished opening", self->name);

  sim_client_enter (self);
  g_clear_object (&self->store);
  sim_client_leave (self);
  sim_settle ();
  if (sim_count_fibers (self) > 0)
    g_error ("%s left work behind", self->name);
}

/* From one moment to the next nothing it does has an effect any more. */
void
sim_client_crash (SimClient *self,
                  gboolean   power_lost)
{
  if (self->store == NULL)
    return;

  sim_trace ("%s crashes%s", self->name, power_lost ? " with its power" : "");
  sim_tally (power_lost ? SIM_EVENT_POWER_LOST : SIM_EVENT_CRASH);
  self->peer.dead = TRUE;
  self->n_crashes++;
  sim_disk_fail_after (self->disk, 0);
  if (self->beside != NULL)
    {
      self->beside->peer.dead = TRUE;
      self->beside->n_crashes++;
      sim_client_stop (self->beside);
    }
  sim_client_stop (self);
  sim_disk_mend (self->disk, power_lost);
}

/* Its files become such as an older version of the program has left behind:
 * the next start brings them up to date. */
void
sim_client_age (SimClient *self)
{
  static const struct
  {
    const char *file;
    const char *sql;
    int version;
  } aged[] = {
    { "data/outbox.db", "DROP TABLE acknowledged; ALTER TABLE change DROP COLUMN clock_known", 1 },
    { "cache/cache.db", "UPDATE meta SET value = 'older' WHERE name = 'fingerprint'", 1 },
  };

  if (self->store != NULL || self->fresh || sim_disk_is_dead (self->disk))
    return;

  sim_trace ("%s is of an older version", self->name);
  sim_tally (SIM_EVENT_UPGRADED);
  for (guint i = 0; i < G_N_ELEMENTS (aged); i++)
    {
      g_autofree char *path = g_build_filename (sim_disk_get_folder (self->disk), aged[i].file, NULL);
      g_autoptr (BellDatabase) database = bell_database_open (path, BELL_DATABASE_FULL_SYNC, NULL);
      g_autoptr (BellTransaction) transaction = database != NULL ? bell_transaction_begin (database, NULL) : NULL;

      if (transaction != NULL && bell_database_execute_script (database, aged[i].sql, NULL) &&
          bell_database_set_schema_version (database, aged[i].version, NULL))
        bell_transaction_commit (transaction, NULL);
    }
  self->aged = TRUE;
}

void
sim_client_free (SimClient *self)
{
  sim_client_stop (self);
  sim_remove_context (self->context);
  g_main_context_unref (self->context);
  g_object_unref (self->clock);
  g_free (self->name);
  g_free (self->principal_id);
  g_free (self->email);
  g_free (self->token);
  g_ptr_array_unref (self->deeds);
  if (!self->is_second)
    sim_disk_free (self->disk);
  g_free (self);
}

gboolean
sim_client_is_running (SimClient *self)
{
  return self->sync != NULL && !sim_disk_is_dead (self->disk);
}

/* Whether it has nothing left to do, but for what waits for something that was
 * refused, and so for a person. */
gboolean
sim_client_is_calm (SimClient *self)
{
  g_autoptr (GPtrArray) batch = NULL;
  GListModel *outbox;
  gint64 due_at;

  if (self->sync == NULL || bell_sync_get_state (self->sync) != BELL_SYNC_STATE_LIVE)
    return FALSE;

  outbox = bell_store_get_outbox (self->store);
  for (guint i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (outbox, i);
      BellOutboxState state = bell_outbox_item_get_state (item);

      if (state == BELL_OUTBOX_STATE_SENT || state == BELL_OUTBOX_STATE_ACKNOWLEDGED)
        return FALSE;
    }
  batch = bell_store_sync_next_batch (self->store, 1, &due_at);

  return batch->len == 0 && due_at == BELL_TIME_UNSET;
}

/* Somebody who is asked to sign in does so. */
void
sim_client_sign_in (SimClient *self)
{
  char *token;

  if (self->sync == NULL || bell_sync_get_state (self->sync) != BELL_SYNC_STATE_NEEDS_SIGN_IN)
    return;
  if (!self->peer.is_refused && self->token != NULL)
    {
      sim_fail ("%s is asked to sign in, and no server refused it", self->name);
      return;
    }
  token = sim_site_make_token (self->site, self->principal_id);
  if (token == NULL)
    return;

  sim_trace ("%s signs in", self->name);
  sim_tally (SIM_EVENT_SIGNED_IN);
  g_free (self->token);
  self->token = token;
  self->peer.is_refused = FALSE;
  sim_client_enter (self);
  bell_sync_set_token (self->sync, token);
  sim_client_leave (self);
}

/* --- doing something ------------------------------------------------------------------- */

typedef struct
{
  SimClient *client;
  SimDeed *deeds[2];
} Committing;

static void
on_committed (GObject      *object,
              GAsyncResult *result,
              gpointer      data)
{
  Committing *committing = data;
  SimClient *self = committing->client;
  g_autoptr (GError) error = NULL;
  gboolean kept = bell_store_commit_finish (BELL_STORE (object), result, &error);

  /* Nobody read what was said on a screen that went dark. */
  if (!sim_disk_is_dead (self->disk))
    for (guint i = 0; i < 2; i++)
      if (committing->deeds[i] != NULL)
        {
          committing->deeds[i]->state = kept ? SIM_DEED_KEPT : SIM_DEED_REFUSED;
          sim_trace ("%s %s %s %d", self->name, bell_change_get_id (committing->deeds[i]->change),
                     kept ? "kept" : "refused", kept ? 0 : error->code);
        }
  g_free (committing);
}

static SimDeed *
add_deed (SimClient  *self,
          BellChange *change)
{
  SimDeed *deed;

  if (change == NULL)
    return NULL;
  deed = g_new0 (SimDeed, 1);
  deed->change = bell_change_ref (change);
  g_ptr_array_add (self->deeds, deed);

  return deed;
}

/* Commits one change, or two as one. */
void
sim_client_commit (SimClient  *self,
                   BellChange *one,
                   BellChange *two)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new ();
  Committing *committing = g_new0 (Committing, 1);

  g_ptr_array_add (changes, one);
  if (two != NULL)
    g_ptr_array_add (changes, two);
  committing->client = self;
  committing->deeds[0] = add_deed (self, one);
  committing->deeds[1] = add_deed (self, two);
  bell_store_commit (self->store, changes, NULL, on_committed, committing);
}

/* Commits an edit of what its author sees. */
void
sim_client_edit (SimClient  *self,
                 BellChange *change,
                 BellRecord *before)
{
  SimDeed *deed;

  sim_client_commit (self, change, NULL);
  deed = self->deeds->pdata[self->deeds->len - 1];
  /* Those who ask for help are not asked what they saw. */
  if (bell_store_get_role (self->store) >= BELL_ROLE_AGENT)
    deed->before = bell_record_ref (before);
}

typedef struct
{
  SimClient *client;
  guint typed;
} Typing;

static void
on_flushed (GObject      *object,
            GAsyncResult *result,
            gpointer      data)
{
  Typing *typing = data;

  if (bell_store_flush_finish (BELL_STORE (object), result, NULL) && !sim_disk_is_dead (typing->client->disk))
    typing->client->draft = MAX (typing->client->draft, typing->typed);
  g_free (typing);
}

/* Each program has one of its own. */
static const char *
get_draft_name (SimClient *self)
{
  return self->is_second ? "second note" : "note";
}

/* One more word into a draft that is not sent. */
void
sim_client_type (SimClient *self)
{
  g_autofree char *text = g_strdup_printf ("%u", ++self->typed);
  g_autoptr (BellDraft) draft = bell_draft_new (get_draft_name (self), "reply", text);
  Typing *typing = g_new0 (Typing, 1);

  typing->client = self;
  typing->typed = self->typed;
  bell_store_save_draft (self->store, draft);
  bell_store_flush (self->store, NULL, on_flushed, typing);
}

static void
check_draft (SimClient *self)
{
  const BellDraft *draft = bell_store_load_draft (self->store, get_draft_name (self));
  guint64 typed = draft != NULL ? g_ascii_strtoull (draft->text, NULL, 10) : 0;

  /* A device that was revoked shows it to nobody, and keeps it. */
  if (typed < self->draft && !bell_store_is_sealed (self->store))
    sim_fail ("%s: of a draft of %u words %" G_GUINT64_FORMAT " are left", self->name, self->draft, typed);
}

typedef struct
{
  SimClient *client;
  SimDeed *deed;
} Forgetting;

static void
on_discarded (GObject      *object,
              GAsyncResult *result,
              gpointer      data)
{
  Forgetting *forgetting = data;

  /* Thrown away, or perhaps. */
  if (bell_store_discard_finish (BELL_STORE (object), result, NULL) || sim_disk_is_dead (forgetting->client->disk))
    forgetting->deed->state = SIM_DEED_DISCARDED;
  g_free (forgetting);
}

static void
on_retried (GObject      *object,
            GAsyncResult *result,
            gpointer      data)
{
  bell_store_retry_finish (BELL_STORE (object), result, NULL);
}

/* What was parked is tried again, or thrown away. */
void
sim_client_forget (SimClient *self,
                   gboolean   retry)
{
  GListModel *outbox = bell_store_get_outbox (self->store);

  for (guint i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (outbox, i);
      const char *id = bell_change_get_id (bell_outbox_item_get_change (item));

      if (bell_outbox_item_get_state (item) != BELL_OUTBOX_STATE_PARKED)
        continue;
      for (guint j = 0; j < self->deeds->len; j++)
        {
          SimDeed *deed = self->deeds->pdata[j];

          if (!g_str_equal (bell_change_get_id (deed->change), id))
            continue;
          sim_trace ("%s %s %s", self->name, retry ? "retries" : "discards", id);
          sim_tally (retry ? SIM_EVENT_RETRIED : SIM_EVENT_DISCARDED);
          deed->was_parked = TRUE;
          if (retry)
            {
              bell_store_retry (self->store, id, NULL, on_retried, NULL);
            }
          else
            {
              Forgetting *forgetting = g_new0 (Forgetting, 1);

              forgetting->client = self;
              forgetting->deed = deed;
              bell_store_discard (self->store, id, NULL, on_discarded, forgetting);
            }
        }
      return;
    }
}

/* --- its files --------------------------------------------------------------------------- */

static BellDatabase *
open_file (SimClient  *self,
           const char *folder,
           const char *name)
{
  g_autofree char *path = g_build_filename (sim_disk_get_folder (self->disk), folder, name, NULL);
  g_autoptr (GError) error = NULL;
  BellDatabase *database = bell_database_open (path, BELL_DATABASE_READ_ONLY, &error);

  g_assert_no_error (error);

  return database;
}

BellDatabase *
sim_client_open_cache (SimClient *self)
{
  return open_file (self, "cache", "cache.db");
}

BellDatabase *
sim_client_open_outbox (SimClient *self)
{
  return open_file (self, "data", "outbox.db");
}
