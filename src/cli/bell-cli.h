/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdio.h>

#include "bell-json-writer.h"
#include "bell-sign-in.h"
#include "bell-store.h"
#include "bell-sync.h"

G_BEGIN_DECLS

/**
 * BellExit:
 * @BELL_EXIT_OK: done
 * @BELL_EXIT_USAGE: the command line makes no sense
 * @BELL_EXIT_NOT_FOUND: no such ticket, person, team, article…
 * @BELL_EXIT_REFUSED: not allowed, or the server said no
 * @BELL_EXIT_OFFLINE: the server cannot be reached, or --offline forbids what needs it
 * @BELL_EXIT_SIGN_IN: nobody is signed in
 * @BELL_EXIT_PARKED: the change was refused and waits in the outbox for a decision
 * @BELL_EXIT_STORE: the files of this computer could not be read or written
 *
 * What bell ends with; part of its documented interface.
 */
typedef enum
{
  BELL_EXIT_OK = 0,
  BELL_EXIT_USAGE = 1,
  BELL_EXIT_NOT_FOUND = 2,
  BELL_EXIT_REFUSED = 3,
  BELL_EXIT_OFFLINE = 4,
  BELL_EXIT_SIGN_IN = 5,
  BELL_EXIT_PARKED = 6,
  BELL_EXIT_STORE = 7,
} BellExit;

/**
 * BellCliError:
 *
 * Errors of the command line itself; the code is the #BellExit.
 */
#define BELL_CLI_ERROR (bell_cli_error_quark ())
GQuark bell_cli_error_quark (void);

/**
 * BellCli:
 * @json: print JSON
 * @offline: use no network
 * @colours: standard output may show colours
 * @clock: time and chance
 * @store: open
 * @transport: (nullable): the way to the server, once it is needed
 * @sync: (nullable): with @transport
 *
 * One run of bell. Everything happens in the main thread.
 */
typedef struct
{
  char *profile;
  char *password_file;
  gboolean json;
  gboolean offline;
  gboolean colours;

  BellClock *clock;
  BellStore *store;
  BellTransport *transport;
  BellSync *sync;
  BellSecrets *secrets;
  BellSignIn *sign_in;
  gboolean passing_token; /* signed in for this run alone */
} BellCli;

/* Waiting for an asynchronous call:
 *
 *   g_autoptr (GAsyncResult) result = NULL;
 *   bell_store_lookup (store, type, id, NULL, bell_cli_on_ready, &result);
 *   bell_cli_wait (&result);
 */
void       bell_cli_on_ready       (GObject       *object,
                                    GAsyncResult  *result,
                                    gpointer       user_data);
void       bell_cli_wait           (GAsyncResult **result);

gboolean   bell_cli_open           (BellCli       *cli,
                                    GError       **error);
void       bell_cli_clear          (BellCli       *cli);
BellExit   bell_cli_exit_for       (const GError  *error);
BellExit   bell_cli_fail           (BellCli       *cli,
                                    const GError  *error);

/* The network */
gboolean   bell_cli_prepare        (BellCli       *cli,
                                    const char    *server_url,
                                    GError       **error);
gboolean   bell_cli_sign_in        (BellCli       *cli,
                                    gboolean       may_ask,
                                    GError       **error);
gboolean   bell_cli_sync           (BellCli       *cli,
                                    GError       **error);
char      *bell_cli_read_password  (const char    *file,
                                    const char    *prompt,
                                    GError       **error);

/* Writing */
BellExit   bell_cli_commit         (BellCli       *cli,
                                    GPtrArray     *changes,
                                    GError       **error);
BellExit   bell_cli_commit_one     (BellCli       *cli,
                                    BellChange    *change,
                                    BellRecord   **record,
                                    GError       **error);
char      *bell_cli_read_text      (const char    *text,
                                    const char    *file,
                                    const char    *template_text,
                                    GError       **error);
GVariant  *bell_cli_attach         (BellCli       *cli,
                                    const char *const *files,
                                    GError       **error);

/* Finding */
BellRecord *bell_cli_lookup        (BellCli       *cli,
                                    BellType       type,
                                    const char    *id,
                                    GError       **error);
BellRecord *bell_cli_find_ticket   (BellCli       *cli,
                                    const char    *name,
                                    GError       **error);
BellRecord *bell_cli_find_article  (BellCli       *cli,
                                    const char    *name,
                                    GError       **error);
const char *bell_cli_find_person   (BellCli       *cli,
                                    const char    *name,
                                    GError       **error);
const char *bell_cli_find_team     (BellCli       *cli,
                                    const char    *name,
                                    GError       **error);
GPtrArray  *bell_cli_find          (BellCli       *cli,
                                    BellQuery     *query,
                                    guint          limit,
                                    GError       **error);
BellOutboxState bell_cli_pending   (BellCli       *cli,
                                    const char    *id,
                                    gboolean      *pending);

/* Printing */
typedef enum
{
  BELL_STYLE_PLAIN,
  BELL_STYLE_BOLD,
  BELL_STYLE_DIM,
  BELL_STYLE_RED,
  BELL_STYLE_YELLOW,
  BELL_STYLE_GREEN,
  BELL_STYLE_BLUE,
} BellStyle;

void        bell_cli_print         (BellCli       *cli,
                                    BellStyle      style,
                                    const char    *format,
                                    ...) G_GNUC_PRINTF (3, 4);
void        bell_cli_say           (BellCli       *cli,
                                    const char    *format,
                                    ...) G_GNUC_PRINTF (2, 3);
void        bell_cli_print_cell    (BellCli       *cli,
                                    BellStyle      style,
                                    const char    *text,
                                    guint          width);
void        bell_cli_print_text    (BellCli       *cli,
                                    const char    *text,
                                    const char    *indent);
void        bell_cli_print_json    (BellJsonWriter *writer);
void        bell_cli_write_record  (BellCli       *cli,
                                    BellJsonWriter *writer,
                                    BellRecord    *record);
char       *bell_cli_ticket_name   (const BellRecord *ticket);
char       *bell_cli_time_text     (gint64         time);
char       *bell_cli_age_text      (BellCli       *cli,
                                    gint64         time);
BellStyle   bell_cli_status_style  (BellStatus     status);
BellStyle   bell_cli_priority_style (BellPriority  priority);
char       *bell_cli_property_name (const BellProperty *property,
                                    const char    *member);
char       *bell_cli_describe      (BellCli       *cli,
                                    const BellChange *change);
const char *bell_cli_ticket_of     (const BellChange *change);
char       *bell_cli_value_text    (BellCli       *cli,
                                    const BellProperty *property,
                                    GVariant      *value);

G_END_DECLS
