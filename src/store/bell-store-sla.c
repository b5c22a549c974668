/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include <glib/gi18n-lib.h>

#include "bell-due.h"

typedef struct
{
  char *ticket_id;
  BellRecord *ticket;
  BellSlaCase *sla;
} BellSlaLoading;

static void
bell_sla_loading_free (gpointer data)
{
  BellSlaLoading *loading = data;

  g_free (loading->ticket_id);
  g_clear_pointer (&loading->ticket, bell_record_unref);
  g_clear_pointer (&loading->sla, bell_sla_case_free);
  g_free (loading);
}

static gboolean
bell_sla_loading_run (BellFiles  *files,
                      gpointer    data,
                      GError    **error)
{
  BellSlaLoading *loading = data;
  GError *local_error = NULL;

  loading->sla = bell_due_load_case (files, loading->ticket_id, &loading->ticket, &local_error);
  if (loading->sla != NULL)
    return TRUE;

  if (local_error == NULL)
    g_set_error_literal (&local_error, BELL_STORE_ERROR, BELL_STORE_ERROR_NOT_FOUND, _("There is no such ticket here."));
  g_propagate_error (error, local_error);

  return FALSE;
}

/**
 * bell_store_load_sla:
 * @ticket_id: a ticket
 *
 * Reads what explains when a ticket is due: its history, also what waits in
 * the outbox, before the policies and calendars that are known here. Needs no
 * network.
 */
void
bell_store_load_sla (BellStore           *self,
                     const char          *ticket_id,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  BellSlaLoading *loading;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (ticket_id != NULL);

  loading = g_new0 (BellSlaLoading, 1);
  loading->ticket_id = g_strdup (ticket_id);
  bell_store_run (self, BELL_STORE_THREAD_FAST, bell_sla_loading_run, loading, bell_sla_loading_free, cancellable,
                  callback, user_data);
}

/**
 * bell_store_load_sla_finish:
 * @ticket: (out) (optional) (transfer full): the ticket, as people see it
 * @error: BELL_STORE_ERROR_NOT_FOUND, BELL_DATABASE_ERROR
 *
 * Returns: (transfer full) (nullable): its case, free to be kept and asked on
 *   one thread; %NULL on error
 */
BellSlaCase *
bell_store_load_sla_finish (BellStore     *self,
                            GAsyncResult  *result,
                            BellRecord   **ticket,
                            GError       **error)
{
  BellSlaLoading *loading = bell_store_run_finish (self, result, error);
  BellSlaCase *sla;

  if (ticket != NULL)
    *ticket = NULL;
  if (loading == NULL)
    return NULL;

  sla = g_steal_pointer (&loading->sla);
  if (ticket != NULL)
    *ticket = g_steal_pointer (&loading->ticket);
  bell_sla_loading_free (loading);

  return sla;
}
