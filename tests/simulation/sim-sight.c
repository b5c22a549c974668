/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-sight.h"

#include <string.h>

#include "bell-access.h"
#include "bell-table.h"
#include "sim-check.h"

#define ID_LENGTH 37
#define MARK "\"id\":\""

static BellRecord *
find (BellDatabase *database,
      BellType      type,
      const char   *id)
{
  g_autoptr (BellTable) table = bell_table_new (type, NULL);
  BellRecord *record = NULL;

  bell_table_get (table, database, id, &record, NULL);

  return record;
}

static gboolean
may_see (BellDatabase    *database,
         const BellActor *actor,
         const char      *id)
{
  BellType type = *id == 'T' ? BELL_TYPE_TICKET : *id == 'M' ? BELL_TYPE_MESSAGE : BELL_TYPE_ARTICLE;
  g_autoptr (BellRecord) record = find (database, type, id);
  g_autoptr (BellRecord) ticket = NULL;

  if (record == NULL)
    return FALSE;
  if (type == BELL_TYPE_MESSAGE)
    ticket = find (database, BELL_TYPE_TICKET, bell_message_get_ticket_id (BELL_MESSAGE (record)));

  return bell_access_can_read (actor, record, ticket);
}

/* Of an object that is sent its id stands in it; ids alone, of what is gone, may
 * be of what was seen before. */
void
sim_sight_look (SimSite    *site,
                const char *name,
                const char *principal_id,
                GBytes     *content)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
  g_autoptr (BellDatabase) database = NULL;
  g_autoptr (BellRecord) person = NULL;
  BellActor actor;

  if (strstr (text, MARK) == NULL || sim_site_is_shared (site) || sim_disk_is_dead (sim_site_get_disk (site)))
    return;
  database = sim_site_open (site);
  person = find (database, BELL_TYPE_PRINCIPAL, principal_id);
  if (person == NULL)
    return;
  actor = (BellActor){ principal_id, bell_principal_get_role (BELL_PRINCIPAL (person)), bell_principal_get_teams (BELL_PRINCIPAL (person)) };
  if (actor.role >= BELL_ROLE_AGENT)
    return;

  for (const char *at = strstr (text, MARK); at != NULL; at = strstr (at + 1, MARK))
    {
      g_autofree char *id = g_strndup (at + strlen (MARK), ID_LENGTH);

      if (strchr ("TMA", *id) != NULL && !may_see (database, &actor, id))
        sim_fail ("%s was sent %s", name, id);
    }
}
