/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "bell-calendar.h"
#include "bell-command.h"
#include "bell-id.h"
#include "bell-statement.h"

/* init, user, team, token: who is there and may come in. */

static gboolean
find (BellOrganisation *organisation,
      const char       *email,
      char            **id,
      GError          **error)
{
  GError *local = NULL;

  *id = bell_organisation_find_person (organisation, email, &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (*id == NULL)
    g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_NOT_FOUND, _("Nobody here has the address %s."), email);
  return *id != NULL;
}

/* A password that may be used. It is asked for before anything is written, so
 * that one that will not do leaves nothing half made. */
static char *
read_password (const char *file,
               GError    **error)
{
  char *password = bell_command_read_password (file, error);

  if (password != NULL && !bell_password_check (password, error))
    g_clear_pointer (&password, bell_password_free);
  return password;
}

/* Takes @password. */
static gboolean
set_password (BellOrganisation *organisation,
              const char       *principal_id,
              char             *password,
              GError          **error)
{
  g_autoptr (BellAccounts) accounts = bell_accounts_new (organisation);
  gboolean done = bell_accounts_set_password (accounts, principal_id, password, error);

  bell_password_free (password);
  return done;
}

static gboolean
check_email (const char *email,
             GError    **error)
{
  const char *at = strchr (email, '@');

  if (at != NULL && at != email && at[1] != '\0')
    return TRUE;
  g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID, _("%s is no email address."), email);
  return FALSE;
}

static char *
add_person (BellOrganisation *organisation,
            const char       *email,
            const char       *name,
            BellRole          role,
            const char *const *teams,
            GError          **error)
{
  g_autofree char *id = bell_id_new (BELL_TYPE_PRINCIPAL, bell_organisation_get_clock (organisation));
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_PRINCIPAL);

  bell_patch_set_text (patch, BELL_PRINCIPAL_NAME, name);
  bell_patch_set_text (patch, BELL_PRINCIPAL_EMAIL, email);
  bell_patch_set_integer (patch, BELL_PRINCIPAL_ROLE, role);
  bell_patch_set_integer (patch, BELL_PRINCIPAL_ACTIVE, TRUE);
  for (guint i = 0; teams != NULL && teams[i] != NULL; i++)
    bell_patch_add_member (patch, BELL_PRINCIPAL_TEAMS, teams[i]);
  return bell_command_apply (organisation, BELL_CHANGE_KIND_CREATE, id, patch, error) ? g_steal_pointer (&id) : NULL;
}

static char *
get_time_zone (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const char *name = g_time_zone_get_identifier (zone);

  return g_strdup (bell_time_zone_exists (name) ? name : "UTC");
}

BellExit
bell_command_init (BellCommandLine *line)
{
  g_autofree char *admin = NULL, *admin_name = NULL, *password_file = NULL, *time_zone = NULL, *id = NULL;
  gboolean no_policies = FALSE;
  const GOptionEntry entries[] = {
    { "admin", 0, 0, G_OPTION_ARG_STRING, &admin, N_("Make this person the first administrator"), N_("EMAIL") },
    { "admin-name", 0, 0, G_OPTION_ARG_STRING, &admin_name, N_("What that person is called"), N_("NAME") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file, N_("Read the password from this file, - for standard input"), N_("FILE") },
    { "time-zone", 0, 0, G_OPTION_ARG_STRING, &time_zone, N_("Time zone of the working hours, from the IANA database (this system's)"), N_("ZONE") },
    { "no-policies", 0, 0, G_OPTION_ARG_NONE, &no_policies, N_("Make no calendar and no policies"), NULL },
    { NULL },
  };
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (GError) error = NULL;
  char *password = NULL;

  if (!bell_command_parse (line, entries, "init NAME", _("Makes the database of a new organisation and its first administrator.")))
    return BELL_EXIT_USAGE;
  if (line->argc != 2)
    return bell_command_misused (_("init takes the name of the organisation."));
  if (time_zone == NULL)
    time_zone = get_time_zone ();
  if (!bell_time_zone_exists (time_zone))
    {
      g_set_error (&error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID, _("There is no time zone “%s”."), time_zone);
      return bell_command_fail (error);
    }
  if (admin != NULL)
    {
      if (check_email (admin, &error))
        password = read_password (password_file, &error);
      if (password == NULL)
        return bell_command_fail (error);
    }

  organisation = bell_organisation_create (line->database, line->clock, line->argv[1], &error);
  if (organisation != NULL && admin != NULL)
    {
      id = add_person (organisation, admin, admin_name != NULL ? admin_name : admin, BELL_ROLE_ADMIN, NULL, &error);
      if (id != NULL)
        set_password (organisation, id, g_steal_pointer (&password), &error);
    }
  if (error == NULL && organisation != NULL && !no_policies)
    bell_command_make_rules (organisation, time_zone, &error);
  bell_password_free (password);
  if (error != NULL)
    return bell_command_fail (error);
  g_print (_("The organisation “%s” is ready in %s.\n"), line->argv[1], bell_organisation_get_place (organisation));
  return BELL_EXIT_OK;
}

/* --- Teams --- */

static char *
find_team (BellOrganisation *organisation,
           const char       *name,
           GError          **error)
{
  BellDatabase *reader = bell_organisation_take_reader (organisation, error);
  g_autofree char *id = NULL;
  gboolean row;

  if (reader == NULL)
    return NULL;
  {
    g_autoptr (BellStatement) statement = bell_database_prepare_resource (reader, BELL_SERVER_SQL ("team-by-name"), error);

    if (statement != NULL)
      {
        bell_statement_bind_text (statement, 1, name);
        if (bell_statement_step (statement, &row, error))
          {
            if (row)
              id = g_strdup (bell_statement_get_text (statement, 0));
            else
              g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_NOT_FOUND, _("There is no team “%s”."), name);
          }
      }
  }
  bell_organisation_return_reader (organisation, reader);
  return g_steal_pointer (&id);
}

static const char *
column (BellStatement *statement,
        int            index)
{
  const char *text = bell_statement_get_text (statement, index);

  return text != NULL ? text : "-";
}

typedef void (*RowFunc) (BellStatement *statement);

static gboolean
for_each_row (BellOrganisation *organisation,
              const char       *resource,
              RowFunc           func,
              GError          **error)
{
  BellDatabase *reader = bell_organisation_take_reader (organisation, error);
  gboolean row, done = FALSE;

  if (reader == NULL)
    return FALSE;
  {
    g_autoptr (BellStatement) statement = bell_database_prepare_resource (reader, resource, error);

    while (statement != NULL && (done = bell_statement_step (statement, &row, error)) && row)
      func (statement);
  }
  bell_organisation_return_reader (organisation, reader);
  return done;
}

static void
print_team (BellStatement *statement)
{
  g_print ("%s\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%s\n", column (statement, 0), bell_statement_get_int64 (statement, 2),
           bell_statement_get_int64 (statement, 3), column (statement, 1));
}

BellExit
bell_command_team (BellCommandLine *line)
{
  int tier = 1;
  const GOptionEntry entries[] = {
    { "tier", 0, 0, G_OPTION_ARG_INT, &tier, N_("Which line of support the team is (1)"), "1|2|3" },
    { NULL },
  };
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (GError) error = NULL;
  const char *verb;
  gboolean done;

  if (!bell_command_parse (line, entries, "team add NAME | team list", _("Adds and lists teams.")))
    return BELL_EXIT_USAGE;
  verb = line->argc > 1 ? line->argv[1] : "";
  if (!(strcmp (verb, "add") == 0 && line->argc == 3) && !(strcmp (verb, "list") == 0 && line->argc == 2))
    return bell_command_misused (_("team takes: add NAME, or list."));
  if (tier < 1 || tier > 3)
    return bell_command_misused (_("A tier is 1, 2 or 3."));

  organisation = bell_command_open (line, &error);
  if (organisation == NULL)
    return bell_command_fail (error);
  if (strcmp (verb, "add") == 0)
    {
      g_autofree char *id = bell_id_new (BELL_TYPE_TEAM, line->clock);
      g_autofree char *other = find_team (organisation, line->argv[2], &error);
      g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TEAM);

      /* --team names a team: two of one name could not be told apart. */
      if (other != NULL)
        g_set_error (&error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID, _("There is a team “%s” already."), line->argv[2]);
      if (!g_error_matches (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_NOT_FOUND))
        return bell_command_fail (error);
      g_clear_error (&error);

      bell_patch_set_text (patch, BELL_TEAM_NAME, line->argv[2]);
      bell_patch_set_integer (patch, BELL_TEAM_TIER, tier);
      done = bell_command_apply (organisation, BELL_CHANGE_KIND_CREATE, id, patch, &error);
      if (done)
        g_print ("%s\n", id);
    }
  else
    {
      done = for_each_row (organisation, BELL_SERVER_SQL ("team-list"), print_team, &error);
    }
  return done ? BELL_EXIT_OK : bell_command_fail (error);
}

/* --- People --- */

static void
print_time (gint64 time)
{
  g_autofree char *text = time > 0 ? bell_time_to_text (time) : NULL;

  g_print ("%s", text != NULL ? text : "-");
}

static void
print_user (BellStatement *statement)
{
  gboolean in = bell_statement_get_int64 (statement, 4) && !bell_statement_get_int64 (statement, 6);

  g_print ("%s\t%s\t%s\t%s\t%s\t", column (statement, 0), column (statement, 2), column (statement, 3),
           !in                                         ? _("disabled")
           : bell_statement_get_int64 (statement, 5) ? _("may sign in")
                                                       : _("no password"),
           column (statement, 1));
  print_time (bell_statement_is_null (statement, 7) ? 0 : bell_statement_get_int64 (statement, 7));
  g_print ("\n");
}

typedef struct
{
  char *name;
  char *role;
  char *password_file;
  char **teams;
  gboolean no_password;
} UserOptions;

static gboolean
set_one (BellOrganisation *organisation,
         const char       *id,
         guint             index,
         gint64            value,
         GError          **error)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_PRINCIPAL);

  bell_patch_set_integer (patch, index, value);
  return bell_command_apply (organisation, BELL_CHANGE_KIND_UPDATE, id, patch, error);
}

static gboolean
find_teams (BellOrganisation *organisation,
            char            **names,
            GPtrArray        *ids,
            GError          **error)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      char *id = find_team (organisation, names[i], error);

      if (id == NULL)
        return FALSE;
      g_ptr_array_add (ids, id);
    }
  return TRUE;
}

static gboolean
user_add (BellOrganisation *organisation,
          const char       *email,
          UserOptions      *options,
          int               role,
          GError          **error)
{
  g_autoptr (GPtrArray) teams = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *id = NULL;
  char *password = NULL;

  if (!check_email (email, error) || !find_teams (organisation, options->teams, teams, error))
    return FALSE;
  if (!options->no_password)
    {
      password = read_password (options->password_file, error);
      if (password == NULL)
        return FALSE;
    }
  g_ptr_array_add (teams, NULL);
  id = add_person (organisation, email, options->name != NULL ? options->name : email, (BellRole) role,
                   (const char *const *) teams->pdata, error);
  if (id == NULL)
    {
      bell_password_free (password);
      return FALSE;
    }
  if (password != NULL && !set_password (organisation, id, password, error))
    return FALSE;
  g_print ("%s\n", id);
  return TRUE;
}

static gboolean
user_set (BellOrganisation *organisation,
          const char       *id,
          UserOptions      *options,
          int               role,
          GError          **error)
{
  g_autoptr (GPtrArray) teams = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_PRINCIPAL);

  if (!find_teams (organisation, options->teams, teams, error))
    return FALSE;
  if (options->name != NULL)
    bell_patch_set_text (patch, BELL_PRINCIPAL_NAME, options->name);
  if (options->role != NULL)
    bell_patch_set_integer (patch, BELL_PRINCIPAL_ROLE, role);
  if (teams->len > 0)
    {
      g_ptr_array_add (teams, NULL);
      bell_patch_set (patch, bell_principal_property (BELL_PRINCIPAL_TEAMS), bell_value_new_set ((const char *const *) teams->pdata));
    }
  if (bell_patch_get_size (patch) == 0)
    {
      g_set_error_literal (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID, _("Say what to set: --name, --role or --team."));
      return FALSE;
    }
  return bell_command_apply (organisation, BELL_CHANGE_KIND_UPDATE, id, patch, error);
}

BellExit
bell_command_user (BellCommandLine *line)
{
  UserOptions options = { 0 };
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name, N_("What the person is called"), N_("NAME") },
    { "role", 0, 0, G_OPTION_ARG_STRING, &options.role, N_("What the person is (requester)"), "requester|agent|lead|admin" },
    { "team", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.teams, N_("A team that the person is in; may be given several times"), N_("NAME") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options.password_file, N_("Read the password from this file, - for standard input"), N_("FILE") },
    { "no-password", 0, 0, G_OPTION_ARG_NONE, &options.no_password, N_("The person does not sign in (yet)"), NULL },
    { NULL },
  };
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  int role = BELL_ROLE_REQUESTER;
  gboolean done = FALSE, fine;
  const char *verb;

  fine = bell_command_parse (line, entries, "user add|set|password|disable|enable EMAIL | user list",
                             _("Adds, changes, lists and disables people. Passwords are asked for, or read from standard input."));
  verb = fine && line->argc > 1 ? line->argv[1] : "";
  if (!fine)
    fine = FALSE;
  else if (options.role != NULL && (!bell_enum_from_nick (bell_role_get_type (), options.role, &role) || role > BELL_ROLE_ADMIN))
    fine = FALSE;
  else
    fine = strcmp (verb, "list") == 0 ? line->argc == 2 : line->argc == 3;
  if (!fine || (strcmp (verb, "list") != 0 && strcmp (verb, "add") != 0 && strcmp (verb, "set") != 0 &&
                strcmp (verb, "password") != 0 && strcmp (verb, "disable") != 0 && strcmp (verb, "enable") != 0))
    {
      g_free (options.name);
      g_free (options.role);
      g_free (options.password_file);
      g_strfreev (options.teams);
      return bell_command_misused (_("user takes: add, set, password, disable or enable with an email address, or list. "
                                     "A role is requester, agent, lead or admin."));
    }

  organisation = bell_command_open (line, &error);
  if (organisation == NULL)
    done = FALSE;
  else if (strcmp (verb, "list") == 0)
    done = for_each_row (organisation, BELL_SERVER_SQL ("account-list"), print_user, &error);
  else if (strcmp (verb, "add") == 0)
    done = user_add (organisation, line->argv[2], &options, role, &error);
  else if (!find (organisation, line->argv[2], &id, &error))
    done = FALSE;
  else if (strcmp (verb, "set") == 0)
    done = user_set (organisation, id, &options, role, &error);
  else if (strcmp (verb, "password") == 0)
    {
      char *password = read_password (options.password_file, &error);

      done = password != NULL && set_password (organisation, id, password, &error);
    }
  else
    {
      g_autoptr (BellAccounts) accounts = bell_accounts_new (organisation);
      gboolean disable = strcmp (verb, "disable") == 0;

      done = set_one (organisation, id, BELL_PRINCIPAL_ACTIVE, !disable, &error) &&
             bell_accounts_set_disabled (accounts, id, disable, &error);
    }

  g_free (options.name);
  g_free (options.role);
  g_free (options.password_file);
  g_strfreev (options.teams);
  return done ? BELL_EXIT_OK : bell_command_fail (error);
}

/* --- Tokens --- */

static void
print_token (BellStatement *statement)
{
  g_print ("%s\t%s\t%s\t", column (statement, 0), column (statement, 2), column (statement, 3));
  print_time (bell_statement_get_int64 (statement, 4));
  g_print ("\t");
  print_time (bell_statement_is_null (statement, 5) ? 0 : bell_statement_get_int64 (statement, 5));
  g_print ("\t%s\n", bell_statement_is_null (statement, 6) ? _("valid") : _("revoked"));
}

BellExit
bell_command_token (BellCommandLine *line)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (GError) error = NULL;
  const char *verb;
  gboolean done, found = TRUE;

  if (!bell_command_parse (line, entries, "token list | token revoke ID", _("Lists and ends the sign-ins of devices.")))
    return BELL_EXIT_USAGE;
  verb = line->argc > 1 ? line->argv[1] : "";
  if (!(strcmp (verb, "revoke") == 0 && line->argc == 3) && !(strcmp (verb, "list") == 0 && line->argc == 2))
    return bell_command_misused (_("token takes: list, or revoke with the id of a token."));

  organisation = bell_command_open (line, &error);
  if (organisation == NULL)
    return bell_command_fail (error);
  if (strcmp (verb, "list") == 0)
    {
      done = for_each_row (organisation, BELL_SERVER_SQL ("token-list"), print_token, &error);
    }
  else
    {
      g_autoptr (BellAccounts) accounts = bell_accounts_new (organisation);

      done = bell_accounts_revoke (accounts, line->argv[2], &found, &error);
      if (done && !found)
        g_set_error_literal (&error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_NOT_FOUND, _("There is no such token, or it is revoked already."));
    }
  return done && found ? BELL_EXIT_OK : bell_command_fail (error);
}
