/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-rules.h"

#include <string.h>

typedef struct
{
  BellRecord *record;
  BellTimetable *timetable;
} Calendar;

struct _BellSlaRules
{
  GPtrArray *policies;   /* BellRecord: the active ones, in their order */
  GHashTable *calendars; /* id -> Calendar */
  gboolean asks_requester;
};

static void
calendar_free (gpointer data)
{
  Calendar *calendar = data;

  bell_record_unref (calendar->record);
  g_clear_pointer (&calendar->timetable, bell_timetable_unref);
  g_free (calendar);
}

/* By position; of two in one place the older one is first. */
static int
compare_policies (gconstpointer a,
                  gconstpointer b)
{
  const BellRecord *one = *(BellRecord *const *) a, *two = *(BellRecord *const *) b;
  gint64 first = bell_sla_policy_get_position (BELL_SLA_POLICY (one));
  gint64 second = bell_sla_policy_get_position (BELL_SLA_POLICY (two));

  if (first != second)
    return first < second ? -1 : 1;

  return strcmp (bell_record_get_id (one), bell_record_get_id (two));
}

static void
clear_rules (gpointer data)
{
  BellSlaRules *self = data;

  g_clear_pointer (&self->policies, g_ptr_array_unref);
  g_clear_pointer (&self->calendars, g_hash_table_unref);
}

/**
 * bell_sla_rules_new:
 * @policies: (element-type BellRecord): policies, in any order
 * @calendars: (element-type BellRecord): calendars
 *
 * A calendar that cannot be used, because its time zone is not known here,
 * counts as always open: an early deadline is better than none.
 *
 * Returns: (transfer full): the rules
 */
BellSlaRules *
bell_sla_rules_new (GPtrArray *policies,
                    GPtrArray *calendars)
{
  BellSlaRules *self = g_atomic_rc_box_new0 (BellSlaRules);

  g_return_val_if_fail (policies != NULL && calendars != NULL, self);

  self->policies = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  self->calendars = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, calendar_free);

  for (guint i = 0; i < policies->len; i++)
    {
      BellRecord *record = g_ptr_array_index (policies, i);
      const char *const *teams = bell_sla_policy_get_requester_teams (BELL_SLA_POLICY (record));

      if (!bell_sla_policy_get_active (BELL_SLA_POLICY (record)))
        continue;
      if (teams != NULL && *teams != NULL)
        self->asks_requester = TRUE;
      g_ptr_array_add (self->policies, bell_record_ref (record));
    }
  g_ptr_array_sort (self->policies, compare_policies);

  for (guint i = 0; i < calendars->len; i++)
    {
      BellRecord *record = g_ptr_array_index (calendars, i);
      Calendar *calendar = g_new0 (Calendar, 1);
      g_autoptr (GError) error = NULL;

      calendar->record = bell_record_ref (record);
      calendar->timetable = bell_calendar_to_timetable (BELL_CALENDAR (record), &error);
      if (error != NULL)
        g_debug ("A calendar cannot be used: %s", error->message);
      g_hash_table_replace (self->calendars, (gpointer) bell_record_get_id (record), calendar);
    }

  return self;
}

/**
 * bell_sla_rules_ref:
 *
 * Returns: (transfer full): @self
 */
BellSlaRules *
bell_sla_rules_ref (BellSlaRules *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * bell_sla_rules_unref:
 * @self: (transfer full): rules
 */
void
bell_sla_rules_unref (BellSlaRules *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_rules);
}

/**
 * bell_sla_rules_get_n_policies:
 *
 * Returns: how many policies are active
 */
guint
bell_sla_rules_get_n_policies (const BellSlaRules *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->policies->len;
}

/**
 * bell_sla_rules_ask_requester:
 *
 * Returns: whether a policy asks for the teams of the requester
 */
gboolean
bell_sla_rules_ask_requester (const BellSlaRules *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->asks_requester;
}

/**
 * bell_sla_rules_choose:
 * @ticket: a ticket as it was at the moment in question
 * @requester_teams: (nullable): the teams that its requester is in
 *
 * Returns: (transfer none) (nullable): the first active policy that is for @ticket
 */
const BellSlaPolicy *
bell_sla_rules_choose (const BellSlaRules *self,
                       const BellTicket   *ticket,
                       const char *const  *requester_teams)
{
  g_return_val_if_fail (self != NULL && ticket != NULL, NULL);

  for (guint i = 0; i < self->policies->len; i++)
    {
      const BellSlaPolicy *policy = BELL_SLA_POLICY ((BellRecord *) g_ptr_array_index (self->policies, i));

      if (bell_sla_policy_matches (policy, ticket, requester_teams))
        return policy;
    }

  return NULL;
}

/**
 * bell_sla_rules_get_timetable:
 * @calendar_id: (nullable): a calendar
 *
 * Returns: (transfer none) (nullable): what counts its open time; %NULL for 24x7
 */
BellTimetable *
bell_sla_rules_get_timetable (const BellSlaRules *self,
                              const char         *calendar_id)
{
  const Calendar *calendar;

  g_return_val_if_fail (self != NULL, NULL);

  calendar = calendar_id != NULL ? g_hash_table_lookup (self->calendars, calendar_id) : NULL;

  return calendar != NULL ? calendar->timetable : NULL;
}

/**
 * bell_sla_rules_get_calendar_name:
 * @calendar_id: (nullable): a calendar
 *
 * Returns: (transfer none) (nullable): its name; %NULL for 24x7
 */
const char *
bell_sla_rules_get_calendar_name (const BellSlaRules *self,
                                  const char         *calendar_id)
{
  const Calendar *calendar;

  g_return_val_if_fail (self != NULL, NULL);

  calendar = calendar_id != NULL ? g_hash_table_lookup (self->calendars, calendar_id) : NULL;

  return calendar != NULL ? bell_calendar_get_name (BELL_CALENDAR (calendar->record)) : NULL;
}
