/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What all host tests share: TAP lines, random numbers with a printed seed, and the kernel functions that neutral code
 * expects to find.
 *
 * Every test takes an optional seed as its first argument; without one the seed is fixed, so that a normal run is the
 * same each time. PECAN_SEED=random picks one.
 */
#pragma once

#include <kernel/types.h>

void tap_init(int argc, char **argv, unsigned plan);
void tap_ok(const char *name);
/* Is there time for everything (ci/test --long, PECAN_LONG)? */
bool tap_long(void);
/* Starts the random sequence of a test case anew. */
void tap_seed(unsigned salt);
uint64_t rnd(void);
/* 0 .. n - 1 */
uint64_t rnd_below(uint64_t n);

/* Also in optimised builds; says which seed to repeat. */
#define CHECK(x)                                                                                   \
    do {                                                                                           \
        if (!(x))                                                                                  \
            tap_fail(#x, __FILE__, __LINE__);                                                      \
    } while (0)

__attribute__((noreturn)) void tap_fail(const char *what, const char *file, int line);

/* preempt_pending answers true once in so many calls; 0: never. */
extern unsigned tap_preempt_one_in;
extern unsigned long tap_step; /* shown on failure */
