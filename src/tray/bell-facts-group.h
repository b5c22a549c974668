/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Facts about this computer, each of which can be taken out. Signal changed (). */
#define BELL_TYPE_FACTS_GROUP (bell_facts_group_get_type ())
G_DECLARE_FINAL_TYPE (BellFactsGroup, bell_facts_group, BELL, FACTS_GROUP, AdwBin)

void  bell_facts_group_gather   (BellFactsGroup *self);
char *bell_facts_group_dup_text (BellFactsGroup *self);

G_END_DECLS
