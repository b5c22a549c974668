/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The value 0 of each is what an object has that says nothing. The nick of a
 * value is its name on the wire, in the database and on the command line. */

typedef enum
{
  BELL_ROLE_REQUESTER, /* asks for help */
  BELL_ROLE_AGENT,     /* works on tickets */
  BELL_ROLE_LEAD,      /* leads teams: also policies, shared views, people's teams */
  BELL_ROLE_ADMIN,     /* everything, accounts too */
  BELL_ROLE_NOBODY,    /* above all others: "no person may" in the property tables */
} BellRole;

typedef enum
{
  BELL_TICKET_KIND_INCIDENT,
  BELL_TICKET_KIND_REQUEST,
  BELL_TICKET_KIND_PROBLEM,
} BellTicketKind;

typedef enum
{
  BELL_STATUS_NEW,
  BELL_STATUS_OPEN,
  BELL_STATUS_PENDING,
  BELL_STATUS_ON_HOLD,
  BELL_STATUS_SOLVED,
  BELL_STATUS_CLOSED,
} BellStatus;

/* Impact and urgency, each of three. */
typedef enum
{
  BELL_LEVEL_LOW,
  BELL_LEVEL_MEDIUM,
  BELL_LEVEL_HIGH,
} BellLevel;

typedef enum
{
  BELL_PRIORITY_LOW,
  BELL_PRIORITY_NORMAL,
  BELL_PRIORITY_HIGH,
  BELL_PRIORITY_URGENT,
} BellPriority;

typedef enum
{
  BELL_CHANNEL_APP,
  BELL_CHANNEL_TRAY,
  BELL_CHANNEL_TERMINAL,
  BELL_CHANNEL_EMAIL,
  BELL_CHANNEL_PHONE,
  BELL_CHANNEL_WEB,
  BELL_CHANNEL_IMPORT,
} BellChannel;

typedef enum
{
  BELL_MESSAGE_KIND_REPLY, /* public: the requester reads it */
  BELL_MESSAGE_KIND_NOTE,  /* internal: staff only */
  BELL_MESSAGE_KIND_CALL,  /* record of a call: staff only */
} BellMessageKind;

typedef enum
{
  BELL_TEXT_FORMAT_MARKDOWN,
  BELL_TEXT_FORMAT_PLAIN,
} BellTextFormat;

typedef enum
{
  BELL_AUDIENCE_AGENTS,
  BELL_AUDIENCE_STAFF,
  BELL_AUDIENCE_PUBLIC,
} BellAudience;

typedef enum
{
  BELL_ARTICLE_STATE_DRAFT,
  BELL_ARTICLE_STATE_PUBLISHED,
  BELL_ARTICLE_STATE_ARCHIVED,
} BellArticleState;

typedef enum
{
  BELL_CHANGE_KIND_CREATE,
  BELL_CHANGE_KIND_UPDATE,
  BELL_CHANGE_KIND_DESTROY,
} BellChangeKind;

/* What one ticket is to another, from the side of the ticket that holds the link. */
typedef enum
{
  BELL_LINK_KIND_RELATED,
  BELL_LINK_KIND_PARENT,
  BELL_LINK_KIND_DUPLICATE_OF,
  BELL_LINK_KIND_MERGED_INTO,
} BellLinkKind;

/**
 * BellSlaState:
 * @BELL_SLA_STATE_NONE: no target, or nobody waits
 * @BELL_SLA_STATE_RUNNING: open time is being used, or will be when it is open again
 * @BELL_SLA_STATE_PAUSED: stands by the status of the ticket, not yet breached
 * @BELL_SLA_STATE_MET: done by the deadline
 * @BELL_SLA_STATE_BREACHED: the deadline has passed: done after it, or not at all
 */
typedef enum
{
  BELL_SLA_STATE_NONE,
  BELL_SLA_STATE_RUNNING,
  BELL_SLA_STATE_PAUSED,
  BELL_SLA_STATE_MET,
  BELL_SLA_STATE_BREACHED,
} BellSlaState;

typedef enum
{
  BELL_NOTICE_KIND_OUTAGE,
  BELL_NOTICE_KIND_MAINTENANCE,
  BELL_NOTICE_KIND_NEWS,
} BellNoticeKind;

/* How far the people who work on it are. */
typedef enum
{
  BELL_NOTICE_STATE_INVESTIGATING,
  BELL_NOTICE_STATE_IDENTIFIED,
  BELL_NOTICE_STATE_WATCHED,
  BELL_NOTICE_STATE_OVER,
} BellNoticeState;

GType bell_role_get_type          (void) G_GNUC_CONST;
GType bell_ticket_kind_get_type   (void) G_GNUC_CONST;
GType bell_status_get_type        (void) G_GNUC_CONST;
GType bell_level_get_type         (void) G_GNUC_CONST;
GType bell_priority_get_type      (void) G_GNUC_CONST;
GType bell_channel_get_type       (void) G_GNUC_CONST;
GType bell_message_kind_get_type  (void) G_GNUC_CONST;
GType bell_text_format_get_type   (void) G_GNUC_CONST;
GType bell_audience_get_type      (void) G_GNUC_CONST;
GType bell_article_state_get_type (void) G_GNUC_CONST;
GType bell_change_kind_get_type   (void) G_GNUC_CONST;
GType bell_link_kind_get_type     (void) G_GNUC_CONST;
GType bell_sla_state_get_type     (void) G_GNUC_CONST;
GType bell_notice_kind_get_type   (void) G_GNUC_CONST;
GType bell_notice_state_get_type  (void) G_GNUC_CONST;

const char *bell_enum_to_nick   (GType       enum_type,
                                 int         value);
gboolean    bell_enum_from_nick (GType       enum_type,
                                 const char *nick,
                                 int        *value);

G_END_DECLS
