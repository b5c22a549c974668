/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-json.h"

G_BEGIN_DECLS

/**
 * BellJsonWriter:
 *
 * Writes JSON text as it goes, with no tree. It places the commas; the caller
 * sees to the order: a name before each value in an object, an end for each
 * beginning (asserted). One owner, one thread.
 */
typedef struct _BellJsonWriter BellJsonWriter;

BellJsonWriter *bell_json_writer_new            (void);
void            bell_json_writer_free           (BellJsonWriter     *self);
GBytes         *bell_json_writer_free_to_bytes  (BellJsonWriter     *self);
char           *bell_json_writer_free_to_text   (BellJsonWriter     *self);

const char     *bell_json_writer_peek           (BellJsonWriter     *self,
                                                 gsize              *length);
gsize           bell_json_writer_get_length     (BellJsonWriter     *self);
void            bell_json_writer_clear          (BellJsonWriter     *self);

void            bell_json_writer_begin_object   (BellJsonWriter     *self);
void            bell_json_writer_end_object     (BellJsonWriter     *self);
void            bell_json_writer_begin_array    (BellJsonWriter     *self);
void            bell_json_writer_end_array      (BellJsonWriter     *self);
void            bell_json_writer_name           (BellJsonWriter     *self,
                                                 const char         *name);
void            bell_json_writer_null           (BellJsonWriter     *self);
void            bell_json_writer_boolean        (BellJsonWriter     *self,
                                                 gboolean            value);
void            bell_json_writer_integer        (BellJsonWriter     *self,
                                                 gint64              value);
void            bell_json_writer_string         (BellJsonWriter     *self,
                                                 const char         *value);
void            bell_json_writer_strings        (BellJsonWriter     *self,
                                                 const char *const  *values);
void            bell_json_writer_node           (BellJsonWriter     *self,
                                                 const BellJsonNode *node);
void            bell_json_writer_raw            (BellJsonWriter     *self,
                                                 const char         *json,
                                                 gssize              length);
void            bell_json_writer_end_line       (BellJsonWriter     *self);

/* A name and its value. A NULL string, strings or node is written as null. */
void            bell_json_writer_begin_object_member (BellJsonWriter *self,
                                                 const char         *name);
void            bell_json_writer_begin_array_member (BellJsonWriter *self,
                                                 const char         *name);
void            bell_json_writer_null_member    (BellJsonWriter     *self,
                                                 const char         *name);
void            bell_json_writer_boolean_member (BellJsonWriter     *self,
                                                 const char         *name,
                                                 gboolean            value);
void            bell_json_writer_integer_member (BellJsonWriter     *self,
                                                 const char         *name,
                                                 gint64              value);
void            bell_json_writer_string_member  (BellJsonWriter     *self,
                                                 const char         *name,
                                                 const char         *value);
void            bell_json_writer_strings_member (BellJsonWriter     *self,
                                                 const char         *name,
                                                 const char *const  *values);
void            bell_json_writer_node_member    (BellJsonWriter     *self,
                                                 const char         *name,
                                                 const BellJsonNode *node);
void            bell_json_writer_time_member    (BellJsonWriter     *self,
                                                 const char         *name,
                                                 gint64              time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellJsonWriter, bell_json_writer_free)

G_END_DECLS
