/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-sync.h"

static BellOutboxMark *
bell_outbox_mark_new (const char      *change_id,
                      BellOutboxState  state)
{
  BellOutboxMark *self = g_new0 (BellOutboxMark, 1);

  self->change_id = g_strdup (change_id);
  self->state = state;
  self->due_at = BELL_TIME_UNSET;

  return self;
}

/**
 * bell_outbox_mark_new_sent:
 *
 * Returns: (transfer full): that a change is about to be sent
 */
BellOutboxMark *
bell_outbox_mark_new_sent (const char *change_id)
{
  g_return_val_if_fail (change_id != NULL, NULL);

  return bell_outbox_mark_new (change_id, BELL_OUTBOX_STATE_SENT);
}

/**
 * bell_outbox_mark_new_acknowledged:
 * @modseq: at which the server has it
 *
 * Returns: (transfer full): that the server has done a change
 */
BellOutboxMark *
bell_outbox_mark_new_acknowledged (const char *change_id,
                                   gint64      modseq)
{
  BellOutboxMark *self;

  g_return_val_if_fail (change_id != NULL, NULL);

  self = bell_outbox_mark_new (change_id, BELL_OUTBOX_STATE_ACKNOWLEDGED);
  self->modseq = modseq;

  return self;
}

/**
 * bell_outbox_mark_new_parked:
 * @reason_type: (nullable): type of the SetError
 * @reason: (nullable): a sentence
 *
 * Returns: (transfer full): that the server has refused a change for good
 */
BellOutboxMark *
bell_outbox_mark_new_parked (const char *change_id,
                             const char *reason_type,
                             const char *reason)
{
  BellOutboxMark *self;

  g_return_val_if_fail (change_id != NULL, NULL);

  self = bell_outbox_mark_new (change_id, BELL_OUTBOX_STATE_PARKED);
  self->reason_type = g_strdup (reason_type);
  self->reason = g_strdup (reason);

  return self;
}

/**
 * bell_outbox_mark_new_queued:
 * @due_at: not before, or %BELL_TIME_UNSET
 * @reason: (nullable): why it did not work this time
 *
 * Returns: (transfer full): that a change has to be sent again
 */
BellOutboxMark *
bell_outbox_mark_new_queued (const char *change_id,
                             gint64      due_at,
                             const char *reason)
{
  BellOutboxMark *self;

  g_return_val_if_fail (change_id != NULL, NULL);

  self = bell_outbox_mark_new (change_id, BELL_OUTBOX_STATE_QUEUED);
  self->due_at = due_at;
  self->reason = g_strdup (reason);

  return self;
}

/**
 * bell_outbox_mark_new_untried:
 *
 * Returns: (transfer full): that a change that was sent was surely not looked at, and waits as if it had not been sent
 */
BellOutboxMark *
bell_outbox_mark_new_untried (const char *change_id)
{
  BellOutboxMark *self = bell_outbox_mark_new_queued (change_id, BELL_TIME_UNSET, NULL);

  if (self != NULL)
    self->untried = TRUE;

  return self;
}

/**
 * bell_outbox_mark_free:
 *
 * Frees it.
 */
void
bell_outbox_mark_free (BellOutboxMark *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->change_id);
  g_free (self->reason_type);
  g_free (self->reason);
  g_free (self);
}
