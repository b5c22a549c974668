/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "bell-command.h"
#include "bell-escalator.h"
#include "bell-maintenance.h"
#include "bell-server-log.h"
#include "bell-server.h"
#include "bell-upkeep.h"

#define DEFAULT_LISTEN "127.0.0.1:8470"

typedef struct
{
  BellServer *server;
  GMainLoop *loop;
  char *certificate;
  char *key;
} Serving;

static gboolean
on_stop (gpointer data)
{
  Serving *serving = data;

  bell_server_log (G_LOG_LEVEL_MESSAGE, "stopping", NULL);
  g_main_loop_quit (serving->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_reload (gpointer data)
{
  Serving *serving = data;
  g_autoptr (GError) error = NULL;

  if (serving->certificate == NULL)
    return G_SOURCE_CONTINUE;
  if (bell_http_server_set_certificate (bell_server_get_http (serving->server), serving->certificate, serving->key, &error))
    bell_server_log (G_LOG_LEVEL_MESSAGE, "certificate-reloaded", "file", serving->certificate, NULL);
  else
    bell_server_log (G_LOG_LEVEL_WARNING, "certificate-kept", "reason", error->message, NULL);
  return G_SOURCE_CONTINUE;
}

/* 127.0.0.1:8470, [::1]:8470, or a port alone. */
static gboolean
parse_listen (const char *text,
              char      **address,
              guint      *port)
{
  const char *colon = strrchr (text, ':');
  const char *digits = colon != NULL ? colon + 1 : text;
  guint64 number;

  if (!g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT16, &number, NULL))
    return FALSE;
  *port = (guint) number;
  if (colon == NULL)
    *address = g_strdup ("127.0.0.1");
  else if (*text == '[' && colon > text + 1 && colon[-1] == ']')
    *address = g_strndup (text + 1, (gsize) (colon - text - 2));
  else
    *address = g_strndup (text, (gsize) (colon - text));
  return g_hostname_is_ip_address (*address);
}

static void
allow_many_files (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
    }
}

/* Before anybody can know that the server is there, and end it. */
static void
heed_signals (Serving *serving)
{
  serving->loop = g_main_loop_new (NULL, FALSE);
  g_unix_signal_add (SIGTERM, on_stop, serving);
  g_unix_signal_add (SIGINT, on_stop, serving);
  g_unix_signal_add (SIGHUP, on_reload, serving);
}

static gboolean
start (Serving    *serving,
       const char *address,
       guint       port,
       const char *port_file,
       GError    **error)
{
  g_autofree char *url = NULL, *text = NULL;

  if (serving->certificate != NULL &&
      !bell_http_server_set_certificate (bell_server_get_http (serving->server), serving->certificate, serving->key, error))
    return FALSE;
  if (!bell_server_start (serving->server, address, port, error))
    return FALSE;

  url = bell_http_server_get_url (bell_server_get_http (serving->server));
  if (port_file != NULL)
    {
      text = g_strdup_printf ("%u\n", bell_http_server_get_port (bell_server_get_http (serving->server)));
      if (!g_file_set_contents (port_file, text, -1, error))
        return FALSE;
    }
  g_print ("listening on %s\n", url);
  fflush (stdout);
  bell_server_log (G_LOG_LEVEL_MESSAGE, "listening", "url", url, NULL);
  return TRUE;
}

/* Clients go by this machine's clock, so one that is behind what it has said
 * before is worth a line. */
static void
warn_of_clock (BellOrganisation *organisation)
{
  g_autoptr (GError) error = NULL;
  gint64 lag;

  if (!bell_organisation_find_clock_lag (organisation, &lag, &error))
    bell_server_log (G_LOG_LEVEL_WARNING, "clock-unknown", "reason", error->message, NULL);
  else if (lag > 2 * 60 * 1000)
    {
      g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, lag / 1000);

      bell_server_log (G_LOG_LEVEL_WARNING, "clock-behind-log", "seconds", seconds, NULL);
    }
}

BellExit
bell_command_serve (BellCommandLine *line)
{
  g_autofree char *listen = NULL, *certificate = NULL, *key = NULL, *port_file = NULL, *address = NULL;
  gboolean behind_proxy = FALSE, verbose = FALSE, quiet = FALSE, started;
  g_auto (GStrv) proxies = NULL;
  int port_option = -1, history_days = BELL_UPKEEP_DEFAULT_HISTORY_DAYS, token_days = BELL_UPKEEP_DEFAULT_TOKEN_DAYS;
  const GOptionEntry entries[] = {
    { "listen", 'l', 0, G_OPTION_ARG_STRING, &listen, N_("Where to listen (127.0.0.1:8470)"), N_("ADDRESS:PORT") },
    { "port", 'p', 0, G_OPTION_ARG_INT, &port_option, N_("Only the port; 0 for any that is free"), N_("PORT") },
    { "port-file", 0, 0, G_OPTION_ARG_FILENAME, &port_file, N_("Write the port into this file"), N_("FILE") },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &certificate, N_("Speak TLS with this certificate (PEM)"), N_("FILE") },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &key, N_("The certificate's private key (PEM)"), N_("FILE") },
    { "behind-proxy", 0, 0, G_OPTION_ARG_NONE, &behind_proxy, N_("Believe a proxy on this machine whom it forwards"), NULL },
    { "proxy", 0, 0, G_OPTION_ARG_STRING_ARRAY, &proxies, N_("Believe the proxy at this address as well; may be repeated"), N_("ADDRESS") },
    { "history-days", 0, 0, G_OPTION_ARG_INT, &history_days, N_("Remember for so long what was deleted (90; at least 30)"), N_("DAYS") },
    { "token-days", 0, 0, G_OPTION_ARG_INT, &token_days, N_("End sign-ins that are not used for so long (180; 0: never)"), N_("DAYS") },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, N_("Log more"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, N_("Log only what is wrong"), NULL },
    { NULL },
  };
  g_autoptr (BellOrganisation) organisation = NULL;
  g_autoptr (BellServer) server = NULL;
  g_autoptr (GError) error = NULL;
  Serving serving = { 0 };
  guint port;

  if (!bell_command_parse (line, entries, "serve", _("Serves the organisation until it is told to stop (SIGTERM).")))
    return BELL_EXIT_USAGE;
  if (line->argc != 1)
    return bell_command_misused (_("serve takes options only."));
  if (!parse_listen (listen != NULL ? listen : DEFAULT_LISTEN, &address, &port))
    return bell_command_misused (_("--listen takes an address in numbers and a port, such as 127.0.0.1:8470."));
  if (port_option > G_MAXUINT16 || port_option < -1)
    return bell_command_misused (_("A port is a number up to 65535."));
  if (port_option >= 0)
    port = (guint) port_option;
  for (guint i = 0; proxies != NULL && proxies[i] != NULL; i++)
    if (!g_hostname_is_ip_address (proxies[i]))
      return bell_command_misused (_("--proxy takes an address in numbers, such as 192.0.2.1."));
  if (history_days < BELL_UPKEEP_LEAST_HISTORY_DAYS || history_days > BELL_UPKEEP_MOST_DAYS)
    return bell_command_misused (_("What was deleted is remembered for at least 30 days."));
  if (token_days < 0 || token_days > BELL_UPKEEP_MOST_DAYS)
    return bell_command_misused (_("--token-days takes a number of days, or 0."));
  if ((certificate == NULL) != (key == NULL))
    return bell_command_misused (_("--certificate and --key belong together."));

  bell_server_log_install (verbose ? G_LOG_LEVEL_DEBUG
                           : quiet ? G_LOG_LEVEL_WARNING
                                   : G_LOG_LEVEL_INFO);
  allow_many_files ();
  organisation = bell_command_open (line, &error);
  if (organisation == NULL || !bell_organisation_check_home (organisation, &error))
    return bell_command_fail (error);

  warn_of_clock (organisation);
  server = serving.server = bell_server_new (organisation, NULL);
  bell_server_set_upkeep (server, (guint) history_days, (guint) token_days);
  serving.certificate = certificate;
  serving.key = key;
  if (behind_proxy || proxies != NULL)
    bell_http_server_trust_proxy (bell_server_get_http (server), (const char *const *) proxies);
  heed_signals (&serving);
  started = start (&serving, address, port, port_file, &error);
  if (started)
    {
      BellEscalator *escalator = bell_escalator_start (organisation);

      g_main_loop_run (serving.loop);
      bell_escalator_stop (escalator);
    }
  g_main_loop_unref (serving.loop);
  if (!started)
    return bell_command_fail (error);
  bell_server_stop (server);
  bell_server_log (G_LOG_LEVEL_MESSAGE, "stopped", NULL);
  return BELL_EXIT_OK;
}
