/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include "bell-directory-private.h"

/* The client's files, seen from the thread of the program. Two files, three
 * threads: one writes, one reads what somebody is looking at, one reads what may
 * take longer; this object gives them jobs and hears what has changed. What is
 * small and asked for all the time (settings, read marks, drafts, people,
 * the outbox) it keeps in memory.
 *
 * Everything that is written leaves a line in its file's journal in the same
 * transaction. The writer reads on there after each job, and when another
 * process has written, and hands the outcome over as a notice: so both ways
 * are one. Made once per account; close it before letting it go. */

G_DEFINE_FINAL_TYPE (BellStore, bell_store, G_TYPE_OBJECT)

typedef enum
{
  PROP_CLOCK = 1,
  PROP_DATA_DIRECTORY,
  PROP_CACHE_DIRECTORY,
  PROP_IS_OPEN,
  PROP_SERVER_URL,
  PROP_ACCOUNT_ID,
  PROP_PRINCIPAL_ID,
  PROP_EMAIL,
  PROP_DEVICE,
  PROP_ROLE,
  PROP_TEAMS,
  PROP_N_PENDING,
  PROP_N_REFUSED,
  PROP_CACHE_WAS_REBUILT,
  PROP_SALVAGE_REPORT,
} BellStoreProperty;

static GParamSpec *properties[PROP_SALVAGE_REPORT + 1];

typedef enum
{
  SIGNAL_CHANGED,
  SIGNAL_OUTBOX_CHANGED,
  SIGNAL_ACCOUNT_CHANGED,
  SIGNAL_DRAFT_CHANGED,
  SIGNAL_NEWS,
  SIGNAL_PROBLEM,
} BellStoreSignal;

static guint signals[SIGNAL_PROBLEM + 1];

/* --- GObject ------------------------------------------------------------- */

static void
bell_store_get_property (GObject    *object,
                         guint       property_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  BellStore *self = BELL_STORE (object);

  switch ((BellStoreProperty) property_id)
    {
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    case PROP_DATA_DIRECTORY:
      g_value_set_string (value, self->data_directory);
      break;
    case PROP_CACHE_DIRECTORY:
      g_value_set_string (value, self->cache_directory);
      break;
    case PROP_IS_OPEN:
      g_value_set_boolean (value, self->open);
      break;
    case PROP_SERVER_URL:
      g_value_set_string (value, bell_store_get_server_url (self));
      break;
    case PROP_ACCOUNT_ID:
      g_value_set_string (value, bell_store_get_account_id (self));
      break;
    case PROP_PRINCIPAL_ID:
      g_value_set_string (value, bell_store_get_principal_id (self));
      break;
    case PROP_EMAIL:
      g_value_set_string (value, bell_store_get_email (self));
      break;
    case PROP_DEVICE:
      g_value_set_string (value, bell_store_get_device (self));
      break;
    case PROP_ROLE:
      g_value_set_enum (value, self->role);
      break;
    case PROP_TEAMS:
      g_value_set_boxed (value, self->teams);
      break;
    case PROP_N_PENDING:
      g_value_set_uint (value, self->n_pending);
      break;
    case PROP_N_REFUSED:
      g_value_set_uint (value, self->n_refused);
      break;
    case PROP_CACHE_WAS_REBUILT:
      g_value_set_boolean (value, self->cache_was_rebuilt);
      break;
    case PROP_SALVAGE_REPORT:
      g_value_set_string (value, self->salvage_report);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_store_set_property (GObject      *object,
                         guint         property_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  BellStore *self = BELL_STORE (object);

  switch ((BellStoreProperty) property_id)
    {
    case PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      break;
    case PROP_DATA_DIRECTORY:
      self->data_directory = g_value_dup_string (value);
      break;
    case PROP_CACHE_DIRECTORY:
      self->cache_directory = g_value_dup_string (value);
      break;
    case PROP_IS_OPEN:
    case PROP_SERVER_URL:
    case PROP_ACCOUNT_ID:
    case PROP_PRINCIPAL_ID:
    case PROP_EMAIL:
    case PROP_DEVICE:
    case PROP_ROLE:
    case PROP_TEAMS:
    case PROP_N_PENDING:
    case PROP_N_REFUSED:
    case PROP_CACHE_WAS_REBUILT:
    case PROP_SALVAGE_REPORT:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bell_store_dispose (GObject *object)
{
  BellStore *self = BELL_STORE (object);

  bell_store_close (self);

  G_OBJECT_CLASS (bell_store_parent_class)->dispose (object);
}

static void
bell_store_finalize (GObject *object)
{
  BellStore *self = BELL_STORE (object);

  g_clear_object (&self->clock);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->settings, g_hash_table_unref);
  g_clear_pointer (&self->marks, g_hash_table_unref);
  g_clear_pointer (&self->drafts, g_hash_table_unref);
  g_clear_pointer (&self->dirty, g_hash_table_unref);
  g_clear_error (&self->unwritten);
  g_clear_pointer (&self->inverses, g_hash_table_unref);
  g_queue_clear (&self->inverse_order);
  g_clear_pointer (&self->watches, g_hash_table_unref);
  g_clear_pointer (&self->counters, g_ptr_array_unref);
  g_clear_pointer (&self->outbox_items, g_hash_table_unref);
  g_clear_object (&self->outbox);
  g_clear_object (&self->directory);
  g_clear_pointer (&self->teams, g_strfreev);
  for (int type = 0; type < BELL_TYPE_NONE; type++)
    g_free (self->states[type]);
  g_free (self->cursor);
  g_free (self->salvage_report);
  g_free (self->data_directory);
  g_free (self->cache_directory);

  G_OBJECT_CLASS (bell_store_parent_class)->finalize (object);
}

static void
bell_store_class_init (BellStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags construct = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = bell_store_get_property;
  object_class->set_property = bell_store_set_property;
  object_class->dispose = bell_store_dispose;
  object_class->finalize = bell_store_finalize;

  properties[PROP_CLOCK] = g_param_spec_object ("clock", NULL, NULL, BELL_TYPE_CLOCK, construct);
  properties[PROP_DATA_DIRECTORY] = g_param_spec_string ("data-directory", NULL, NULL, NULL, construct);
  properties[PROP_CACHE_DIRECTORY] = g_param_spec_string ("cache-directory", NULL, NULL, NULL, construct);
  properties[PROP_IS_OPEN] = g_param_spec_boolean ("is-open", NULL, NULL, FALSE, readable);
  properties[PROP_SERVER_URL] = g_param_spec_string ("server-url", NULL, NULL, NULL, readable);
  properties[PROP_ACCOUNT_ID] = g_param_spec_string ("account-id", NULL, NULL, NULL, readable);
  properties[PROP_PRINCIPAL_ID] = g_param_spec_string ("principal-id", NULL, NULL, NULL, readable);
  properties[PROP_EMAIL] = g_param_spec_string ("email", NULL, NULL, NULL, readable);
  properties[PROP_DEVICE] = g_param_spec_string ("device", NULL, NULL, NULL, readable);
  properties[PROP_ROLE] =
    g_param_spec_enum ("role", NULL, NULL, bell_role_get_type (), BELL_ROLE_REQUESTER, readable);
  properties[PROP_TEAMS] = g_param_spec_boxed ("teams", NULL, NULL, G_TYPE_STRV, readable);
  properties[PROP_N_PENDING] = g_param_spec_uint ("n-pending", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_N_REFUSED] = g_param_spec_uint ("n-refused", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_CACHE_WAS_REBUILT] = g_param_spec_boolean ("cache-was-rebuilt", NULL, NULL, FALSE, readable);
  properties[PROP_SALVAGE_REPORT] = g_param_spec_string ("salvage-report", NULL, NULL, NULL, readable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * BellStore::changed:
   * @type: a BellType
   * @ids: (nullable): ids of the objects that people see otherwise now, or
   *   %NULL if it may be any of that type
   *
   * What people see has changed, by themselves, by the server or by another
   * program on the same files.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_STRV);

  /**
   * BellStore::outbox-changed:
   *
   * Something came into the outbox, left it or moved on in it.
   */
  signals[SIGNAL_OUTBOX_CHANGED] =
    g_signal_new ("outbox-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * BellStore::account-changed:
   *
   * Somebody else is signed in, or has another role or other teams.
   */
  signals[SIGNAL_ACCOUNT_CHANGED] =
    g_signal_new ("account-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * BellStore::draft-changed:
   * @key: of a draft that is begun, or is no more
   */
  signals[SIGNAL_DRAFT_CHANGED] = g_signal_new ("draft-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * BellStore::news:
   * @changes: (element-type BellChange): confirmed changes by others, oldest first
   *
   * What others have done since the modseq of bell_store_set_announced().
   */
  signals[SIGNAL_NEWS] =
    g_signal_new ("news", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  /**
   * BellStore::problem:
   * @error: what went wrong
   *
   * Something failed that nobody waits for.
   */
  signals[SIGNAL_PROBLEM] =
    g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
bell_store_init (BellStore *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bell_draft_free);
  self->dirty = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->watches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->counters = g_ptr_array_new ();
  self->outbox = g_list_store_new (BELL_TYPE_OUTBOX_ITEM);
  self->outbox_items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->directory = bell_directory_new ();
}

/**
 * bell_store_new:
 * @clock: time and chance
 * @data_directory: (type filename): where outbox.db is, the person's own
 * @cache_directory: (type filename): where cache.db is, which may be deleted
 *
 * Returns: (transfer full): a store that is not open yet
 */
BellStore *
bell_store_new (BellClock  *clock,
                const char *data_directory,
                const char *cache_directory)
{
  g_return_val_if_fail (BELL_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (data_directory != NULL, NULL);
  g_return_val_if_fail (cache_directory != NULL, NULL);

  return g_object_new (BELL_TYPE_STORE,
                       "clock", clock,
                       "data-directory", data_directory,
                       "cache-directory", cache_directory,
                       NULL);
}
