/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include "bell-id.h"

static BellChange *
new_message (BellStore       *self,
             const char      *id,
             const char      *ticket_id,
             BellMessageKind  kind,
             const char      *text,
             GVariant        *attachments)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_MESSAGE);

  bell_patch_set_text (patch, BELL_MESSAGE_TICKET_ID, ticket_id);
  bell_patch_set_integer (patch, BELL_MESSAGE_KIND, kind);
  bell_patch_set_text (patch, BELL_MESSAGE_BODY, text);
  bell_patch_set_integer (patch, BELL_MESSAGE_FORMAT, BELL_TEXT_FORMAT_MARKDOWN);
  if (attachments != NULL && g_variant_n_children (attachments) > 0)
    bell_patch_set (patch, bell_message_property (BELL_MESSAGE_ATTACHMENTS), attachments);

  return bell_store_new_change (self, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, id, patch, NULL);
}

/**
 * bell_store_new_message:
 * @ticket_id: a ticket
 * @kind: reply or note
 * @text: Markdown
 * @attachments: (nullable): files that the store has already, `a(ssst)`
 *
 * Returns: (transfer full): a new message in @ticket_id, for bell_store_commit()
 */
BellChange *
bell_store_new_message (BellStore       *self,
                        const char      *ticket_id,
                        BellMessageKind  kind,
                        const char      *text,
                        GVariant        *attachments)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (BELL_IS_STORE (self), NULL);
  g_return_val_if_fail (ticket_id != NULL && text != NULL, NULL);

  id = bell_store_new_id (self, BELL_TYPE_MESSAGE);

  return new_message (self, id, ticket_id, kind, text, attachments);
}

/**
 * bell_store_new_description:
 * @ticket_id: a ticket that is made in the same commit
 * @text: Markdown
 * @attachments: (nullable): files that the store has already, `a(ssst)`
 *
 * The message that a ticket is opened with. It is part of what the requester asks, also where
 * an agent takes it down for them: it answers nothing, and no clock stops for it.
 *
 * Returns: (transfer full): the message, for bell_store_commit()
 */
BellChange *
bell_store_new_description (BellStore  *self,
                            const char *ticket_id,
                            const char *text,
                            GVariant   *attachments)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (BELL_IS_STORE (self), NULL);
  g_return_val_if_fail (ticket_id != NULL && text != NULL, NULL);

  id = bell_id_new_for_description (ticket_id);

  return new_message (self, id, ticket_id, BELL_MESSAGE_KIND_REPLY, text, attachments);
}
