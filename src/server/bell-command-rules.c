/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bell-calendar.h"
#include "bell-command.h"
#include "bell-holidays.h"
#include "bell-id.h"
#include "bell-organisation-private.h"
#include "bell-rules-file.h"
#include "bell-wire.h"
#include "bell-work-private.h"

/* calendar, policy: when work is done, and what is promised. */

/* As many years of holidays are written out, from this one, unless others are asked for. */
#define YEARS 5

static void
print_record (const BellRecord *record)
{
  BellJsonWriter *writer = bell_json_writer_new ();
  g_autofree char *text = NULL;

  bell_wire_record_to_json (writer, record, BELL_ROLE_ADMIN, BELL_WIRE_ALL_PROPERTIES);
  text = bell_json_writer_free_to_text (writer);
  g_print ("%s\n", text);
}

static guint
count_members (GVariant *map)
{
  return map != NULL ? (guint) g_variant_n_children (map) : 0;
}

/* Policies as they are tried, calendars by name. */
static int
compare_rules (gconstpointer a,
               gconstpointer b)
{
  const BellRecord *one = *(BellRecord *const *) a, *two = *(BellRecord *const *) b;
  gint64 first, second;

  if (bell_record_get_data_type (one) == BELL_TYPE_CALENDAR)
    return g_utf8_collate (bell_calendar_get_name (BELL_CALENDAR (one)), bell_calendar_get_name (BELL_CALENDAR (two)));

  first = bell_sla_policy_get_position (BELL_SLA_POLICY (one));
  second = bell_sla_policy_get_position (BELL_SLA_POLICY (two));
  if (first != second)
    return first < second ? -1 : 1;

  return strcmp (bell_record_get_id (one), bell_record_get_id (two));
}

static gboolean
list_rules (BellOrganisation *organisation,
            BellType          type,
            GError          **error)
{
  g_autoptr (GPtrArray) records = bell_organisation_list_records (organisation, type, error);

  if (records != NULL)
    g_ptr_array_sort (records, compare_rules);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const BellRecord *record = records->pdata[i];

      if (type == BELL_TYPE_CALENDAR)
        g_print ("%s\t%s\t%s\t%u\n", bell_record_get_id (record), bell_calendar_get_name (BELL_CALENDAR (record)),
                 bell_calendar_get_time_zone (BELL_CALENDAR (record)),
                 count_members (bell_calendar_get_holidays (BELL_CALENDAR (record))));
      else
        g_print ("%s\t%" PRId64 "\t%s\t%s\t%s\n", bell_record_get_id (record),
                 bell_sla_policy_get_position (BELL_SLA_POLICY (record)),
                 bell_sla_policy_get_active (BELL_SLA_POLICY (record)) ? _("active") : _("not active"),
                 bell_sla_policy_get_calendar_id (BELL_SLA_POLICY (record)) != NULL
                   ? bell_sla_policy_get_calendar_id (BELL_SLA_POLICY (record)) : "24x7",
                 bell_sla_policy_get_name (BELL_SLA_POLICY (record)));
    }
  return records != NULL;
}

static gboolean
show_rule (BellOrganisation *organisation,
           BellType          type,
           const char       *name,
           GError          **error)
{
  g_autoptr (BellRecord) record = bell_organisation_find_named (organisation, type, name, error);

  if (record != NULL)
    print_record (record);
  return record != NULL;
}

/* Its versions, oldest first: number, when, whose, and what was changed. */
static gboolean
print_versions (BellOrganisation *organisation,
                BellType          type,
                const char       *name,
                GError          **error)
{
  g_autoptr (BellRecord) record = bell_organisation_find_named (organisation, type, name, error);
  g_autoptr (BellStatement) statement = NULL;
  BellDatabase *reader;
  gboolean row = TRUE, fine;

  reader = record != NULL ? bell_organisation_take_reader (organisation, error) : NULL;
  if (reader == NULL)
    return FALSE;
  statement = bell_database_prepare_resource (reader, BELL_SERVER_SQL ("object-history"), error);
  fine = statement != NULL;
  if (fine)
    bell_statement_bind_text (statement, 1, bell_record_get_id (record));
  for (guint number = 1; fine && row; number++)
    {
      g_autoptr (BellChange) change = NULL;

      fine = bell_statement_step (statement, &row, error);
      if (fine && row)
        fine = (change = bell_change_log_read (statement, error)) != NULL;
      if (change != NULL)
        {
          g_autofree char *time = bell_time_to_text (bell_change_get_received_at (change));
          g_autofree char *patch = bell_wire_patch_to_text (bell_change_get_patch (change));
          const char *author = bell_change_get_author_id (change);

          g_print ("%u\t%s\t%s\t%s\n", number, time, author != NULL ? author : "-", patch);
        }
    }
  g_clear_pointer (&statement, bell_statement_release);
  bell_organisation_return_reader (organisation, reader);
  return fine;
}

static gboolean
delete_rule (BellOrganisation *organisation,
             BellType          type,
             const char       *name,
             GError          **error)
{
  g_autoptr (BellRecord) record = bell_organisation_find_named (organisation, type, name, error);

  return record != NULL &&
         bell_command_apply (organisation, BELL_CHANGE_KIND_DESTROY, bell_record_get_id (record), NULL, error);
}

/* The one that the file names, by id or name, or else a new one. */
static gboolean
set_rule (BellCommandLine  *line,
          BellOrganisation *organisation,
          BellType          type,
          const char       *file,
          GError          **error)
{
  const BellProperty *name_property = bell_type_find_property (type, "name");
  g_autofree char *text = NULL, *id = NULL;
  g_autoptr (BellPatch) patch = NULL;
  g_autoptr (BellRecord) known = NULL;
  const BellPatchEntry *name;
  gsize length;

  if (!bell_command_read_file (file, &text, &length, error))
    return FALSE;
  patch = bell_rules_from_json (organisation, type, text, length, &id, error);
  if (patch == NULL)
    return FALSE;

  name = bell_patch_find (patch, name_property);
  if (id != NULL || (name != NULL && name->value != NULL))
    {
      GError *local = NULL;

      known = bell_organisation_find_named (organisation, type, id != NULL ? id : g_variant_get_string (name->value, NULL), &local);
      if (local != NULL && !g_error_matches (local, BELL_SERVER_ERROR, BELL_SERVER_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, local);
          return FALSE;
        }
      g_clear_error (&local);
    }

  if (id == NULL)
    id = known != NULL ? g_strdup (bell_record_get_id (known)) : bell_id_new (type, line->clock);
  if (!bell_command_apply (organisation, known != NULL ? BELL_CHANGE_KIND_UPDATE : BELL_CHANGE_KIND_CREATE, id, patch, error))
    return FALSE;
  g_print ("%s\n", id);
  return TRUE;
}

/* Adds; what is there under a date keeps its name. */
static gboolean
import_holidays (BellCommandLine  *line,
                 BellOrganisation *organisation,
                 const char       *name,
                 const char       *file,
                 int               first_year,
                 int               last_year,
                 GError          **error)
{
  g_autoptr (BellRecord) record = bell_organisation_find_named (organisation, BELL_TYPE_CALENDAR, name, error);
  const BellProperty *property = bell_calendar_property (BELL_CALENDAR_HOLIDAYS);
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_CALENDAR);
  g_autoptr (GVariant) days = NULL;
  g_autofree char *text = NULL;
  const char *date, *day_name;
  GVariantIter iter;
  gsize length;

  if (record == NULL || !bell_command_read_file (file, &text, &length, error))
    return FALSE;
  if (first_year == 0)
    {
      g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (bell_clock_now (line->clock) / 1000);

      first_year = g_date_time_get_year (now);
    }
  days = bell_holidays_from_icalendar (text, length, first_year, last_year != 0 ? last_year : first_year + YEARS - 1, error);
  if (days == NULL)
    {
      g_prefix_error (error, "%s: ", file);
      return FALSE;
    }

  g_variant_iter_init (&iter, days);
  while (g_variant_iter_next (&iter, "{&s&s}", &date, &day_name))
    {
      GVariant *known = bell_calendar_get_holidays (BELL_CALENDAR (record));

      if (known == NULL || !g_variant_lookup (known, date, "&s", NULL))
        bell_patch_set_member (patch, property, date, g_variant_new_string (day_name));
    }
  if (bell_patch_get_size (patch) > 0 &&
      !bell_command_apply (organisation, BELL_CHANGE_KIND_UPDATE, bell_record_get_id (record), patch, error))
    return FALSE;
  g_print (ngettext ("%u holiday was added.\n", "%u holidays were added.\n", bell_patch_get_size (patch)), bell_patch_get_size (patch));
  return TRUE;
}

static BellExit
run (BellCommandLine *line,
     BellType         type,
     const char      *misused)
{
  const char *verb = line->argc > 1 ? line->argv[1] : "";
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (!(strcmp (verb, "list") == 0 && line->argc == 2) &&
      !((strcmp (verb, "show") == 0 || strcmp (verb, "set") == 0 || strcmp (verb, "delete") == 0 ||
         strcmp (verb, "versions") == 0) && line->argc == 3))
    return bell_command_misused (misused);

  organisation = bell_command_open (line, &error);
  if (organisation == NULL)
    return bell_command_fail (error);
  if (strcmp (verb, "list") == 0)
    done = list_rules (organisation, type, &error);
  else if (strcmp (verb, "show") == 0)
    done = show_rule (organisation, type, line->argv[2], &error);
  else if (strcmp (verb, "versions") == 0)
    done = print_versions (organisation, type, line->argv[2], &error);
  else if (strcmp (verb, "set") == 0)
    done = set_rule (line, organisation, type, line->argv[2], &error);
  else
    done = delete_rule (organisation, type, line->argv[2], &error);
  return done ? BELL_EXIT_OK : bell_command_fail (error);
}

BellExit
bell_command_calendar (BellCommandLine *line)
{
  int from = 0, to = 0;
  const GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_INT, &from, N_("The first year to write out (this one)"), N_("YEAR") },
    { "to", 0, 0, G_OPTION_ARG_INT, &to, N_("The last year to write out (four years on)"), N_("YEAR") },
    { NULL },
  };
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (GError) error = NULL;

  if (!bell_command_parse (line, entries, "calendar list | show NAME | versions NAME | set FILE | delete NAME | import-holidays FILE NAME",
                           _("Business calendars: weekly hours, holidays and a time zone. A file is JSON, or iCalendar for\n"
                             "holidays; - is standard input. “set” changes the calendar of that name or id, or makes it.")))
    return BELL_EXIT_USAGE;
  if (line->argc != 4 || strcmp (line->argv[1], "import-holidays") != 0)
    return run (line, BELL_TYPE_CALENDAR,
                _("calendar takes: list, show NAME, versions NAME, set FILE, delete NAME, or import-holidays FILE NAME."));

  organisation = bell_command_open (line, &error);
  if (organisation == NULL || !import_holidays (line, organisation, line->argv[3], line->argv[2], from, to, &error))
    return bell_command_fail (error);
  return BELL_EXIT_OK;
}

BellExit
bell_command_policy (BellCommandLine *line)
{
  const GOptionEntry entries[] = { { NULL } };

  if (!bell_command_parse (line, entries, "policy list | show NAME | versions NAME | set FILE | delete NAME",
                           _("Policies: for which tickets they are, and what is promised. A file is JSON; - is standard input.\n"
                             "“set” changes the policy of that name or id, or makes it.")))
    return BELL_EXIT_USAGE;
  return run (line, BELL_TYPE_SLA_POLICY, _("policy takes: list, show NAME, versions NAME, set FILE, or delete NAME."));
}

/* --- What a new organisation begins with --- */

static gboolean
make_policy (BellOrganisation *organisation,
             const char       *text,
             GError          **error)
{
  g_autofree char *id = NULL;
  g_autoptr (BellPatch) patch = bell_rules_from_json (organisation, BELL_TYPE_SLA_POLICY, text, strlen (text), &id, error);

  if (patch == NULL)
    return FALSE;
  id = bell_id_new (BELL_TYPE_SLA_POLICY, bell_organisation_get_clock (organisation));
  return bell_command_apply (organisation, BELL_CHANGE_KIND_CREATE, id, patch, error);
}

/**
 * bell_command_make_rules:
 * @time_zone: of the working hours
 *
 * Makes a calendar of usual working hours, and two policies: urgent tickets
 * around the clock, all others in these hours.
 *
 * Returns: whether it is done
 */
gboolean
bell_command_make_rules (BellOrganisation *organisation,
                         const char       *time_zone,
                         GError          **error)
{
  g_autofree char *id = bell_id_new (BELL_TYPE_CALENDAR, bell_organisation_get_clock (organisation));
  g_autoptr (BellPatch) calendar = bell_patch_new (BELL_TYPE_CALENDAR);

  bell_patch_set_text (calendar, BELL_CALENDAR_NAME, _("Working hours"));
  bell_patch_set_text (calendar, BELL_CALENDAR_TIME_ZONE, time_zone);
  for (GDateWeekday day = G_DATE_MONDAY; day <= G_DATE_FRIDAY; day++)
    bell_patch_set_member (calendar, bell_calendar_property (BELL_CALENDAR_HOURS), bell_weekday_get_name (day),
                           g_variant_new_string ("09:00-17:00"));
  if (!bell_command_apply (organisation, BELL_CHANGE_KIND_CREATE, id, calendar, error))
    return FALSE;

  {
    g_autofree char *urgent = g_strdup_printf (
      "{\"name\":\"%s\",\"position\":100,\"priorities\":[\"urgent\"],\"firstResponse\":{\"urgent\":1800},"
      "\"nextResponse\":{\"urgent\":3600},\"resolution\":{\"urgent\":14400},"
      "\"escalations\":{\"half\":\"resolution 50%% notify-assignee\",\"late\":\"resolution 100%% notify-lead\"}}",
      _("Urgent, around the clock"));
    g_autofree char *others = g_strdup_printf (
      "{\"name\":\"%s\",\"position\":200,\"calendar\":\"%s\",\"escalationCalendar\":\"%s\","
      "\"firstResponse\":{\"low\":28800,\"normal\":14400,\"high\":7200,\"urgent\":1800},"
      "\"nextResponse\":{\"low\":57600,\"normal\":28800,\"high\":14400,\"urgent\":3600},"
      "\"resolution\":{\"low\":288000,\"normal\":144000,\"high\":57600,\"urgent\":14400},"
      "\"escalations\":{\"warn\":\"resolution 75%% notify-assignee\",\"late\":\"resolution 100%% notify-lead\"}}",
      _("Standard"), id, id);

    return make_policy (organisation, urgent, error) && make_policy (organisation, others, error);
  }
}
