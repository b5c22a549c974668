/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BellForeignness:
 * @BELL_FOREIGNNESS_OWN: in a language that the person reads
 * @BELL_FOREIGNNESS_UNKNOWN: in a language that nobody has named
 * @BELL_FOREIGNNESS_OTHER: in another language
 *
 * How an article's language stands to the person's; less comes first.
 */
typedef enum
{
  BELL_FOREIGNNESS_OWN,
  BELL_FOREIGNNESS_UNKNOWN,
  BELL_FOREIGNNESS_OTHER,
} BellForeignness;

BellForeignness bell_own_language_compare (const char *language);

G_END_DECLS
