/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "bell-command.h"
#include "bell-title.h"
#include "bell-wire.h"

static const char *
state_name (BellOutboxState state)
{
  switch (state)
    {
    case BELL_OUTBOX_STATE_QUEUED: return "queued";
    case BELL_OUTBOX_STATE_SENT: return "sent";
    case BELL_OUTBOX_STATE_ACKNOWLEDGED: return "acknowledged";
    case BELL_OUTBOX_STATE_PARKED: return "parked";
    case BELL_OUTBOX_STATE_CONFIRMED: return "confirmed";
    }

  return "";
}

/* The card of a change that waits for a person; NULL if it does not. */
static BellConflict *
get_conflict (BellCli        *cli,
              BellOutboxItem *item)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (bell_outbox_item_get_state (item) != BELL_OUTBOX_STATE_PARKED)
    return NULL;

  bell_store_get_conflict (cli->store, bell_change_get_id (bell_outbox_item_get_change (item)), NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);

  return bell_store_get_conflict_finish (cli->store, result, NULL);
}

static const char *
person_name (BellCli    *cli,
             const char *id)
{
  const char *name = id != NULL ? bell_directory_get_name (bell_store_get_directory (cli->store), id) : NULL;

  return name != NULL ? name : _("somebody");
}

/* One value of a card; of a member of a set: whether it is there. */
static char *
field_text (BellCli                 *cli,
            const BellConflictField *field,
            GVariant                *value)
{
  if (field->member != NULL && value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  if (field->member != NULL)
    return g_strdup (value != NULL ? _("yes") : "–");

  return bell_cli_value_text (cli, field->property, value);
}

static void
print_conflict (BellCli            *cli,
                const BellConflict *conflict)
{
  for (guint i = 0; i < conflict->fields->len && conflict->kind != BELL_CONFLICT_GONE; i++)
    {
      const BellConflictField *field = g_ptr_array_index (conflict->fields, i);
      g_autofree char *name = bell_cli_property_name (field->property, field->member);
      g_autofree char *mine = field_text (cli, field, field->mine);
      g_autofree char *theirs = field_text (cli, field, field->theirs);
      g_autofree char *time = bell_cli_time_text (field->acted_at);

      if (field->is_condition && field->property == bell_ticket_property (BELL_TICKET_LAST_MESSAGE_ID))
        bell_cli_print (cli, BELL_STYLE_PLAIN, "         %s (%s, %s)\n", _("somebody has written since"),
                        person_name (cli, field->author_id), time);
      else if (field->is_condition)
        /* Translators: a property (“status”), its value, a person, a time */
        bell_cli_print (cli, BELL_STYLE_PLAIN, _("         %s is now %s (%s, %s)\n"), name, g_strdelimit (theirs, "\n", ' '),
                        person_name (cli, field->author_id), time);
      else
        /* Translators: a property (“status”), the value that was not taken, the one that stands, a person, a time */
        bell_cli_print (cli, BELL_STYLE_PLAIN, _("         %s: yours %s, now %s (%s, %s)\n"), name, g_strdelimit (mine, "\n", ' '),
                        g_strdelimit (theirs, "\n", ' '), person_name (cli, field->author_id), time);
    }

  for (guint i = 0; i < conflict->messages->len; i++)
    {
      const BellMessage *message = BELL_MESSAGE (g_ptr_array_index (conflict->messages, i));
      g_autofree char *time = bell_cli_time_text (bell_message_get_received_at (message));
      g_autofree char *body = g_strdup (bell_message_get_body (message));

      /* Translators: a person, a time and what they wrote */
      bell_cli_print (cli, BELL_STYLE_PLAIN, _("         %s wrote at %s: %s\n"),
                      person_name (cli, bell_message_get_author_id (message)), time, g_strdelimit (body, "\n", ' '));
    }
}

static void
print_item (BellCli        *cli,
            BellOutboxItem *item)
{
  BellChange *change = bell_outbox_item_get_change (item);
  const char *id = bell_change_get_id (change);
  const char *reason = bell_outbox_item_get_reason (item);
  BellOutboxState state = bell_outbox_item_get_state (item);
  g_autofree char *name = g_strconcat ("~", id + strlen (id) - 6, NULL);
  g_autofree char *time = bell_cli_time_text (bell_change_get_acted_at (change));
  g_autofree char *what = bell_cli_describe (cli, change);
  const char *ticket_id = bell_cli_ticket_of (change);
  g_autoptr (BellRecord) ticket = ticket_id != NULL ? bell_cli_lookup (cli, BELL_TYPE_TICKET, ticket_id, NULL) : NULL;
  g_autofree char *about = ticket != NULL ? bell_cli_ticket_name (ticket) : NULL;
  g_autoptr (BellRecord) object = ticket_id == NULL ? bell_cli_lookup (cli, bell_change_get_data_type (change),
                                                                       bell_change_get_object_id (change), NULL) : NULL;
  g_autoptr (BellConflict) conflict = get_conflict (cli, item);

  bell_cli_print_cell (cli, BELL_STYLE_BOLD, name, 7);
  bell_cli_print_cell (cli, state == BELL_OUTBOX_STATE_PARKED ? BELL_STYLE_RED : BELL_STYLE_PLAIN, state_name (state), 12);
  bell_cli_print_cell (cli, BELL_STYLE_DIM, time, 16);
  bell_cli_print_cell (cli, BELL_STYLE_BOLD, about != NULL ? about : bell_type_get_wire_name (bell_change_get_data_type (change)), 9);
  bell_cli_print (cli, BELL_STYLE_PLAIN, object != NULL ? "“%s”: %s\n" : "%s%s\n", object != NULL ? bell_title_peek (object) : "", what);

  if (reason != NULL && *reason != '\0')
    bell_cli_print (cli, BELL_STYLE_RED, "         %s\n", reason);
  if (conflict != NULL)
    print_conflict (cli, conflict);
}

static void
write_conflict (BellJsonWriter     *writer,
                const BellConflict *conflict)
{
  static const char *const kinds[] = {
    [BELL_CONFLICT_VALUES] = "values", [BELL_CONFLICT_REPLY] = "reply", [BELL_CONFLICT_GONE] = "gone", [BELL_CONFLICT_REFUSED] = "refused",
  };

  bell_json_writer_begin_object_member (writer, "conflict");
  bell_json_writer_string_member (writer, "kind", kinds[conflict->kind]);
  bell_json_writer_boolean_member (writer, "canReapply", conflict->can_reapply);
  bell_json_writer_begin_array_member (writer, "fields");
  for (guint i = 0; i < conflict->fields->len; i++)
    {
      const BellConflictField *field = g_ptr_array_index (conflict->fields, i);

      bell_json_writer_begin_object (writer);
      bell_json_writer_string_member (writer, "property", field->property->wire_name);
      bell_json_writer_string_member (writer, "member", field->member);
      bell_json_writer_boolean_member (writer, "condition", field->is_condition);
      if (field->member == NULL)
        {
          bell_json_writer_name (writer, "mine");
          bell_wire_value_to_json (writer, field->property, field->mine);
          bell_json_writer_name (writer, "theirs");
          bell_wire_value_to_json (writer, field->property, field->theirs);
        }
      else if (field->property->kind == BELL_KIND_MAP)
        {
          bell_json_writer_string_member (writer, "mine", field->mine != NULL ? g_variant_get_string (field->mine, NULL) : NULL);
          bell_json_writer_string_member (writer, "theirs", field->theirs != NULL ? g_variant_get_string (field->theirs, NULL) : NULL);
        }
      bell_json_writer_string_member (writer, "authorId", field->author_id);
      if (field->acted_at != BELL_TIME_UNSET)
        bell_json_writer_time_member (writer, "actedAt", field->acted_at);
      bell_json_writer_end_object (writer);
    }
  bell_json_writer_end_array (writer);
  bell_json_writer_begin_array_member (writer, "messages");
  for (guint i = 0; i < conflict->messages->len; i++)
    bell_json_writer_string (writer, bell_record_get_id (g_ptr_array_index (conflict->messages, i)));
  bell_json_writer_end_array (writer);
  bell_json_writer_end_object (writer);
}

static void
print_item_json (BellCli        *cli,
                 BellOutboxItem *item)
{
  g_autoptr (BellJsonWriter) writer = bell_json_writer_new ();
  g_autoptr (BellConflict) conflict = get_conflict (cli, item);

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "id", bell_change_get_id (bell_outbox_item_get_change (item)));
  bell_json_writer_string_member (writer, "state", state_name (bell_outbox_item_get_state (item)));
  bell_json_writer_integer_member (writer, "attempts", bell_outbox_item_get_attempts (item));
  bell_json_writer_string_member (writer, "reasonType", bell_outbox_item_get_reason_type (item));
  bell_json_writer_string_member (writer, "reason", bell_outbox_item_get_reason (item));
  if (conflict != NULL)
    write_conflict (writer, conflict);
  bell_json_writer_name (writer, "change");
  bell_wire_change_to_json (writer, bell_outbox_item_get_change (item), BELL_ROLE_NOBODY, BELL_WIRE_ALL_PROPERTIES);
  bell_json_writer_end_object (writer);
  bell_cli_print_json (writer);
}

/* The id of a change of the outbox, by id or the end of one. */
static char *
find_change (BellCli     *cli,
             const char  *name,
             GError     **error)
{
  GListModel *outbox = bell_store_get_outbox (cli->store);
  const char *end = *name == '~' ? name + 1 : name;
  char *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (outbox, i);
      const char *id = bell_change_get_id (bell_outbox_item_get_change (item));

      if (strlen (end) < 4 || !g_str_has_suffix (id, end))
        continue;

      if (found != NULL)
        {
          g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_NOT_FOUND, _("%s could be more than one; use the whole id."), name);
          g_free (found);
          return NULL;
        }
      found = g_strdup (id);
    }

  if (found == NULL)
    g_set_error (error, BELL_CLI_ERROR, BELL_EXIT_NOT_FOUND, _("There is nothing called %s in the outbox."), name);

  return found;
}

/* The item of the outbox with that id; it was there a moment ago. */
static BellOutboxState
get_state (BellCli    *cli,
           const char *id)
{
  GListModel *outbox = bell_store_get_outbox (cli->store);

  for (guint i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (outbox, i);

      if (g_str_equal (bell_change_get_id (bell_outbox_item_get_change (item)), id))
        return bell_outbox_item_get_state (item);
    }

  return BELL_OUTBOX_STATE_CONFIRMED;
}

/* What was refused is done on top of what stands now; what waits is sent now. */
static gboolean
do_again (BellCli     *cli,
          const char  *id,
          GError     **error)
{
  gboolean parked = get_state (cli, id) == BELL_OUTBOX_STATE_PARKED;
  g_autoptr (GAsyncResult) result = NULL;

  if (parked)
    bell_store_reapply (cli->store, id, NULL, bell_cli_on_ready, &result);
  else
    bell_store_retry (cli->store, id, NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);

  return parked ? bell_store_reapply_finish (cli->store, result, error) : bell_store_retry_finish (cli->store, result, error);
}

static gboolean
discard (BellCli     *cli,
         const char  *id,
         GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_store_discard (cli->store, id, NULL, bell_cli_on_ready, &result);
  bell_cli_wait (&result);

  return bell_store_discard_finish (cli->store, result, error);
}

static BellExit
run_outbox (BellCli  *cli,
            int       argc,
            char    **argv,
            GError  **error)
{
  const char *verb;
  gboolean retrying;

  if (!bell_command_parse (&bell_command_outbox, cli, NULL, &argc, &argv, error))
    return BELL_EXIT_USAGE;

  verb = argc > 1 ? argv[1] : "list";
  if (!bell_cli_open (cli, error))
    return BELL_EXIT_STORE;

  if (g_str_equal (verb, "list") && argc <= 2)
    {
      GListModel *outbox = bell_store_get_outbox (cli->store);
      guint n_items = g_list_model_get_n_items (outbox);

      for (guint i = 0; i < n_items; i++)
        {
          g_autoptr (BellOutboxItem) item = g_list_model_get_item (outbox, i);

          if (cli->json)
            print_item_json (cli, item);
          else
            print_item (cli, item);
        }

      if (n_items == 0)
        bell_cli_say (cli, _("Nothing waits to be sent."));

      return bell_store_get_n_refused (cli->store) > 0 ? BELL_EXIT_PARKED : BELL_EXIT_OK;
    }

  retrying = g_str_equal (verb, "reapply") || g_str_equal (verb, "send") || g_str_equal (verb, "retry");
  if (argc < 3 || (!retrying && !g_str_equal (verb, "discard")))
    {
      bell_command_no_more (&bell_command_outbox, argc, -1, error);
      return BELL_EXIT_USAGE;
    }

  for (int i = 2; i < argc; i++)
    {
      g_autofree char *id = find_change (cli, argv[i], error);

      if (id == NULL || !(retrying ? do_again (cli, id, error) : discard (cli, id, error)))
        return BELL_EXIT_NOT_FOUND;
    }

  if (retrying && !cli->offline && !bell_cli_sync (cli, error))
    return BELL_EXIT_OFFLINE;

  return retrying && bell_store_get_n_refused (cli->store) > 0 ? BELL_EXIT_PARKED : BELL_EXIT_OK;
}

const BellCommand bell_command_outbox = {
  "outbox", "[list | reapply CHANGE… | send CHANGE… | discard CHANGE…]", N_("Show what waits to be sent, and settle what was refused"), FALSE, run_outbox,
};
