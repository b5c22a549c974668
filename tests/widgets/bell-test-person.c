/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-test-person.h"

/* Somebody who can be picked. */
struct _BellTestPerson
{
  GObject parent_instance;

  char *name;
  char *detail;
};

static const char *
get_name (BellPerson *person)
{
  return BELL_TEST_PERSON (person)->name;
}

static const char *
get_detail (BellPerson *person)
{
  return BELL_TEST_PERSON (person)->detail;
}

static void
implement_person (BellPersonInterface *interface)
{
  interface->get_name = get_name;
  interface->get_detail = get_detail;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BellTestPerson, bell_test_person, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BELL_TYPE_PERSON, implement_person))

static void
bell_test_person_finalize (GObject *object)
{
  g_free (BELL_TEST_PERSON (object)->name);
  g_free (BELL_TEST_PERSON (object)->detail);

  G_OBJECT_CLASS (bell_test_person_parent_class)->finalize (object);
}

static void
bell_test_person_class_init (BellTestPersonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_test_person_finalize;
}

static void
bell_test_person_init (BellTestPerson *self)
{
}

BellPerson *
bell_test_person_new (const char *name,
                      const char *detail)
{
  BellTestPerson *self = g_object_new (BELL_TYPE_TEST_PERSON, NULL);

  self->name = g_strdup (name);
  self->detail = g_strdup (detail);

  return BELL_PERSON (self);
}

void
bell_test_person_fill (GListStore *people)
{
  static const char *const all[][2] = {
    { "Anna Weber", "anna.weber@example.org" },
    { "Björn Ångström", "bjorn@example.org" },
    { "Chloé Dubois", "chloe@example.org" },
    { "Paul Okafor", "paul.okafor@example.org" },
    { "Anna Nowak", "a.nowak@example.org" },
    { "Service Desk", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (BellPerson) person = bell_test_person_new (all[i][0], all[i][1]);

      g_list_store_append (people, person);
    }
}
