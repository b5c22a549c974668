/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-access.h"

#include "bell-error.h"
#include "bell-workflow.h"

/* Who may see and do what. The property tables say it by role; what depends
 * on the object stands here. */

static gboolean
refuse (GError     **error,
        const char  *sentence)
{
  g_set_error_literal (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_FORBIDDEN, sentence);

  return FALSE;
}

static gboolean
asks_or_watches (const BellActor  *actor,
                 const BellTicket *ticket)
{
  return g_strcmp0 (bell_ticket_get_requester_id (ticket), actor->principal_id) == 0 ||
         g_strv_contains (bell_ticket_get_watchers (ticket), actor->principal_id);
}

static int
patched_enum (const BellPatch    *patch,
              const BellProperty *property,
              int                 fallback)
{
  const BellPatchEntry *entry = bell_patch_find (patch, property);

  return entry != NULL && entry->value != NULL ? g_variant_get_int32 (entry->value) : fallback;
}

static gboolean
patched_id_is (const BellPatch    *patch,
               const BellProperty *property,
               const char         *id)
{
  const BellPatchEntry *entry = bell_patch_find (patch, property);

  return entry != NULL && entry->value != NULL && g_str_equal (g_variant_get_string (entry->value, NULL), id);
}

/* Rules that the tables hold: which properties, by role, at creation or later. */
static gboolean
check_properties (const BellActor   *actor,
                  const BellChange  *change,
                  gboolean           own_person,
                  GError           **error)
{
  const BellPatch *patch = bell_change_get_patch (change);
  gboolean create = bell_change_get_kind (change) == BELL_CHANGE_KIND_CREATE;
  BellType type = bell_change_get_data_type (change);

  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);
      const BellProperty *property = entry->property;

      if (property->writer == BELL_ROLE_NOBODY)
        {
          g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_PROPERTY,
                       "“%s” is set by the server.", property->wire_name);
          return FALSE;
        }

      if (!create && (property->flags & BELL_PROPERTY_IMMUTABLE))
        {
          g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_PROPERTY,
                       "“%s” cannot be changed once it is made.", property->wire_name);
          return FALSE;
        }

      if (actor->role < property->writer ||
          (type == BELL_TYPE_PRINCIPAL && property->writer == BELL_ROLE_REQUESTER &&
           !own_person && actor->role < BELL_ROLE_ADMIN))
        {
          g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_FORBIDDEN,
                       "You may not set “%s”.", property->wire_name);
          return FALSE;
        }
    }

  for (guint i = 0; create && i < bell_type_get_n_properties (type); i++)
    {
      const BellProperty *property = bell_type_get_property (type, i);

      if ((property->flags & BELL_PROPERTY_REQUIRED) && bell_patch_find (patch, property) == NULL)
        {
          g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_PROPERTY,
                       "“%s” is missing.", property->wire_name);
          return FALSE;
        }
    }

  return TRUE;
}

/* Who takes a ticket that somebody holds has to say that they know from whom. */
static gboolean
check_claim (const BellChange  *change,
             const BellRecord  *before,
             GError           **error)
{
  const BellProperty *property = bell_ticket_property (BELL_TICKET_ASSIGNEE_ID);
  const BellPatchEntry *entry = bell_patch_find (bell_change_get_patch (change), property);
  BellPatch *expected = bell_change_get_expected (change);
  const char *holder = bell_ticket_get_assignee_id (BELL_TICKET (before));

  if (entry == NULL || entry->value == NULL || holder == NULL ||
      g_str_equal (g_variant_get_string (entry->value, NULL), holder) ||
      (expected != NULL && bell_patch_find (expected, property) != NULL))
    return TRUE;

  g_set_error_literal (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_TAKEN, "Somebody else has taken that ticket.");
  return FALSE;
}

/* Whether all that @patch does is to let @actor join or leave @property. */
static gboolean
joins_only (const BellPatch    *patch,
            const BellProperty *property,
            const BellActor    *actor)
{
  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);

      if (entry->property != property || g_strcmp0 (entry->member, actor->principal_id) != 0)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_survey (const BellPatchEntry *entry)
{
  return entry->property == bell_ticket_property (BELL_TICKET_SURVEY_SCORE) ||
         entry->property == bell_ticket_property (BELL_TICKET_SURVEY_COMMENT);
}

/* How content its requester is, said once, when it is solved. */
static gboolean
check_survey (const BellActor   *actor,
              const BellPatch   *patch,
              const BellTicket  *before,
              GError           **error)
{
  const BellPatchEntry *score = bell_patch_find (patch, bell_ticket_property (BELL_TICKET_SURVEY_SCORE));

  if (score == NULL && bell_patch_find (patch, bell_ticket_property (BELL_TICKET_SURVEY_COMMENT)) == NULL)
    return TRUE;

  if (before == NULL || g_strcmp0 (bell_ticket_get_requester_id (before), actor->principal_id) != 0)
    return refuse (error, "Only who asked can say how it went.");
  if (bell_status_is_active (bell_ticket_get_status (before)))
    return refuse (error, "How it went is said when it is solved.");
  if (bell_ticket_get_survey_score (before) != 0)
    return refuse (error, "That has been said already.");
  if (score == NULL || score->value == NULL ||
      g_variant_get_int64 (score->value) < BELL_MIN_SURVEY_SCORE || g_variant_get_int64 (score->value) > BELL_MAX_SURVEY_SCORE)
    {
      g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE, "“surveyScore” must be %d to %d.",
                   BELL_MIN_SURVEY_SCORE, BELL_MAX_SURVEY_SCORE);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_ticket (const BellActor   *actor,
              const BellChange  *change,
              const BellRecord  *before,
              GError           **error)
{
  const BellPatch *patch = bell_change_get_patch (change);
  BellStatus from = before != NULL ? bell_ticket_get_status (BELL_TICKET (before)) : BELL_STATUS_NEW;
  BellStatus to = patched_enum (patch, bell_ticket_property (BELL_TICKET_STATUS), from);

  if (!bell_status_can_move (from, to))
    {
      g_set_error (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_TRANSITION,
                   "A ticket that is %s cannot become %s.",
                   bell_enum_to_nick (bell_status_get_type (), from),
                   bell_enum_to_nick (bell_status_get_type (), to));
      return FALSE;
    }

  if (!check_survey (actor, patch, before != NULL ? BELL_TICKET (before) : NULL, error))
    return FALSE;

  if (actor->role >= BELL_ROLE_AGENT)
    return before == NULL || check_claim (change, before, error);

  if (before == NULL)
    {
      if (!patched_id_is (patch, bell_ticket_property (BELL_TICKET_REQUESTER_ID), actor->principal_id))
        return refuse (error, "You may ask for help in your own name only.");
      if (to != BELL_STATUS_NEW)
        return refuse (error, "A request that you make begins as new.");

      return TRUE;
    }

  if (!asks_or_watches (actor, BELL_TICKET (before)))
    return refuse (error, "That ticket is not yours.");

  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);
      guint index = entry->property->index;

      if (!is_survey (entry) && index != BELL_TICKET_STATUS && index != BELL_TICKET_WATCHERS)
        return refuse (error, "You may solve or reopen your request and choose who follows it; anything else is said in a reply.");
    }

  if (to != from && to != BELL_STATUS_SOLVED && to != BELL_STATUS_OPEN)
    return refuse (error, "You may solve or reopen your request.");

  return TRUE;
}

static gboolean
check_message (const BellActor   *actor,
               const BellChange  *change,
               const BellRecord  *ticket,
               GError           **error)
{
  int kind = patched_enum (bell_change_get_patch (change), bell_message_property (BELL_MESSAGE_KIND),
                           BELL_MESSAGE_KIND_REPLY);

  if (ticket == NULL || !bell_access_can_read (actor, ticket, NULL))
    {
      g_set_error_literal (error, BELL_MODEL_ERROR, BELL_MODEL_ERROR_INVALID_VALUE,
                           "The ticket of this message does not exist.");
      return FALSE;
    }

  if (actor->role < BELL_ROLE_AGENT && kind != BELL_MESSAGE_KIND_REPLY)
    return refuse (error, "Notes are for the people who work on tickets.");

  return TRUE;
}

static gboolean
check_view (const BellActor   *actor,
            const BellChange  *change,
            const BellRecord  *before,
            GError           **error)
{
  gboolean own;

  if (before != NULL)
    own = g_strcmp0 (bell_view_get_owner_id (BELL_VIEW (before)), actor->principal_id) == 0;
  else
    own = patched_id_is (bell_change_get_patch (change), bell_view_property (BELL_VIEW_OWNER_ID), actor->principal_id);

  if (!own && actor->role < BELL_ROLE_LEAD)
    return refuse (error, "Shared views are made and changed by team leads.");

  return TRUE;
}

static gboolean
check_destroy (const BellActor   *actor,
               const BellChange  *change,
               const BellRecord  *before,
               GError           **error)
{
  switch ((int) bell_change_get_data_type (change))
    {
    case BELL_TYPE_VIEW:
      return check_view (actor, change, before, error);

    case BELL_TYPE_ARTICLE:
      if (actor->role >= BELL_ROLE_LEAD ||
          (bell_article_get_state (BELL_ARTICLE (before)) == BELL_ARTICLE_STATE_DRAFT &&
           g_strcmp0 (bell_article_get_author_id (BELL_ARTICLE (before)), actor->principal_id) == 0))
        return TRUE;
      return refuse (error, "You may delete drafts of your own; archive an article instead.");

    case BELL_TYPE_CALENDAR:
    case BELL_TYPE_SLA_POLICY:
      if (actor->role >= BELL_ROLE_LEAD)
        return TRUE;
      return refuse (error, "Calendars and policies are made and changed by team leads.");

    case BELL_TYPE_NOTICE:
      if (actor->role >= BELL_ROLE_LEAD)
        return TRUE;
      return refuse (error, "Notices are made and ended by team leads.");

    case BELL_TYPE_TICKET:
    case BELL_TYPE_TEAM:
      if (actor->role >= BELL_ROLE_ADMIN)
        return TRUE;
      return refuse (error, "Only an administrator may delete that.");

    default:
      return refuse (error, "That is kept and cannot be deleted.");
    }
}

/**
 * bell_access_can_read_property:
 *
 * Returns: whether people with @role may read @property of objects that they
 *   may read
 */
gboolean
bell_access_can_read_property (BellRole            role,
                               const BellProperty *property)
{
  g_return_val_if_fail (property != NULL, FALSE);

  return role >= property->reader;
}

/**
 * bell_access_can_read:
 * @actor: who reads
 * @record: an object
 * @ticket: (nullable): for a message, its ticket
 *
 * Returns: whether @actor may see @record at all. The server asks the same of
 *   whole tables in SQL; a test holds the two together.
 */
gboolean
bell_access_can_read (const BellActor  *actor,
                      const BellRecord *record,
                      const BellRecord *ticket)
{
  gboolean staff;

  g_return_val_if_fail (actor != NULL, FALSE);
  g_return_val_if_fail (record != NULL, FALSE);

  staff = actor->role >= BELL_ROLE_AGENT;

  switch ((int) bell_record_get_data_type (record))
    {
    case BELL_TYPE_PRINCIPAL:
    case BELL_TYPE_TEAM:
    case BELL_TYPE_CALENDAR: /* who waits may know until when, offline too */
    case BELL_TYPE_SLA_POLICY:
      return TRUE;

    case BELL_TYPE_TICKET:
      return staff || asks_or_watches (actor, BELL_TICKET (record));

    case BELL_TYPE_MESSAGE:
      return staff || (ticket != NULL && asks_or_watches (actor, BELL_TICKET (ticket)) &&
                       bell_message_get_kind (BELL_MESSAGE (record)) == BELL_MESSAGE_KIND_REPLY);

    case BELL_TYPE_ARTICLE:
      return staff || (bell_article_get_state (BELL_ARTICLE (record)) == BELL_ARTICLE_STATE_PUBLISHED &&
                       bell_article_get_audience (BELL_ARTICLE (record)) == BELL_AUDIENCE_PUBLIC);

    case BELL_TYPE_NOTICE:
      return staff || bell_notice_get_audience (BELL_NOTICE (record)) == BELL_AUDIENCE_PUBLIC;

    case BELL_TYPE_VIEW:
      return staff && (bell_view_get_owner_id (BELL_VIEW (record)) == NULL ||
                       g_strcmp0 (bell_view_get_owner_id (BELL_VIEW (record)), actor->principal_id) == 0);

    default:
      return FALSE;
    }
}

/**
 * bell_access_check_change:
 * @actor: who acts
 * @change: what they do; its patch has passed bell_patch_check()
 * @before: (nullable): the object as it is, %NULL for a create; one that the
 *   actor may not read must be answered as missing before this is asked
 * @ticket: (nullable): for a message, its ticket
 * @error: %BELL_MODEL_ERROR_FORBIDDEN, %BELL_MODEL_ERROR_INVALID_PROPERTY,
 *   %BELL_MODEL_ERROR_INVALID_VALUE or %BELL_MODEL_ERROR_TRANSITION
 *
 * Returns: whether @actor may do that
 */
gboolean
bell_access_check_change (const BellActor   *actor,
                          const BellChange  *change,
                          const BellRecord  *before,
                          const BellRecord  *ticket,
                          GError           **error)
{
  gboolean own_person;

  g_return_val_if_fail (actor != NULL, FALSE);
  g_return_val_if_fail (change != NULL, FALSE);

  if (bell_change_get_kind (change) == BELL_CHANGE_KIND_DESTROY)
    {
      g_return_val_if_fail (before != NULL, FALSE);

      return check_destroy (actor, change, before, error);
    }

  own_person = g_strcmp0 (bell_change_get_object_id (change), actor->principal_id) == 0;
  if (!check_properties (actor, change, own_person, error))
    return FALSE;

  switch ((int) bell_change_get_data_type (change))
    {
    case BELL_TYPE_TICKET:
      return check_ticket (actor, change, before, error);

    case BELL_TYPE_MESSAGE:
      if (before != NULL)
        return refuse (error, "A message that was sent is never changed.");
      return check_message (actor, change, ticket, error);

    case BELL_TYPE_VIEW:
      return check_view (actor, change, before, error);

    case BELL_TYPE_PRINCIPAL:
      if (before == NULL && actor->role < BELL_ROLE_ADMIN)
        return refuse (error, "Only an administrator may add people.");
      return TRUE;

    case BELL_TYPE_TEAM:
    case BELL_TYPE_CALENDAR:
    case BELL_TYPE_SLA_POLICY:
      return TRUE; /* every property asks for a lead */

    case BELL_TYPE_ARTICLE:
      if (actor->role < BELL_ROLE_AGENT &&
          !joins_only (bell_change_get_patch (change), bell_article_property (BELL_ARTICLE_VOTES), actor))
        return refuse (error, "You may say whether an article helped you, and no more.");
      return TRUE; /* every other property asks for an agent */

    case BELL_TYPE_NOTICE:
      if (actor->role < BELL_ROLE_LEAD &&
          !joins_only (bell_change_get_patch (change), bell_notice_property (BELL_NOTICE_AFFECTED), actor))
        return refuse (error, "You may say that it concerns you too, and no more.");
      return TRUE; /* every other property asks for a lead */

    default:
      return refuse (error, "That cannot be changed.");
    }
}
