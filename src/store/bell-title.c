/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-title.h"

static const int titles[] = {
  [BELL_TYPE_PRINCIPAL] = BELL_PRINCIPAL_NAME,
  [BELL_TYPE_TEAM] = BELL_TEAM_NAME,
  [BELL_TYPE_TICKET] = BELL_TICKET_SUBJECT,
  [BELL_TYPE_MESSAGE] = -1,
  [BELL_TYPE_ARTICLE] = BELL_ARTICLE_TITLE,
  [BELL_TYPE_VIEW] = BELL_VIEW_NAME,
  [BELL_TYPE_CALENDAR] = BELL_CALENDAR_NAME,
  [BELL_TYPE_SLA_POLICY] = BELL_SLA_POLICY_NAME,
  [BELL_TYPE_NOTICE] = BELL_NOTICE_TITLE,
};

/**
 * bell_title_find_property:
 * @type: a type
 *
 * Returns: (nullable): what people call an object of it by: its subject, title
 *   or name
 */
const BellProperty *
bell_title_find_property (BellType type)
{
  return (gsize) type < G_N_ELEMENTS (titles) && titles[type] >= 0 ? bell_type_get_property (type, (guint) titles[type]) : NULL;
}

/**
 * bell_title_peek:
 * @record: an object
 *
 * Returns: (nullable): its subject, title or name, while nobody changes it
 */
const char *
bell_title_peek (const BellRecord *record)
{
  const BellProperty *property;

  g_return_val_if_fail (record != NULL, NULL);

  property = bell_title_find_property (bell_record_get_data_type (record));
  return property != NULL ? bell_record_peek_text (record, property) : NULL;
}
