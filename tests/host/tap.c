/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Support of the host tests; see tap.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <kernel/assert.h>
#include <kernel/preempt.h>
#include "tap.h"

static uint64_t seed = 20260101;
static uint64_t state;
static unsigned done;
unsigned tap_preempt_one_in;
unsigned long tap_step;

void tap_init(int argc, char **argv, unsigned plan)
{
    const char *env = getenv("PECAN_SEED");

    if (argc > 1)
        seed = strtoull(argv[1], NULL, 0);
    else if (env != NULL)
        seed = strcmp(env, "random") == 0 ? (uint64_t)time(NULL) : strtoull(env, NULL, 0);
    printf("1..%u\n# seed %llu\n", plan, (unsigned long long)seed);
    tap_seed(0);
}

bool tap_long(void)
{
    return getenv("PECAN_LONG") != NULL;
}

void tap_seed(unsigned salt)
{
    state = seed * 0x9e3779b97f4a7c15u + salt;
}

uint64_t rnd(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint64_t rnd_below(uint64_t n)
{
    return rnd() % n;
}

void tap_ok(const char *name)
{
    printf("ok %u - %s\n", ++done, name);
    fflush(stdout);
}

void tap_fail(const char *what, const char *file, int line)
{
    printf("not ok %u - %s (%s:%d), step %lu\n# repeat with seed %llu\n", done + 1, what, file,
           line, tap_step, (unsigned long long)seed);
    fflush(stdout);
    abort();
}

/* print.c brings its own when it is part of the test. */
__attribute__((weak)) void panic(const char *fmt, ...)
{
    char text[256];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    tap_fail(text, "kernel", 0);
}

/* sched.c brings its own when it is part of the test. */
__attribute__((weak)) bool preempt_pending(void)
{
    return tap_preempt_one_in != 0 && rnd_below(tap_preempt_one_in) == 0;
}
