/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-people.h"

#include "sim-schedule.h"
#include "sim-tally.h"

void
sim_people_init (SimPeople *self)
{
  self->tickets = g_ptr_array_new_with_free_func (g_free);
  self->articles = g_ptr_array_new_with_free_func (g_free);
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->teams = g_ptr_array_new_with_free_func (g_free);
  self->n = 0;
}

void
sim_people_clear (SimPeople *self)
{
  g_ptr_array_unref (self->tickets);
  g_ptr_array_unref (self->articles);
  g_ptr_array_unref (self->ids);
  g_ptr_array_unref (self->teams);
}

static const char *
pick (GPtrArray *of)
{
  return of->len > 0 ? of->pdata[sim_below (of->len)] : NULL;
}

/* @blob_id: (nullable): of a file that goes with it */
static BellChange *
new_message (SimPeople  *self,
             SimClient  *client,
             const char *ticket_id,
             gboolean    note,
             const char *blob_id)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_MESSAGE);
  g_autofree char *id = bell_store_new_id (client->store, BELL_TYPE_MESSAGE);
  g_autofree char *body = g_strdup_printf ("Word %u of %s", ++self->n, client->name);

  bell_patch_set_text (patch, BELL_MESSAGE_TICKET_ID, ticket_id);
  bell_patch_set_integer (patch, BELL_MESSAGE_KIND, note ? BELL_MESSAGE_KIND_NOTE : BELL_MESSAGE_KIND_REPLY);
  bell_patch_set_text (patch, BELL_MESSAGE_BODY, body);
  if (blob_id != NULL)
    {
      GVariantBuilder files;

      g_variant_builder_init (&files, G_VARIANT_TYPE ("a(ssst)"));
      g_variant_builder_add (&files, "(ssst)", blob_id, "picture.png", "image/png", (guint64) 300);
      bell_patch_set (patch, bell_message_property (BELL_MESSAGE_ATTACHMENTS), g_variant_builder_end (&files));
    }

  return bell_store_new_change (client->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, id, patch, NULL);
}

static void
ask (SimPeople *self,
     SimClient *client)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
  g_autofree char *id = bell_store_new_id (client->store, BELL_TYPE_TICKET);
  g_autofree char *subject = g_strdup_printf ("Trouble %u", ++self->n);
  g_autoptr (BellChange) ticket = NULL;
  g_autoptr (BellChange) message = NULL;

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, subject);
  bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID,
                       bell_store_get_role (client->store) >= BELL_ROLE_AGENT && sim_chance (0.8) ? pick (self->ids) : client->principal_id);
  ticket = bell_store_new_change (client->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, id, patch, NULL);
  message = sim_chance (0.7) ? new_message (self, client, id, FALSE, NULL) : NULL;
  sim_client_commit (client, ticket, message);
  g_ptr_array_add (self->tickets, g_steal_pointer (&id));
}

static void
write_article (SimPeople *self,
               SimClient *client)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_ARTICLE);
  g_autofree char *text = g_strdup_printf ("Knowledge %u", ++self->n);
  g_autofree char *id = sim_chance (0.5) ? g_strdup (pick (self->articles)) : NULL;
  gboolean is_new = id == NULL;
  g_autoptr (BellChange) change = NULL;

  if (is_new)
    id = bell_store_new_id (client->store, BELL_TYPE_ARTICLE);
  if (is_new || sim_chance (0.5))
    bell_patch_set_text (patch, BELL_ARTICLE_TITLE, text);
  else
    bell_patch_set_text (patch, BELL_ARTICLE_BODY, text);
  if (sim_chance (0.5))
    bell_patch_set_integer (patch, BELL_ARTICLE_AUDIENCE, sim_below (3));
  if (sim_chance (0.5))
    bell_patch_set_integer (patch, BELL_ARTICLE_STATE, sim_below (3));
  change = bell_store_new_change (client->store, is_new ? BELL_CHANGE_KIND_CREATE : BELL_CHANGE_KIND_UPDATE, BELL_TYPE_ARTICLE, id,
                                  patch, NULL);
  sim_client_commit (client, change, NULL);
  if (is_new)
    g_ptr_array_add (self->articles, g_steal_pointer (&id));
}

static BellPatch *
make_edit (SimPeople  *self,
           SimClient  *client,
           BellRecord *record,
           BellPatch **expected)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_TICKET);
  g_autofree char *text = g_strdup_printf ("edit-%u", ++self->n);
  const BellTicket *ticket = BELL_TICKET (record);

  switch (sim_below (bell_store_get_role (client->store) >= BELL_ROLE_AGENT ? 8 : 3))
    {
    case 0:
      bell_patch_set_text (patch, BELL_TICKET_SUBJECT, text);
      break;
    case 1:
      bell_patch_set_integer (patch, BELL_TICKET_STATUS, sim_below (BELL_STATUS_CLOSED + 1));
      break;
    case 2:
      if (sim_chance (0.5))
        bell_patch_add_member (patch, BELL_TICKET_WATCHERS, pick (self->ids));
      else
        bell_patch_remove_member (patch, BELL_TICKET_WATCHERS, pick (self->ids));
      break;
    case 3:
      bell_patch_add_member (patch, BELL_TICKET_TAGS, text);
      break;
    case 4:
      *expected = bell_patch_new (BELL_TYPE_TICKET);
      bell_patch_set_text (*expected, BELL_TICKET_ASSIGNEE_ID, bell_ticket_get_assignee_id (ticket));
      bell_patch_set_text (patch, BELL_TICKET_ASSIGNEE_ID, client->principal_id);
      break;
    case 5:
      bell_patch_set_text (patch, BELL_TICKET_TEAM_ID, pick (self->teams));
      break;
    case 6:
      bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, pick (self->ids));
      break;
    default:
      bell_patch_set_integer (patch, BELL_TICKET_URGENCY, sim_below (3));
    }

  return patch;
}

typedef struct
{
  SimPeople *people;
  SimClient *client;
  char *ticket_id;
} Acting;

static void
on_blob_added (GObject      *object,
               GAsyncResult *result,
               gpointer      data)
{
  Acting *acting = data;
  SimClient *client = acting->client;
  g_autofree char *blob_id = bell_store_add_blob_finish (BELL_STORE (object), result, NULL);
  g_autoptr (BellChange) change = NULL;

  if (blob_id != NULL && sim_client_is_running (client) && client->store == BELL_STORE (object))
    {
      change = new_message (acting->people, client, acting->ticket_id, FALSE, blob_id);
      sim_client_commit (client, change, NULL);
    }
  g_free (acting->ticket_id);
  g_free (acting);
}

/* A file of its own each time, or one that somebody else has sent too. */
static void
attach (SimPeople  *self,
        SimClient  *client,
        const char *ticket_id)
{
  Acting *acting = g_new0 (Acting, 1);
  g_autofree char *content = g_strnfill (300, (char) ('a' + sim_below (26)));
  g_autoptr (GBytes) bytes = g_bytes_new (content, 300);

  acting->people = self;
  acting->client = client;
  acting->ticket_id = g_strdup (ticket_id);
  bell_store_add_blob (client->store, bytes, "picture.png", "image/png", NULL, on_blob_added, acting);
}

static void
on_found (GObject      *object,
          GAsyncResult *result,
          gpointer      data)
{
  Acting *acting = data;
  SimClient *client = acting->client;
  g_autoptr (BellRecord) record = bell_store_lookup_finish (BELL_STORE (object), result, NULL);
  g_autoptr (BellPatch) patch = NULL;
  g_autoptr (BellPatch) expected = NULL;
  g_autoptr (BellChange) change = NULL;

  if (record != NULL && sim_client_is_running (client) && client->store == BELL_STORE (object))
    {
      const char *id = bell_record_get_id (record);

      if (sim_chance (0.1))
        {
          attach (acting->people, client, id);
          g_free (acting);
          return;
        }
      if (sim_chance (0.5))
        {
          change = new_message (acting->people, client, id,
                                bell_store_get_role (client->store) >= BELL_ROLE_AGENT && sim_chance (0.3), NULL);
        }
      else
        {
          patch = make_edit (acting->people, client, record, &expected);
          change = bell_store_new_change (client->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, id, patch, expected);
          sim_client_edit (client, change, record);
          g_free (acting);
          return;
        }
      sim_client_commit (client, change, NULL);
    }
  g_free (acting);
}

void
sim_people_act (SimPeople *self,
                SimClient *client)
{
  guint dice = sim_below (20);
  Acting *acting;

  if (!sim_client_is_running (client))
    return;

  sim_client_enter (client);
  if (dice < 4 || self->tickets->len == 0)
    {
      ask (self, client);
    }
  else if (dice == 4 && bell_store_get_role (client->store) >= BELL_ROLE_AGENT)
    {
      write_article (self, client);
    }
  else if (dice == 6)
    {
      sim_client_type (client);
    }
  else if (dice == 5)
    {
      sim_client_forget (client, sim_chance (0.5));
    }
  else
    {
      acting = g_new0 (Acting, 1);
      acting->people = self;
      acting->client = client;
      bell_store_lookup (client->store, BELL_TYPE_TICKET, pick (self->tickets), NULL, on_found, acting);
    }
  sim_client_leave (client);
}

/* --- what is done to people ---------------------------------------------------- */

static void
move_role (SimSite    *site,
           const char *person)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_PRINCIPAL);

  bell_patch_set_integer (patch, BELL_PRINCIPAL_ROLE, sim_below (BELL_ROLE_LEAD + 1));
  if (sim_site_apply (site, BELL_CHANGE_KIND_UPDATE, person, patch))
    sim_tally (SIM_EVENT_ROLE_MOVED);
}

static void
move_team (SimPeople  *self,
           SimSite    *site,
           const char *person)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_PRINCIPAL);

  if (sim_chance (0.5))
    bell_patch_add_member (patch, BELL_PRINCIPAL_TEAMS, pick (self->teams));
  else
    bell_patch_remove_member (patch, BELL_PRINCIPAL_TEAMS, pick (self->teams));
  if (sim_site_apply (site, BELL_CHANGE_KIND_UPDATE, person, patch))
    sim_tally (SIM_EVENT_TEAM_MOVED);
}

static void
move_sight (SimSite    *site,
            const char *person,
            const char *ticket)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

  switch (sim_below (4))
    {
    case 0:
      bell_patch_add_member (patch, BELL_TICKET_WATCHERS, person);
      break;
    case 1:
      bell_patch_remove_member (patch, BELL_TICKET_WATCHERS, person);
      break;
    default:
      bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, person);
    }
  if (sim_site_apply (site, BELL_CHANGE_KIND_UPDATE, ticket, patch))
    sim_tally (SIM_EVENT_SIGHT_MOVED);
}

/* Somebody gets to see more, or less. */
void
sim_people_move (SimPeople *self,
                 SimSite   *site)
{
  const char *ticket = pick (self->tickets);
  const char *person = pick (self->ids);

  switch (sim_below (6))
    {
    case 0:
      move_role (site, person);
      break;
    case 1:
      move_team (self, site, person);
      break;
    default:
      if (ticket != NULL)
        move_sight (site, person, ticket);
    }
}

/* The administrator's will: @may_forget: also that a month goes by. */
void
sim_people_rule (SimPeople *self,
                 SimSite   *site,
                 gboolean   may_forget)
{
  const char *ticket = pick (self->tickets);
  const char *person = pick (self->ids);

  switch (sim_below (7))
    {
    case 6:
      if (may_forget)
        sim_site_forget_history (site);
      break;
    case 0:
      move_role (site, person);
      break;
    case 1:
      sim_site_set_disabled (site, person, TRUE);
      sim_tally (SIM_EVENT_DISABLED);
      sim_trace ("%s disabled", person);
      break;
    case 2:
      sim_site_set_disabled (site, person, FALSE);
      sim_trace ("%s enabled", person);
      break;
    case 3:
      if (sim_site_revoke (site, person))
        {
          sim_tally (SIM_EVENT_REVOKED);
          sim_trace ("%s revoked", person);
        }
      break;
    case 4:
      move_team (self, site, person);
      break;
    default:
      if (ticket != NULL)
        move_sight (site, person, ticket);
    }
}
