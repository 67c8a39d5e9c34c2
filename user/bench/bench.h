/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Measurements that ci/bench counts from outside: the program marks their begin and end, the emulator's plugin counts
 * instructions and cache lines in between (tools/footprint). Nothing here reads a clock.
 */
#pragma once

#include <l4/types.h>

#define BENCH_MARKS 1024

/* A store to byte n begins measurement n, one to byte 0 ends it. In the image, so that all spaces share it. */
extern volatile char bench_marks[BENCH_MARKS];

/* What the threads that are measured need to know; in all spaces at the same address. */
#define BENCH_STACK_WORDS 1024
extern L4_Word_t bench_stack[2][BENCH_STACK_WORDS];
extern volatile L4_Word_t
    bench_failure; /* 0, or 1 + the error code of a thread that could not go on */

static inline void bench_begin(unsigned number)
{
    bench_marks[number] = 1;
}

static inline void bench_end(void)
{
    bench_marks[0] = 1;
}

/* A number for a measurement of `operations` operations, known to ci/bench by its name, which is printed. */
unsigned bench_new(L4_Word_t operations, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Tells the root task's first thread that the calling thread has done its work, and sleeps for good. */
void bench_done(void) __attribute__((noreturn));

/* Ends the program with a message. */
void bench_fail(const char *what) __attribute__((noreturn));

/* Suites. */
void bench_ipc(const L4_Word_t *words, unsigned count);
