/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Event streams and snapshots. */

#include <string.h>

#include "bell-command.h"
#include "bell-compression.h"
#include "bell-event-stream.h"
#include "bell-id.h"
#include "bell-push.h"
#include "bell-snapshot.h"
#include "bell-test-server.h"
#include "server-fixture.h"

/* --- Events --- */

static BellStateChange *
next_state (ServerFixture *fixture,
            ServerListener      *listener)
{
  BellEvent *event = server_listener_next (listener);
  g_autoptr (GError) error = NULL;
  BellStateChange *change;

  g_assert_nonnull (event);
  g_assert_cmpstr (event->type, ==, "state");
  change = bell_state_change_from_text (event->data, strlen (event->data), bell_organisation_get_id (fixture->organisation), &error);
  g_assert_no_error (error);
  bell_event_free (event);
  return change;
}

static void
test_events (ServerFixture *fixture,
             gconstpointer  data)
{
  ServerListener agent, stranger;
  g_autofree char *ticket = NULL, *other = NULL;

  server_fixture_listen (fixture, &agent, AGENT, "types=*&closeafter=no&ping=0", "");
  server_fixture_listen (fixture, &stranger, STRANGER, "types=Ticket,Message,Nothing&closeafter=no&ping=0", "");

  ticket = server_fixture_new_ticket (fixture, OTHER, "");
  {
    g_autoptr (BellStateChange) change = next_state (fixture, &agent);
    g_autofree char *state = server_fixture_state (fixture, AGENT, BELL_TYPE_TICKET);

    g_assert_cmpstr (change->states[BELL_TYPE_TICKET], ==, state);
    g_assert_nonnull (change->states[BELL_TYPE_CHANGE]);
    g_assert_null (change->states[BELL_TYPE_ARTICLE]);
  }

  /* The stranger hears nothing of that one, but of this one. */
  other = server_fixture_new_ticket (fixture, OTHER, ",\"requesterId\":\"@stranger\"");
  {
    g_autoptr (BellStateChange) change = next_state (fixture, &stranger);
    g_autofree char *state = server_fixture_state (fixture, STRANGER, BELL_TYPE_TICKET);

    g_assert_cmpstr (change->states[BELL_TYPE_TICKET], ==, state);
    g_assert_null (change->states[BELL_TYPE_CHANGE]);
  }
  server_listener_clear (&agent);
  server_listener_clear (&stranger);
}

static void
test_close_after_state (ServerFixture *fixture,
                        gconstpointer  data)
{
  ServerListener listener;

  server_fixture_listen (fixture, &listener, AGENT, "types=Ticket&closeafter=state&ping=0", "");
  g_free (server_fixture_new_ticket (fixture, OTHER, ""));
  bell_state_change_free (next_state (fixture, &listener));
  g_assert_null (server_listener_next (&listener));
  server_listener_clear (&listener);
}

/* Who comes back hears at once what was missed. */
static void
test_last_event_id (ServerFixture *fixture,
                    gconstpointer  data)
{
  ServerListener listener;

  g_free (server_fixture_new_ticket (fixture, OTHER, ""));
  server_fixture_listen (fixture, &listener, AGENT, "types=Ticket&closeafter=no&ping=0", "Last-Event-ID: 1\r\n");
  bell_state_change_free (next_state (fixture, &listener));
  server_listener_clear (&listener);
}

/* Another process writes to the same file: a command, while the server runs. */
static void
test_other_process (ServerFixture *fixture,
                    gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BellOrganisation) second = bell_organisation_open (fixture->path, fixture->clock, &error);
  g_autofree char *id = bell_id_new (BELL_TYPE_TEAM, fixture->clock);
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TEAM);
  g_autoptr (BellStateChange) change = NULL;
  ServerListener listener;

  server_fixture_listen (fixture, &listener, AGENT, "types=Team&closeafter=no&ping=0", "");
  bell_patch_set_text (patch, BELL_TEAM_NAME, "New");
  g_assert_true (bell_command_apply (second, BELL_CHANGE_KIND_CREATE, id, patch, &error));
  change = next_state (fixture, &listener);
  g_assert_nonnull (change->states[BELL_TYPE_TEAM]);
  server_listener_clear (&listener);
}

static void
test_too_many_streams (ServerFixture *fixture,
                       gconstpointer  data)
{
  ServerListener listeners[16];
  guint status;

  for (guint i = 0; i < G_N_ELEMENTS (listeners); i++)
    server_fixture_listen (fixture, &listeners[i], AGENT, "types=*&closeafter=no&ping=0", "");
  g_free (bell_test_http_request (fixture->port, "GET", "/jmap/eventsource?types=*", fixture->tokens[AGENT], NULL, NULL, 0, &status, NULL));
  g_assert_cmpuint (status, ==, 429);
  g_free (bell_test_http_request (fixture->port, "GET", "/jmap/eventsource?types=*&closeafter=perhaps", fixture->tokens[OTHER], NULL, NULL, 0, &status, NULL));
  g_assert_cmpuint (status, ==, 400);
  for (guint i = 0; i < G_N_ELEMENTS (listeners); i++)
    server_listener_clear (&listeners[i]);
}

/* Who may no longer come in hears nothing more. */
static void
test_disabled_listener (ServerFixture *fixture,
                        gconstpointer  data)
{
  ServerListener listener;
  BellEvent *event;

  server_fixture_listen (fixture, &listener, OTHER, "types=Team&closeafter=no&ping=0", "");
  g_assert_true (bell_accounts_set_disabled (fixture->accounts, fixture->ids[OTHER], TRUE, NULL));
  while ((event = server_listener_next (&listener)) != NULL)
    bell_event_free (event);
  g_assert_true (listener.ended);
  server_listener_clear (&listener);
}

/* --- Snapshots --- */

typedef struct
{
  GPtrArray *ids;
  char *first_cursor;
  char *state;
  gint64 counts[BELL_TYPE_NONE];
  gboolean ended;
} Taken;

static void
taken_clear (Taken *taken)
{
  g_ptr_array_unref (taken->ids);
  g_free (taken->first_cursor);
  g_free (taken->state);
}

static void
take (ServerFixture *fixture,
      Person         person,
      const char    *cursor,
      gboolean       zstd,
      gboolean       stop_at_cursor,
      guint         *status,
      Taken         *taken)
{
  g_autofree char *path = cursor != NULL ? g_strconcat ("/jmap/snapshot?since=", cursor, NULL) : g_strdup ("/jmap/snapshot");
  gsize length;
  g_autofree char *body = bell_test_http_request (fixture->port, "GET", path, fixture->tokens[person], zstd ? "Accept-Encoding: gzip, zstd\r\n" : NULL,
                                                  NULL, 0, status, &length);
  g_autoptr (BellSnapshotReader) reader = bell_snapshot_reader_new (BELL_SNAPSHOT_MAX_LINE);
  g_autoptr (GError) error = NULL;
  BellSnapshotEvent event;

  memset (taken, 0, sizeof *taken);
  taken->ids = g_ptr_array_new_with_free_func (g_free);
  if (*status != 200)
    return;
  if (zstd)
    {
      g_autoptr (GBytes) packed = g_bytes_new (body, length);
      g_autoptr (GBytes) plain = bell_decompress_bytes (packed, 100 * 1024 * 1024, &error);

      g_assert_no_error (error);
      bell_snapshot_reader_push (reader, g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
    }
  else
    {
      bell_snapshot_reader_push (reader, body, length);
    }
  while ((event = bell_snapshot_reader_next (reader, &error)) != BELL_SNAPSHOT_NEED_MORE && !taken->ended)
    {
      g_assert_no_error (error);
      if (event == BELL_SNAPSHOT_BEGIN)
        taken->state = g_strdup (bell_snapshot_reader_get_summary (reader)->states[BELL_TYPE_TICKET]);
      else if (event == BELL_SNAPSHOT_RECORD)
        g_ptr_array_add (taken->ids, g_strdup (bell_record_get_id (bell_snapshot_reader_get_record (reader))));
      else if (event == BELL_SNAPSHOT_CHANGE)
        g_ptr_array_add (taken->ids, g_strdup (bell_change_get_id (bell_snapshot_reader_get_change (reader))));
      else if (event == BELL_SNAPSHOT_CURSOR && taken->first_cursor == NULL)
        {
          taken->first_cursor = g_strdup (bell_snapshot_reader_get_cursor (reader));
          if (stop_at_cursor)
            return;
        }
      else if (event == BELL_SNAPSHOT_END)
        {
          memcpy (taken->counts, bell_snapshot_reader_get_counts (reader), sizeof taken->counts);
          taken->ended = TRUE;
        }
    }
}

static void
make_tickets (ServerFixture *fixture,
              guint          n)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  guint counts[3] = { 0 };

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = bell_id_new (BELL_TYPE_TICKET, fixture->clock);
      g_autofree char *change_id = bell_id_new (BELL_TYPE_CHANGE, fixture->clock);
      g_autofree char *message = bell_id_new (BELL_TYPE_MESSAGE, fixture->clock);
      g_autofree char *said = bell_id_new (BELL_TYPE_CHANGE, fixture->clock);
      g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
      g_autoptr (BellPatch) text = bell_patch_new (BELL_TYPE_MESSAGE);

      bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Subject");
      bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, fixture->ids[i % 10 == 0 ? STRANGER : REQUESTER]);
      bell_patch_set_integer (patch, BELL_TICKET_STATUS, i % 3 == 0 ? BELL_STATUS_CLOSED : BELL_STATUS_OPEN);
      g_ptr_array_add (changes, bell_change_new (change_id, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, id, patch, NULL, fixture->ids[AGENT], NULL, bell_clock_now (fixture->clock)));
      bell_patch_set_text (text, BELL_MESSAGE_TICKET_ID, id);
      bell_patch_set_text (text, BELL_MESSAGE_BODY, "Text");
      bell_patch_set_integer (text, BELL_MESSAGE_KIND, i % 2 == 0 ? BELL_MESSAGE_KIND_REPLY : BELL_MESSAGE_KIND_NOTE);
      g_ptr_array_add (changes, bell_change_new (said, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, message, text, NULL, fixture->ids[AGENT], NULL, bell_clock_now (fixture->clock)));
      bell_manual_clock_advance (BELL_MANUAL_CLOCK (fixture->clock), 1000);
    }
  g_assert_true (bell_organisation_import_batch (fixture->organisation, changes, NULL, counts, NULL));
  g_assert_cmpuint (counts[BELL_OUTCOME_APPLIED], ==, 2 * n);
}

static guint
count_letter (Taken *taken,
              char   letter)
{
  guint n = 0;

  for (guint i = 0; i < taken->ids->len; i++)
    n += ((const char *) taken->ids->pdata[i])[0] == letter;
  return n;
}

static void
test_snapshot (ServerFixture *fixture,
               gconstpointer  data)
{
  Taken all, packed, requester;
  g_autofree char *calls = NULL, *text = NULL;
  guint status;

  make_tickets (fixture, 300);
  take (fixture, AGENT, NULL, FALSE, FALSE, &status, &all);
  take (fixture, AGENT, NULL, TRUE, FALSE, &status, &packed);
  take (fixture, STRANGER, NULL, FALSE, FALSE, &status, &requester);
  g_assert_true (all.ended && packed.ended && requester.ended);
  g_assert_cmpuint (all.ids->len, ==, packed.ids->len);
  g_assert_cmpuint (count_letter (&all, 'T'), ==, 300);
  g_assert_cmpuint (count_letter (&all, 'M'), ==, 300);
  g_assert_cmpuint (count_letter (&all, 'P'), ==, N_PEOPLE);
  g_assert_cmpint (all.counts[BELL_TYPE_TICKET], ==, 300);
  g_assert_cmpint (all.counts[BELL_TYPE_CHANGE], ==, count_letter (&all, 'C'));
  /* Only what the messages do not tell themselves. */
  g_assert_cmpuint (count_letter (&all, 'C'), ==, 200);

  /* Of 30 tickets of the stranger all messages have even numbers: replies. */
  g_assert_cmpuint (count_letter (&requester, 'T'), ==, 30);
  g_assert_cmpuint (count_letter (&requester, 'M'), ==, 30);
  g_assert_cmpint (requester.counts[BELL_TYPE_MESSAGE], ==, 30);
  g_assert_cmpint (requester.counts[BELL_TYPE_CHANGE], ==, count_letter (&requester, 'C'));

  /* Its state is where /changes goes on. */
  calls = g_strdup_printf ("[[\"Ticket/changes\",{\"accountId\":\"@account\",\"sinceState\":\"%s\"},\"c0\"]]", all.state);
  text = server_fixture_call_text (fixture, AGENT, calls);
  g_assert_nonnull (strstr (text, "\"created\":[],\"updated\":[],\"destroyed\":[]"));
  taken_clear (&all);
  taken_clear (&packed);
  taken_clear (&requester);
}

static void
test_snapshot_resumed (ServerFixture *fixture,
                       gconstpointer  data)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *close = NULL, *destroy = NULL;
  Taken first, rest, again;
  guint status;
  const char *closed = NULL;

  make_tickets (fixture, 2600);
  take (fixture, AGENT, NULL, FALSE, TRUE, &status, &first);
  g_assert_nonnull (first.first_cursor);
  g_assert_cmpuint (first.ids->len, <, 2600);

  /* Life goes on meanwhile: a new ticket, a closed one that is opened and an open one that is closed. */
  g_free (server_fixture_new_ticket (fixture, AGENT, ""));
  for (guint i = 0; i < first.ids->len && closed == NULL; i++)
    if (((const char *) first.ids->pdata[i])[0] == 'T')
      closed = first.ids->pdata[i];
  close = g_strdup_printf ("\"update\":{\"%s\":{\"status\":\"closed\"}}", closed);
  g_assert_null (server_fixture_try_set (fixture, AGENT, BELL_TYPE_TICKET, close));

  take (fixture, AGENT, first.first_cursor, TRUE, FALSE, &status, &rest);
  g_assert_cmpuint (status, ==, 200);
  g_assert_true (rest.ended);
  g_assert_cmpstr (rest.state, ==, first.state);
  for (guint i = 0; i < first.ids->len; i++)
    g_hash_table_add (ids, first.ids->pdata[i]);
  for (guint i = 0; i < rest.ids->len; i++)
    g_hash_table_add (ids, rest.ids->pdata[i]);
  g_assert_cmpuint (g_hash_table_size (ids), ==,
                    (guint) (rest.counts[BELL_TYPE_TICKET] + rest.counts[BELL_TYPE_MESSAGE] + rest.counts[BELL_TYPE_PRINCIPAL] +
                             rest.counts[BELL_TYPE_TEAM] + rest.counts[BELL_TYPE_CHANGE]));
  g_assert_cmpint (rest.counts[BELL_TYPE_TICKET], ==, 2600);

  /* What was told is gone: no going on from there. */
  destroy = g_strdup_printf ("\"destroy\":[\"%s\"]", closed);
  g_assert_null (server_fixture_try_set (fixture, ADMIN, BELL_TYPE_TICKET, destroy));
  take (fixture, AGENT, first.first_cursor, FALSE, FALSE, &status, &again);
  g_assert_cmpuint (status, ==, 410);
  taken_clear (&again);
  take (fixture, AGENT, "../../etc/passwd", FALSE, FALSE, &status, &again);
  g_assert_cmpuint (status, ==, 410);
  taken_clear (&again);
  taken_clear (&first);
  taken_clear (&rest);
}

/* A client that asks for a snapshot and takes nothing holds up nobody, least of all the end. */
static void
test_snapshot_not_read (ServerFixture *fixture,
                        gconstpointer  data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) fixture->port, NULL, NULL);
  g_autofree char *request = g_strdup_printf ("GET /jmap/snapshot HTTP/1.0\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", fixture->tokens[AGENT]);
  char byte;

  make_tickets (fixture, 5000);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, NULL);
  g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), &byte, 1, NULL, NULL), ==, 1);
  g_free (server_fixture_new_ticket (fixture, AGENT, ""));
  bell_server_stop (fixture->server);
}

static void
add (const char *path,
     void      (*func) (ServerFixture *, gconstpointer))
{
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, func, server_fixture_tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/server/push/events", test_events);
  add ("/server/push/close-after-state", test_close_after_state);
  add ("/server/push/last-event-id", test_last_event_id);
  add ("/server/push/other-process", test_other_process);
  add ("/server/push/too-many-streams", test_too_many_streams);
  add ("/server/push/disabled-listener", test_disabled_listener);
  add ("/server/snapshot/whole", test_snapshot);
  add ("/server/snapshot/resumed", test_snapshot_resumed);
  add ("/server/snapshot/not-read", test_snapshot_not_read);
  return g_test_run ();
}
