/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-asking.h"

#include <string.h>

#include "bell-access.h"

/* A subject is read in lists: what is longer is cut at a word. */
#define MAX_SUBJECT 80

static void
committed_cb (BellStore    *store,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(BellHelpline) helpline = user_data;
  g_autoptr(GError) error = NULL;

  if (!bell_store_commit_finish (store, result, &error))
    bell_helpline_tell_failed (helpline, error);
}

static void
commit (BellHelpline *helpline,
        GPtrArray    *changes)
{
  bell_store_commit (bell_helpline_get_store (helpline), changes, NULL, (GAsyncReadyCallback) committed_cb, g_object_ref (helpline));
}

static BellChange *
new_status_change (BellStore  *store,
                   const char *ticket_id,
                   BellStatus  status)
{
  g_autoptr(BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

  bell_patch_set_integer (patch, BELL_TICKET_STATUS, status);

  return bell_store_new_change (store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, ticket_id, patch, NULL);
}

/**
 * bell_asking_make_subject:
 * @text: what somebody wrote
 *
 * Nobody in need is asked for a subject: the beginning of their words is one.
 *
 * Returns: (transfer full): the first line of @text that says something, or the
 *   beginning of it; empty where there is none
 */
char *
bell_asking_make_subject (const char *text)
{
  g_auto(GStrv) lines = NULL;
  const char *line = "";
  const char *end;
  g_autofree char *beginning = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      line = g_strstrip (lines[i]);
      if (*line != '\0')
        break;
    }
  if (g_utf8_strlen (line, -1) <= MAX_SUBJECT)
    return g_strdup (line);

  end = g_utf8_offset_to_pointer (line, MAX_SUBJECT);
  for (const char *p = end; p > line; p = g_utf8_prev_char (p))
    if (g_unichar_isspace (g_utf8_get_char (p)))
      {
        /* A text without spaces is cut where it has to be. */
        if (p - line > (end - line) / 2)
          end = p;
        break;
      }
  beginning = g_strndup (line, (gsize) (end - line));

  return g_strconcat (g_strchomp (beginning), "…", NULL);
}

/**
 * bell_asking_ask:
 * @helpline: an open helpline
 * @text: what is wrong, not empty
 * @urgency: how bad it is
 * @category: (nullable): what it is about, as articles are sorted
 * @attachments: (nullable): files that the store has already
 * @callback: called when it is safe
 * @user_data: for @callback
 *
 * Makes a request of the person's words. It is sent now or when there is a
 * network again.
 *
 * Returns: (transfer full): the id of the request
 */
char *
bell_asking_ask (BellHelpline        *helpline,
                 const char          *text,
                 BellLevel            urgency,
                 const char          *category,
                 GVariant            *attachments,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(BellPatch) patch = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *id = NULL;
  BellStore *store;

  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  store = bell_helpline_get_store (helpline);
  id = bell_store_new_id (store, BELL_TYPE_TICKET);
  subject = bell_asking_make_subject (text);
  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, subject);
  bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, bell_store_get_principal_id (store));
  bell_patch_set_integer (patch, BELL_TICKET_URGENCY, urgency);
  bell_patch_set_integer (patch, BELL_TICKET_CHANNEL, BELL_CHANNEL_TRAY);
  if (category != NULL)
    {
      /* A create gives whole values. */
      g_autoptr(GVariant) fields = g_variant_ref_sink (g_variant_new_parsed ("@a{ss} {'category': %s}", category));

      bell_patch_set (patch, bell_ticket_property (BELL_TICKET_CUSTOM_FIELDS), fields);
    }

  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_ptr_array_add (changes, bell_store_new_change (store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, id, patch, NULL));
  g_ptr_array_add (changes, bell_store_new_description (store, id, text, attachments));
  bell_store_commit (store, changes, NULL, callback, user_data);

  return g_steal_pointer (&id);
}

/**
 * bell_asking_reply:
 * @helpline: an open helpline
 * @ticket_id: one's own request
 * @text: Markdown, not empty
 * @attachments: (nullable): files that the store has already
 *
 * Writes to those who help. A request that was solved is open again by it.
 */
void
bell_asking_reply (BellHelpline *helpline,
                   const char   *ticket_id,
                   const char   *text,
                   GVariant     *attachments)
{
  g_autoptr(GPtrArray) changes = NULL;
  BellStore *store;

  g_return_if_fail (BELL_IS_HELPLINE (helpline));
  g_return_if_fail (ticket_id != NULL && text != NULL);

  store = bell_helpline_get_store (helpline);
  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_ptr_array_add (changes, bell_store_new_message (store, ticket_id, BELL_MESSAGE_KIND_REPLY, text, attachments));
  commit (helpline, changes);
}

/**
 * bell_asking_withdraw:
 * @helpline: an open helpline
 * @ticket_id: one's own request
 * @text: what those who help are told
 *
 * Takes a request back: it is solved, and says why.
 */
void
bell_asking_withdraw (BellHelpline *helpline,
                      const char   *ticket_id,
                      const char   *text)
{
  g_autoptr(GPtrArray) changes = NULL;
  BellStore *store;

  g_return_if_fail (BELL_IS_HELPLINE (helpline));
  g_return_if_fail (ticket_id != NULL && text != NULL);

  store = bell_helpline_get_store (helpline);
  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_ptr_array_add (changes, bell_store_new_message (store, ticket_id, BELL_MESSAGE_KIND_REPLY, text, NULL));
  g_ptr_array_add (changes, new_status_change (store, ticket_id, BELL_STATUS_SOLVED));
  commit (helpline, changes);
}

/**
 * bell_asking_rate:
 * @helpline: an open helpline
 * @ticket_id: one's own request, solved and not rated yet
 * @score: %BELL_MIN_SURVEY_SCORE to %BELL_MAX_SURVEY_SCORE
 * @comment: (nullable): a line
 *
 * Says how content one is with what was done. It is kept with the request.
 */
void
bell_asking_rate (BellHelpline *helpline,
                  const char   *ticket_id,
                  int           score,
                  const char   *comment)
{
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(BellPatch) patch = NULL;

  g_return_if_fail (BELL_IS_HELPLINE (helpline));
  g_return_if_fail (ticket_id != NULL);
  g_return_if_fail (score >= BELL_MIN_SURVEY_SCORE && score <= BELL_MAX_SURVEY_SCORE);

  patch = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_integer (patch, BELL_TICKET_SURVEY_SCORE, score);
  if (comment != NULL)
    bell_patch_set_text (patch, BELL_TICKET_SURVEY_COMMENT, comment);
  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_ptr_array_add (changes, bell_store_new_change (bell_helpline_get_store (helpline), BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET,
                                                   ticket_id, patch, NULL));
  commit (helpline, changes);
}

/**
 * bell_asking_thank:
 * @helpline: an open helpline
 * @article_id: an article
 *
 * Says that an article helped; it is counted once for each person.
 */
void
bell_asking_thank (BellHelpline *helpline,
                   const char   *article_id)
{
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(BellPatch) patch = NULL;
  BellStore *store;

  g_return_if_fail (BELL_IS_HELPLINE (helpline));
  g_return_if_fail (article_id != NULL);

  store = bell_helpline_get_store (helpline);
  patch = bell_patch_new (BELL_TYPE_ARTICLE);
  bell_patch_add_member (patch, BELL_ARTICLE_VOTES, bell_store_get_principal_id (store));
  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_ptr_array_add (changes, bell_store_new_change (store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_ARTICLE, article_id, patch, NULL));
  commit (helpline, changes);
}

/**
 * bell_asking_move:
 * @helpline: an open helpline
 * @ticket_id: one's own request
 * @status: solved, or open again
 *
 * Says that help has come, or that it was none.
 */
void
bell_asking_move (BellHelpline *helpline,
                  const char   *ticket_id,
                  BellStatus    status)
{
  g_autoptr(GPtrArray) changes = NULL;

  g_return_if_fail (BELL_IS_HELPLINE (helpline));
  g_return_if_fail (ticket_id != NULL);
  g_return_if_fail (status == BELL_STATUS_SOLVED || status == BELL_STATUS_OPEN);

  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_ptr_array_add (changes, new_status_change (bell_helpline_get_store (helpline), ticket_id, status));
  commit (helpline, changes);
}
