/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stddef.h>
#include <stdint.h>

/* Each fuzz-*.c is one parser's entry. Under clang with -Dfuzzers=true it
 * becomes a libFuzzer program; in the suite fuzz-main.c runs it over its corpus
 * and over faults made of that. Whatever comes in, it may refuse and not crash,
 * and what it takes must come out the same again. */

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);
