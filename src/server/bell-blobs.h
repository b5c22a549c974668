/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-organisation.h"

G_BEGIN_DECLS

gboolean bell_blobs_read (BellOrganisation *organisation,
                          BellDatabase     *reader,
                          const BellActor  *actor,
                          const char       *blob_id,
                          GBytes          **content,
                          GError          **error);

G_END_DECLS
