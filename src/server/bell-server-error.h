/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BellServerError:
 * @BELL_SERVER_ERROR_FAILED: what none of the others names; the message says it
 * @BELL_SERVER_ERROR_ADDRESS_IN_USE: another program listens there already
 * @BELL_SERVER_ERROR_LISTEN: the address or port cannot be had
 * @BELL_SERVER_ERROR_CERTIFICATE: the certificate or its key cannot be used
 * @BELL_SERVER_ERROR_WRONG_CREDENTIALS: no such person, or not their password
 * @BELL_SERVER_ERROR_TOO_MANY_ATTEMPTS: tried too often; wait
 * @BELL_SERVER_ERROR_BUSY: too much work is under way; try again
 * @BELL_SERVER_ERROR_NOT_INITIALISED: the database holds no organisation yet
 * @BELL_SERVER_ERROR_ALREADY_INITIALISED: the database holds one already
 * @BELL_SERVER_ERROR_NOT_FOUND: no such person, team, token or object
 * @BELL_SERVER_ERROR_EXISTS: one of that name is there already
 * @BELL_SERVER_ERROR_INVALID: what was asked for makes no sense; the message says why
 * @BELL_SERVER_ERROR_DAMAGED: the database contradicts itself
 *
 * The errors of server/. Each message is a sentence for a person.
 */
typedef enum
{
  BELL_SERVER_ERROR_FAILED,
  BELL_SERVER_ERROR_ADDRESS_IN_USE,
  BELL_SERVER_ERROR_LISTEN,
  BELL_SERVER_ERROR_CERTIFICATE,
  BELL_SERVER_ERROR_WRONG_CREDENTIALS,
  BELL_SERVER_ERROR_TOO_MANY_ATTEMPTS,
  BELL_SERVER_ERROR_BUSY,
  BELL_SERVER_ERROR_NOT_INITIALISED,
  BELL_SERVER_ERROR_ALREADY_INITIALISED,
  BELL_SERVER_ERROR_NOT_FOUND,
  BELL_SERVER_ERROR_EXISTS,
  BELL_SERVER_ERROR_INVALID,
  BELL_SERVER_ERROR_DAMAGED,
} BellServerError;

#define BELL_SERVER_ERROR (bell_server_error_quark ())
GQuark bell_server_error_quark (void);

G_END_DECLS
