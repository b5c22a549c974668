/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-job.h"

#include <glib/gi18n-lib.h>

#include "bell-store-error.h"

#define PAGE        500
#define CALLS_EACH  3   /* changes, and get of the created and the updated */

/* What one type was asked for: ids of the calls. */
typedef struct
{
  BellType type;
  char *since;
  char *changes;
  char *created;
  char *updated;
} Question;

static void
question_clear (gpointer data)
{
  Question *question = data;

  g_free (question->since);
  g_free (question->changes);
  g_free (question->created);
  g_free (question->updated);
}

static void
add_question (GArray             *questions,
              BellRequestBuilder *builder,
              BellType            type,
              const char         *since,
              gint64              page)
{
  Question question = { .type = type, .since = g_strdup (since) };

  question.changes = g_strdup (bell_request_builder_add_changes (builder, type, since, page));
  question.created = g_strdup (bell_request_builder_add_get_referenced (builder, type, question.changes,
                                                                        BELL_METHOD_CHANGES, "/created",
                                                                        BELL_WIRE_ALL_PROPERTIES));
  question.updated = g_strdup (bell_request_builder_add_get_referenced (builder, type, question.changes,
                                                                        BELL_METHOD_CHANGES, "/updated",
                                                                        BELL_WIRE_ALL_PROPERTIES));
  g_array_append_val (questions, question);
}

static gboolean
take_objects (BellNews         *news,
              const BellReply  *reply,
              const Question   *question,
              const char       *call_id,
              GError          **error)
{
  g_autoptr (BellGetResponse) response = bell_reply_read_get (reply, call_id, question->type, error);

  if (response == NULL)
    return FALSE;

  /* What is not found any more will be told as destroyed next time. */
  for (guint i = 0; i < response->list->len; i++)
    {
      if (question->type == BELL_TYPE_CHANGE)
        bell_news_add_change (news, g_ptr_array_index (response->list, i));
      else
        bell_news_add_record (news, g_ptr_array_index (response->list, i));
    }

  return TRUE;
}

/* Takes the answer for one type into @news; says in @more if the server has more. */
static gboolean
take_answer (BellNews         *news,
             const BellReply  *reply,
             const Question   *question,
             gboolean         *changed,
             gboolean         *more,
             GError          **error)
{
  g_autoptr (BellChangesResponse) response = NULL;

  response = bell_reply_read_changes (reply, question->changes, question->type, error);
  if (response == NULL)
    return FALSE;

  if (g_strcmp0 (response->old_state, question->since) != 0)
    {
      g_set_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_BROKEN,
                   _("The server tells what changed since another time than was asked for."));
      return FALSE;
    }

  if (g_str_equal (response->new_state, question->since))
    {
      if (!response->has_more_changes)
        return TRUE;

      g_set_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_BROKEN,
                   _("The server says again and again that there is more, and gives nothing."));
      return FALSE;
    }

  if (!take_objects (news, reply, question, question->created, error) ||
      !take_objects (news, reply, question, question->updated, error))
    return FALSE;

  for (guint i = 0; response->destroyed != NULL && response->destroyed[i] != NULL; i++)
    bell_news_add_destroyed (news, question->type, response->destroyed[i]);

  bell_news_set_state (news, question->type, question->since, response->new_state);
  *changed = TRUE;
  *more |= response->has_more_changes;

  return TRUE;
}

/* Asks for the types from @first on, as many as fit into one request, with
 * @page changes each. */
static gboolean
pull_types (BellSyncJob  *job,
            BellNews     *news,
            guint        *first,
            gint64        page,
            gboolean     *changed,
            GError      **error)
{
  const BellJmapLimits *limits = &job->session->session->limits;
  g_autoptr (GArray) questions = g_array_new (FALSE, FALSE, sizeof (Question));
  g_autoptr (BellRequestBuilder) builder = bell_request_builder_new (job->session->session->account_id);
  g_autoptr (BellReply) reply = NULL;
  guint room = (guint) MAX (limits->max_calls_in_request / CALLS_EACH, 1);

  g_array_set_clear_func (questions, question_clear);

  for (; *first < BELL_TYPE_NONE && questions->len < room; ++*first)
    {
      g_autofree char *since = job->types & BELL_TYPE_BIT (*first) ? bell_bridge_get_state (job, (BellType) *first) : NULL;

      /* The snapshot had no such type: it is not for this person. */
      if (since != NULL)
        add_question (questions, builder, (BellType) *first, since, MIN (page, limits->max_objects_in_get));
    }

  if (questions->len == 0)
    return TRUE;

  reply = bell_sync_job_call (job, builder, error);
  if (reply == NULL)
    return FALSE;

  for (guint i = 0; i < questions->len; i++)
    if (!take_answer (news, reply, &g_array_index (questions, Question, i), changed, &job->more, error))
      {
        bell_sync_job_mend_error (error);
        return FALSE;
      }

  return TRUE;
}

/* Fetches what changed since the base's states, one page of each type that is
 * asked for, and lets the base move. */
gboolean
bell_sync_job_pull (BellSyncJob  *job,
                    GError      **error)
{
  g_autoptr (BellNews) news = NULL;
  g_autoptr (GError) problem = NULL;
  gboolean changed = FALSE;
  gint64 page = PAGE;
  guint first = 0;

  news = bell_news_new ();

  while (first < BELL_TYPE_NONE)
    {
      guint here = first;

      if (pull_types (job, news, &first, page, &changed, &problem))
        continue;

      /* Large texts: fewer at a time. What was taken already is taken again
       * into news of their own. */
      if (g_error_matches (problem, BELL_SYNC_ERROR, BELL_SYNC_ERROR_TOO_LARGE) && page > 1)
        {
          g_clear_error (&problem);
          page = MAX (page / 8, 1);
          first = here;
          if (here == 0)
            {
              bell_news_unref (news);
              news = bell_news_new ();
              job->more = FALSE;
            }
          continue;
        }

      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  if (!changed)
    return TRUE;

  if (bell_bridge_apply (job, news, &problem))
    return TRUE;

  /* Another program with the same files was faster: go on from where it is. */
  if (g_error_matches (problem, BELL_STORE_ERROR, BELL_STORE_ERROR_STATE_MISMATCH))
    {
      job->more = TRUE;
      return TRUE;
    }

  if (g_error_matches (problem, BELL_STORE_ERROR, BELL_STORE_ERROR_DOUBTFUL))
    bell_sync_job_replace_error (&problem, BELL_SYNC_ERROR_EXPIRED);
  g_propagate_error (error, g_steal_pointer (&problem));
  bell_sync_job_mend_error (error);

  return FALSE;
}
