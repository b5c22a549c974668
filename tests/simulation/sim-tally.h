/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-world.h"

G_BEGIN_DECLS

/* What befalls the worlds, and in which kinds of them it must: a simulator in
 * which something never happens says nothing of it. */
#define SIM_EVENTS(E)                                                                     \
  E (REQUEST_LOST,     ALL,      "a request is lost")                                     \
  E (RESPONSE_LOST,    ALL,      "a response is lost")                                    \
  E (REQUEST_TWICE,    ALL,      "a request comes twice")                                 \
  E (LATE,             ALL,      "a message takes more than 500 ms")                      \
  E (VERY_LATE,        ALL,      "a message takes more than a minute")                    \
  E (CUT_OUT,          ALL,      "a client is cut off on its way out only")               \
  E (CUT_IN,           ALL,      "a client is cut off on its way in only")                \
  E (CUT_BOTH,         ALL,      "a client is cut off both ways")                         \
  E (LOST_OUT,         ALL,      "a request does not get out of a cut-off place")         \
  E (LOST_IN,          ALL,      "a response does not get into a cut-off place")          \
  E (STATUS_401,       ALL,      "401 from between")                                      \
  E (STATUS_403,       ALL,      "403 from between")                                      \
  E (STATUS_429,       ALL,      "429 from between")                                      \
  E (STATUS_5XX,       ALL,      "5xx from between")                                      \
  E (DONE_BEHIND,      ALL,      "an error is answered, and the request is served")       \
  E (SERVER_401,       ALL,      "the server does not know a token any more")             \
  E (PUSH_STALLED,     ALL,      "a push and all that follow are lost unnoticed")         \
  E (PUSH_CUT,         ALL,      "an event stream breaks")                                \
  E (SNAPSHOT_CUT,     ALL,      "a snapshot breaks off")                                 \
  E (NOBODY_THERE,     ALL,      "no server answers where one is asked")                  \
  E (CRASH,            ALL,      "a client's program dies")                               \
  E (POWER_LOST,       ALL,      "a client's power is lost")                              \
  E (DISK_DIES,        ALL,      "a disk dies at one of its writes")                      \
  E (SECTOR_DROPPED,   ALL,      "an unsynced sector is lost")                            \
  E (SECTOR_TORN,      ALL,      "an unsynced sector is torn")                            \
  E (DISK_FULL,        ALL,      "a full disk refuses a write")                           \
  E (NODE_STOPS,       ALL,      "a server stops")                                        \
  E (SITE_POWER_LOST,  ALL,      "the servers' power is lost")                            \
  E (CLOCK_JUMPS,      ALL,      "a client's clock jumps")                                \
  E (SITE_CLOCK_JUMPS, ALL,      "the servers' clock jumps")                              \
  E (ROLE_MOVED,       ALL,      "somebody gets another role")                            \
  E (TEAM_MOVED,       ALL,      "somebody joins or leaves a team")                       \
  E (SIGHT_MOVED,      ALL,      "somebody gains or loses sight of a ticket")             \
  E (DISABLED,         ALL,      "somebody is disabled")                                  \
  E (REVOKED,          ALL,      "a device is revoked")                                   \
  E (SIGNED_IN,        ALL,      "somebody signs in anew")                                \
  E (HISTORY_GONE,     ALL,      "history is tidied away")                                \
  E (STATE_EXPIRED,    ALL,      "changes cannot be calculated from a state")             \
  E (MISMATCH,         ALL,      "a condition does not hold")                             \
  E (RETRIED,          ALL,      "what was refused is tried again")                       \
  E (DISCARDED,        ALL,      "what was refused is thrown away")                       \
  E (ANSWER_SEEN,      ALL,      "an answer is looked at for what must not be seen")      \
  E (SNAPSHOT_SEEN,    ALL,      "a whole snapshot is looked at for that")                \
  E (STATE_SEEN,       ALL,      "a state is compared with one told before")              \
  E (SECOND_DEVICE,    ALL,      "a second device of somebody")                           \
  E (ONE_NODE,         ALL,      "one server")                                            \
  E (TWO_NODES,        ALL,      "two servers")                                           \
  E (THREE_NODES,      ALL,      "three servers")                                         \
  E (TWO_CLIENTS,      ALL,      "two clients")                                           \
  E (SIX_CLIENTS,      ALL,      "six clients")                                           \
  E (SECOND_PROGRAM,   HARSH,    "two programs on one profile")                           \
  E (UPGRADED,         AGED,     "a client's files are of an older version")              \
  E (YEARS,            HARSH,    "a clock is wrong by years")                             \
  E (RESTORED,         HARSH,    "the server is restored from a backup")                  \
  E (SITE_DISK_FULL,   HARSH,    "the servers' disk is full")                             \
  E (LINE_BROKEN,      POSTGRES, "a connection to the database breaks")                   \
  E (ANSWER_LOST,      POSTGRES, "an answer of the database is lost")                     \
  E (DATABASE_CUT,     POSTGRES, "all connections to the database break")                 \
  E (HINT_LOST,        POSTGRES, "a hint between servers is lost")                        \
  E (HINTS_CUT_OFF,    POSTGRES, "a server hears no hints for a while")

typedef enum
{
#define E(name, where, text) SIM_EVENT_##name,
  SIM_EVENTS (E)
#undef E
  SIM_N_EVENTS
} SimEvent;

/* It happens now. */
void  sim_tally             (SimEvent event);

void  sim_tally_begin_world (SimKind  kind);
void  sim_tally_end_world   (void);

/* Prints how often each happened, and in how many worlds. */
void  sim_tally_print       (void);

/* What never happened, though there were worlds in which it may. Returns: (nullable):
 * NULL if nothing is missing */
char *sim_tally_get_missing (void);

G_END_DECLS
