/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-site.h"

#include <glib/gstdio.h>

#include "bell-accounts.h"
#include "bell-command.h"
#include "bell-id.h"
#include "bell-maintenance.h"
#include "bell-server.h"
#include "bell-upkeep.h"
#include "sim-clock.h"
#include "sim-postgres.h"
#include "sim-schedule.h"
#include "sim-tally.h"

typedef struct
{
  BellOrganisation *organisation;
  BellServer *server;
} Node;

struct _SimSite
{
  SimNetwork *network;
  SimDisk *disk;
  BellClock *clock;
  char *path; /* or address */
  gboolean shared; /* it is that of a PostgreSQL database */
  char *backup; /* where it is */
  gboolean has_backup;
  char *id;
  GHashTable *forgotten; /* ids of changes that were refused */
  guint n_nodes;
  Node nodes[3];
};

static void
start_node (SimSite *self,
            guint    index)
{
  Node *node = &self->nodes[index];
  g_autoptr (GError) error = NULL;

  node->organisation = bell_organisation_open (self->path, self->clock, &error);
  if (node->organisation == NULL)
    {
      /* Its disk is full. It is tried again. */
      sim_trace ("node %u does not start: %d", index, error->code);
      return;
    }
  node->server = bell_server_new (node->organisation, NULL);
  sim_set_owner (bell_server_get_http (node->server));
  if (!bell_server_start (node->server, "127.0.0.1", 0, &error))
    {
      sim_set_owner (NULL);
      sim_trace ("node %u does not start: %d", index, error->code);
      g_clear_object (&node->server);
      g_clear_object (&node->organisation);
      return;
    }
  sim_set_owner (NULL);
  self->network->servers->pdata[index] = bell_server_get_http (node->server);
  sim_trace ("node %u up", index);
}

SimSite *
sim_site_new (SimNetwork *network,
              const char *folder,
              const char *uri,
              guint       n_nodes)
{
  SimSite *self = g_new0 (SimSite, 1);
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (GError) error = NULL;

  self->network = network;
  self->disk = sim_disk_new (folder);
  self->clock = sim_clock_new (0);
  self->path = uri != NULL ? g_strdup (uri) : g_build_filename (folder, "server.db", NULL);
  self->shared = uri != NULL;
  self->backup = g_strconcat (folder, "-backup.db", NULL);
  self->forgotten = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->n_nodes = n_nodes;
  organisation = bell_organisation_create (self->path, self->clock, "Simulated", &error);
  g_assert_no_error (error);
  self->id = g_strdup (bell_organisation_get_id (organisation));
  g_clear_object (&organisation);
  g_ptr_array_set_size (network->servers, (int) n_nodes);
  sim_site_start_nodes (self);

  return self;
}

static gboolean
nobody_works (gpointer owner)
{
  return sim_count_fibers (owner) == 0;
}

void
sim_site_stop_node (SimSite *self,
                    guint    index)
{
  Node *node = &self->nodes[index];
  BellHttpServer *http;

  if (node->server == NULL)
    return;

  http = bell_server_get_http (node->server);
  sim_trace ("node %u down", index);
  sim_tally (SIM_EVENT_NODE_STOPS);
  self->network->servers->pdata[index] = NULL;
  sim_set_owner (http);
  bell_server_stop (node->server);
  sim_wait (nobody_works, http, SIM_NEVER);
  sim_set_owner (NULL);
  g_clear_object (&node->server);
  g_assert_finalize_object (g_steal_pointer (&node->organisation));
}

void
sim_site_start_nodes (SimSite *self)
{
  for (guint i = 0; i < self->n_nodes; i++)
    if (self->nodes[i].server == NULL)
      start_node (self, i);
}

void
sim_site_cut_power (SimSite *self)
{
  sim_trace ("power cut");
  sim_tally (SIM_EVENT_SITE_POWER_LOST);
  sim_disk_fail_after (self->disk, 0);
  if (self->shared)
    sim_postgres_cut ();
  for (guint i = 0; i < self->n_nodes; i++)
    sim_site_stop_node (self, i);
  sim_disk_mend (self->disk, TRUE);
}

void
sim_site_stop (SimSite *self)
{
  for (guint i = 0; i < self->n_nodes; i++)
    sim_site_stop_node (self, i);
}

void
sim_site_free (SimSite *self)
{
  sim_site_stop (self);
  g_object_unref (self->clock);
  sim_disk_free (self->disk);
  g_unlink (self->backup);
  g_hash_table_unref (self->forgotten);
  g_free (self->backup);
  g_free (self->path);
  g_free (self->id);
  g_free (self);
}

SimDisk *
sim_site_get_disk (SimSite *self)
{
  return self->disk;
}

const char *
sim_site_get_id (SimSite *self)
{
  return self->id;
}

/* Refusals of which those who were refused may have to give account. */
static void
remember_refusals (SimSite *self)
{
  g_autoptr (BellDatabase) database = sim_site_open (self);
  g_autoptr (BellStatement) statement =
    bell_database_prepare (database, "SELECT change_id FROM refusal WHERE error LIKE '%stateMismatch%' OR error LIKE '%taken%'", NULL);
  gboolean row;

  while (bell_statement_step (statement, &row, NULL) && row)
    g_hash_table_add (self->forgotten, g_strdup (bell_statement_get_text (statement, 0)));
}

void
sim_site_jump_clock (SimSite *self,
                     gint64   offset)
{
  /* What is years old all at once is tidied away by the servers themselves. */
  if (!sim_disk_is_dead (self->disk))
    remember_refusals (self);
  sim_tally (SIM_EVENT_SITE_CLOCK_JUMPS);
  sim_clock_set_offset (SIM_CLOCK (self->clock), offset);
}

static Node *
find_node (SimSite *self)
{
  guint first = sim_below (self->n_nodes);

  if (sim_disk_is_dead (self->disk))
    return NULL;
  for (guint i = 0; i < self->n_nodes; i++)
    if (self->nodes[(first + i) % self->n_nodes].server != NULL)
      return &self->nodes[(first + i) % self->n_nodes];

  return NULL;
}

gboolean
sim_site_apply (SimSite        *self,
                BellChangeKind  kind,
                const char     *object_id,
                BellPatch      *patch)
{
  Node *node = find_node (self);
  g_autoptr (GError) error = NULL;
  gboolean done = node != NULL && bell_command_apply (node->organisation, kind, object_id, patch, &error);

  sim_trace ("admin %s %s", object_id, done ? "done" : error != NULL ? "refused" : "down");

  return done;
}

char *
sim_site_make_token (SimSite    *self,
                     const char *principal_id)
{
  Node *node = find_node (self);

  return node != NULL ? bell_accounts_make_token (bell_server_get_accounts (node->server), principal_id, "simulated", NULL) : NULL;
}

void
sim_site_set_disabled (SimSite    *self,
                       const char *principal_id,
                       gboolean    disabled)
{
  Node *node = find_node (self);

  if (node != NULL)
    bell_accounts_set_disabled (bell_server_get_accounts (node->server), principal_id, disabled, NULL);
}

gboolean
sim_site_is_shared (SimSite *self)
{
  return self->shared;
}

BellDatabase *
sim_site_open (SimSite *self)
{
  g_autoptr (GError) error = NULL;
  BellDatabase *database = self->shared ? sim_postgres_open (self->path) : bell_database_open (self->path, BELL_DATABASE_READ_ONLY, &error);

  g_assert_no_error (error);

  return database;
}

gboolean
sim_site_revoke (SimSite    *self,
                 const char *principal_id)
{
  Node *node = find_node (self);
  g_autoptr (BellDatabase) database = NULL;
  g_autoptr (BellStatement) statement = NULL;
  g_autofree char *token_id = NULL;
  gboolean row = FALSE, found = FALSE;

  if (node == NULL)
    return FALSE;
  database = sim_site_open (self);
  statement = bell_database_prepare (database, "SELECT id FROM token WHERE principal_id = ?1 ORDER BY id LIMIT 1", NULL);
  bell_statement_bind_text (statement, 1, principal_id);
  if (bell_statement_step (statement, &row, NULL) && row)
    token_id = g_strdup (bell_statement_get_text (statement, 0));
  g_clear_pointer (&statement, bell_statement_release);

  return token_id != NULL && bell_accounts_revoke (bell_server_get_accounts (node->server), token_id, &found, NULL);
}

gboolean
sim_site_has_forgotten (SimSite    *self,
                        const char *change_id)
{
  return g_hash_table_contains (self->forgotten, change_id);
}

/* A month passes on its clock, and what is older is tidied away: who was away
 * has to begin anew. */
void
sim_site_forget_history (SimSite *self)
{
  Node *node = find_node (self);
  BellUpkeepReport report = { 0 };

  if (node == NULL)
    return;
  remember_refusals (self);
  sim_clock_set_offset (SIM_CLOCK (self->clock), G_GINT64_CONSTANT (40) * 24 * 3600 * 1000);
  bell_organisation_keep_up (node->organisation, BELL_UPKEEP_LEAST_HISTORY_DAYS, &report, NULL);
  sim_tally (SIM_EVENT_HISTORY_GONE);
  sim_trace ("history from %" G_GINT64_FORMAT, report.history_from);
}

char *
sim_site_new_id (SimSite  *self,
                 BellType  type)
{
  return bell_id_new (type, self->clock);
}

gint64
sim_site_get_counter (SimSite *self)
{
  g_autoptr (BellDatabase) database = sim_site_open (self);
  g_autoptr (BellStatement) statement = bell_database_prepare (database, "SELECT counter FROM organisation", NULL);
  gboolean row = FALSE;

  g_assert_true (bell_statement_step (statement, &row, NULL) && row);

  return bell_statement_get_int64 (statement, 0);
}

/* Whether its file is whole, and whether what is derived is what the log makes
 * anew. Returns: (transfer full) (element-type utf8): what is not so */
GPtrArray *
sim_site_check (SimSite *self)
{
  Node *node = find_node (self);
  GPtrArray *problems = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (node);
  if (!bell_organisation_check (node->organisation, &problems, &error))
    {
      problems = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (problems, g_strdup (error->message));
    }

  return problems;
}

void
sim_site_back_up (SimSite *self)
{
  g_autoptr (BellDatabase) database = NULL;

  if (find_node (self) == NULL)
    return;
  database = sim_site_open (self);
  g_unlink (self->backup);
  self->has_backup = bell_database_backup (database, self->backup, NULL, NULL, NULL, NULL);
  sim_trace ("backup %d", self->has_backup);
}

/* All processes are stopped, and what happened since the backup never did. */
gboolean
sim_site_restore (SimSite *self)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autofree char *content = NULL;
  gsize length;

  if (!self->has_backup)
    return FALSE;

  if (sim_disk_is_dead (self->disk))
    sim_site_cut_power (self);
  remember_refusals (self);
  sim_site_stop (self);
  sim_disk_mend (self->disk, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (self->path, suffixes[i], NULL);

      g_unlink (path);
    }
  g_assert_true (g_file_get_contents (self->backup, &content, &length, NULL));
  g_assert_true (g_file_set_contents (self->path, content, (gssize) length, NULL));
  sim_disk_renew (self->disk);
  sim_trace ("restored");
  sim_tally (SIM_EVENT_RESTORED);
  sim_states_forget ();
  sim_site_start_nodes (self);

  return TRUE;
}
