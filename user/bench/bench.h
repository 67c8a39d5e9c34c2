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

/* Memory for messages, mappings and faults: two buffers, each aligned to its size / 4; page by page from sigma0. */
#define BENCH_BUFFER_SIZE ((L4_Word_t)4 << 20)
extern char bench_buffer[2][BENCH_BUFFER_SIZE];

/* Where programs of the benchmark map pages to, in spaces of threads that have nothing there. */
#define BENCH_WINDOW ((L4_Word_t)0x50000000)

/* Starts a thread in a new or the own space (env_run) and waits for its first message. */
L4_ThreadId_t bench_thread(L4_ThreadId_t space, void (*entry)(void), unsigned stack);

/* A thread for bench_thread that answers every message with an empty one. */
void bench_pong(void);

/* Suites. */
void bench_ipc(const L4_Word_t *words, unsigned count);
void bench_calls(void);
void bench_strings(void);
void bench_mappings(void);
void bench_faults(void);
void bench_growth(void);
void bench_ready(void);
/* Interrupts; an architecture without a device for it leaves it out (BENCH_HAS_INTERRUPTS). */
void bench_interrupts(void);

/* The device (CPU/irq.c): makes it ready and tells its interrupt's thread, nilthread if this board has none; asks for the next
 * interrupt, if the device does not by itself; makes it quiet. */
L4_ThreadId_t bench_irq_begin(void);
void bench_irq_cause(void);
void bench_irq_end(void);
