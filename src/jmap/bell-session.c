/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-session.h"

#include <string.h>

#include "bell-id.h"
#include "bell-jmap-calls.h"

/* The Session object (RFC 8620 section 2). */

static const struct
{
  const char *name;
  gsize offset;
} core_limits[] = {
  { "maxSizeUpload", G_STRUCT_OFFSET (BellJmapLimits, max_size_upload) },
  { "maxConcurrentUpload", G_STRUCT_OFFSET (BellJmapLimits, max_concurrent_upload) },
  { "maxSizeRequest", G_STRUCT_OFFSET (BellJmapLimits, max_size_request) },
  { "maxConcurrentRequests", G_STRUCT_OFFSET (BellJmapLimits, max_concurrent_requests) },
  { "maxCallsInRequest", G_STRUCT_OFFSET (BellJmapLimits, max_calls_in_request) },
  { "maxObjectsInGet", G_STRUCT_OFFSET (BellJmapLimits, max_objects_in_get) },
  { "maxObjectsInSet", G_STRUCT_OFFSET (BellJmapLimits, max_objects_in_set) },
};

/* The arguments of Foo/set that are Deskbell's own (bell_set_call_parse()). */
static const char *const set_arguments[] = { "actedAt", "changeIds", "ifKnown", "ifTicketUnchangedBy", NULL };

/* What a server says of itself is not believed beyond this. */
#define MAX_LIMIT G_GINT64_CONSTANT (1000000000000)

#define LIMIT_AT(limits, i) G_STRUCT_MEMBER (gint64, (limits), core_limits[i].offset)

/**
 * bell_session_new:
 * @base_url: (nullable): where the server is, as in "https://help.example.org",
 *   without a slash at the end; %NULL leaves the addresses empty
 *
 * Returns: (transfer full): a session with the usual addresses and limits; the
 *   rest is for the caller to set
 */
BellSession *
bell_session_new (const char *base_url)
{
  BellSession *self = g_new0 (BellSession, 1);

  bell_jmap_limits_init (&self->limits);
  if (base_url != NULL)
    {
      self->api_url = g_strconcat (base_url, "/jmap/api", NULL);
      self->upload_url = g_strconcat (base_url, "/jmap/upload/{accountId}", NULL);
      self->download_url = g_strconcat (base_url, "/jmap/download/{accountId}/{blobId}/{name}?accept={type}", NULL);
      self->event_source_url = g_strconcat (base_url, "/jmap/eventsource?types={types}&closeafter={closeafter}&ping={ping}",
                                            NULL);
      self->snapshot_url = g_strconcat (base_url, "/jmap/snapshot", NULL);
    }

  return self;
}

/**
 * bell_session_free:
 * @self: (transfer full): a session
 */
void
bell_session_free (BellSession *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->username);
  g_free (self->account_id);
  g_free (self->account_name);
  g_free (self->principal_id);
  g_free (self->api_url);
  g_free (self->upload_url);
  g_free (self->download_url);
  g_free (self->event_source_url);
  g_free (self->snapshot_url);
  g_free (self->state);
  g_free (self);
}

static void
empty_member (BellJsonWriter *writer,
              const char     *name)
{
  bell_json_writer_begin_object_member (writer, name);
  bell_json_writer_end_object (writer);
}

static void
write_capabilities (const BellSession *self,
                    BellJsonWriter    *writer)
{
  bell_json_writer_begin_object_member (writer, "capabilities");

  bell_json_writer_begin_object_member (writer, BELL_CAPABILITY_CORE);
  for (gsize i = 0; i < G_N_ELEMENTS (core_limits); i++)
    bell_json_writer_integer_member (writer, core_limits[i].name, LIMIT_AT (&self->limits, i));
  bell_json_writer_begin_array_member (writer, "collationAlgorithms");
  bell_json_writer_end_array (writer);
  bell_json_writer_end_object (writer);

  empty_member (writer, BELL_CAPABILITY_CONDITIONAL);

  bell_json_writer_begin_object_member (writer, BELL_CAPABILITY_HELPDESK);
  bell_json_writer_integer_member (writer, "maxDepth", self->limits.max_depth);
  bell_json_writer_integer_member (writer, "maxSizeHeader", self->limits.max_size_header);
  bell_json_writer_integer_member (writer, "maxConcurrentStreams", self->limits.max_concurrent_streams);
  bell_json_writer_integer_member (writer, "maxIdsInIfKnown", BELL_SET_MAX_KNOWN);
  bell_json_writer_strings_member (writer, "setArguments", set_arguments);
  bell_json_writer_string_member (writer, "snapshotUrl", self->snapshot_url);
  bell_json_writer_end_object (writer);

  bell_json_writer_end_object (writer);
}

static void
write_account (const BellSession *self,
               BellJsonWriter    *writer)
{
  bell_json_writer_begin_object_member (writer, "accounts");
  bell_json_writer_begin_object_member (writer, self->account_id);
  bell_json_writer_string_member (writer, "name", self->account_name != NULL ? self->account_name : "");
  bell_json_writer_boolean_member (writer, "isPersonal", FALSE);
  bell_json_writer_boolean_member (writer, "isReadOnly", FALSE);
  bell_json_writer_begin_object_member (writer, "accountCapabilities");
  empty_member (writer, BELL_CAPABILITY_CORE);
  empty_member (writer, BELL_CAPABILITY_CONDITIONAL);
  bell_json_writer_begin_object_member (writer, BELL_CAPABILITY_HELPDESK);
  bell_json_writer_string_member (writer, "principalId", self->principal_id);
  bell_json_writer_string_member (writer, "role", bell_enum_to_nick (bell_role_get_type (), (int) self->role));
  bell_json_writer_end_object (writer);
  bell_json_writer_end_object (writer);
  bell_json_writer_end_object (writer);
  bell_json_writer_end_object (writer);

  bell_json_writer_begin_object_member (writer, "primaryAccounts");
  bell_json_writer_string_member (writer, BELL_CAPABILITY_HELPDESK, self->account_id);
  bell_json_writer_end_object (writer);
}

/**
 * bell_session_to_json:
 * @self: a session in which all is set
 * @writer: where to write
 *
 * Writes the Session object.
 */
void
bell_session_to_json (const BellSession *self,
                      BellJsonWriter    *writer)
{
  g_return_if_fail (self != NULL && writer != NULL);
  g_return_if_fail (self->account_id != NULL && self->principal_id != NULL && self->state != NULL);

  bell_json_writer_begin_object (writer);
  write_capabilities (self, writer);
  write_account (self, writer);
  bell_json_writer_string_member (writer, "username", self->username != NULL ? self->username : "");
  bell_json_writer_string_member (writer, "apiUrl", self->api_url);
  bell_json_writer_string_member (writer, "downloadUrl", self->download_url);
  bell_json_writer_string_member (writer, "uploadUrl", self->upload_url);
  bell_json_writer_string_member (writer, "eventSourceUrl", self->event_source_url);
  bell_json_writer_string_member (writer, "state", self->state);
  bell_json_writer_end_object (writer);
}

static gboolean
bad_session (const char  *what,
             GError     **error)
{
  g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE, "This server is no Deskbell server: %s", what);
  return FALSE;
}

static gboolean
read_limits (BellSession         *self,
             const BellJsonNode  *core,
             const BellJsonNode  *helpdesk,
             GError             **error)
{
  gint64 depth;

  for (gsize i = 0; i < G_N_ELEMENTS (core_limits); i++)
    {
      gint64 limit;

      if (!bell_json_node_get_integer (bell_json_node_get_member (core, core_limits[i].name), &limit) || limit < 1)
        return bad_session ("its session states no sound limits", error);
      LIMIT_AT (&self->limits, i) = MIN (limit, MAX_LIMIT);
    }

  if (bell_json_node_get_integer (bell_json_node_get_member (helpdesk, "maxDepth"), &depth) && depth >= 8)
    self->limits.max_depth = MIN (depth, 512);

  return TRUE;
}

static gboolean
read_string (const BellJsonNode  *object,
             const char          *name,
             char               **text,
             GError             **error)
{
  const char *found = bell_json_node_get_string (bell_json_node_get_member (object, name));

  if (found == NULL || *found == '\0' || strlen (found) > 2048)
    return bad_session ("its session lacks an address or a name", error);

  g_free (*text);
  *text = g_strdup (found);
  return TRUE;
}

static gboolean
read_account (BellSession         *self,
              const BellJsonNode  *root,
              GError             **error)
{
  const BellJsonNode *account, *helpdesk;
  int role;

  if (!read_string (bell_json_node_get_member (root, "primaryAccounts"), BELL_CAPABILITY_HELPDESK, &self->account_id, error))
    return FALSE;

  /* It becomes the name of a folder. */
  if (self->account_id[0] != 'O' || !bell_id_is_valid (self->account_id, BELL_TYPE_NONE))
    return bad_session ("its account has no id of ours", error);

  account = bell_json_node_get_member (bell_json_node_get_member (root, "accounts"), self->account_id);
  helpdesk = bell_json_node_get_member (bell_json_node_get_member (account, "accountCapabilities"), BELL_CAPABILITY_HELPDESK);

  if (!read_string (helpdesk, "principalId", &self->principal_id, error))
    return FALSE;
  if (!bell_id_is_valid (self->principal_id, BELL_TYPE_PRINCIPAL))
    return bad_session ("it does not say who is signed in", error);

  if (!bell_enum_from_nick (bell_role_get_type (),
                            bell_json_node_get_string (bell_json_node_get_member (helpdesk, "role")), &role) ||
      role == BELL_ROLE_NOBODY)
    return bad_session ("it does not say as what somebody is signed in", error);

  self->role = (BellRole) role;
  self->account_name = g_strdup (bell_json_node_get_string (bell_json_node_get_member (account, "name")));
  return TRUE;
}

/**
 * bell_session_parse:
 * @text: the body of an answer to a request for the session
 * @length: its length in bytes
 * @error: return location
 *
 * Reads a Session object. Its addresses are strings and nothing else yet: that
 * they lead to the same server is for the caller to see to.
 *
 * Returns: (transfer full): the session, or %NULL with a %BELL_JMAP_ERROR
 */
BellSession *
bell_session_parse (const char  *text,
                    gsize        length,
                    GError     **error)
{
  const BellJsonLimits limits = { 1024 * 1024, 16 };
  g_autoptr (BellSession) self = NULL;
  g_autoptr (BellJson) json = NULL;
  const BellJsonNode *root, *capabilities, *core, *helpdesk;

  json = bell_json_parse (text, length, &limits, error);
  if (json == NULL)
    return NULL;

  root = bell_json_get_root (json);
  capabilities = bell_json_node_get_member (root, "capabilities");
  core = bell_json_node_get_member (capabilities, BELL_CAPABILITY_CORE);
  helpdesk = bell_json_node_get_member (capabilities, BELL_CAPABILITY_HELPDESK);
  if (core == NULL || helpdesk == NULL)
    {
      bad_session ("it does not offer a helpdesk", error);
      return NULL;
    }

  self = bell_session_new (NULL);
  if (!read_limits (self, core, helpdesk, error) ||
      !read_account (self, root, error) ||
      !read_string (helpdesk, "snapshotUrl", &self->snapshot_url, error) ||
      !read_string (root, "apiUrl", &self->api_url, error) ||
      !read_string (root, "downloadUrl", &self->download_url, error) ||
      !read_string (root, "uploadUrl", &self->upload_url, error) ||
      !read_string (root, "eventSourceUrl", &self->event_source_url, error) ||
      !read_string (root, "state", &self->state, error))
    return NULL;

  self->username = g_strdup (bell_json_node_get_string (bell_json_node_get_member (root, "username")));

  return g_steal_pointer (&self);
}

/**
 * bell_url_template_expand:
 * @template_url: an address with {variables} (RFC 6570, level 1)
 * @...: the name of a variable and its value, and so on, then %NULL
 *
 * Puts values in the place of variables, percent-encoded; a variable that is
 * not given becomes nothing.
 *
 * Returns: (transfer full): the address
 */
char *
bell_url_template_expand (const char *template_url,
                          ...)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  GString *url;
  va_list arguments;
  char *name;

  g_return_val_if_fail (template_url != NULL, NULL);

  va_start (arguments, template_url);
  while ((name = va_arg (arguments, char *)) != NULL)
    g_hash_table_insert (values, name, va_arg (arguments, char *));
  va_end (arguments);

  url = g_string_new (NULL);
  while (*template_url != '\0')
    {
      gsize plain = strcspn (template_url, "{");
      const char *close = strchr (template_url + plain, '}');
      g_autofree char *variable = NULL;
      const char *value;

      g_string_append_len (url, template_url, (gssize) plain);
      template_url += plain;
      if (*template_url == '\0')
        break;
      if (close == NULL)
        {
          g_string_append (url, template_url);
          break;
        }

      variable = g_strndup (template_url + 1, (gsize) (close - template_url - 1));
      value = g_hash_table_lookup (values, variable);
      if (value != NULL)
        g_string_append_uri_escaped (url, value, NULL, FALSE);
      template_url = close + 1;
    }

  return g_string_free (url, FALSE);
}
