/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "promises-server.h"

#include "bell-organisation-private.h"
#include "bell-sla-steps.h"

GHashTable *
promises_ask_server (const char *database,
                     GPtrArray  *ids)
{
  g_autoptr (BellClock) clock = bell_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BellOrganisation) organisation = bell_organisation_open (database, clock, &error);
  g_autoptr (BellWork) work = NULL;
  g_autoptr (BellSlaRules) rules = NULL;
  g_autoptr (BellSlaCase) sla = NULL;
  GHashTable *records = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) bell_record_unref);

  g_assert_no_error (error);
  work = bell_work_begin (organisation, &error);
  g_assert_no_error (error);
  rules = bell_work_load_sla_rules (work, &error);
  g_assert_no_error (error);
  sla = bell_sla_case_new (rules);
  for (guint i = 0; i < ids->len; i++)
    {
      BellRecord *ticket, *copy;

      bell_work_get_record (work, BELL_TYPE_TICKET, ids->pdata[i], &ticket, &error);
      g_assert_no_error (error);
      g_assert_nonnull (ticket);
      copy = bell_record_copy (ticket);
      bell_work_load_sla_case (work, sla, copy, &error);
      g_assert_no_error (error);
      bell_sla_case_write_due (sla, copy);
      g_hash_table_insert (records, ids->pdata[i], copy);
    }

  return records;
}
