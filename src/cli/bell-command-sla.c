/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>
#include <inttypes.h>

#include "bell-command.h"
#include "bell-sla-json.h"

/* Why a ticket is due when it is: from the copy on this machine alone. */

static const char *
goal_name (int goal)
{
  switch (goal)
    {
    case BELL_SLA_GOAL_FIRST_RESPONSE: return _("First response");
    case BELL_SLA_GOAL_NEXT_RESPONSE: return _("Next response");
    case BELL_SLA_GOAL_RESOLUTION: return _("Resolution");
    default: return "";
    }
}

static const char *
state_name (BellSlaState state)
{
  switch (state)
    {
    case BELL_SLA_STATE_RUNNING: return C_("clock", "running");
    case BELL_SLA_STATE_PAUSED: return C_("clock", "paused");
    case BELL_SLA_STATE_MET: return C_("clock", "met");
    case BELL_SLA_STATE_BREACHED: return C_("clock", "breached");
    case BELL_SLA_STATE_NONE:
    default: return C_("clock", "none");
    }
}

static BellStyle
state_style (BellSlaState state)
{
  switch (state)
    {
    case BELL_SLA_STATE_BREACHED: return BELL_STYLE_RED;
    case BELL_SLA_STATE_MET: return BELL_STYLE_GREEN;
    case BELL_SLA_STATE_PAUSED: return BELL_STYLE_YELLOW;
    case BELL_SLA_STATE_RUNNING:
    case BELL_SLA_STATE_NONE:
    default: return BELL_STYLE_PLAIN;
    }
}

static const char *
span_name (BellSpanKind kind)
{
  switch (kind)
    {
    case BELL_SPAN_OPEN: return C_("time", "open");
    case BELL_SPAN_HOLIDAY: return C_("time", "holiday");
    case BELL_SPAN_PAUSED: return C_("time", "paused");
    case BELL_SPAN_CLOSED:
    default: return C_("time", "closed");
    }
}

/* Hours and minutes, seconds where there are any: "3:05", "-0:00:07". */
static char *
span_text (gint64 milliseconds)
{
  gint64 seconds = ABS (milliseconds) / 1000;
  const char *sign = milliseconds < 0 ? "-" : "";

  if (seconds % 60 != 0)
    return g_strdup_printf ("%s%" PRId64 ":%02d:%02d", sign, seconds / 3600, (int) (seconds / 60 % 60), (int) (seconds % 60));

  return g_strdup_printf ("%s%" PRId64 ":%02d", sign, seconds / 3600, (int) (seconds / 60 % 60));
}

static void
print_moment (BellCli             *cli,
              BellSlaCase         *sla,
              const BellSlaMoment *moment)
{
  g_autofree char *since = bell_cli_time_text (moment->at);
  const char *priority = bell_enum_to_nick (bell_priority_get_type (), (int) moment->priority);
  const char *calendar_id = moment->policy != NULL ? bell_sla_policy_get_calendar_id (moment->policy) : NULL;
  const char *calendar = bell_sla_rules_get_calendar_name (bell_sla_case_get_rules (sla), calendar_id);
  BellSlaVersionInfo version;

  if (moment->policy == NULL)
    {
      /* Translators: a time, a priority */
      bell_cli_print (cli, BELL_STYLE_PLAIN, _("  %s  no policy is for it (priority %s)\n"), since, priority);
      return;
    }

  bell_cli_print (cli, BELL_STYLE_PLAIN, "  %s  ", since);
  bell_cli_print (cli, BELL_STYLE_BOLD, "%s", bell_sla_policy_get_name (moment->policy));
  if (calendar != NULL)
    /* Translators: a priority, a calendar, a time zone */
    bell_cli_print (cli, BELL_STYLE_PLAIN, _(" (priority %s, %s, %s)"), priority, calendar,
                    bell_timetable_get_time_zone (bell_sla_rules_get_timetable (bell_sla_case_get_rules (sla), calendar_id)));
  else
    /* Translators: a priority */
    bell_cli_print (cli, BELL_STYLE_PLAIN, _(" (priority %s, around the clock)"), priority);

  bell_sla_rules_get_version (bell_sla_case_get_rules (sla), moment->policy, &version);
  if (version.count > 1 && version.at != BELL_TIME_UNSET)
    {
      g_autofree char *edited = bell_cli_time_text (version.at);

      /* Translators: of a policy: two numbers, and when it was made so */
      bell_cli_print (cli, BELL_STYLE_DIM, _(", version %u of %u, as of %s"), version.number, version.count, edited);
    }
  bell_cli_print (cli, BELL_STYLE_PLAIN, "\n");
}

static void
print_reading (BellCli              *cli,
               int                   goal,
               const BellSlaReading *reading)
{
  bell_cli_print_cell (cli, BELL_STYLE_PLAIN, goal_name (goal), 18);
  bell_cli_print_cell (cli, state_style (reading->state), state_name (reading->state), 12);
  if (reading->state != BELL_SLA_STATE_NONE)
    {
      g_autofree char *used = span_text (reading->used);
      g_autofree char *target = span_text (reading->target);
      g_autofree char *left = span_text (reading->target - reading->used);

      if (reading->due != BELL_TIME_UNSET)
        {
          g_autofree char *due = bell_cli_time_text (reading->due);

          /* Translators: a time */
          bell_cli_print (cli, BELL_STYLE_PLAIN, _("due %s  "), due);
        }
      /* Translators: hours: how many were used, how many may be, how many are left */
      bell_cli_print (cli, BELL_STYLE_PLAIN, _("%s of %s used, %s left"), used, target, left);
    }
  bell_cli_print (cli, BELL_STYLE_PLAIN, "\n");
}

static void
print_text (BellCli     *cli,
            BellSlaCase *sla,
            BellRecord  *ticket,
            gint64       now)
{
  BellSlaReading readings[BELL_SLA_N_GOALS];
  g_autoptr (GArray) segments = bell_sla_clock_get_segments (bell_sla_case_get_clock (sla), now);
  g_autofree char *name = bell_cli_ticket_name (ticket);

  bell_cli_print (cli, BELL_STYLE_BOLD, "%s  %s\n", name, bell_ticket_get_subject (BELL_TICKET (ticket)));
  if (!bell_sla_case_is_whole (sla))
    bell_cli_print (cli, BELL_STYLE_YELLOW, "%s\n",
                    _("The beginning of its history is not on this machine: what follows is an estimate."));

  bell_sla_clock_read (bell_sla_case_get_clock (sla), now, readings);
  for (int goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    print_reading (cli, goal, &readings[goal]);

  bell_cli_print (cli, BELL_STYLE_PLAIN, "\n%s\n", _("Policy"));
  for (guint i = 0; i < bell_sla_case_get_n_moments (sla); i++)
    print_moment (cli, sla, bell_sla_case_get_moment (sla, i));

  bell_cli_print (cli, BELL_STYLE_PLAIN, "\n%s\n", _("Where the time went"));
  for (guint i = 0; i < segments->len; i++)
    {
      const BellSpan *span = &g_array_index (segments, BellSpan, i);
      g_autofree char *from = bell_cli_time_text (span->from);
      g_autofree char *to = bell_cli_time_text (span->to);
      g_autofree char *length = span_text (span->to - span->from);

      bell_cli_print (cli, span->kind == BELL_SPAN_OPEN ? BELL_STYLE_PLAIN : BELL_STYLE_DIM, "  %s – %s  %9s  %s\n", from, to,
                      length, span_name (span->kind));
    }
}

static void
write_target (BellJsonWriter *writer,
              int             goal,
              gint64          target)
{
  const char *name = bell_enum_to_nick (bell_sla_goal_get_type (), goal);

  if (target == BELL_SLA_NO_TARGET)
    bell_json_writer_null_member (writer, name);
  else
    bell_json_writer_integer_member (writer, name, target / 1000);
}

/* "explain" is what `deskbell-server sla explain` prints. */
static void
print_json (BellSlaCase *sla,
            BellRecord  *ticket,
            gint64       now)
{
  g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "id", bell_record_get_id (ticket));
  bell_json_writer_integer_member (writer, "number", bell_ticket_get_number (BELL_TICKET (ticket)));
  bell_json_writer_time_member (writer, "at", now);
  bell_json_writer_boolean_member (writer, "isWhole", bell_sla_case_is_whole (sla));
  bell_json_writer_begin_array_member (writer, "rules");
  for (guint i = 0; i < bell_sla_case_get_n_moments (sla); i++)
    {
      const BellSlaMoment *moment = bell_sla_case_get_moment (sla, i);
      const BellRecord *policy = (const BellRecord *) (gconstpointer) moment->policy;

      bell_json_writer_begin_object (writer);
      bell_json_writer_time_member (writer, "at", moment->at);
      bell_json_writer_string_member (writer, "policyId", policy != NULL ? bell_record_get_id (policy) : NULL);
      bell_json_writer_string_member (writer, "name", policy != NULL ? bell_sla_policy_get_name (moment->policy) : NULL);
      if (policy != NULL)
        {
          BellSlaVersionInfo version;

          bell_sla_rules_get_version (bell_sla_case_get_rules (sla), moment->policy, &version);
          bell_json_writer_integer_member (writer, "version", version.number);
          bell_json_writer_integer_member (writer, "versions", version.count);
          bell_json_writer_time_member (writer, "editedAt", version.at);
        }
      bell_json_writer_string_member (writer, "calendarId",
                                      policy != NULL ? bell_sla_policy_get_calendar_id (moment->policy) : NULL);
      bell_json_writer_string_member (writer, "priority", bell_enum_to_nick (bell_priority_get_type (), (int) moment->priority));
      for (int goal = 0; goal < BELL_SLA_N_GOALS; goal++)
        write_target (writer, goal, moment->terms.targets[goal]);
      bell_json_writer_end_object (writer);
    }
  bell_json_writer_end_array (writer);
  bell_json_writer_name (writer, "explain");
  bell_sla_clock_write_json (bell_sla_case_get_clock (sla), now, writer);
  bell_json_writer_end_object (writer);
  bell_cli_print_json (writer);
}

static BellExit
run_sla (BellCli  *cli,
         int       argc,
         char    **argv,
         GError  **error)
{
  const GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (BellRecord) found = NULL;
  g_autoptr (BellRecord) ticket = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BellSlaCase) sla = NULL;
  gint64 now;

  if (!bell_command_parse (&bell_command_sla, cli, entries, &argc, &argv, error) ||
      !bell_command_no_more (&bell_command_sla, argc, 1, error) ||
      !bell_cli_open (cli, error))
    return BELL_EXIT_USAGE;

  found = bell_cli_find_ticket (cli, argv[1], error);
  if (found == NULL)
    return BELL_EXIT_NOT_FOUND;

  bell_store_load_sla (cli->store, bell_record_get_id (found), NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);
  sla = bell_store_load_sla_finish (cli->store, result, &ticket, error);
  if (sla == NULL)
    return BELL_EXIT_NOT_FOUND;

  now = bell_clock_now (cli->clock);
  if (cli->json)
    print_json (sla, ticket, now);
  else
    print_text (cli, sla, ticket, now);

  return BELL_EXIT_OK;
}

const BellCommand bell_command_sla = {
  "sla", "TICKET", N_("Explain when a ticket is due, and why"), FALSE, run_sla,
};
