/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-search-index.h"

#include "bell-id.h"
#include "bell-search-text.h"
#include "bell-sql.h"

/* The full-text index: one over base, which keeps no text of its own and is
 * told what changes, and a small one over the overlay.
 *
 * A document's number is made of the time in its object's id and a few bits of
 * the id's hash. So the newest have the highest numbers, and the number of an
 * object is found again by looking at a few places. */
#define HASH_BITS 21
#define MAX_PROBES 64

/* How many bytes of new terms are gathered before they are written, in a
 * rebuild and otherwise. */
#define REBUILD_BUFFER (64 * 1024 * 1024)
#define TRICKLE_BUFFER (1024 * 1024)

/* The columns that are indexed: title, body, a second body, extra. */
static const struct
{
  BellType type;
  const char *columns;
  int title, body, summary, extra; /* properties, -1 for none */
} sources[] = {
  { BELL_TYPE_TICKET, "subject, NULL, NULL, tags", BELL_TICKET_SUBJECT, -1, -1, BELL_TICKET_TAGS },
  { BELL_TYPE_MESSAGE, "NULL, body, NULL, attachments", -1, BELL_MESSAGE_BODY, -1, BELL_MESSAGE_ATTACHMENTS },
  { BELL_TYPE_ARTICLE, "title, body, summary, tags", BELL_ARTICLE_TITLE, BELL_ARTICLE_BODY, BELL_ARTICLE_SUMMARY,
    BELL_ARTICLE_TAGS },
};

static int
find_source (BellType type)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (sources[i].type == type)
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
  g_autofree char *title = get_column (record, type, sources[source].title);
  g_autofree char *body = get_column (record, type, sources[source].body);
  g_autofree char *summary = get_column (record, type, sources[source].summary);
  g_autofree char *extra = get_column (record, type, sources[source].extra);

  bell_search_text_init (self, type, title, body, summary, extra);
}

static gint64
first_number (const char *id)
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

static gboolean
run_with_numbers (BellDatabase  *database,
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

/* The number of a document, or with @free_one the first free number for it.
 * -1 if there is none, -2 on error. */
static gint64
find_number (BellDatabase  *database,
             const char    *query,
             BellType       type,
             const char    *id,
             gint64         key,
             gboolean       free_one,
             GError       **error)
{
  gint64 first = first_number (id);

  for (gint64 number = first; number < first + MAX_PROBES; number++)
    {
      g_autoptr (BellStatement) statement = bell_files_prepare (database, query, error);
      gboolean row;

      if (statement == NULL)
        return -2;

      bell_statement_bind_int64 (statement, 1, number);
      if (!bell_statement_step (statement, &row, error))
        return -2;

      if (free_one ? !row : row && bell_statement_get_int64 (statement, 0) == type &&
                            bell_statement_get_int64 (statement, 1) == key)
        return number;
    }

  return -1;
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
  gint64 key, number;

  if (!bell_search_index_covers (type))
    return TRUE;

  key = bell_files_get_key (files, files->base[type], id, error);
  if (key < 0)
    return FALSE;

  number = find_number (files->cache, "search-document-get", type, id, key, TRUE, error);
  if (number < 0)
    return number == -1;

  bell_search_text_init_record (&text, record);

  return run_with_text (files->cache, "search-add", number, &text, error) &&
         run_with_numbers (files->cache, "search-document-add", number, type, key, 3, error);
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
  gint64 key, number;

  if (!bell_search_index_covers (type))
    return TRUE;

  key = bell_files_get_key (files, files->base[type], id, error);
  if (key < 0)
    return FALSE;

  number = find_number (files->cache, "search-document-get", type, id, key, FALSE, error);
  if (number < 0)
    return number == -1;

  bell_search_text_init_record (&text, record);

  return run_with_text (files->cache, "search-remove", number, &text, error) &&
         run_with_numbers (files->cache, "search-document-remove", number, 0, 0, 1, error);
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
  gint64 number;

  if (!bell_search_index_covers (type))
    return TRUE;

  number = find_number (files->cache, "search-overlay-document-get", type, id, key, TRUE, error);
  if (number < 0)
    return number == -1;

  bell_search_text_init_record (&text, record);

  return run_with_text (files->cache, "search-overlay-add", number, &text, error) &&
         run_with_numbers (files->cache, "search-overlay-document-add", number, type, key, 3, error);
}

gboolean
bell_search_index_remove_overlay (BellFiles  *files,
                                  BellType    type,
                                  gint64      key,
                                  GError    **error)
{
  return run_with_numbers (files->cache, "search-overlay-remove", type, key, 0, 2, error) &&
         run_with_numbers (files->cache, "search-overlay-document-remove", type, key, 0, 2, error);
}

typedef struct
{
  gint64 number;
  gint64 key;
  int source;
} BellSearchDocument;

static int
compare_documents (gconstpointer one,
                   gconstpointer two)
{
  const BellSearchDocument *a = one, *b = two;

  return (a->number > b->number) - (a->number < b->number);
}

/* All documents of base, in the order of their numbers, each number once. */
static GArray *
list_documents (BellFiles  *files,
                GError    **error)
{
  g_autoptr (GArray) documents = g_array_new (FALSE, FALSE, sizeof (BellSearchDocument));

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      const char *table = bell_table_get_name (files->base[sources[i].type]);
      g_autoptr (BellStatement) statement = bell_sql_prepare (files->cache, "table-keys", table, error);
      gboolean row;

      if (statement == NULL)
        return NULL;

      for (;;)
        {
          BellSearchDocument document = { .source = (int) i };

          if (!bell_statement_step (statement, &row, error))
            return NULL;
          if (!row)
            break;

          document.key = bell_statement_get_int64 (statement, 0);
          document.number = first_number (bell_statement_get_text (statement, 1));
          g_array_append_val (documents, document);
        }
    }

  g_array_sort (documents, compare_documents);
  for (guint i = 1; i < documents->len; i++)
    {
      BellSearchDocument *before = &g_array_index (documents, BellSearchDocument, i - 1);
      BellSearchDocument *document = before + 1;

      if (document->number <= before->number)
        document->number = before->number + 1;
    }

  return g_steal_pointer (&documents);
}

/**
 * bell_search_index_rebuild:
 * @error: BELL_DATABASE_ERROR
 *
 * Makes the index over base anew: several times faster than to add its rows
 * one by one as they come. In a transaction.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_search_index_rebuild (BellFiles  *files,
                           GError    **error)
{
  BellStatement *reads[G_N_ELEMENTS (sources)] = { NULL, };
  g_autoptr (BellStatement) add = NULL;
  g_autoptr (BellStatement) add_document = NULL;
  g_autoptr (GArray) documents = NULL;
  gboolean done = FALSE;
  guint i;

  if (!bell_database_execute_resource (files->cache, "/org/deskbell/store/sql/search-clear.sql", error) ||
      !run_with_numbers (files->cache, "search-set-buffer", REBUILD_BUFFER, 0, 0, 1, error))
    return FALSE;

  documents = list_documents (files, error);
  add = bell_files_prepare (files->cache, "search-add", documents != NULL ? error : NULL);
  add_document = bell_files_prepare (files->cache, "search-document-add", add != NULL ? error : NULL);
  if (documents == NULL || add == NULL || add_document == NULL)
    return FALSE;

  for (i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      const char *table = bell_table_get_name (files->base[sources[i].type]);
      g_autofree char *sql = bell_sql_fill ("search-source", "table", table, "columns", sources[i].columns, NULL);

      reads[i] = bell_database_prepare (files->cache, sql, error);
      if (reads[i] == NULL)
        goto out;
    }

  for (i = 0; i < documents->len; i++)
    {
      const BellSearchDocument *document = &g_array_index (documents, BellSearchDocument, i);
      BellStatement *read = reads[document->source];
      g_auto (BellSearchText) text = { NULL, NULL, NULL };
      gboolean row;

      bell_statement_bind_int64 (read, 1, document->key);
      if (!bell_statement_step (read, &row, error))
        goto out;

      bell_search_text_init (&text, sources[document->source].type,
                             bell_statement_get_text (read, 0), bell_statement_get_text (read, 1),
                             bell_statement_get_text (read, 2), bell_statement_get_text (read, 3));

      bell_statement_bind_int64 (add, 1, document->number);
      bell_statement_bind_static_text (add, 2, text.title);
      bell_statement_bind_static_text (add, 3, text.body);
      bell_statement_bind_static_text (add, 4, text.extra);
      bell_statement_bind_int64 (add_document, 1, document->number);
      bell_statement_bind_int64 (add_document, 2, sources[document->source].type);
      bell_statement_bind_int64 (add_document, 3, document->key);
      if (!bell_statement_run (add, error) || !bell_statement_run (add_document, error))
        goto out;
    }

  done = run_with_numbers (files->cache, "search-set-buffer", TRICKLE_BUFFER, 0, 0, 1, error);

out:
  for (i = 0; i < G_N_ELEMENTS (sources); i++)
    g_clear_pointer (&reads[i], bell_statement_release);

  return done;
}
