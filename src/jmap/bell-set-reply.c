/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-jmap-calls.h"

/* The arguments of a Foo/set response (RFC 8620 section 5.3). The items are
 * worked through in their order, and each part of the answer is gathered on its own. */

enum
{
  PART_DONE,
  PART_NOT_DONE,
  N_PARTS,
};

struct _BellSetReply
{
  BellJsonWriter *parts[BELL_CHANGE_KIND_DESTROY + 1][N_PARTS]; /* NULL until there is something */
  BellJsonWriter *open;
};

static const char *const part_names[BELL_CHANGE_KIND_DESTROY + 1][N_PARTS] = {
  [BELL_CHANGE_KIND_CREATE] = { "created", "notCreated" },
  [BELL_CHANGE_KIND_UPDATE] = { "updated", "notUpdated" },
  [BELL_CHANGE_KIND_DESTROY] = { "destroyed", "notDestroyed" },
};

static BellJsonWriter *
get_part (BellSetReply   *self,
          BellChangeKind  kind,
          int             part)
{
  BellJsonWriter **writer = &self->parts[kind][part];

  if (*writer == NULL)
    {
      *writer = bell_json_writer_new ();
      if (kind == BELL_CHANGE_KIND_DESTROY && part == PART_DONE)
        bell_json_writer_begin_array (*writer);
      else
        bell_json_writer_begin_object (*writer);
    }

  return *writer;
}

/**
 * bell_set_reply_new:
 *
 * Returns: (transfer full): a reply with nothing in it
 */
BellSetReply *
bell_set_reply_new (void)
{
  return g_new0 (BellSetReply, 1);
}

/**
 * bell_set_reply_free:
 * @self: (transfer full): a reply
 */
void
bell_set_reply_free (BellSetReply *self)
{
  g_return_if_fail (self != NULL);

  for (guint kind = 0; kind <= BELL_CHANGE_KIND_DESTROY; kind++)
    for (guint part = 0; part < N_PARTS; part++)
      g_clear_pointer (&self->parts[kind][part], bell_json_writer_free);
  g_free (self);
}

/**
 * bell_set_reply_begin:
 * @self: a reply
 * @kind: create or update
 * @key: the creation id or id
 *
 * Tells that it was done, and lets the caller write what the client does not
 * know yet: for a create "id" and everything that was set by default or by the
 * server, for an update what changed beyond what was asked for. Ends with
 * bell_set_reply_end().
 *
 * Returns: (transfer none): a writer that stands inside the object
 */
BellJsonWriter *
bell_set_reply_begin (BellSetReply   *self,
                      BellChangeKind  kind,
                      const char     *key)
{
  g_return_val_if_fail (self != NULL && self->open == NULL && key != NULL, NULL);
  g_return_val_if_fail (kind != BELL_CHANGE_KIND_DESTROY, NULL);

  self->open = get_part (self, kind, PART_DONE);
  bell_json_writer_begin_object_member (self->open, key);

  return self->open;
}

/**
 * bell_set_reply_end:
 * @self: a reply
 *
 * Ends what bell_set_reply_begin() began.
 */
void
bell_set_reply_end (BellSetReply *self)
{
  g_return_if_fail (self != NULL && self->open != NULL);

  bell_json_writer_end_object (self->open);
  self->open = NULL;
}

/**
 * bell_set_reply_add:
 * @self: a reply
 * @kind: update or destroy
 * @key: the id
 *
 * Tells that it was done and that there is nothing more to say.
 */
void
bell_set_reply_add (BellSetReply   *self,
                    BellChangeKind  kind,
                    const char     *key)
{
  BellJsonWriter *writer;

  g_return_if_fail (self != NULL && self->open == NULL && key != NULL);
  g_return_if_fail (kind != BELL_CHANGE_KIND_CREATE);

  writer = get_part (self, kind, PART_DONE);
  if (kind == BELL_CHANGE_KIND_DESTROY)
    bell_json_writer_string (writer, key);
  else
    bell_json_writer_null_member (writer, key);
}

/**
 * bell_set_reply_add_error:
 * @self: a reply
 * @kind: what was not done
 * @key: the creation id or id
 * @error: why
 */
void
bell_set_reply_add_error (BellSetReply       *self,
                          BellChangeKind      kind,
                          const char         *key,
                          const BellSetError *error)
{
  BellJsonWriter *writer;

  g_return_if_fail (self != NULL && self->open == NULL && key != NULL && error != NULL);

  writer = get_part (self, kind, PART_NOT_DONE);
  bell_json_writer_name (writer, key);
  bell_set_error_to_json (error, writer);
}

/* The part of an answer that is told under its name. */
static void
write_part (BellSetReply   *self,
            BellJsonWriter *writer,
            guint           kind,
            guint           part)
{
  BellJsonWriter *gathered = self->parts[kind][part];
  const char *text;
  gsize length;

  if (kind == BELL_CHANGE_KIND_DESTROY && part == PART_DONE)
    bell_json_writer_end_array (gathered);
  else
    bell_json_writer_end_object (gathered);
  text = bell_json_writer_peek (gathered, &length);
  bell_json_writer_raw (writer, text, (gssize) length);
}

/**
 * bell_set_reply_write_errors:
 * @self: a reply
 * @writer: a writer inside an object
 *
 * Writes what was not done and why, as an error that concerns the call as a whole
 * says it (`atomicFailure`, draft-ietf-jmap-conditional section 4.2). @self is used
 * up and can only be freed.
 */
void
bell_set_reply_write_errors (BellSetReply   *self,
                             BellJsonWriter *writer)
{
  g_return_if_fail (self != NULL && self->open == NULL && writer != NULL);

  for (guint kind = 0; kind <= BELL_CHANGE_KIND_DESTROY; kind++)
    if (self->parts[kind][PART_NOT_DONE] != NULL)
      {
        bell_json_writer_name (writer, part_names[kind][PART_NOT_DONE]);
        write_part (self, writer, kind, PART_NOT_DONE);
      }
}

/**
 * bell_set_reply_write:
 * @self: a reply that has an answer to every item
 * @writer: a writer inside the object of arguments
 * @account_id: the account
 * @old_state: (nullable): the state before
 * @new_state: the state after: another one if anything was done
 *
 * Writes the arguments. @self is used up and can only be freed.
 */
void
bell_set_reply_write (BellSetReply   *self,
                      BellJsonWriter *writer,
                      const char     *account_id,
                      const char     *old_state,
                      const char     *new_state)
{
  g_return_if_fail (self != NULL && self->open == NULL && writer != NULL);
  g_return_if_fail (account_id != NULL && new_state != NULL);

  bell_json_writer_string_member (writer, "accountId", account_id);
  bell_json_writer_string_member (writer, "oldState", old_state);
  bell_json_writer_string_member (writer, "newState", new_state);

  for (guint part = 0; part < N_PARTS; part++)
    for (guint kind = 0; kind <= BELL_CHANGE_KIND_DESTROY; kind++)
      {
        bell_json_writer_name (writer, part_names[kind][part]);
        if (self->parts[kind][part] == NULL)
          bell_json_writer_null (writer);
        else
          write_part (self, writer, kind, part);
      }
}
