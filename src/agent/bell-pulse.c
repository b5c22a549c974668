/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-pulse.h"

/* A clock that was set is noticed that late, in milliseconds. */
#define LONGEST_SLEEP (60 * 1000)

/**
 * BellPulse:
 *
 * The one timer behind everything on screen that counts down: who shows something
 * says when it will look different, and is called then. So a window in which nothing
 * changes before the next minute wakes up then and not before. Owned by the desk;
 * main thread.
 */
struct _BellPulse
{
  GObject parent_instance;

  BellClock *clock;
  GHashTable *wants; /* owner -> Want */
  guint timeout_id;
};

typedef struct
{
  gint64 at;
  BellPulseFunc func;
} Want;

G_DEFINE_FINAL_TYPE (BellPulse, bell_pulse, G_TYPE_OBJECT)

static void bell_pulse_schedule (BellPulse *self);

static gboolean
timeout_cb (gpointer user_data)
{
  g_autoptr (BellPulse) self = g_object_ref (user_data);
  g_autoptr (GPtrArray) owners = g_ptr_array_new ();
  gint64 now = bell_clock_now (self->clock);
  GHashTableIter iter;
  gpointer owner, value;

  self->timeout_id = 0;
  g_hash_table_iter_init (&iter, self->wants);
  while (g_hash_table_iter_next (&iter, &owner, &value))
    if (((Want *) value)->at <= now)
      g_ptr_array_add (owners, owner);

  for (guint i = 0; i < owners->len; i++)
    {
      const Want *want = g_hash_table_lookup (self->wants, owners->pdata[i]);
      BellPulseFunc func;

      if (want == NULL) /* it went while another was called */
        continue;
      func = want->func;
      g_hash_table_remove (self->wants, owners->pdata[i]);
      func (owners->pdata[i], now);
    }
  bell_pulse_schedule (self);

  return G_SOURCE_REMOVE;
}

static void
bell_pulse_schedule (BellPulse *self)
{
  gint64 now = bell_clock_now (self->clock), first = G_MAXINT64;
  GHashTableIter iter;
  gpointer value;

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_hash_table_iter_init (&iter, self->wants);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    first = MIN (first, ((Want *) value)->at);
  if (first == G_MAXINT64)
    return;

  self->timeout_id = g_timeout_add ((guint) CLAMP (first - now, 0, LONGEST_SLEEP), timeout_cb, self);
  g_source_set_name_by_id (self->timeout_id, "[deskbell] pulse");
}

static void
bell_pulse_dispose (GObject *object)
{
  BellPulse *self = BELL_PULSE (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_hash_table_remove_all (self->wants);

  G_OBJECT_CLASS (bell_pulse_parent_class)->dispose (object);
}

static void
bell_pulse_finalize (GObject *object)
{
  BellPulse *self = BELL_PULSE (object);

  g_clear_pointer (&self->wants, g_hash_table_unref);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (bell_pulse_parent_class)->finalize (object);
}

static void
bell_pulse_class_init (BellPulseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_pulse_dispose;
  object_class->finalize = bell_pulse_finalize;
}

static void
bell_pulse_init (BellPulse *self)
{
  self->wants = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

/**
 * bell_pulse_new:
 * @clock: the time
 *
 * Returns: (transfer full): a pulse that nobody feels yet
 */
BellPulse *
bell_pulse_new (BellClock *clock)
{
  BellPulse *self;

  g_return_val_if_fail (BELL_IS_CLOCK (clock), NULL);

  self = g_object_new (BELL_TYPE_PULSE, NULL);
  self->clock = g_object_ref (clock);

  return self;
}

/**
 * bell_pulse_want:
 * @self: a pulse
 * @owner: who wants it; they leave before they go
 * @at: milliseconds since 1970
 * @func: what to call then, once
 *
 * Wants to be called at a moment, in place of the one that @owner wanted before.
 */
void
bell_pulse_want (BellPulse     *self,
                 gpointer       owner,
                 gint64         at,
                 BellPulseFunc  func)
{
  Want *want;

  g_return_if_fail (BELL_IS_PULSE (self));
  g_return_if_fail (owner != NULL && func != NULL);
  g_return_if_fail (at != BELL_TIME_UNSET);

  want = g_new (Want, 1);
  *want = (Want) { at, func };
  g_hash_table_replace (self->wants, owner, want);
  bell_pulse_schedule (self);
}

/**
 * bell_pulse_leave:
 * @self: a pulse
 * @owner: who wants nothing any longer
 */
void
bell_pulse_leave (BellPulse *self,
                  gpointer   owner)
{
  g_return_if_fail (BELL_IS_PULSE (self));

  if (g_hash_table_remove (self->wants, owner))
    bell_pulse_schedule (self);
}
