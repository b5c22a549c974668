/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-check.h"
#include "sim-clock.h"
#include "sim-postgres.h"
#include "sim-schedule.h"
#include "sim-tally.h"
#include "sim-world-private.h"

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
  if (self->kind == SIM_KIND_POSTGRES)
    sim_postgres_set_weather (sim_chance (0.7) ? sim_below (30) / 10000.0 : 0);
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
  again (turn, on_person_acts, SIM_MS (sim_below (turn->world->kind == SIM_KIND_BUSY ? 10000 : 20000)));
}

/* Who may see what changes under the hands of everybody. */
static void
on_administrator_acts (gpointer data)
{
  World *self = data;

  if (!self->faults)
    return;
  if (sim_chance (0.9))
    sim_people_move (&self->people, self->site);
  else
    sim_people_rule (&self->people, self->site, sim_chance (0.2));
  sim_at (sim_now () + SIM_MS (sim_below (8000)), on_administrator_acts, self);
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

/* After a crash, which ends both of the programs on its files. */
static void
restart_later (World     *self,
               SimClient *client)
{
  start_later (self, client, SIM_MS (sim_below (30000)));
  if (client->beside != NULL)
    start_later (self, client->beside, SIM_MS (sim_below (60000)));
}

/* Milliseconds; up to twenty of them, to and fro. */
static gint64
any_years (void)
{
  return ((gint64) sim_below (40 * 365) - 20 * 365) * 24 * 3600 * 1000;
}

/* What happens to few. */
static void
suffer_harshly (World     *self,
                SimClient *client)
{
  switch (sim_below (3))
    {
    case 0:
      if (!(self->themes & SIM_THEME_UPGRADE) || client->beside != NULL)
        break;
      sim_client_stop (client);
      sim_client_age (client);
      start_later (self, client, SIM_MS (sim_below (10000)));
      /* Perhaps it does not get far. */
      if (sim_chance (0.5))
        sim_disk_fail_after (client->disk, sim_below (30));
      break;
    case 1:
      if (!(self->themes & SIM_THEME_YEARS))
        break;
      sim_tally (SIM_EVENT_YEARS);
      sim_clock_set_offset (SIM_CLOCK (client->clock), any_years ());
      break;
    default:
      if (client->is_second)
        sim_client_stop (client);
      else if (client->beside != NULL)
        start_later (self, client->beside, SIM_MS (sim_below (10000)));
    }
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
      /* The second program is started when it is needed. */
      if (client->is_second && client->store == NULL && sim_chance (0.3))
        sim_client_start (client);
      again (turn, on_client_suffers, SIM_SECONDS (5));
      return;
    }
  if (turn->world->themes != 0 && sim_chance (0.3))
    {
      suffer_harshly (turn->world, client);
      again (turn, on_client_suffers, SIM_MS (5000 + sim_below (60000)));
      return;
    }
  if (sim_disk_is_dead (client->disk) || client->sync == NULL)
    {
      /* It died in the middle of a write. */
      sim_client_crash (client, sim_chance (0.5));
      restart_later (turn->world, client);
      again (turn, on_client_suffers, SIM_SECONDS (35));
      return;
    }

  switch (sim_below (8))
    {
    case 0:
      sim_client_crash (client, sim_chance (0.5));
      restart_later (turn->world, client);
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
      if (client->peer.no_way_out || client->peer.no_way_in)
        sim_tally (!client->peer.no_way_in    ? SIM_EVENT_CUT_OUT
                   : !client->peer.no_way_out ? SIM_EVENT_CUT_IN
                                              : SIM_EVENT_CUT_BOTH);
      sim_trace ("%s cut off %d %d", client->name, client->peer.no_way_out, client->peer.no_way_in);
      break;
    case 5:
      client->peer.no_way_out = client->peer.no_way_in = FALSE;
      break;
    case 6:
      sim_disk_set_full (client->disk, sim_chance (0.3));
      break;
    default:
      sim_tally (SIM_EVENT_CLOCK_JUMPS);
      sim_clock_set_offset (SIM_CLOCK (client->clock), sim_chance (0.1) ? SIM_SECONDS (3600 * 24) : ((gint64) sim_below (600) - 300) * 1000);
    }
  again (turn, on_client_suffers, SIM_MS (sim_below (60000)));
}

void
sim_world_start_nodes (World *self)
{
  if (self->over)
    return;
  if (sim_disk_is_dead (sim_site_get_disk (self->site)))
    {
      sim_site_cut_power (self->site);
      sim_check_site_file (self->site);
    }
  sim_site_start_nodes (self->site);
  sim_check_counter (self->site);
}

static void
on_nodes_start (gpointer data)
{
  sim_world_start_nodes (data);
}

static void
site_suffers_harshly (World *self)
{
  switch (sim_below (4))
    {
    case 0:
      if (self->themes & SIM_THEME_RESTORE)
        sim_site_back_up (self->site);
      break;
    case 1:
      if ((self->themes & SIM_THEME_RESTORE) && sim_site_restore (self->site))
        sim_check_restored (self->site);
      break;
    case 2:
      if (self->themes & SIM_THEME_YEARS)
        sim_site_jump_clock (self->site, any_years ());
      break;
    default:
      if (self->themes & SIM_THEME_FULL_SERVER)
        {
          gboolean full = sim_chance (0.5);

          if (full)
            sim_tally (SIM_EVENT_SITE_DISK_FULL);
          sim_disk_set_full (sim_site_get_disk (self->site), full);
          sim_at (sim_now () + SIM_MS (10000 + sim_below (20000)), on_nodes_start, self);
        }
    }
}

static void
on_site_suffers (gpointer data)
{
  World *self = data;

  if (!self->faults)
    return;

  if (self->themes != 0 && sim_chance (0.4))
    site_suffers_harshly (self);
  else switch (sim_below (6))
    {
    case 0:
    case 1:
      sim_site_stop_node (self->site, sim_below (self->network.servers->len));
      sim_at (sim_now () + SIM_MS (sim_below (30000)), on_nodes_start, self);
      break;
    case 2:
      if (self->kind == SIM_KIND_POSTGRES)
        sim_postgres_cut ();
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
      /* What is as old as that is not offered again. */
      sim_people_rule (&self->people, self->site, !(self->themes & SIM_THEME_RESTORE));
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
  SimClient *sleeper = sim_world_add_client (self, &self->calm, name, of->principal_id, of->role);

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

void
sim_world_put_away (World *self)
{
  on_sleeper_goes (self);
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

void
sim_world_begin_faults (World *self)
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
  if (self->kind == SIM_KIND_BUSY)
    sim_at (sim_now () + SIM_SECONDS (20), on_administrator_acts, self);
  for (guint i = 0; i < 2; i++)
    {
      gint64 at = sim_now () + SIM_MS (20000 + sim_below (240000));

      sim_at (at, on_sleeper_comes, self);
      sim_at (at + SIM_SECONDS (20), on_sleeper_goes, self);
    }
}

void
sim_world_begin_looking (World     *self,
                         SimClient *client)
{
  again (new_turn (self, client), on_person_looks, SIM_SECONDS (1));
}
