/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-job.h"

#include <glib/gi18n-lib.h>

#include "bell-push.h"
#include "bell-store-error.h"

#define BATCH 250

/* How many changes say whether the server is an older backup. */
#define N_NEWEST 2

/* A batch of the outbox on its way; on the job's stack.
 *
 * Items keep their order: those that follow one another, are of one type and
 * concern different objects share a call; another object's type, or the same
 * object again, begins the next call. A call is done whatever has become of the one
 * before it: so where a group is in two calls of one request, the second names what
 * the first has of it, and is done only once that is (`ifKnown`). Once something of a
 * group was not taken, the rest of it stays behind: whether it still has a point is
 * looked at anew. */
typedef struct
{
  BellSyncJob *job;
  GPtrArray *marks;    /* element-type BellOutboxMark */
  const char *known[N_NEWEST + 1]; /* what a server that may take it has done */
  GHashTable *stopped; /* groups of which nothing more goes this time */
  GHashTable *tried;   /* items that were in a request which was refused as a whole */
  gboolean accepted;   /* something got an answer that moves it on */
} Push;

static BellPushItem *
get_item (GPtrArray *items,
          guint      index)
{
  return g_ptr_array_index (items, index);
}

static BellChange *
item_change (GPtrArray *items,
             guint      index)
{
  return get_item (items, index)->change;
}

static void
park (Push               *push,
      const BellPushItem *item,
      const char         *type,
      const char         *reason)
{
  g_ptr_array_add (push->marks, bell_outbox_mark_new_parked (bell_change_get_id (item->change), type, reason));
  g_hash_table_add (push->stopped, item->group);
  push->accepted = TRUE;
}

static void
requeue (Push               *push,
         const BellPushItem *item,
         const char         *reason)
{
  g_ptr_array_add (push->marks, bell_outbox_mark_new_queued (bell_change_get_id (item->change), BELL_TIME_UNSET, reason));
  g_hash_table_add (push->stopped, item->group);
  push->job->later = TRUE;
}

/* Of @items from @first on, those that may go. What waits after all is no more under way. */
static GPtrArray *
pick (Push      *push,
      GPtrArray *items,
      guint      first,
      guint      end)
{
  GPtrArray *going = g_ptr_array_new ();

  for (guint i = first; i < end; i++)
    {
      BellPushItem *item = get_item (items, i);

      if (!g_hash_table_contains (push->stopped, item->group))
        g_ptr_array_add (going, item);
      else if (g_hash_table_contains (push->tried, item))
        g_ptr_array_add (push->marks, bell_outbox_mark_new_queued (bell_change_get_id (item->change), BELL_TIME_UNSET, NULL));
    }

  return going;
}

/* --- blobs ------------------------------------------------------------------ */

static gboolean
upload_blob (BellSyncJob  *job,
             const char   *blob_id,
             GError      **error)
{
  BellSession *session = job->session->session;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BellTransportReply) reply = NULL;
  g_autofree char *url = NULL;
  BellTransportRequest request = { .method = "POST", .accept = "application/json",
                                   .content_type = "application/octet-stream" };
  GError *problem = NULL;

  bytes = bell_bridge_get_blob (job, blob_id, &problem);
  if (bytes == NULL)
    {
      if (g_error_matches (problem, BELL_STORE_ERROR, BELL_STORE_ERROR_NOT_FOUND))
        bell_sync_job_replace_error (&problem, BELL_SYNC_ERROR_REFUSED);
      bell_sync_job_mend_error (&problem);
      g_propagate_error (error, problem);
      return FALSE;
    }

  if ((gint64) g_bytes_get_size (bytes) > session->limits.max_size_upload)
    {
      g_set_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_TOO_LARGE,
                   _("An attachment is larger than the server takes."));
      return FALSE;
    }

  url = bell_url_template_expand (session->upload_url, "accountId", session->account_id, NULL);
  request.url = url;
  request.body = bytes;
  request.time_limit = (guint) (120 + g_bytes_get_size (bytes) / (20 * 1024));

  reply = bell_sync_job_ask (job, &request, error);
  if (reply == NULL)
    return FALSE;

  if (!bell_bridge_blob_uploaded (job, blob_id, error))
    {
      bell_sync_job_mend_error (error);
      return FALSE;
    }

  return TRUE;
}

/* Whether it is what was sent that is wrong, and not the line, the server or us. */
static gboolean
is_about_content (const GError *error)
{
  return g_error_matches (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_REFUSED) ||
         g_error_matches (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_TOO_LARGE);
}

/* Sends the files that an item needs. FALSE with @error for what stops all;
 * FALSE without one if the item alone cannot go and was parked. */
static gboolean
upload_blobs (Push                *push,
              const BellPushItem  *item,
              GError             **error)
{
  for (guint i = 0; item->blobs != NULL && item->blobs[i] != NULL; i++)
    {
      g_autoptr (GError) problem = NULL;

      if (upload_blob (push->job, item->blobs[i], &problem))
        continue;

      if (!is_about_content (problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }

      park (push, item,
            g_error_matches (problem, BELL_SYNC_ERROR, BELL_SYNC_ERROR_TOO_LARGE) ? "tooLarge" : "blobNotFound",
            problem->message);
      return FALSE;
    }

  return TRUE;
}

/* --- calls ------------------------------------------------------------------ */

/* A call of a request that is being made. */
typedef struct
{
  char *id;
  guint length;
  gboolean follows; /* it is done only after a call before it */
} Call;

static void
clear_call (gpointer data)
{
  g_free (((Call *) data)->id);
}

/* How many of @items from @first on go into one call, after others of the same
 * request; 0 if they wait for the next request. @latest: group -> changes of it in
 * the last call that has any. @known takes those that have to be done before this call. */
static guint
run_length (GPtrArray  *items,
            guint       first,
            guint       end,
            gint64      limit,
            GHashTable *latest,
            GPtrArray  *known)
{
  g_autoptr (GHashTable) objects = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);
  BellType type = bell_change_get_data_type (item_change (items, first));
  guint i;

  for (i = first; i < end && (gint64) (i - first) < limit; i++)
    {
      BellChange *change = item_change (items, i);
      GPtrArray *before = g_hash_table_lookup (latest, get_item (items, i)->group);

      if (bell_change_get_data_type (change) != type ||
          !g_hash_table_add (objects, (char *) bell_change_get_object_id (change)))
        break;
      if (before == NULL || !g_hash_table_add (groups, get_item (items, i)->group))
        continue;

      /* More than a call may name: one request more for all of them is less than calls for a few. */
      if (known->len + before->len > BELL_SET_MAX_KNOWN - N_NEWEST)
        return 0;
      g_ptr_array_extend (known, before, NULL, NULL);
    }

  return i - first;
}

/* Notes what the call that was made last has of each group. */
static void
note_latest (GHashTable *latest,
             GPtrArray  *items,
             guint       first,
             guint       length)
{
  for (guint i = first; i < first + length; i++)
    g_hash_table_remove (latest, get_item (items, i)->group);
  for (guint i = first; i < first + length; i++)
    {
      BellPushItem *item = get_item (items, i);
      GPtrArray *changes = g_hash_table_lookup (latest, item->group);

      if (changes == NULL)
        {
          changes = g_ptr_array_new ();
          g_hash_table_insert (latest, item->group, changes);
        }
      g_ptr_array_add (changes, (char *) bell_change_get_id (item->change));
    }
}

/* Adds the call for @items from @first on. FALSE if what is left waits for the next request. */
static gboolean
add_call (Push               *push,
          BellRequestBuilder *builder,
          GPtrArray          *items,
          guint               first,
          guint               end,
          GHashTable         *latest,
          Call               *call)
{
  gint64 limit = MAX (push->job->session->session->limits.max_objects_in_set, 1);
  BellType type = bell_change_get_data_type (item_change (items, first));
  g_autoptr (GPtrArray) changes = g_ptr_array_new ();
  g_autoptr (GPtrArray) known = g_ptr_array_new (); /* what it follows, then what the server may have lost */

  call->length = run_length (items, first, end, limit, latest, known);
  if (call->length == 0)
    return FALSE;

  for (guint i = first; i < first + call->length; i++)
    g_ptr_array_add (changes, item_change (items, i));

  call->follows = known->len > 0;
  for (guint i = 0; push->known[i] != NULL; i++)
    g_ptr_array_add (known, (char *) push->known[i]);
  g_ptr_array_add (known, NULL);
  bell_request_builder_set_known (builder, (const char *const *) known->pdata);
  call->id = g_strdup (bell_request_builder_add_set (builder, type, NULL, (BellChange *const *) changes->pdata, call->length));
  note_latest (latest, items, first, call->length);

  return TRUE;
}

static void
take_result (Push                  *push,
             const BellPushItem    *item,
             const BellSetResponse *response,
             gint64                 modseq)
{
  BellChange *change = item->change;
  const BellSetResult *result = bell_set_response_find (response, bell_change_get_kind (change),
                                                        bell_change_get_object_id (change));

  if (result == NULL)
    {
      requeue (push, item, _("The server did not say what became of this."));
      return;
    }

  if (result->error == NULL)
    {
      g_ptr_array_add (push->marks, bell_outbox_mark_new_acknowledged (bell_change_get_id (change), modseq));
      push->accepted = TRUE;
      return;
    }

  if (bell_set_error_type_is_permanent (result->error->type))
    {
      park (push, item, result->error->name,
            result->error->description != NULL ? result->error->description : result->error->name);

      /* Once base is as far as the server was, it can be judged. */
      ((BellOutboxMark *) g_ptr_array_index (push->marks, push->marks->len - 1))->modseq = modseq;
    }
  else
    requeue (push, item, result->error->description);
}

/* Reads what came of the call for @items from @first on. FALSE if the call as
 * a whole was refused in a way that smaller ones may not be. */
static gboolean
take_call (Push        *push,
           GPtrArray   *items,
           guint        first,
           const Call  *call,
           BellReply   *reply,
           GError     **error)
{
  BellType type = bell_change_get_data_type (item_change (items, first));
  g_autoptr (BellSetResponse) response = NULL;
  gint64 modseq, version;

  response = bell_reply_read_set (reply, call->id, type, error);
  if (response == NULL)
    {
      if (call->follows && g_error_matches (*error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_STATE_MISMATCH))
        {
          /* What it follows was not done: that one's answer says why. */
          g_clear_error (error);
          for (guint i = first; i < first + call->length; i++)
            {
              g_ptr_array_add (push->marks, bell_outbox_mark_new_untried (bell_change_get_id (item_change (items, i))));
              g_hash_table_add (push->stopped, get_item (items, i)->group);
            }
          return TRUE;
        }
      if (g_error_matches (*error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_STATE_MISMATCH))
        {
          g_clear_error (error);
          bell_sync_job_set_restored (push->job, error);
        }
      bell_sync_job_mend_error (error);
      return FALSE;
    }

  if (!bell_state_parse (response->new_state, &modseq, &version))
    {
      g_set_error (error, BELL_SYNC_ERROR, BELL_SYNC_ERROR_BROKEN, _("The server names a state that is none."));
      return FALSE;
    }

  for (guint i = first; i < first + call->length; i++)
    take_result (push, get_item (items, i), response, modseq);

  return TRUE;
}

static gboolean send_items (Push *push, GPtrArray *items, guint first, guint end, GError **error);

/* What the server refuses as a whole is sent by halves, until what it does
 * not like stands alone and is parked: one bad change never holds up the rest. */
static gboolean
send_halves (Push       *push,
             GPtrArray  *items,
             guint       first,
             guint       end,
             GError     *problem,
             GError    **error)
{
  guint middle = first + (end - first) / 2;

  if (!is_about_content (problem))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }

  for (guint i = first; i < end; i++)
    g_hash_table_add (push->tried, get_item (items, i));
  if (end - first == 1)
    {
      park (push, get_item (items, first),
            problem->code == BELL_SYNC_ERROR_TOO_LARGE ? "tooLarge" : "refused", problem->message);
      g_error_free (problem);
      return TRUE;
    }

  g_error_free (problem);

  return send_items (push, items, first, middle, error) && send_items (push, items, middle, end, error);
}

static gboolean
send_items (Push       *push,
            GPtrArray  *all,
            guint       first,
            guint       last,
            GError    **error)
{
  g_autoptr (GPtrArray) items = pick (push, all, first, last);
  g_autoptr (GHashTable) latest = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  const BellJmapLimits *limits = &push->job->session->session->limits;
  g_autoptr (BellRequestBuilder) builder = bell_request_builder_new (push->job->session->session->account_id);
  g_autoptr (GArray) calls = g_array_new (FALSE, TRUE, sizeof (Call));
  g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_outbox_mark_free);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BellReply) reply = NULL;
  GError *problem = NULL;
  guint at = 0, end = items->len;

  if (end == 0)
    return TRUE;

  g_array_set_clear_func (calls, clear_call);
  while (at < end && calls->len < MAX (limits->max_calls_in_request, 1))
    {
      Call call = { NULL, 0, FALSE };

      if (!add_call (push, builder, items, at, end, latest, &call))
        break;
      g_array_append_val (calls, call);
      at += call.length;
    }
  for (guint i = 0; i < at; i++)
    if (!g_hash_table_contains (push->tried, get_item (items, i)))
      g_ptr_array_add (sent, bell_outbox_mark_new_sent (bell_change_get_id (item_change (items, i))));

  if (sent->len > 0 && !bell_bridge_mark (push->job, sent, error))
    return FALSE;
  bytes = bell_request_builder_finish (builder);
  if ((gint64) g_bytes_get_size (bytes) > limits->max_size_request)
    problem = g_error_new (BELL_SYNC_ERROR, BELL_SYNC_ERROR_TOO_LARGE, _("This is larger than the server takes."));
  else
    reply = bell_sync_job_call_bytes (push->job, bytes, &problem);

  if (reply == NULL)
    {
      if (!send_halves (push, items, 0, at, problem, error))
        return FALSE;
    }
  else
    {
      guint done = 0;

      for (guint i = 0; i < calls->len; i++)
        {
          const Call *call = &g_array_index (calls, Call, i);

          if (!take_call (push, items, done, call, reply, &problem) &&
              !send_halves (push, items, done, done + call->length, g_steal_pointer (&problem), error))
            return FALSE;
          done += call->length;
        }
    }

  return at == end || send_items (push, items, at, end, error);
}

/* So that nothing is put in front of what a restored server has lost and gets
 * again only when it is known to be restored. A cache that cannot be read knows of
 * nothing: it is made anew, and what is in the outbox does not wait for that. */
static void
note_known (Push  *push,
            char **newest,
            char **acknowledged)
{
  g_autoptr (GError) problem = NULL;
  gint64 modseq;
  guint n = 0;

  *newest = bell_bridge_get_newest_change (push->job, &modseq, acknowledged, &problem);
  if (problem != NULL)
    g_info ("%s", problem->message);
  if (*newest != NULL)
    push->known[n++] = *newest;
  if (*acknowledged != NULL)
    push->known[n++] = *acknowledged;
}

/* Sends what the outbox has to send: first the files, then the changes. */
gboolean
bell_sync_job_push (BellSyncJob  *job,
                    GError      **error)
{
  g_autoptr (GPtrArray) batch = bell_bridge_next_batch (job, BATCH);
  g_autoptr (GPtrArray) items = g_ptr_array_new (); /* those of the batch whose files are there */
  g_autoptr (GHashTable) stopped = NULL;
  g_autoptr (GHashTable) tried = NULL;
  g_autofree char *newest = NULL;
  g_autofree char *acknowledged = NULL;
  Push push = { .job = job };
  GError *problem = NULL;
  gboolean ok = TRUE;

  if (batch->len == 0)
    {
      job->nothing = TRUE;
      return TRUE;
    }

  push.marks = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_outbox_mark_free);
  stopped = push.stopped = g_hash_table_new (g_str_hash, g_str_equal);
  tried = push.tried = g_hash_table_new (NULL, NULL);

  for (guint i = 0; ok && i < batch->len; i++)
    {
      BellPushItem *item = get_item (batch, i);

      if (g_hash_table_contains (push.stopped, item->group))
        continue;
      if (upload_blobs (&push, item, &problem))
        g_ptr_array_add (items, item);
      else if (problem != NULL)
        ok = FALSE;
    }

  if (ok && items->len > 0)
    note_known (&push, &newest, &acknowledged);
  if (ok && items->len > 0)
    ok = send_items (&push, items, 0, items->len, &problem);

  /* What got an answer keeps it, also when what came after it failed; what got
   * none is asked again at the next connection. */
  if (!bell_bridge_mark (job, push.marks, ok ? &problem : NULL))
    ok = FALSE;
  g_ptr_array_unref (push.marks);

  /* No new connection comes before they are to be sent again. */
  if (!ok && job->restored && !bell_bridge_requeue_sent (job, problem == NULL ? &problem : NULL))
    ok = FALSE;

  if (!ok)
    {
      g_propagate_error (error, problem);
      bell_sync_job_mend_error (error);
      return FALSE;
    }

  job->more = push.accepted;

  return TRUE;
}
