/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-id.h"
#include "bell-json-writer.h"
#include "bell-wire.h"
#include "bell-work-private.h"
#include "bell-workflow.h"

/* How a change becomes part of the log: is it known already, does it fit, may
 * its author do that, what follows from it. Everything is looked at before
 * anything is written, so that a refused change leaves no trace. */

static BellChangeResult *
new_result (BellOutcome   outcome,
            BellChange   *confirmed,
            BellSetError *error)
{
  BellChangeResult *result = g_new0 (BellChangeResult, 1);

  result->outcome = outcome;
  result->confirmed = confirmed;
  result->error = error;
  return result;
}

void
bell_change_result_free (BellChangeResult *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->confirmed, bell_change_unref);
  g_clear_pointer (&self->error, bell_set_error_free);
  g_free (self);
}

static gboolean
find_in_log (BellWork          *self,
             const BellChange  *change,
             const guint8      *digest,
             BellChangeResult **result,
             GError           **error)
{
  g_autoptr (BellStatement) statement = bell_work_prepare (self, BELL_SERVER_SQL ("log-get-by-id"), error);
  guint8 as_logged[BELL_DIGEST_LENGTH];
  BellChange *logged;
  const void *known;
  gsize length;
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_static_text (statement, 1, bell_change_get_id (change));
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;

  known = bell_statement_get_blob (statement, 12, &length);
  logged = bell_change_log_read (statement, error);
  if (logged == NULL)
    return FALSE;

  /* What was exported says the change with all that the server had set. */
  bell_change_digest (logged, as_logged);
  if ((length != BELL_DIGEST_LENGTH || memcmp (known, digest, length) != 0) &&
      (bell_change_get_modseq (change) == 0 || memcmp (as_logged, digest, sizeof as_logged) != 0))
    {
      *result = new_result (BELL_OUTCOME_REFUSED, NULL, bell_set_error_new_existing (bell_change_get_object_id (logged)));
      bell_change_unref (logged);
      return TRUE;
    }
  *result = new_result (BELL_OUTCOME_KNOWN, logged, NULL);
  return TRUE;
}

static gboolean
find_in_refusals (BellWork          *self,
                  const BellChange  *change,
                  const guint8      *digest,
                  BellChangeResult **result,
                  GError           **error)
{
  g_autoptr (BellStatement) statement = bell_work_prepare (self, BELL_SERVER_SQL ("refusal-get"), error);
  g_autoptr (BellJson) json = NULL;
  BellSetError *reason;
  const char *text;
  const void *known;
  gsize length;
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_static_text (statement, 1, bell_change_get_id (change));
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;

  known = bell_statement_get_blob (statement, 0, &length);
  if (length != BELL_DIGEST_LENGTH || memcmp (known, digest, length) != 0)
    {
      *result = new_result (BELL_OUTCOME_REFUSED, NULL, bell_set_error_new_existing (NULL));
      return TRUE;
    }
  text = bell_statement_get_text (statement, 1);
  json = bell_json_parse (text, strlen (text), NULL, error);
  reason = json != NULL ? bell_set_error_from_json (bell_json_get_root (json), error) : NULL;
  if (reason == NULL)
    return FALSE;
  *result = new_result (BELL_OUTCOME_REFUSED, NULL, reason);
  return TRUE;
}

/* Most are new, which one question tells. */
static gboolean
look_up (BellWork          *self,
         const BellChange  *change,
         const guint8      *digest,
         BellChangeResult **result,
         GError           **error)
{
  g_autoptr (BellStatement) statement = bell_work_prepare (self, BELL_SERVER_SQL ("change-known"), error);
  gboolean row, logged;

  *result = NULL;
  if (statement == NULL)
    return FALSE;
  bell_statement_bind_static_text (statement, 1, bell_change_get_id (change));
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;

  logged = bell_statement_get_int64 (statement, 0) == 1;
  bell_statement_reset (statement);
  return logged ? find_in_log (self, change, digest, result, error) : find_in_refusals (self, change, digest, result, error);
}

/**
 * bell_work_look_up:
 * @result: (out) (transfer full) (nullable): what came of it the first time, %NULL if it is new
 *
 * Returns: %FALSE on error
 */
gboolean
bell_work_look_up (BellWork          *self,
                   const BellChange  *change,
                   BellChangeResult **result,
                   GError           **error)
{
  guint8 digest[BELL_DIGEST_LENGTH];

  bell_change_digest (change, digest);
  return look_up (self, change, digest, result, error);
}

/**
 * bell_work_refuse:
 * @reason: (transfer full): why
 * @keep: whether to remember it, so that the same change is answered the same again
 *
 * Returns: (transfer full): the refusal, or %NULL on error
 */
BellChangeResult *
bell_work_refuse (BellWork         *self,
                  const BellChange *change,
                  BellSetError     *reason,
                  gboolean          keep,
                  GError          **error)
{
  g_autoptr (BellChangeResult) result = new_result (BELL_OUTCOME_REFUSED, NULL, reason);

  if (keep && bell_set_error_type_is_permanent (reason->type))
    {
      g_autoptr (BellStatement) statement = bell_work_prepare (self, BELL_SERVER_SQL ("refusal-insert"), error);
      g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();
      g_autofree char *text = NULL;
      guint8 digest[BELL_DIGEST_LENGTH];

      if (statement == NULL)
        return NULL;
      bell_set_error_to_json (reason, writer);
      text = bell_json_writer_free_to_text (g_steal_pointer (&writer));
      bell_change_digest (change, digest);
      bell_statement_bind_text (statement, 1, bell_change_get_id (change));
      bell_statement_bind_blob (statement, 2, digest, sizeof digest);
      bell_statement_bind_text (statement, 3, bell_change_get_author_id (change));
      bell_statement_bind_text (statement, 4, bell_change_get_object_id (change));
      bell_statement_bind_text (statement, 5, text);
      bell_statement_bind_int64 (statement, 6, bell_clock_now (bell_organisation_get_clock (self->organisation)));
      if (!bell_statement_run (statement, error))
        return NULL;
    }
  return g_steal_pointer (&result);
}

/* What follows from a change is never sent by anybody: no digest is like this one. */
static const guint8 no_digest[BELL_DIGEST_LENGTH] = { 0 };

static gboolean
write_change (BellWork         *self,
              BellChange       *change,
              const guint8     *digest,
              BellPatch        *effective,
              gint64            received_at,
              const char       *cause_id,
              BellChange      **confirmed,
              GError          **error)
{
  *confirmed = bell_change_new_confirmed (change, effective, ++self->counter, received_at, cause_id);
  return bell_work_log (self, *confirmed, digest, error) && bell_work_project (self, *confirmed, error);
}

/* A ticket takes its messages with it. */
static gboolean
destroy_messages (BellWork         *self,
                  const BellChange *cause,
                  gint64            received_at,
                  GError          **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gboolean row;

  if (!bell_work_flush (self, error))
    return FALSE;
  {
    g_autoptr (BellStatement) statement = bell_work_prepare (self, BELL_SERVER_SQL ("message-ids"), error);

    if (statement == NULL)
      return FALSE;
    bell_statement_bind_text (statement, 1, bell_change_get_object_id (cause));
    while (bell_statement_step (statement, &row, error) && row)
      g_ptr_array_add (ids, g_strdup (bell_statement_get_text (statement, 0)));
    if (row)
      return FALSE;
  }

  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *name = g_strconcat (bell_change_get_id (cause), "/", ids->pdata[i], NULL);
      g_autofree char *id = bell_id_new_for_name (BELL_TYPE_CHANGE, bell_change_get_acted_at (cause), name);
      g_autoptr (BellChange) change =
        bell_change_new (id, BELL_CHANGE_KIND_DESTROY, BELL_TYPE_MESSAGE, ids->pdata[i], NULL, NULL,
                         bell_change_get_author_id (cause), bell_change_get_device (cause), bell_change_get_acted_at (cause));
      g_autoptr (BellChange) confirmed = NULL;

      if (!write_change (self, change, no_digest, NULL, received_at, bell_change_get_id (cause), &confirmed, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
get_author_role (BellWork         *self,
                 const BellActor  *actor,
                 const BellChange *change,
                 BellRole         *role,
                 GError          **error)
{
  BellRecord *author;

  *role = BELL_ROLE_ADMIN;
  if (actor != NULL)
    {
      *role = actor->role;
      return TRUE;
    }
  if (!bell_work_get_record (self, BELL_TYPE_PRINCIPAL, bell_change_get_author_id (change), &author, error))
    return FALSE;
  if (author != NULL)
    *role = bell_principal_get_role (BELL_PRINCIPAL (author));
  return TRUE;
}

static void
note_number (BellWork         *self,
             const BellChange *confirmed)
{
  const BellPatchEntry *entry;

  if (bell_change_get_data_type (confirmed) != BELL_TYPE_TICKET || bell_change_get_patch (confirmed) == NULL)
    return;
  entry = bell_patch_find (bell_change_get_patch (confirmed), bell_ticket_property (BELL_TICKET_NUMBER));
  if (entry != NULL && entry->value != NULL)
    self->next_number = MAX (self->next_number, g_variant_get_int64 (entry->value) + 1);
}

/* What the author asked for and what the server adds: only what is not so already. */
static BellPatch *
make_effective (const BellChange *change,
                const BellRecord *before,
                const BellPatch  *own,
                BellApplyMode     mode)
{
  const BellPatch *asked = bell_change_get_patch (change);
  BellPatch *effective = bell_patch_copy (asked);
  g_autoptr (BellRecord) after = before != NULL ? bell_record_copy (before)
                                                : bell_record_new (bell_change_get_data_type (change), bell_change_get_object_id (change));

  bell_patch_apply (asked, after);
  for (guint i = 0; own != NULL && i < bell_patch_get_size (own); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (own, i);
      g_autoptr (GVariant) value = bell_record_get (after, entry->property);

      /* What a record of the past says of itself is better than what would follow today. */
      if (mode == BELL_APPLY_IMPORT && bell_patch_find (asked, entry->property) != NULL)
        continue;
      if (!bell_value_equal (value, entry->value))
        bell_patch_set (effective, entry->property, entry->value);
    }
  return effective;
}

static BellChangeResult *
do_change (BellWork        *self,
           BellApplyMode    mode,
           const BellActor *actor,
           BellChange      *change,
           const guint8    *digest,
           BellRecord      *before,
           BellRecord      *ticket,
           GError         **error)
{
  gint64 now = bell_clock_now (bell_organisation_get_clock (self->organisation));
  gint64 received_at = now;
  g_autoptr (BellRecord) held = before != NULL ? bell_record_ref (before) : NULL;
  g_autoptr (BellRecord) held_ticket = ticket != NULL ? bell_record_ref (ticket) : NULL;
  g_autoptr (BellEffects) effects = NULL;
  g_autoptr (BellPatch) effective = NULL;
  g_autoptr (BellChange) confirmed = NULL;
  BellRole role;

  if (mode == BELL_APPLY_IMPORT)
    {
      received_at = bell_change_get_received_at (change);
      if (received_at <= 0)
        received_at = bell_change_get_acted_at (change);
    }
  if (!get_author_role (self, actor, change, &role, error))
    return NULL;

  effects = bell_effects_compute (change, held, held_ticket, role, received_at, self->next_number);
  if (bell_change_get_patch (change) != NULL)
    effective = make_effective (change, held, effects->own, mode);

  if (!write_change (self, change, digest, effective, received_at, NULL, &confirmed, error))
    return NULL;
  note_number (self, confirmed);
  for (guint i = 0; effects->caused != NULL && i < effects->caused->len; i++)
    {
      BellChange *caused = effects->caused->pdata[i];
      g_autoptr (BellChange) done = NULL;

      if (!write_change (self, caused, no_digest, bell_change_get_patch (caused), received_at, bell_change_get_id (change), &done, error))
        return NULL;
    }
  if (bell_change_get_kind (change) == BELL_CHANGE_KIND_DESTROY && bell_change_get_data_type (change) == BELL_TYPE_TICKET &&
      !destroy_messages (self, change, received_at, error))
    return NULL;

  return new_result (BELL_OUTCOME_APPLIED, g_steal_pointer (&confirmed), NULL);
}

/**
 * bell_work_apply:
 * @mode: on whose word
 * @actor: (nullable): with %BELL_APPLY_REQUEST: who
 * @change: what
 * @keep_refusal: whether its id is its author's, so that a refusal is remembered
 *
 * Applies a change with everything that follows from it.
 *
 * Returns: (transfer full): what came of it, or %NULL on an error of the database: then the
 *   transaction must be given up
 */
BellChangeResult *
bell_work_apply (BellWork        *self,
                 BellApplyMode    mode,
                 const BellActor *actor,
                 BellChange      *change,
                 gboolean         keep_refusal,
                 GError         **error)
{
  BellChangeResult *known = NULL;
  BellSetError *reason = NULL;
  guint8 digest[BELL_DIGEST_LENGTH];
  BellRecord *before, *ticket;

  g_return_val_if_fail (self != NULL && change != NULL, NULL);
  g_return_val_if_fail (mode != BELL_APPLY_REQUEST || actor != NULL, NULL);

  bell_change_digest (change, digest);
  if (!look_up (self, change, digest, &known, error))
    return NULL;
  if (known != NULL)
    return known;
  if (!bell_work_check (self, mode, actor, change, &before, &ticket, &reason, error))
    return NULL;
  if (reason != NULL)
    return bell_work_refuse (self, change, reason, keep_refusal, error);
  return do_change (self, mode, actor, change, digest, before, ticket, error);
}

/* See the header. */
gboolean
bell_organisation_import_batch (BellOrganisation *self,
                                GPtrArray        *changes,
                                GPtrArray        *results,
                                guint            *counts,
                                GError          **error)
{
  g_autoptr (BellWork) work = NULL;
  guint tally[3] = { 0, 0, 0 };

  g_return_val_if_fail (BELL_IS_ORGANISATION (self), FALSE);
  g_return_val_if_fail (changes != NULL, FALSE);

  work = bell_work_begin (self, error);
  if (work == NULL)
    return FALSE;
  for (guint i = 0; i < changes->len; i++)
    {
      g_autoptr (BellChangeResult) result = bell_work_apply (work, BELL_APPLY_IMPORT, NULL, changes->pdata[i], FALSE, error);

      if (result == NULL)
        return FALSE;
      tally[result->outcome]++;
      if (results != NULL)
        g_ptr_array_add (results, g_steal_pointer (&result));
    }
  if (!bell_work_commit (work, error))
    return FALSE;
  for (guint i = 0; counts != NULL && i < G_N_ELEMENTS (tally); i++)
    counts[i] += tally[i];
  return TRUE;
}
