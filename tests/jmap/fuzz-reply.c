/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-push.h"
#include "bell-reply.h"
#include "bell-jmap-response.h"
#include "bell-session.h"
#include "fuzz.h"

/* Everything that a client reads whole from a server. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const char *text = (const char *) data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) session_error = NULL;
  g_autoptr (GError) push_error = NULL;
  g_autoptr (GError) problem = bell_problem_from_text (400, text, size);
  g_autoptr (BellReply) reply = bell_reply_parse (text, size, NULL, &error);
  g_autoptr (BellSession) session = bell_session_parse (text, size, &session_error);
  g_autoptr (BellStateChange) change = bell_state_change_from_text (text, size, "O1", &push_error);

  g_assert_nonnull (problem);
  g_assert_true ((reply == NULL) == (error != NULL));
  g_assert_true ((session == NULL) == (session_error != NULL));
  g_assert_true ((change == NULL) == (push_error != NULL));

  if (session != NULL)
    {
      g_autofree char *url = bell_url_template_expand (session->download_url, "accountId", "O1", "name", "a/b", NULL);

      g_assert_nonnull (url);
    }

  for (BellType type = 0; reply != NULL && type < BELL_TYPE_NONE; type++)
    {
      g_autoptr (GError) get_error = NULL;
      g_autoptr (GError) changes_error = NULL;
      g_autoptr (GError) set_error = NULL;
      g_autoptr (GError) query_error = NULL;
      g_autoptr (BellGetResponse) get = bell_reply_read_get (reply, "c0", type, &get_error);
      g_autoptr (BellChangesResponse) changes = bell_reply_read_changes (reply, "c0", type, &changes_error);
      g_autoptr (BellQueryResponse) query = bell_reply_read_query (reply, "c0", type, &query_error);
      g_autoptr (BellSetResponse) set = NULL;

      g_assert_true ((get == NULL) == (get_error != NULL));
      g_assert_true ((changes == NULL) == (changes_error != NULL));
      g_assert_true ((query == NULL) == (query_error != NULL));
      if (type >= BELL_N_TABLE_TYPES)
        continue;
      set = bell_reply_read_set (reply, "c0", type, &set_error);
      g_assert_true ((set == NULL) == (set_error != NULL));
    }

  return 0;
}
