/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-states.h"

#include <string.h>

#include "bell-json.h"
#include "sim-check.h"
#include "sim-tally.h"

static guint life;

/* The store is another one from now on. */
void
sim_states_forget (void)
{
  life++;
}

static void
check_state (SimStates       *known,
             const SimStates *asked,
             const char      *name,
             BellType         type,
             const char      *state)
{
  char *dash = NULL;
  gint64 modseq = g_ascii_strtoll (state, &dash, 10);
  gint64 access = *dash == '-' ? g_ascii_strtoll (dash + 1, NULL, 10) : 0;

  /* With other rights other changes count. */
  if (asked->life == life && asked->access[type] == access && asked->modseq[type] > 0)
    sim_tally (SIM_EVENT_STATE_SEEN);
  if (asked->life == life && asked->access[type] == access && modseq < asked->modseq[type])
    sim_fail ("%s was told %" G_GINT64_FORMAT " of %s, and now %s", name, asked->modseq[type], bell_type_get_wire_name (type), state);
  if (known->life == life && known->access[type] == access && modseq <= known->modseq[type])
    return;
  known->modseq[type] = modseq;
  known->access[type] = access;
}

/* @known: what @name has been told by now
 * @asked: what that was when it asked for @answer */
void
sim_states_look (SimStates       *known,
                 const SimStates *asked,
                 const char      *name,
                 GBytes          *answer)
{
  g_autoptr (BellJson) json = bell_json_parse_bytes (answer, NULL, NULL);
  const BellJsonNode *responses =
    json != NULL ? bell_json_node_get_member (bell_json_get_root (json), "methodResponses") : NULL;

  if (responses == NULL)
    return;
  if (known->life != life)
    {
      memset (known, 0, sizeof *known);
      known->life = life;
    }
  for (const BellJsonNode *call = bell_json_node_get_first (responses); call != NULL; call = bell_json_node_get_next (call))
    {
      const BellJsonNode *method = bell_json_node_get_first (call);
      const BellJsonNode *arguments = method != NULL ? bell_json_node_get_next (method) : NULL;
      const char *text = method != NULL ? bell_json_node_get_string (method) : NULL;
      const char *slash = text != NULL ? strchr (text, '/') : NULL;
      g_autofree char *type_name = slash != NULL ? g_strndup (text, (gsize) (slash - text)) : NULL;
      BellType type = type_name != NULL ? bell_type_from_wire_name (type_name) : BELL_TYPE_NONE;
      const BellJsonNode *state = NULL;

      if (type != BELL_TYPE_NONE && g_str_equal (slash, "/get"))
        state = bell_json_node_get_member (arguments, "state");
      else if (type != BELL_TYPE_NONE && g_str_equal (slash, "/set"))
        state = bell_json_node_get_member (arguments, "newState");
      if (state != NULL && bell_json_node_get_string (state) != NULL)
        check_state (known, asked, name, type, bell_json_node_get_string (state));
    }
}
