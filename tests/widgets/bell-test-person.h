/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "bell-person.h"

G_BEGIN_DECLS

#define BELL_TYPE_TEST_PERSON (bell_test_person_get_type ())
G_DECLARE_FINAL_TYPE (BellTestPerson, bell_test_person, BELL, TEST_PERSON, GObject)

BellPerson *bell_test_person_new  (const char *name,
                                   const char *detail);
void        bell_test_person_fill (GListStore *people);

G_END_DECLS
