/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-search-index-private.h"

#include "bell-id.h"
#include "bell-search-text.h"

/* The full-text index: one over base, which keeps no text of its own and is
 * told what changes, and a small one over the overlay.
 *
 * A document's number is made of the time in its object's id and a few bits of
 * the id's hash. So the newest have the highest numbers, and the number of an
 * object is found again by looking at a few places. */
#define HASH_BITS 21

/* The columns that are indexed: title, body, a second body, extra. */
const BellSearchSource bell_search_sources[] = {
  { BELL_TYPE_TICKET, "subject, NULL, NULL, tags", BELL_TICKET_SUBJECT, -1, -1, BELL_TICKET_TAGS },
  { BELL_TYPE_MESSAGE, "NULL, body, NULL, attachments", -1, BELL_MESSAGE_BODY, -1, BELL_MESSAGE_ATTACHMENTS },
  { BELL_TYPE_ARTICLE, "title, body, summary, tags", BELL_ARTICLE_TITLE, BELL_ARTICLE_BODY, BELL_ARTICLE_SUMMARY,
    BELL_ARTICLE_TAGS },
};

static int
find_source (BellType type)
{
  for (guint i = 0; i < BELL_SEARCH_N_SOURCES; i++)
    if (bell_search_sources[i].type == type)
      return (int) i;

  return -1;
}

static char *
get_column (const BellRecord *record,
            BellType          type,
            int               index)
{
  g_autoptr (GVariant) value = NULL;
  const BellProperty *property;

  if (index < 0)
    return NULL;

  property = bell_type_get_property (type, (guint) index);
  value = bell_record_get (record, property);

  return value != NULL ? bell_value_to_column_text (property, value) : NULL;
}

static void
bell_search_text_init_record (BellSearchText   *self,
                              const BellRecord *record)
{
  BellType type = bell_record_get_data_type (record);
  int source = find_source (type);
  g_autofree char *title = get_column (record, type, bell_search_sources[source].title);
  g_autofree char *body = get_column (record, type, bell_search_sources[source].body);
  g_autofree char *summary = get_column (record, type, bell_search_sources[source].summary);
  g_autofree char *extra = get_column (record, type, bell_search_sources[source].extra);

  bell_search_text_init (self, type, title, body, summary, extra);
}

gint64
bell_search_first_number (const char *id)
{
  gint64 time = bell_id_get_time (id);

  if (time < 0)
    time = 0;

  return ((time & ((G_GINT64_CONSTANT (1) << 42) - 1)) << HASH_BITS) | (g_str_hash (id) & ((1u << HASH_BITS) - 1));
}

gboolean
bell_search_index_covers (BellType type)
{
  return find_source (type) >= 0;
}

static gboolean
run_with_text (BellDatabase          *database,
               const char            *query,
               gint64                 number,
               const BellSearchText  *text,
               GError               **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (database, query, error);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_int64 (statement, 1, number);
  bell_statement_bind_static_text (statement, 2, text->title);
  bell_statement_bind_static_text (statement, 3, text->body);
  bell_statement_bind_static_text (statement, 4, text->extra);

  return bell_statement_run (statement, error);
}

gboolean
bell_search_run_with_numbers (BellDatabase  *database,
                  const char    *query,
                  gint64         one,
                  gint64         two,
                  gint64         three,
                  int            count,
                  GError       **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (database, query, error);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_int64 (statement, 1, one);
  if (count > 1)
    bell_statement_bind_int64 (statement, 2, two);
  if (count > 2)
    bell_statement_bind_int64 (statement, 3, three);

  return bell_statement_run (statement, error);
}

/* Looks at the places of a document in one go: the number that it has, or -1,
 * and the first number that is free for it, or -1. */
gboolean
bell_search_find_places (BellDatabase  *database,
                         const char    *query,
                         BellType       type,
                         const char    *id,
                         gint64         key,
                         gint64        *taken,
                         gint64        *free_one,
                         GError       **error)
{
  gint64 first = bell_search_first_number (id);
  g_autoptr (BellStatement) statement = bell_files_prepare (database, query, error);
  gboolean row;

  *taken = -1;
  *free_one = first;
  if (statement == NULL)
    return FALSE;

  bell_statement_bind_int64 (statement, 1, first);
  bell_statement_bind_int64 (statement, 2, first + BELL_SEARCH_MAX_PROBES - 1);

  for (;;)
    {
      gint64 number;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        break;

      number = bell_statement_get_int64 (statement, 0);
      if (number == *free_one)
        *free_one = number + 1;
      if (bell_statement_get_int64 (statement, 1) == type && bell_statement_get_int64 (statement, 2) == key)
        *taken = number;
    }

  if (*free_one >= first + BELL_SEARCH_MAX_PROBES)
    *free_one = -1;

  return TRUE;
}

/**
 * bell_search_index_add:
 * @record: a row of base, just written
 *
 * Returns: %FALSE on error
 */
gboolean
bell_search_index_add (BellFiles         *files,
                       const BellRecord  *record,
                       GError           **error)
{
  BellType type = bell_record_get_data_type (record);
  const char *id = bell_record_get_id (record);
  g_auto (BellSearchText) text = { NULL, NULL, NULL };
  gint64 key, taken, number;

  if (!bell_search_index_covers (type))
    return TRUE;

  key = bell_files_get_key (files, files->base[type], id, error);
  if (key < 0 ||
      !bell_search_find_places (files->cache, "search-document-places", type, id, key, &taken, &number, error))
    return FALSE;
  if (number == -1)
    return TRUE;

  bell_search_text_init_record (&text, record);

  return run_with_text (files->cache, "search-add", number, &text, error) &&
         bell_search_run_with_numbers (files->cache, "search-document-add", number, type, key, 3, error);
}

/**
 * bell_search_index_remove:
 * @record: a row of base as it still is there
 *
 * Returns: %FALSE on error
 */
gboolean
bell_search_index_remove (BellFiles         *files,
                          const BellRecord  *record,
                          GError           **error)
{
  BellType type = bell_record_get_data_type (record);
  const char *id = bell_record_get_id (record);
  g_auto (BellSearchText) text = { NULL, NULL, NULL };
  gint64 key, number, free_one;

  if (!bell_search_index_covers (type))
    return TRUE;

  key = bell_files_get_key (files, files->base[type], id, error);
  if (key < 0 ||
      !bell_search_find_places (files->cache, "search-document-places", type, id, key, &number, &free_one, error))
    return FALSE;
  if (number == -1)
    return TRUE;

  bell_search_text_init_record (&text, record);

  return run_with_text (files->cache, "search-remove", number, &text, error) &&
         bell_search_run_with_numbers (files->cache, "search-document-remove", number, 0, 0, 1, error);
}

/**
 * bell_search_index_is_touched:
 *
 * Returns: whether @after is to be indexed otherwise than @before
 */
gboolean
bell_search_index_is_touched (const BellRecord *before,
                              const BellRecord *after)
{
  BellType type = bell_record_get_data_type (after);

  for (guint i = 0; bell_search_index_covers (type) && i < bell_type_get_n_properties (type); i++)
    {
      const BellProperty *property = bell_type_get_property (type, i);
      g_autoptr (GVariant) one = NULL;
      g_autoptr (GVariant) two = NULL;

      if (!(property->flags & BELL_PROPERTY_SEARCHED))
        continue;

      one = bell_record_get (before, property);
      two = bell_record_get (after, property);
      if (!bell_value_equal (one, two))
        return TRUE;
    }

  return FALSE;
}

gboolean
bell_search_index_add_overlay (BellFiles         *files,
                               const BellRecord  *record,
                               gint64             key,
                               GError           **error)
{
  BellType type = bell_record_get_data_type (record);
  const char *id = bell_record_get_id (record);
  g_auto (BellSearchText) text = { NULL, NULL, NULL };
  gint64 taken, number;

  if (!bell_search_index_covers (type))
    return TRUE;

  if (!bell_search_find_places (files->cache, "search-overlay-document-places", type, id, key, &taken, &number, error))
    return FALSE;
  if (number == -1)
    return TRUE;

  bell_search_text_init_record (&text, record);

  return run_with_text (files->cache, "search-overlay-add", number, &text, error) &&
         bell_search_run_with_numbers (files->cache, "search-overlay-document-add", number, type, key, 3, error);
}

gboolean
bell_search_index_remove_overlay (BellFiles  *files,
                                  BellType    type,
                                  gint64      key,
                                  GError    **error)
{
  return bell_search_run_with_numbers (files->cache, "search-overlay-remove", type, key, 0, 2, error) &&
         bell_search_run_with_numbers (files->cache, "search-overlay-document-remove", type, key, 0, 2, error);
}
