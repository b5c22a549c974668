/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-tally.h"

#define PLAIN (1u << SIM_KIND_PLAIN)
#define HARSH (1u << SIM_KIND_HARSH)
#define POSTGRES (1u << SIM_KIND_POSTGRES)
#define BUSY (1u << SIM_KIND_BUSY)
#define ALL (PLAIN | HARSH | POSTGRES | BUSY)
#define AGED (HARSH | BUSY)

static const struct
{
  guint where; /* bits of SimKind */
  const char *text;
} events[] = {
#define E(name, where, text) { where, text },
  SIM_EVENTS (E)
#undef E
};

static guint64 totals[SIM_N_EVENTS]; /* in all worlds */
static guint n_worlds_with[SIM_N_EVENTS];
static guint now[SIM_N_EVENTS]; /* in this one */
static guint n_worlds[SIM_N_KINDS];

void
sim_tally (SimEvent event)
{
  now[event]++;
}

void
sim_tally_begin_world (SimKind kind)
{
  for (guint i = 0; i < SIM_N_EVENTS; i++)
    now[i] = 0;
  n_worlds[kind]++;
}

void
sim_tally_end_world (void)
{
  for (guint i = 0; i < SIM_N_EVENTS; i++)
    {
      totals[i] += now[i];
      n_worlds_with[i] += now[i] > 0;
      now[i] = 0;
    }
}

/* Of the worlds those in which it may happen. */
static guint
count_worlds (SimEvent event)
{
  guint n = 0;

  for (guint kind = 0; kind < SIM_N_KINDS; kind++)
    if (events[event].where & (1u << kind))
      n += n_worlds[kind];

  return n;
}

void
sim_tally_print (void)
{
  for (guint i = 0; i < SIM_N_EVENTS; i++)
    if (count_worlds ((SimEvent) i) > 0)
      g_print ("# %8" G_GUINT64_FORMAT " times, in %4u of %4u worlds: %s\n", totals[i], n_worlds_with[i],
               count_worlds ((SimEvent) i), events[i].text);
}

char *
sim_tally_get_missing (void)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();

  for (guint i = 0; i < SIM_N_EVENTS; i++)
    /* What is in all of them is asked of the plain ones. */
    if (totals[i] == 0 && (events[i].where & PLAIN ? n_worlds[SIM_KIND_PLAIN] : count_worlds ((SimEvent) i)) > 0)
      g_ptr_array_add (missing, (char *) events[i].text);
  if (missing->len == 0)
    return NULL;
  g_ptr_array_add (missing, NULL);

  return g_strjoinv (", ", (char **) missing->pdata);
}
