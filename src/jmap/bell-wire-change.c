/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-wire-private.h"

#include <string.h>

#include "bell-clock.h"
#include "bell-id.h"

/* Changes to and from JSON: in Change/get, in snapshots, and as text in the
 * client's outbox. */

enum
{
  MEMBER_TYPE,
  MEMBER_OBJECT_ID,
  MEMBER_KIND,
  MEMBER_PATCH,
  MEMBER_EXPECTED,
  MEMBER_AUTHOR_ID,
  MEMBER_DEVICE,
  MEMBER_ACTED_AT,
  MEMBER_MODSEQ,
  MEMBER_RECEIVED_AT,
  MEMBER_CAUSE_ID,
};

#define MAX_DEVICE 255

static gboolean
damaged (const char  *what,
         GError     **error)
{
  g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE, "A change has %s", what);
  return FALSE;
}

static void
patch_member (BellJsonWriter  *writer,
              const char      *name,
              const BellPatch *patch,
              BellRole         role)
{
  bell_json_writer_name (writer, name);
  if (patch != NULL)
    bell_wire_patch_to_json (writer, patch, role);
  else
    bell_json_writer_null (writer);
}

/**
 * bell_wire_change_to_json:
 * @writer: where to write
 * @change: a change, confirmed or not
 * @role: who reads it: properties that this role may not read are left out of
 *   its patches; %BELL_ROLE_NOBODY reads everything
 * @members: which members are wanted, see bell_wire_find_property()
 */
void
bell_wire_change_to_json (BellJsonWriter     *writer,
                          const BellChange   *change,
                          BellRole            role,
                          BellWireProperties  members)
{
  g_return_if_fail (writer != NULL && change != NULL);

#define WANTED(member) (members >> MEMBER_##member & 1)

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "id", bell_change_get_id (change));
  if (WANTED (TYPE))
    bell_json_writer_string_member (writer, "type", bell_type_get_wire_name (bell_change_get_data_type (change)));
  if (WANTED (OBJECT_ID))
    bell_json_writer_string_member (writer, "objectId", bell_change_get_object_id (change));
  if (WANTED (KIND))
    bell_json_writer_string_member (writer, "kind",
                                    bell_enum_to_nick (bell_change_kind_get_type (), bell_change_get_kind (change)));
  if (WANTED (PATCH))
    patch_member (writer, "patch", bell_change_get_patch (change), role);
  if (WANTED (EXPECTED))
    patch_member (writer, "expected", bell_change_get_expected (change), role);
  if (WANTED (AUTHOR_ID))
    bell_json_writer_string_member (writer, "authorId", bell_change_get_author_id (change));
  if (WANTED (DEVICE))
    bell_json_writer_string_member (writer, "device", bell_change_get_device (change));
  if (WANTED (ACTED_AT))
    bell_json_writer_time_member (writer, "actedAt", bell_change_get_acted_at (change));
  if (WANTED (MODSEQ))
    bell_json_writer_integer_member (writer, "modseq", bell_change_get_modseq (change));
  if (WANTED (RECEIVED_AT))
    bell_json_writer_time_member (writer, "receivedAt", bell_change_get_received_at (change));
  if (WANTED (CAUSE_ID))
    bell_json_writer_string_member (writer, "causeId", bell_change_get_cause_id (change));
  bell_json_writer_end_object (writer);

#undef WANTED
}

/* A string, null or nothing; and if it is an id, one of @type. */
static gboolean
read_text (const BellJsonNode  *object,
           const char          *name,
           BellType             type,
           const char         **text,
           GError             **error)
{
  const BellJsonNode *node = bell_json_node_get_member (object, name);

  *text = bell_json_node_get_string (node);
  if (*text == NULL)
    return bell_json_node_get_kind (node) <= BELL_JSON_NULL || damaged ("a member that should be a string", error);

  if (type != BELL_TYPE_NONE ? !bell_id_is_valid (*text, type) : strlen (*text) > MAX_DEVICE)
    return damaged ("an id of the wrong form or a device name that is too long", error);

  return TRUE;
}

static gboolean
read_time (const BellJsonNode  *object,
           const char          *name,
           gint64              *time,
           GError             **error)
{
  const BellJsonNode *node = bell_json_node_get_member (object, name);

  *time = BELL_TIME_UNSET;
  if (bell_json_node_get_kind (node) <= BELL_JSON_NULL ||
      bell_time_from_text (bell_json_node_get_string (node), time))
    return TRUE;

  return damaged ("a time that is none", error);
}

static gboolean
read_patch (const BellJsonNode  *object,
            const char          *name,
            BellType             type,
            BellPatch          **patch,
            GError             **error)
{
  static const BellWirePatchOptions options = { .mode = BELL_WIRE_PATCH_HISTORY, .role = BELL_ROLE_NOBODY };
  const BellJsonNode *node = bell_json_node_get_member (object, name);
  g_autoptr (BellSetError) reason = NULL;

  *patch = NULL;
  if (bell_json_node_get_kind (node) <= BELL_JSON_NULL)
    return TRUE;

  *patch = bell_wire_patch_from_json (node, type, &options, &reason);
  if (*patch == NULL)
    g_propagate_error (error, bell_wire_error_for_set_error (reason));

  return *patch != NULL;
}

/**
 * bell_wire_change_from_json:
 * @object: (nullable): a Change object
 * @error: return location
 *
 * Returns: (transfer full): the change, confirmed if it has a modseq; or %NULL
 *   with %BELL_JMAP_ERROR_BAD_RESPONSE
 */
BellChange *
bell_wire_change_from_json (const BellJsonNode  *object,
                            GError             **error)
{
  const BellJsonNode *modseq_node = bell_json_node_get_member (object, "modseq");
  g_autoptr (BellPatch) patch = NULL;
  g_autoptr (BellPatch) expected = NULL;
  g_autoptr (BellChange) change = NULL;
  const char *id, *object_id, *author_id, *device, *cause_id;
  gint64 acted_at, received_at, modseq = 0;
  BellType type;
  int kind;

  id = bell_json_node_get_string (bell_json_node_get_member (object, "id"));
  type = bell_type_from_wire_name (bell_json_node_get_string (bell_json_node_get_member (object, "type")));
  object_id = bell_json_node_get_string (bell_json_node_get_member (object, "objectId"));

  if (!bell_id_is_valid (id, BELL_TYPE_CHANGE))
    {
      damaged ("no id of its form", error);
      return NULL;
    }
  if (type >= BELL_N_TABLE_TYPES || !bell_id_is_valid (object_id, type))
    {
      damaged ("no type, or no id of an object of it", error);
      return NULL;
    }
  if (!bell_enum_from_nick (bell_change_kind_get_type (),
                            bell_json_node_get_string (bell_json_node_get_member (object, "kind")), &kind))
    {
      damaged ("no kind", error);
      return NULL;
    }
  if (bell_json_node_get_kind (modseq_node) > BELL_JSON_NULL &&
      (!bell_json_node_get_integer (modseq_node, &modseq) || modseq < 0))
    {
      damaged ("a modseq that is none", error);
      return NULL;
    }

  if (!read_text (object, "authorId", BELL_TYPE_PRINCIPAL, &author_id, error) ||
      !read_text (object, "device", BELL_TYPE_NONE, &device, error) ||
      !read_text (object, "causeId", BELL_TYPE_CHANGE, &cause_id, error) ||
      !read_time (object, "actedAt", &acted_at, error) ||
      !read_time (object, "receivedAt", &received_at, error) ||
      !read_patch (object, "patch", type, &patch, error) ||
      !read_patch (object, "expected", bell_change_get_expected_type (kind, type), &expected, error))
    return NULL;

  if ((patch != NULL) != (kind != BELL_CHANGE_KIND_DESTROY))
    {
      damaged ("a patch where none belongs, or none where one does", error);
      return NULL;
    }

  change = bell_change_new (id, kind, type, object_id, patch, expected, author_id, device, acted_at);
  if (modseq == 0)
    return g_steal_pointer (&change);

  return bell_change_new_confirmed (change, NULL, modseq, received_at, cause_id);
}

/**
 * bell_wire_change_to_text:
 * @change: a change
 *
 * Returns: (transfer full): all of it, as JSON text
 */
char *
bell_wire_change_to_text (const BellChange *change)
{
  BellJsonWriter *writer;

  g_return_val_if_fail (change != NULL, NULL);

  writer = bell_json_writer_new ();
  bell_wire_change_to_json (writer, change, BELL_ROLE_NOBODY, BELL_WIRE_ALL_PROPERTIES);

  return bell_json_writer_free_to_text (writer);
}

/**
 * bell_wire_change_from_text:
 * @text: what bell_wire_change_to_text() gave, also long ago
 * @error: return location
 *
 * Returns: (transfer full): the change, or %NULL with a %BELL_JMAP_ERROR
 */
BellChange *
bell_wire_change_from_text (const char  *text,
                            GError     **error)
{
  g_autoptr (BellJson) json = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  json = bell_json_parse (text, strlen (text), NULL, error);

  return json != NULL ? bell_wire_change_from_json (bell_json_get_root (json), error) : NULL;
}
