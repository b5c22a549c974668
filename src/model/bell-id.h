/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-clock.h"
#include "bell-property.h"

G_BEGIN_DECLS

/* A letter and the 36 characters of a UUID. */
#define BELL_ID_LENGTH 37

char     *bell_id_new           (BellType    type,
                                 BellClock  *clock);
char     *bell_id_new_for_name  (BellType    type,
                                 gint64      time,
                                 const char *name);
char     *bell_id_new_for_description (const char *ticket_id);
gboolean  bell_id_is_description (const char *message_id,
                                  const char *ticket_id);
char     *bell_id_new_with_letter (char      letter,
                                 BellClock  *clock);
gboolean  bell_id_is_valid      (const char *id,
                                 BellType    type);
gint64    bell_id_get_time      (const char *id);

char     *bell_blob_id_for_bytes (GBytes    *bytes);
gboolean  bell_blob_id_is_valid (const char *id);

G_END_DECLS
