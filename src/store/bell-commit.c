/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-commit.h"

#include <glib/gi18n-lib.h>

#include "bell-merge.h"
#include "bell-outbox-file.h"
#include "bell-overlay.h"
#include "bell-workflow.h"

/* How changes come into the outbox, and how they leave it by a person's wish.
 * What cannot be right is refused at once, by the rules that the server has
 * too. All of this ends with the outbox's commit, which the disk has: what the
 * overlay makes of it can always be computed again. On the writer's thread. */

/* Objects as they are after the changes so far, id -> BellRecord or NULL. */
typedef struct
{
  BellFiles *files;
  const BellActor *actor;
  GHashTable *records;
} BellCommit;

static void
unref_record (gpointer data)
{
  if (data != NULL)
    bell_record_unref (data);
}

/* Borrowed; NULL with no error if there is no such object. */
static gboolean
bell_commit_get (BellCommit   *self,
                 BellType      type,
                 const char   *id,
                 BellRecord  **record,
                 GError      **error)
{
  if (g_hash_table_lookup_extended (self->records, id, NULL, (gpointer *) record))
    return TRUE;

  if (!bell_table_get (self->files->visible[type], self->files->cache, id, record, error))
    return FALSE;

  g_hash_table_insert (self->records, g_strdup (id), *record);

  return TRUE;
}

static gboolean
fail (GError        **error,
      BellStoreError  code,
      const char     *sentence)
{
  g_set_error_literal (error, BELL_STORE_ERROR, code, sentence);

  return FALSE;
}

/* The change as it is sent: with what its author saw of everything that it
 * changes, so that nothing is overwritten that they did not see. What was given
 * stands. People who ask for help meet nobody: they solve, reopen and follow. */
static BellChange *
state_what_was_seen (BellCommit        *self,
                     BellChange        *change,
                     const BellRecord  *before,
                     const BellRecord  *ticket)
{
  BellChangeKind kind = bell_change_get_kind (change);
  BellPatch *given = bell_change_get_expected (change);
  g_autoptr (BellPatch) patch = NULL;
  g_autoptr (BellPatch) expected = NULL;

  if (self->actor->role < BELL_ROLE_AGENT)
    return bell_change_ref (change);

  if (kind == BELL_CHANGE_KIND_UPDATE)
    {
      patch = bell_merge_normalise (bell_change_get_patch (change), before);
      expected = bell_merge_expect (patch, given, before);
    }
  else if (kind == BELL_CHANGE_KIND_DESTROY)
    {
      expected = given != NULL ? bell_patch_ref (given) : bell_merge_expect_all (before);
    }
  else
    {
      patch = bell_patch_ref (bell_change_get_patch (change));
      expected = given != NULL ? bell_patch_ref (given) : bell_merge_expect_seen (patch, ticket);
    }

  return bell_change_new (bell_change_get_id (change), kind, bell_change_get_data_type (change),
                          bell_change_get_object_id (change), patch, expected, bell_change_get_author_id (change),
                          bell_change_get_device (change), bell_change_get_acted_at (change));
}

/* Notes what @change does, for those after it in the same commit. */
static void
bell_commit_foresee (BellCommit        *self,
                     const BellChange  *change,
                     const BellRecord  *before,
                     const BellRecord  *ticket)
{
  const char *id = bell_change_get_object_id (change);
  g_autoptr (BellEffects) effects = NULL;
  BellRecord *after = NULL;

  if (bell_change_get_kind (change) != BELL_CHANGE_KIND_DESTROY)
    {
      effects = bell_effects_compute (change, before, ticket, self->actor->role, bell_change_get_acted_at (change), 0);
      after = before != NULL ? bell_record_copy (before)
                             : bell_record_new (bell_change_get_data_type (change), id);
      bell_patch_apply (bell_change_get_patch (change), after);
      bell_patch_apply (effects->own, after);

      for (guint i = 0; ticket != NULL && i < effects->caused->len; i++)
        {
          const BellChange *caused = g_ptr_array_index (effects->caused, i);
          BellRecord *moved;

          if (!g_str_equal (bell_change_get_object_id (caused), bell_record_get_id (ticket)))
            continue;

          moved = bell_record_copy (ticket);
          bell_patch_apply (bell_change_get_patch (caused), moved);
          g_hash_table_insert (self->records, g_strdup (bell_change_get_object_id (caused)), moved);
          break;
        }
    }

  g_hash_table_insert (self->records, g_strdup (id), after);
}

static gboolean
bell_commit_one (BellCommit   *self,
                 BellChange   *asked,
                 gint64        due_at,
                 GHashTable   *inverses,
                 GError      **error)
{
  BellType type = bell_change_get_data_type (asked);
  BellChangeKind kind = bell_change_get_kind (asked);
  g_autoptr (BellChange) change = NULL;
  BellPatch *patch;
  g_autofree char *group = NULL;
  g_autoptr (BellPatch) inverse = NULL;
  BellRecord *before = NULL;
  BellRecord *ticket = NULL;

  if (type >= BELL_N_TABLE_TYPES)
    return fail (error, BELL_STORE_ERROR_FAILED, _("Things of that kind cannot be changed."));

  group = bell_outbox_file_get_group (self->files, asked, error);
  if (group == NULL || !bell_commit_get (self, type, bell_change_get_object_id (asked), &before, error))
    return FALSE;

  if (kind == BELL_CHANGE_KIND_CREATE && before != NULL)
    return fail (error, BELL_STORE_ERROR_FAILED, _("That exists already."));
  if (kind != BELL_CHANGE_KIND_CREATE && before == NULL)
    return fail (error, BELL_STORE_ERROR_NOT_FOUND, _("What you are changing does not exist any more."));

  if (type == BELL_TYPE_MESSAGE && !bell_commit_get (self, BELL_TYPE_TICKET, group, &ticket, error))
    return FALSE;

  change = state_what_was_seen (self, asked, before, ticket);
  patch = bell_change_get_patch (change);
  if ((patch != NULL && !bell_patch_check (patch, error)) ||
      !bell_access_check_change (self->actor, change, before, ticket, error))
    return FALSE;

  if (kind == BELL_CHANGE_KIND_UPDATE && patch != NULL)
    {
      inverse = bell_merge_inverse (patch, before);
      if (inverses != NULL)
        g_hash_table_insert (inverses, g_strdup (bell_change_get_id (change)), bell_patch_ref (inverse));
    }

  if (!bell_outbox_file_insert (self->files, change, group, inverse, due_at, error))
    return FALSE;

  bell_commit_foresee (self, change, before, ticket);

  return TRUE;
}

/**
 * bell_commit_changes:
 * @actor: who acts
 * @changes: (element-type BellChange): what they did
 * @due_at: not to be sent before, or %BELL_TIME_UNSET
 * @inverses: (nullable) (inout): takes, by change id, the patches that take updates back
 * @error: BELL_MODEL_ERROR, BELL_STORE_ERROR_NOT_FOUND, BELL_DATABASE_ERROR
 *
 * Puts changes into the outbox, all or none.
 *
 * Returns: whether the disk has them
 */
gboolean
bell_commit_changes (BellFiles        *files,
                     const BellActor  *actor,
                     GPtrArray        *changes,
                     gint64            due_at,
                     GHashTable       *inverses,
                     GError          **error)
{
  g_autoptr (GHashTable) records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_record);
  BellCommit commit = { files, actor, records };
  g_autoptr (BellTransaction) transaction = NULL;

  transaction = bell_transaction_begin (files->outbox, error);
  if (transaction == NULL)
    return FALSE;

  for (guint i = 0; i < changes->len; i++)
    if (!bell_commit_one (&commit, g_ptr_array_index (changes, i), due_at, inverses, error))
      return FALSE;

  return bell_transaction_commit (transaction, error);
}

static BellOutboxRow *
load_row (BellFiles   *files,
          const char  *change_id,
          gboolean    *failed,
          GError     **error)
{
  g_autoptr (GPtrArray) rows = bell_outbox_file_load (files, "outbox-one", change_id, error);

  *failed = rows == NULL;

  return rows != NULL && rows->len > 0 ? bell_outbox_row_ref (g_ptr_array_index (rows, 0)) : NULL;
}

/* Whether rows that are to stay need what @row creates. */
static gboolean
check_nothing_depends (BellFiles            *files,
                       const BellOutboxRow  *row,
                       const char *const    *leaving,
                       GError              **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (bell_change_get_kind (row->change) != BELL_CHANGE_KIND_CREATE)
    return TRUE;

  rows = bell_outbox_file_load (files, "outbox-group", row->group, error);
  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      const BellOutboxRow *other = g_ptr_array_index (rows, i);
      const char *object_id = bell_change_get_object_id (row->change);

      if (other->seq <= row->seq || g_strv_contains (leaving, bell_change_get_id (other->change)))
        continue;

      if (g_str_equal (other->group, object_id) ||
          g_str_equal (bell_change_get_object_id (other->change), object_id))
        return fail (error, BELL_STORE_ERROR_IN_THE_WAY,
                     _("Other changes that wait to be sent depend on this one. Take those back first."));
    }

  return TRUE;
}

/**
 * bell_commit_undo:
 * @actor: who acts
 * @change_ids: what to take back, %NULL-terminated
 * @inverses: (element-type BellChange): what to commit for those that are not
 *   in the outbox any more or have been sent; the caller made them from what
 *   bell_commit_changes() gave
 * @error: ALREADY_SENT, IN_THE_WAY; as bell_commit_changes()
 *
 * Takes changes back: those that wait leave the outbox as if they had never
 * been there, the others are followed by their inverse.
 *
 * Returns: whether the disk has it
 */
gboolean
bell_commit_undo (BellFiles          *files,
                  const BellActor    *actor,
                  const char *const  *change_ids,
                  GPtrArray          *inverses,
                  GError            **error)
{
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->outbox, error);
  g_autoptr (GPtrArray) follow = g_ptr_array_new ();

  if (transaction == NULL)
    return FALSE;

  for (guint i = 0; change_ids[i] != NULL; i++)
    {
      gboolean failed;
      g_autoptr (BellOutboxRow) row = load_row (files, change_ids[i], &failed, error);

      if (failed)
        return FALSE;

      if (row != NULL && row->state == BELL_OUTBOX_STATE_QUEUED && row->attempts == 0)
        {
          if (!check_nothing_depends (files, row, change_ids, error) || !bell_outbox_file_delete (files, row, error))
            return FALSE;
          continue;
        }

      if (inverses == NULL || g_ptr_array_index (inverses, i) == NULL)
        return fail (error, BELL_STORE_ERROR_ALREADY_SENT, _("It has been sent and cannot be taken back."));

      g_ptr_array_add (follow, g_ptr_array_index (inverses, i));
    }

  if (follow->len > 0 && !bell_commit_changes (files, actor, follow, BELL_TIME_UNSET, NULL, error))
    return FALSE;

  return bell_transaction_commit (transaction, error);
}

/**
 * bell_commit_discard:
 * @change_id: a change of the outbox
 * @error: NOT_FOUND, ALREADY_SENT, IN_THE_WAY; BELL_DATABASE_ERROR
 *
 * Gives a waiting or refused change up for good.
 *
 * Returns: whether it is gone
 */
gboolean
bell_commit_discard (BellFiles   *files,
                     const char  *change_id,
                     GError     **error)
{
  const char *const leaving[] = { change_id, NULL };
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->outbox, error);
  g_autoptr (BellOutboxRow) row = NULL;
  gboolean failed;

  if (transaction == NULL)
    return FALSE;

  row = load_row (files, change_id, &failed, error);
  if (failed)
    return FALSE;
  if (row == NULL)
    return fail (error, BELL_STORE_ERROR_NOT_FOUND, _("There is no such change in the outbox."));
  if (row->state == BELL_OUTBOX_STATE_SENT || row->state == BELL_OUTBOX_STATE_ACKNOWLEDGED)
    return fail (error, BELL_STORE_ERROR_ALREADY_SENT, _("It has been sent and cannot be taken back."));

  return check_nothing_depends (files, row, leaving, error) &&
         bell_outbox_file_delete (files, row, error) &&
         bell_transaction_commit (transaction, error);
}

/**
 * bell_commit_retry:
 * @change_id: a change of the outbox
 * @error: NOT_FOUND; BELL_DATABASE_ERROR
 *
 * Has a refused or delayed change sent again, now.
 *
 * Returns: whether it is queued
 */
gboolean
bell_commit_retry (BellFiles   *files,
                   const char  *change_id,
                   GError     **error)
{
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->outbox, error);
  g_autoptr (BellOutboxRow) row = NULL;
  gboolean failed;

  if (transaction == NULL)
    return FALSE;

  row = load_row (files, change_id, &failed, error);
  if (failed)
    return FALSE;
  if (row == NULL)
    return fail (error, BELL_STORE_ERROR_NOT_FOUND, _("There is no such change in the outbox."));
  if (row->state != BELL_OUTBOX_STATE_PARKED && row->state != BELL_OUTBOX_STATE_QUEUED)
    return TRUE;

  return bell_outbox_file_mark (files, row, BELL_OUTBOX_STATE_QUEUED, 0, NULL, NULL, BELL_TIME_UNSET, error) &&
         bell_transaction_commit (transaction, error);
}
