/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-blobs.h"

#include <glib/gi18n-lib.h>

#include "bell-error.h"
#include "bell-id.h"
#include "bell-organisation-private.h"

/* Files: in a table, by the hash of their content. A blob id is looked up in
 * that table and nowhere else; it never becomes a path. */

static gboolean
run (BellDatabase *database,
     const char   *resource,
     const char   *one,
     const char   *two,
     gboolean     *row,
     GError      **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (database, resource, error);

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, one);
  bell_statement_bind_text (statement, 2, two);
  return bell_statement_step (statement, row, error);
}

static gboolean
insert (BellDatabase *writer,
        const char   *id,
        GBytes       *content,
        const char   *media_type,
        gint64        now,
        GError      **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (writer, BELL_SERVER_SQL ("blob-insert"), error);
  gconstpointer data;
  gsize size;

  if (statement == NULL)
    return FALSE;
  data = g_bytes_get_data (content, &size);
  bell_statement_bind_text (statement, 1, id);
  bell_statement_bind_int64 (statement, 2, (gint64) size);
  bell_statement_bind_text (statement, 3, media_type);
  bell_statement_bind_int64 (statement, 4, now);
  bell_statement_bind_blob (statement, 5, data != NULL ? data : "", size);
  return bell_statement_run (statement, error);
}

/**
 * bell_organisation_add_blob:
 * @content: the file, at most %BELL_MAX_ATTACHMENT bytes
 * @media_type: (nullable): what its bringer says it is
 * @principal_id: (nullable): who brings it, and may read it from now on
 *
 * The same content twice is kept once.
 *
 * Returns: (transfer full): its blob id, or %NULL with %BELL_SERVER_ERROR_INVALID or an error of #BellDatabaseError
 */
char *
bell_organisation_add_blob (BellOrganisation *self,
                            GBytes           *content,
                            const char       *media_type,
                            const char       *principal_id,
                            GError          **error)
{
  g_autofree char *id = NULL;
  BellDatabase *writer;
  gboolean row, done;

  g_return_val_if_fail (BELL_IS_ORGANISATION (self), NULL);
  g_return_val_if_fail (content != NULL, NULL);

  if (g_bytes_get_size (content) > BELL_MAX_ATTACHMENT)
    {
      g_set_error_literal (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID, _("The file is too large."));
      return NULL;
    }

  id = bell_blob_id_for_bytes (content);
  writer = bell_organisation_lock_writer (self, error);
  if (writer == NULL)
    return NULL;
  done = insert (writer, id, content, media_type, bell_clock_now (bell_organisation_get_clock (self)), error) &&
         (principal_id == NULL || run (writer, BELL_SERVER_SQL ("blob-upload-insert"), id, principal_id, &row, error)) &&
         bell_database_commit (writer, error);
  if (!done)
    bell_database_rollback (writer);
  bell_organisation_unlock_writer (self);
  return done ? g_steal_pointer (&id) : NULL;
}

/* Whether it hangs on a message that the actor may read. */
static gboolean
is_in_sight (BellOrganisation *organisation,
             BellDatabase     *reader,
             const BellActor  *actor,
             const char       *blob_id,
             gboolean         *in_sight,
             GError          **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (reader, BELL_SERVER_SQL ("blob-use-list"), error);
  gboolean row;

  *in_sight = FALSE;
  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, blob_id);
  while (!*in_sight)
    {
      g_autoptr (BellRecord) message = NULL;
      g_autoptr (BellRecord) ticket = NULL;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        break;
      if (!bell_organisation_get_record (organisation, reader, BELL_TYPE_MESSAGE, bell_statement_get_text (statement, 0), &message, error))
        return FALSE;
      if (message == NULL)
        continue;
      if (!bell_organisation_get_record (organisation, reader, BELL_TYPE_TICKET,
                                         bell_message_get_ticket_id (BELL_MESSAGE (message)), &ticket, error))
        return FALSE;
      *in_sight = ticket != NULL && bell_access_can_read (actor, message, ticket);
    }
  return TRUE;
}

/**
 * bell_blobs_read:
 * @actor: who asks
 * @content: (out) (transfer full) (nullable): the file; %NULL if there is none that they may read
 *
 * Returns: %FALSE on error
 */
gboolean
bell_blobs_read (BellOrganisation *organisation,
                 BellDatabase     *reader,
                 const BellActor  *actor,
                 const char       *blob_id,
                 GBytes          **content,
                 GError          **error)
{
  g_autoptr (BellStatement) statement = NULL;
  gboolean allowed = actor->role >= BELL_ROLE_AGENT, row;
  const void *data;
  gsize size;

  *content = NULL;
  if (!bell_blob_id_is_valid (blob_id))
    return TRUE;
  if (!allowed && !run (reader, BELL_SERVER_SQL ("blob-upload-get"), blob_id, actor->principal_id, &allowed, error))
    return FALSE;
  if (!allowed && !is_in_sight (organisation, reader, actor, blob_id, &allowed, error))
    return FALSE;
  if (!allowed)
    return TRUE;

  statement = bell_database_prepare_resource (reader, BELL_SERVER_SQL ("blob-content"), error);
  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, blob_id);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    {
      data = bell_statement_get_blob (statement, 0, &size);
      *content = g_bytes_new (data, size);
    }
  return TRUE;
}
