/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Support of the fuzz targets; see fuzz.h and tests/host/tap.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kernel/assert.h>
#include <kernel/preempt.h>
#include "../host/tap.h"
#include "fuzz.h"

static const uint8_t *next;
static const uint8_t *end;
unsigned tap_preempt_one_in;
unsigned long tap_step;

void fuzz_input(const uint8_t *data, size_t size)
{
    next = data;
    end = data + size;
}

int fuzz_more(void)
{
    return next != end;
}

void fuzz_bytes(void *to, size_t n)
{
    size_t have = (size_t)(end - next);

    memset(to, 0, n);
    if (have > n)
        have = n;
    if (have != 0)
        memcpy(to, next, have);
    next += have;
}

uint64_t rnd(void)
{
    uint64_t value;

    fuzz_bytes(&value, sizeof(value));
    return value;
}

/* No more bytes than the answer needs. */
uint64_t rnd_below(uint64_t n)
{
    uint64_t value = 0;

    fuzz_bytes(&value, n <= 0x100 ? 1 : n <= 0x10000 ? 2 : n <= 0x100000000 ? 4 : 8);
    return value % n;
}

void tap_init(int argc, char **argv, unsigned plan)
{
    (void)argc;
    (void)argv;
    (void)plan;
}

void tap_seed(unsigned salt)
{
    (void)salt;
}

void tap_ok(const char *name)
{
    (void)name;
}

void tap_fail(const char *what, const char *file, int line)
{
    fprintf(stderr, "failed: %s (%s:%d)\n", what, file, line);
    abort();
}

void panic(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    abort();
}

/* sched.c brings its own when it is part of the target. */
__attribute__((weak)) bool preempt_pending(void)
{
    return tap_preempt_one_in != 0 && rnd_below(tap_preempt_one_in) == 0;
}
