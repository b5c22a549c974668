/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-history.h"

#include "bell-id.h"

static gboolean
find_enum (const BellChange   *change,
           const BellProperty *property,
           int                *value)
{
  const BellPatchEntry *entry = bell_patch_find (bell_change_get_patch (change), property);

  if (entry == NULL || entry->value == NULL)
    return FALSE;

  *value = g_variant_get_int32 (entry->value);

  return TRUE;
}

/**
 * bell_sla_actor_for_author:
 * @author_id: (nullable): who did it; %NULL for the system
 * @role: the author's role
 * @ticket: a ticket
 * @message_id: (nullable): the message of it that they wrote, %NULL for another change
 *
 * Returns: who that is to the clocks. An agent who asks for help is a requester there, and so is
 *   one who takes down what somebody else asks for
 */
BellSlaActor
bell_sla_actor_for_author (const char       *author_id,
                           BellRole          role,
                           const BellTicket *ticket,
                           const char       *message_id)
{
  g_return_val_if_fail (ticket != NULL, BELL_SLA_ACTOR_AUTOMATION);

  if (author_id == NULL)
    return BELL_SLA_ACTOR_AUTOMATION;
  if (role == BELL_ROLE_REQUESTER || g_strcmp0 (author_id, bell_ticket_get_requester_id (ticket)) == 0 ||
      bell_id_is_description (message_id, bell_record_get_id ((const BellRecord *) ticket)))
    return BELL_SLA_ACTOR_REQUESTER;

  return BELL_SLA_ACTOR_AGENT;
}

/**
 * bell_sla_time_of_change:
 * @change: a change to a ticket or to one of its messages
 *
 * A message counts when the server has it: before that nobody else could
 * read it. So does what it causes. What else is done to a ticket, on site and
 * without a network too, counts when it was done, but never later than it was
 * received, since a device's clock may be fast. These are the times that the
 * effects of a change go by as well. What the server does not have yet is
 * counted as of its device, as a forecast.
 *
 * Returns: when @change counts
 */
gint64
bell_sla_time_of_change (const BellChange *change)
{
  gint64 acted_at, received_at;

  g_return_val_if_fail (change != NULL, BELL_TIME_UNSET);

  acted_at = bell_change_get_acted_at (change);
  received_at = bell_change_get_received_at (change);

  if (received_at == BELL_TIME_UNSET)
    return acted_at;
  if (bell_change_get_data_type (change) == BELL_TYPE_MESSAGE || bell_change_get_cause_id (change) != NULL)
    return received_at;

  return MIN (acted_at, received_at);
}

/**
 * bell_sla_event_for_change:
 * @self: (out): the event
 * @change: a change to a ticket or to one of its messages, with its effects where
 *   it is confirmed
 * @by: who its author is, see bell_sla_actor_for_author()
 *
 * What a change means to the clocks of its ticket. A change of priority or
 * team is none of these: which targets follow from it, the policies know, and
 * their reader adds it as %BELL_SLA_EVENT_POLICY.
 *
 * Returns: whether it means anything to them; otherwise @self is undefined
 */
gboolean
bell_sla_event_for_change (BellSlaEvent     *self,
                           const BellChange *change,
                           BellSlaActor      by)
{
  BellChangeKind kind;
  gint64 modseq;
  int value;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (change != NULL, FALSE);

  kind = bell_change_get_kind (change);
  modseq = bell_change_get_modseq (change);
  if (kind == BELL_CHANGE_KIND_DESTROY)
    return FALSE;

  /* What is not confirmed comes behind all that is. */
  *self = (BellSlaEvent) { .at = bell_sla_time_of_change (change), .order = modseq > 0 ? modseq : G_MAXINT64, .by = by };

  switch ((int) bell_change_get_data_type (change))
    {
    case BELL_TYPE_TICKET:
      self->kind = kind == BELL_CHANGE_KIND_CREATE ? BELL_SLA_EVENT_CREATED : BELL_SLA_EVENT_STATUS;
      value = BELL_STATUS_NEW;
      if (!find_enum (change, bell_ticket_property (BELL_TICKET_STATUS), &value) && kind != BELL_CHANGE_KIND_CREATE)
        return FALSE;
      self->status = value;
      return TRUE;

    case BELL_TYPE_MESSAGE:
      if (kind != BELL_CHANGE_KIND_CREATE)
        return FALSE;
      value = BELL_MESSAGE_KIND_REPLY;
      find_enum (change, bell_message_property (BELL_MESSAGE_KIND), &value);
      self->kind = BELL_SLA_EVENT_MESSAGE;
      self->is_public = value == BELL_MESSAGE_KIND_REPLY;
      return TRUE;

    default:
      return FALSE;
    }
}
