/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-upkeep.h"

#include "bell-organisation-private.h"

/* What a server does by itself once a day, so that it does not grow by what is
 * gone.
 *
 * /changes needs to remember what was deleted for as long as clients may stay
 * away. How far the counter was at which time is noted with each upkeep; what
 * was deleted before the newest note that is old enough is forgotten, with all
 * that was ever written in it. Of each type the last that was forgotten is
 * noted: whoever knows less has to fetch everything again, and nobody else has.
 *
 * The log stays whole otherwise: a rebuild makes the same of what is left.
 * Therefore an object stays whose numbers still stand somewhere, as the last of
 * its type or the last that moved somebody's sight, until others take its place.
 *
 * In short transactions, so that nobody who writes waits for long. */

#define DAY (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)
#define BATCH 200

typedef struct
{
  char *id;
  char *topic_id;
  BellType type;
  gint64 modseq;
} Gone;

static void
gone_free (gpointer data)
{
  Gone *gone = data;

  g_free (gone->id);
  g_free (gone->topic_id);
  g_free (gone);
}

static gint64 *
new_number (gint64 number)
{
  return g_memdup2 (&number, sizeof number);
}

/* Runs a statement with up to two numbers; how many rows it touched. -1 on error. */
static gint64
run_numbers (BellDatabase *database,
             const char   *resource,
             gint64        one,
             gint64        two,
             int           count,
             GError      **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (database, resource, error);

  if (statement == NULL)
    return -1;
  bell_statement_bind_int64 (statement, 1, one);
  if (count > 1)
    bell_statement_bind_int64 (statement, 2, two);
  return bell_statement_run (statement, error) ? bell_database_changes (database) : -1;
}

static gboolean
find_horizon (BellDatabase *database,
              gint64        before,
              gint64       *horizon,
              GError      **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (database, BELL_SERVER_SQL ("upkeep-horizon"), error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_int64 (statement, 1, before);
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  *horizon = row ? bell_statement_get_int64 (statement, 0) : 0;
  return TRUE;
}

static gboolean
move_horizon (BellDatabase     *database,
              gint64            now,
              gint64            span,
              BellUpkeepReport *report,
              GError          **error)
{
  if (run_numbers (database, BELL_SERVER_SQL ("upkeep-mark"), now, now - DAY, 2, error) < 0 ||
      !find_horizon (database, now - span, &report->history_from, error))
    return FALSE;
  report->refusals = run_numbers (database, BELL_SERVER_SQL ("upkeep-refusals"), now - span, 0, 1, error);
  report->tokens = report->refusals < 0 ? -1 : run_numbers (database, BELL_SERVER_SQL ("upkeep-tokens"), now - span, 0, 1, error);
  return report->tokens >= 0 &&
         run_numbers (database, BELL_SERVER_SQL ("upkeep-forget-marks"), report->history_from, 0, 1, error) >= 0;
}

/* The numbers that still stand somewhere. */
static GHashTable *
list_kept_numbers (BellDatabase *database,
                   GError      **error)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (database, BELL_SERVER_SQL ("upkeep-kept"), error);
  gboolean row;

  if (statement == NULL)
    return NULL;
  for (;;)
    {
      if (!bell_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&numbers);
      g_hash_table_add (numbers, new_number (bell_statement_get_int64 (statement, 0)));
    }
}

static GPtrArray *
list_gone (BellDatabase *database,
           gint64        after,
           gint64        horizon,
           GError      **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (gone_free);
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (database, BELL_SERVER_SQL ("upkeep-gone"), error);
  gboolean row;

  if (statement == NULL)
    return NULL;
  bell_statement_bind_int64 (statement, 1, after);
  bell_statement_bind_int64 (statement, 2, horizon);
  bell_statement_bind_int64 (statement, 3, BATCH);
  for (;;)
    {
      Gone *gone;

      if (!bell_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&all);
      gone = g_new0 (Gone, 1);
      gone->id = g_strdup (bell_statement_get_text (statement, 0));
      gone->type = bell_type_from_wire_name (bell_statement_get_text (statement, 1));
      gone->topic_id = g_strdup (bell_statement_get_text (statement, 2));
      gone->modseq = bell_statement_get_int64 (statement, 3);
      g_ptr_array_add (all, gone);
    }
}

static BellStatement *
prepare_for (BellDatabase *database,
             const char   *resource,
             const Gone   *gone,
             GError      **error)
{
  BellStatement *statement = bell_database_prepare_resource (database, resource, error);

  if (statement != NULL)
    {
      bell_statement_bind_text (statement, 1, gone->topic_id);
      bell_statement_bind_text (statement, 2, gone->id);
    }
  return statement;
}

static gboolean
may_forget (BellDatabase *database,
            const Gone   *gone,
            GHashTable   *kept,
            gboolean     *may,
            GError      **error)
{
  g_autoptr (BellStatement) statement = prepare_for (database, BELL_SERVER_SQL ("upkeep-changes-of"), gone, error);
  gboolean row;

  *may = TRUE;
  if (statement == NULL)
    return FALSE;
  for (;;)
    {
      gint64 modseq;

      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      modseq = bell_statement_get_int64 (statement, 0);
      if (g_hash_table_contains (kept, &modseq))
        *may = FALSE;
    }
}

static gboolean
run_text (BellDatabase *database,
          const char   *resource,
          const char   *text,
          GError      **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (database, resource, error);

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, text);
  return bell_statement_run (statement, error);
}

static gboolean
note_floor (BellDatabase *database,
            const Gone   *gone,
            GError      **error)
{
  g_autoptr (BellStatement) statement = bell_database_prepare_resource (database, BELL_SERVER_SQL ("upkeep-floor"), error);

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, bell_type_get_wire_name (gone->type));
  bell_statement_bind_int64 (statement, 2, gone->modseq);
  return bell_statement_run (statement, error);
}

static gboolean
forget (BellDatabase     *database,
        const Gone       *gone,
        BellUpkeepReport *report,
        GError          **error)
{
  g_autoptr (BellStatement) changes = prepare_for (database, BELL_SERVER_SQL ("upkeep-forget-changes"), gone, error);

  if (changes == NULL || !bell_statement_run (changes, error))
    return FALSE;
  report->changes += bell_database_changes (database);
  report->objects++;
  return (gone->type != BELL_TYPE_TICKET || run_text (database, BELL_SERVER_SQL ("upkeep-forget-ticket-access"), gone->id, error)) &&
         (gone->type != BELL_TYPE_ARTICLE || run_text (database, BELL_SERVER_SQL ("upkeep-forget-article-access"), gone->id, error)) &&
         run_text (database, BELL_SERVER_SQL ("upkeep-forget-tombstone"), gone->id, error) &&
         note_floor (database, gone, error);
}

/* In a transaction. @after: (inout): where it goes on; the horizon when it is done. */
static gboolean
forget_batch (BellDatabase     *database,
              gint64           *after,
              BellUpkeepReport *report,
              GError          **error)
{
  g_autoptr (GPtrArray) gone = list_gone (database, *after, report->history_from, error);
  g_autoptr (GHashTable) kept = gone != NULL ? list_kept_numbers (database, error) : NULL;
  gint64 before = report->objects;

  if (kept == NULL)
    return FALSE;
  for (guint i = 0; i < gone->len; i++)
    {
      const Gone *one = gone->pdata[i];
      gboolean may;

      if (!may_forget (database, one, kept, &may, error) || (may && !forget (database, one, report, error)))
        return FALSE;
      *after = one->modseq;
    }
  if (gone->len < BATCH)
    *after = report->history_from;
  return report->objects == before ||
         run_numbers (database, BELL_SERVER_SQL ("upkeep-move"), report->history_from, 0, 1, error) >= 0;
}

static gboolean
end_transaction (BellOrganisation *self,
                 BellDatabase     *writer,
                 gboolean          well,
                 GError          **error)
{
  gboolean done = well && bell_database_commit (writer, error);

  if (!done)
    bell_database_rollback (writer);
  bell_organisation_unlock_writer (self);
  return done;
}

/**
 * bell_organisation_keep_up:
 * @history_days: for how many days /changes can tell what happened, at least
 *   %BELL_UPKEEP_LEAST_HISTORY_DAYS
 * @report: (out caller-allocates): what was done
 * @error: an error of the database
 *
 * Forgets what nobody needs any more. To be called once a day; more often does
 * no harm. Blocks; any thread.
 *
 * Returns: whether it is done
 */
gboolean
bell_organisation_keep_up (BellOrganisation *self,
                           guint             history_days,
                           BellUpkeepReport *report,
                           GError          **error)
{
  gint64 now, span = (gint64) MAX (history_days, BELL_UPKEEP_LEAST_HISTORY_DAYS) * DAY;
  BellDatabase *writer;
  gint64 after = 0;

  g_return_val_if_fail (BELL_IS_ORGANISATION (self), FALSE);
  g_return_val_if_fail (report != NULL, FALSE);

  *report = (BellUpkeepReport) { 0 };
  now = bell_clock_now (bell_organisation_get_clock (self));

  writer = bell_organisation_lock_writer (self, error);
  if (writer == NULL ||
      !end_transaction (self, writer, move_horizon (writer, now, span, report, error), error))
    return FALSE;

  while (after < report->history_from)
    {
      writer = bell_organisation_lock_writer (self, error);
      if (writer == NULL ||
          !end_transaction (self, writer, forget_batch (writer, &after, report, error), error))
        return FALSE;
    }
  return TRUE;
}

/**
 * bell_organisation_tidy:
 * @optimize: whether to look at statistics as well: once a day
 * @error: an error of the database
 *
 * Lets the database carry its journal over, on a connection of its own, so that
 * no request has to. Nobody waits for it. Any thread.
 *
 * Returns: whether it is done
 */
gboolean
bell_organisation_tidy (BellOrganisation *self,
                        gboolean          optimize,
                        GError          **error)
{
  g_autoptr (BellDatabase) database = NULL;

  g_return_val_if_fail (BELL_IS_ORGANISATION (self), FALSE);

  database = bell_organisation_open_writer (self, error);
  return database != NULL && bell_database_tidy (database, error) && (!optimize || bell_database_optimize (database, error));
}
