/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-claim.h"
#include "bell-organisation-private.h"
#include "bell-server-private.h"

/* Which of a person's devices tells them something: the first that asks. No
 * part of the change log: it is nobody's business but theirs, and worth
 * nothing after a while. */

/* Milliseconds after which nobody asks for the same again. */
#define CLAIM_MEMORY (G_GINT64_CONSTANT (60) * 24 * 60 * 60 * 1000)

static gboolean
forget (BellDatabase       *writer,
        const BellSignedIn *who,
        gint64              now,
        GError            **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (writer, BELL_SERVER_SQL ("claim-forget"), error);

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, who->principal_id);
  bell_statement_bind_int64 (statement, 2, now - CLAIM_MEMORY);

  return bell_statement_run (statement, error);
}

static gboolean
take (BellDatabase        *writer,
      const BellSignedIn  *who,
      const BellClaim     *claim,
      gint64               now,
      GPtrArray           *granted,
      GError             **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (writer, BELL_SERVER_SQL ("claim-take"), error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, who->principal_id);
  bell_statement_bind_text (statement, 2, claim->key);
  bell_statement_bind_int64 (statement, 3, now);
  bell_statement_bind_text (statement, 4, who->token_id);
  bell_statement_bind_int64 (statement, 5, claim->at == BELL_TIME_UNSET ? 0 : claim->at);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    g_ptr_array_add (granted, claim->key);

  return TRUE;
}

static gboolean
take_all (BellServer          *self,
          const BellSignedIn  *who,
          GPtrArray           *claims,
          GPtrArray           *granted,
          GError             **error)
{
  gint64 now = bell_clock_now (bell_organisation_get_clock (self->organisation));
  BellDatabase *writer = bell_organisation_lock_writer (self->organisation, error);
  gboolean done;

  if (writer == NULL)
    return FALSE;
  done = forget (writer, who, now, error);
  for (guint i = 0; done && i < claims->len; i++)
    done = take (writer, who, claims->pdata[i], now, granted, error);
  done = done && bell_database_commit (writer, error);
  if (!done)
    bell_database_rollback (writer);
  bell_organisation_unlock_writer (self->organisation);

  return done;
}

void
bell_server_on_claim (BellHttpRequest *request,
                      gpointer         user_data)
{
  BellServer *self = user_data;
  const BellSignedIn *who = bell_http_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) claims = bell_claims_from_bytes (bell_http_request_get_body (request), &error);
  g_autoptr (GPtrArray) granted = g_ptr_array_new ();

  if (claims == NULL)
    bell_server_respond_error (request, 400, error);
  else if (!take_all (self, who, claims, granted, &error))
    bell_server_respond_error (request, 500, error);
  else
    bell_http_request_respond (request, 200, "application/json", bell_grants_to_bytes (granted));
}
