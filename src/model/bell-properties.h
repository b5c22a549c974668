/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* The property tables: one list for each data type, one row for each property.
 *
 * From a row come the field of the typed record and its getter, the column,
 * the JSON member, validation, what may be read and written by whom, and how
 * two edits of it are merged. To add a property: add a row and a migration.
 *
 * A row is P (NAME, name, wire, KIND, type, TARGET, READER, WRITER, MERGE, flags):
 *
 *   NAME    its place in the type's enumeration: BELL_TICKET_SUBJECT
 *   name    field, getter and column: bell_ticket_get_subject()
 *   wire    member name in JSON
 *   KIND    see BellKind
 *   type    what the getter returns
 *   TARGET  ENUM: the type's get_type function; ID and SET: the BellType that
 *           is referred to, or NONE; otherwise NONE
 *   READER  the lowest role that may read it
 *   WRITER  the lowest role that may write it (NOBODY: the server alone sets it);
 *           bell-access.h narrows this further by object
 *   MERGE   see BellMerge
 *   flags   see BellPropertyFlags
 */

#define BELL_PRINCIPAL_PROPERTIES(P) \
  P (NAME,          name,          "name",         TEXT,    const char *,        NONE, REQUESTER, ADMIN,  FIELD,  BELL_PROPERTY_REQUIRED | BELL_PROPERTY_SEARCHED) \
  P (EMAIL,         email,         "email",        TEXT,    const char *,        NONE, AGENT,     ADMIN,  FIELD,  BELL_PROPERTY_REQUIRED) \
  P (ROLE,          role,          "role",         ENUM,    BellRole,            bell_role_get_type, REQUESTER, ADMIN, FIELD, 0) \
  P (TEAMS,         teams,         "teams",        SET,     const char *const *, TEAM, REQUESTER, LEAD,   MEMBERS, 0) \
  P (LOCALE,        locale,        "locale",       TEXT,    const char *,        NONE, AGENT,     REQUESTER, FIELD, BELL_PROPERTY_NULLABLE) \
  P (TIME_ZONE,     time_zone,     "timeZone",     TEXT,    const char *,        NONE, AGENT,     REQUESTER, FIELD, BELL_PROPERTY_NULLABLE) \
  P (WORKING_HOURS, working_hours, "workingHours", JSON,    const char *,        NONE, AGENT,     REQUESTER, FIELD, BELL_PROPERTY_NULLABLE) \
  P (ACTIVE,        active,        "active",       BOOLEAN, gboolean,            NONE, REQUESTER, ADMIN,  FIELD, BELL_PROPERTY_DEFAULT_ONE) \
  P (CREATED_AT,    created_at,    "createdAt",    TIME,    gint64,              NONE, AGENT,     NOBODY, SERVER, 0)

#define BELL_TEAM_PROPERTIES(P) \
  P (NAME,       name,       "name",      TEXT,    const char *, NONE, REQUESTER, LEAD,   FIELD,  BELL_PROPERTY_REQUIRED) \
  P (TIER,       tier,       "tier",      INTEGER, gint64,       NONE, AGENT,     LEAD,   FIELD, BELL_PROPERTY_DEFAULT_ONE) \
  P (CREATED_AT, created_at, "createdAt", TIME,    gint64,       NONE, AGENT,     NOBODY, SERVER, 0)

#define BELL_TICKET_PROPERTIES(P) \
  P (NUMBER,             number,             "number",            INTEGER, gint64,              NONE, REQUESTER, NOBODY,    SERVER,     0) \
  P (SUBJECT,            subject,            "subject",           TEXT,    const char *,        NONE, REQUESTER, REQUESTER, FIELD,      BELL_PROPERTY_REQUIRED | BELL_PROPERTY_SEARCHED) \
  P (KIND,               kind,               "kind",              ENUM,    BellTicketKind,      bell_ticket_kind_get_type, REQUESTER, REQUESTER, FIELD, 0) \
  P (STATUS,             status,             "status",            ENUM,    BellStatus,          bell_status_get_type,      REQUESTER, REQUESTER, TRANSITION, 0) \
  P (IMPACT,             impact,             "impact",            ENUM,    BellLevel,           bell_level_get_type,       REQUESTER, AGENT,     FIELD, BELL_PROPERTY_DEFAULT_ONE) \
  P (URGENCY,            urgency,            "urgency",           ENUM,    BellLevel,           bell_level_get_type,       REQUESTER, REQUESTER, FIELD, BELL_PROPERTY_DEFAULT_ONE) \
  P (PRIORITY,           priority,           "priority",          ENUM,    BellPriority,        bell_priority_get_type,    REQUESTER, AGENT,     FIELD, BELL_PROPERTY_DEFAULT_ONE) \
  P (PRIORITY_OVERRIDDEN, priority_overridden, "priorityOverridden", BOOLEAN, gboolean,         NONE, AGENT,     AGENT,     FIELD,      0) \
  P (TEAM_ID,            team_id,            "teamId",            ID,      const char *,        TEAM, REQUESTER, AGENT,     FIELD,      BELL_PROPERTY_NULLABLE) \
  P (TIER,               tier,               "tier",              INTEGER, gint64,              NONE, AGENT,     AGENT,     FIELD, BELL_PROPERTY_DEFAULT_ONE) \
  P (ASSIGNEE_ID,        assignee_id,        "assigneeId",        ID,      const char *,        PRINCIPAL, REQUESTER, AGENT, CLAIM,     BELL_PROPERTY_NULLABLE) \
  P (REQUESTER_ID,       requester_id,       "requesterId",       ID,      const char *,        PRINCIPAL, REQUESTER, REQUESTER, FIELD, BELL_PROPERTY_REQUIRED) \
  P (WATCHERS,           watchers,           "watchers",          SET,     const char *const *, PRINCIPAL, REQUESTER, REQUESTER, MEMBERS, 0) \
  P (TAGS,               tags,               "tags",              SET,     const char *const *, NONE, AGENT,     AGENT,     MEMBERS,    BELL_PROPERTY_SEARCHED) \
  P (CUSTOM_FIELDS,      custom_fields,      "customFields",      MAP,     GVariant *,          NONE, REQUESTER, REQUESTER, MEMBERS,    0) \
  P (CHANNEL,            channel,            "channel",           ENUM,    BellChannel,         bell_channel_get_type,     AGENT, REQUESTER, FIELD, BELL_PROPERTY_IMMUTABLE) \
  P (LINKS,              links,              "links",             MAP,     GVariant *,          NONE, AGENT,     AGENT,     MEMBERS,    0) \
  P (LAST_MESSAGE_ID,    last_message_id,    "lastMessageId",     ID,      const char *,        MESSAGE, REQUESTER, NOBODY, SERVER,     BELL_PROPERTY_NULLABLE) \
  P (MESSAGE_COUNT,      message_count,      "messageCount",      INTEGER, gint64,              NONE, AGENT,     NOBODY,    SERVER,     0) \
  P (CREATED_AT,         created_at,         "createdAt",         TIME,    gint64,              NONE, REQUESTER, NOBODY,    SERVER,     0) \
  P (UPDATED_AT,         updated_at,         "updatedAt",         TIME,    gint64,              NONE, REQUESTER, NOBODY,    SERVER,     0) \
  P (FIRST_RESPONSE_AT,  first_response_at,  "firstResponseAt",   TIME,    gint64,              NONE, REQUESTER, NOBODY,    SERVER,     BELL_PROPERTY_NULLABLE) \
  P (SOLVED_AT,          solved_at,          "solvedAt",          TIME,    gint64,              NONE, REQUESTER, NOBODY,    SERVER,     BELL_PROPERTY_NULLABLE) \
  P (CLOSED_AT,          closed_at,          "closedAt",          TIME,    gint64,              NONE, REQUESTER, NOBODY,    SERVER,     BELL_PROPERTY_NULLABLE) \
  P (SLA_POLICY_ID,      sla_policy_id,      "slaPolicyId",       ID,      const char *,        SLA_POLICY, REQUESTER, NOBODY, SERVER,    BELL_PROPERTY_NULLABLE | BELL_PROPERTY_LOCAL) \
  P (SLA_STATE,          sla_state,          "slaState",          ENUM,    BellSlaState,        bell_sla_state_get_type, REQUESTER, NOBODY, SERVER, BELL_PROPERTY_LOCAL) \
  P (FIRST_RESPONSE_DUE_AT, first_response_due_at, "firstResponseDueAt", TIME, gint64,          NONE, REQUESTER, NOBODY,    SERVER,     BELL_PROPERTY_NULLABLE | BELL_PROPERTY_LOCAL) \
  P (NEXT_RESPONSE_DUE_AT, next_response_due_at, "nextResponseDueAt", TIME, gint64,             NONE, REQUESTER, NOBODY,    SERVER,     BELL_PROPERTY_NULLABLE | BELL_PROPERTY_LOCAL) \
  P (RESOLUTION_DUE_AT,  resolution_due_at,  "resolutionDueAt",   TIME,    gint64,              NONE, REQUESTER, NOBODY,    SERVER,     BELL_PROPERTY_NULLABLE | BELL_PROPERTY_LOCAL) \
  P (NEXT_DUE_AT,        next_due_at,        "nextDueAt",         TIME,    gint64,              NONE, REQUESTER, NOBODY,    SERVER,     BELL_PROPERTY_NULLABLE | BELL_PROPERTY_LOCAL) \
  P (HALF_USED_AT,       half_used_at,       "halfUsedAt",        TIME,    gint64,              NONE, REQUESTER, NOBODY,    SERVER,     BELL_PROPERTY_NULLABLE | BELL_PROPERTY_LOCAL) \
  P (MOSTLY_USED_AT,     mostly_used_at,     "mostlyUsedAt",      TIME,    gint64,              NONE, REQUESTER, NOBODY,    SERVER,     BELL_PROPERTY_NULLABLE | BELL_PROPERTY_LOCAL) \
  P (SURVEY_SCORE,       survey_score,       "surveyScore",       INTEGER, gint64,              NONE, REQUESTER, REQUESTER, FIELD,      0) \
  P (SURVEY_COMMENT,     survey_comment,     "surveyComment",     TEXT,    const char *,        NONE, REQUESTER, REQUESTER, FIELD,      BELL_PROPERTY_NULLABLE) \
  P (SURVEYED_AT,        surveyed_at,        "surveyedAt",        TIME,    gint64,              NONE, REQUESTER, NOBODY,    SERVER,     BELL_PROPERTY_NULLABLE) \
  P (RESOLUTION_HALF_USED_AT, resolution_half_used_at, "resolutionHalfUsedAt", TIME, gint64,    NONE, REQUESTER, NOBODY,    SERVER,     BELL_PROPERTY_NULLABLE | BELL_PROPERTY_LOCAL) \
  P (RESOLUTION_MOSTLY_USED_AT, resolution_mostly_used_at, "resolutionMostlyUsedAt", TIME, gint64, NONE, REQUESTER, NOBODY, SERVER,    BELL_PROPERTY_NULLABLE | BELL_PROPERTY_LOCAL)

#define BELL_MESSAGE_PROPERTIES(P) \
  P (TICKET_ID,   ticket_id,   "ticketId",    ID,          const char *,    TICKET,    REQUESTER, REQUESTER, APPEND, BELL_PROPERTY_REQUIRED | BELL_PROPERTY_IMMUTABLE) \
  P (KIND,        kind,        "kind",        ENUM,        BellMessageKind, bell_message_kind_get_type, REQUESTER, REQUESTER, APPEND, BELL_PROPERTY_IMMUTABLE) \
  P (AUTHOR_ID,   author_id,   "authorId",    ID,          const char *,    PRINCIPAL, REQUESTER, NOBODY,    SERVER, BELL_PROPERTY_NULLABLE) \
  P (BODY,        body,        "body",        TEXT,        const char *,    NONE,      REQUESTER, REQUESTER, APPEND, BELL_PROPERTY_REQUIRED | BELL_PROPERTY_IMMUTABLE | BELL_PROPERTY_SEARCHED) \
  P (FORMAT,      format,      "format",      ENUM,        BellTextFormat,  bell_text_format_get_type,  REQUESTER, REQUESTER, APPEND, BELL_PROPERTY_IMMUTABLE) \
  P (ATTACHMENTS, attachments, "attachments", ATTACHMENTS, GVariant *,      NONE,      REQUESTER, REQUESTER, APPEND, BELL_PROPERTY_IMMUTABLE | BELL_PROPERTY_SEARCHED) \
  P (WRITTEN_AT,  written_at,  "writtenAt",   TIME,        gint64,          NONE,      REQUESTER, NOBODY,    SERVER, 0) \
  P (RECEIVED_AT, received_at, "receivedAt",  TIME,        gint64,          NONE,      REQUESTER, NOBODY,    SERVER, BELL_PROPERTY_NULLABLE)

#define BELL_ARTICLE_PROPERTIES(P) \
  P (TITLE,        title,        "title",       TEXT,    const char *,        NONE, REQUESTER, AGENT,  FIELD,   BELL_PROPERTY_REQUIRED | BELL_PROPERTY_SEARCHED) \
  P (BODY,         body,         "body",        TEXT,    const char *,        NONE, REQUESTER, AGENT,  TEXT,    BELL_PROPERTY_SEARCHED) \
  P (SUMMARY,      summary,      "summary",     TEXT,    const char *,        NONE, REQUESTER, AGENT,  FIELD,   BELL_PROPERTY_NULLABLE | BELL_PROPERTY_SEARCHED) \
  P (CATEGORY,     category,     "category",    TEXT,    const char *,        NONE, REQUESTER, AGENT,  FIELD,   BELL_PROPERTY_NULLABLE) \
  P (TAGS,         tags,         "tags",        SET,     const char *const *, NONE, REQUESTER, AGENT,  MEMBERS, BELL_PROPERTY_SEARCHED) \
  P (AUDIENCE,     audience,     "audience",    ENUM,    BellAudience,        bell_audience_get_type,      REQUESTER, AGENT, FIELD, 0) \
  P (STATE,        state,        "state",       ENUM,    BellArticleState,    bell_article_state_get_type, REQUESTER, AGENT, FIELD, 0) \
  P (LANGUAGE,     language,     "language",    TEXT,    const char *,        NONE, REQUESTER, AGENT,  FIELD,   BELL_PROPERTY_NULLABLE) \
  P (AUTHOR_ID,    author_id,    "authorId",    ID,      const char *,        PRINCIPAL, AGENT, NOBODY, SERVER, BELL_PROPERTY_NULLABLE) \
  P (REVISION,     revision,     "revision",    INTEGER, gint64,              NONE, REQUESTER, NOBODY, SERVER,  0) \
  P (HELPFUL,      helpful,      "helpful",     INTEGER, gint64,              NONE, REQUESTER, NOBODY, SERVER,  0) \
  P (CREATED_AT,   created_at,   "createdAt",   TIME,    gint64,              NONE, REQUESTER, NOBODY, SERVER,  0) \
  P (UPDATED_AT,   updated_at,   "updatedAt",   TIME,    gint64,              NONE, REQUESTER, NOBODY, SERVER,  0) \
  P (PUBLISHED_AT, published_at, "publishedAt", TIME,    gint64,              NONE, REQUESTER, NOBODY, SERVER,  BELL_PROPERTY_NULLABLE) \
  P (VOTES,        votes,        "votes",       SET,     const char *const *, PRINCIPAL, AGENT, REQUESTER, MEMBERS, 0)

#define BELL_VIEW_PROPERTIES(P) \
  P (NAME,       name,       "name",      TEXT,    const char *, NONE,      AGENT, AGENT,  FIELD,  BELL_PROPERTY_REQUIRED) \
  P (OWNER_ID,   owner_id,   "ownerId",   ID,      const char *, PRINCIPAL, AGENT, AGENT,  FIELD,  BELL_PROPERTY_NULLABLE | BELL_PROPERTY_IMMUTABLE) \
  P (FILTER,     filter,     "filter",    JSON,    const char *, NONE,      AGENT, AGENT,  FIELD,  BELL_PROPERTY_NULLABLE) \
  P (SORT,       sort,       "sort",      JSON,    const char *, NONE,      AGENT, AGENT,  FIELD,  BELL_PROPERTY_NULLABLE) \
  P (POSITION,   position,   "position",  INTEGER, gint64,       NONE,      AGENT, AGENT,  FIELD,  0) \
  P (CREATED_AT, created_at, "createdAt", TIME,    gint64,       NONE,      AGENT, NOBODY, SERVER, 0)

/* Texts in the maps: bell-calendar.h. */
#define BELL_CALENDAR_PROPERTIES(P) \
  P (NAME,       name,       "name",      TEXT,    const char *, NONE, REQUESTER, LEAD,   FIELD,   BELL_PROPERTY_REQUIRED) \
  P (TIME_ZONE,  time_zone,  "timeZone",  TEXT,    const char *, NONE, REQUESTER, LEAD,   FIELD,   BELL_PROPERTY_REQUIRED) \
  P (HOURS,      hours,      "hours",     MAP,     GVariant *,   NONE, REQUESTER, LEAD,   MEMBERS, 0) \
  P (HOLIDAYS,   holidays,   "holidays",  MAP,     GVariant *,   NONE, REQUESTER, LEAD,   MEMBERS, 0) \
  P (CREATED_AT, created_at, "createdAt", TIME,    gint64,       NONE, REQUESTER, NOBODY, SERVER,  0)

/* Texts in the maps: bell-sla-policy.h. */
#define BELL_SLA_POLICY_PROPERTIES(P) \
  P (NAME,              name,              "name",             TEXT,    const char *,        NONE,     REQUESTER, LEAD,   FIELD,   BELL_PROPERTY_REQUIRED) \
  P (POSITION,          position,          "position",         INTEGER, gint64,              NONE,     REQUESTER, LEAD,   FIELD,   0) \
  P (ACTIVE,            active,            "active",           BOOLEAN, gboolean,            NONE,     REQUESTER, LEAD,   FIELD,   BELL_PROPERTY_DEFAULT_ONE) \
  P (TEAMS,             teams,             "teams",            SET,     const char *const *, TEAM,     REQUESTER, LEAD,   MEMBERS, 0) \
  P (PRIORITIES,        priorities,        "priorities",       SET,     const char *const *, NONE,     REQUESTER, LEAD,   MEMBERS, 0) \
  P (KINDS,             kinds,             "kinds",            SET,     const char *const *, NONE,     REQUESTER, LEAD,   MEMBERS, 0) \
  P (REQUESTER_TEAMS,   requester_teams,   "requesterTeams",   SET,     const char *const *, TEAM,     REQUESTER, LEAD,   MEMBERS, 0) \
  P (TAGS,              tags,              "tags",             SET,     const char *const *, NONE,     REQUESTER, LEAD,   MEMBERS, 0) \
  P (FIRST_RESPONSE,    first_response,    "firstResponse",    MAP,     GVariant *,          NONE,     REQUESTER, LEAD,   MEMBERS, 0) \
  P (NEXT_RESPONSE,     next_response,     "nextResponse",     MAP,     GVariant *,          NONE,     REQUESTER, LEAD,   MEMBERS, 0) \
  P (RESOLUTION,        resolution,        "resolution",       MAP,     GVariant *,          NONE,     REQUESTER, LEAD,   MEMBERS, 0) \
  P (CALENDAR_ID,       calendar_id,       "calendarId",       ID,      const char *,        CALENDAR, REQUESTER, LEAD,   FIELD,   BELL_PROPERTY_NULLABLE) \
  P (PAUSING_STATUSES,  pausing_statuses,  "pausingStatuses",  SET,     const char *const *, NONE,     REQUESTER, LEAD,   MEMBERS, 0) \
  P (ESCALATIONS,       escalations,       "escalations",      MAP,     GVariant *,          NONE,     AGENT,     LEAD,   MEMBERS, 0) \
  P (ESCALATION_CALENDAR_ID, escalation_calendar_id, "escalationCalendarId", ID, const char *, CALENDAR, AGENT,  LEAD,   FIELD,   BELL_PROPERTY_NULLABLE) \
  P (CREATED_AT,        created_at,        "createdAt",        TIME,    gint64,              NONE,     REQUESTER, NOBODY, SERVER,  0)

/* Whom it concerns: everybody, or with `teams` their members. Who says “me too” is
 * one of `affected`, and follows the incident `ticketId` from then on. */
#define BELL_NOTICE_PROPERTIES(P) \
  P (TITLE,          title,          "title",         TEXT,    const char *,        NONE, REQUESTER, LEAD,   FIELD,   BELL_PROPERTY_REQUIRED) \
  P (BODY,           body,           "body",          TEXT,    const char *,        NONE, REQUESTER, LEAD,   FIELD,   0) \
  P (SERVICE,        service,        "service",       TEXT,    const char *,        NONE, REQUESTER, LEAD,   FIELD,   BELL_PROPERTY_NULLABLE) \
  P (KIND,           kind,           "kind",          ENUM,    BellNoticeKind,      bell_notice_kind_get_type,  REQUESTER, LEAD, FIELD, 0) \
  P (STATE,          state,          "state",         ENUM,    BellNoticeState,     bell_notice_state_get_type, REQUESTER, LEAD, FIELD, 0) \
  P (SINCE,          since,          "since",         TIME,    gint64,              NONE, REQUESTER, LEAD,   FIELD,   BELL_PROPERTY_NULLABLE) \
  P (UNTIL,          until,          "until",         TIME,    gint64,              NONE, REQUESTER, LEAD,   FIELD,   BELL_PROPERTY_NULLABLE) \
  P (AUDIENCE,       audience,       "audience",      ENUM,    BellAudience,        bell_audience_get_type,     REQUESTER, LEAD, FIELD, BELL_PROPERTY_IMMUTABLE) \
  P (TEAMS,          teams,          "teams",         SET,     const char *const *, TEAM, REQUESTER, LEAD,   MEMBERS, 0) \
  P (TICKET_ID,      ticket_id,      "ticketId",      ID,      const char *,        TICKET, REQUESTER, LEAD, FIELD,   BELL_PROPERTY_NULLABLE) \
  P (AFFECTED,       affected,       "affected",      SET,     const char *const *, PRINCIPAL, AGENT, REQUESTER, MEMBERS, 0) \
  P (AFFECTED_COUNT, affected_count, "affectedCount", INTEGER, gint64,              NONE, REQUESTER, NOBODY, SERVER,  0) \
  P (CREATED_AT,     created_at,     "createdAt",     TIME,    gint64,              NONE, REQUESTER, NOBODY, SERVER,  0) \
  P (UPDATED_AT,     updated_at,     "updatedAt",     TIME,    gint64,              NONE, REQUESTER, NOBODY, SERVER,  0)

/* T (TYPE, type, Camel, "Wire", letter, PROPERTIES): the types that have a
 * table of their own. A Change is the history itself and has none. */
#define BELL_TYPES(T) \
  T (PRINCIPAL,  principal,  Principal, "Principal", 'P', BELL_PRINCIPAL_PROPERTIES) \
  T (TEAM,       team,       Team,      "Team",      'G', BELL_TEAM_PROPERTIES) \
  T (TICKET,     ticket,     Ticket,    "Ticket",    'T', BELL_TICKET_PROPERTIES) \
  T (MESSAGE,    message,    Message,   "Message",   'M', BELL_MESSAGE_PROPERTIES) \
  T (ARTICLE,    article,    Article,   "Article",   'A', BELL_ARTICLE_PROPERTIES) \
  T (VIEW,       view,       View,      "View",      'V', BELL_VIEW_PROPERTIES) \
  T (CALENDAR,   calendar,   Calendar,  "Calendar",  'D', BELL_CALENDAR_PROPERTIES) \
  T (SLA_POLICY, sla_policy, SlaPolicy, "SlaPolicy", 'S', BELL_SLA_POLICY_PROPERTIES) \
  T (NOTICE,     notice,     Notice,    "Notice",    'N', BELL_NOTICE_PROPERTIES)
