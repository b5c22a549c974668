/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-world-private.h"

#include <glib/gstdio.h>

#include "sim-check.h"
#include "sim-mutation.h"
#include "sim-postgres.h"
#include "sim-schedule.h"
#include "sim-sight.h"
#include "sim-tally.h"

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

SimClient *
sim_world_add_client (World      *self,
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

/* What the server confirmed is offered to it again after a restore, if it is
 * known what that was, and when. */
static guint
choose_themes (void)
{
  guint themes = 1u << sim_below (5);

  for (guint i = 0; i < 5; i++)
    if (sim_chance (0.3))
      themes |= 1u << i;
  if (themes & SIM_THEME_RESTORE)
    themes &= ~(guint) (SIM_THEME_UPGRADE | SIM_THEME_YEARS);
  sim_trace ("themes %x", themes);

  return themes;
}

static void
look (gpointer    site,
      const char *name,
      const char *principal_id,
      GBytes     *content)
{
  sim_sight_look (site, name, principal_id, content);
}

static void
set_up (World *self)
{
  static const BellRole roles[] = { BELL_ROLE_AGENT, BELL_ROLE_REQUESTER, BELL_ROLE_AGENT, BELL_ROLE_REQUESTER, BELL_ROLE_LEAD };
  g_autofree char *server = g_build_filename (self->folder, "server", NULL);
  g_autofree char *admin = NULL, *uri = NULL;
  guint n_clients = 2 + sim_below (5), n_nodes;

  self->network.servers = g_ptr_array_new ();
  if (self->kind == SIM_KIND_POSTGRES)
    uri = sim_postgres_begin ();
  n_nodes = 1 + sim_below (3);
  self->site = sim_site_new (&self->network, server, uri, n_nodes);
  sim_tally ((SimEvent) (SIM_EVENT_ONE_NODE + n_nodes - 1));
  if (n_clients == 2 || n_clients == 6)
    sim_tally (n_clients == 2 ? SIM_EVENT_TWO_CLIENTS : SIM_EVENT_SIX_CLIENTS);
  self->network.get_counter = get_counter;
  self->network.look = look;
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

          sim_tally (SIM_EVENT_SECOND_DEVICE);
          g_ptr_array_add (self->clients, sim_world_add_client (self, &self->network, name, first->principal_id, first->role));
        }
      else
        {
          char *id = add_person (self, name, role);

          g_ptr_array_add (self->people.ids, id);
          g_ptr_array_add (self->clients, sim_world_add_client (self, &self->network, name, id, role));
        }
    }

  for (guint i = 0; i < n_clients && (self->themes & SIM_THEME_TWO_PROGRAMS); i++)
    if (sim_chance (0.6))
      {
        SimClient *first = self->clients->pdata[i];
        g_autofree char *name = g_strconcat (first->name, "-second", NULL);

        sim_tally (SIM_EVENT_SECOND_PROGRAM);
        sim_disk_share (first->disk);
        g_ptr_array_add (self->clients, sim_client_new_beside (first, name));
      }
}

/* --- healing ------------------------------------------------------------------------------------ */

static void
heal (World *self)
{
  sim_trace ("healing");
  self->faults = FALSE;
  self->network.weather = (SimWeather){ .rough = FALSE };
  if (self->kind == SIM_KIND_POSTGRES)
    sim_postgres_set_weather (0);
  sim_disk_spare (sim_site_get_disk (self->site));
  sim_world_start_nodes (self);
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
  sim_world_put_away (self);
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
  SimClient *fresh = sim_world_add_client (self, &self->calm, name, client->principal_id, client->role);
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
  sim_check_site (self->site);

  for (guint i = 0; i < self->sleepers->len; i++)
    sim_client_start (self->sleepers->pdata[i]);
  for (guint i = 0; i < self->sleepers->len; i++)
    sim_world_begin_looking (self, self->sleepers->pdata[i]);
  if (!wait_for_calm (self->sleepers, 30 * MINUTE))
    tell_unrest (self->sleepers);

  for (guint i = 0; i < self->clients->len; i++)
    {
      SimClient *client = self->clients->pdata[i];

      if (client->sync == NULL)
        continue;
      sim_check_deeds (client);
      sim_check_order (client);
      sim_check_races (client);
      if (!client->is_second)
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

  /* Who stands beside another goes first. */
  for (guint i = self->clients->len; i > 0; i--)
    sim_client_free (self->clients->pdata[i - 1]);
  for (guint i = 0; i < self->sleepers->len; i++)
    sim_client_free (self->sleepers->pdata[i]);
  for (guint i = 0; i < self->retired->len; i++)
    sim_client_free (self->retired->pdata[i]);
  g_ptr_array_unref (self->retired);
  sim_site_free (self->site);
  if (self->kind == SIM_KIND_POSTGRES)
    sim_postgres_end ();
  sim_people_clear (&self->people);
  g_ptr_array_unref (self->clients);
  g_ptr_array_unref (self->sleepers);
  g_ptr_array_unref (self->network.servers);
  g_rmdir (self->folder);
  g_free (self->folder);
}

const char *
sim_kind_get_name (SimKind kind)
{
  static const char *const names[] = { "plain", "harsh", "postgresql", "busy" };

  return names[kind];
}

/* Whether this machine has what its worlds need. */
gboolean
sim_kind_is_there (SimKind kind)
{
  return kind != SIM_KIND_POSTGRES || sim_postgres_is_there ();
}

gboolean
sim_world_run (SimKind  kind,
               guint64  seed,
               guint64 *trace)
{
  World world = { 0 };
  const char *base = g_get_tmp_dir ();
  g_autofree char *template = g_build_filename (base, "deskbell-simulation-XXXXXX", NULL);

  world.folder = g_strdup (g_mkdtemp (template));
  g_assert_nonnull (world.folder);
  sim_forget_failures ();
  sim_schedule_begin (seed);
  sim_mutation_begin_world ();
  sim_tally_begin_world (kind);
  world.kind = kind;
  if (kind == SIM_KIND_HARSH)
    world.themes = choose_themes ();
  else if (kind == SIM_KIND_BUSY)
    world.themes = SIM_THEME_UPGRADE;
  set_up (&world);
  sim_world_begin_faults (&world);
  sim_run_until (sim_now () + (3 + (gint64) sim_below (8)) * MINUTE);
  heal (&world);
  check (&world);
  if (trace != NULL)
    *trace = sim_trace_get ();
  /* What ends with the world did not befall it. */
  sim_tally_end_world ();
  tear_down (&world);
  sim_schedule_end ();

  return sim_get_n_failures () == 0;
}
