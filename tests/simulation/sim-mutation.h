/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "bell-database.h"
#include "bell-merge.h"
#include "bell-work.h"

G_BEGIN_DECLS

/**
 * SimMutation:
 * @SIM_MUTATION_NONE: all is as it should be
 * @SIM_MUTATION_DEDUPLICATION: the server does not know a change that it has seen before
 * @SIM_MUTATION_SEQUENCE: modseqs come from a sequence instead of the counter
 * @SIM_MUTATION_SYNC: the outbox is not synced to the disk
 * @SIM_MUTATION_ACCESS: the server does not log who lost sight of a ticket
 * @SIM_MUTATION_COMMIT: the server answers, now and then, what it has not committed
 * @SIM_MUTATION_GUARDS: edits do not say what their author saw
 *
 * What the code under test does wrong on purpose, to see that the simulator
 * sees it. Made when the test is linked; the programs have nothing of it.
 */
typedef enum
{
  SIM_MUTATION_NONE,
  SIM_MUTATION_DEDUPLICATION,
  SIM_MUTATION_SEQUENCE,
  SIM_MUTATION_SYNC,
  SIM_MUTATION_ACCESS,
  SIM_MUTATION_COMMIT,
  SIM_MUTATION_GUARDS,
} SimMutation;

#define SIM_N_MUTATIONS (SIM_MUTATION_GUARDS + 1)

/* How many transactions servers have committed. */
guint          sim_count_commits                     (void);

const char    *sim_mutation_get_name                 (SimMutation        mutation);
void           sim_mutation_set                      (SimMutation        mutation);
void           sim_mutation_begin_world              (void);

BellStatement *__wrap_bell_database_prepare_resource (BellDatabase      *database,
                                                      const char        *path,
                                                      GError           **error);
BellStatement *__real_bell_database_prepare_resource (BellDatabase      *database,
                                                      const char        *path,
                                                      GError           **error);
BellWork      *__wrap_bell_work_begin                (BellOrganisation  *organisation,
                                                      GError           **error);
BellWork      *__real_bell_work_begin                (BellOrganisation  *organisation,
                                                      GError           **error);
gboolean       __wrap_bell_work_commit               (BellWork          *self,
                                                      GError           **error);
gboolean       __real_bell_work_commit               (BellWork          *self,
                                                      GError           **error);
BellPatch     *__wrap_bell_merge_expect              (const BellPatch   *patch,
                                                      const BellPatch   *given,
                                                      const BellRecord  *before);
BellPatch     *__real_bell_merge_expect              (const BellPatch   *patch,
                                                      const BellPatch   *given,
                                                      const BellRecord  *before);

G_END_DECLS
