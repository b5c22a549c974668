/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-mutation.h"

#include "bell-work-private.h"
#include "sim-disk.h"
#include "sim-schedule.h"

/* So many numbers are taken out of the sequence at a time. */
#define STEP 100

static SimMutation mutated;
static gint64 sequence;
static guint n_commits;

guint
sim_count_commits (void)
{
  return n_commits;
}

const char *
sim_mutation_get_name (SimMutation mutation)
{
  static const char *const names[] = {
    "none", "deduplication", "sequence", "sync", "access", "commit", "guards",
  };

  return names[mutation];
}

void
sim_mutation_set (SimMutation mutation)
{
  mutated = mutation;
  sim_disk_lie_about (mutation == SIM_MUTATION_SYNC ? "outbox.db" : NULL);
}

void
sim_mutation_begin_world (void)
{
  sequence = 0;
}

/* --- other SQL ------------------------------------------------------------------------- */

static const struct
{
  SimMutation mutation;
  const char *path;
  const char *more; /* is added to the statement */
  const char *text; /* or stands in its place */
} replaced[] = {
  { SIM_MUTATION_DEDUPLICATION, BELL_SERVER_SQL ("log-get-by-id"), " AND 1 = 0", NULL },
  { SIM_MUTATION_DEDUPLICATION, BELL_SERVER_SQL ("refusal-get"), " AND 1 = 0", NULL },
  { SIM_MUTATION_ACCESS, BELL_SERVER_SQL ("ticket-access-revoke"), " AND 1 = 0", NULL },
  /* A sequence is never behind what was drawn from it. */
  { SIM_MUTATION_SEQUENCE, BELL_SERVER_SQL ("organisation-move"), NULL,
    "UPDATE organisation SET counter = max (counter, ?1), next_number = max (next_number, ?2)" },
  { SIM_MUTATION_SEQUENCE, BELL_SERVER_SQL ("type-state-set"), NULL,
    "INSERT INTO type_state (type, modseq) VALUES (?1, ?2) "
    "ON CONFLICT (type) DO UPDATE SET modseq = max (modseq, excluded.modseq)" },
};

BellStatement *
__wrap_bell_database_prepare_resource (BellDatabase  *database,
                                       const char    *path,
                                       GError       **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (replaced); i++)
    if (replaced[i].mutation == mutated && g_str_equal (replaced[i].path, path))
      {
        g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
        g_autofree char *text =
          replaced[i].text != NULL ? g_strdup (replaced[i].text)
                                   : g_strconcat (g_bytes_get_data (bytes, NULL), replaced[i].more, NULL);

        return bell_database_prepare (database, text, error);
      }

  return __real_bell_database_prepare_resource (database, path, error);
}

/* --- numbers that are drawn before the transaction ------------------------------------------ */

static gboolean
never (gpointer data)
{
  return FALSE;
}

BellWork *
__wrap_bell_work_begin (BellOrganisation  *organisation,
                        GError           **error)
{
  gint64 mine = 0;
  BellWork *work;

  if (mutated == SIM_MUTATION_SEQUENCE)
    {
      mine = sequence;
      sequence += STEP;
      /* And then somebody else is faster, now and then. */
      if (sim_is_fiber () && sim_chance (0.3))
        sim_wait (never, NULL, sim_now () + SIM_MS (sim_below (1000)));
    }

  work = __real_bell_work_begin (organisation, error);
  if (work != NULL && mutated == SIM_MUTATION_SEQUENCE)
    work->counter = mine;

  return work;
}

/* --- answers before their time ------------------------------------------------------------ */

gboolean
__wrap_bell_work_commit (BellWork  *self,
                         GError   **error)
{
  n_commits++;
  if (mutated != SIM_MUTATION_COMMIT || !sim_is_fiber () || !sim_chance (0.02))
    return __real_bell_work_commit (self, error);

  /* What is not released is undone when it is freed. */
  self->finished = TRUE;

  return TRUE;
}

/* --- less than was seen -------------------------------------------------------------------- */

BellPatch *
__wrap_bell_merge_expect (const BellPatch  *patch,
                          const BellPatch  *given,
                          const BellRecord *before)
{
  return mutated == SIM_MUTATION_GUARDS ? NULL : __real_bell_merge_expect (patch, given, before);
}
