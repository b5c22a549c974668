/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-verbs-private.h"

#include <glib/gi18n-lib.h>

#include "bell-labels.h"
#include "bell-workflow.h"

/* How a ticket is called in a sentence. */
static char *
ticket_name (BellItem *ticket)
{
  gint64 number = bell_item_get_number (ticket);

  if (number > 0)
    return g_strdup_printf ("#%" G_GINT64_FORMAT, number);

  return g_strdup_printf ("“%s”", bell_item_get_title (ticket));
}

/**
 * bell_verbs_set_status:
 * @desk: where it is done
 * @ticket: a ticket
 * @status: its new status; must be an allowed move
 *
 * Moves a ticket. Solving and closing require that nobody has written since.
 */
void
bell_verbs_set_status (BellDesk   *desk,
                       BellItem   *ticket,
                       BellStatus  status)
{
  g_autofree char *name = NULL;
  BellPatch *patch;
  BellPatch *expected = NULL;
  BellRecord *record;
  char *sentence;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (BELL_IS_ITEM (ticket));

  record = bell_item_get_record (ticket);
  if (record == NULL)
    return;

  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_integer (patch, BELL_TICKET_STATUS, status);
  if (!bell_status_is_active (status))
    {
      expected = bell_patch_new (BELL_TYPE_TICKET);
      bell_patch_set_text (expected, BELL_TICKET_LAST_MESSAGE_ID,
                           bell_ticket_get_last_message_id (BELL_TICKET (record)));
    }

  name = ticket_name (ticket);
  /* Translators: a ticket (“#12”) and its new status (“Solved”). */
  sentence = g_strdup_printf (_("%s is now: %s"), name, bell_label_for_status (status));
  bell_verbs_update (desk, ticket, patch, expected, sentence);
}

/**
 * bell_verbs_assign:
 * @desk: where it is done
 * @ticket: a ticket
 * @principal_id: (nullable): who shall work on it, or %NULL for nobody
 */
void
bell_verbs_assign (BellDesk   *desk,
                   BellItem   *ticket,
                   const char *principal_id)
{
  g_autofree char *name = NULL;
  BellStore *store;
  BellPatch *patch;
  char *sentence;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (BELL_IS_ITEM (ticket));

  store = bell_desk_get_store (desk);
  name = ticket_name (ticket);
  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_text (patch, BELL_TICKET_ASSIGNEE_ID, principal_id);

  if (principal_id == NULL)
    sentence = g_strdup_printf (_("%s is back in the queue"), name);
  else if (g_strcmp0 (principal_id, bell_store_get_principal_id (store)) == 0)
    sentence = g_strdup_printf (_("%s is yours"), name);
  else
    /* Translators: a ticket (“#12”) and the name of a person. */
    sentence = g_strdup_printf (_("%s is assigned to %s"), name,
                                bell_directory_get_name (bell_store_get_directory (store), principal_id));
  bell_verbs_update (desk, ticket, patch, NULL, sentence);
}

/**
 * bell_verbs_set_team:
 * @desk: where it is done
 * @ticket: a ticket
 * @team_id: (nullable): whose queue it shall be in
 */
void
bell_verbs_set_team (BellDesk   *desk,
                     BellItem   *ticket,
                     const char *team_id)
{
  g_autofree char *name = NULL;
  BellPatch *patch;
  char *sentence;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (BELL_IS_ITEM (ticket));

  name = ticket_name (ticket);
  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_text (patch, BELL_TICKET_TEAM_ID, team_id);
  if (team_id != NULL)
    /* Translators: a ticket (“#12”) and the name of a team. */
    sentence = g_strdup_printf (_("%s is with %s"), name,
                                bell_directory_get_name (bell_store_get_directory (bell_desk_get_store (desk)), team_id));
  else
    sentence = g_strdup_printf (_("%s is with no team"), name);
  bell_verbs_update (desk, ticket, patch, NULL, sentence);
}

/**
 * bell_verbs_set_levels:
 * @desk: where it is done
 * @ticket: a ticket
 * @impact: how many people it touches
 * @urgency: how long it can wait
 *
 * Sets impact and urgency, and the priority with them unless somebody has
 * overridden it.
 */
void
bell_verbs_set_levels (BellDesk  *desk,
                       BellItem  *ticket,
                       BellLevel  impact,
                       BellLevel  urgency)
{
  g_autofree char *name = NULL;
  const BellTicket *now;
  BellPriority priority;
  BellPatch *patch;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (BELL_IS_ITEM (ticket));

  if (bell_item_get_record (ticket) == NULL)
    return;

  now = BELL_TICKET (bell_item_get_record (ticket));
  priority = bell_ticket_get_priority (now);
  patch = bell_patch_new (BELL_TYPE_TICKET);
  if (bell_ticket_get_impact (now) != impact)
    bell_patch_set_integer (patch, BELL_TICKET_IMPACT, impact);
  if (bell_ticket_get_urgency (now) != urgency)
    bell_patch_set_integer (patch, BELL_TICKET_URGENCY, urgency);
  if (!bell_ticket_get_priority_overridden (now))
    priority = bell_priority_for (impact, urgency);

  name = ticket_name (ticket);
  /* Translators: a ticket (“#12”) and a priority (“High”). */
  bell_verbs_update (desk, ticket, patch, NULL, g_strdup_printf (_("Priority of %s: %s"), name, bell_label_for_priority (priority)));
}

/**
 * bell_verbs_set_priority:
 * @desk: where it is done
 * @ticket: a ticket
 * @priority: a priority, whatever impact and urgency say
 */
void
bell_verbs_set_priority (BellDesk     *desk,
                         BellItem     *ticket,
                         BellPriority  priority)
{
  g_autofree char *name = NULL;
  BellPatch *patch;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (BELL_IS_ITEM (ticket));

  name = ticket_name (ticket);
  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_integer (patch, BELL_TICKET_PRIORITY, priority);
  bell_patch_set_integer (patch, BELL_TICKET_PRIORITY_OVERRIDDEN, TRUE);
  bell_verbs_update (desk, ticket, patch, NULL, g_strdup_printf (_("Priority of %s: %s"), name, bell_label_for_priority (priority)));
}

/**
 * bell_verbs_clear_priority:
 * @desk: where it is done
 * @ticket: a ticket
 *
 * Lets the priority follow from impact and urgency again.
 */
void
bell_verbs_clear_priority (BellDesk *desk,
                           BellItem *ticket)
{
  g_autofree char *name = NULL;
  const BellTicket *now;
  BellPriority priority;
  BellPatch *patch;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (BELL_IS_ITEM (ticket));

  if (bell_item_get_record (ticket) == NULL)
    return;

  now = BELL_TICKET (bell_item_get_record (ticket));
  priority = bell_priority_for (bell_ticket_get_impact (now), bell_ticket_get_urgency (now));
  name = ticket_name (ticket);
  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_integer (patch, BELL_TICKET_PRIORITY, priority);
  bell_patch_set_integer (patch, BELL_TICKET_PRIORITY_OVERRIDDEN, FALSE);
  bell_verbs_update (desk, ticket, patch, NULL, g_strdup_printf (_("Priority of %s: %s"), name, bell_label_for_priority (priority)));
}

/**
 * bell_verbs_set_kind:
 * @desk: where it is done
 * @ticket: a ticket
 * @kind: what it is
 */
void
bell_verbs_set_kind (BellDesk       *desk,
                     BellItem       *ticket,
                     BellTicketKind  kind)
{
  g_autofree char *name = NULL;
  BellPatch *patch;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (BELL_IS_ITEM (ticket));

  name = ticket_name (ticket);
  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_integer (patch, BELL_TICKET_KIND, kind);
  /* Translators: a ticket (“#12”) and its kind (“Request”). */
  bell_verbs_update (desk, ticket, patch, NULL, g_strdup_printf (_("%s is now: %s"), name, bell_label_for_ticket_kind (kind)));
}

/**
 * bell_verbs_set_subject:
 * @desk: where it is done
 * @ticket: a ticket
 * @subject: its new subject, not empty
 */
void
bell_verbs_set_subject (BellDesk   *desk,
                        BellItem   *ticket,
                        const char *subject)
{
  BellPatch *patch;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (BELL_IS_ITEM (ticket));
  g_return_if_fail (subject != NULL && *subject != '\0');

  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, subject);
  bell_verbs_update (desk, ticket, patch, NULL, g_strdup (_("Subject changed")));
}

static void
update_member (BellDesk   *desk,
               BellItem   *ticket,
               guint       property,
               const char *member,
               gboolean    present,
               char       *sentence)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

  if (present)
    bell_patch_add_member (patch, property, member);
  else
    bell_patch_remove_member (patch, property, member);
  bell_verbs_update (desk, ticket, patch, NULL, sentence);
}

/**
 * bell_verbs_add_tag:
 * @desk: where it is done
 * @ticket: a ticket
 * @tag: a tag
 */
void
bell_verbs_add_tag (BellDesk   *desk,
                    BellItem   *ticket,
                    const char *tag)
{
  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (BELL_IS_ITEM (ticket));
  g_return_if_fail (tag != NULL && *tag != '\0');

  update_member (desk, ticket, BELL_TICKET_TAGS, tag, TRUE, NULL);
}

/**
 * bell_verbs_remove_tag:
 * @desk: where it is done
 * @ticket: a ticket
 * @tag: a tag
 */
void
bell_verbs_remove_tag (BellDesk   *desk,
                       BellItem   *ticket,
                       const char *tag)
{
  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (BELL_IS_ITEM (ticket));
  g_return_if_fail (tag != NULL);

  update_member (desk, ticket, BELL_TICKET_TAGS, tag, FALSE, g_strdup_printf (_("Tag “%s” removed"), tag));
}

/**
 * bell_verbs_watch:
 * @desk: where it is done
 * @ticket: a ticket
 * @principal_id: who
 * @watch: whether they shall watch it
 */
void
bell_verbs_watch (BellDesk   *desk,
                  BellItem   *ticket,
                  const char *principal_id,
                  gboolean    watch)
{
  const char *name;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (BELL_IS_ITEM (ticket));
  g_return_if_fail (principal_id != NULL);

  name = bell_directory_get_name (bell_store_get_directory (bell_desk_get_store (desk)), principal_id);
  update_member (desk, ticket, BELL_TICKET_WATCHERS, principal_id, watch,
                 watch ? g_strdup_printf (_("%s watches this ticket"), name)
                       : g_strdup_printf (_("%s no longer watches this ticket"), name));
}

/**
 * bell_verbs_link:
 * @desk: where it is done
 * @ticket: a ticket
 * @other_id: another ticket
 * @kind: what the other one is to it
 */
void
bell_verbs_link (BellDesk     *desk,
                 BellItem     *ticket,
                 const char   *other_id,
                 BellLinkKind  kind)
{
  BellPatch *patch;
  const char *nick;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (BELL_IS_ITEM (ticket));
  g_return_if_fail (bell_id_is_valid (other_id, BELL_TYPE_TICKET));

  nick = bell_enum_to_nick (bell_link_kind_get_type (), kind);
  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_member (patch, bell_ticket_property (BELL_TICKET_LINKS), other_id, g_variant_new_string (nick));
  bell_verbs_update (desk, ticket, patch, NULL, g_strdup (_("Tickets linked")));
}

/**
 * bell_verbs_unlink:
 * @desk: where it is done
 * @ticket: a ticket
 * @other_id: the ticket that it shall have nothing to do with any more
 */
void
bell_verbs_unlink (BellDesk   *desk,
                   BellItem   *ticket,
                   const char *other_id)
{
  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (BELL_IS_ITEM (ticket));
  g_return_if_fail (other_id != NULL);

  update_member (desk, ticket, BELL_TICKET_LINKS, other_id, FALSE, g_strdup (_("Link removed")));
}
