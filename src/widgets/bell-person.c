/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-person.h"

G_DEFINE_INTERFACE (BellPerson, bell_person, G_TYPE_OBJECT)

static void
bell_person_default_init (BellPersonInterface *interface)
{
}

/**
 * bell_person_get_name:
 *
 * Returns: (transfer none): what people call them
 */
const char *
bell_person_get_name (BellPerson *self)
{
  g_return_val_if_fail (BELL_IS_PERSON (self), NULL);

  return BELL_PERSON_GET_IFACE (self)->get_name (self);
}

/**
 * bell_person_get_detail:
 *
 * Returns: (transfer none) (nullable): what tells two of one name apart
 */
const char *
bell_person_get_detail (BellPerson *self)
{
  g_return_val_if_fail (BELL_IS_PERSON (self), NULL);

  if (BELL_PERSON_GET_IFACE (self)->get_detail == NULL)
    return NULL;

  return BELL_PERSON_GET_IFACE (self)->get_detail (self);
}
