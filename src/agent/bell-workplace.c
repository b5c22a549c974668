/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-workplace.h"

/**
 * BellWorkplace:
 *
 * An agent's account and the desk that shows it: there is a desk while somebody
 * is signed in. Owned by the application; main thread.
 */
struct _BellWorkplace
{
  GObject parent_instance;

  BellAccount *account;
  GSettings *settings;
  BellDesk *desk; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BellWorkplace, bell_workplace, G_TYPE_OBJECT)

typedef enum
{
  PROP_ACCOUNT = 1,
  PROP_SETTINGS,
  PROP_DESK,
} BellWorkplaceProperty;

static GParamSpec *properties[PROP_DESK + 1];

static void
bell_workplace_set_desk (BellWorkplace *self,
                         BellDesk      *desk)
{
  if (g_set_object (&self->desk, desk))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESK]);
}

static void
state_changed_cb (BellWorkplace *self)
{
  BellStore *store = bell_account_get_store (self->account);

  g_assert (BELL_IS_WORKPLACE (self));

  if (bell_account_get_state (self->account) != BELL_ACCOUNT_OPEN)
    {
      bell_workplace_set_desk (self, NULL);
    }
  else if (self->desk == NULL)
    {
      g_autoptr(BellDesk) desk = bell_desk_new (store, self->account, self->settings);
      g_autofree char *address = g_settings_get_string (self->settings, "server-address");

      /* The next sign-in offers it, also when these files are gone. */
      if (g_strcmp0 (address, bell_store_get_server_url (store)) != 0)
        g_settings_set_string (self->settings, "server-address", bell_store_get_server_url (store));
      bell_workplace_set_desk (self, desk);
    }
}

static void
bell_workplace_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  BellWorkplace *self = BELL_WORKPLACE (object);

  switch ((BellWorkplaceProperty) property_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    case PROP_DESK:
      g_value_set_object (value, self->desk);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_workplace_set_property (GObject      *object,
                             guint         property_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  BellWorkplace *self = BELL_WORKPLACE (object);

  switch ((BellWorkplaceProperty) property_id)
    {
    case PROP_ACCOUNT:
      self->account = g_value_dup_object (value);
      break;
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    case PROP_DESK:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_workplace_constructed (GObject *object)
{
  BellWorkplace *self = BELL_WORKPLACE (object);

  G_OBJECT_CLASS (bell_workplace_parent_class)->constructed (object);

  /* Before anybody else: who follows the state finds the desk there. */
  g_signal_connect_object (self->account, "notify::state", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  state_changed_cb (self);
}

static void
bell_workplace_dispose (GObject *object)
{
  BellWorkplace *self = BELL_WORKPLACE (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (bell_workplace_parent_class)->dispose (object);
}

static void
bell_workplace_class_init (BellWorkplaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags constructed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->constructed = bell_workplace_constructed;
  object_class->dispose = bell_workplace_dispose;
  object_class->get_property = bell_workplace_get_property;
  object_class->set_property = bell_workplace_set_property;

  properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, BELL_TYPE_ACCOUNT, constructed);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, constructed);
  properties[PROP_DESK] = g_param_spec_object ("desk", NULL, NULL, BELL_TYPE_DESK, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bell_workplace_init (BellWorkplace *self)
{
}

/**
 * bell_workplace_new:
 * @account: whose
 * @settings: the application's settings
 *
 * Returns: (transfer full): a workplace
 */
BellWorkplace *
bell_workplace_new (BellAccount *account,
                    GSettings   *settings)
{
  g_return_val_if_fail (BELL_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  return g_object_new (BELL_TYPE_WORKPLACE, "account", account, "settings", settings, NULL);
}

/**
 * bell_workplace_close:
 * @self: a workplace
 *
 * Clears the desk and closes the account; drafts are written before.
 */
void
bell_workplace_close (BellWorkplace *self)
{
  g_return_if_fail (BELL_IS_WORKPLACE (self));

  g_signal_handlers_disconnect_by_func (self->account, state_changed_cb, self);
  bell_workplace_set_desk (self, NULL);
  bell_account_close (self->account);
}

/**
 * bell_workplace_get_account:
 * @self: a workplace
 *
 * Returns: (transfer none): whose it is
 */
BellAccount *
bell_workplace_get_account (BellWorkplace *self)
{
  g_return_val_if_fail (BELL_IS_WORKPLACE (self), NULL);

  return self->account;
}

/**
 * bell_workplace_get_desk:
 * @self: a workplace
 *
 * Returns: (transfer none) (nullable): the desk, while somebody is at it
 */
BellDesk *
bell_workplace_get_desk (BellWorkplace *self)
{
  g_return_val_if_fail (BELL_IS_WORKPLACE (self), NULL);

  return self->desk;
}

/**
 * bell_workplace_get_settings:
 * @self: a workplace
 *
 * Returns: (transfer none): the application's settings
 */
GSettings *
bell_workplace_get_settings (BellWorkplace *self)
{
  g_return_val_if_fail (BELL_IS_WORKPLACE (self), NULL);

  return self->settings;
}
