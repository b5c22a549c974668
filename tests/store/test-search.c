/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include <string.h>

#include "bell-search-index.h"
#include "bell-words.h"

#define add(path, function) \
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, function, store_fixture_tear_down)

#define ARTICLE "A0192f0c1-0000-7000-8000-000000000009"

/* Message n of ticket 1, an hour apart; the later, the newer. */
static char *
message_id (guint n)
{
  return store_id (BELL_TYPE_MESSAGE, 1795253400000 + n * 3600000ull, n);
}

static char *
ticket_id (guint n)
{
  return store_id (BELL_TYPE_TICKET, 1795253400000 + n, n);
}

static void
hear_messages (StoreFixture      *fixture,
               const char *const *bodies)
{
  g_autofree char *ticket = ticket_id (1);
  g_autoptr (BellRecord) record = store_new_ticket (fixture, ticket, 1, "Printer on fire");
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autoptr (BellNews) news = NULL;

  g_ptr_array_add (records, bell_record_ref (record));
  for (guint i = 0; bodies[i] != NULL; i++)
    {
      g_autofree char *id = message_id (i);

      g_ptr_array_add (records, store_new_message (fixture, id, ticket, bodies[i]));
    }

  news = store_new_news (fixture);
  for (guint i = 0; i < records->len; i++)
    bell_news_add_record (news, g_ptr_array_index (records, i));
  g_assert_true (store_apply (fixture->store, news, NULL));
}

static guint
count_hits (StoreFixture *fixture,
            const char   *text)
{
  g_autoptr (GPtrArray) hits = store_search (fixture->store, text, BELL_SEARCH_NEWEST, 100);
  g_autoptr (GPtrArray) ranked = store_search (fixture->store, text, BELL_SEARCH_RANKED, 100);

  g_assert_cmpuint (hits->len, ==, ranked->len);

  return hits->len;
}

static void
test_as_typed (StoreFixture  *fixture,
               gconstpointer  data)
{
  const char *const bodies[] = { "The toner is empty", "Toner came today", "A toner and a drum", NULL };
  g_autoptr (GPtrArray) hits = NULL;
  const BellSearchHit *hit;

  hear_messages (fixture, bodies);
  for (gsize length = 1; length <= strlen ("toner"); length++)
    {
      g_autofree char *typed = g_strndup ("TONER", length);

      /* "t" begins "The" and "today" too, in the same messages. */
      g_assert_cmpuint (count_hits (fixture, typed), ==, 3);
    }
  g_assert_cmpuint (count_hits (fixture, "toner dr"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "tone "), ==, 0);
  g_assert_cmpuint (count_hits (fixture, "fire"), ==, 1);

  /* Newest first, with what matched. */
  hits = store_search (fixture->store, "ton", BELL_SEARCH_NEWEST, 2);
  g_assert_cmpuint (hits->len, ==, 2);
  hit = g_ptr_array_index (hits, 0);
  g_assert_cmpstr (hit->snippet, ==, "A toner and a drum");
  g_assert_cmpstr (hit->title, ==, "Printer on fire");
  g_assert_cmpint (hit->type, ==, BELL_TYPE_MESSAGE);
  g_assert_nonnull (hit->ticket_id);
  g_assert_cmpuint (hit->snippet_ranges->len, ==, 1);
  g_assert_cmpuint (g_array_index (hit->snippet_ranges, BellSearchRange, 0).start, ==, 2);
  g_assert_cmpuint (g_array_index (hit->snippet_ranges, BellSearchRange, 0).end, ==, 5);
}

/* FTS5 has a language of its own; what people type is not of it. */
static void
test_query_syntax_is_text (StoreFixture  *fixture,
                           gconstpointer  data)
{
  const char *const bodies[] = { "He said \"do not OR will\" near(by) a* AND b^2 -x {y}: foo-bar title:z", NULL };
  const char *const harmless[] = {
    "\"", "\"\"", "\"\"\"", "'", "*", "-", "^", "(", ")", "{}", ":", "+", "AND", "OR", "NOT", "NEAR", "NEAR(", "a* b",
    "\"do not", "do not\"", "say \"do", "foo-bar", "foo-ba", "title:z", "title : z", "-x", "{y}:", "b^2", "near(by",
    "he \"said\"", "--", ";", "%", "\\", "\n", "\t", " ", "",
  };
  g_autofree char *long_text = g_strnfill (100000, 'a');
  g_autoptr (GString) words = g_string_new (NULL);

  hear_messages (fixture, bodies);
  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    count_hits (fixture, harmless[i]);

  g_assert_cmpuint (count_hits (fixture, "\"do not OR will\""), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "foo-bar"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "bar-foo"), ==, 0);
  g_assert_cmpuint (count_hits (fixture, "title:z"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "title:fire"), ==, 0);
  g_assert_cmpuint (count_hits (fixture, "near(by)"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "do OR said"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "do OR missing"), ==, 0);
  g_assert_cmpuint (count_hits (fixture, "said NOT will"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, ""), ==, 0);

  g_assert_cmpuint (count_hits (fixture, long_text), ==, 0);
  for (int i = 0; i < 100; i++)
    g_string_append (words, "said ");
  g_assert_cmpuint (count_hits (fixture, words->str), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "\xff\xfe broken"), ==, 0);
}

static void
test_languages (StoreFixture  *fixture,
                gconstpointer  data)
{
  const char *const bodies[] = {
    "Der Drucker in der Küche druckt nicht: größer als Straße",
    "L’imprimante fête déjà son élève à Orléans",
    "El ratón no funciona mañana",
    "الطابعة لا تعمل اليوم",
    "プリンターが動きません。東京本社",
    "打印机坏了,请帮忙",
    "Принтер не печатает",
    "เครื่องพิมพ์เสียแล้ว",
    "ເຄື່ອງພິມເສຍແລ້ວ",
    "ម៉ាស៊ីនបោះពុម្ពខូច",
    "ပုံနှိပ်စက် ပျက်နေသည်",
    NULL
  };

  hear_messages (fixture, bodies);
  g_assert_cmpuint (count_hits (fixture, "kuche"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "KÜCHE"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "eleve orle"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "raton man"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "الطاب"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "東京"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "京東"), ==, 0);
  g_assert_cmpuint (count_hits (fixture, "打印"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "принт"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "พิมพ์"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "ພິມ"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "ពុម្ព"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "စက်"), ==, 1);

  /* What the server takes for a word is one here too. */
  for (guint i = 0; bodies[i] != NULL; i++)
    for (const char *p = bodies[i]; *p != '\0'; p = g_utf8_next_char (p))
      {
        g_autofree char *word = g_strndup (p, (gsize) (g_utf8_next_char (p) - p));
        g_autofree char *finished = g_strconcat (word, " ", NULL);

        if (bell_words_is_word_by_itself (g_utf8_get_char (p)) && g_unichar_isalnum (g_utf8_get_char (p)))
          g_assert_cmpuint (count_hits (fixture, finished), >=, 1);
      }
}

static void
test_many_bodies (StoreFixture  *fixture,
                  gconstpointer  data)
{
  const char *const before[] = { "alpha beta", "gamma", NULL };
  const char *const after[] = { "alpha delta", "gamma", NULL };

  hear_messages (fixture, before);
  g_assert_cmpuint (count_hits (fixture, "beta"), ==, 1);
  hear_messages (fixture, after);
  g_assert_cmpuint (count_hits (fixture, "beta"), ==, 0);
  g_assert_cmpuint (count_hits (fixture, "delta"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "alpha"), ==, 1);

  {
    g_autofree char *id = message_id (0);
    g_autoptr (BellNews) news = NULL;

    fixture->modseq++;
    news = store_new_news (fixture);
    bell_news_add_destroyed (news, BELL_TYPE_MESSAGE, id);
    g_assert_true (store_apply (fixture->store, news, NULL));
  }
  g_assert_cmpuint (count_hits (fixture, "alpha"), ==, 0);
  g_assert_cmpuint (count_hits (fixture, "gamma"), ==, 1);
}

/* What was written offline is found at once, and only as it is now. */
static void
test_unsent (StoreFixture  *fixture,
             gconstpointer  data)
{
  const char *const bodies[] = { "hello", NULL };
  g_autofree char *ticket = ticket_id (1);
  g_autofree char *change_id = NULL;
  g_autofree char *id = bell_store_new_id (fixture->store, BELL_TYPE_MESSAGE);
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);

  hear_messages (fixture, bodies);
  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "Scanner on ice");
  change_id = store_commit_one (fixture->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, ticket, patch);
  g_assert_cmpuint (count_hits (fixture, "printer"), ==, 0);
  g_assert_cmpuint (count_hits (fixture, "scan"), ==, 1);

  g_free (store_commit_one (fixture->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, id,
                            store_new_reply (ticket, "Melt it first")));
  g_assert_cmpuint (count_hits (fixture, "melt"), ==, 1);

  g_assert_true (store_undo (fixture->store, change_id, NULL));
  g_assert_cmpuint (count_hits (fixture, "printer"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "scan"), ==, 0);
}

static void
test_articles_and_attachments (StoreFixture  *fixture,
                               gconstpointer  data)
{
  g_autoptr (BellRecord) article = bell_record_new (BELL_TYPE_ARTICLE, ARTICLE);
  g_autofree char *ticket = ticket_id (1);
  g_autofree char *message = message_id (1);
  g_autoptr (BellRecord) record = store_new_message (fixture, message, ticket, "See the file");
  g_autoptr (GVariant) files = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (BellNews) news = NULL;
  GVariantBuilder builder;
  const BellSearchHit *hit;

  bell_record_set_text (article, bell_article_property (BELL_ARTICLE_TITLE), "How to fix a printer");
  bell_record_set_text (article, bell_article_property (BELL_ARTICLE_SUMMARY), "Ink and patience");
  bell_record_set_text (article, bell_article_property (BELL_ARTICLE_BODY), "# Steps\n\nOpen the *lid*.\n\nClose it.");
  bell_record_set_modseqs (article, 1, 1);
  g_variant_builder_init (&builder, bell_kind_get_variant_type (BELL_KIND_ATTACHMENTS));
  g_variant_builder_add (&builder, "(ssst)",
                         "B0000000000000000000000000000000000000000000000000000000000000000", "screenshot-lobby.png",
                         "image/png", G_GUINT64_CONSTANT (10));
  files = g_variant_ref_sink (g_variant_builder_end (&builder));
  bell_record_set (record, bell_message_property (BELL_MESSAGE_ATTACHMENTS), files);

  news = store_new_news (fixture);
  bell_news_add_record (news, article);
  bell_news_add_record (news, record);
  g_assert_true (store_apply (fixture->store, news, NULL));

  g_assert_cmpuint (count_hits (fixture, "lobby"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "image"), ==, 0);
  g_assert_cmpuint (count_hits (fixture, "patience"), ==, 1);
  hits = store_search (fixture->store, "close pri", BELL_SEARCH_NEWEST, 10);
  g_assert_cmpuint (hits->len, ==, 1);
  hit = g_ptr_array_index (hits, 0);
  g_assert_cmpint (hit->type, ==, BELL_TYPE_ARTICLE);
  g_assert_null (hit->ticket_id);
  g_assert_cmpstr (hit->title, ==, "How to fix a printer");
  g_assert_cmpuint (hit->title_ranges->len, ==, 1);
  g_assert_cmpuint (hit->snippet_ranges->len, ==, 1);
  g_assert_null (strchr (hit->snippet, '\n'));
}

/* Of two articles that fit as well, the one that has helped more comes first;
 * one that fits far better comes before both. */
static void
test_what_helped (StoreFixture  *fixture,
                  gconstpointer  data)
{
  static const struct
  {
    const char *title;
    gint64 helpful;
  } articles[] = { { "Printer of the lobby", 0 }, { "Printer of the cellar", 50 }, { "Printer jams paper in the tray", 0 }, { "Ink", 1000 } };
  g_autoptr (BellNews) news = store_new_news (fixture);
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GPtrArray) everyday = NULL;
  g_autoptr (GPtrArray) jams = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (articles); i++)
    {
      g_autofree char *id = store_id (BELL_TYPE_ARTICLE, 1795253400000 + i, i + 1);
      g_autoptr (BellRecord) article = bell_record_new (BELL_TYPE_ARTICLE, id);

      bell_record_set_text (article, bell_article_property (BELL_ARTICLE_TITLE), articles[i].title);
      bell_record_set_text (article, bell_article_property (BELL_ARTICLE_BODY), "Switch it off and on again.");
      bell_record_set_integer (article, bell_article_property (BELL_ARTICLE_STATE), BELL_ARTICLE_STATE_PUBLISHED);
      bell_record_set_integer (article, bell_article_property (BELL_ARTICLE_AUDIENCE), BELL_AUDIENCE_PUBLIC);
      bell_record_set_integer (article, bell_article_property (BELL_ARTICLE_HELPFUL), articles[i].helpful);
      bell_record_set_modseqs (article, 1, 1);
      bell_news_add_record (news, article);
    }
  g_assert_true (store_apply (fixture->store, news, NULL));

  hits = store_search (fixture->store, "my printer is broken", BELL_SEARCH_ANSWERS, 3);
  g_assert_cmpuint (hits->len, ==, 3);
  g_assert_cmpstr (((BellSearchHit *) hits->pdata[0])->title, ==, "Printer of the cellar");
  jams = store_search (fixture->store, "the printer jams the paper", BELL_SEARCH_ANSWERS, 1);
  g_assert_cmpstr (((BellSearchHit *) jams->pdata[0])->title, ==, "Printer jams paper in the tray");

  /* Words of every day do not count, unless there are no others. */
  everyday = store_search (fixture->store, "and off with what should not be zebra", BELL_SEARCH_ANSWERS, 3);
  g_assert_cmpuint (everyday->len, ==, 0);
  g_ptr_array_unref (everyday);
  everyday = store_search (fixture->store, "What and off? ", BELL_SEARCH_ANSWERS, 3);
  g_assert_cmpuint (everyday->len, ==, 3);
}

/* A cancelled search gives no answer, however late it comes. */
static void
test_cancelled (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GError) error = NULL;

  bell_store_search (fixture->store, "x", BELL_SEARCH_NEWEST, 10, cancellable, store_keep_result, &result);
  g_cancellable_cancel (cancellable);
  hits = bell_store_search_finish (fixture->store, store_wait (&result), &error);
  g_assert_null (hits);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The index that a download ends with finds the same as one that grew. */
static void
test_rebuilt (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autofree char *ticket = ticket_id (1);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (records, store_new_ticket (fixture, ticket, 1, "Printer on fire"));
  for (guint i = 0; i < 500; i++)
    {
      /* All at the same time, so that numbers get in each other's way. */
      g_autofree char *id = store_id (BELL_TYPE_MESSAGE, 1795253400000, i);
      g_autofree char *body = g_strdup_printf ("word%u common", i);

      g_ptr_array_add (records, store_new_message (fixture, id, ticket, body));
    }
  store_load (fixture->store, records, NULL, NULL, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (count_hits (fixture, "word499"), ==, 1);
  g_assert_cmpuint (count_hits (fixture, "common"), ==, 100);

  /* And goes on growing. */
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *id = store_id (BELL_TYPE_MESSAGE, 1795253400000, i * 20);
      g_autofree char *body = g_strdup_printf ("other%u", i);
      g_autoptr (BellRecord) record = store_new_message (fixture, id, ticket, body);
      g_autoptr (BellNews) news = store_new_news (fixture);

      bell_news_add_record (news, record);
      g_assert_true (store_apply (fixture->store, news, NULL));
      g_assert_cmpuint (count_hits (fixture, body), ==, 1);
    }
  g_assert_cmpuint (count_hits (fixture, "word380"), ==, 0);
  g_assert_cmpuint (count_hits (fixture, "word381"), ==, 1);
}

/* A word that is not finished yet: all that begins like it, newest first, be it
 * few words or more than are looked for one by one. */
static void
test_unfinished (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) hits = NULL;
  guint n_few = 0;

  for (guint i = 0; i < 90; i++)
    {
      static const char *const few[] = { "printing", "Printers", "print", "princess" };

      n_few += i % 4 < 3;
      g_ptr_array_add (bodies, g_strdup_printf ("The %s of many%02u", few[i % 4], i));
    }
  g_ptr_array_add (bodies, NULL);
  hear_messages (fixture, (const char *const *) bodies->pdata);

  hits = store_search (fixture->store, "the PRINT", BELL_SEARCH_NEWEST, 100);
  /* And the ticket, which is the oldest, is not among them: it has no "the". */
  g_assert_cmpuint (hits->len, ==, n_few);
  for (guint i = 1; i < hits->len; i++)
    {
      const BellSearchHit *newer = g_ptr_array_index (hits, i - 1), *older = g_ptr_array_index (hits, i);

      g_assert_cmpstr (newer->id, >, older->id);
    }
  g_clear_pointer (&hits, g_ptr_array_unref);

  g_assert_cmpuint (count_hits (fixture, "prin"), ==, 91);
  g_assert_cmpuint (count_hits (fixture, "print"), ==, n_few + 1);
  g_assert_cmpuint (count_hits (fixture, "print "), ==, 22);
  g_assert_cmpuint (count_hits (fixture, "princ"), ==, 22);
  g_assert_cmpuint (count_hits (fixture, "printed"), ==, 0);
  g_assert_cmpuint (count_hits (fixture, "zzzz"), ==, 0);
  g_assert_cmpuint (count_hits (fixture, "many"), ==, 90);
  g_assert_cmpuint (count_hits (fixture, "many1"), ==, 10);
  g_assert_cmpuint (count_hits (fixture, "princess many"), ==, 22);
}

static gint64
count_parts (BellFiles *files)
{
  g_autoptr (GError) error = NULL;
  gint64 parts = 0;

  g_assert_true (bell_files_query_int64 (files->cache, "search-parts", &parts, &error));
  g_assert_no_error (error);

  return parts;
}

/* A build in many small steps, of which each leaves a part, and what becomes of them. */
static void
test_parts_become_one (StoreFixture  *fixture,
                       gconstpointer  data)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autofree char *ticket = ticket_id (1);
  g_autoptr (GError) error = NULL;
  gboolean more = TRUE, done = FALSE;
  BellFiles *files;

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *id = message_id (i);
      g_autofree char *body = g_strdup_printf ("word%u common", i % 40);

      g_ptr_array_add (records, store_new_message (fixture, id, ticket, body));
    }
  store_load (fixture->store, records, NULL, NULL, &error);
  g_assert_no_error (error);
  store_fixture_close (fixture);

  files = bell_files_new (fixture->data, fixture->cache, fixture->clock, TRUE);
  g_assert_true (bell_files_open (files, &error));
  g_assert_no_error (error);
  g_assert_true (bell_search_index_begin (files, &error));
  while (!done)
    {
      g_assert_true (bell_search_index_step (files, -1, &done, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpint (count_parts (files), >, 20);
  while (more)
    {
      g_assert_true (bell_search_index_merge (files, &more, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpint (count_parts (files), ==, 1);
  bell_files_free (files);

  store_fixture_open (fixture);
  g_assert_cmpuint (count_hits (fixture, "common"), ==, 100);
  g_assert_cmpuint (count_hits (fixture, "word1 "), ==, 50);
  g_assert_cmpuint (count_hits (fixture, "word39"), ==, 50);
}

static void
ignore_result (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
}

/* A program that ends while the index is built: the next one goes on. */
static void
test_build_broken_off (StoreFixture  *fixture,
                       gconstpointer  data)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  g_autofree char *ticket = ticket_id (1);
  g_autoptr (GAsyncResult) begun = NULL;
  g_autoptr (GAsyncResult) added = NULL;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *id = message_id (i);

      g_ptr_array_add (records, store_new_message (fixture, id, ticket, "words"));
    }

  bell_store_sync_bulk_begin (fixture->store, NULL, FALSE, NULL, store_keep_result, &begun);
  g_assert_true (bell_store_sync_bulk_begin_finish (fixture->store, store_wait (&begun), NULL));
  bell_store_sync_bulk_add (fixture->store, records, NULL, NULL, NULL, store_keep_result, &added);
  g_assert_true (bell_store_sync_bulk_add_finish (fixture->store, store_wait (&added), NULL));
  g_clear_object (&begun);
  g_clear_object (&added);

  /* Closed before the first step of the index is asked for. */
  bell_store_sync_bulk_finish (fixture->store, NULL, NULL, ignore_result, NULL);
  store_fixture_close (fixture);

  store_fixture_open (fixture);
  g_assert_false (bell_store_sync_is_loading (fixture->store));
  store_settle (fixture->store);
  g_assert_cmpuint (count_hits (fixture, "wor"), ==, 100);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/store/search/as-typed", test_as_typed);
  add ("/store/search/unfinished", test_unfinished);
  add ("/store/search/query-syntax-is-text", test_query_syntax_is_text);
  add ("/store/search/languages", test_languages);
  add ("/store/search/changed-and-deleted", test_many_bodies);
  add ("/store/search/unsent", test_unsent);
  add ("/store/search/articles-and-attachments", test_articles_and_attachments);
  add ("/store/search/what-helped", test_what_helped);
  add ("/store/search/cancelled", test_cancelled);
  add ("/store/search/rebuilt", test_rebuilt);
  add ("/store/search/parts-become-one", test_parts_become_one);
  add ("/store/search/build-broken-off", test_build_broken_off);

  return g_test_run ();
}
