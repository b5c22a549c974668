/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "server-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bell-command.h"
#include "bell-id.h"
#include "bell-search.h"
#include "bell-test-postgres.h"
#include "bell-test-server.h"

static const struct
{
  const char *name;
  BellRole role;
} people[N_PEOPLE] = {
  [ADMIN] = { "admin", BELL_ROLE_ADMIN },
  [LEAD] = { "lead", BELL_ROLE_LEAD },
  [AGENT] = { "agent", BELL_ROLE_AGENT },
  [OTHER] = { "other", BELL_ROLE_AGENT },
  [REQUESTER] = { "requester", BELL_ROLE_REQUESTER },
  [STRANGER] = { "stranger", BELL_ROLE_REQUESTER },
};

static void
make_people (ServerFixture *self)
{
  g_autoptr (BellPatch) team = bell_patch_new (BELL_TYPE_TEAM);
  g_autoptr (GError) error = NULL;

  self->team = bell_id_new (BELL_TYPE_TEAM, self->clock);
  bell_patch_set_text (team, BELL_TEAM_NAME, "Desk");
  bell_command_apply (self->organisation, BELL_CHANGE_KIND_CREATE, self->team, team, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < N_PEOPLE; i++)
    {
      g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_PRINCIPAL);
      g_autofree char *email = g_strconcat (people[i].name, "@test.example", NULL);

      self->ids[i] = bell_id_new (BELL_TYPE_PRINCIPAL, self->clock);
      bell_patch_set_text (patch, BELL_PRINCIPAL_NAME, people[i].name);
      bell_patch_set_text (patch, BELL_PRINCIPAL_EMAIL, email);
      bell_patch_set_integer (patch, BELL_PRINCIPAL_ROLE, people[i].role);
      bell_patch_set_integer (patch, BELL_PRINCIPAL_ACTIVE, TRUE);
      bell_command_apply (self->organisation, BELL_CHANGE_KIND_CREATE, self->ids[i], patch, &error);
      g_assert_no_error (error);
      bell_accounts_set_disabled (self->accounts, self->ids[i], FALSE, &error);
      g_assert_no_error (error);
      self->tokens[i] = bell_accounts_make_token (self->accounts, self->ids[i], "test", &error);
      g_assert_no_error (error);
    }
}

void
server_fixture_set_up (ServerFixture *self,
                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("deskbell-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = bell_test_postgres_make_database ();
  if (self->path == NULL)
    self->path = g_build_filename (self->folder, "server.db", NULL);
  self->clock = bell_manual_clock_new (G_GINT64_CONSTANT (1764000000000), 7);
  self->organisation = bell_organisation_create (self->path, self->clock, "Test", &error);
  g_assert_no_error (error);
  self->server = bell_server_new (self->organisation, NULL);
  self->accounts = g_object_ref (bell_server_get_accounts (self->server));
  make_people (self);
  bell_server_start (self->server, "127.0.0.1", 0, &error);
  g_assert_no_error (error);
  self->port = bell_http_server_get_port (bell_server_get_http (self->server));
}

void
server_fixture_tear_down (ServerFixture *self,
                          gconstpointer  data)
{
  g_autoptr (GDir) directory = NULL;
  const char *name;

  bell_server_stop (self->server);
  g_clear_object (&self->accounts);
  g_assert_finalize_object (g_steal_pointer (&self->server));
  g_assert_finalize_object (g_steal_pointer (&self->organisation));
  g_assert_finalize_object (g_steal_pointer (&self->clock));
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      g_free (self->ids[i]);
      g_free (self->tokens[i]);
    }
  g_free (self->team);
  directory = g_dir_open (self->folder, 0, NULL);
  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

char *
server_fixture_post (ServerFixture *self,
                     const char    *token,
                     const char    *body,
                     gssize         length,
                     guint         *status)
{
  return bell_test_http_request (self->port, "POST", "/jmap/api", token, "Content-Type: application/json\r\n", body, length, status, NULL);
}

char *
server_fixture_call_text (ServerFixture *self,
                          Person         person,
                          const char    *calls)
{
  g_autoptr (GString) text = g_string_new (calls);
  g_autofree char *body = NULL;
  char *answer;
  guint status;

  g_string_replace (text, "@account", bell_organisation_get_id (self->organisation), 0);
  g_string_replace (text, "@team", self->team, 0);
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      g_autofree char *word = g_strconcat ("@", people[i].name, NULL);

      g_string_replace (text, word, self->ids[i], 0);
    }
  body = g_strconcat ("{\"using\":[\"urn:ietf:params:jmap:core\",\"urn:ietf:params:jmap:conditional\","
                      "\"https://deskbell.org/ns/jmap/helpdesk\"],\"methodCalls\":", text->str, "}", NULL);
  answer = server_fixture_post (self, self->tokens[person], body, -1, &status);
  if (status != 200)
    g_test_message ("%u: %s", status, answer);
  g_assert_cmpuint (status, ==, 200);
  return answer;
}

BellReply *
server_fixture_call (ServerFixture *self,
                     Person         person,
                     const char    *calls)
{
  g_autofree char *text = server_fixture_call_text (self, person, calls);
  g_autoptr (GError) error = NULL;
  BellReply *reply = bell_reply_parse (text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  return reply;
}

static char *
create (ServerFixture *self,
        Person         person,
        BellType       type,
        const char    *object)
{
  g_autofree char *id = bell_id_new (type, self->clock);
  g_autofree char *calls = g_strdup_printf ("[[\"%s/set\",{\"accountId\":\"@account\",\"create\":{\"%s\":%s}},\"c0\"]]",
                                            bell_type_get_wire_name (type), id, object);
  g_autoptr (BellReply) reply = server_fixture_call (self, person, calls);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellSetResponse) set = bell_reply_read_set (reply, "c0", type, &error);
  const BellSetResult *result;

  g_assert_no_error (error);
  result = bell_set_response_find (set, BELL_CHANGE_KIND_CREATE, id);
  g_assert_nonnull (result);
  if (result->error != NULL)
    g_test_message ("%s: %s", result->error->name, result->error->description);
  g_assert_null (result->error);
  g_assert_cmpstr (result->id, ==, id);
  return g_steal_pointer (&id);
}

/* @more: further members, each with a comma before it. */
char *
server_fixture_new_ticket (ServerFixture *self,
                           Person         person,
                           const char    *more)
{
  g_autofree char *object =
    g_strdup_printf ("{\"subject\":\"Printer\"%s%s}",
                     strstr (more, "requesterId") != NULL ? "" : ",\"requesterId\":\"@requester\"", more);

  return create (self, person, BELL_TYPE_TICKET, object);
}

char *
server_fixture_new_message (ServerFixture *self,
                            Person         person,
                            const char    *ticket_id,
                            const char    *kind,
                            const char    *body)
{
  g_autofree char *object = g_strdup_printf ("{\"ticketId\":\"%s\",\"kind\":\"%s\",\"body\":\"%s\"}", ticket_id, kind, body);

  return create (self, person, BELL_TYPE_MESSAGE, object);
}

char *
server_fixture_try_set (ServerFixture *self,
                        Person         person,
                        BellType       type,
                        const char    *arguments)
{
  g_autofree char *calls = g_strdup_printf ("[[\"%s/set\",{\"accountId\":\"@account\",%s},\"c0\"]]",
                                            bell_type_get_wire_name (type), arguments);
  g_autoptr (BellReply) reply = server_fixture_call (self, person, calls);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellSetResponse) set = bell_reply_read_set (reply, "c0", type, &error);
  const BellSetResult *result;

  if (set == NULL)
    return g_strdup (bell_jmap_error_to_method_type (error));
  g_assert_cmpuint (set->results->len, ==, 1);
  result = set->results->pdata[0];
  return result->error != NULL ? g_strdup (result->error->name) : NULL;
}

char *
server_fixture_state (ServerFixture *self,
                      Person         person,
                      BellType       type)
{
  g_autofree char *calls = g_strdup_printf ("[[\"%s/get\",{\"accountId\":\"@account\",\"ids\":[]},\"c0\"]]", bell_type_get_wire_name (type));
  g_autoptr (BellReply) reply = server_fixture_call (self, person, calls);
  g_autoptr (GError) error = NULL;
  g_autoptr (BellGetResponse) get = bell_reply_read_get (reply, "c0", type, &error);

  g_assert_no_error (error);
  return g_steal_pointer (&get->state);
}

/* What only the administrator at the keyboard can do. */
void
server_fixture_grant (ServerFixture *self,
                      const char    *what,
                      const char    *object_id,
                      guint          index,
                      gint64         value)
{
  g_autoptr (BellPatch) patch = bell_patch_new (bell_type_from_letter (object_id[0]));
  g_autoptr (GError) error = NULL;

  bell_patch_set_integer (patch, index, value);
  bell_command_apply (self->organisation, BELL_CHANGE_KIND_UPDATE, object_id, patch, &error);
  g_assert_no_error (error);
}

/* --- Events --- */

void
server_fixture_listen (ServerFixture  *fixture,
                       ServerListener *listener,
                       Person          person,
                       const char     *query,
                       const char     *headers)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *request = g_strdup_printf ("GET /jmap/eventsource?%s HTTP/1.0\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s\r\n",
                                              query, fixture->tokens[person], headers);
  g_autoptr (GString) head = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char byte;

  g_socket_client_set_timeout (client, 30);
  listener->connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) fixture->port, NULL, &error);
  g_assert_no_error (error);
  listener->reader = bell_event_reader_new (BELL_EVENT_MAX_SIZE);
  listener->ended = FALSE;
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (listener->connection)), request, strlen (request), NULL, NULL, NULL);
  while (!g_str_has_suffix (head->str, "\r\n\r\n"))
    {
      g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (listener->connection)), &byte, 1, NULL, NULL), ==, 1);
      g_string_append_c (head, byte);
    }
  g_assert_nonnull (strstr (head->str, " 200 "));
  g_assert_nonnull (strstr (head->str, "text/event-stream"));
}

void
server_fixture_merge_index (ServerFixture *self)
{
  g_autoptr (GError) error = NULL;

  bell_search_merge_all (self->organisation, &error);
  g_assert_no_error (error);
}

void
server_listener_clear (ServerListener *listener)
{
  g_clear_object (&listener->connection);
  g_clear_pointer (&listener->reader, bell_event_reader_free);
}

BellEvent *
server_listener_next (ServerListener *listener)
{
  BellEvent *event;
  char buffer[1024];

  while ((event = bell_event_reader_pop (listener->reader)) == NULL && !listener->ended)
    {
      gssize n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (listener->connection)), buffer, sizeof buffer, NULL, NULL);

      if (n <= 0)
        listener->ended = TRUE;
      else
        g_assert_true (bell_event_reader_push (listener->reader, buffer, (gsize) n, NULL));
    }
  return event;
}
