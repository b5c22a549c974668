/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* `deskbell-server sla explain`, the program itself: what it reads, where it
 * writes, and what it ends with. */

#define EVENTS "\"events\":[{\"at\":\"2025-01-03T16:30:00Z\",\"kind\":\"created\",\"by\":\"requester\",\"status\":\"new\"}]"
#define GOOD "{\"policy\":{\"firstResponse\":3600}," EVENTS "}"

static int
run (const char  *file,
     const char  *input,
     char       **output,
     char       **errors)
{
  g_autofree char *program = g_build_filename (g_getenv ("DESKBELL_BUILD_DIR"), "src", "server", "deskbell-server", NULL);
  const char *command[] = { program, "sla", "explain", file, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (command, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                       G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, output, errors, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));

  return g_subprocess_get_exit_status (process);
}

static void
test_input (void)
{
  g_autofree char *folder = g_dir_make_tmp ("bell-sla-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ticket.json", NULL);
  g_autofree char *one = NULL, *two = NULL, *one_errors = NULL, *two_errors = NULL;

  g_assert_true (g_file_set_contents (path, GOOD, -1, NULL));
  g_assert_cmpint (run (path, NULL, &one, &one_errors), ==, 0);
  g_assert_cmpint (run ("-", GOOD, &two, &two_errors), ==, 0);

  g_assert_true (g_str_has_prefix (one, "{\"firstResponse\":{\"state\":\"running\",\"due\":\"2025-01-03T17:30:00Z\","));
  g_assert_true (g_str_has_suffix (one, "}\n"));
  g_assert_cmpstr (one, ==, two);
  g_assert_cmpstr (one_errors, ==, "");
  g_assert_cmpstr (two_errors, ==, "");

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_bad_input (void)
{
  static const struct { const char *input, *named; } cases[] = {
    { "", "" },
    { "{\"policy\":", "" },
    { "{\"policy\":{\"resolution\":-1}," EVENTS "}", "policy.resolution" },
    { "{\"calendar\":{\"timeZone\":\"Mars/Olympus\",\"hours\":{}},\"policy\":{}," EVENTS "}", "calendar.timeZone" },
    { "{\"calendar\":{\"timeZone\":\"UTC\",\"hours\":{\"fri\":[[\"18:00\",\"08:00\"]]}},\"policy\":{}," EVENTS "}",
      "calendar.hours.fri[0]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *output = NULL, *errors = NULL;

      g_assert_cmpint (run ("-", cases[i].input, &output, &errors), ==, 2);
      g_assert_cmpstr (output, ==, "");
      g_assert_true (g_str_has_prefix (errors, "deskbell-server: "));
      g_assert_nonnull (strstr (errors, cases[i].named));
    }
}

static void
test_no_file (void)
{
  g_autofree char *output = NULL, *errors = NULL;

  g_assert_cmpint (run ("/nonexistent/ticket.json", NULL, &output, &errors), ==, 1);
  g_assert_cmpstr (output, ==, "");
  g_assert_nonnull (strstr (errors, "/nonexistent/ticket.json"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/sla-explain/input", test_input);
  g_test_add_func ("/server/sla-explain/bad-input", test_bad_input);
  g_test_add_func ("/server/sla-explain/no-file", test_no_file);

  return g_test_run ();
}
