/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-change.h"

G_BEGIN_DECLS

/**
 * BellMeeting:
 * @BELL_MEETING_FREE: nobody else has touched it
 * @BELL_MEETING_SAME: somebody else has set it to the same: done
 * @BELL_MEETING_MERGE: both stand beside each other
 * @BELL_MEETING_TEXT: two texts: merged line by line, and a clash where that fails
 * @BELL_MEETING_CLASH: what stands stays, and a person decides
 *
 * What becomes of one edit that meets what somebody else has done to the same
 * property or member.
 */
typedef enum
{
  BELL_MEETING_FREE,
  BELL_MEETING_SAME,
  BELL_MEETING_MERGE,
  BELL_MEETING_TEXT,
  BELL_MEETING_CLASH,
} BellMeeting;

/**
 * BellMergeText:
 * @ancestor: the text from which both began
 * @mine: what the author made of it
 * @theirs: what stands now
 *
 * Merges two edits of a text. Returns: (transfer full) (nullable): the text
 * with both, or %NULL where they touch the same place.
 */
typedef char *(*BellMergeText) (const char *ancestor,
                                const char *mine,
                                const char *theirs);

/**
 * BellMergeClash:
 * @property: what both have set
 * @member: (nullable): of a set or map, which member
 * @mine: (nullable): the value that was not taken; %NULL is null, or takes the member away
 * @was: (nullable): what its author saw before
 * @theirs: (nullable): what stands
 * @is_condition: the author did not touch it, but acted because it was so
 *
 * One property of a change that waits for a person's decision.
 */
typedef struct
{
  const BellProperty *property;
  char *member;
  GVariant *mine;
  GVariant *was;
  GVariant *theirs;
  gboolean is_condition;
} BellMergeClash;

/**
 * BellMergeResult:
 * @is_done: nothing is left to do: all stands as the author wanted it
 * @clashes: (element-type BellMergeClash): what a person decides; empty where all can be merged
 * @patch: where nothing clashes, what is left to be sent
 * @expected: (nullable): what has to be so for that now
 *
 * What becomes of a change that met others.
 */
typedef struct
{
  gboolean is_done;
  GPtrArray *clashes;
  BellPatch *patch;
  BellPatch *expected;
} BellMergeResult;

gboolean         bell_merge_is_guarded   (const BellProperty   *property,
                                          const char           *member);
BellMeeting      bell_merge_meet         (const BellProperty   *property,
                                          const char           *member,
                                          GVariant             *mine,
                                          GVariant             *was,
                                          GVariant             *theirs);

BellPatch       *bell_merge_normalise    (BellPatch            *patch,
                                          const BellRecord     *before);
BellPatch       *bell_merge_expect       (const BellPatch      *patch,
                                          const BellPatch      *given,
                                          const BellRecord     *before);
BellPatch       *bell_merge_expect_all   (const BellRecord     *before);
BellPatch       *bell_merge_expect_seen  (const BellPatch      *message,
                                          const BellRecord     *ticket);
BellPatch       *bell_merge_expect_done  (const BellPatch      *patch);

BellPatch       *bell_merge_inverse      (const BellPatch      *patch,
                                          const BellRecord     *before);

BellMergeResult *bell_merge_change       (const BellChange     *change,
                                          const BellRecord     *now,
                                          BellMergeText         merge_text);
void             bell_merge_result_free  (BellMergeResult      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellMergeResult, bell_merge_result_free)

G_END_DECLS
