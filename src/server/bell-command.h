/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-accounts.h"
#include "bell-work.h"

G_BEGIN_DECLS

/**
 * BellExit:
 * @BELL_EXIT_OK: done
 * @BELL_EXIT_FAILED: not done; standard error says why
 * @BELL_EXIT_USAGE: the command line makes no sense, or the input of `sla explain`
 * @BELL_EXIT_DATABASE: the database is absent, damaged, of a newer Deskbell, or holds no organisation
 * @BELL_EXIT_ADDRESS: the address cannot be listened on
 * @BELL_EXIT_INCOMPLETE: done, but not for every row; or the check found faults
 *
 * What deskbell-server ends with. Documented in deskbell-server(8).
 */
typedef enum
{
  BELL_EXIT_OK = 0,
  BELL_EXIT_FAILED = 1,
  BELL_EXIT_USAGE = 2,
  BELL_EXIT_DATABASE = 3,
  BELL_EXIT_ADDRESS = 4,
  BELL_EXIT_INCOMPLETE = 5,
} BellExit;

/**
 * BellCommandLine:
 * @database: where the database is
 * @clock: what time it is
 * @argc: how many words
 * @argv: the command's name and what follows
 *
 * What a command gets.
 */
typedef struct
{
  const char *database;
  BellClock *clock;
  int argc;
  char **argv;
} BellCommandLine;

typedef BellExit (*BellCommandFunc) (BellCommandLine *line);

BellExit          bell_command_serve    (BellCommandLine    *line);
BellExit          bell_command_init     (BellCommandLine    *line);
BellExit          bell_command_user     (BellCommandLine    *line);
BellExit          bell_command_team     (BellCommandLine    *line);
BellExit          bell_command_token    (BellCommandLine    *line);
BellExit          bell_command_import   (BellCommandLine    *line);
BellExit          bell_command_export   (BellCommandLine    *line);
BellExit          bell_command_check    (BellCommandLine    *line);
BellExit          bell_command_rebuild  (BellCommandLine    *line);
BellExit          bell_command_upkeep   (BellCommandLine    *line);
BellExit          bell_command_backup   (BellCommandLine    *line);
BellExit          bell_command_sla      (BellCommandLine    *line);
BellExit          bell_command_calendar (BellCommandLine    *line);
BellExit          bell_command_policy   (BellCommandLine    *line);
BellExit          bell_command_migrate_to (BellCommandLine  *line);

/* For the commands. */
BellExit          bell_command_fail     (const GError       *error);
BellExit          bell_command_misused  (const char         *sentence);
gboolean          bell_command_parse    (BellCommandLine    *line,
                                         const GOptionEntry *entries,
                                         const char         *words,
                                         const char         *summary);
BellOrganisation *bell_command_open     (BellCommandLine    *line,
                                         GError            **error);
char             *bell_command_read_password (const char    *file,
                                         GError            **error);
gboolean          bell_command_read_file (const char         *path,
                                         char              **text,
                                         gsize              *length,
                                         GError            **error);
gboolean          bell_command_make_rules (BellOrganisation *organisation,
                                         const char         *time_zone,
                                         GError            **error);
gboolean          bell_command_apply    (BellOrganisation   *organisation,
                                         BellChangeKind      kind,
                                         const char         *object_id,
                                         BellPatch          *patch,
                                         GError            **error);

G_END_DECLS
