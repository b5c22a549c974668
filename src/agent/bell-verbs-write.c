/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-verbs-private.h"

#include <glib/gi18n-lib.h>

/**
 * bell_verbs_send:
 * @desk: where it is done
 * @ticket_id: a ticket
 * @kind: reply or note
 * @text: Markdown, not empty
 * @attachments: (nullable): files that the store has already
 *
 * Writes into a ticket. It is safe in the outbox at once and stays there for
 * %BELL_SEND_HOLD, so that it can be taken back.
 */
void
bell_verbs_send (BellDesk        *desk,
                 const char      *ticket_id,
                 BellMessageKind  kind,
                 const char      *text,
                 GVariant        *attachments)
{
  g_autoptr(GPtrArray) changes = NULL;
  BellStore *store;
  char *sentence;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (text != NULL);

  store = bell_desk_get_store (desk);
  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_ptr_array_add (changes, bell_store_new_message (store, ticket_id, kind, text, attachments));

  if (bell_desk_get_link (desk) == BELL_LINK_LIVE)
    sentence = g_strdup (kind == BELL_MESSAGE_KIND_REPLY ? _("The reply is on its way") : _("The note is on its way"));
  else
    sentence = g_strdup (kind == BELL_MESSAGE_KIND_REPLY ? _("The reply waits in the outbox") : _("The note waits in the outbox"));
  bell_verbs_commit (desk, changes, BELL_SEND_HOLD, sentence);
}

/**
 * bell_verbs_create_ticket:
 * @desk: where it is done
 * @ticket: what it begins with
 *
 * Makes a ticket and its first message.
 *
 * Returns: (transfer full): the id of the new ticket
 */
char *
bell_verbs_create_ticket (BellDesk            *desk,
                          const BellNewTicket *ticket)
{
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(BellPatch) patch = NULL;
  g_autofree char *id = NULL;
  BellStore *store;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);
  g_return_val_if_fail (ticket != NULL && ticket->subject != NULL && ticket->requester_id != NULL, NULL);

  store = bell_desk_get_store (desk);
  id = bell_store_new_id (store, BELL_TYPE_TICKET);
  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, ticket->subject);
  bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, ticket->requester_id);
  bell_patch_set_integer (patch, BELL_TICKET_KIND, ticket->kind);
  bell_patch_set_integer (patch, BELL_TICKET_IMPACT, ticket->impact);
  bell_patch_set_integer (patch, BELL_TICKET_URGENCY, ticket->urgency);
  bell_patch_set_integer (patch, BELL_TICKET_CHANNEL, BELL_CHANNEL_APP);
  if (ticket->team_id != NULL)
    bell_patch_set_text (patch, BELL_TICKET_TEAM_ID, ticket->team_id);
  if (ticket->assignee_id != NULL)
    bell_patch_set_text (patch, BELL_TICKET_ASSIGNEE_ID, ticket->assignee_id);

  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_ptr_array_add (changes, bell_store_new_change (store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, id, patch, NULL));
  if (ticket->text != NULL && *ticket->text != '\0')
    g_ptr_array_add (changes, bell_store_new_description (store, id, ticket->text, ticket->attachments));
  bell_verbs_commit (desk, changes, BELL_SEND_HOLD, g_strdup (_("Ticket created")));

  return g_steal_pointer (&id);
}
