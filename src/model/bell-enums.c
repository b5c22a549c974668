/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-enums.h"

G_DEFINE_ENUM_TYPE (BellRole, bell_role,
                    G_DEFINE_ENUM_VALUE (BELL_ROLE_REQUESTER, "requester"),
                    G_DEFINE_ENUM_VALUE (BELL_ROLE_AGENT, "agent"),
                    G_DEFINE_ENUM_VALUE (BELL_ROLE_LEAD, "lead"),
                    G_DEFINE_ENUM_VALUE (BELL_ROLE_ADMIN, "admin"),
                    G_DEFINE_ENUM_VALUE (BELL_ROLE_NOBODY, "nobody"))

G_DEFINE_ENUM_TYPE (BellTicketKind, bell_ticket_kind,
                    G_DEFINE_ENUM_VALUE (BELL_TICKET_KIND_INCIDENT, "incident"),
                    G_DEFINE_ENUM_VALUE (BELL_TICKET_KIND_REQUEST, "request"),
                    G_DEFINE_ENUM_VALUE (BELL_TICKET_KIND_PROBLEM, "problem"))

G_DEFINE_ENUM_TYPE (BellStatus, bell_status,
                    G_DEFINE_ENUM_VALUE (BELL_STATUS_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (BELL_STATUS_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (BELL_STATUS_PENDING, "pending"),
                    G_DEFINE_ENUM_VALUE (BELL_STATUS_ON_HOLD, "on-hold"),
                    G_DEFINE_ENUM_VALUE (BELL_STATUS_SOLVED, "solved"),
                    G_DEFINE_ENUM_VALUE (BELL_STATUS_CLOSED, "closed"))

G_DEFINE_ENUM_TYPE (BellLevel, bell_level,
                    G_DEFINE_ENUM_VALUE (BELL_LEVEL_LOW, "low"),
                    G_DEFINE_ENUM_VALUE (BELL_LEVEL_MEDIUM, "medium"),
                    G_DEFINE_ENUM_VALUE (BELL_LEVEL_HIGH, "high"))

G_DEFINE_ENUM_TYPE (BellPriority, bell_priority,
                    G_DEFINE_ENUM_VALUE (BELL_PRIORITY_LOW, "low"),
                    G_DEFINE_ENUM_VALUE (BELL_PRIORITY_NORMAL, "normal"),
                    G_DEFINE_ENUM_VALUE (BELL_PRIORITY_HIGH, "high"),
                    G_DEFINE_ENUM_VALUE (BELL_PRIORITY_URGENT, "urgent"))

G_DEFINE_ENUM_TYPE (BellChannel, bell_channel,
                    G_DEFINE_ENUM_VALUE (BELL_CHANNEL_APP, "app"),
                    G_DEFINE_ENUM_VALUE (BELL_CHANNEL_TRAY, "tray"),
                    G_DEFINE_ENUM_VALUE (BELL_CHANNEL_TERMINAL, "terminal"),
                    G_DEFINE_ENUM_VALUE (BELL_CHANNEL_EMAIL, "email"),
                    G_DEFINE_ENUM_VALUE (BELL_CHANNEL_PHONE, "phone"),
                    G_DEFINE_ENUM_VALUE (BELL_CHANNEL_WEB, "web"),
                    G_DEFINE_ENUM_VALUE (BELL_CHANNEL_IMPORT, "import"))

G_DEFINE_ENUM_TYPE (BellMessageKind, bell_message_kind,
                    G_DEFINE_ENUM_VALUE (BELL_MESSAGE_KIND_REPLY, "reply"),
                    G_DEFINE_ENUM_VALUE (BELL_MESSAGE_KIND_NOTE, "note"),
                    G_DEFINE_ENUM_VALUE (BELL_MESSAGE_KIND_CALL, "call"))

G_DEFINE_ENUM_TYPE (BellTextFormat, bell_text_format,
                    G_DEFINE_ENUM_VALUE (BELL_TEXT_FORMAT_MARKDOWN, "markdown"),
                    G_DEFINE_ENUM_VALUE (BELL_TEXT_FORMAT_PLAIN, "plain"))

G_DEFINE_ENUM_TYPE (BellAudience, bell_audience,
                    G_DEFINE_ENUM_VALUE (BELL_AUDIENCE_AGENTS, "agents"),
                    G_DEFINE_ENUM_VALUE (BELL_AUDIENCE_STAFF, "staff"),
                    G_DEFINE_ENUM_VALUE (BELL_AUDIENCE_PUBLIC, "public"))

G_DEFINE_ENUM_TYPE (BellArticleState, bell_article_state,
                    G_DEFINE_ENUM_VALUE (BELL_ARTICLE_STATE_DRAFT, "draft"),
                    G_DEFINE_ENUM_VALUE (BELL_ARTICLE_STATE_PUBLISHED, "published"),
                    G_DEFINE_ENUM_VALUE (BELL_ARTICLE_STATE_ARCHIVED, "archived"))

G_DEFINE_ENUM_TYPE (BellChangeKind, bell_change_kind,
                    G_DEFINE_ENUM_VALUE (BELL_CHANGE_KIND_CREATE, "create"),
                    G_DEFINE_ENUM_VALUE (BELL_CHANGE_KIND_UPDATE, "update"),
                    G_DEFINE_ENUM_VALUE (BELL_CHANGE_KIND_DESTROY, "destroy"))

G_DEFINE_ENUM_TYPE (BellLinkKind, bell_link_kind,
                    G_DEFINE_ENUM_VALUE (BELL_LINK_KIND_RELATED, "related"),
                    G_DEFINE_ENUM_VALUE (BELL_LINK_KIND_PARENT, "parent"),
                    G_DEFINE_ENUM_VALUE (BELL_LINK_KIND_DUPLICATE_OF, "duplicate-of"),
                    G_DEFINE_ENUM_VALUE (BELL_LINK_KIND_MERGED_INTO, "merged-into"))

G_DEFINE_ENUM_TYPE (BellSlaState, bell_sla_state,
                    G_DEFINE_ENUM_VALUE (BELL_SLA_STATE_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (BELL_SLA_STATE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (BELL_SLA_STATE_PAUSED, "paused"),
                    G_DEFINE_ENUM_VALUE (BELL_SLA_STATE_MET, "met"),
                    G_DEFINE_ENUM_VALUE (BELL_SLA_STATE_BREACHED, "breached"))

G_DEFINE_ENUM_TYPE (BellNoticeKind, bell_notice_kind,
                    G_DEFINE_ENUM_VALUE (BELL_NOTICE_KIND_OUTAGE, "outage"),
                    G_DEFINE_ENUM_VALUE (BELL_NOTICE_KIND_MAINTENANCE, "maintenance"),
                    G_DEFINE_ENUM_VALUE (BELL_NOTICE_KIND_NEWS, "news"))

G_DEFINE_ENUM_TYPE (BellNoticeState, bell_notice_state,
                    G_DEFINE_ENUM_VALUE (BELL_NOTICE_STATE_INVESTIGATING, "investigating"),
                    G_DEFINE_ENUM_VALUE (BELL_NOTICE_STATE_IDENTIFIED, "identified"),
                    G_DEFINE_ENUM_VALUE (BELL_NOTICE_STATE_WATCHED, "watched"),
                    G_DEFINE_ENUM_VALUE (BELL_NOTICE_STATE_OVER, "over"))

/**
 * bell_enum_to_nick:
 * @enum_type: one of the enumerations of this header
 * @value: a value of it
 *
 * Returns: (nullable): the name outside the program, static; %NULL where
 *   @value is none
 */
const char *
bell_enum_to_nick (GType enum_type,
                   int   value)
{
  GEnumClass *klass = g_type_class_peek (enum_type);
  GEnumValue *found;

  if (klass == NULL)
    klass = g_type_class_ref (enum_type); /* enumerations are never unloaded */

  found = g_enum_get_value (klass, value);

  return found != NULL ? found->value_nick : NULL;
}

/**
 * bell_enum_from_nick:
 * @enum_type: one of the enumerations of this header
 * @nick: a name
 * @value: (out): its value
 *
 * Returns: whether @nick is a name of it
 */
gboolean
bell_enum_from_nick (GType       enum_type,
                     const char *nick,
                     int        *value)
{
  GEnumClass *klass = g_type_class_peek (enum_type);
  GEnumValue *found;

  g_return_val_if_fail (value != NULL, FALSE);

  if (klass == NULL)
    klass = g_type_class_ref (enum_type);

  found = nick != NULL ? g_enum_get_value_by_nick (klass, nick) : NULL;
  if (found == NULL)
    return FALSE;

  *value = found->value;

  return TRUE;
}
