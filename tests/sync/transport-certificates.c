/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "transport-certificates.h"

/* An authority of the test's own, and a server that it has signed: ca.pem,
 * server.pem and server.key. FALSE where openssl is not installed. */
gboolean
transport_make_certificates (const char *folder)
{
  static const char *const commands[] = {
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=TestCA",
    "openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key -out server.csr -subj /CN=localhost",
    "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out server.pem -extfile ext",
  };
  g_autofree char *extensions = g_build_filename (folder, "ext", NULL);

  g_assert_true (g_file_set_contents (extensions, "subjectAltName=DNS:localhost,IP:127.0.0.1\n", -1, NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_auto (GStrv) arguments = NULL;
      int status;

      g_assert_true (g_shell_parse_argv (commands[i], NULL, &arguments, NULL));
      if (!g_spawn_sync (folder, arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                         NULL, NULL, NULL, NULL, &status, NULL) || status != 0)
        return FALSE;
    }

  return TRUE;
}
