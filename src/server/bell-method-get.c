/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-server-private.h"

/* Foo/get and Foo/changes (RFC 8620 sections 5.1 and 5.2), for every type. */

#define MAX_CHANGES 5000
/* Of all the answers to a request together; clients take twice as much. */
#define MAX_ANSWER (32 * 1024 * 1024)

static gboolean
check_size (BellJsonWriter  *writer,
            GError         **error)
{
  if (bell_json_writer_get_length (writer) <= MAX_ANSWER)
    return TRUE;
  g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_REQUEST_TOO_LARGE,
                       _("That is more than is sent in one answer. Ask for fewer objects at once."));
  return FALSE;
}

static gboolean
write_one (BellApiCall       *call,
           const BellGetCall *get,
           const char        *id,
           BellJsonWriter    *writer,
           GPtrArray         *missing,
           GError           **error)
{
  BellRole role = call->who->actor.role;

  if (get->type == BELL_TYPE_CHANGE)
    {
      g_autoptr (BellChange) change = NULL;

      if (!bell_reader_get_change (&call->reader, id, &change, error))
        return FALSE;
      if (change != NULL)
        bell_wire_change_to_json (writer, change, role, get->properties);
      else
        g_ptr_array_add (missing, (gpointer) id);
    }
  else
    {
      g_autoptr (BellRecord) record = NULL;

      if (!bell_reader_get_record (&call->reader, get->type, id, &record, error))
        return FALSE;
      if (record != NULL)
        bell_wire_record_to_json (writer, record, role, get->properties);
      else
        g_ptr_array_add (missing, (gpointer) id);
    }
  return TRUE;
}

static gboolean
write_all (BellApiCall       *call,
           const BellGetCall *get,
           BellJsonWriter    *writer,
           GError           **error)
{
  BellTable *table;
  g_autoptr (BellStatement) statement = NULL;
  g_autofree char *clauses = NULL;
  gboolean with_principal, row;
  gint64 n = 0;

  if (get->type == BELL_TYPE_CHANGE)
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_REQUEST_TOO_LARGE, _("Ask for changes by their ids."));
      return FALSE;
    }

  table = bell_organisation_get_table (call->reader.organisation, get->type);
  clauses = g_strdup_printf ("WHERE %s ORDER BY id LIMIT %" G_GINT64_FORMAT,
                             bell_reader_get_scope (&call->reader, get->type, &with_principal),
                             call->server->limits.max_objects_in_get + 1);
  statement = bell_table_select (table, call->reader.database, clauses, error);
  if (statement == NULL)
    return FALSE;
  if (with_principal)
    bell_statement_bind_text (statement, 1, call->who->principal_id);
  for (;;)
    {
      g_autoptr (BellRecord) record = NULL;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      if (++n > call->server->limits.max_objects_in_get)
        {
          g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_REQUEST_TOO_LARGE,
                               _("There are more objects than may be asked for at once."));
          return FALSE;
        }
      record = bell_table_read_row (table, statement, 0, error);
      if (record == NULL)
        return FALSE;
      bell_wire_record_to_json (writer, record, call->who->actor.role, get->properties);
      if (!check_size (writer, error))
        return FALSE;
    }
}

static gboolean
run_get (BellApiCall       *call,
         const BellGetCall *get,
         GError           **error)
{
  g_autofree char *state = bell_reader_get_state (&call->reader, get->type, error);
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  BellJsonWriter *writer;

  if (state == NULL)
    return FALSE;
  writer = bell_jmap_response_begin (call->response, call->index, call->name);
  bell_json_writer_string_member (writer, "accountId", get->account_id);
  bell_json_writer_string_member (writer, "state", state);
  bell_json_writer_begin_array_member (writer, "list");
  if (get->ids == NULL)
    {
      if (!write_all (call, get, writer, error))
        return FALSE;
    }
  else
    {
      for (guint i = 0; i < get->ids->len; i++)
        if (!write_one (call, get, get->ids->pdata[i], writer, missing, error) || !check_size (writer, error))
          return FALSE;
    }
  bell_json_writer_end_array (writer);
  bell_json_writer_begin_array_member (writer, "notFound");
  for (guint i = 0; i < missing->len; i++)
    bell_json_writer_string (writer, missing->pdata[i]);
  bell_json_writer_end_array (writer);
  bell_jmap_response_end (call->response);
  return TRUE;
}

gboolean
bell_method_get (BellApiCall *call,
                 BellType     type,
                 BellJson    *arguments,
                 GError     **error)
{
  g_autoptr (BellGetCall) get = bell_get_call_parse (type, arguments, &call->server->limits, error);
  gboolean done;

  if (get == NULL || !bell_api_check_account (call, get->account_id, error) || !bell_reader_begin (&call->reader, error))
    return FALSE;
  done = run_get (call, get, error);
  bell_reader_end (&call->reader);
  return done;
}

static void
write_ids (BellJsonWriter *writer,
           const char     *name,
           GPtrArray      *ids)
{
  bell_json_writer_begin_array_member (writer, name);
  for (guint i = 0; i < ids->len; i++)
    bell_json_writer_string (writer, ids->pdata[i]);
  bell_json_writer_end_array (writer);
}

gboolean
bell_method_changes (BellApiCall *call,
                     BellType     type,
                     BellJson    *arguments,
                     GError     **error)
{
  g_autoptr (BellChangesCall) changes = bell_changes_call_parse (type, arguments, error);
  g_auto (BellChangesPage) page = { 0 };
  BellJsonWriter *writer;
  gboolean done;

  if (changes == NULL || !bell_api_check_account (call, changes->account_id, error) ||
      !bell_reader_begin (&call->reader, error))
    return FALSE;
  done = bell_reader_get_changes (&call->reader, type, changes->since_state,
                                  (guint) (changes->max_changes > 0 ? MIN (changes->max_changes, MAX_CHANGES) : MAX_CHANGES),
                                  &page, error);
  bell_reader_end (&call->reader);
  if (!done)
    return FALSE;

  writer = bell_jmap_response_begin (call->response, call->index, call->name);
  bell_json_writer_string_member (writer, "accountId", changes->account_id);
  bell_json_writer_string_member (writer, "oldState", changes->since_state);
  bell_json_writer_string_member (writer, "newState", page.new_state);
  bell_json_writer_boolean_member (writer, "hasMoreChanges", page.more);
  write_ids (writer, "created", page.ids[BELL_NEWS_CREATED]);
  write_ids (writer, "updated", page.ids[BELL_NEWS_UPDATED]);
  write_ids (writer, "destroyed", page.ids[BELL_NEWS_DESTROYED]);
  bell_jmap_response_end (call->response);
  return TRUE;
}
