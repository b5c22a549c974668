/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-workflow.h"

#include "bell-clock.h"
#include "bell-id.h"

/* What follows from a change. The rules of the house about tickets live here
 * and nowhere else: times that the server sets, priority by matrix, a first
 * response, a ticket that comes back when its requester answers. */

static gboolean
patch_sets (const BellPatch *patch,
            BellType         type,
            guint            index)
{
  return bell_patch_find (patch, bell_type_get_property (type, index)) != NULL;
}

/* As a whole or in a member. */
static gboolean
touches (const BellPatch    *patch,
         const BellProperty *property)
{
  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    if (bell_patch_get_entry (patch, i)->property == property)
      return TRUE;

  return FALSE;
}

/* The times that a move from @from to @to sets. */
static void
note_status (BellPatch  *own,
             BellStatus  from,
             BellStatus  to,
             gint64      when)
{
  if (from == to)
    return;

  if (to == BELL_STATUS_SOLVED)
    bell_patch_set_integer (own, BELL_TICKET_SOLVED_AT, when);
  else if (to == BELL_STATUS_CLOSED)
    bell_patch_set_integer (own, BELL_TICKET_CLOSED_AT, when);

  if (bell_status_is_active (to) && !bell_status_is_active (from))
    {
      bell_patch_set_integer (own, BELL_TICKET_SOLVED_AT, BELL_TIME_UNSET);
      bell_patch_set_integer (own, BELL_TICKET_CLOSED_AT, BELL_TIME_UNSET);
    }
}

/* A priority that somebody sets stands; otherwise it follows impact and
 * urgency. */
static void
settle_priority (const BellPatch  *patch,
                 const BellTicket *after,
                 BellPatch        *own)
{
  BellPriority matrix = bell_priority_for (bell_ticket_get_impact (after), bell_ticket_get_urgency (after));
  gboolean says_priority = patch_sets (patch, BELL_TYPE_TICKET, BELL_TICKET_PRIORITY);
  gboolean says_overridden = patch_sets (patch, BELL_TYPE_TICKET, BELL_TICKET_PRIORITY_OVERRIDDEN);
  gboolean overridden = bell_ticket_get_priority_overridden (after);

  if (says_priority && !says_overridden)
    {
      overridden = bell_ticket_get_priority (after) != matrix;
      bell_patch_set_integer (own, BELL_TICKET_PRIORITY_OVERRIDDEN, overridden);
    }

  if (!overridden)
    bell_patch_set_integer (own, BELL_TICKET_PRIORITY, matrix);
}

static void
ticket_effects (const BellChange *change,
                const BellRecord *before,
                gint64            received_at,
                gint64            next_number,
                BellPatch        *own)
{
  const BellPatch *patch = bell_change_get_patch (change);
  g_autoptr (BellRecord) after = before != NULL
    ? bell_record_copy (before)
    : bell_record_new (BELL_TYPE_TICKET, bell_change_get_object_id (change));
  BellStatus from = before != NULL ? bell_ticket_get_status (BELL_TICKET (before)) : BELL_STATUS_NEW;
  gint64 when = MIN (bell_change_get_acted_at (change), received_at);
  BellStatus to;

  bell_patch_apply (patch, after);
  to = bell_ticket_get_status (BELL_TICKET (after));

  if (before == NULL)
    {
      if (next_number > 0)
        bell_patch_set_integer (own, BELL_TICKET_NUMBER, next_number);
      bell_patch_set_integer (own, BELL_TICKET_CREATED_AT, when);
    }

  bell_patch_set_integer (own, BELL_TICKET_UPDATED_AT, received_at);
  if (patch_sets (patch, BELL_TYPE_TICKET, BELL_TICKET_SURVEY_SCORE))
    bell_patch_set_integer (own, BELL_TICKET_SURVEYED_AT, when);
  settle_priority (patch, BELL_TICKET (after), own);

  /* Who takes a new ticket has begun to work on it. */
  if (to == BELL_STATUS_NEW && bell_ticket_get_assignee_id (BELL_TICKET (after)) != NULL &&
      patch_sets (patch, BELL_TYPE_TICKET, BELL_TICKET_ASSIGNEE_ID) &&
      !patch_sets (patch, BELL_TYPE_TICKET, BELL_TICKET_STATUS))
    {
      to = BELL_STATUS_OPEN;
      bell_patch_set_integer (own, BELL_TICKET_STATUS, to);
    }

  note_status (own, from, to, when);
}

/* How many more there are in a set after @patch. A client that may not read
 * the set takes it for empty: its own member is what it knows of. */
static gint64
count_joining (const BellPatch    *patch,
               const BellProperty *property,
               const BellRecord   *before)
{
  g_autoptr (BellRecord) after = bell_record_copy (before);
  g_autoptr (GVariant) old = bell_record_get (before, property);
  g_autoptr (GVariant) new = NULL;

  bell_patch_apply (patch, after);
  new = bell_record_get (after, property);

  return (gint64) (new != NULL ? g_variant_n_children (new) : 0) - (gint64) (old != NULL ? g_variant_n_children (old) : 0);
}

static void
article_effects (const BellChange *change,
                 const BellRecord *before,
                 gint64            received_at,
                 BellPatch        *own)
{
  const BellPatch *patch = bell_change_get_patch (change);
  const BellPatchEntry *state = bell_patch_find (patch, bell_article_property (BELL_ARTICLE_STATE));
  gboolean text = patch_sets (patch, BELL_TYPE_ARTICLE, BELL_ARTICLE_TITLE) ||
                  patch_sets (patch, BELL_TYPE_ARTICLE, BELL_ARTICLE_BODY) ||
                  patch_sets (patch, BELL_TYPE_ARTICLE, BELL_ARTICLE_SUMMARY);
  gint64 when = MIN (bell_change_get_acted_at (change), received_at);

  if (before == NULL)
    {
      bell_patch_set_integer (own, BELL_ARTICLE_REVISION, 1);
      bell_patch_set_integer (own, BELL_ARTICLE_CREATED_AT, when);
      bell_patch_set_text (own, BELL_ARTICLE_AUTHOR_ID, bell_change_get_author_id (change));
    }
  else if (text)
    {
      bell_patch_set_integer (own, BELL_ARTICLE_REVISION, bell_article_get_revision (BELL_ARTICLE (before)) + 1);
    }

  /* That it helped somebody does not make it newer. */
  if (before != NULL && touches (patch, bell_article_property (BELL_ARTICLE_VOTES)))
    bell_patch_set_integer (own, BELL_ARTICLE_HELPFUL,
                            MAX (bell_article_get_helpful (BELL_ARTICLE (before)) +
                                   count_joining (patch, bell_article_property (BELL_ARTICLE_VOTES), before), 0));
  else
    bell_patch_set_integer (own, BELL_ARTICLE_UPDATED_AT, received_at);

  if (state != NULL && state->value != NULL &&
      g_variant_get_int32 (state->value) == BELL_ARTICLE_STATE_PUBLISHED &&
      (before == NULL || bell_article_get_state (BELL_ARTICLE (before)) != BELL_ARTICLE_STATE_PUBLISHED))
    bell_patch_set_integer (own, BELL_ARTICLE_PUBLISHED_AT, received_at);
}

/* A new policy that does not say when its clocks stand has them stand while
 * the requester or a third party is waited for. */
static void
policy_effects (const BellChange *change,
                gint64            when,
                BellPatch        *own)
{
  const BellProperty *property = bell_sla_policy_property (BELL_SLA_POLICY_PAUSING_STATUSES);
  const char *const statuses[] = { "on-hold", "pending", NULL };
  const BellPatch *patch = bell_change_get_patch (change);

  bell_patch_set_integer (own, BELL_SLA_POLICY_CREATED_AT, when);
  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    if (bell_patch_get_entry (patch, i)->property == property)
      return;

  {
    g_autoptr (GVariant) value = bell_value_new_set (statuses);

    bell_patch_set (own, property, value);
  }
}

/* The same id wherever this is computed: a client's forecast and the server's
 * truth name the same change. */
static BellChange *
new_caused (const BellChange *change,
            const char       *ticket_id,
            BellPatch        *patch)
{
  g_autofree char *name = g_strconcat (bell_change_get_id (change), "/", ticket_id, NULL);
  g_autofree char *id = bell_id_new_for_name (BELL_TYPE_CHANGE, bell_change_get_acted_at (change), name);

  return bell_change_new (id, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, ticket_id, patch, NULL,
                          bell_change_get_author_id (change), bell_change_get_device (change), bell_change_get_acted_at (change));
}

static gboolean
ends (const BellPatch *patch)
{
  const BellPatchEntry *state = bell_patch_find (patch, bell_notice_property (BELL_NOTICE_STATE));

  return state != NULL && state->value != NULL && g_variant_get_int32 (state->value) == BELL_NOTICE_STATE_OVER;
}

/* Who says “me too” follows the incident, and so hears when it is solved.
 * Returns (nullable): the change to the ticket. */
static BellChange *
notice_effects (const BellChange *change,
                const BellRecord *before,
                const BellRecord *ticket,
                gint64            received_at,
                BellPatch        *own)
{
  const BellProperty *affected = bell_notice_property (BELL_NOTICE_AFFECTED);
  const BellPatch *patch = bell_change_get_patch (change);
  gint64 when = MIN (bell_change_get_acted_at (change), received_at);
  g_autoptr (BellPatch) following = bell_patch_new (BELL_TYPE_TICKET);

  if (before == NULL)
    {
      bell_patch_set_integer (own, BELL_NOTICE_CREATED_AT, when);
      if (!patch_sets (patch, BELL_TYPE_NOTICE, BELL_NOTICE_SINCE))
        bell_patch_set_integer (own, BELL_NOTICE_SINCE, when);
      bell_patch_set_integer (own, BELL_NOTICE_UPDATED_AT, received_at);
      return NULL;
    }

  if (ends (patch) && bell_notice_get_until (BELL_NOTICE (before)) == BELL_TIME_UNSET &&
      !patch_sets (patch, BELL_TYPE_NOTICE, BELL_NOTICE_UNTIL))
    bell_patch_set_integer (own, BELL_NOTICE_UNTIL, when);
  if (!touches (patch, affected))
    {
      bell_patch_set_integer (own, BELL_NOTICE_UPDATED_AT, received_at);
      return NULL;
    }

  bell_patch_set_integer (own, BELL_NOTICE_AFFECTED_COUNT,
                          MAX (bell_notice_get_affected_count (BELL_NOTICE (before)) + count_joining (patch, affected, before), 0));
  for (guint i = 0; ticket != NULL && i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);

      if (entry->property == affected && entry->member != NULL && entry->value != NULL &&
          g_strcmp0 (entry->member, bell_ticket_get_requester_id (BELL_TICKET (ticket))) != 0 &&
          !g_strv_contains (bell_ticket_get_watchers (BELL_TICKET (ticket)), entry->member))
        bell_patch_set_member (following, bell_ticket_property (BELL_TICKET_WATCHERS), entry->member, entry->value);
    }
  if (bell_patch_get_size (following) == 0)
    return NULL;

  bell_patch_set_integer (following, BELL_TICKET_UPDATED_AT, received_at);
  return new_caused (change, bell_record_get_id (ticket), following);
}

/* What a message does to its ticket. Only public ones show in lastMessageId:
 * its readers include the requester, who must not learn of a note. */
static BellChange *
message_effect_on_ticket (const BellChange *change,
                          const BellRecord *record,
                          BellRole          author_role,
                          gint64            received_at)
{
  const BellTicket *ticket = BELL_TICKET (record);
  const BellPatchEntry *kind = bell_patch_find (bell_change_get_patch (change), bell_message_property (BELL_MESSAGE_KIND));
  gboolean is_public = kind == NULL || g_variant_get_int32 (kind->value) == BELL_MESSAGE_KIND_REPLY;
  const char *author_id = bell_change_get_author_id (change);
  gboolean by_requester = author_id != NULL &&
                          (author_role == BELL_ROLE_REQUESTER ||
                           g_strcmp0 (author_id, bell_ticket_get_requester_id (ticket)) == 0);
  /* What a ticket was opened with is part of asking, not an answer, whoever takes it down. */
  gboolean asks = bell_id_is_description (bell_change_get_object_id (change), bell_record_get_id (record));
  gboolean by_agent = author_id != NULL && !by_requester && !asks;
  BellStatus from = bell_ticket_get_status (ticket);
  BellStatus to = from;
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_set_integer (patch, BELL_TICKET_MESSAGE_COUNT, bell_ticket_get_message_count (ticket) + 1);
  bell_patch_set_integer (patch, BELL_TICKET_UPDATED_AT, received_at);

  if (is_public)
    {
      bell_patch_set_text (patch, BELL_TICKET_LAST_MESSAGE_ID, bell_change_get_object_id (change));

      if (by_agent && bell_ticket_get_first_response_at (ticket) == BELL_TIME_UNSET)
        bell_patch_set_integer (patch, BELL_TICKET_FIRST_RESPONSE_AT, received_at);

      if (by_agent && from == BELL_STATUS_NEW)
        to = BELL_STATUS_OPEN;
      else if (by_requester && !asks && from != BELL_STATUS_NEW)
        to = BELL_STATUS_OPEN;
    }

  if (to != from)
    {
      bell_patch_set_integer (patch, BELL_TICKET_STATUS, to);
      note_status (patch, from, to, received_at);
    }

  return new_caused (change, bell_record_get_id (record), patch);
}

/**
 * bell_effects_compute:
 * @change: a change that has passed every check
 * @before: (nullable): the object as it is, %NULL for a create
 * @ticket: (nullable): for a message, its ticket; for a notice, its incident
 * @author_role: the author's role
 * @received_at: when the server takes it; on a client, the time of the forecast
 * @next_number: the number for a new ticket, 0 where it is not known yet
 *
 * Says what follows from @change. Pure: the same arguments give the same
 * answer on every machine. The effects of the caused changes are part of them
 * already; they cause nothing further.
 *
 * Returns: (transfer full): what the server sets on the object itself and the
 *   unconfirmed changes to others
 */
BellEffects *
bell_effects_compute (const BellChange *change,
                      const BellRecord *before,
                      const BellRecord *ticket,
                      BellRole          author_role,
                      gint64            received_at,
                      gint64            next_number)
{
  BellType type;
  BellEffects *self;
  gint64 when;

  g_return_val_if_fail (change != NULL, NULL);

  type = bell_change_get_data_type (change);
  when = MIN (bell_change_get_acted_at (change), received_at);
  self = g_new0 (BellEffects, 1);
  self->caused = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);

  if (bell_change_get_kind (change) == BELL_CHANGE_KIND_DESTROY)
    return self;

  self->own = bell_patch_new (type);

  switch ((int) type)
    {
    case BELL_TYPE_TICKET:
      ticket_effects (change, before, received_at, next_number, self->own);
      break;

    case BELL_TYPE_ARTICLE:
      article_effects (change, before, received_at, self->own);
      break;

    case BELL_TYPE_NOTICE:
      {
        BellChange *following = notice_effects (change, before, ticket, received_at, self->own);

        if (following != NULL)
          g_ptr_array_add (self->caused, following);
      }
      break;

    case BELL_TYPE_MESSAGE:
      if (before == NULL)
        {
          bell_patch_set_text (self->own, BELL_MESSAGE_AUTHOR_ID, bell_change_get_author_id (change));
          bell_patch_set_integer (self->own, BELL_MESSAGE_WRITTEN_AT, when);
          bell_patch_set_integer (self->own, BELL_MESSAGE_RECEIVED_AT, received_at);

          if (ticket != NULL)
            g_ptr_array_add (self->caused, message_effect_on_ticket (change, ticket, author_role, received_at));
        }
      break;

    case BELL_TYPE_PRINCIPAL:
      if (before == NULL)
        bell_patch_set_integer (self->own, BELL_PRINCIPAL_CREATED_AT, when);
      break;

    case BELL_TYPE_TEAM:
      if (before == NULL)
        bell_patch_set_integer (self->own, BELL_TEAM_CREATED_AT, when);
      break;

    case BELL_TYPE_VIEW:
      if (before == NULL)
        bell_patch_set_integer (self->own, BELL_VIEW_CREATED_AT, when);
      break;

    case BELL_TYPE_CALENDAR:
      if (before == NULL)
        bell_patch_set_integer (self->own, BELL_CALENDAR_CREATED_AT, when);
      break;

    case BELL_TYPE_SLA_POLICY:
      if (before == NULL)
        policy_effects (change, when, self->own);
      break;

    default:
      break;
    }

  return self;
}

/**
 * bell_effects_free:
 *
 * Frees what bell_effects_compute() returned.
 */
void
bell_effects_free (BellEffects *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->own, bell_patch_unref);
  g_clear_pointer (&self->caused, g_ptr_array_unref);
  g_free (self);
}
