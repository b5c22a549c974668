/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "set-calls.h"

#include <string.h>

/* The answer to a call of Foo/set with these arguments. */
char *
set_text (ServerFixture *fixture,
          Person         person,
          BellType       type,
          const char    *format,
          ...)
{
  g_autofree char *arguments = NULL;
  g_autofree char *calls = NULL;
  va_list list;

  va_start (list, format);
  arguments = g_strdup_vprintf (format, list);
  va_end (list);
  calls = g_strdup_printf ("[[\"%s/set\",{\"accountId\":\"@account\",%s},\"c0\"]]", bell_type_get_wire_name (type), arguments);
  return server_fixture_call_text (fixture, person, calls);
}

void
assert_holds (const char *text,
              const char *part,
              gboolean    wanted)
{
  if ((strstr (text, part) != NULL) != wanted)
    g_test_message ("%s is %s in %s", part, wanted ? "not" : "", text);
  g_assert_true ((strstr (text, part) != NULL) == wanted);
}

void
assert_ticket_holds (ServerFixture *fixture,
                     const char    *ticket,
                     const char    *part,
                     gboolean       wanted)
{
  g_autofree char *calls = g_strdup_printf ("[[\"Ticket/get\",{\"accountId\":\"@account\",\"ids\":[\"%s\"]},\"c0\"]]", ticket);
  g_autofree char *text = server_fixture_call_text (fixture, ADMIN, calls);

  assert_holds (text, part, wanted);
}
