/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-store.h"
#include "bell-transport.h"

G_BEGIN_DECLS

#define BELL_TYPE_SOUP_TRANSPORT (bell_soup_transport_get_type ())
G_DECLARE_FINAL_TYPE (BellSoupTransport, bell_soup_transport, BELL, SOUP_TRANSPORT, BellTransport)

BellTransport *bell_soup_transport_new (const char *server_url,
                                        const char *authority_file,
                                        gboolean    allow_open_line);
BellTransport *bell_soup_transport_new_for_store (BellStore  *store,
                                                  const char *server_url);

G_END_DECLS
