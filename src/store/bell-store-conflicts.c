/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include "bell-conflict-private.h"
#include "bell-overlay.h"
#include "bell-settle.h"

/* Changes that wait for a person: cards, and what is decided. */

typedef struct
{
  char *change_id;
  BellConflict *conflict;
  char *principal_id;
  char **teams;
  BellRole role;
} BellDecision;

static BellDecision *
bell_decision_new (BellStore  *store,
                   const char *change_id)
{
  BellDecision *self = g_new0 (BellDecision, 1);

  self->change_id = g_strdup (change_id);
  self->principal_id = g_strdup (bell_store_get_principal_id (store));
  self->teams = g_strdupv ((char **) bell_store_get_teams (store));
  self->role = bell_store_get_role (store);

  return self;
}

static void
bell_decision_free (gpointer data)
{
  BellDecision *self = data;

  g_free (self->change_id);
  g_clear_pointer (&self->conflict, bell_conflict_free);
  g_free (self->principal_id);
  g_strfreev (self->teams);
  g_free (self);
}

static gboolean
bell_decision_load (BellFiles  *files,
                    gpointer    data,
                    GError    **error)
{
  BellDecision *self = data;

  self->conflict = bell_conflict_load (files, self->change_id, error);

  return self->conflict != NULL;
}

/**
 * bell_store_get_conflict:
 * @change_id: a parked change
 *
 * Finds out what stands against a change.
 */
void
bell_store_get_conflict (BellStore           *self,
                         const char          *change_id,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (change_id != NULL);

  bell_store_run (self, BELL_STORE_THREAD_FAST, bell_decision_load, bell_decision_new (self, change_id),
                  bell_decision_free, cancellable, callback, user_data);
}

/**
 * bell_store_get_conflict_finish:
 * @error: BELL_STORE_ERROR_NOT_FOUND: it does not wait any more; BELL_DATABASE_ERROR
 *
 * Returns: (transfer full) (nullable): its card
 */
BellConflict *
bell_store_get_conflict_finish (BellStore     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  BellDecision *decision = bell_store_run_finish (self, result, error);
  BellConflict *conflict;

  if (decision == NULL)
    return NULL;

  conflict = g_steal_pointer (&decision->conflict);
  bell_decision_free (decision);

  return conflict;
}

static gboolean
bell_decision_reapply (BellFiles  *files,
                       gpointer    data,
                       GError    **error)
{
  BellDecision *self = data;
  BellActor actor = { self->principal_id != NULL ? self->principal_id : "", self->role, (const char *const *) self->teams };

  return bell_overlay_catch_up (files, error) &&
         bell_settle_reapply (files, &actor, self->change_id, error) &&
         bell_overlay_catch_up (files, error);
}

/**
 * bell_store_reapply:
 * @change_id: a parked change
 *
 * Does it all the same: an edit on top of what stands now, a held reply as it
 * is. It is queued as a new change, since the server remembers what it refused.
 */
void
bell_store_reapply (BellStore           *self,
                    const char          *change_id,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (change_id != NULL);

  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_decision_reapply, bell_decision_new (self, change_id),
                  bell_decision_free, cancellable, callback, user_data);
}

/**
 * bell_store_reapply_finish:
 * @error: BELL_STORE_ERROR_NOT_FOUND; BELL_MODEL_ERROR if it may not be done; BELL_DATABASE_ERROR
 *
 * Returns: whether it is queued, or all stands so already
 */
gboolean
bell_store_reapply_finish (BellStore     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  BellDecision *decision = bell_store_run_finish (self, result, error);

  if (decision == NULL)
    return FALSE;

  bell_decision_free (decision);

  return TRUE;
}
