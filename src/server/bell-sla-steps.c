/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-steps.h"

#include "bell-workflow.h"

/* What the server keeps and reads for the clocks of tickets: which are to be
 * looked at for escalations, and the history of one. */

static gboolean
run (BellWork    *self,
     const char  *resource,
     const char  *id,
     GError     **error)
{
  g_autoptr (BellStatement) statement = bell_work_prepare (self, resource, error);

  if (statement == NULL)
    return FALSE;
  if (id != NULL)
    bell_statement_bind_text (statement, 1, id);
  return bell_statement_run (statement, error);
}

static gboolean
mark (BellWork    *self,
      const char  *id,
      GError     **error)
{
  const BellWorkRecord *entry = g_hash_table_lookup (self->records, id);
  gboolean active = entry == NULL ||
                    (entry->record != NULL && bell_status_is_active (bell_ticket_get_status (BELL_TICKET (entry->record))));

  return run (self, active ? BELL_SERVER_SQL ("sla-step-mark") : BELL_SERVER_SQL ("sla-step-delete"), id, error);
}

/* Has the tickets of this transaction looked at, where any policy escalates. */
gboolean
bell_work_mark_steps (BellWork *self,
                      GError  **error)
{
  g_autoptr (BellStatement) statement = NULL;
  GHashTableIter iter;
  gpointer id;
  gboolean row;

  if (!self->moved_rules && g_hash_table_size (self->moved_tickets) == 0)
    return TRUE;

  statement = bell_work_prepare (self, BELL_SERVER_SQL ("sla-escalates"), error);
  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return FALSE;
  bell_statement_reset (statement);

  if (row && self->moved_rules && !run (self, BELL_SERVER_SQL ("sla-step-mark-all"), NULL, error))
    return FALSE;

  g_hash_table_iter_init (&iter, self->moved_tickets);
  while (row && !self->moved_rules && g_hash_table_iter_next (&iter, &id, NULL))
    if (!mark (self, id, error))
      return FALSE;

  self->moved_rules = FALSE;
  g_hash_table_remove_all (self->moved_tickets);
  return TRUE;
}

static GPtrArray *
load_rule_changes (BellWork *self,
                   GError  **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (BellStatement) statement = bell_work_prepare (self, BELL_SERVER_SQL ("sla-rules-history"), error);
  gboolean row;

  if (statement == NULL)
    return NULL;
  for (;;)
    {
      BellChange *change;

      if (!bell_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&changes);
      change = bell_change_log_read (statement, error);
      if (change == NULL)
        return NULL;
      g_ptr_array_add (changes, change);
    }
}

/* The policies and calendars as they are in the database, and as they were. */
BellSlaRules *
bell_work_load_sla_rules (BellWork *self,
                          GError  **error)
{
  g_autoptr (GPtrArray) policies = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autoptr (GPtrArray) calendars = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autoptr (GPtrArray) changes = NULL;

  if (bell_table_get_all (bell_organisation_get_table (self->organisation, BELL_TYPE_SLA_POLICY), self->database, policies, error) &&
      bell_table_get_all (bell_organisation_get_table (self->organisation, BELL_TYPE_CALENDAR), self->database, calendars, error))
    changes = load_rule_changes (self, error);

  return changes != NULL ? bell_sla_rules_new_with_history (policies, calendars, changes) : NULL;
}

typedef struct
{
  int kind;
  gint64 at;
  gint64 modseq;
} Said;

static gboolean
add_messages (BellWork         *self,
              BellSlaCase      *sla,
              const BellRecord *ticket,
              GError          **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Said));
  g_autoptr (GPtrArray) authors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BellStatement) statement = bell_work_prepare (self, BELL_SERVER_SQL ("sla-messages"), error);
  gboolean found;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, bell_record_get_id (ticket));
  for (;;)
    {
      Said row = { .kind = BELL_MESSAGE_KIND_NOTE };

      if (!bell_statement_step (statement, &found, error))
        return FALSE;
      if (!found)
        break;
      bell_enum_from_nick (bell_message_kind_get_type (), bell_statement_get_text (statement, 0), &row.kind);
      row.at = bell_statement_is_null (statement, 2) ? BELL_TIME_UNSET : bell_statement_get_int64 (statement, 2);
      row.modseq = bell_statement_get_int64 (statement, 3);
      g_array_append_val (rows, row);
      g_ptr_array_add (authors, g_strdup (bell_statement_get_text (statement, 1)));
      g_ptr_array_add (ids, g_strdup (bell_statement_get_text (statement, 4)));
    }
  bell_statement_reset (statement);

  for (guint i = 0; i < rows->len; i++)
    {
      const Said *row = &g_array_index (rows, Said, i);
      BellRecord *author;
      BellRole role = BELL_ROLE_AGENT;

      if (!bell_work_get_record (self, BELL_TYPE_PRINCIPAL, authors->pdata[i], &author, error))
        return FALSE;
      if (author != NULL)
        role = bell_principal_get_role (BELL_PRINCIPAL (author));
      bell_sla_case_add_message (sla, row->at, row->modseq, (BellMessageKind) row->kind,
                                 bell_sla_actor_for_author (authors->pdata[i], role, BELL_TICKET (ticket), ids->pdata[i]));
    }
  return TRUE;
}

/* Puts the history of @ticket before the rules of @sla. Flush first. */
gboolean
bell_work_load_sla_case (BellWork    *self,
                         BellSlaCase *sla,
                         BellRecord  *ticket,
                         GError     **error)
{
  g_autoptr (BellStatement) statement = NULL;
  BellRecord *requester;
  gboolean row;

  if (!bell_work_get_record (self, BELL_TYPE_PRINCIPAL, bell_ticket_get_requester_id (BELL_TICKET (ticket)), &requester, error))
    return FALSE;
  bell_sla_case_begin (sla, ticket, requester != NULL ? bell_principal_get_teams (BELL_PRINCIPAL (requester)) : NULL);

  statement = bell_work_prepare (self, BELL_SERVER_SQL ("sla-history"), error);
  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, bell_record_get_id (ticket));
  for (;;)
    {
      g_autoptr (BellChange) change = NULL;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        break;
      change = bell_change_log_read (statement, error);
      if (change == NULL)
        return FALSE;
      bell_sla_case_add_change (sla, change);
    }
  bell_statement_reset (statement);

  if (!add_messages (self, sla, ticket, error))
    return FALSE;
  bell_sla_case_end (sla);
  return TRUE;
}
