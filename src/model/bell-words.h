/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A word longer than this is known by its beginning, in characters. */
#define BELL_WORDS_MAX_LENGTH 60

/* What the words of a text are: raised when that changes, as every index of words,
 * the server's and the clients', must then be made anew. */
#define BELL_WORDS_VERSION 1

gboolean   bell_words_is_word_by_itself (gunichar    c);
GPtrArray *bell_words_split             (const char *text,
                                         guint       max_words);
char      *bell_words_join              (const char *text,
                                         guint       max_words);

G_END_DECLS
