/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-id.h"

#include <string.h>

#define BLOB_ID_LENGTH 65

/* Lays out a UUID of version 7 (RFC 9562 section 5.7): 48 bits of
 * milliseconds, then version, variant and 74 bits from @random. */
static char *
format_id (char         letter,
           gint64       time,
           const guint8 random[10])
{
  guint8 b[16];

  for (int i = 0; i < 6; i++)
    b[i] = (guint8) ((guint64) time >> (40 - 8 * i));
  memcpy (b + 6, random, 10);
  b[6] = (b[6] & 0x0f) | 0x70;
  b[8] = (b[8] & 0x3f) | 0x80;

  return g_strdup_printf ("%c%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          letter, b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7],
                          b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

static gboolean
is_lower_hex (char c)
{
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/**
 * bell_id_new:
 * @type: of what
 * @clock: where time and chance come from
 *
 * Makes the id of a new object. Ids are made where the object is made and are
 * kept before the first send, so that a retry names the same object.
 *
 * Returns: (transfer full): the type's letter and a UUID of version 7
 */
char *
bell_id_new (BellType   type,
             BellClock *clock)
{
  return bell_id_new_with_letter (bell_type_get_letter (type), clock);
}

/**
 * bell_id_new_with_letter:
 * @letter: an upper-case letter
 * @clock: where time and chance come from
 *
 * As bell_id_new(), for what is no data type: an account (O), a device (W).
 *
 * Returns: (transfer full): the letter and a UUID of version 7
 */
char *
bell_id_new_with_letter (char       letter,
                         BellClock *clock)
{
  guint8 random[10];

  g_return_val_if_fail (g_ascii_isupper (letter), NULL);
  g_return_val_if_fail (BELL_IS_CLOCK (clock), NULL);

  bell_clock_random (clock, random, sizeof random);

  return format_id (letter, bell_clock_now (clock), random);
}

/**
 * bell_id_new_for_name:
 * @type: of what
 * @time: when it was made, in milliseconds since 1970
 * @name: what it is known by elsewhere, unique within the source
 *
 * Makes the same id from the same words each time: so that an import can be
 * run again, and so that what follows from a change has the same id wherever
 * it is computed.
 *
 * Returns: (transfer full): the type's letter and a UUID
 */
char *
bell_id_new_for_name (BellType    type,
                      gint64      time,
                      const char *name)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_return_val_if_fail (name != NULL, NULL);

  g_checksum_update (checksum, (const guchar *) name, -1);
  g_checksum_get_digest (checksum, digest, &length);

  return format_id (bell_type_get_letter (type), time, digest);
}

/**
 * bell_id_new_for_description:
 * @ticket_id: a ticket, valid
 *
 * The message with which a ticket is opened has its id from the ticket. So everybody can tell
 * the words that ask from the first answer, also where an agent writes both for somebody on
 * the telephone; and there is but one of it.
 *
 * Returns: (transfer full): the id of the message that describes @ticket_id
 */
char *
bell_id_new_for_description (const char *ticket_id)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (bell_id_is_valid (ticket_id, BELL_TYPE_TICKET), NULL);

  name = g_strconcat (ticket_id, "/description", NULL);

  return bell_id_new_for_name (BELL_TYPE_MESSAGE, bell_id_get_time (ticket_id), name);
}

/**
 * bell_id_is_description:
 * @message_id: (nullable): a message
 * @ticket_id: its ticket
 *
 * Returns: whether @message_id is what the ticket was opened with, see
 *   bell_id_new_for_description()
 */
gboolean
bell_id_is_description (const char *message_id,
                        const char *ticket_id)
{
  g_autofree char *id = NULL;

  /* Both begin with the same time, so most are told apart without a digest. */
  if (!bell_id_is_valid (message_id, BELL_TYPE_MESSAGE) || !bell_id_is_valid (ticket_id, BELL_TYPE_TICKET) ||
      bell_id_get_time (message_id) != bell_id_get_time (ticket_id))
    return FALSE;

  id = bell_id_new_for_description (ticket_id);

  return g_str_equal (id, message_id);
}

/**
 * bell_id_is_valid:
 * @id: (nullable): a text
 * @type: of what, or %BELL_TYPE_NONE for any
 *
 * Returns: whether @id has the form of an id of @type
 */
gboolean
bell_id_is_valid (const char *id,
                  BellType    type)
{
  if (id == NULL || strnlen (id, BELL_ID_LENGTH + 1) != BELL_ID_LENGTH)
    return FALSE;

  if (type == BELL_TYPE_NONE ? !g_ascii_isupper (id[0]) : id[0] != bell_type_get_letter (type))
    return FALSE;

  for (int i = 1; i < BELL_ID_LENGTH; i++)
    {
      gboolean dash = i == 9 || i == 14 || i == 19 || i == 24;

      if (dash ? id[i] != '-' : !is_lower_hex (id[i]))
        return FALSE;
    }

  return id[15] == '7' && strchr ("89ab", id[20]) != NULL;
}

/**
 * bell_id_get_time:
 * @id: a valid id
 *
 * Returns: the time at which it was made by its maker's clock, in
 *   milliseconds since 1970
 */
gint64
bell_id_get_time (const char *id)
{
  gint64 time = 0;

  g_return_val_if_fail (bell_id_is_valid (id, BELL_TYPE_NONE), 0);

  for (int i = 1; i < 14; i++)
    if (id[i] != '-')
      time = time << 4 | g_ascii_xdigit_value (id[i]);

  return time;
}

/**
 * bell_blob_id_for_bytes:
 * @bytes: the content of a file
 *
 * Returns: (transfer full): `B` and the SHA-256 of the content in lower-case
 *   hexadecimal: known to a client before the upload
 */
char *
bell_blob_id_for_bytes (GBytes *bytes)
{
  g_autofree char *digest = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  return g_strconcat ("B", digest, NULL);
}

/**
 * bell_blob_id_is_valid:
 * @id: (nullable): a text
 *
 * Returns: whether @id has the form of a blob's id; nothing else may ever be
 *   used to look for one
 */
gboolean
bell_blob_id_is_valid (const char *id)
{
  if (id == NULL || strnlen (id, BLOB_ID_LENGTH + 1) != BLOB_ID_LENGTH || id[0] != 'B')
    return FALSE;

  for (int i = 1; i < BLOB_ID_LENGTH; i++)
    if (!is_lower_hex (id[i]))
      return FALSE;

  return TRUE;
}
