/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-http-stream.h"

G_BEGIN_DECLS

typedef struct _BellHttpRequest BellHttpRequest;

typedef void (*BellHttpHandler) (BellHttpRequest *request,
                                 gpointer         user_data);

const char *bell_http_request_get_method    (BellHttpRequest *self);
const char *bell_http_request_get_header    (BellHttpRequest *self,
                                             const char      *name);
const char *bell_http_request_get_parameter (BellHttpRequest *self,
                                             const char      *name);
const char *bell_http_request_get_query     (BellHttpRequest *self,
                                             const char      *name);
GBytes     *bell_http_request_get_body      (BellHttpRequest *self);
const char *bell_http_request_get_address   (BellHttpRequest *self);
char       *bell_http_request_get_origin    (BellHttpRequest *self);

void        bell_http_request_set_principal (BellHttpRequest *self,
                                             const char      *principal_id);
void        bell_http_request_set_note      (BellHttpRequest *self,
                                             const char      *note);
void        bell_http_request_set_context   (BellHttpRequest *self,
                                             gpointer         context,
                                             GDestroyNotify   context_free);
gpointer    bell_http_request_get_context   (BellHttpRequest *self);

void        bell_http_request_add_header    (BellHttpRequest *self,
                                             const char      *name,
                                             const char      *value);
void        bell_http_request_respond       (BellHttpRequest *self,
                                             guint            status,
                                             const char      *media_type,
                                             GBytes          *content);
void        bell_http_request_respond_text  (BellHttpRequest *self,
                                             guint            status,
                                             const char      *media_type,
                                             char            *text);
void        bell_http_request_respond_problem (BellHttpRequest *self,
                                             guint            status,
                                             const char      *type,
                                             const char      *detail);
void        bell_http_request_respond_limit (BellHttpRequest *self,
                                             guint            status,
                                             const char      *limit,
                                             const char      *detail);
void        bell_http_request_respond_stream (BellHttpRequest *self,
                                             guint            status,
                                             const char      *media_type,
                                             BellHttpStream  *stream);
gboolean    bell_http_request_is_answered   (BellHttpRequest *self);
void        bell_http_request_run_later     (BellHttpRequest *self,
                                             BellHttpHandler  handler,
                                             gpointer         user_data);

G_END_DECLS
