/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-json-writer.h"
#include "bell-merge.h"
#include "bell-statement.h"
#include "bell-wire.h"
#include "sim-check.h"

/* No race without a card: an edit that was applied found what its author had
 * seen. Else it is parked, and a person decides. */

/* What stood there before: the newest value in the log; not said by the log if
 * it is the first one. */
static const char *const stood =
  "SELECT json_extract (patch, '$.' || ?2) IS json_extract (?3, '$'), patch FROM change_log "
  "WHERE object_id = ?1 AND modseq < ?4 AND json_type (patch, '$.' || ?2) IS NOT NULL ORDER BY modseq DESC LIMIT 1";
static const char *const stood_postgresql =
  "SELECT CASE WHEN CAST (patch AS jsonb) -> CAST (?2 AS TEXT) = CAST (CAST (?3 AS TEXT) AS jsonb) THEN 1 ELSE 0 END, patch "
  "FROM change_log WHERE object_id = ?1 AND modseq < ?4 AND jsonb_exists (CAST (patch AS jsonb), CAST (?2 AS TEXT)) "
  "ORDER BY modseq DESC LIMIT 1";

static gboolean
step (BellStatement *statement)
{
  g_autoptr (GError) error = NULL;
  gboolean row;

  bell_statement_step (statement, &row, &error);
  g_assert_no_error (error);

  return row;
}

static void
check_entry (SimClient            *client,
             const SimDeed        *deed,
             const BellPatchEntry *entry,
             BellStatement        *statement,
             gint64                modseq)
{
  g_autoptr (GVariant) seen = bell_record_get (deed->before, entry->property);
  BellJsonWriter *writer;
  g_autofree char *value = NULL;

  if (!bell_merge_is_guarded (entry->property, entry->member) || entry->property->merge == BELL_MERGE_TEXT)
    return;

  writer = bell_json_writer_new ();
  bell_wire_value_to_json (writer, entry->property, seen);
  value = bell_json_writer_free_to_text (writer);
  bell_statement_reset (statement);
  bell_statement_bind_text (statement, 1, bell_change_get_object_id (deed->change));
  bell_statement_bind_text (statement, 2, entry->property->wire_name);
  bell_statement_bind_text (statement, 3, value);
  bell_statement_bind_int64 (statement, 4, modseq);
  if (step (statement) && bell_statement_get_int64 (statement, 0) == 0)
    sim_fail ("%s: %s set %s of %s, of which its author saw %s and which was %s", client->name, bell_change_get_id (deed->change),
              entry->property->wire_name, bell_change_get_object_id (deed->change), value, bell_statement_get_text (statement, 1));
}

void
sim_check_races (SimClient *client)
{
  g_autoptr (BellDatabase) server = sim_site_open (client->site);
  g_autoptr (BellStatement) statement =
    bell_database_prepare (server, sim_site_is_shared (client->site) ? stood_postgresql : stood, NULL);
  g_autoptr (BellStatement) logged = bell_database_prepare (server, "SELECT modseq FROM change_log WHERE id = ?1", NULL);

  for (guint i = 0; i < client->deeds->len; i++)
    {
      const SimDeed *deed = client->deeds->pdata[i];
      const BellPatch *patch = bell_change_get_patch (deed->change);

      if (deed->before == NULL || deed->was_parked)
        continue;
      bell_statement_reset (logged);
      bell_statement_bind_text (logged, 1, bell_change_get_id (deed->change));
      if (!step (logged))
        continue;
      for (guint j = 0; j < bell_patch_get_size (patch); j++)
        check_entry (client, deed, bell_patch_get_entry (patch, j), statement, bell_statement_get_int64 (logged, 0));
    }
}
