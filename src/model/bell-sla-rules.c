/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-rules.h"

#include <string.h>

#include "bell-sla-versions-private.h"

typedef struct
{
  const BellSlaVersions *versions;
  BellTimetable *timetable; /* null for 24x7 */
} Calendar;

/* The policies from one edit of any of them until the next. */
typedef struct
{
  gint64 order;
  gint64 at;
  GPtrArray *active; /* BellRecord, borrowed: the active ones, in their order */
} Era;

struct _BellSlaRules
{
  GPtrArray *policies;         /* BellSlaVersions */
  GPtrArray *calendar_records; /* BellSlaVersions */
  GArray *eras;                /* Era, at least one */
  GHashTable *calendars;       /* id -> Calendar */
  gboolean has_policies;
  gboolean asks_requester;
  gboolean hides_tags;
};

static void
calendar_free (gpointer data)
{
  Calendar *calendar = data;

  g_clear_pointer (&calendar->timetable, bell_timetable_unref);
  g_free (calendar);
}

static void
clear_era (gpointer data)
{
  Era *era = data;

  g_clear_pointer (&era->active, g_ptr_array_unref);
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

static int
compare_eras (gconstpointer a,
              gconstpointer b)
{
  const Era *one = a, *two = b;

  return one->order < two->order ? -1 : one->order > two->order;
}

static void
clear_rules (gpointer data)
{
  BellSlaRules *self = data;

  g_clear_pointer (&self->eras, g_array_unref);
  g_clear_pointer (&self->calendars, g_hash_table_unref);
  g_clear_pointer (&self->policies, g_ptr_array_unref);
  g_clear_pointer (&self->calendar_records, g_ptr_array_unref);
}

static void
fill_era (BellSlaRules *self,
          Era          *era)
{
  era->active = g_ptr_array_new ();
  for (guint i = 0; i < self->policies->len; i++)
    {
      const BellSlaVersion *version = bell_sla_versions_get_at (g_ptr_array_index (self->policies, i), era->order);
      const char *const *teams;

      if (version == NULL || version->record == NULL || !bell_sla_policy_get_active (BELL_SLA_POLICY (version->record)))
        continue;

      teams = bell_sla_policy_get_requester_teams (BELL_SLA_POLICY (version->record));
      self->asks_requester |= teams != NULL && *teams != NULL;
      self->has_policies = TRUE;
      g_ptr_array_add (era->active, version->record);
    }
  g_ptr_array_sort (era->active, compare_policies);
}

static void
build_eras (BellSlaRules *self)
{
  Era first = { G_MININT64, BELL_TIME_UNSET, NULL };
  guint kept = 1;

  g_array_append_val (self->eras, first);
  for (guint i = 0; i < self->policies->len; i++)
    {
      const BellSlaVersions *policy = g_ptr_array_index (self->policies, i);

      for (guint j = 0; j < policy->versions->len; j++)
        {
          const BellSlaVersion *version = &g_array_index (policy->versions, BellSlaVersion, j);
          Era era = { version->order, version->at, NULL };

          g_array_append_val (self->eras, era);
        }
    }
  g_array_sort (self->eras, compare_eras);

  for (guint i = 1; i < self->eras->len; i++)
    if (g_array_index (self->eras, Era, i).order != g_array_index (self->eras, Era, kept - 1).order)
      g_array_index (self->eras, Era, kept++) = g_array_index (self->eras, Era, i);
  g_array_set_size (self->eras, kept);

  for (guint i = 0; i < kept; i++)
    fill_era (self, &g_array_index (self->eras, Era, i));
}

static gboolean
counts_alike (const BellRecord *one,
              const BellRecord *two)
{
  static const guint indexes[] = { BELL_CALENDAR_TIME_ZONE, BELL_CALENDAR_HOURS, BELL_CALENDAR_HOLIDAYS };

  for (guint i = 0; i < G_N_ELEMENTS (indexes); i++)
    {
      g_autoptr (GVariant) first = bell_record_get (one, bell_calendar_property (indexes[i]));
      g_autoptr (GVariant) second = bell_record_get (two, bell_calendar_property (indexes[i]));

      if (first != second && (first == NULL || second == NULL || !g_variant_equal (first, second)))
        return FALSE;
    }

  return TRUE;
}

/* One timetable that counts each moment by the calendar as it was then. */
static BellTimetable *
build_timetable (const BellSlaVersions *versions,
                 GHashTable            *zones)
{
  BellTimetable *timetable = NULL;
  const BellSlaVersion *last = NULL;

  for (guint i = 0; i < versions->versions->len; i++)
    {
      const BellSlaVersion *version = &g_array_index (versions->versions, BellSlaVersion, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (BellTimetable) then = NULL;
      g_autoptr (BellTimetable) before = timetable;
      const char *zone;

      /* One that was deleted stays what it was, for what was promised by it. */
      if (version->record == NULL || (last != NULL && counts_alike (last->record, version->record)))
        {
          g_steal_pointer (&before);
          continue;
        }

      zone = bell_calendar_get_time_zone (BELL_CALENDAR (version->record));
      then = bell_calendar_to_timetable (BELL_CALENDAR (version->record),
                                         zone != NULL ? g_hash_table_lookup (zones, zone) : NULL, &error);
      if (then != NULL)
        g_hash_table_replace (zones, g_strdup (zone), bell_timetable_ref (then));
      if (error != NULL)
        g_debug ("A calendar cannot be used: %s", error->message);
      if (last == NULL)
        timetable = g_steal_pointer (&then);
      else
        timetable = bell_timetable_new_edited (before, version->at != BELL_TIME_UNSET ? version->at : G_MININT64 + 1, then);
      last = version;
    }

  return timetable;
}

/**
 * bell_sla_rules_new_with_history:
 * @policies: (element-type BellRecord): policies as they are, in any order
 * @calendars: (element-type BellRecord): calendars as they are
 * @changes: (nullable) (element-type BellChange): changes to policies and calendars, by their
 *   modseqs (one that waits, with %BELL_SLA_FIRST_WAITING_ORDER and its place); of which the
 *   whole history is not here, that counts as if it had always been as it is
 *
 * A calendar that cannot be used, because its time zone is not known here,
 * counts as always open: an early deadline is better than none.
 *
 * Returns: (transfer full): the rules
 */
BellSlaRules *
bell_sla_rules_new_with_history (GPtrArray *policies,
                                 GPtrArray *calendars,
                                 GPtrArray *changes)
{
  g_autoptr (GPtrArray) of_policies = g_ptr_array_new ();
  g_autoptr (GPtrArray) of_calendars = g_ptr_array_new ();
  g_autoptr (GHashTable) zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bell_timetable_unref);
  BellSlaRules *self;

  g_return_val_if_fail (policies != NULL && calendars != NULL, NULL);

  self = g_atomic_rc_box_new0 (BellSlaRules);
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      BellType type = bell_change_get_data_type (g_ptr_array_index (changes, i));

      if (type == BELL_TYPE_SLA_POLICY)
        g_ptr_array_add (of_policies, g_ptr_array_index (changes, i));
      else if (type == BELL_TYPE_CALENDAR)
        g_ptr_array_add (of_calendars, g_ptr_array_index (changes, i));
    }
  self->policies = bell_sla_versions_list (policies, of_policies);
  self->calendar_records = bell_sla_versions_list (calendars, of_calendars);
  self->eras = g_array_new (FALSE, FALSE, sizeof (Era));
  g_array_set_clear_func (self->eras, clear_era);
  build_eras (self);

  self->calendars = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, calendar_free);
  for (guint i = 0; i < self->calendar_records->len; i++)
    {
      Calendar *calendar = g_new0 (Calendar, 1);

      calendar->versions = g_ptr_array_index (self->calendar_records, i);
      calendar->timetable = build_timetable (calendar->versions, zones);
      g_hash_table_replace (self->calendars, calendar->versions->id, calendar);
    }

  return self;
}

/**
 * bell_sla_rules_new:
 * @policies: (element-type BellRecord): policies, in any order
 * @calendars: (element-type BellRecord): calendars
 *
 * As bell_sla_rules_new_with_history(), where all has always been as it is.
 *
 * Returns: (transfer full): the rules
 */
BellSlaRules *
bell_sla_rules_new (GPtrArray *policies,
                    GPtrArray *calendars)
{
  return bell_sla_rules_new_with_history (policies, calendars, NULL);
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
 * bell_sla_rules_has_policies:
 *
 * Returns: whether any policy is active, or was
 */
gboolean
bell_sla_rules_has_policies (const BellSlaRules *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->has_policies;
}

/**
 * bell_sla_rules_has_history:
 *
 * Returns: whether the whole history of all policies is here. Where it is not, an edit may
 *   look as if it had always been so
 */
gboolean
bell_sla_rules_has_history (const BellSlaRules *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->policies->len; i++)
    {
      const BellSlaVersions *policy = g_ptr_array_index (self->policies, i);

      if (g_array_index (policy->versions, BellSlaVersion, 0).order == G_MININT64)
        return FALSE;
    }

  return TRUE;
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
 * bell_sla_rules_set_hides_tags:
 * @hides: whether the tags of tickets are not shown to the person who asks
 *
 * From now on a ticket has no policy where which one it is depends on its tags: better none than
 * a promise that nobody made.
 */
void
bell_sla_rules_set_hides_tags (BellSlaRules *self,
                               gboolean      hides)
{
  g_return_if_fail (self != NULL);

  self->hides_tags = hides;
}

/**
 * bell_sla_rules_get_hides_tags:
 *
 * Returns: whether the tags of tickets are not shown to the person who asks
 */
gboolean
bell_sla_rules_get_hides_tags (const BellSlaRules *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->hides_tags;
}

/**
 * bell_sla_rules_choose:
 * @order: the place in the log, or %BELL_SLA_NEWEST
 * @ticket: a ticket as it was there
 * @requester_teams: (nullable): the teams that its requester is in
 * @uncertain: (out) (optional): set to %TRUE if that depends on tags that are hidden; else left
 *
 * Returns: (transfer none) (nullable): the first policy, as it was there, that is for
 *   @ticket; %NULL if there is none or that cannot be told. The same pointer is the same version
 */
const BellSlaPolicy *
bell_sla_rules_choose (const BellSlaRules *self,
                       gint64              order,
                       const BellTicket   *ticket,
                       const char *const  *requester_teams,
                       gboolean           *uncertain)
{
  guint low = 0, high;
  const Era *era;

  g_return_val_if_fail (self != NULL && ticket != NULL, NULL);

  high = self->eras->len;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->eras, Era, middle).order <= order)
        low = middle;
      else
        high = middle;
    }

  era = &g_array_index (self->eras, Era, low);
  for (guint i = 0; i < era->active->len; i++)
    {
      const BellSlaPolicy *policy = BELL_SLA_POLICY ((BellRecord *) g_ptr_array_index (era->active, i));
      const char *const *tags = bell_sla_policy_get_tags (policy);

      /* The server may count by this one, or not. */
      if (self->hides_tags && tags != NULL && *tags != NULL && bell_sla_policy_may_match (policy, ticket, requester_teams))
        {
          if (uncertain != NULL)
            *uncertain = TRUE;
          return NULL;
        }
      if (bell_sla_policy_matches (policy, ticket, requester_teams))
        return policy;
    }

  return NULL;
}

/**
 * bell_sla_rules_asks_for:
 * @property: a property of a ticket
 *
 * Returns: whether policies choose their tickets, or their targets, by it
 */
gboolean
bell_sla_rules_asks_for (const BellProperty *property)
{
  g_return_val_if_fail (property != NULL && property->type == BELL_TYPE_TICKET, FALSE);

  switch (property->index)
    {
    case BELL_TICKET_TEAM_ID:
    case BELL_TICKET_PRIORITY:
    case BELL_TICKET_KIND:
    case BELL_TICKET_TAGS:
    case BELL_TICKET_REQUESTER_ID:
      return TRUE;

    default:
      return FALSE;
    }
}

/**
 * bell_sla_rules_get_n_edits:
 *
 * Returns: how many edits of policies are known
 */
guint
bell_sla_rules_get_n_edits (const BellSlaRules *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->eras->len - 1;
}

/**
 * bell_sla_rules_get_edit:
 * @index: less than bell_sla_rules_get_n_edits()
 * @at: (out): when it was made
 *
 * Returns: its place in the log; they come in their order
 */
gint64
bell_sla_rules_get_edit (const BellSlaRules *self,
                         guint               index,
                         gint64             *at)
{
  g_return_val_if_fail (self != NULL && index + 1 < self->eras->len, BELL_SLA_NEWEST);

  *at = g_array_index (self->eras, Era, index + 1).at;

  return g_array_index (self->eras, Era, index + 1).order;
}

/**
 * bell_sla_rules_get_version:
 * @policy: what bell_sla_rules_choose() gave
 * @info: (out): which version of it that is
 */
void
bell_sla_rules_get_version (const BellSlaRules  *self,
                            const BellSlaPolicy *policy,
                            BellSlaVersionInfo  *info)
{
  g_return_if_fail (self != NULL && policy != NULL && info != NULL);

  *info = (BellSlaVersionInfo) { 1, 1, BELL_TIME_UNSET };
  for (guint i = 0; i < self->policies->len; i++)
    {
      const BellSlaVersions *versions = g_ptr_array_index (self->policies, i);

      for (guint j = 0; j < versions->versions->len; j++)
        {
          const BellSlaVersion *version = &g_array_index (versions->versions, BellSlaVersion, j);

          if (version->record != NULL && BELL_SLA_POLICY (version->record) == policy)
            *info = (BellSlaVersionInfo) { j + 1, versions->versions->len, version->at };
        }
    }
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
  /* What it was called last. */
  for (guint i = calendar != NULL ? calendar->versions->versions->len : 0; i-- > 0;)
    {
      const BellSlaVersion *version = &g_array_index (calendar->versions->versions, BellSlaVersion, i);

      if (version->record != NULL)
        return bell_calendar_get_name (BELL_CALENDAR (version->record));
    }

  return NULL;
}
