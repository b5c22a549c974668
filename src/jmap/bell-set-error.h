/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-json-writer.h"

G_BEGIN_DECLS

/**
 * BellSetErrorType:
 * @BELL_SET_ERROR_TAKEN: our own: somebody else holds the ticket
 * @BELL_SET_ERROR_ILLEGAL_TRANSITION: our own: the status cannot move that way
 * @BELL_SET_ERROR_OTHER: a type that is not known here; its name is kept
 *
 * Why one object was not created, updated or destroyed: the types of RFC 8620
 * section 5.3, `stateMismatch` for one object (draft-ietf-jmap-conditional), and ours.
 */
typedef enum
{
  BELL_SET_ERROR_FORBIDDEN,
  BELL_SET_ERROR_OVER_QUOTA,
  BELL_SET_ERROR_TOO_LARGE,
  BELL_SET_ERROR_RATE_LIMIT,
  BELL_SET_ERROR_NOT_FOUND,
  BELL_SET_ERROR_INVALID_PATCH,
  BELL_SET_ERROR_WILL_DESTROY,
  BELL_SET_ERROR_INVALID_PROPERTIES,
  BELL_SET_ERROR_SINGLETON,
  BELL_SET_ERROR_ALREADY_EXISTS,
  BELL_SET_ERROR_STATE_MISMATCH,
  BELL_SET_ERROR_TAKEN,
  BELL_SET_ERROR_ILLEGAL_TRANSITION,
  BELL_SET_ERROR_OTHER,
} BellSetErrorType;

/**
 * BellSetError:
 * @type: the reason
 * @name: its name on the wire
 * @description: (nullable): a sentence
 * @properties: (nullable): the wire names of the properties at fault
 * @existing_id: (nullable): with %BELL_SET_ERROR_ALREADY_EXISTS, which object
 *
 * A SetError object (RFC 8620 section 5.3).
 */
typedef struct
{
  BellSetErrorType type;
  char *name;
  char *description;
  char **properties;
  char *existing_id;
} BellSetError;

const char   *bell_set_error_type_get_name (BellSetErrorType     type);
gboolean      bell_set_error_type_is_permanent (BellSetErrorType type);

BellSetError *bell_set_error_new           (BellSetErrorType     type,
                                            const char          *format,
                                            ...) G_GNUC_PRINTF (2, 3);
BellSetError *bell_set_error_new_for_properties (const char *const *properties,
                                            const char          *description);
BellSetError *bell_set_error_new_from_error (const GError       *error);
BellSetError *bell_set_error_copy          (const BellSetError  *self);
void          bell_set_error_free          (BellSetError        *self);

void          bell_set_error_to_json       (const BellSetError  *self,
                                            BellJsonWriter      *writer);
BellSetError *bell_set_error_from_json     (const BellJsonNode  *node,
                                            GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSetError, bell_set_error_free)

G_END_DECLS
