/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-properties.h"
#include "bell-property.h"

G_BEGIN_DECLS

/**
 * BellRecord:
 *
 * One object of a data type: a ticket, a message, a person. It has an id, the
 * modseqs at which it was made and last changed (0 where nobody confirmed it
 * yet), and a typed field for each property.
 *
 * Reference-counted. A record is written while one owner builds it and is then
 * shared, read-only, among threads.
 */
typedef struct _BellRecord BellRecord;

#define BELL_TYPE_RECORD (bell_record_get_type ())
GType       bell_record_get_type            (void) G_GNUC_CONST;

BellRecord *bell_record_new                 (BellType            type,
                                             const char         *id);
BellRecord *bell_record_ref                 (BellRecord         *self);
void        bell_record_unref               (BellRecord         *self);
BellRecord *bell_record_copy                (const BellRecord   *self);
BellRecord *bell_record_pack                (BellRecord         *self);

BellType    bell_record_get_data_type       (const BellRecord   *self);
const char *bell_record_get_id              (const BellRecord   *self);
gint64      bell_record_get_created_modseq  (const BellRecord   *self);
gint64      bell_record_get_modseq          (const BellRecord   *self);
void        bell_record_set_modseqs         (BellRecord         *self,
                                             gint64              created_modseq,
                                             gint64              modseq);

GVariant   *bell_record_get                 (const BellRecord   *self,
                                             const BellProperty *property);
void        bell_record_set                 (BellRecord         *self,
                                             const BellProperty *property,
                                             GVariant           *value);
void        bell_record_set_text            (BellRecord         *self,
                                             const BellProperty *property,
                                             const char         *text);
void        bell_record_set_integer         (BellRecord         *self,
                                             const BellProperty *property,
                                             gint64              number);
const char *bell_record_peek_text           (const BellRecord   *self,
                                             const BellProperty *property);
gint64      bell_record_peek_integer        (const BellRecord   *self,
                                             const BellProperty *property);
const char *const *bell_record_peek_members (const BellRecord   *self,
                                             const BellProperty *property);
gboolean    bell_record_set_column_text     (BellRecord         *self,
                                             const BellProperty *property,
                                             const char         *text);
char       *bell_record_to_column_text      (const BellRecord   *self,
                                             const BellProperty *property);
gboolean    bell_record_equal               (const BellRecord   *one,
                                             const BellRecord   *two);
gboolean    bell_record_equal_property      (const BellRecord   *one,
                                             const BellRecord   *two,
                                             const BellProperty *property);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellRecord, bell_record_unref)

/* For each type: BellTicket, BELL_TICKET (record), enum BELL_TICKET_SUBJECT...,
 * bell_ticket_get_subject (ticket), bell_ticket_property (BELL_TICKET_SUBJECT). */

#define BELL_PROPERTY_ENUM_PRINCIPAL(NAME, ...) BELL_PRINCIPAL_##NAME,
#define BELL_PROPERTY_ENUM_TEAM(NAME, ...)      BELL_TEAM_##NAME,
#define BELL_PROPERTY_ENUM_TICKET(NAME, ...)    BELL_TICKET_##NAME,
#define BELL_PROPERTY_ENUM_MESSAGE(NAME, ...)   BELL_MESSAGE_##NAME,
#define BELL_PROPERTY_ENUM_ARTICLE(NAME, ...)   BELL_ARTICLE_##NAME,
#define BELL_PROPERTY_ENUM_VIEW(NAME, ...)      BELL_VIEW_##NAME,
#define BELL_PROPERTY_ENUM_CALENDAR(NAME, ...)  BELL_CALENDAR_##NAME,
#define BELL_PROPERTY_ENUM_SLA_POLICY(NAME, ...) BELL_SLA_POLICY_##NAME,
#define BELL_PROPERTY_ENUM_NOTICE(NAME, ...)    BELL_NOTICE_##NAME,

#define BELL_PROPERTY_GETTER_PRINCIPAL(NAME, name, wire, KIND, ctype, ...) ctype bell_principal_get_##name (const BellPrincipal *self);
#define BELL_PROPERTY_GETTER_TEAM(NAME, name, wire, KIND, ctype, ...)      ctype bell_team_get_##name (const BellTeam *self);
#define BELL_PROPERTY_GETTER_TICKET(NAME, name, wire, KIND, ctype, ...)    ctype bell_ticket_get_##name (const BellTicket *self);
#define BELL_PROPERTY_GETTER_MESSAGE(NAME, name, wire, KIND, ctype, ...)   ctype bell_message_get_##name (const BellMessage *self);
#define BELL_PROPERTY_GETTER_ARTICLE(NAME, name, wire, KIND, ctype, ...)   ctype bell_article_get_##name (const BellArticle *self);
#define BELL_PROPERTY_GETTER_VIEW(NAME, name, wire, KIND, ctype, ...)      ctype bell_view_get_##name (const BellView *self);
#define BELL_PROPERTY_GETTER_CALENDAR(NAME, name, wire, KIND, ctype, ...)  ctype bell_calendar_get_##name (const BellCalendar *self);
#define BELL_PROPERTY_GETTER_SLA_POLICY(NAME, name, wire, KIND, ctype, ...) ctype bell_sla_policy_get_##name (const BellSlaPolicy *self);
#define BELL_PROPERTY_GETTER_NOTICE(NAME, name, wire, KIND, ctype, ...)    ctype bell_notice_get_##name (const BellNotice *self);

#define BELL_DECLARE_RECORD(TYPE, type, Camel, wire, letter, PROPERTIES) \
  typedef struct _Bell##Camel Bell##Camel; \
  typedef enum { PROPERTIES (BELL_PROPERTY_ENUM_##TYPE) BELL_##TYPE##_N_PROPERTIES } Bell##Camel##Property; \
  PROPERTIES (BELL_PROPERTY_GETTER_##TYPE) \
  const Bell##Camel *bell_##type##_from_record (const BellRecord *record); \
  static inline const BellProperty *bell_##type##_property (Bell##Camel##Property index) \
  { return bell_type_get_property (BELL_TYPE_##TYPE, index); }

BELL_TYPES (BELL_DECLARE_RECORD)

#define BELL_PRINCIPAL(record) (bell_principal_from_record (record))
#define BELL_TEAM(record)      (bell_team_from_record (record))
#define BELL_TICKET(record)    (bell_ticket_from_record (record))
#define BELL_MESSAGE(record)   (bell_message_from_record (record))
#define BELL_ARTICLE(record)   (bell_article_from_record (record))
#define BELL_VIEW(record)      (bell_view_from_record (record))
#define BELL_CALENDAR(record)  (bell_calendar_from_record (record))
#define BELL_SLA_POLICY(record) (bell_sla_policy_from_record (record))
#define BELL_NOTICE(record)    (bell_notice_from_record (record))

G_END_DECLS
