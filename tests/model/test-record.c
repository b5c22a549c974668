/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-clock.h"
#include "bell-record.h"
#include "bell-value-map.h"

#define TICKET "T0192f0c1-0000-7000-8000-000000000001"

static void
test_defaults (void)
{
  g_autoptr (BellRecord) record = bell_record_new (BELL_TYPE_TICKET, TICKET);
  g_autoptr (BellRecord) person = bell_record_new (BELL_TYPE_PRINCIPAL, "P0192f0c1-0000-7000-8000-000000000001");
  const BellTicket *ticket = BELL_TICKET (record);

  g_assert_cmpstr (bell_record_get_id (record), ==, TICKET);
  g_assert_cmpint (bell_ticket_get_status (ticket), ==, BELL_STATUS_NEW);
  g_assert_cmpint (bell_ticket_get_impact (ticket), ==, BELL_LEVEL_MEDIUM);
  g_assert_cmpint (bell_ticket_get_priority (ticket), ==, BELL_PRIORITY_NORMAL);
  g_assert_cmpint (bell_ticket_get_created_at (ticket), ==, BELL_TIME_UNSET);
  g_assert_null (bell_ticket_get_assignee_id (ticket));
  g_assert_cmpstr (bell_ticket_get_subject (ticket), ==, "");
  g_assert_nonnull (bell_ticket_get_tags (ticket));
  g_assert_null (bell_ticket_get_tags (ticket)[0]);
  g_assert_cmpuint (g_variant_n_children (bell_ticket_get_links (ticket)), ==, 0);
  g_assert_true (bell_principal_get_active (BELL_PRINCIPAL (person)));
}

static void
test_copies (void)
{
  g_autoptr (BellRecord) one = bell_record_new (BELL_TYPE_TICKET, TICKET);
  g_autoptr (BellRecord) two = NULL;
  const char *tags[] = { "b", "a", "b", NULL };

  bell_record_set (one, bell_ticket_property (BELL_TICKET_TAGS), g_variant_new_strv (tags, -1));
  bell_record_set_text (one, bell_ticket_property (BELL_TICKET_SUBJECT), "Printer on fire");
  bell_record_set_integer (one, bell_ticket_property (BELL_TICKET_STATUS), BELL_STATUS_PENDING);
  bell_record_set_modseqs (one, 3, 9);

  two = bell_record_copy (one);
  g_assert_true (bell_record_equal (one, two));
  g_assert_cmpint (bell_record_get_modseq (two), ==, 9);
  g_assert_cmpint (bell_record_get_created_modseq (two), ==, 3);

  /* A set is sorted and has each member once. */
  g_assert_cmpuint (g_strv_length ((char **) bell_ticket_get_tags (BELL_TICKET (two))), ==, 2);
  g_assert_cmpstr (bell_ticket_get_tags (BELL_TICKET (two))[0], ==, "a");

  bell_record_set_text (two, bell_ticket_property (BELL_TICKET_SUBJECT), "Printer put out");
  g_assert_false (bell_record_equal (one, two));
  g_assert_cmpstr (bell_ticket_get_subject (BELL_TICKET (one)), ==, "Printer on fire");
}

/* In one piece it is what it was, and what is written to it or copied from it is its own. */
static void
test_packed (void)
{
  g_autoptr (BellRecord) one = bell_record_new (BELL_TYPE_TICKET, TICKET);
  g_autoptr (BellRecord) two = NULL;
  g_autoptr (BellRecord) copy = NULL;
  const char *tags[] = { "a", "b", NULL };

  bell_record_set (one, bell_ticket_property (BELL_TICKET_TAGS), g_variant_new_strv (tags, -1));
  bell_record_set (one, bell_ticket_property (BELL_TICKET_CUSTOM_FIELDS), g_variant_new_parsed ("{'a': '1'}"));
  bell_record_set_text (one, bell_ticket_property (BELL_TICKET_SUBJECT), "Printer on fire");
  bell_record_set_modseqs (one, 3, 9);

  two = bell_record_pack (bell_record_pack (bell_record_copy (one)));
  g_assert_true (bell_record_equal (one, two));
  g_assert_cmpstr (bell_record_get_id (two), ==, TICKET);
  g_assert_cmpint (bell_record_get_modseq (two), ==, 9);

  copy = bell_record_copy (two);
  bell_record_set_text (two, bell_ticket_property (BELL_TICKET_SUBJECT), "Printer put out");
  bell_record_set_text (two, bell_ticket_property (BELL_TICKET_SUBJECT), "Printer gone");
  bell_record_set (two, bell_ticket_property (BELL_TICKET_SUBJECT), g_variant_new_string ("Printer replaced"));
  bell_record_set (two, bell_ticket_property (BELL_TICKET_ASSIGNEE_ID), NULL);
  g_assert_cmpstr (bell_ticket_get_subject (BELL_TICKET (two)), ==, "Printer replaced");
  g_assert_cmpstr (bell_ticket_get_subject (BELL_TICKET (copy)), ==, "Printer on fire");
  g_clear_pointer (&two, bell_record_unref);
  g_assert_true (bell_record_equal (one, copy));

  /* Once more, as it was changed. */
  bell_record_set_text (copy, bell_ticket_property (BELL_TICKET_SUBJECT), "");
  copy = bell_record_pack (copy);
  g_assert_cmpstr (bell_ticket_get_subject (BELL_TICKET (copy)), ==, "");
  g_assert_cmpuint (g_strv_length ((char **) bell_ticket_get_tags (BELL_TICKET (copy))), ==, 2);
}

/* Equal maps are equal whatever the order in which they came. */
static void
test_map_order (void)
{
  g_autoptr (BellRecord) one = bell_record_new (BELL_TYPE_TICKET, TICKET);
  g_autoptr (BellRecord) two = bell_record_new (BELL_TYPE_TICKET, TICKET);
  const BellProperty *fields = bell_ticket_property (BELL_TICKET_CUSTOM_FIELDS);

  bell_record_set (one, fields, g_variant_new_parsed ("{'a': '1', 'b': '2', 'c': '3'}"));
  bell_record_set (two, fields, g_variant_new_parsed ("{'c': '3', 'a': '1', 'b': '2'}"));

  g_assert_true (bell_record_equal (one, two));
}

/* Maps are made and read by their bytes: the same as GLib's, at all sizes at
 * which the ends of things take another byte. */
static void
test_map_bytes (void)
{
  static const gsize lengths[] = { 0, 1, 100, 250, 251, 252, 253, 254, 255, 256, 1000, 65530, 65531, 65532, 65533, 65534, 65535, 65536, 70000 };
  static const guint counts[] = { 0, 1, 2, 3, 40, 127, 128, 300 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    for (guint j = 0; j < G_N_ELEMENTS (counts); j++)
      {
        guint n = lengths[i] > 1000 ? MIN (counts[j], 3) : counts[j];
        g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
        g_autoptr (GVariant) map = NULL;
        g_autoptr (GVariant) wanted = NULL;
        GVariantBuilder builder;
        BellMapIter iter;
        const char *name, *text;

        g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
        for (guint k = 0; k < n; k++)
          {
            g_ptr_array_add (texts, g_strdup_printf ("name %03u", k));
            g_ptr_array_add (texts, g_strnfill (lengths[i] > k ? lengths[i] - k : 0, 'x'));
            g_variant_builder_add (&builder, "{ss}", texts->pdata[2 * k], texts->pdata[2 * k + 1]);
          }
        wanted = g_variant_ref_sink (g_variant_builder_end (&builder));
        map = bell_value_new_map ((const char *const *) texts->pdata, n);

        g_assert_true (g_variant_is_normal_form (map));
        g_assert_cmpvariant (map, wanted);
        g_assert_cmpmem (g_variant_get_data (map), g_variant_get_size (map), g_variant_get_data (wanted), g_variant_get_size (wanted));
        bell_map_iter_init (&iter, wanted);
        for (guint k = 0; k < n; k++)
          {
            g_assert_true (bell_map_iter_next (&iter, &name, &text));
            g_assert_cmpstr (name, ==, texts->pdata[2 * k]);
            g_assert_cmpstr (text, ==, texts->pdata[2 * k + 1]);
          }
        g_assert_false (bell_map_iter_next (&iter, &name, &text));
      }
}

/* Sets and maps to their columns and back, by the short way and by the long one. */
static void
test_column_text (void)
{
  static const struct
  {
    guint property;
    const char *text;
    const char *written; /* NULL: damaged */
  } columns[] = {
    { BELL_TICKET_TAGS, "", "" },
    { BELL_TICKET_TAGS, "\x1e" "vip\x1e", "\x1e" "vip\x1e" },
    { BELL_TICKET_TAGS, "\x1e" "a\x1e" "b c\x1e" "z\x1e", "\x1e" "a\x1e" "b c\x1e" "z\x1e" },
    { BELL_TICKET_TAGS, "\x1e" "z\x1e" "a\x1e" "z\x1e", "\x1e" "a\x1e" "z\x1e" },
    { BELL_TICKET_CUSTOM_FIELDS, "", "" },
    { BELL_TICKET_CUSTOM_FIELDS, "\x1e" "a\x1f" "b\x1e", "\x1e" "a\x1f" "b\x1e" },
    { BELL_TICKET_CUSTOM_FIELDS, "\x1e" "a\x1f\x1e" "b\x1f" "c d\x1e", "\x1e" "a\x1f\x1e" "b\x1f" "c d\x1e" },
    { BELL_TICKET_CUSTOM_FIELDS, "\x1e" "b\x1f" "1\x1e" "a\x1f" "2\x1e", "\x1e" "a\x1f" "2\x1e" "b\x1f" "1\x1e" },
    { BELL_TICKET_CUSTOM_FIELDS, "\x1e" "a\x1e", NULL },
    { BELL_TICKET_CUSTOM_FIELDS, "\x1e" "a\x1f" "b\x1f" "c\x1e", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      const BellProperty *property = bell_ticket_property (columns[i].property);
      g_autoptr (BellRecord) record = bell_record_new (BELL_TYPE_TICKET, "T0192f0c1-0000-7000-8000-000000000001");
      gboolean is_one = bell_record_set_column_text (record, property, columns[i].text);
      g_autofree char *written = bell_record_to_column_text (record, property);

      g_assert_cmpint (is_one, ==, columns[i].written != NULL);
      g_assert_cmpstr (written, ==, columns[i].written != NULL ? columns[i].written : "");
      if (is_one)
        {
          g_autoptr (GVariant) value = bell_record_get (record, property);
          g_autoptr (GVariant) wanted = bell_value_from_column_text (property, columns[i].written, NULL);

          g_assert_cmpvariant (value, wanted);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/record/defaults", test_defaults);
  g_test_add_func ("/record/copies", test_copies);
  g_test_add_func ("/record/packed", test_packed);
  g_test_add_func ("/record/map-order", test_map_order);

  g_test_add_func ("/model/record/map-bytes", test_map_bytes);
  g_test_add_func ("/model/record/column-text", test_column_text);

  return g_test_run ();
}
