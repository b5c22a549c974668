/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "bell-search.h"
#include "bell-work-private.h"

/* What a confirmed change does to the tables that are derived from the log.
 * Applying a change and rebuilding everything from the log run this same code,
 * so that the results are the same. */

#define TICKET_TYPES (BELL_TYPE_BIT (BELL_TYPE_TICKET) | BELL_TYPE_BIT (BELL_TYPE_MESSAGE) | BELL_TYPE_BIT (BELL_TYPE_CHANGE))

static gboolean
run_text_text_modseq (BellWork   *self,
                      const char *resource,
                      const char *one,
                      const char *two,
                      gint64      modseq,
                      GError    **error)
{
  g_autoptr (BellStatement) statement = bell_work_prepare (self, resource, error);
  int index = 1;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, index++, one);
  if (two != NULL)
    bell_statement_bind_text (statement, index++, two);
  if (modseq >= 0)
    bell_statement_bind_int64 (statement, index, modseq);
  return bell_statement_run (statement, error);
}

static gboolean
is_public (const BellRecord *article)
{
  return article != NULL && bell_article_get_state (BELL_ARTICLE (article)) == BELL_ARTICLE_STATE_PUBLISHED &&
         bell_article_get_audience (BELL_ARTICLE (article)) == BELL_AUDIENCE_PUBLIC;
}

/* Who asks or watches; borrowed from the record. */
static GPtrArray *
list_followers (const BellRecord *ticket)
{
  GPtrArray *followers = g_ptr_array_new ();
  const char *requester_id;
  const char *const *watchers;

  if (ticket == NULL)
    return followers;
  requester_id = bell_ticket_get_requester_id (BELL_TICKET (ticket));
  watchers = bell_ticket_get_watchers (BELL_TICKET (ticket));
  if (requester_id != NULL)
    g_ptr_array_add (followers, (gpointer) requester_id);
  for (guint i = 0; watchers != NULL && watchers[i] != NULL; i++)
    if (g_strcmp0 (watchers[i], requester_id) != 0)
      g_ptr_array_add (followers, (gpointer) watchers[i]);
  return followers;
}

static gboolean
follows (GPtrArray  *followers,
         const char *principal_id)
{
  return g_ptr_array_find_with_equal_func (followers, principal_id, g_str_equal, NULL);
}

static gboolean
project_ticket (BellWork         *self,
                const char       *id,
                const BellRecord *before,
                const BellRecord *after,
                gint64            modseq,
                gboolean          shared,
                GError          **error)
{
  g_autoptr (GPtrArray) old = list_followers (before);
  g_autoptr (GPtrArray) new = list_followers (after);

  for (guint i = 0; i < old->len; i++)
    if (!follows (new, old->pdata[i]))
      {
        if (!run_text_text_modseq (self, BELL_SERVER_SQL ("ticket-access-revoke"), old->pdata[i], id, modseq, error))
          return FALSE;
        bell_work_note_reader (self, old->pdata[i], 0, modseq);
        bell_work_add_news (self, old->pdata[i], TICKET_TYPES);
      }
  for (guint i = 0; i < new->len; i++)
    if (!follows (old, new->pdata[i]))
      {
        if (!run_text_text_modseq (self, BELL_SERVER_SQL ("ticket-access-grant"), new->pdata[i], id, modseq, error))
          return FALSE;
        bell_work_note_reader (self, new->pdata[i], 0, modseq);
        bell_work_add_news (self, new->pdata[i], TICKET_TYPES);
      }
    else
      {
        bell_work_add_news (self, new->pdata[i],
                            BELL_TYPE_BIT (BELL_TYPE_TICKET) | (shared ? BELL_TYPE_BIT (BELL_TYPE_CHANGE) : 0));
      }
  return TRUE;
}

static gboolean
project_message (BellWork         *self,
                 const char       *id,
                 const BellRecord *before,
                 const BellRecord *after,
                 gboolean          shared,
                 GError          **error)
{
  const BellMessage *message = BELL_MESSAGE (after != NULL ? after : before);
  GVariant *attachments = bell_message_get_attachments (message);

  if (after == NULL)
    {
      if (!run_text_text_modseq (self, BELL_SERVER_SQL ("blob-use-delete"), id, NULL, -1, error))
        return FALSE;
    }
  else if (before == NULL && attachments != NULL)
    {
      GVariantIter iter;
      const char *blob_id;

      g_variant_iter_init (&iter, attachments);
      while (g_variant_iter_next (&iter, "(&s&s&st)", &blob_id, NULL, NULL, NULL))
        if (!run_text_text_modseq (self, BELL_SERVER_SQL ("blob-use-insert"), blob_id, id, -1, error))
          return FALSE;
    }

  if (shared)
    {
      g_autoptr (GPtrArray) followers = NULL;
      BellRecord *ticket;

      if (!bell_work_get_record (self, BELL_TYPE_TICKET, bell_message_get_ticket_id (message), &ticket, error))
        return FALSE;
      followers = list_followers (ticket);
      for (guint i = 0; i < followers->len; i++)
        bell_work_add_news (self, followers->pdata[i], BELL_TYPE_BIT (BELL_TYPE_MESSAGE) | BELL_TYPE_BIT (BELL_TYPE_CHANGE));
    }
  return TRUE;
}

static gboolean
project_article (BellWork         *self,
                 const char       *id,
                 const BellRecord *before,
                 const BellRecord *after,
                 gint64            modseq,
                 GError          **error)
{
  gboolean was = is_public (before), is = is_public (after);

  if (was || is)
    self->news.everyone |= BELL_TYPE_BIT (BELL_TYPE_ARTICLE);
  if (was == is)
    return TRUE;
  return run_text_text_modseq (self, is ? BELL_SERVER_SQL ("article-access-grant") : BELL_SERVER_SQL ("article-access-revoke"),
                               id, NULL, modseq, error);
}

static gboolean
project_principal (BellWork         *self,
                   const char       *id,
                   const BellRecord *before,
                   const BellRecord *after,
                   GError          **error)
{
  const char *old = before != NULL ? bell_principal_get_email (BELL_PRINCIPAL (before)) : NULL;
  const char *new = after != NULL ? bell_principal_get_email (BELL_PRINCIPAL (after)) : NULL;

  self->news.everyone |= BELL_TYPE_BIT (BELL_TYPE_PRINCIPAL);
  if (before == NULL)
    bell_work_note_reader (self, id, 0, 0);
  else if (after != NULL && bell_principal_get_role (BELL_PRINCIPAL (before)) != bell_principal_get_role (BELL_PRINCIPAL (after)))
    bell_work_note_reader (self, id, 1, 0);

  if (g_strcmp0 (old, new) == 0)
    return TRUE;
  if (old != NULL && !run_text_text_modseq (self, BELL_SERVER_SQL ("address-delete"), id, NULL, -1, error))
    return FALSE;
  if (new != NULL && *new != '\0')
    {
      g_autofree char *key = g_utf8_casefold (new, -1);

      return run_text_text_modseq (self, BELL_SERVER_SQL ("address-insert"), key, id, -1, error);
    }
  return TRUE;
}

static gboolean
add_tombstone (BellWork         *self,
               const BellChange *change,
               const BellRecord *before,
               const char       *topic_id,
               gboolean          shared,
               const char       *owner_id,
               GError          **error)
{
  g_autoptr (BellStatement) statement = bell_work_prepare (self, BELL_SERVER_SQL ("tombstone-insert"), error);

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, bell_change_get_object_id (change));
  bell_statement_bind_text (statement, 2, bell_type_get_wire_name (bell_change_get_data_type (change)));
  bell_statement_bind_text (statement, 3, topic_id);
  bell_statement_bind_int64 (statement, 4, shared);
  bell_statement_bind_text (statement, 5, owner_id);
  bell_statement_bind_int64 (statement, 6, bell_record_get_created_modseq (before));
  bell_statement_bind_int64 (statement, 7, bell_change_get_modseq (change));
  return bell_statement_run (statement, error);
}

/* What the people who ask for help may see of a change to a ticket: one that
 * touches only what they cannot read, or only the time, tells them nothing. */
static gboolean
is_shared_patch (const BellPatch *patch)
{
  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    {
      const BellProperty *property = bell_patch_get_entry (patch, i)->property;

      if (bell_access_can_read_property (BELL_ROLE_REQUESTER, property) &&
          property != bell_ticket_property (BELL_TICKET_UPDATED_AT))
        return TRUE;
    }
  return FALSE;
}

/* Where a change belongs in the history, and who may read it there. Called
 * before the change is projected. */
gboolean
bell_work_get_topic (BellWork         *self,
                     const BellChange *change,
                     char            **topic_id,
                     gboolean         *shared,
                     char            **owner_id,
                     GError          **error)
{
  BellType type = bell_change_get_data_type (change);
  const char *id = bell_change_get_object_id (change);
  BellPatch *patch = bell_change_get_patch (change);
  g_autoptr (BellRecord) fresh = NULL;
  BellRecord *record = NULL;

  *topic_id = NULL;
  *owner_id = NULL;
  *shared = FALSE;

  if (type == BELL_TYPE_TICKET)
    {
      *shared = patch == NULL || is_shared_patch (patch);
    }
  else if (type == BELL_TYPE_MESSAGE || type == BELL_TYPE_VIEW || type == BELL_TYPE_NOTICE)
    {
      if (!bell_work_get_record (self, type, id, &record, error))
        return FALSE;
      if (record == NULL && patch != NULL)
        {
          record = fresh = bell_record_new (type, id);
          bell_patch_apply (patch, fresh);
        }
      if (record != NULL && type == BELL_TYPE_MESSAGE)
        {
          *topic_id = g_strdup (bell_message_get_ticket_id (BELL_MESSAGE (record)));
          *shared = bell_message_get_kind (BELL_MESSAGE (record)) == BELL_MESSAGE_KIND_REPLY;
        }
      else if (record != NULL && type == BELL_TYPE_NOTICE)
        {
          *shared = bell_notice_get_audience (BELL_NOTICE (record)) == BELL_AUDIENCE_PUBLIC;
        }
      else if (record != NULL)
        {
          *owner_id = g_strdup (bell_view_get_owner_id (BELL_VIEW (record)));
        }
    }

  if (*topic_id == NULL)
    *topic_id = g_strdup (id);
  return TRUE;
}

gboolean
bell_work_project (BellWork         *self,
                   const BellChange *change,
                   GError          **error)
{
  BellType type = bell_change_get_data_type (change);
  const char *id = bell_change_get_object_id (change);
  gint64 modseq = bell_change_get_modseq (change);
  BellPatch *patch = bell_change_get_patch (change);
  BellWorkRecord *entry = bell_work_find (self, type, id, error);
  g_autoptr (BellRecord) before = NULL;
  g_autofree char *topic_id = NULL, *owner_id = NULL;
  gboolean shared, done = TRUE;

  if (entry == NULL || !bell_work_get_topic (self, change, &topic_id, &shared, &owner_id, error))
    return FALSE;

  before = g_steal_pointer (&entry->record);
  if ((before == NULL) != (bell_change_get_kind (change) == BELL_CHANGE_KIND_CREATE))
    {
      entry->record = g_steal_pointer (&before);
      g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_DAMAGED,
                   _("Change %" PRId64 " of the log does not fit the object %s."), modseq, id);
      return FALSE;
    }

  switch (bell_change_get_kind (change))
    {
    case BELL_CHANGE_KIND_CREATE:
      entry->record = bell_record_new (type, id);
      bell_patch_apply (patch, entry->record);
      bell_record_set_modseqs (entry->record, modseq, modseq);
      entry->is_new = TRUE;
      entry->is_gone = FALSE;
      break;

    case BELL_CHANGE_KIND_UPDATE:
      entry->record = bell_record_copy (before);
      bell_patch_apply (patch, entry->record);
      bell_record_set_modseqs (entry->record, bell_record_get_created_modseq (before), modseq);
      for (guint i = 0; i < bell_patch_get_size (patch); i++)
        entry->columns |= BELL_TABLE_COLUMN (bell_patch_get_entry (patch, i)->property);
      break;

    case BELL_CHANGE_KIND_DESTROY:
    default:
      if (!add_tombstone (self, change, before, topic_id, shared, owner_id, error))
        return FALSE;
      entry->is_gone = TRUE;
      break;
    }

  self->type_modseqs[type] = modseq;
  self->type_modseqs[BELL_TYPE_CHANGE] = modseq;
  if (owner_id != NULL)
    bell_work_add_news (self, owner_id, BELL_TYPE_BIT (type) | BELL_TYPE_BIT (BELL_TYPE_CHANGE));
  else
    self->news.staff |= BELL_TYPE_BIT (type) | BELL_TYPE_BIT (BELL_TYPE_CHANGE);

  if (!bell_search_project (self, type, before, entry->record, error))
    return FALSE;

  switch ((int) type)
    {
    case BELL_TYPE_TICKET:
      g_hash_table_add (self->moved_tickets, g_strdup (id));
      done = project_ticket (self, id, before, entry->record, modseq, shared, error);
      break;
    case BELL_TYPE_MESSAGE:
      done = project_message (self, id, before, entry->record, shared, error);
      break;
    case BELL_TYPE_ARTICLE:
      done = project_article (self, id, before, entry->record, modseq, error);
      break;
    case BELL_TYPE_PRINCIPAL:
      done = project_principal (self, id, before, entry->record, error);
      break;
    case BELL_TYPE_NOTICE:
      if (shared)
        self->news.everyone |= BELL_TYPE_BIT (BELL_TYPE_NOTICE);
      break;
    case BELL_TYPE_CALENDAR:
    case BELL_TYPE_SLA_POLICY:
      self->moved_rules = TRUE;
      self->news.everyone |= BELL_TYPE_BIT (type) | BELL_TYPE_BIT (BELL_TYPE_CHANGE);
      break;
    case BELL_TYPE_TEAM:
      self->news.everyone |= BELL_TYPE_BIT (type);
      break;
    default:
      break;
    }
  return done;
}
