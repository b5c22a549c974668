/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-json-writer.h"
#include "bell-property.h"

G_BEGIN_DECLS

/* States and how news of them is pushed (RFC 8620 section 7). */

/* The state of a type: the modseq of its last change and the access version of
 * the reader, "12-1". */
char     *bell_state_format           (gint64               modseq,
                                       gint64               access_version);
gboolean  bell_state_parse            (const char          *state,
                                       gint64              *modseq,
                                       gint64              *access_version);

/**
 * BellStateChange:
 * @account_id: whose data
 * @states: by #BellType: the new state, or %NULL where nothing is said
 *
 * A StateChange object (RFC 8620 section 7.1).
 */
typedef struct
{
  char *account_id;
  char *states[BELL_TYPE_NONE];
} BellStateChange;

BellStateChange *bell_state_change_new       (const char             *account_id);
void             bell_state_change_free      (BellStateChange        *self);
void             bell_state_change_set       (BellStateChange        *self,
                                              BellType                type,
                                              const char             *state);
void             bell_state_change_to_json   (const BellStateChange  *self,
                                              BellJsonWriter         *writer);
BellStateChange *bell_state_change_from_text (const char             *text,
                                              gsize                   length,
                                              const char             *account_id,
                                              GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellStateChange, bell_state_change_free)

G_END_DECLS
