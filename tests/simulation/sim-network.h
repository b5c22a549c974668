/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-transport.h"
#include "sim-http.h"
#include "sim-states.h"

G_BEGIN_DECLS

/**
 * SimWeather:
 * @lose_request: share of requests that never arrive
 * @lose_response: share of responses that never arrive
 * @duplicate: share of requests that arrive twice
 * @fault: share of requests that something in between answers, with an error
 * @cut: share of pieces of a stream at which it breaks
 * @stall: share of pieces of a stream after which nothing comes any more
 * @rough: delays of 1 to 500 ms, and one in a hundred of up to 120 s
 *
 * How bad the network is.
 */
typedef struct
{
  double lose_request;
  double lose_response;
  double duplicate;
  double fault;
  double cut;
  double stall;
  gboolean rough;
} SimWeather;

typedef struct
{
  SimWeather weather;
  GPtrArray *servers; /* element-type BellHttpServer, NULL for one that is down */
  gint64 (*get_counter) (gpointer data);
  void (*look) (gpointer data, const char *name, const char *principal_id, GBytes *content); /* at each answer */
  gpointer data;
} SimNetwork;

/**
 * SimPeer:
 * @name: for the trace
 * @principal_id: whose it is
 * @dead: its computer is off: nothing leaves it and nothing comes back
 * @no_way_out: what it sends is lost
 * @no_way_in: what is sent to it is lost
 * @is_refused: a server has told it that it does not know its token
 * @states: what servers have told it
 * @n_requests: that it made
 * @snapshot_at: the server's counter when it was last sent a snapshot
 *
 * A client, as the network sees it.
 */
typedef struct
{
  SimNetwork *network;
  const char *name;
  const char *principal_id;
  gboolean dead;
  gboolean no_way_out;
  gboolean no_way_in;
  gboolean is_refused;
  SimStates states;
  guint n_requests;
  gint64 snapshot_at;
} SimPeer;

BellTransport *sim_transport_new (SimPeer *peer);

G_END_DECLS
