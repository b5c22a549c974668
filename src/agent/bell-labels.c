/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-labels.h"

#include <glib/gi18n-lib.h>

/**
 * bell_label_for_status:
 * @status: a status
 *
 * Returns: its name for people
 */
const char *
bell_label_for_status (BellStatus status)
{
  switch (status)
    {
    case BELL_STATUS_NEW: return C_("ticket status", "New");
    case BELL_STATUS_OPEN: return C_("ticket status", "Open");
    case BELL_STATUS_PENDING: return C_("ticket status", "Pending");
    case BELL_STATUS_ON_HOLD: return C_("ticket status", "On hold");
    case BELL_STATUS_SOLVED: return C_("ticket status", "Solved");
    case BELL_STATUS_CLOSED: return C_("ticket status", "Closed");
    default: return C_("ticket status", "Unknown");
    }
}

/**
 * bell_css_class_for_status:
 * @status: a status
 *
 * Returns: the style class of a chip that shows it
 */
const char *
bell_css_class_for_status (BellStatus status)
{
  switch (status)
    {
    case BELL_STATUS_NEW: return "status-new";
    case BELL_STATUS_OPEN: return "status-open";
    case BELL_STATUS_PENDING: return "status-pending";
    case BELL_STATUS_ON_HOLD: return "status-on-hold";
    case BELL_STATUS_SOLVED: return "status-solved";
    case BELL_STATUS_CLOSED:
    default: return "status-closed";
    }
}

/**
 * bell_label_for_priority:
 * @priority: a priority
 *
 * Returns: its name for people
 */
const char *
bell_label_for_priority (BellPriority priority)
{
  switch (priority)
    {
    case BELL_PRIORITY_LOW: return C_("priority", "Low");
    case BELL_PRIORITY_NORMAL: return C_("priority", "Normal");
    case BELL_PRIORITY_HIGH: return C_("priority", "High");
    case BELL_PRIORITY_URGENT: return C_("priority", "Urgent");
    default: return C_("priority", "Unknown");
    }
}

/**
 * bell_icon_for_priority:
 * @priority: a priority
 *
 * Returns: an icon name; the shape alone tells the priority, without colour
 */
const char *
bell_icon_for_priority (BellPriority priority)
{
  switch (priority)
    {
    case BELL_PRIORITY_LOW: return "deskbell-priority-low-symbolic";
    case BELL_PRIORITY_HIGH: return "deskbell-priority-high-symbolic";
    case BELL_PRIORITY_URGENT: return "deskbell-priority-urgent-symbolic";
    case BELL_PRIORITY_NORMAL:
    default: return "deskbell-priority-normal-symbolic";
    }
}

/**
 * bell_css_class_for_priority:
 * @priority: a priority
 *
 * Returns: the style class of its icon and text
 */
const char *
bell_css_class_for_priority (BellPriority priority)
{
  switch (priority)
    {
    case BELL_PRIORITY_LOW: return "priority-low";
    case BELL_PRIORITY_HIGH: return "priority-high";
    case BELL_PRIORITY_URGENT: return "priority-urgent";
    case BELL_PRIORITY_NORMAL:
    default: return "priority-normal";
    }
}

/**
 * bell_label_for_level:
 * @level: an impact or urgency
 *
 * Returns: its name for people
 */
const char *
bell_label_for_level (BellLevel level)
{
  switch (level)
    {
    case BELL_LEVEL_LOW: return C_("impact or urgency", "Low");
    case BELL_LEVEL_MEDIUM: return C_("impact or urgency", "Medium");
    case BELL_LEVEL_HIGH: return C_("impact or urgency", "High");
    default: return C_("impact or urgency", "Unknown");
    }
}

/**
 * bell_label_for_ticket_kind:
 * @kind: a kind of ticket
 *
 * Returns: its name for people
 */
const char *
bell_label_for_ticket_kind (BellTicketKind kind)
{
  switch (kind)
    {
    case BELL_TICKET_KIND_INCIDENT: return _("Incident");
    case BELL_TICKET_KIND_REQUEST: return _("Request");
    case BELL_TICKET_KIND_PROBLEM: return _("Problem");
    default: return _("Other");
    }
}

/**
 * bell_label_for_message_kind:
 * @kind: a kind of message
 *
 * Returns: its name for people
 */
const char *
bell_label_for_message_kind (BellMessageKind kind)
{
  switch (kind)
    {
    case BELL_MESSAGE_KIND_REPLY: return _("Reply");
    case BELL_MESSAGE_KIND_NOTE: return _("Internal note");
    case BELL_MESSAGE_KIND_CALL: return _("Call record");
    default: return _("Message");
    }
}

/**
 * bell_label_for_channel:
 * @channel: how a ticket came in
 *
 * Returns: its name for people
 */
const char *
bell_label_for_channel (BellChannel channel)
{
  switch (channel)
    {
    case BELL_CHANNEL_APP: return C_("channel", "Agent application");
    case BELL_CHANNEL_TRAY: return C_("channel", "Desktop tray");
    case BELL_CHANNEL_TERMINAL: return C_("channel", "Terminal");
    case BELL_CHANNEL_EMAIL: return C_("channel", "Email");
    case BELL_CHANNEL_PHONE: return C_("channel", "Phone");
    case BELL_CHANNEL_WEB: return C_("channel", "Web");
    case BELL_CHANNEL_IMPORT: return C_("channel", "Import");
    default: return C_("channel", "Unknown");
    }
}

/**
 * bell_label_for_audience:
 * @audience: who may read an article
 *
 * Returns: its name for people
 */
const char *
bell_label_for_audience (BellAudience audience)
{
  switch (audience)
    {
    case BELL_AUDIENCE_AGENTS: return C_("audience", "Agents only");
    case BELL_AUDIENCE_STAFF: return C_("audience", "All staff");
    case BELL_AUDIENCE_PUBLIC: return C_("audience", "Everybody");
    default: return C_("audience", "Unknown");
    }
}

/**
 * bell_label_for_article_state:
 * @state: a state
 *
 * Returns: its name for people
 */
const char *
bell_label_for_article_state (BellArticleState state)
{
  switch (state)
    {
    case BELL_ARTICLE_STATE_DRAFT: return C_("article state", "Draft");
    case BELL_ARTICLE_STATE_PUBLISHED: return C_("article state", "Published");
    case BELL_ARTICLE_STATE_ARCHIVED: return C_("article state", "Archived");
    default: return C_("article state", "Unknown");
    }
}

/**
 * bell_label_for_link_kind:
 * @kind: what another ticket is to this one
 *
 * Returns: words to stand before the other ticket's number
 */
const char *
bell_label_for_link_kind (BellLinkKind kind)
{
  switch (kind)
    {
    case BELL_LINK_KIND_RELATED: return C_("link", "Related to");
    case BELL_LINK_KIND_PARENT: return C_("link", "Part of");
    case BELL_LINK_KIND_DUPLICATE_OF: return C_("link", "Duplicate of");
    case BELL_LINK_KIND_MERGED_INTO: return C_("link", "Merged into");
    default: return C_("link", "Linked to");
    }
}

/**
 * bell_label_for_role:
 * @role: a role
 *
 * Returns: its name for people
 */
const char *
bell_label_for_role (BellRole role)
{
  switch (role)
    {
    case BELL_ROLE_REQUESTER: return C_("role", "Requester");
    case BELL_ROLE_AGENT: return C_("role", "Agent");
    case BELL_ROLE_LEAD: return C_("role", "Team lead");
    case BELL_ROLE_ADMIN: return C_("role", "Administrator");
    case BELL_ROLE_NOBODY:
    default: return C_("role", "Nobody");
    }
}

/**
 * bell_label_for_type:
 * @type: a type of objects
 *
 * Returns: what one of them is called
 */
const char *
bell_label_for_type (BellType type)
{
  switch (type)
    {
    case BELL_TYPE_PRINCIPAL: return C_("type", "Person");
    case BELL_TYPE_TEAM: return C_("type", "Team");
    case BELL_TYPE_TICKET: return C_("type", "Ticket");
    case BELL_TYPE_MESSAGE: return C_("type", "Message");
    case BELL_TYPE_ARTICLE: return C_("type", "Article");
    case BELL_TYPE_VIEW: return C_("type", "View");
    case BELL_TYPE_CALENDAR: return C_("type", "Calendar");
    case BELL_TYPE_SLA_POLICY: return C_("type", "Service level");
    case BELL_TYPE_NOTICE: return C_("type", "Known problem");
    case BELL_TYPE_CHANGE:
    case BELL_TYPE_NONE:
    default: return C_("type", "Unknown");
    }
}
