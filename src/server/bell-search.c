/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-search.h"

#include <string.h>

#include "bell-words.h"

/* A document's number is the modseq of the change that made the object: no
 * other object has it. A number below those is the mark that the index is complete
 * and of the words as they are now; a database that comes from an older program, or
 * was moved here, has not got it, and gets its index when it is opened. */
#define MARK (-BELL_WORDS_VERSION)

/* So many different words of one object are found: what a tsvector can hold. */
#define MAX_WORDS 4000
/* And so many are looked for. */
#define MAX_WANTED 32

/* What a step of merging the parts of an index writes, in pages: some hundredths of a second. */
#define STEP_PAGES 300
/* As many are left in peace: what is written from day to day makes some. */
#define FEW_PARTS 8

static char *
fold (const char *text,
      gpointer    user_data)
{
  return *text != '\0' ? g_ascii_strdown (text, -1) : NULL;
}

/* What has every word, or one that begins like it: as the client's cache searches. */
static char *
prepare_words (const char *text,
               gpointer    user_data)
{
  const char *column = user_data; /* of FTS5; NULL for a tsquery */
  g_autoptr (GPtrArray) words = bell_words_split (text, MAX_WANTED);
  g_autoptr (GString) wanted = g_string_new (NULL);

  if (words->len == 0)
    return NULL;

  if (column != NULL)
    g_string_append_printf (wanted, "%s : (", column);
  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (wanted, column != NULL ? "%s\"%s\" *" : "%s'%s':*",
                            i == 0 ? "" : column != NULL ? " AND " : " & ", (const char *) words->pdata[i]);
  if (column != NULL)
    g_string_append_c (wanted, ')');

  return g_string_free (g_steal_pointer (&wanted), FALSE);
}

#define FTS(table) \
  { #table ".created_modseq IN (SELECT rowid FROM search WHERE search MATCH ?)", prepare_words, (gpointer) #table }
#define TSVECTOR(table, type) \
  { #table ".created_modseq IN (SELECT docid FROM search WHERE type = '" type "' AND words @@ CAST (? AS tsquery))", \
    prepare_words, NULL }

/**
 * bell_search_get_text:
 * @type: of what
 * @database: where
 *
 * Returns: (transfer none): how the words of a type are searched. There are few of what
 *   has no index: it is searched plainly, for a part of its name
 */
const BellQueryText *
bell_search_get_text (BellType      type,
                      BellDatabase *database)
{
  static const BellQueryText plain[] = {
    [BELL_TYPE_PRINCIPAL] = { "instr(lower(principal.name), ?) > 0", fold, NULL },
    [BELL_TYPE_TEAM] = { "instr(lower(team.name), ?) > 0", fold, NULL },
    [BELL_TYPE_TICKET] = FTS (ticket),
    [BELL_TYPE_MESSAGE] = FTS (message),
    [BELL_TYPE_ARTICLE] = FTS (article),
    [BELL_TYPE_VIEW] = { "instr(lower(view.name), ?) > 0", fold, NULL },
    [BELL_TYPE_CALENDAR] = { "instr(lower(calendar.name), ?) > 0", fold, NULL },
    [BELL_TYPE_SLA_POLICY] = { "instr(lower(sla_policy.name), ?) > 0", fold, NULL },
    [BELL_TYPE_NOTICE] = { "instr(lower(notice.title || ' ' || notice.body), ?) > 0", fold, NULL },
  };
  static const BellQueryText postgresql[] = {
    [BELL_TYPE_TICKET] = TSVECTOR (ticket, "Ticket"),
    [BELL_TYPE_MESSAGE] = TSVECTOR (message, "Message"),
    [BELL_TYPE_ARTICLE] = TSVECTOR (article, "Article"),
  };

  if (bell_database_get_dialect (database) != NULL && type < G_N_ELEMENTS (postgresql) && postgresql[type].condition != NULL)
    return &postgresql[type];

  return &plain[type];
}

/* The words of an object, only of what all who may see it may read; NULL where
 * there is nothing to be found of it. */
static char *
get_words (BellType          type,
           const BellRecord *record)
{
  if (record == NULL)
    return NULL;

  switch ((int) type)
    {
    case BELL_TYPE_TICKET:
      return bell_words_join (bell_ticket_get_subject (BELL_TICKET (record)), MAX_WORDS);

    case BELL_TYPE_MESSAGE:
      return bell_words_join (bell_message_get_body (BELL_MESSAGE (record)), MAX_WORDS);

    case BELL_TYPE_ARTICLE:
      {
        g_autofree char *text = g_strjoin (" ", bell_article_get_title (BELL_ARTICLE (record)),
                                           bell_article_get_body (BELL_ARTICLE (record)), NULL);

        return bell_words_join (text, MAX_WORDS);
      }

    default:
      return NULL;
    }
}

static gboolean
run (BellDatabase *database,
     const char   *resource,
     BellType      type,
     gint64        number,
     const char   *words,
     GError      **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (database, resource, error);

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_int64 (statement, 1, number);
  bell_statement_bind_static_text (statement, 2, bell_type_get_wire_name (type));
  bell_statement_bind_static_text (statement, 3, words);

  return bell_statement_run (statement, error);
}

/**
 * bell_search_project:
 * @before: (nullable): the object as it was
 * @after: (nullable): the object as it is
 *
 * Moves the index with a change.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_search_project (BellWork         *work,
                     BellType          type,
                     const BellRecord *before,
                     const BellRecord *after,
                     GError          **error)
{
  BellDatabase *database = bell_work_get_database (work);
  g_autofree char *old = NULL;
  g_autofree char *new = NULL;

  /* Most changes leave the words alone. */
  if (before != NULL && after != NULL &&
      (type == BELL_TYPE_TICKET ? g_strcmp0 (bell_ticket_get_subject (BELL_TICKET (before)), bell_ticket_get_subject (BELL_TICKET (after))) == 0
                                : type != BELL_TYPE_MESSAGE && type != BELL_TYPE_ARTICLE))
    return TRUE;

  old = get_words (type, before);
  new = get_words (type, after);
  if (g_strcmp0 (old, new) == 0)
    return TRUE;

  return (old == NULL || run (database, BELL_SERVER_SQL ("search-remove"), type, bell_record_get_created_modseq (before), old, error)) &&
         (new == NULL || run (database, BELL_SERVER_SQL ("search-add"), type, bell_record_get_created_modseq (after), new, error));
}

/**
 * bell_search_clear:
 *
 * Empties the index, for what follows to fill it.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_search_clear (BellWork  *work,
                   GError   **error)
{
  BellDatabase *database = bell_work_get_database (work);

  return bell_database_execute_resource (database, BELL_SERVER_SQL ("search-clear"), error) &&
         run (database, BELL_SERVER_SQL ("search-add"), BELL_TYPE_TICKET, MARK, "", error);
}

static gboolean
is_complete (BellDatabase *database,
             gboolean     *complete,
             GError      **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (database, BELL_SERVER_SQL ("search-mark"), error);

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_int64 (statement, 1, MARK);

  return bell_statement_step (statement, complete, error);
}

static gboolean
add_all (BellWork         *work,
         BellOrganisation *organisation,
         BellType          type,
         GError          **error)
{
  BellTable *table = bell_organisation_get_table (organisation, type);
  g_autoptr (BellStatement) statement = bell_table_select (table, bell_work_get_database (work), "ORDER BY created_modseq", error);

  if (statement == NULL)
    return FALSE;
  bell_statement_stream (statement, 500);
  for (;;)
    {
      g_autoptr (BellRecord) record = NULL;
      gboolean row;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      record = bell_table_read_row (table, statement, 0, error);
      if (record == NULL || !bell_search_project (work, type, NULL, record, error))
        return FALSE;
    }
}

/**
 * bell_search_ensure:
 *
 * Makes the index of a database that has none, in one transaction. Of several
 * servers one does it.
 *
 * Returns: whether it is there
 */
gboolean
bell_search_ensure (BellOrganisation  *organisation,
                    GError           **error)
{
  g_autoptr (BellWork) work = NULL;
  BellDatabase *reader = bell_organisation_take_reader (organisation, error);
  gboolean complete, looked;

  if (reader == NULL)
    return FALSE;
  looked = is_complete (reader, &complete, error);
  bell_organisation_return_reader (organisation, reader);
  if (!looked || complete)
    return looked;

  work = bell_work_begin (organisation, error);
  if (work == NULL || !is_complete (bell_work_get_database (work), &complete, error))
    return FALSE;

  return complete ||
         (bell_search_clear (work, error) &&
          add_all (work, organisation, BELL_TYPE_TICKET, error) &&
          add_all (work, organisation, BELL_TYPE_MESSAGE, error) &&
          add_all (work, organisation, BELL_TYPE_ARTICLE, error) &&
          bell_work_commit (work, error));
}

static gboolean
count_parts (BellDatabase *database,
             gint64       *parts,
             GError      **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (database, BELL_SERVER_SQL ("search-parts"), error);
  gboolean row;

  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return FALSE;
  *parts = row ? bell_statement_get_int64 (statement, 0) : 0;

  return TRUE;
}

static gboolean
merge_step (BellDatabase *writer,
            gboolean     *begun,
            gboolean     *more,
            GError      **error)
{
  g_autoptr (BellStatement) statement = NULL;
  gint64 parts;

  if (!count_parts (writer, &parts, error))
    return FALSE;
  *more = parts > FEW_PARTS;
  if (!*more)
    return TRUE;

  statement = bell_database_prepare_resource (writer, BELL_SERVER_SQL ("search-merge"), error);
  if (statement == NULL)
    return FALSE;
  bell_statement_bind_int64 (statement, 1, *begun ? STEP_PAGES : -STEP_PAGES);
  *begun = TRUE;

  return bell_statement_run (statement, error);
}

/**
 * bell_search_merge:
 * @begun: (inout): whether a merge is under way; %FALSE at first
 * @more: (out): whether there is something left to do
 *
 * Every transaction leaves a part of the index on SQLite, and every word that is searched is
 * looked for in each part: of a large desk that is most of what a search costs. This makes one
 * part of many, a step at a time, between which others write. After much was
 * written at once, and once a day.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_search_merge (BellOrganisation  *organisation,
                   gboolean          *begun,
                   gboolean          *more,
                   GError           **error)
{
  BellDatabase *writer;
  gboolean done;

  g_return_val_if_fail (BELL_IS_ORGANISATION (organisation), FALSE);

  *more = FALSE;
  writer = bell_organisation_lock_writer (organisation, error);
  if (writer == NULL)
    return FALSE;
  done = merge_step (writer, begun, more, error) && bell_database_commit (writer, error);
  if (!done)
    bell_database_rollback (writer);
  bell_organisation_unlock_writer (organisation);

  return done;
}

/**
 * bell_search_merge_all:
 *
 * The steps of bell_search_merge(), one after the other, however long that takes.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_search_merge_all (BellOrganisation  *organisation,
                       GError           **error)
{
  gboolean begun = FALSE, more = TRUE;

  for (guint step = 0; more && step < BELL_SEARCH_MOST_STEPS; step++)
    if (!bell_search_merge (organisation, &begun, &more, error))
      return FALSE;

  return TRUE;
}

/**
 * bell_search_count:
 * @indexed: (out): how many objects the index has
 * @objects: (out): how many it should have
 *
 * Returns: %FALSE on error
 */
gboolean
bell_search_count (BellDatabase *database,
                   gint64       *indexed,
                   gint64       *objects,
                   GError      **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (database, BELL_SERVER_SQL ("search-count"), error);
  gboolean row;

  if (statement == NULL || !bell_statement_step (statement, &row, error))
    return FALSE;
  *indexed = bell_statement_get_int64 (statement, 0);
  *objects = bell_statement_get_int64 (statement, 1);

  return TRUE;
}
