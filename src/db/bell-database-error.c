/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-database-error.h"

/**
 * bell_database_error_quark:
 *
 * Returns: the domain of #BellDatabaseError
 */
G_DEFINE_QUARK (bell-database-error-quark, bell_database_error)
