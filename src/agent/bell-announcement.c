/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-announcement.h"

#include <string.h>

#include "bell-clock.h"
#include "bell-workflow.h"

/**
 * BellBurst:
 *
 * Decides when several announcements are too many to be shown one by one.
 * Pure: it is told the time. The first ones of a burst are shown at once, since
 * nobody knows yet that more will follow; the one too many takes them back
 * into one summary, which then only counts until it has been quiet for
 * %BELL_BURST_SPAN. Several of one ticket count once. Owned by #BellAnnouncer.
 */
struct _BellBurst
{
  GPtrArray *tickets; /* (element-type utf8) of this burst, each once */
  GArray *times;      /* (element-type gint64) when each was last told */
  gint64 last;
  gboolean collapsed;
};

static gboolean
patch_gives (const BellChange   *change,
             const BellProperty *property,
             const char         *id)
{
  const BellPatchEntry *entry = bell_patch_find (bell_change_get_patch (change), property);

  return entry != NULL &&
         entry->value != NULL &&
         g_variant_is_of_type (entry->value, G_VARIANT_TYPE_STRING) &&
         g_strcmp0 (g_variant_get_string (entry->value, NULL), id) == 0;
}

static gboolean
patch_gives_any (const BellChange   *change,
                 const BellProperty *property,
                 const char *const  *ids)
{
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    if (patch_gives (change, property, ids[i]))
      return TRUE;

  return FALSE;
}

static void
bell_burst_forget (BellBurst *self,
                   gint64     now)
{
  for (guint i = self->tickets->len; i > 0; i--)
    {
      if (g_array_index (self->times, gint64, i - 1) + BELL_BURST_SPAN > now)
        continue;
      g_ptr_array_remove_index (self->tickets, i - 1);
      g_array_remove_index (self->times, i - 1);
    }
}

/* The system's own notes link to the people that they are for. */
static gboolean
is_escalation_to (const BellChange *change,
                  const char       *principal_id)
{
  const BellPatchEntry *body = bell_change_get_kind (change) == BELL_CHANGE_KIND_CREATE
    ? bell_patch_find (bell_change_get_patch (change), bell_message_property (BELL_MESSAGE_BODY)) : NULL;
  g_autofree char *link = NULL;

  if (bell_change_get_author_id (change) != NULL || body == NULL || body->value == NULL)
    return FALSE;

  link = g_strdup_printf ("(deskbell:%s)", principal_id);

  return strstr (g_variant_get_string (body->value, NULL), link) != NULL;
}

/**
 * bell_announcement_for_change:
 * @me: the person at this desk
 * @change: a confirmed change, with its effective patch
 * @ticket: (nullable): the ticket that it belongs to, as it is now
 * @author_role: the role of the change's author
 *
 * What the person must be told about a change. Nobody is told what they did
 * themselves, on whichever device.
 *
 * Returns: the kind of announcement
 */
BellAnnouncementKind
bell_announcement_for_change (const BellActor  *me,
                              const BellChange *change,
                              const BellRecord *ticket,
                              BellRole          author_role)
{
  const BellTicket *now;

  g_return_val_if_fail (me != NULL && me->principal_id != NULL, BELL_ANNOUNCEMENT_NONE);
  g_return_val_if_fail (change != NULL, BELL_ANNOUNCEMENT_NONE);

  if (ticket == NULL || bell_change_get_kind (change) == BELL_CHANGE_KIND_DESTROY)
    return BELL_ANNOUNCEMENT_NONE;

  if (g_strcmp0 (bell_change_get_author_id (change), me->principal_id) == 0)
    return BELL_ANNOUNCEMENT_NONE;

  now = BELL_TICKET (ticket);

  switch (bell_change_get_data_type (change))
    {
    case BELL_TYPE_TICKET:
      if (patch_gives (change, bell_ticket_property (BELL_TICKET_ASSIGNEE_ID), me->principal_id))
        {
          /* Given and taken back before the news arrived: nothing to tell. */
          if (g_strcmp0 (bell_ticket_get_assignee_id (now), me->principal_id) != 0)
            return BELL_ANNOUNCEMENT_NONE;
          return BELL_ANNOUNCEMENT_ASSIGNED;
        }
      if (bell_ticket_get_assignee_id (now) == NULL &&
          bell_status_is_active (bell_ticket_get_status (now)) &&
          patch_gives_any (change, bell_ticket_property (BELL_TICKET_TEAM_ID), me->teams))
        return BELL_ANNOUNCEMENT_TEAM;
      /* What staff ask for is in no team yet: without this nobody would hear of it. */
      if (bell_change_get_kind (change) == BELL_CHANGE_KIND_CREATE && author_role == BELL_ROLE_REQUESTER &&
          bell_ticket_get_team_id (now) == NULL && bell_ticket_get_assignee_id (now) == NULL &&
          bell_status_is_active (bell_ticket_get_status (now)))
        return BELL_ANNOUNCEMENT_TEAM;
      return BELL_ANNOUNCEMENT_NONE;

    case BELL_TYPE_MESSAGE:
      {
        const BellPatchEntry *kind;

        if (is_escalation_to (change, me->principal_id))
          return BELL_ANNOUNCEMENT_ESCALATED;

        if (bell_change_get_kind (change) != BELL_CHANGE_KIND_CREATE ||
            g_strcmp0 (bell_ticket_get_assignee_id (now), me->principal_id) != 0)
          return BELL_ANNOUNCEMENT_NONE;

        kind = bell_patch_find (bell_change_get_patch (change), bell_message_property (BELL_MESSAGE_KIND));
        if (kind != NULL && kind->value != NULL &&
            g_variant_get_int32 (kind->value) != BELL_MESSAGE_KIND_REPLY)
          return BELL_ANNOUNCEMENT_NONE;

        if (author_role == BELL_ROLE_REQUESTER ||
            g_strcmp0 (bell_change_get_author_id (change), bell_ticket_get_requester_id (now)) == 0)
          return BELL_ANNOUNCEMENT_ANSWERED;
        return BELL_ANNOUNCEMENT_NONE;
      }

    case BELL_TYPE_PRINCIPAL:
    case BELL_TYPE_TEAM:
    case BELL_TYPE_ARTICLE:
    case BELL_TYPE_VIEW:
    case BELL_TYPE_CALENDAR:
    case BELL_TYPE_SLA_POLICY:
    case BELL_TYPE_CHANGE:
    case BELL_TYPE_NONE:
    default:
      return BELL_ANNOUNCEMENT_NONE;
    }
}

/**
 * bell_announcement_get_ticket_id:
 * @change: a change
 *
 * Returns: (nullable): the ticket that a change to a ticket, or the making of
 *   a message, belongs to
 */
const char *
bell_announcement_get_ticket_id (const BellChange *change)
{
  const BellPatchEntry *entry;

  g_return_val_if_fail (change != NULL, NULL);

  if (bell_change_get_data_type (change) == BELL_TYPE_TICKET)
    return bell_change_get_object_id (change);

  if (bell_change_get_data_type (change) != BELL_TYPE_MESSAGE)
    return NULL;

  entry = bell_patch_find (bell_change_get_patch (change), bell_message_property (BELL_MESSAGE_TICKET_ID));
  return entry != NULL && entry->value != NULL ? g_variant_get_string (entry->value, NULL) : NULL;
}

/**
 * bell_burst_new:
 *
 * Returns: (transfer full): a burst in which nothing was told yet
 */
BellBurst *
bell_burst_new (void)
{
  BellBurst *self = g_new0 (BellBurst, 1);

  self->tickets = g_ptr_array_new_with_free_func (g_free);
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->last = BELL_TIME_UNSET;

  return self;
}

/**
 * bell_burst_free:
 * @self: a burst
 */
void
bell_burst_free (BellBurst *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->tickets);
  g_array_unref (self->times);
  g_free (self);
}

/**
 * bell_burst_add:
 * @self: a burst
 * @ticket_id: the ticket that is to be told about
 * @now: milliseconds since 1970
 *
 * Counts one more announcement.
 *
 * Returns: how to show it
 */
BellBurstVerdict
bell_burst_add (BellBurst  *self,
                const char *ticket_id,
                gint64      now)
{
  guint index;

  g_return_val_if_fail (self != NULL, BELL_BURST_SINGLE);
  g_return_val_if_fail (ticket_id != NULL, BELL_BURST_SINGLE);

  if (self->collapsed && self->last + BELL_BURST_SPAN <= now)
    {
      self->collapsed = FALSE;
      g_ptr_array_set_size (self->tickets, 0);
      g_array_set_size (self->times, 0);
    }

  if (!self->collapsed)
    bell_burst_forget (self, now);

  self->last = now;

  if (g_ptr_array_find_with_equal_func (self->tickets, ticket_id, g_str_equal, &index))
    {
      g_array_index (self->times, gint64, index) = now;
      return self->collapsed ? BELL_BURST_COUNT : BELL_BURST_SINGLE;
    }

  g_ptr_array_add (self->tickets, g_strdup (ticket_id));
  g_array_append_val (self->times, now);

  if (self->collapsed)
    return BELL_BURST_COUNT;

  if (self->tickets->len <= BELL_BURST_LIMIT)
    return BELL_BURST_SINGLE;

  self->collapsed = TRUE;
  return BELL_BURST_COLLAPSE;
}

/**
 * bell_burst_get_shown:
 * @self: a burst
 *
 * Returns: (transfer none) (element-type utf8): the tickets of this burst, the
 *   latest last
 */
GPtrArray *
bell_burst_get_shown (BellBurst *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->tickets;
}

/**
 * bell_burst_get_count:
 * @self: a burst
 *
 * Returns: how many tickets this burst is about
 */
guint
bell_burst_get_count (BellBurst *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->tickets->len;
}
