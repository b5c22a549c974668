/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <execinfo.h>
#include <glib.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "sim-check.h"
#include "sim-disk.h"
#include "sim-mutation.h"
#include "sim-schedule.h"
#include "sim-tally.h"
#include "sim-world.h"

/* What the server and the engine say of failing disks is no news here. */
static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_strcmp0 (fields[i].key, "GLIB_DOMAIN") == 0 &&
        (g_strcmp0 (fields[i].value, "deskbell-server") == 0 ||
         (g_strcmp0 (fields[i].value, "bell-sync") == 0 && level >= G_LOG_LEVEL_WARNING)))
      return G_LOG_WRITER_HANDLED;

  return g_log_writer_default (level, fields, n_fields, data);
}

/* How a world's trace is told. */
#define TRACE " # trace "
#define TRACE_LENGTH 16

/* A world: "SEED" is a plain one, "KIND:SEED" one of that kind. */
typedef struct
{
  SimKind kind;
  guint64 seed;
} World;

static World
parse_world (const char *text)
{
  World world = { SIM_KIND_PLAIN, 0 };

  for (guint kind = 0; kind < SIM_N_KINDS; kind++)
    {
      g_autofree char *prefix = g_strconcat (sim_kind_get_name ((SimKind) kind), ":", NULL);

      if (g_str_has_prefix (text, prefix))
        {
          world.kind = (SimKind) kind;
          text += strlen (prefix);
        }
    }
  if (!g_ascii_isdigit (*text))
    {
      g_printerr ("There is no world called %s\n", text);
      exit (2);
    }
  world.seed = g_ascii_strtoull (text, NULL, 10);

  return world;
}

static char *
name_world (World world)
{
  return world.kind == SIM_KIND_PLAIN ? g_strdup_printf ("%" G_GUINT64_FORMAT, world.seed)
                                      : g_strdup_printf ("%s:%" G_GUINT64_FORMAT, sim_kind_get_name (world.kind), world.seed);
}

/* (nullable): the one kind of worlds that is asked for */
static char *only;

static gboolean
is_wanted (SimKind kind)
{
  return sim_kind_is_there (kind) && (only == NULL || g_str_equal (only, sim_kind_get_name (kind)));
}

/* Tells how to see it again, also where it ends in the middle. */
static World current;

static void
on_abort (int number)
{
  void *frames[64];
  g_autofree char *name = name_world (current);

  g_printerr ("# seed %s ended the program; again: ./dev soak --seed %s\n", name, name);
  backtrace_symbols_fd (frames, backtrace (frames, G_N_ELEMENTS (frames)), 2);
  signal (number, SIG_DFL);
  raise (number);
}

static gboolean
run_world (World    world,
           guint64 *trace)
{
  gboolean well;

  current = world;
  well = sim_world_run (world.kind, world.seed, trace);
  if (!well)
    {
      g_autofree char *name = name_world (world);

      g_printerr ("# seed %s failed; again: ./dev soak --seed %s --show\n", name, name);
    }

  return well;
}

/* The worlds that once failed, one a line, and what it was. */
static void
run_fixtures (const char *path,
              guint      *n,
              guint      *failed)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean well;

      if (!g_ascii_isalnum (lines[i][0]) || !is_wanted (parse_world (lines[i]).kind))
        continue;
      well = run_world (parse_world (lines[i]), NULL);
      g_print ("%s %u - seed %s\n", well ? "ok" : "not ok", ++*n, lines[i]);
      *failed += !well;
    }
}

static void
run_fresh (gint64  seconds,
           guint  *n,
           guint  *failed)
{
  gint64 until = g_get_real_time () + seconds * G_USEC_PER_SEC;
  World world = { SIM_KIND_PLAIN, (guint64) g_get_real_time () };

  for (; g_get_real_time () < until; world.seed++, world.kind = (world.kind + 1) % SIM_N_KINDS)
    {
      /* One on PostgreSQL takes as long as ten others. */
      if (!is_wanted (world.kind) || (only == NULL && world.kind == SIM_KIND_POSTGRES && world.seed / SIM_N_KINDS % 4 != 0))
        continue;
      g_autofree char *name = name_world (world);
      gboolean well = run_world (world, NULL);

      g_print ("%s %u - fresh seed %s\n", well ? "ok" : "not ok", ++*n, name);
      *failed += !well;
    }
}

static SimMutation
find_mutation (const char *name)
{
  for (int mutation = SIM_MUTATION_NONE; mutation < SIM_N_MUTATIONS; mutation++)
    if (g_str_equal (name, sim_mutation_get_name ((SimMutation) mutation)))
      return (SimMutation) mutation;
  g_printerr ("There is no mutation called %s\n", name);
  exit (2);
}

/* Does the simulator see what is wrong? Each mutation is found before so many
 * worlds have passed, in one in which nothing is wrong without it. */
static void
run_mutations (guint64     within,
               const char *only_one,
               guint      *n,
               guint      *failed)
{
  sim_be_quiet (TRUE);
  for (int mutation = SIM_MUTATION_NONE + 1; mutation < SIM_N_MUTATIONS; mutation++)
    {
      gboolean found = FALSE;

      if (only_one != NULL && !g_str_equal (only_one, sim_mutation_get_name ((SimMutation) mutation)))
        continue;
      current = (World){ SIM_KIND_PLAIN, 0 };
      while (!found && current.seed < within)
        {
          current.seed++;
          sim_mutation_set ((SimMutation) mutation);
          found = !sim_world_run (current.kind, current.seed, NULL);
          sim_mutation_set (SIM_MUTATION_NONE);
          found = found && sim_world_run (current.kind, current.seed, NULL);
        }
      g_print ("%s %u - without %s # seen in world %" G_GUINT64_FORMAT "\n", found ? "ok" : "not ok", ++*n,
               sim_mutation_get_name ((SimMutation) mutation), current.seed);
      *failed += !found;
    }
  sim_be_quiet (FALSE);
}

/* Runs a world in a process of its own, whose memory is laid out and filled in
 * another way. Returns: (transfer full) (nullable): what is said of its trace */
static char *
run_elsewhere (const char *program,
               const char *world,
               const char *mutation)
{
  const char *argv[] = { program, "--seed", world, mutation != NULL ? "--mutation" : NULL, mutation, NULL };
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "MALLOC_PERTURB_", "165", TRUE);
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  const char *trace;

  if (!g_spawn_sync (NULL, (char **) argv, environment, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL, NULL, &error))
    {
      g_printerr ("# %s\n", error->message);
      return NULL;
    }
  trace = strstr (output, TRACE);

  return trace != NULL ? g_strndup (trace + strlen (TRACE), TRACE_LENGTH) : NULL;
}

/* The same seed gives the same trace: a second time, and in another process,
 * also where something is wrong. A database server beside it is not held to
 * that: there the same seed gives nearly the same world. */
static void
run_twice (const char *program,
           guint      *n,
           guint      *failed)
{
  static const struct
  {
    const char *world;
    const char *mutation;
  } cases[] = {
    { "4711", NULL }, { "harsh:4711", NULL }, { "5", "commit" }, { "harsh:4712", "sequence" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      World world = parse_world (cases[i].world);
      const char *mutation = cases[i].mutation;
      guint64 one = 0, two = 0;
      g_autofree char *here = NULL;
      g_autofree char *there = NULL;
      gboolean same;

      if (!is_wanted (world.kind))
        continue;
      if (mutation != NULL)
        sim_mutation_set (find_mutation (mutation));
      sim_be_quiet (mutation != NULL);
      current = world;
      sim_world_run (world.kind, world.seed, &one);
      sim_world_run (world.kind, world.seed, &two);
      sim_be_quiet (FALSE);
      sim_mutation_set (SIM_MUTATION_NONE);
      here = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", one);
      there = run_elsewhere (program, cases[i].world, mutation);
      same = one == two && g_strcmp0 (here, there) == 0;
      g_print ("%s %u - the same seed, the same trace: %s%s%s # %s\n", same ? "ok" : "not ok", ++*n, cases[i].world,
               mutation != NULL ? " without " : "", mutation != NULL ? mutation : "", here);
      *failed += !same;
    }
}

/* test-simulation: the fixtures and what --fresh says.
 * test-simulation --seed [KIND:]N [--seeds N] [--show]: these. */
int
main (int   argc,
      char *argv[])
{
  g_autofree char *seed_text = NULL;
  g_autofree char *fixtures = NULL;
  g_autofree char *mutation = NULL;
  int n_seeds = 1, fresh = 0, mutations = 0;
  gboolean show = FALSE, keep = FALSE, tally = FALSE;
  GOptionEntry entries[] = {
    { "fixtures", 0, 0, G_OPTION_ARG_FILENAME, &fixtures, "Run the seeds of a file", "FILE" },
    { "mutations", 0, 0, G_OPTION_ARG_INT, &mutations, "Have each mutation found within so many seeds", "N" },
    { "mutation", 0, 0, G_OPTION_ARG_STRING, &mutation, "Of the mutations only this one", "NAME" },
    { "fresh", 0, 0, G_OPTION_ARG_INT, &fresh, "Run new seeds for so long", "SECONDS" },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &only, "Worlds of this kind only", "KIND" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &seed_text, "Run this seed", "N" },
    { "seeds", 0, 0, G_OPTION_ARG_INT, &n_seeds, "And those that follow it", "N" },
    { "show", 0, 0, G_OPTION_ARG_NONE, &show, "Show what happens", NULL },
    { "tally", 0, 0, G_OPTION_ARG_NONE, &tally, "Tell how often each thing went wrong", NULL },
    { "keep", 0, 0, G_OPTION_ARG_NONE, &keep, "Leave the files where they are", NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  guint n = 0, failed = 0;

  setlocale (LC_ALL, "C.UTF-8");
  /* What is on these disks need not last. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  g_log_set_writer_func (write_log, NULL, NULL);
  sim_trace_show (show);
  if (keep)
    sim_disk_keep_all ();
  signal (SIGABRT, on_abort);
  signal (SIGSEGV, on_abort);
  signal (SIGTRAP, on_abort);

  if (seed_text != NULL)
    {
      World world = parse_world (seed_text);

      /* Also one in which something is wrong. */
      if (mutation != NULL)
        sim_mutation_set (find_mutation (mutation));
      for (int i = 0; i < n_seeds; i++, world.seed++)
        {
          guint64 trace = 0;
          gint64 begun = g_get_real_time ();
          gboolean well = run_world (world, &trace);
          g_autofree char *name = name_world (world);

          g_print ("%s %u - seed %s" TRACE "%016" G_GINT64_MODIFIER "x, %.2f s\n", well ? "ok" : "not ok", ++n, name, trace,
                   (double) (g_get_real_time () - begun) / G_USEC_PER_SEC);
          failed += !well;
        }
      sim_mutation_set (SIM_MUTATION_NONE);
    }
  if (fixtures != NULL)
    {
      run_twice (argv[0], &n, &failed);
      run_fixtures (fixtures, &n, &failed);
    }
  if (fixtures != NULL)
    {
      g_autofree char *missing = sim_tally_get_missing ();

      g_print ("%s %u - whatever can go wrong did%s%s\n", missing == NULL ? "ok" : "not ok", ++n,
               missing != NULL ? ", but for: " : "", missing != NULL ? missing : "");
      failed += missing != NULL;
    }
  if (fresh > 0)
    run_fresh (fresh, &n, &failed);
  if (tally || show)
    sim_tally_print ();
  if (mutations > 0)
    run_mutations ((guint64) mutations, mutation, &n, &failed);
  g_print ("1..%u\n", n);

  return failed > 0;
}
