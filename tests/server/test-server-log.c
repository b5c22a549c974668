/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-server-log.h"

static void
test_format (void)
{
  const char *pairs[] = { "plain", "value", "spaced", "two words", "empty", "", "quote", "say \"no\"", NULL };
  g_autofree char *line = bell_server_log_format ("request", pairs);

  g_assert_cmpstr (line, ==, "event=request plain=value spaced=\"two words\" empty=\"\" quote=\"say \\\"no\\\"\"");
}

static void
test_forged_line (void)
{
  const char *pairs[] = { "agent", "x\nlevel=error event=forged\x1b[31m", NULL };
  g_autofree char *line = bell_server_log_format ("request", pairs);

  g_assert_cmpstr (line, ==, "event=request agent=\"x\\x0alevel=error event=forged\\x1b[31m\"");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/log/format", test_format);
  g_test_add_func ("/server/log/forged-line", test_forged_line);
  return g_test_run ();
}
