/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-change.h"

#include "bell-clock.h"

/* What a person did, and, once the server has taken it, where it stands in
 * the order of all changes. A confirmed change is another object than the one
 * that was sent: nothing in it ever moves. */
struct _BellChange
{
  char *id;
  BellChangeKind kind;
  BellType type;
  char *object_id;
  BellPatch *patch;    /* null for a destroy */
  BellPatch *expected; /* null where nothing was expected */
  char *author_id;     /* null: the system */
  char *device;
  gint64 acted_at;     /* by the author's clock */

  gint64 modseq;       /* 0: not confirmed */
  gint64 received_at;  /* by the server's clock */
  char *cause_id;      /* the change that this one follows from */
};

G_DEFINE_BOXED_TYPE (BellChange, bell_change, bell_change_ref, bell_change_unref)

static void
clear_change (gpointer data)
{
  BellChange *self = data;

  g_free (self->id);
  g_free (self->object_id);
  g_clear_pointer (&self->patch, bell_patch_unref);
  g_clear_pointer (&self->expected, bell_patch_unref);
  g_free (self->author_id);
  g_free (self->device);
  g_free (self->cause_id);
}

/**
 * bell_change_new:
 * @id: its id, made by whoever acts and kept through every retry
 * @kind: create, update or destroy
 * @type: of what type the object is
 * @object_id: the object's id
 * @patch: (nullable): the new values; all of them for a create, %NULL for a destroy
 * @expected: (nullable): the change is to take place only if applying this to
 *   the object would change nothing; of a new message: to its ticket
 * @author_id: (nullable): the person who acts, %NULL for the system
 * @device: (nullable): the device on which that happened
 * @acted_at: when, by that device's clock, in milliseconds since 1970
 *
 * The patches are kept, not copied: they are not written any more.
 *
 * Returns: (transfer full): an unconfirmed change
 */
BellChange *
bell_change_new (const char     *id,
                 BellChangeKind  kind,
                 BellType        type,
                 const char     *object_id,
                 BellPatch      *patch,
                 BellPatch      *expected,
                 const char     *author_id,
                 const char     *device,
                 gint64          acted_at)
{
  BellChange *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (object_id != NULL, NULL);
  g_return_val_if_fail ((patch != NULL) == (kind != BELL_CHANGE_KIND_DESTROY), NULL);
  g_return_val_if_fail (patch == NULL || bell_patch_get_data_type (patch) == type, NULL);
  g_return_val_if_fail (expected == NULL || bell_patch_get_data_type (expected) == bell_change_get_expected_type (kind, type), NULL);

  self = g_atomic_rc_box_new0 (BellChange);
  self->id = g_strdup (id);
  self->kind = kind;
  self->type = type;
  self->object_id = g_strdup (object_id);
  self->patch = patch != NULL ? bell_patch_ref (patch) : NULL;
  self->expected = expected != NULL ? bell_patch_ref (expected) : NULL;
  self->author_id = g_strdup (author_id);
  self->device = g_strdup (device);
  self->acted_at = acted_at;
  self->received_at = BELL_TIME_UNSET;

  return self;
}

/**
 * bell_change_get_expected_type:
 * @kind: create, update or destroy
 * @type: of what type the object is
 *
 * Returns: of what type that is which a change expects to be so: the object's,
 *   or for a message, which is not there before it is made, its ticket's
 */
BellType
bell_change_get_expected_type (BellChangeKind kind,
                               BellType       type)
{
  return kind == BELL_CHANGE_KIND_CREATE && type == BELL_TYPE_MESSAGE ? BELL_TYPE_TICKET : type;
}

/**
 * bell_change_new_confirmed:
 * @self: a change as it was sent
 * @effective: (nullable): its patch with what the server set
 * @modseq: its place in the order of all changes, from 1
 * @received_at: when the server took it, in milliseconds since 1970
 * @cause_id: (nullable): the change that it follows from
 *
 * Returns: (transfer full): the change as it stands in the log
 */
BellChange *
bell_change_new_confirmed (const BellChange *self,
                           BellPatch        *effective,
                           gint64            modseq,
                           gint64            received_at,
                           const char       *cause_id)
{
  BellChange *confirmed;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (modseq > 0, NULL);

  confirmed = bell_change_new (self->id, self->kind, self->type, self->object_id,
                               effective != NULL ? effective : self->patch, self->expected,
                               self->author_id, self->device, self->acted_at);
  confirmed->modseq = modseq;
  confirmed->received_at = received_at;
  confirmed->cause_id = g_strdup (cause_id);

  return confirmed;
}

/**
 * bell_change_ref:
 *
 * Returns: (transfer full): @self, with one owner more
 */
BellChange *
bell_change_ref (BellChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * bell_change_unref:
 *
 * Gives up one ownership; the last one frees the change.
 */
void
bell_change_unref (BellChange *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_change);
}

/**
 * bell_change_get_id:
 *
 * Returns: (transfer none): its id
 */
const char *
bell_change_get_id (const BellChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * bell_change_get_kind:
 *
 * Returns: create, update or destroy
 */
BellChangeKind
bell_change_get_kind (const BellChange *self)
{
  g_return_val_if_fail (self != NULL, BELL_CHANGE_KIND_UPDATE);

  return self->kind;
}

/**
 * bell_change_get_data_type:
 *
 * Returns: the type of the object
 */
BellType
bell_change_get_data_type (const BellChange *self)
{
  g_return_val_if_fail (self != NULL, BELL_TYPE_NONE);

  return self->type;
}

/**
 * bell_change_get_object_id:
 *
 * Returns: (transfer none): the object's id
 */
const char *
bell_change_get_object_id (const BellChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->object_id;
}

/**
 * bell_change_get_patch:
 *
 * Returns: (transfer none) (nullable): the new values, %NULL for a destroy
 */
BellPatch *
bell_change_get_patch (const BellChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->patch;
}

/**
 * bell_change_get_expected:
 *
 * Returns: (transfer none) (nullable): what the author relied on
 */
BellPatch *
bell_change_get_expected (const BellChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->expected;
}

/**
 * bell_change_get_author_id:
 *
 * Returns: (transfer none) (nullable): the person, %NULL for the system
 */
const char *
bell_change_get_author_id (const BellChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->author_id;
}

/**
 * bell_change_get_device:
 *
 * Returns: (transfer none) (nullable): the device on which it was done
 */
const char *
bell_change_get_device (const BellChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->device;
}

/**
 * bell_change_get_acted_at:
 *
 * Returns: when it was done, by the author's clock
 */
gint64
bell_change_get_acted_at (const BellChange *self)
{
  g_return_val_if_fail (self != NULL, BELL_TIME_UNSET);

  return self->acted_at;
}

/**
 * bell_change_get_modseq:
 *
 * Returns: its place in the order of all changes, 0 while unconfirmed
 */
gint64
bell_change_get_modseq (const BellChange *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->modseq;
}

/**
 * bell_change_get_received_at:
 *
 * Returns: when the server took it, %BELL_TIME_UNSET while unconfirmed
 */
gint64
bell_change_get_received_at (const BellChange *self)
{
  g_return_val_if_fail (self != NULL, BELL_TIME_UNSET);

  return self->received_at;
}

/**
 * bell_change_get_cause_id:
 *
 * Returns: (transfer none) (nullable): the change that this one follows from
 */
const char *
bell_change_get_cause_id (const BellChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->cause_id;
}
