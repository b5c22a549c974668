/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-cli.h"

G_BEGIN_DECLS

/**
 * BellCommand:
 * @name: what is typed
 * @arguments: what stands after it in the usage line
 * @summary: one line about it; marked for translation
 * @hidden: not listed
 * @run: does it. Gets the arguments without the command's name; returns a
 *   #BellExit, or sets @error
 *
 * One command of bell.
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  gboolean hidden;
  BellExit (*run) (BellCli *cli, int argc, char **argv, GError **error);
} BellCommand;

extern const BellCommand bell_command_login;
extern const BellCommand bell_command_logout;
extern const BellCommand bell_command_sync;
extern const BellCommand bell_command_list;
extern const BellCommand bell_command_show;
extern const BellCommand bell_command_new;
extern const BellCommand bell_command_reply;
extern const BellCommand bell_command_note;
extern const BellCommand bell_command_set;
extern const BellCommand bell_command_search;
extern const BellCommand bell_command_article;
extern const BellCommand bell_command_notice;
extern const BellCommand bell_command_outbox;
extern const BellCommand bell_command_sla;
extern const BellCommand bell_command_status;
extern const BellCommand bell_command_watch;
extern const BellCommand bell_command_dump;

/* Reads the options of a command: its own @entries and those that every
 * command takes. What is left in argv are arguments. */
gboolean bell_command_parse (const BellCommand   *command,
                             BellCli             *cli,
                             const GOptionEntry  *entries,
                             int                 *argc,
                             char              ***argv,
                             GError             **error);
gboolean bell_command_no_more (const BellCommand *command,
                             int                  argc,
                             int                  wanted,
                             GError             **error);

G_END_DECLS
