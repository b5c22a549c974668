/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-ticket-actions.h"

#include "bell-verbs.h"
#include "bell-workflow.h"

/**
 * BellTicketActions:
 *
 * The verbs for the ticket that is open, as the action group `ticket`. The
 * state of an action is the ticket's value, so that menus show which one
 * holds; bell_ticket_actions_update() is the one place that says what can be
 * done. Owned by the window.
 */
struct _BellTicketActions
{
  GObject parent_instance;

  BellDesk *desk;
  BellItem *ticket;
  GSimpleActionGroup *group;
};

G_DEFINE_FINAL_TYPE (BellTicketActions, bell_ticket_actions, G_TYPE_OBJECT)

static void
set_enabled (BellTicketActions *self,
             const char        *name,
             gboolean           enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->group), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
set_state (BellTicketActions *self,
           const char        *name,
           const char        *state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->group), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (state != NULL ? state : ""));
}

static void
set_enum_state (BellTicketActions *self,
                const char        *name,
                GType              type,
                int                value)
{
  set_state (self, name, bell_enum_to_nick (type, value));
}

static void
bell_ticket_actions_update (BellTicketActions *self)
{
  static const char *const always[] = {
    "reply", "note", "watch", "status", "assignee", "team",
    "impact", "urgency", "priority", "kind", "add-tag", "remove-tag", "add-watcher", "remove-watcher",
    "link", "unlink",
  };
  BellRecord *record = self->ticket != NULL ? bell_item_get_record (self->ticket) : NULL;
  const char *me = bell_store_get_principal_id (bell_desk_get_store (self->desk));
  const BellTicket *ticket;
  const char *assignee;
  BellStatus status;

  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    set_enabled (self, always[i], record != NULL);

  if (record == NULL)
    {
      set_enabled (self, "take", FALSE);
      set_enabled (self, "release", FALSE);
      set_enabled (self, "solve", FALSE);
      set_enabled (self, "reopen", FALSE);
      return;
    }

  ticket = BELL_TICKET (record);
  assignee = bell_ticket_get_assignee_id (ticket);
  status = bell_ticket_get_status (ticket);

  set_enabled (self, "take", assignee == NULL && status != BELL_STATUS_CLOSED);
  set_enabled (self, "release", assignee != NULL && g_strcmp0 (assignee, me) == 0);
  set_enabled (self, "solve", bell_status_is_active (status));
  set_enabled (self, "reopen", !bell_status_is_active (status));

  set_enum_state (self, "status", bell_status_get_type (), status);
  set_enum_state (self, "impact", bell_level_get_type (), bell_ticket_get_impact (ticket));
  set_enum_state (self, "urgency", bell_level_get_type (), bell_ticket_get_urgency (ticket));
  set_enum_state (self, "kind", bell_ticket_kind_get_type (), bell_ticket_get_kind (ticket));
  if (bell_ticket_get_priority_overridden (ticket))
    set_enum_state (self, "priority", bell_priority_get_type (), bell_ticket_get_priority (ticket));
  else
    set_state (self, "priority", "");
  set_state (self, "assignee", assignee);
  set_state (self, "team", bell_ticket_get_team_id (ticket));
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->group), "watch")),
                             g_variant_new_boolean (me != NULL && bell_ticket_get_watchers (ticket) != NULL &&
                                                    g_strv_contains (bell_ticket_get_watchers (ticket), me)));
}

static void
ticket_changed_cb (BellTicketActions *self)
{
  g_assert (BELL_IS_TICKET_ACTIONS (self));

  bell_ticket_actions_update (self);
}

static void
open_changed_cb (BellTicketActions *self)
{
  BellItem *ticket = NULL;

  g_assert (BELL_IS_TICKET_ACTIONS (self));

  if (bell_desk_get_detail (self->desk) == BELL_DETAIL_TICKET)
    ticket = bell_desk_get_ticket (self->desk);

  if (self->ticket != NULL)
    g_signal_handlers_disconnect_by_data (self->ticket, self);
  g_set_object (&self->ticket, ticket);
  if (ticket != NULL)
    g_signal_connect_object (ticket, "notify::record", G_CALLBACK (ticket_changed_cb), self, G_CONNECT_SWAPPED);
  bell_ticket_actions_update (self);
}

static const char *
string_or_null (GVariant *parameter)
{
  const char *text = g_variant_get_string (parameter, NULL);

  return *text != '\0' ? text : NULL;
}

static void
take_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BellTicketActions *self = user_data;

  bell_verbs_assign (self->desk, self->ticket, bell_store_get_principal_id (bell_desk_get_store (self->desk)));
}

static void
release_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  BellTicketActions *self = user_data;

  bell_verbs_assign (self->desk, self->ticket, NULL);
}

static void
solve_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  BellTicketActions *self = user_data;

  bell_verbs_set_status (self->desk, self->ticket, BELL_STATUS_SOLVED);
}

static void
reopen_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BellTicketActions *self = user_data;

  bell_verbs_set_status (self->desk, self->ticket, BELL_STATUS_OPEN);
}

static void
reply_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  BellTicketActions *self = user_data;

  bell_desk_compose (self->desk, BELL_MESSAGE_KIND_REPLY);
}

static void
note_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BellTicketActions *self = user_data;

  bell_desk_compose (self->desk, BELL_MESSAGE_KIND_NOTE);
}

static void
status_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BellTicketActions *self = user_data;
  int status;

  if (bell_enum_from_nick (bell_status_get_type (), g_variant_get_string (parameter, NULL), &status) &&
      bell_status_can_move (bell_item_get_status (self->ticket), status))
    bell_verbs_set_status (self->desk, self->ticket, status);
}

static void
assignee_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  BellTicketActions *self = user_data;

  bell_verbs_assign (self->desk, self->ticket, string_or_null (parameter));
}

static void
team_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BellTicketActions *self = user_data;

  bell_verbs_set_team (self->desk, self->ticket, string_or_null (parameter));
}

static void
impact_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BellTicketActions *self = user_data;
  const BellTicket *ticket = BELL_TICKET (bell_item_get_record (self->ticket));
  int level;

  if (bell_enum_from_nick (bell_level_get_type (), g_variant_get_string (parameter, NULL), &level))
    bell_verbs_set_levels (self->desk, self->ticket, level, bell_ticket_get_urgency (ticket));
}

static void
urgency_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  BellTicketActions *self = user_data;
  const BellTicket *ticket = BELL_TICKET (bell_item_get_record (self->ticket));
  int level;

  if (bell_enum_from_nick (bell_level_get_type (), g_variant_get_string (parameter, NULL), &level))
    bell_verbs_set_levels (self->desk, self->ticket, bell_ticket_get_impact (ticket), level);
}

static void
priority_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  BellTicketActions *self = user_data;
  int priority;

  if (string_or_null (parameter) == NULL)
    bell_verbs_clear_priority (self->desk, self->ticket);
  else if (bell_enum_from_nick (bell_priority_get_type (), g_variant_get_string (parameter, NULL), &priority))
    bell_verbs_set_priority (self->desk, self->ticket, priority);
}

static void
kind_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BellTicketActions *self = user_data;
  int kind;

  if (bell_enum_from_nick (bell_ticket_kind_get_type (), g_variant_get_string (parameter, NULL), &kind))
    bell_verbs_set_kind (self->desk, self->ticket, kind);
}

static void
watch_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  BellTicketActions *self = user_data;
  g_autoptr(GVariant) state = g_action_get_state (G_ACTION (action));

  bell_verbs_watch (self->desk, self->ticket, bell_store_get_principal_id (bell_desk_get_store (self->desk)),
                    !g_variant_get_boolean (state));
}

static void
add_tag_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  BellTicketActions *self = user_data;

  if (string_or_null (parameter) != NULL)
    bell_verbs_add_tag (self->desk, self->ticket, string_or_null (parameter));
}

static void
remove_tag_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  BellTicketActions *self = user_data;

  bell_verbs_remove_tag (self->desk, self->ticket, g_variant_get_string (parameter, NULL));
}

static void
add_watcher_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  BellTicketActions *self = user_data;

  if (bell_id_is_valid (g_variant_get_string (parameter, NULL), BELL_TYPE_PRINCIPAL))
    bell_verbs_watch (self->desk, self->ticket, g_variant_get_string (parameter, NULL), TRUE);
}

static void
remove_watcher_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  BellTicketActions *self = user_data;

  bell_verbs_watch (self->desk, self->ticket, g_variant_get_string (parameter, NULL), FALSE);
}

static void
link_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BellTicketActions *self = user_data;
  const char *other;
  const char *nick;
  int kind;

  g_variant_get (parameter, "(&s&s)", &other, &nick);
  if (bell_id_is_valid (other, BELL_TYPE_TICKET) && bell_enum_from_nick (bell_link_kind_get_type (), nick, &kind))
    bell_verbs_link (self->desk, self->ticket, other, kind);
}

static void
unlink_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BellTicketActions *self = user_data;

  bell_verbs_unlink (self->desk, self->ticket, g_variant_get_string (parameter, NULL));
}

static void
bell_ticket_actions_dispose (GObject *object)
{
  BellTicketActions *self = BELL_TICKET_ACTIONS (object);

  g_clear_object (&self->ticket);
  g_clear_object (&self->desk);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (bell_ticket_actions_parent_class)->dispose (object);
}

static void
bell_ticket_actions_class_init (BellTicketActionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_ticket_actions_dispose;
}

static void
bell_ticket_actions_init (BellTicketActions *self)
{
  static const GActionEntry entries[] = {
    { .name = "take", .activate = take_cb },
    { .name = "release", .activate = release_cb },
    { .name = "solve", .activate = solve_cb },
    { .name = "reopen", .activate = reopen_cb },
    { .name = "reply", .activate = reply_cb },
    { .name = "note", .activate = note_cb },
    { .name = "watch", .activate = watch_cb, .state = "false" },
    { .name = "status", .activate = status_cb, .parameter_type = "s", .state = "''" },
    { .name = "assignee", .activate = assignee_cb, .parameter_type = "s", .state = "''" },
    { .name = "team", .activate = team_cb, .parameter_type = "s", .state = "''" },
    { .name = "impact", .activate = impact_cb, .parameter_type = "s", .state = "''" },
    { .name = "urgency", .activate = urgency_cb, .parameter_type = "s", .state = "''" },
    { .name = "priority", .activate = priority_cb, .parameter_type = "s", .state = "''" },
    { .name = "kind", .activate = kind_cb, .parameter_type = "s", .state = "''" },
    { .name = "add-tag", .activate = add_tag_cb, .parameter_type = "s" },
    { .name = "remove-tag", .activate = remove_tag_cb, .parameter_type = "s" },
    { .name = "add-watcher", .activate = add_watcher_cb, .parameter_type = "s" },
    { .name = "remove-watcher", .activate = remove_watcher_cb, .parameter_type = "s" },
    { .name = "link", .activate = link_cb, .parameter_type = "(ss)" },
    { .name = "unlink", .activate = unlink_cb, .parameter_type = "s" },
  };

  self->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), entries, G_N_ELEMENTS (entries), self);
}

/**
 * bell_ticket_actions_new:
 * @desk: whose open ticket
 *
 * Returns: (transfer full): the verbs for it
 */
BellTicketActions *
bell_ticket_actions_new (BellDesk *desk)
{
  BellTicketActions *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_TICKET_ACTIONS, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "notify::ticket", G_CALLBACK (open_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::detail", G_CALLBACK (open_changed_cb), self, G_CONNECT_SWAPPED);
  open_changed_cb (self);

  return self;
}

/**
 * bell_ticket_actions_get_group:
 * @self: the verbs
 *
 * Returns: (transfer none): the group, to be inserted as `ticket`
 */
GActionGroup *
bell_ticket_actions_get_group (BellTicketActions *self)
{
  g_return_val_if_fail (BELL_IS_TICKET_ACTIONS (self), NULL);

  return G_ACTION_GROUP (self->group);
}
