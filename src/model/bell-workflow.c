/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-workflow.h"

#define TO(status) (1u << BELL_STATUS_##status)

/* Where a ticket may go from each status. It is new only once, and a closed
 * one comes back by being opened again. */
static const guint transitions[] = {
  [BELL_STATUS_NEW]     = TO (OPEN) | TO (PENDING) | TO (ON_HOLD) | TO (SOLVED) | TO (CLOSED),
  [BELL_STATUS_OPEN]    = TO (PENDING) | TO (ON_HOLD) | TO (SOLVED) | TO (CLOSED),
  [BELL_STATUS_PENDING] = TO (OPEN) | TO (ON_HOLD) | TO (SOLVED) | TO (CLOSED),
  [BELL_STATUS_ON_HOLD] = TO (OPEN) | TO (PENDING) | TO (SOLVED) | TO (CLOSED),
  [BELL_STATUS_SOLVED]  = TO (OPEN) | TO (PENDING) | TO (ON_HOLD) | TO (CLOSED),
  [BELL_STATUS_CLOSED]  = TO (OPEN),
};

/* Impact down, urgency across: the usual three by three matrix of IT service
 * management. */
static const BellPriority priorities[3][3] = {
  [BELL_LEVEL_LOW]    = { BELL_PRIORITY_LOW,    BELL_PRIORITY_LOW,    BELL_PRIORITY_NORMAL },
  [BELL_LEVEL_MEDIUM] = { BELL_PRIORITY_LOW,    BELL_PRIORITY_NORMAL, BELL_PRIORITY_HIGH },
  [BELL_LEVEL_HIGH]   = { BELL_PRIORITY_NORMAL, BELL_PRIORITY_HIGH,   BELL_PRIORITY_URGENT },
};

/**
 * bell_priority_for:
 * @impact: how much is affected
 * @urgency: how soon it matters
 *
 * Returns: the priority of the impact and urgency matrix
 */
BellPriority
bell_priority_for (BellLevel impact,
                   BellLevel urgency)
{
  g_return_val_if_fail (impact <= BELL_LEVEL_HIGH && urgency <= BELL_LEVEL_HIGH, BELL_PRIORITY_NORMAL);

  return priorities[impact][urgency];
}

/**
 * bell_status_can_move:
 *
 * Returns: whether a ticket may go from @from to @to; staying is no move and
 *   always allowed
 */
gboolean
bell_status_can_move (BellStatus from,
                      BellStatus to)
{
  g_return_val_if_fail (from <= BELL_STATUS_CLOSED && to <= BELL_STATUS_CLOSED, FALSE);

  return from == to || (transitions[from] & (1u << to)) != 0;
}

/**
 * bell_status_is_active:
 *
 * Returns: whether somebody still has something to do: neither solved nor closed
 */
gboolean
bell_status_is_active (BellStatus status)
{
  return status != BELL_STATUS_SOLVED && status != BELL_STATUS_CLOSED;
}
