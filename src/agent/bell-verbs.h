/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-desk.h"

G_BEGIN_DECLS

/* How long, in milliseconds, what was written waits in the outbox before it is
 * sent, so that it can be taken back. */
#define BELL_SEND_HOLD 5000

/* What an agent does. Each builds the changes, commits them to the store and
 * tells the desk, which offers to undo. None of them waits; all of them work
 * without a network. */

void bell_verbs_set_status    (BellDesk         *desk,
                               BellItem         *ticket,
                               BellStatus        status);
void bell_verbs_assign        (BellDesk         *desk,
                               BellItem         *ticket,
                               const char       *principal_id);
void bell_verbs_set_team      (BellDesk         *desk,
                               BellItem         *ticket,
                               const char       *team_id);
void bell_verbs_set_levels    (BellDesk         *desk,
                               BellItem         *ticket,
                               BellLevel         impact,
                               BellLevel         urgency);
void bell_verbs_set_priority  (BellDesk         *desk,
                               BellItem         *ticket,
                               BellPriority      priority);
void bell_verbs_clear_priority (BellDesk        *desk,
                               BellItem         *ticket);
void bell_verbs_set_kind      (BellDesk         *desk,
                               BellItem         *ticket,
                               BellTicketKind    kind);
void bell_verbs_set_subject   (BellDesk         *desk,
                               BellItem         *ticket,
                               const char       *subject);
void bell_verbs_add_tag       (BellDesk         *desk,
                               BellItem         *ticket,
                               const char       *tag);
void bell_verbs_remove_tag    (BellDesk         *desk,
                               BellItem         *ticket,
                               const char       *tag);
void bell_verbs_watch         (BellDesk         *desk,
                               BellItem         *ticket,
                               const char       *principal_id,
                               gboolean          watch);
void bell_verbs_link          (BellDesk         *desk,
                               BellItem         *ticket,
                               const char       *other_id,
                               BellLinkKind      kind);
void bell_verbs_unlink        (BellDesk         *desk,
                               BellItem         *ticket,
                               const char       *other_id);
void bell_verbs_send          (BellDesk         *desk,
                               const char       *ticket_id,
                               BellMessageKind   kind,
                               const char       *text,
                               GVariant         *attachments);

/**
 * BellNewTicket:
 *
 * What a new ticket begins with. Borrowed.
 */
typedef struct
{
  const char *requester_id;
  const char *subject;
  const char *text;
  GVariant *attachments;   /* (nullable) */
  const char *team_id;     /* (nullable) */
  const char *assignee_id; /* (nullable) */
  BellTicketKind kind;
  BellLevel impact;
  BellLevel urgency;
} BellNewTicket;

char *bell_verbs_create_ticket (BellDesk            *desk,
                                const BellNewTicket *ticket);

void  bell_verbs_set_article_state (BellDesk        *desk,
                                    BellItem        *article,
                                    BellArticleState state);
char *bell_verbs_save_article  (BellDesk            *desk,
                                BellItem            *article,
                                const char          *title,
                                const char          *summary,
                                const char          *category,
                                BellAudience         audience,
                                const char          *body,
                                const BellRecord    *start);
void  bell_verbs_undo          (BellDesk            *desk,
                                const char *const   *change_ids);

/* Rules, hours and people */
void bell_verbs_save_record   (BellDesk         *desk,
                               BellRecord       *before,
                               BellRecord       *after,
                               char             *sentence);
void bell_verbs_order_policies (BellDesk        *desk,
                               GPtrArray        *policies,
                               char             *sentence);
void bell_verbs_delete_record (BellDesk         *desk,
                               BellRecord       *record,
                               char             *sentence);

G_END_DECLS
