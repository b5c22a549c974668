/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-client.h"

G_BEGIN_DECLS

/**
 * SimPeople:
 * @tickets: (element-type utf8): ids of all that anybody made
 * @articles: (element-type utf8): the same
 * @ids: (element-type utf8): of the people
 * @teams: (element-type utf8): of the teams
 * @n: counts what was done
 *
 * What the people of a world talk about.
 */
typedef struct
{
  GPtrArray *tickets;
  GPtrArray *articles;
  GPtrArray *ids;
  GPtrArray *teams;
  guint n;
} SimPeople;

void sim_people_init  (SimPeople *self);
void sim_people_clear (SimPeople *self);

/* One person does one thing, or finds that there is nothing to do. */
void sim_people_act   (SimPeople *self,
                       SimClient *client);
/* The administrator does. */
void sim_people_move  (SimPeople *self,
                       SimSite   *site);
void sim_people_rule  (SimPeople *self,
                       SimSite   *site,
                       gboolean   may_forget);

G_END_DECLS
