/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-ticket-menus.h"

#include <glib/gi18n-lib.h>

#include "bell-item.h"
#include "bell-labels.h"
#include "bell-workflow.h"

static void
append (GMenu      *menu,
        const char *label,
        const char *action,
        const char *target)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (menu, item);
}

/**
 * bell_ticket_menu_new_status:
 * @from: the status of the ticket
 *
 * Returns: (transfer full): the statuses that it may have next, and its own
 */
GMenu *
bell_ticket_menu_new_status (BellStatus from)
{
  GMenu *menu = g_menu_new ();

  for (int i = BELL_STATUS_NEW; i <= BELL_STATUS_CLOSED; i++)
    if (i == (int) from || bell_status_can_move (from, i))
      append (menu, bell_label_for_status (i), "ticket.status", bell_enum_to_nick (bell_status_get_type (), i));

  return menu;
}

/**
 * bell_ticket_menu_new_levels:
 * @action: the action that sets the level
 *
 * Returns: (transfer full): the levels, highest first
 */
GMenu *
bell_ticket_menu_new_levels (const char *action)
{
  GMenu *menu = g_menu_new ();

  for (int i = BELL_LEVEL_HIGH; i >= BELL_LEVEL_LOW; i--)
    append (menu, bell_label_for_level (i), action, bell_enum_to_nick (bell_level_get_type (), i));

  return menu;
}

/**
 * bell_ticket_menu_new_priorities:
 *
 * Returns: (transfer full): by impact and urgency, or one by hand
 */
GMenu *
bell_ticket_menu_new_priorities (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) automatic = g_menu_new ();
  g_autoptr(GMenu) by_hand = g_menu_new ();

  append (automatic, _("By impact and urgency"), "ticket.priority", "");
  for (int i = BELL_PRIORITY_URGENT; i >= BELL_PRIORITY_LOW; i--)
    append (by_hand, bell_label_for_priority (i), "ticket.priority", bell_enum_to_nick (bell_priority_get_type (), i));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (automatic));
  g_menu_append_section (menu, _("By hand"), G_MENU_MODEL (by_hand));

  return menu;
}

/**
 * bell_ticket_menu_new_kinds:
 *
 * Returns: (transfer full): the kinds of tickets
 */
GMenu *
bell_ticket_menu_new_kinds (void)
{
  GMenu *menu = g_menu_new ();

  for (int i = BELL_TICKET_KIND_INCIDENT; i <= BELL_TICKET_KIND_PROBLEM; i++)
    append (menu, bell_label_for_ticket_kind (i), "ticket.kind", bell_enum_to_nick (bell_ticket_kind_get_type (), i));

  return menu;
}

/**
 * bell_ticket_menu_new_teams:
 * @directory: who there is
 *
 * Returns: (transfer full): the teams, and none
 */
GMenu *
bell_ticket_menu_new_teams (BellDirectory *directory)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) teams = g_menu_new ();
  g_autoptr(GMenu) none = g_menu_new ();
  GListModel *list;
  guint n;

  g_return_val_if_fail (BELL_IS_DIRECTORY (directory), menu);

  list = bell_directory_get_teams (directory);
  n = g_list_model_get_n_items (list);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BellItem) team = g_list_model_get_item (list, i);

      append (teams, bell_item_get_title (team), "ticket.team", bell_item_get_id (team));
    }
  append (none, _("No team"), "ticket.team", "");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (teams));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (none));

  return menu;
}
