/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-status-menu.h"

#include <libdbusmenu-glib/dbusmenu-glib.h>

/**
 * BellStatusMenu:
 *
 * The entries that the tray shows at the right button, served by libdbusmenu on
 * the session bus. Owned by its BellStatusItem, which says where on the bus.
 */
struct _BellStatusMenu
{
  GObject parent_instance;

  DbusmenuServer *server; /* from start to stop */
  DbusmenuMenuitem *root;
  GHashTable *entries; /* name -> DbusmenuMenuitem, borrowed from the root */
};

G_DEFINE_FINAL_TYPE (BellStatusMenu, bell_status_menu, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static DbusmenuMenuitem *
append_entry (BellStatusMenu *self)
{
  DbusmenuMenuitem *entry = dbusmenu_menuitem_new ();

  dbusmenu_menuitem_child_append (self->root, entry);
  g_object_unref (entry);

  return entry;
}

static void
entry_activated_cb (DbusmenuMenuitem *entry,
                    guint             timestamp,
                    BellStatusMenu   *self)
{
  GHashTableIter iter;
  gpointer name, value;

  g_assert (BELL_IS_STATUS_MENU (self));

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (value == entry)
      {
        g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, name);
        return;
      }
}

static void
bell_status_menu_dispose (GObject *object)
{
  BellStatusMenu *self = BELL_STATUS_MENU (object);

  bell_status_menu_stop (self);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_object (&self->root);

  G_OBJECT_CLASS (bell_status_menu_parent_class)->dispose (object);
}

static void
bell_status_menu_class_init (BellStatusMenuClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_status_menu_dispose;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", BELL_TYPE_STATUS_MENU, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
bell_status_menu_init (BellStatusMenu *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->root = dbusmenu_menuitem_new ();
}

/**
 * bell_status_menu_new:
 *
 * Returns: (transfer full): a menu without entries, seen by nobody
 */
BellStatusMenu *
bell_status_menu_new (void)
{
  return g_object_new (BELL_TYPE_STATUS_MENU, NULL);
}

/**
 * bell_status_menu_add_entry:
 * @self: a menu
 * @name: what the signal `chosen` calls it
 * @label: what people read; an underscore marks the key
 *
 * Puts an entry at the end.
 */
void
bell_status_menu_add_entry (BellStatusMenu *self,
                            const char     *name,
                            const char     *label)
{
  DbusmenuMenuitem *entry;

  g_return_if_fail (BELL_IS_STATUS_MENU (self));
  g_return_if_fail (name != NULL && label != NULL);
  g_return_if_fail (!g_hash_table_contains (self->entries, name));

  entry = append_entry (self);
  dbusmenu_menuitem_property_set (entry, DBUSMENU_MENUITEM_PROP_LABEL, label);
  g_signal_connect_object (entry, DBUSMENU_MENUITEM_SIGNAL_ITEM_ACTIVATED, G_CALLBACK (entry_activated_cb), self, 0);
  g_hash_table_insert (self->entries, g_strdup (name), entry);
}

/**
 * bell_status_menu_add_separator:
 * @self: a menu
 *
 * Puts a line at the end.
 */
void
bell_status_menu_add_separator (BellStatusMenu *self)
{
  g_return_if_fail (BELL_IS_STATUS_MENU (self));

  dbusmenu_menuitem_property_set (append_entry (self), DBUSMENU_MENUITEM_PROP_TYPE, DBUSMENU_CLIENT_TYPES_SEPARATOR);
}

/**
 * bell_status_menu_set_label:
 * @self: a menu
 * @name: an entry
 * @label: what people read from now on
 *
 * Renames an entry.
 */
void
bell_status_menu_set_label (BellStatusMenu *self,
                            const char     *name,
                            const char     *label)
{
  DbusmenuMenuitem *entry;

  g_return_if_fail (BELL_IS_STATUS_MENU (self));
  g_return_if_fail (name != NULL && label != NULL);

  entry = g_hash_table_lookup (self->entries, name);
  g_return_if_fail (entry != NULL);
  dbusmenu_menuitem_property_set (entry, DBUSMENU_MENUITEM_PROP_LABEL, label);
}

/**
 * bell_status_menu_start:
 * @self: a menu
 * @path: an object path of the process's connection to the session bus; one that
 *   no menu of this process has had, because libdbusmenu's server looks for the
 *   bus in a thread: one that is let go before it has found it puts itself there
 *   all the same, for a moment, which may be after the next one has
 *
 * Offers the menu on the session bus.
 */
void
bell_status_menu_start (BellStatusMenu *self,
                        const char     *path)
{
  g_return_if_fail (BELL_IS_STATUS_MENU (self));
  g_return_if_fail (g_variant_is_object_path (path));
  g_return_if_fail (self->server == NULL);

  self->server = dbusmenu_server_new (path);
  dbusmenu_server_set_root (self->server, self->root);
}

/**
 * bell_status_menu_stop:
 * @self: a menu
 *
 * Takes the menu away. It can be started again, on another path.
 */
void
bell_status_menu_stop (BellStatusMenu *self)
{
  g_return_if_fail (BELL_IS_STATUS_MENU (self));

  g_clear_object (&self->server);
}
