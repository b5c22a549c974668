/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-wire.h"

G_BEGIN_DECLS

/* A value as the other end may send it, fit for a record: the right type, and
 * ids and names that can do no harm. */
gboolean bell_wire_value_from_peer (const BellProperty  *property,
                                    const BellJsonNode  *node,
                                    GVariant           **value,
                                    GError             **error);

GError  *bell_wire_error_for_set_error (const BellSetError *error);

G_END_DECLS
