/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define BELL_TYPE_PERSON (bell_person_get_type ())
G_DECLARE_INTERFACE (BellPerson, bell_person, BELL, PERSON, GObject)

/**
 * BellPersonInterface:
 * @get_name: (transfer none): what people call them, or it
 * @get_detail: (transfer none) (nullable): what tells two of one name apart,
 *   such as an address or a team
 *
 * Whoever can be picked in a #BellPersonPicker: a person, a team.
 */
struct _BellPersonInterface
{
  GTypeInterface parent_interface;

  const char *(*get_name)   (BellPerson *self);
  const char *(*get_detail) (BellPerson *self);
};

const char *bell_person_get_name   (BellPerson *self);
const char *bell_person_get_detail (BellPerson *self);

G_END_DECLS
