/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>

#include "bell-id.h"
#include "bell-work-private.h"

/* Whether a change may be: it fits what is there, its author may do that, and
 * what it refers to exists. Nothing is written here. */

BellSetError *
bell_set_error_new_existing (const char *id)
{
  BellSetError *error = bell_set_error_new (BELL_SET_ERROR_ALREADY_EXISTS, _("There is something else of that id already."));

  error->existing_id = g_strdup (id);
  return error;
}

static gboolean
exists (BellWork   *self,
        const char *resource,
        const char *one,
        const char *two,
        gboolean   *found,
        GError    **error)
{
  g_autoptr (BellStatement) statement = bell_work_prepare (self, resource, error);

  if (statement == NULL)
    return FALSE;
  bell_statement_bind_text (statement, 1, one);
  if (two != NULL)
    bell_statement_bind_text (statement, 2, two);
  return bell_statement_step (statement, found, error);
}

static BellSetError *
bad_property (const BellProperty *property,
              const char         *sentence)
{
  const char *names[] = { property->wire_name, NULL };

  return bell_set_error_new_for_properties (names, sentence);
}

static gboolean
check_reference (BellWork           *self,
                 const BellProperty *property,
                 const char         *id,
                 BellSetError      **reason,
                 GError            **error)
{
  BellRecord *record;

  if (!bell_work_get_record (self, property->refers_to, id, &record, error))
    return FALSE;
  if (record == NULL)
    *reason = bad_property (property, _("It refers to something that does not exist."));
  return TRUE;
}

/* Files that somebody attaches are theirs, or in what they may read. */
static gboolean
check_attachments (BellWork           *self,
                   const BellActor    *actor,
                   const BellProperty *property,
                   GVariant           *value,
                   BellSetError      **reason,
                   GError            **error)
{
  const char *blob_id;
  GVariantIter iter;

  g_variant_iter_init (&iter, value);
  while (*reason == NULL && g_variant_iter_next (&iter, "(&s&s&st)", &blob_id, NULL, NULL, NULL))
    {
      gboolean found;

      if (!exists (self, BELL_SERVER_SQL ("blob-size"), blob_id, NULL, &found, error))
        return FALSE;
      if (found && actor != NULL && actor->role < BELL_ROLE_AGENT &&
          !exists (self, BELL_SERVER_SQL ("blob-upload-get"), blob_id, actor->principal_id, &found, error))
        return FALSE;
      if (!found)
        *reason = bad_property (property, _("A file of it was not uploaded."));
    }
  return TRUE;
}

static gboolean
check_references (BellWork        *self,
                  const BellActor *actor,
                  const BellPatch *patch,
                  BellSetError   **reason,
                  GError         **error)
{
  for (guint i = 0; i < bell_patch_get_size (patch) && *reason == NULL; i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);
      const BellProperty *property = entry->property;

      if (entry->value == NULL)
        continue;
      if (property->kind == BELL_KIND_ATTACHMENTS)
        {
          if (!check_attachments (self, actor, property, entry->value, reason, error))
            return FALSE;
          continue;
        }
      if (property->refers_to >= BELL_N_TABLE_TYPES || property->refers_to == BELL_TYPE_MESSAGE)
        continue;
      if (property->kind == BELL_KIND_ID)
        {
          if (!check_reference (self, property, g_variant_get_string (entry->value, NULL), reason, error))
            return FALSE;
        }
      else if (entry->member != NULL)
        {
          if (!check_reference (self, property, entry->member, reason, error))
            return FALSE;
        }
      else
        {
          g_autofree const char **members = g_variant_get_strv (entry->value, NULL);

          for (guint j = 0; members[j] != NULL && *reason == NULL; j++)
            if (!check_reference (self, property, members[j], reason, error))
              return FALSE;
        }
    }
  return TRUE;
}

/* Rules about a person that one record alone cannot tell. */
static gboolean
check_principal (BellWork         *self,
                 const BellChange *change,
                 const BellRecord *before,
                 BellSetError    **reason,
                 GError          **error)
{
  g_autoptr (BellRecord) after = before != NULL ? bell_record_copy (before)
                                                : bell_record_new (BELL_TYPE_PRINCIPAL, bell_change_get_object_id (change));
  const BellPrincipal *person = BELL_PRINCIPAL (after);
  const char *email;

  bell_patch_apply (bell_change_get_patch (change), after);
  email = bell_principal_get_email (person);

  if (email != NULL && *email != '\0' && (before == NULL || g_strcmp0 (email, bell_principal_get_email (BELL_PRINCIPAL (before))) != 0))
    {
      g_autofree char *key = g_utf8_casefold (email, -1);
      g_autoptr (BellStatement) statement = bell_work_prepare (self, BELL_SERVER_SQL ("address-get"), error);
      gboolean row;

      if (statement == NULL)
        return FALSE;
      bell_statement_bind_text (statement, 1, key);
      if (!bell_statement_step (statement, &row, error))
        return FALSE;
      if (row && g_strcmp0 (bell_statement_get_text (statement, 0), bell_change_get_object_id (change)) != 0)
        {
          *reason = bad_property (bell_principal_property (BELL_PRINCIPAL_EMAIL), _("Somebody else has that email address."));
          return TRUE;
        }
    }

  if (before != NULL && bell_principal_get_role (BELL_PRINCIPAL (before)) == BELL_ROLE_ADMIN &&
      bell_principal_get_active (BELL_PRINCIPAL (before)) &&
      (bell_principal_get_role (person) != BELL_ROLE_ADMIN || !bell_principal_get_active (person)))
    {
      gboolean another;

      if (!bell_work_flush (self, error) ||
          !exists (self, BELL_SERVER_SQL ("other-admin"), bell_change_get_object_id (change),
                   bell_enum_to_nick (bell_role_get_type (), BELL_ROLE_ADMIN), &another, error))
        return FALSE;
      if (!another)
        *reason = bell_set_error_new (BELL_SET_ERROR_FORBIDDEN, _("That is the last administrator."));
    }
  return TRUE;
}

static BellSetError *
not_found (void)
{
  return bell_set_error_new (BELL_SET_ERROR_NOT_FOUND, _("There is no such object."));
}

/* Sets @reason if the change cannot be; @before and @ticket are borrowed. */
gboolean
bell_work_check (BellWork         *self,
                 BellApplyMode     mode,
                 const BellActor  *actor,
                 const BellChange *change,
                 BellRecord      **before,
                 BellRecord      **ticket,
                 BellSetError    **reason,
                 GError          **error)
{
  BellType type = bell_change_get_data_type (change);
  BellChangeKind kind = bell_change_get_kind (change);
  const BellPatch *patch = bell_change_get_patch (change);
  g_autoptr (GError) fault = NULL;
  gboolean gone;

  *ticket = NULL;
  if (!bell_work_get_record (self, type, bell_change_get_object_id (change), before, error))
    return FALSE;

  if (kind == BELL_CHANGE_KIND_CREATE)
    {
      if (!bell_id_is_valid (bell_change_get_object_id (change), type))
        {
          *reason = bell_set_error_new (BELL_SET_ERROR_INVALID_PROPERTIES, _("That is no id of a new object."));
          return TRUE;
        }
      if (*before == NULL && !exists (self, BELL_SERVER_SQL ("tombstone-get"), bell_change_get_object_id (change), NULL, &gone, error))
        return FALSE;
      if (*before != NULL || gone)
        {
          *reason = bell_set_error_new_existing (bell_change_get_object_id (change));
          return TRUE;
        }
    }
  else if (*before == NULL)
    {
      *reason = not_found ();
      return TRUE;
    }

  if (type == BELL_TYPE_MESSAGE)
    {
      const BellPatchEntry *entry = patch != NULL ? bell_patch_find (patch, bell_message_property (BELL_MESSAGE_TICKET_ID)) : NULL;
      const char *ticket_id = *before != NULL ? bell_message_get_ticket_id (BELL_MESSAGE (*before))
                              : entry != NULL && entry->value != NULL ? g_variant_get_string (entry->value, NULL)
                                                                      : NULL;

      if (!bell_work_get_record (self, BELL_TYPE_TICKET, ticket_id, ticket, error))
        return FALSE;
    }

  if (type == BELL_TYPE_NOTICE && *before != NULL &&
      !bell_work_get_record (self, BELL_TYPE_TICKET, bell_notice_get_ticket_id (BELL_NOTICE (*before)), ticket, error))
    return FALSE;

  /* What one may not see is not there. */
  if (*before != NULL && actor != NULL && !bell_access_can_read (actor, *before, *ticket))
    {
      *reason = not_found ();
      return TRUE;
    }

  if (kind != BELL_CHANGE_KIND_DESTROY && !bell_patch_check (patch, &fault))
    {
      *reason = bell_set_error_new_from_error (fault);
      return TRUE;
    }
  if (mode == BELL_APPLY_REQUEST && !bell_access_check_change (actor, change, *before, *ticket, &fault))
    {
      *reason = bell_set_error_new_from_error (fault);
      return TRUE;
    }

  if (kind == BELL_CHANGE_KIND_DESTROY)
    {
      gboolean used = FALSE;

      if (type == BELL_TYPE_TEAM &&
          (!bell_work_flush (self, error) ||
           !exists (self, BELL_SERVER_SQL ("team-use"), bell_change_get_object_id (change), NULL, &used, error)))
        return FALSE;
      if (used)
        *reason = bell_set_error_new (BELL_SET_ERROR_FORBIDDEN, _("Tickets still belong to that team. Move them first."));

      if (type == BELL_TYPE_CALENDAR)
        {
          if (!bell_work_flush (self, error) ||
              !exists (self, BELL_SERVER_SQL ("calendar-use"), bell_change_get_object_id (change), NULL, &used, error))
            return FALSE;
          if (used)
            *reason = bell_set_error_new (BELL_SET_ERROR_FORBIDDEN, _("A policy still counts by that calendar. Give it another one first."));
        }
      return TRUE;
    }

  for (guint i = 0; kind == BELL_CHANGE_KIND_CREATE && *reason == NULL && i < bell_type_get_n_properties (type); i++)
    {
      const BellProperty *property = bell_type_get_property (type, i);

      if ((property->flags & BELL_PROPERTY_REQUIRED) && bell_patch_find (patch, property) == NULL)
        *reason = bad_property (property, _("It is missing."));
    }
  if (*reason == NULL && !check_references (self, actor, patch, reason, error))
    return FALSE;
  if (*reason == NULL && type == BELL_TYPE_PRINCIPAL)
    return check_principal (self, change, *before, reason, error);
  return TRUE;
}
