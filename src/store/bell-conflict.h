/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "bell-change.h"

G_BEGIN_DECLS

/**
 * BellConflictKind:
 * @BELL_CONFLICT_VALUES: somebody else has set the same to another value
 * @BELL_CONFLICT_REPLY: a reply is held, because somebody has written meanwhile
 * @BELL_CONFLICT_GONE: what it is about was deleted, or has left the reader's sight
 * @BELL_CONFLICT_REFUSED: the server refused it for another reason
 *
 * Why a change waits for a person.
 */
typedef enum
{
  BELL_CONFLICT_VALUES,
  BELL_CONFLICT_REPLY,
  BELL_CONFLICT_GONE,
  BELL_CONFLICT_REFUSED,
} BellConflictKind;

/**
 * BellConflictField:
 * @property: what both have set
 * @member: (nullable): of a set or map, which member
 * @mine: (nullable): the value that was not taken
 * @theirs: (nullable): the value that stands
 * @is_condition: it was not touched, but acted upon
 * @author_id: (nullable): who set @theirs; %NULL if this computer was not told
 * @acted_at: when they did, or %BELL_TIME_UNSET
 *
 * One line of a card.
 */
typedef struct
{
  const BellProperty *property;
  char *member;
  GVariant *mine;
  GVariant *theirs;
  gboolean is_condition;
  char *author_id;
  gint64 acted_at;
} BellConflictField;

/**
 * BellConflict:
 * @kind: why it waits
 * @change: what was done
 * @reason: (nullable): a sentence
 * @fields: (element-type BellConflictField): both values, who and when
 * @messages: (element-type BellRecord): for a held reply: what was written meanwhile, oldest first
 * @can_reapply: whether it may be done all the same
 *
 * A card: all that a person needs to decide about one change. Owned by who
 * asked; not kept up to date.
 */
typedef struct
{
  BellConflictKind kind;
  BellChange *change;
  char *reason;
  GPtrArray *fields;
  GPtrArray *messages;
  gboolean can_reapply;
} BellConflict;

void bell_conflict_free (BellConflict *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellConflict, bell_conflict_free)

G_END_DECLS
