/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BellModelError:
 * @BELL_MODEL_ERROR_INVALID_PROPERTY: no such property, or one that this person or call may not set
 * @BELL_MODEL_ERROR_INVALID_VALUE: a value of the wrong type or out of its range
 * @BELL_MODEL_ERROR_INVALID_PATCH: a patch that points nowhere or into itself
 * @BELL_MODEL_ERROR_FORBIDDEN: this person may not do that
 * @BELL_MODEL_ERROR_TRANSITION: the status cannot move that way
 * @BELL_MODEL_ERROR_TAKEN: somebody else holds the ticket
 * @BELL_MODEL_ERROR_TOO_LARGE: a text or set is larger than is allowed
 * @BELL_MODEL_ERROR_INVALID_QUERY: a filter or sort that means nothing for the type
 *
 * What can be wrong with data. The message is a sentence for a person.
 */
typedef enum
{
  BELL_MODEL_ERROR_INVALID_PROPERTY,
  BELL_MODEL_ERROR_INVALID_VALUE,
  BELL_MODEL_ERROR_INVALID_PATCH,
  BELL_MODEL_ERROR_FORBIDDEN,
  BELL_MODEL_ERROR_TRANSITION,
  BELL_MODEL_ERROR_TAKEN,
  BELL_MODEL_ERROR_TOO_LARGE,
  BELL_MODEL_ERROR_INVALID_QUERY,
} BellModelError;

#define BELL_MODEL_ERROR (bell_model_error_quark ())
GQuark bell_model_error_quark (void);

/* Bounds that both ends hold to: what a client accepts from a person, its
 * server will take. Sizes in bytes of UTF-8. */
#define BELL_MAX_LINE       1024            /* names, subjects, tags */
#define BELL_MAX_BODY       (1024 * 1024)   /* a message or an article */
#define BELL_MAX_MEMBERS    1000            /* of a set or a map */
#define BELL_MAX_ATTACHMENT (50 * 1024 * 1024)

G_END_DECLS
