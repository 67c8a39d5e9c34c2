/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Memory and string functions; the compiler inserts calls to the first four.
 */
#pragma once

#include <stddef.h>
#include <stdbool.h>

void *memcpy(void *dst, const void *src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);

/* Finds option `name` in a command line of words: `name=value`; returns the start of the value (which ends at a blank
 * or NUL), NULL if absent. */
const char *option_find(const char *cmdline, const char *name);
/* Number with suffix K, M, G; false if it is none. */
bool option_size(const char *value, unsigned long *out);
bool option_is(const char *value, const char *word);
