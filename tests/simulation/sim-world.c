/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-world.h"

#include <glib/gstdio.h>

#include "sim-check.h"
#include "sim-clock.h"
#include "sim-mutation.h"
#include "sim-people.h"
#include "sim-schedule.h"

#define MINUTE SIM_SECONDS (60)

typedef struct
{
  char *folder;
  SimNetwork network;
  SimNetwork calm; /* for those who only watch */
  SimSite *site;
  SimPeople people;
  GPtrArray *clients;
  GPtrArray *sleepers;
  GPtrArray *retired; /* clients of which something may still be under way */
  gboolean faults;
  gboolean over;
} World;

/* --- the world before anything happens ---------------------------------------------------- */

static char *
add_person (World      *self,
            const char *name,
            BellRole    role)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_PRINCIPAL);
  char *id = sim_site_new_id (self->site, BELL_TYPE_PRINCIPAL);
  g_autofree char *email = g_strconcat (name, "@simulated.example", NULL);

  bell_patch_set_text (patch, BELL_PRINCIPAL_NAME, name);
  bell_patch_set_text (patch, BELL_PRINCIPAL_EMAIL, email);
  bell_patch_set_integer (patch, BELL_PRINCIPAL_ROLE, role);
  bell_patch_set_integer (patch, BELL_PRINCIPAL_ACTIVE, TRUE);
  g_assert_true (sim_site_apply (self->site, BELL_CHANGE_KIND_CREATE, id, patch));
  sim_site_set_disabled (self->site, id, FALSE);

  return id;
}

static SimClient *
add_client (World      *self,
            SimNetwork *network,
            const char *name,
            const char *principal_id,
            BellRole    role)
{
  g_autofree char *folder = g_build_filename (self->folder, name, NULL);

  return sim_client_new (self->site, network, folder, name, principal_id, role);
}

static gint64
get_counter (gpointer site)
{
  return sim_site_get_counter (site);
}

static void
set_up (World *self)
{
  static const BellRole roles[] = { BELL_ROLE_AGENT, BELL_ROLE_REQUESTER, BELL_ROLE_AGENT, BELL_ROLE_REQUESTER, BELL_ROLE_LEAD };
  g_autofree char *server = g_build_filename (self->folder, "server", NULL);
  g_autofree char *admin = NULL;
  guint n_clients = 2 + sim_below (5);

  self->network.servers = g_ptr_array_new ();
  self->site = sim_site_new (&self->network, server, 1 + sim_below (3));
  self->network.get_counter = get_counter;
  self->network.data = self->site;
  self->calm = self->network;
  sim_people_init (&self->people);
  self->clients = g_ptr_array_new ();
  self->sleepers = g_ptr_array_new ();
  self->retired = g_ptr_array_new ();

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TEAM);
      char *id = sim_site_new_id (self->site, BELL_TYPE_TEAM);

      bell_patch_set_text (patch, BELL_TEAM_NAME, i == 0 ? "First" : "Second");
      g_assert_true (sim_site_apply (self->site, BELL_CHANGE_KIND_CREATE, id, patch));
      g_ptr_array_add (self->people.teams, id);
    }

  /* One who is never touched, so that somebody always may. */
  admin = add_person (self, "admin", BELL_ROLE_ADMIN);
  for (guint i = 0; i < n_clients; i++)
    {
      g_autofree char *name = g_strdup_printf ("client%u", i);
      BellRole role = roles[i % G_N_ELEMENTS (roles)];

      /* Some have a second device. */
      if (i > 0 && sim_chance (0.25))
        {
          SimClient *first = self->clients->pdata[sim_below (i)];

          g_ptr_array_add (self->clients, add_client (self, &self->network, name, first->principal_id, first->role));
        }
      else
        {
          char *id = add_person (self, name, role);

          g_ptr_array_add (self->people.ids, id);
          g_ptr_array_add (self->clients, add_client (self, &self->network, name, id, role));
        }
    }
}

/* --- while things fail ---------------------------------------------------------------------- */

static void
set_weather (World *self)
{
  SimWeather *weather = &self->network.weather;

  *weather = (SimWeather){ .rough = TRUE };
  if (sim_chance (0.8))
    weather->lose_request = sim_below (300) / 1000.0;
  if (sim_chance (0.8))
    weather->lose_response = sim_below (300) / 1000.0;
  if (sim_chance (0.8))
    weather->duplicate = sim_below (200) / 1000.0;
  if (sim_chance (0.5))
    weather->fault = sim_below (100) / 1000.0;
  if (sim_chance (0.5))
    weather->cut = sim_below (50) / 1000.0;
  if (sim_chance (0.5))
    weather->stall = sim_below (50) / 1000.0;
}

static void on_person_acts (gpointer data);

typedef struct
{
  World *world;
  SimClient *client;
} Turn;

static void
again (Turn    *turn,
       SimFunc  func,
       gint64   wait)
{
  sim_at (sim_now () + wait, func, turn);
}

static void
on_person_acts (gpointer data)
{
  Turn *turn = data;

  if (!turn->world->faults)
    {
      g_free (turn);
      return;
    }
  sim_people_act (&turn->world->people, turn->client);
  again (turn, on_person_acts, SIM_MS (sim_below (20000)));
}

/* Whoever is asked for it signs in, sooner or later; also when all is well again. */
static void
on_person_looks (gpointer data)
{
  Turn *turn = data;

  if (turn->world->over)
    {
      g_free (turn);
      return;
    }
  sim_client_sign_in (turn->client);
  again (turn, on_person_looks, SIM_MS (5000 + sim_below (60000)));
}

static void
on_starts (gpointer data)
{
  Turn *turn = data;

  if (turn->world->over)
    {
      g_free (turn);
      return;
    }
  /* What did not open is tried once more, by and by. */
  if (turn->client->store != NULL && sim_disk_is_dead (turn->client->disk))
    sim_client_crash (turn->client, sim_chance (0.5));
  else if (turn->client->store != NULL && turn->client->sync == NULL && !turn->client->opening)
    sim_client_stop (turn->client);
  sim_client_start (turn->client);
  g_free (turn);
}

static void
start_later (World     *self,
             SimClient *client,
             gint64     wait)
{
  Turn *turn = g_new0 (Turn, 1);

  turn->world = self;
  turn->client = client;
  again (turn, on_starts, wait);
}

/* Once in a while something befalls a client. */
static void
on_client_suffers (gpointer data)
{
  Turn *turn = data;
  SimClient *client = turn->client;

  if (!turn->world->faults)
    {
      g_free (turn);
      return;
    }

  if (client->store == NULL || client->opening)
    {
      again (turn, on_client_suffers, SIM_SECONDS (5));
      return;
    }
  if (sim_disk_is_dead (client->disk) || client->sync == NULL)
    {
      /* It died in the middle of a write. */
      sim_client_crash (client, sim_chance (0.5));
      start_later (turn->world, client, SIM_MS (sim_below (30000)));
      again (turn, on_client_suffers, SIM_SECONDS (35));
      return;
    }

  switch (sim_below (8))
    {
    case 0:
      sim_client_crash (client, sim_chance (0.5));
      start_later (turn->world, client, SIM_MS (sim_below (30000)));
      break;
    case 1:
    case 2:
      sim_disk_fail_after (client->disk, sim_below (60));
      again (turn, on_client_suffers, SIM_SECONDS (10));
      return;
    case 3:
      sim_client_stop (client);
      start_later (turn->world, client, SIM_MS (sim_below (60000)));
      break;
    case 4:
      client->peer.no_way_out = sim_chance (0.5);
      client->peer.no_way_in = sim_chance (0.5);
      sim_trace ("%s cut off %d %d", client->name, client->peer.no_way_out, client->peer.no_way_in);
      break;
    case 5:
      client->peer.no_way_out = client->peer.no_way_in = FALSE;
      break;
    case 6:
      sim_disk_set_full (client->disk, sim_chance (0.3));
      break;
    default:
      sim_clock_set_offset (SIM_CLOCK (client->clock), sim_chance (0.1) ? SIM_SECONDS (3600 * 24) : ((gint64) sim_below (600) - 300) * 1000);
    }
  again (turn, on_client_suffers, SIM_MS (sim_below (60000)));
}

static void
on_nodes_start (gpointer data)
{
  World *self = data;

  if (self->over)
    return;
  if (sim_disk_is_dead (sim_site_get_disk (self->site)))
    sim_site_cut_power (self->site);
  sim_site_start_nodes (self->site);
  sim_check_counter (self->site);
}

static void
on_site_suffers (gpointer data)
{
  World *self = data;

  if (!self->faults)
    return;

  switch (sim_below (6))
    {
    case 0:
    case 1:
      sim_site_stop_node (self->site, sim_below (self->network.servers->len));
      sim_at (sim_now () + SIM_MS (sim_below (30000)), on_nodes_start, self);
      break;
    case 2:
      sim_disk_fail_after (sim_site_get_disk (self->site), sim_below (100));
      sim_at (sim_now () + SIM_MS (10000 + sim_below (20000)), on_nodes_start, self);
      break;
    case 3:
      set_weather (self);
      break;
    case 4:
      sim_site_jump_clock (self->site, ((gint64) sim_below (600) - 300) * 1000);
      break;
    default:
      sim_people_rule (&self->people, self->site);
    }
  sim_at (sim_now () + SIM_MS (sim_below (40000)), on_site_suffers, self);
}

/* Somebody's new device sees the world as it is now, and is then put away. */
static void
on_sleeper_comes (gpointer data)
{
  World *self = data;
  SimClient *of = self->clients->pdata[sim_below (self->clients->len)];
  g_autofree char *name = g_strdup_printf ("sleeper%u", self->sleepers->len);
  SimClient *sleeper = add_client (self, &self->calm, name, of->principal_id, of->role);

  g_ptr_array_add (self->sleepers, sleeper);
  if (sleeper->token != NULL)
    sim_client_start (sleeper);
}

static void
on_sleeper_goes (gpointer data)
{
  World *self = data;

  for (guint i = 0; i < self->sleepers->len; i++)
    if (!((SimClient *) self->sleepers->pdata[i])->opening)
      sim_client_stop (self->sleepers->pdata[i]);
}

static Turn *
new_turn (World     *self,
          SimClient *client)
{
  Turn *turn = g_new0 (Turn, 1);

  turn->world = self;
  turn->client = client;

  return turn;
}

static void
begin_faults (World *self)
{
  self->faults = TRUE;
  set_weather (self);
  for (guint i = 0; i < self->clients->len; i++)
    {
      SimClient *client = self->clients->pdata[i];

      sim_client_start (client);
      again (new_turn (self, client), on_person_acts, SIM_MS (sim_below (20000)));
      again (new_turn (self, client), on_person_looks, SIM_MS (sim_below (60000)));
      again (new_turn (self, client), on_client_suffers, SIM_MS (10000 + sim_below (90000)));
    }
  sim_at (sim_now () + SIM_MS (30000 + sim_below (30000)), on_site_suffers, self);
  for (guint i = 0; i < 2; i++)
    {
      gint64 at = sim_now () + SIM_MS (20000 + sim_below (240000));

      sim_at (at, on_sleeper_comes, self);
      sim_at (at + SIM_SECONDS (20), on_sleeper_goes, self);
    }
}

/* --- healing ------------------------------------------------------------------------------------ */

static void
heal (World *self)
{
  sim_trace ("healing");
  self->faults = FALSE;
  self->network.weather = (SimWeather){ .rough = FALSE };
  sim_disk_spare (sim_site_get_disk (self->site));
  on_nodes_start (self);
  for (guint i = 0; i < self->people.ids->len; i++)
    sim_site_set_disabled (self->site, self->people.ids->pdata[i], FALSE);
  for (guint i = 0; i < self->clients->len; i++)
    {
      SimClient *client = self->clients->pdata[i];

      client->peer.no_way_out = client->peer.no_way_in = FALSE;
      sim_disk_spare (client->disk);
      if (client->store != NULL && sim_disk_is_dead (client->disk))
        sim_client_crash (client, TRUE);
      else if (client->store != NULL && client->sync == NULL && !client->opening)
        sim_client_stop (client);
      sim_client_start (client);
    }
  on_sleeper_goes (self);
}

static gboolean
is_calm (GPtrArray *clients)
{
  for (guint i = 0; i < clients->len; i++)
    if (!sim_client_is_calm (clients->pdata[i]))
      return FALSE;

  return TRUE;
}

static gboolean
wait_for_calm (GPtrArray *clients,
               gint64     longest)
{
  gint64 until = sim_now () + longest;

  while (!is_calm (clients) && sim_now () < until)
    sim_run_until (sim_now () + SIM_SECONDS (5));

  return is_calm (clients);
}

static void
tell_unrest (GPtrArray *clients)
{
  for (guint i = 0; i < clients->len; i++)
    {
      SimClient *client = clients->pdata[i];

      if (!sim_client_is_calm (client))
        sim_fail ("%s is not calm: state %d, %u pending, %s", client->name,
                  client->sync != NULL ? (int) bell_sync_get_state (client->sync) : -1,
                  client->sync != NULL ? bell_store_get_n_pending (client->store) : 0,
                  client->sync != NULL ? bell_sync_get_problem (client->sync) : "not running");
    }
}

/* --- the checks ----------------------------------------------------------------------------------- */

static void
check_idle (World *self)
{
  g_autofree guint *before = g_new0 (guint, self->clients->len);

  /* Until each has noticed what broke before. */
  sim_run_until (sim_now () + 5 * MINUTE);
  for (guint i = 0; i < self->clients->len; i++)
    before[i] = ((SimClient *) self->clients->pdata[i])->peer.n_requests;
  sim_run_until (sim_now () + 30 * MINUTE);
  for (guint i = 0; i < self->clients->len; i++)
    {
      SimClient *client = self->clients->pdata[i];

      if (client->peer.n_requests - before[i] > 5)
        sim_fail ("%s made %u requests in half an hour in which nothing happened", client->name, client->peer.n_requests - before[i]);
    }
}

static void
check_against_fresh (World      *self,
                     SimClient  *client)
{
  g_autofree char *name = g_strconcat ("fresh-", client->name, NULL);
  SimClient *fresh = add_client (self, &self->calm, name, client->principal_id, client->role);
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, fresh);
  sim_client_start (fresh);
  if (!wait_for_calm (one, 10 * MINUTE))
    tell_unrest (one);
  else
    {
      sim_check_sight (fresh);
      sim_check_sight (client);
      sim_check_same_base (client, fresh);
    }
  sim_client_stop (fresh);
  g_ptr_array_add (self->retired, fresh);
}

static void
check (World *self)
{
  if (!wait_for_calm (self->clients, 90 * MINUTE))
    tell_unrest (self->clients);
  check_idle (self);
  sim_check_counter (self->site);
  sim_check_blobs (self->site);

  for (guint i = 0; i < self->sleepers->len; i++)
    sim_client_start (self->sleepers->pdata[i]);
  for (guint i = 0; i < self->sleepers->len; i++)
    again (new_turn (self, self->sleepers->pdata[i]), on_person_looks, SIM_SECONDS (1));
  if (!wait_for_calm (self->sleepers, 30 * MINUTE))
    tell_unrest (self->sleepers);

  for (guint i = 0; i < self->clients->len; i++)
    {
      SimClient *client = self->clients->pdata[i];

      if (client->sync == NULL)
        continue;
      sim_check_deeds (client);
      sim_check_order (client);
      check_against_fresh (self, client);
    }
  for (guint i = 0; i < self->sleepers->len; i++)
    if (((SimClient *) self->sleepers->pdata[i])->sync != NULL)
      check_against_fresh (self, self->sleepers->pdata[i]);
}

/* What is under way is let arrive before those whom it concerns are gone. */
static void
tear_down (World *self)
{
  self->over = TRUE;
  for (guint i = 0; i < self->clients->len; i++)
    sim_client_stop (self->clients->pdata[i]);
  for (guint i = 0; i < self->sleepers->len; i++)
    sim_client_stop (self->sleepers->pdata[i]);
  sim_site_stop (self->site);
  sim_schedule_drain ();

  for (guint i = 0; i < self->clients->len; i++)
    sim_client_free (self->clients->pdata[i]);
  for (guint i = 0; i < self->sleepers->len; i++)
    sim_client_free (self->sleepers->pdata[i]);
  for (guint i = 0; i < self->retired->len; i++)
    sim_client_free (self->retired->pdata[i]);
  g_ptr_array_unref (self->retired);
  sim_site_free (self->site);
  sim_people_clear (&self->people);
  g_ptr_array_unref (self->clients);
  g_ptr_array_unref (self->sleepers);
  g_ptr_array_unref (self->network.servers);
  g_rmdir (self->folder);
  g_free (self->folder);
}

gboolean
sim_world_run (guint64  seed,
               guint64 *trace)
{
  World world = { 0 };
  const char *base = g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm" : g_get_tmp_dir ();
  g_autofree char *template = g_build_filename (base, "deskbell-simulation-XXXXXX", NULL);

  world.folder = g_strdup (g_mkdtemp (template));
  g_assert_nonnull (world.folder);
  sim_forget_failures ();
  sim_schedule_begin (seed);
  sim_mutation_begin_world ();
  set_up (&world);
  begin_faults (&world);
  sim_run_until (sim_now () + (3 + (gint64) sim_below (8)) * MINUTE);
  heal (&world);
  check (&world);
  if (trace != NULL)
    *trace = sim_trace_get ();
  tear_down (&world);
  sim_schedule_end ();

  return sim_get_n_failures () == 0;
}
