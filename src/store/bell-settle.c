/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-settle.h"

#include <glib/gi18n-lib.h>

#include "bell-base.h"
#include "bell-id.h"
#include "bell-text-merge.h"

/* What becomes of changes that the server refused because somebody else was
 * there before. Those that merge go out again by themselves, under a new id,
 * because a refusal is remembered; those that are done leave; the others wait
 * for a person, with the reason by which a card is shown. Nothing goes without
 * one of the three. On the writer's thread. */

/* A change that is refused again and again although all seems well is shown. */
#define MAX_ATTEMPTS 10

static char *
get_setting (BellFiles   *files,
             const char  *name,
             GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "setting-one", error);
  gboolean row;

  if (statement == NULL)
    return NULL;

  bell_statement_bind_text (statement, 1, name);
  if (!bell_statement_step (statement, &row, error))
    return NULL;

  return g_strdup (row ? bell_statement_get_text (statement, 0) : "");
}

static gboolean
park (BellFiles            *files,
      const BellOutboxRow  *row,
      const char           *reason_type,
      const char           *reason,
      GError              **error)
{
  if (g_strcmp0 (row->reason_type, reason_type) == 0)
    return TRUE;

  return bell_outbox_file_mark (files, row, BELL_OUTBOX_STATE_PARKED, row->modseq, reason_type, reason, BELL_TIME_UNSET, error);
}

/* The same deed once more: another id, and what is expected now. */
static BellChange *
make_successor (BellFiles        *files,
                const BellChange *change,
                BellPatch        *patch,
                BellPatch        *expected,
                gint64            acted_at)
{
  g_autofree char *id = bell_id_new (BELL_TYPE_CHANGE, files->clock);

  return bell_change_new (id, bell_change_get_kind (change), bell_change_get_data_type (change),
                          bell_change_get_object_id (change), patch, expected, bell_change_get_author_id (change),
                          bell_change_get_device (change), acted_at);
}

static gboolean
send_again (BellFiles            *files,
            const BellOutboxRow  *row,
            BellPatch            *patch,
            BellPatch            *expected,
            GError              **error)
{
  g_autoptr (BellChange) successor =
    make_successor (files, row->change, patch, expected, bell_change_get_acted_at (row->change));

  return bell_outbox_file_replace (files, row, successor, error);
}

/* Whether base has come as far as the server was when it refused. */
static gboolean
is_known (BellFiles            *files,
          const BellOutboxRow  *row,
          gboolean             *known,
          GError              **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->cache, "state-get", error);
  gboolean found;

  *known = FALSE;
  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, bell_type_get_wire_name (bell_change_get_data_type (row->change)));
  if (!bell_statement_step (statement, &found, error))
    return FALSE;
  *known = found && bell_state_get_modseq (bell_statement_get_text (statement, 0)) >= row->modseq;

  return TRUE;
}

static gboolean
settle_edit (BellFiles            *files,
             const BellOutboxRow  *row,
             GError              **error)
{
  BellType type = bell_change_get_data_type (row->change);
  gboolean waits = g_strcmp0 (row->reason_type, BELL_REASON_CONFLICT) == 0;
  gboolean destroys = bell_change_get_kind (row->change) == BELL_CHANGE_KIND_DESTROY;
  g_autoptr (BellMergeResult) result = NULL;
  g_autoptr (BellRecord) now = NULL;

  if (!bell_table_get (files->base[type], files->cache, bell_change_get_object_id (row->change), &now, error))
    return FALSE;
  if (now == NULL)
    return destroys ? bell_outbox_file_delete (files, row, error)
                    : park (files, row, BELL_REASON_GONE, _("It was deleted, or you may not see it any more."), error);

  result = bell_merge_change (row->change, now, bell_text_merge);
  if (result->is_done)
    return bell_outbox_file_delete (files, row, error);

  /* Once a person has been shown a card, it is theirs. */
  if (!waits && result->clashes->len == 0 && row->attempts < MAX_ATTEMPTS)
    return send_again (files, row, destroys ? NULL : result->patch, result->expected, error);

  return park (files, row, BELL_REASON_CONFLICT, _("Somebody else has changed it meanwhile."), error);
}

/* What the author of a reply had last seen: if that was a reply of their own
 * that never arrived, what they had seen then. */
static char *
find_last_seen (BellFiles            *files,
                const BellOutboxRow  *row,
                GError              **error)
{
  const BellProperty *last = bell_ticket_property (BELL_TICKET_LAST_MESSAGE_ID);
  g_autoptr (GPtrArray) rows = bell_outbox_file_load (files, "outbox-group", row->group, error);
  const BellPatchEntry *entry = bell_patch_find (bell_change_get_expected (row->change), last);
  const char *seen = entry != NULL && entry->value != NULL ? g_variant_get_string (entry->value, NULL) : NULL;

  if (rows == NULL)
    return NULL;

  for (guint i = rows->len; seen != NULL && i-- > 0;)
    {
      const BellChange *other = ((BellOutboxRow *) g_ptr_array_index (rows, i))->change;

      if (!g_str_equal (bell_change_get_object_id (other), seen) || bell_change_get_expected (other) == NULL)
        continue;
      entry = bell_patch_find (bell_change_get_expected (other), last);
      seen = entry != NULL && entry->value != NULL ? g_variant_get_string (entry->value, NULL) : NULL;
    }

  return g_strdup (seen != NULL ? seen : "");
}

/**
 * bell_settle_find_unseen:
 * @row: a reply
 *
 * Returns: (transfer full) (element-type utf8) (nullable): the ids of public
 *   messages by others that its author had not seen; %NULL on error
 */
GPtrArray *
bell_settle_find_unseen (BellFiles            *files,
                         const BellOutboxRow  *row,
                         GError              **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *me = get_setting (files, "principal-id", error);
  g_autofree char *seen = me != NULL ? find_last_seen (files, row, error) : NULL;
  g_autoptr (BellStatement) statement = NULL;
  gboolean found;

  if (seen == NULL)
    return NULL;

  statement = bell_files_prepare (files->cache, "message-unseen", error);
  if (statement == NULL)
    return NULL;

  bell_statement_bind_text (statement, 1, row->group);
  bell_statement_bind_text (statement, 2, me);
  bell_statement_bind_text (statement, 3, *seen != '\0' ? seen : NULL);
  for (;;)
    {
      if (!bell_statement_step (statement, &found, error))
        return NULL;
      if (!found)
        return g_steal_pointer (&ids);

      g_ptr_array_add (ids, g_strdup (bell_statement_get_text (statement, 0)));
    }
}

static gboolean
settle_reply (BellFiles            *files,
              const BellOutboxRow  *row,
              GError              **error)
{
  g_autoptr (BellRecord) ticket = NULL;
  g_autoptr (BellPatch) expected = NULL;
  g_autoptr (GPtrArray) unseen = NULL;

  if (!bell_table_get (files->base[BELL_TYPE_TICKET], files->cache, row->group, &ticket, error))
    return FALSE;
  if (ticket == NULL)
    return park (files, row, BELL_REASON_GONE, _("Its ticket was deleted, or you may not see it any more."), error);

  unseen = bell_settle_find_unseen (files, row, error);
  if (unseen == NULL)
    return FALSE;
  if (unseen->len > 0 || row->attempts >= MAX_ATTEMPTS || g_strcmp0 (row->reason_type, BELL_REASON_HELD) == 0)
    return park (files, row, BELL_REASON_HELD, _("Somebody has written meanwhile. Read it before your reply goes out."), error);

  expected = bell_merge_expect_seen (bell_change_get_patch (row->change), ticket);

  return send_again (files, row, bell_change_get_patch (row->change), expected, error);
}

static gboolean
settle_row (BellFiles            *files,
            const BellOutboxRow  *row,
            GError              **error)
{
  static const char *const fresh[] = { "stateMismatch", "taken", NULL };
  static const char *const shown[] = { BELL_REASON_CONFLICT, BELL_REASON_HELD, NULL };
  gboolean known = TRUE;

  if (row->state != BELL_OUTBOX_STATE_PARKED || row->reason_type == NULL ||
      (!g_strv_contains (fresh, row->reason_type) && !g_strv_contains (shown, row->reason_type)))
    return TRUE;
  if (g_strv_contains (fresh, row->reason_type) && !is_known (files, row, &known, error))
    return FALSE;
  if (!known)
    return TRUE;

  return bell_change_get_kind (row->change) == BELL_CHANGE_KIND_CREATE ? settle_reply (files, row, error)
                                                                       : settle_edit (files, row, error);
}

/**
 * bell_settle:
 * @error: BELL_DATABASE_ERROR
 *
 * Judges what was refused by what base says now. To be called whenever one of
 * the two has moved.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_settle (BellFiles  *files,
             GError    **error)
{
  g_autoptr (GPtrArray) rows = bell_outbox_file_load (files, "outbox-parked", NULL, error);
  g_autoptr (BellTransaction) transaction = NULL;

  if (rows == NULL || rows->len == 0)
    return rows != NULL;

  transaction = bell_transaction_begin (files->outbox, error);
  if (transaction == NULL)
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    if (!settle_row (files, g_ptr_array_index (rows, i), error))
      return FALSE;

  return bell_transaction_commit (transaction, error);
}

/* What is left of a patch: that which is not so already. */
static BellPatch *
strip (const BellPatch  *patch,
       const BellRecord *now)
{
  BellPatch *left = bell_patch_new (bell_patch_get_data_type (patch));

  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);
      g_autoptr (BellPatch) alone = bell_patch_new (bell_patch_get_data_type (patch));

      if (entry->member != NULL)
        bell_patch_set_member (alone, entry->property, entry->member, entry->value);
      else
        bell_patch_set (alone, entry->property, entry->value);
      if (bell_patch_would_change (alone, now))
        bell_patch_merge (left, alone);
    }

  return left;
}

static gboolean
reapply_edit (BellFiles            *files,
              const BellActor      *actor,
              const BellOutboxRow  *row,
              GError              **error)
{
  BellType type = bell_change_get_data_type (row->change);
  gboolean destroys = bell_change_get_kind (row->change) == BELL_CHANGE_KIND_DESTROY;
  g_autoptr (BellRecord) now = NULL;
  g_autoptr (BellPatch) patch = NULL;
  g_autoptr (BellPatch) expected = NULL;
  g_autoptr (BellPatch) inverse = NULL;
  g_autoptr (BellChange) successor = NULL;

  if (!bell_table_get (files->visible[type], files->cache, bell_change_get_object_id (row->change), &now, error))
    return FALSE;
  if (now == NULL)
    {
      g_set_error_literal (error, BELL_STORE_ERROR, BELL_STORE_ERROR_NOT_FOUND,
                           _("What you are changing does not exist any more."));
      return FALSE;
    }

  if (!destroys)
    patch = strip (bell_change_get_patch (row->change), now);
  if (patch != NULL && bell_patch_get_size (patch) == 0)
    return bell_outbox_file_delete (files, row, error);

  expected = destroys ? bell_merge_expect_all (now) : bell_merge_expect (patch, NULL, now);
  successor = make_successor (files, row->change, patch, expected, bell_clock_now (files->clock));
  if (!bell_access_check_change (actor, successor, now, NULL, error))
    return FALSE;
  if (patch != NULL)
    inverse = bell_merge_inverse (patch, now);

  /* At the end: it stands on what waits before it. */
  return bell_outbox_file_delete (files, row, error) &&
         bell_outbox_file_insert (files, successor, row->group, inverse, BELL_TIME_UNSET, error);
}

static gboolean
reapply_create (BellFiles            *files,
                const BellOutboxRow  *row,
                GError              **error)
{
  g_autoptr (BellPatch) expected = NULL;
  g_autoptr (BellRecord) ticket = NULL;

  if (bell_change_get_expected (row->change) != NULL)
    {
      if (!bell_table_get (files->base[BELL_TYPE_TICKET], files->cache, row->group, &ticket, error))
        return FALSE;
      expected = bell_merge_expect_seen (bell_change_get_patch (row->change), ticket);
    }

  return send_again (files, row, bell_change_get_patch (row->change), expected, error);
}

/**
 * bell_settle_reapply:
 * @actor: who decides so
 * @change_id: a change that was refused
 * @error: NOT_FOUND; BELL_MODEL_ERROR if it may not be; BELL_DATABASE_ERROR
 *
 * Does what was refused all the same, on top of what stands now: an edit as a
 * new one that has seen the other's value, a new object once more.
 *
 * Returns: whether it is queued, or nothing was left to do
 */
gboolean
bell_settle_reapply (BellFiles        *files,
                     const BellActor  *actor,
                     const char       *change_id,
                     GError          **error)
{
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->outbox, error);
  g_autoptr (GPtrArray) rows = transaction != NULL ? bell_outbox_file_load (files, "outbox-one", change_id, error) : NULL;
  const BellOutboxRow *row;

  if (rows == NULL)
    return FALSE;
  row = rows->len > 0 ? g_ptr_array_index (rows, 0) : NULL;
  if (row == NULL || row->state != BELL_OUTBOX_STATE_PARKED)
    {
      g_set_error_literal (error, BELL_STORE_ERROR, BELL_STORE_ERROR_NOT_FOUND,
                           _("There is no such change in the outbox."));
      return FALSE;
    }

  if (!(bell_change_get_kind (row->change) == BELL_CHANGE_KIND_CREATE ? reapply_create (files, row, error)
                                                                      : reapply_edit (files, actor, row, error)))
    return FALSE;

  return bell_transaction_commit (transaction, error);
}
