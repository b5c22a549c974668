/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-due-private.h"

#include "bell-outbox-file.h"
#include "bell-overlay.h"
#include "bell-workflow.h"

/* What the cache and the outbox know of a ticket, put before the rules. */

static gboolean
find_person (BellFiles            *files,
             const char           *id,
             const BellPrincipal **person,
             GError              **error)
{
  BellRecord *record = NULL;

  *person = NULL;
  if (id == NULL)
    return TRUE;

  if (!g_hash_table_lookup_extended (files->due->people, id, NULL, (gpointer *) &record))
    {
      if (!bell_table_get (files->visible[BELL_TYPE_PRINCIPAL], files->cache, id, &record, error))
        return FALSE;
      g_hash_table_insert (files->due->people, g_strdup (id), record);
    }
  if (record != NULL)
    *person = BELL_PRINCIPAL (record);

  return TRUE;
}

static gboolean
find_actor (BellFiles         *files,
            const BellTicket  *ticket,
            const char        *author_id,
            const char        *message_id,
            BellSlaActor      *actor,
            BellRole          *role,
            GError           **error)
{
  const BellPrincipal *person;

  if (!find_person (files, author_id, &person, error))
    return FALSE;

  *role = person != NULL ? bell_principal_get_role (person) : BELL_ROLE_AGENT;
  *actor = bell_sla_actor_for_author (author_id, *role, ticket, message_id);

  return TRUE;
}

static gboolean
add_confirmed (BellFiles         *files,
               const BellTicket  *ticket,
               const char        *id,
               GPtrArray         *history,
               GError           **error)
{
  g_autoptr (GPtrArray) changes = history != NULL ? g_ptr_array_ref (history) : bell_base_load_history (files, id, error);
  g_autoptr (BellStatement) messages = NULL;
  gboolean row;

  if (changes == NULL)
    return FALSE;
  for (guint i = 0; i < changes->len; i++)
    bell_sla_case_add_change (files->due->sla, g_ptr_array_index (changes, i));

  messages = bell_files_prepare (files->cache, "due-messages", error);
  if (messages == NULL)
    return FALSE;
  bell_statement_bind_text (messages, 1, id);
  for (;;)
    {
      int kind = BELL_MESSAGE_KIND_NOTE;
      BellSlaActor actor;
      BellRole role;

      if (!bell_statement_step (messages, &row, error))
        return FALSE;
      if (!row)
        return TRUE;

      bell_enum_from_nick (bell_message_kind_get_type (), bell_statement_get_text (messages, 0), &kind);
      if (!find_actor (files, ticket, bell_statement_get_text (messages, 1), bell_statement_get_text (messages, 4),
                       &actor, &role, error))
        return FALSE;
      if (!bell_statement_is_null (messages, 2))
        bell_sla_case_add_message (files->due->sla, bell_statement_get_int64 (messages, 2),
                                   bell_statement_get_int64 (messages, 3), kind, actor);
    }
}

/* A change with what is forecast to follow for its object. */
static BellChange *
foresee (const BellChange *change,
         const BellPatch  *own)
{
  g_autoptr (BellPatch) patch = bell_patch_copy (bell_change_get_patch (change));

  for (guint i = 0; own != NULL && i < bell_patch_get_size (own); i++)
    bell_patch_set (patch, bell_patch_get_entry (own, i)->property, bell_patch_get_entry (own, i)->value);

  return bell_change_new (bell_change_get_id (change), bell_change_get_kind (change), bell_change_get_data_type (change),
                          bell_change_get_object_id (change), patch, NULL, bell_change_get_author_id (change),
                          bell_change_get_device (change), bell_change_get_acted_at (change));
}

/* What one waiting change means to the clocks. @place: in the outbox. @past: (inout): the ticket until then. */
static gboolean
add_foreseen (BellFiles         *files,
              const BellTicket  *ticket,
              const BellChange  *change,
              gint64             place,
              BellRecord       **past,
              GError           **error)
{
  BellChangeKind kind = bell_change_get_kind (change);
  BellType type = bell_change_get_data_type (change);
  g_autoptr (BellEffects) effects = NULL;
  BellSlaActor actor;
  BellRole role;

  if (kind == BELL_CHANGE_KIND_DESTROY || (type == BELL_TYPE_MESSAGE && kind != BELL_CHANGE_KIND_CREATE) ||
      (*past == NULL) != (type == BELL_TYPE_TICKET && kind == BELL_CHANGE_KIND_CREATE))
    return TRUE;

  if (!find_actor (files, ticket, bell_change_get_author_id (change),
                   type == BELL_TYPE_MESSAGE ? bell_change_get_object_id (change) : NULL, &actor, &role, error))
    return FALSE;

  effects = bell_effects_compute (change, type == BELL_TYPE_TICKET ? *past : NULL, type == BELL_TYPE_MESSAGE ? *past : NULL,
                                  role, bell_change_get_acted_at (change), 0);
  if (*past == NULL)
    *past = bell_record_new (BELL_TYPE_TICKET, bell_change_get_object_id (change));

  {
    g_autoptr (BellChange) foreseen = foresee (change, effects->own);

    bell_sla_case_add_waiting (files->due->sla, foreseen, actor, place);
    if (type == BELL_TYPE_TICKET)
      bell_patch_apply (bell_change_get_patch (foreseen), *past);
  }

  for (guint i = 0; i < effects->caused->len; i++)
    {
      BellChange *caused = g_ptr_array_index (effects->caused, i);

      if (!g_str_equal (bell_change_get_object_id (caused), bell_record_get_id (*past)))
        continue;
      bell_sla_case_add_waiting (files->due->sla, caused, actor, place);
      bell_patch_apply (bell_change_get_patch (caused), *past);
    }

  return TRUE;
}

static gboolean
add_waiting (BellFiles         *files,
             const BellTicket  *ticket,
             const char        *id,
             GError           **error)
{
  g_autoptr (GPtrArray) rows = bell_outbox_file_load (files, "outbox-group", id, error);
  g_autoptr (BellRecord) past = NULL;

  if (rows == NULL)
    return FALSE;
  if (rows->len == 0)
    return TRUE;

  if (!bell_table_get (files->base[BELL_TYPE_TICKET], files->cache, id, &past, error))
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      const BellOutboxRow *row = g_ptr_array_index (rows, i);
      gboolean confirmed;

      if (!bell_overlay_is_confirmed (files, row, &confirmed, error))
        return FALSE;
      if (!confirmed && row->state != BELL_OUTBOX_STATE_PARKED &&
          !add_foreseen (files, ticket, row->change, row->seq, &past, error))
        return FALSE;
    }

  return TRUE;
}

/* Puts @record before the rules, with what waits in the outbox or without.
 * @history: (nullable): its confirmed changes, where they are at hand. */
gboolean
bell_due_open_case (BellFiles   *files,
                    BellRecord  *record,
                    GPtrArray   *history,
                    gboolean     with_waiting,
                    GError     **error)
{
  const BellTicket *ticket = BELL_TICKET (record);
  const char *id = bell_record_get_id (record);
  BellSlaCase *sla = files->due->sla;
  const BellPrincipal *requester = NULL;

  if (bell_sla_rules_ask_requester (bell_sla_case_get_rules (sla)) &&
      !find_person (files, bell_ticket_get_requester_id (ticket), &requester, error))
    return FALSE;

  bell_sla_case_begin (sla, record, requester != NULL ? bell_principal_get_teams (requester) : NULL);
  if (!add_confirmed (files, ticket, id, history, error) || (with_waiting && !add_waiting (files, ticket, id, error)))
    return FALSE;
  bell_sla_case_end (sla);

  return TRUE;
}

/**
 * bell_due_load_case:
 * @ticket_id: a ticket
 * @ticket: (out) (transfer full): it, as people see it
 * @error: BELL_DATABASE_ERROR
 *
 * Reads all that explains when a ticket is due, with what waits in the
 * outbox. For readers as well.
 *
 * Returns: (transfer full) (nullable): its case; %NULL on error, or without one
 *   if there is no such ticket
 */
BellSlaCase *
bell_due_load_case (BellFiles   *files,
                    const char  *ticket_id,
                    BellRecord **ticket,
                    GError     **error)
{
  *ticket = NULL;
  if (!bell_table_get (files->visible[BELL_TYPE_TICKET], files->cache, ticket_id, ticket, error) || *ticket == NULL ||
      bell_due_get (files, error) == NULL)
    return NULL;

  /* What is known of people may have changed since; a writer is told, a reader is not. */
  g_hash_table_remove_all (files->due->people);
  if (!bell_due_open_case (files, *ticket, NULL, TRUE, error))
    return NULL;

  files->due->rules_seq = -1;

  return g_steal_pointer (&files->due->sla);
}
