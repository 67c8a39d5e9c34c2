/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Random sequences of IPC whose every result goes into a digest: builds of the kernel with and without the assembly fast path
 * must print the same one (ci/test).
 *
 * Workers in several spaces do one random IPC after the other. The conductor, of lower priority, runs when all of them wait, and
 * sets them going: messages, cancelled waits, priorities, new versions, deletion. One generator of random numbers feeds all, in
 * the order in which threads run, so a difference in anything they can see changes all that follows. Nothing here depends
 * on time: time slices are endless and timeouts are zero, never or longer than the run.
 */
#pragma once

#include <l4/thread.h>
#include <l4/types.h>

#define WORKERS   12
#define SPACES    4
#define MAX_BYTES 512

/* The last space has a redirector now and then. */
#define SPACE_REDIRECTED (SPACES - 1)

struct worker {
    L4_ThreadId_t id;
    L4_ThreadId_t local; /* as the thread itself sees it */
    volatile L4_Word_t
        posture; /* FromSpecifier of the receive in which it waits, or is about to; 0: none */
    unsigned space;
    L4_Word_t utcb;
    unsigned version;
    int halted;
    int has_quantum;
};

extern struct worker workers[WORKERS];
extern L4_ThreadId_t
    space_anchor[SPACES]; /* a thread that stays in the space; 0: the root task's */

/* Steps begun; a step is one IPC of a worker. */
extern volatile L4_Word_t steps_done;
extern L4_Word_t steps_limit;

/* So many of the first message registers are not compared where they lie beyond the message. */
#define MAX_UNDEFINED 9
extern L4_Word_t undefined_mrs;

/* ---- random numbers and the digest (main.c) ---- */

extern L4_Word32_t random_state;
extern L4_Word_t digest;

static inline L4_Word32_t random_bits(void)
{
    L4_Word32_t x = random_state;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    random_state = x;
    return x;
}

/* 0 ... n - 1. */
static inline unsigned pick(unsigned n)
{
    return (unsigned)(((L4_Word64_t)random_bits() * n) >> 32);
}

static inline int one_in(unsigned n)
{
    return pick(n) == 0;
}

#define DIGEST_FACTOR ((L4_Word_t)0x9e3779b97f4a7c15u | 1)

static inline void fold(L4_Word_t word)
{
    L4_Word_t h = (digest ^ word) * DIGEST_FACTOR;

    digest = h ^ (h >> (4 * sizeof(h) - 1));
}

/* Begins a step of a worker: its number. Prints the digest now and then. */
L4_Word_t step_begin(void);

/* Is a step one of those to print? */
int is_traced(L4_Word_t step);

/* ---- what the plugin counts (mark.c) ---- */

#define MARKS          256
#define KIND_CONDUCTOR 1

/* A store to byte n says that the IPC which follows is of kind n; one to byte 0 ends the run. */
extern volatile char agreement_marks[MARKS];
void agreement_mark(unsigned kind);

/* The number of a kind of IPC of a worker. */
unsigned kind_of(L4_ThreadId_t to, L4_ThreadId_t from, L4_Word_t timeouts, L4_MsgTag_t tag,
                 int same_space, int is_lipc);
void print_kinds(void);

/* ---- threads ---- */

#define WORD_STACK 1024
extern L4_Word_t worker_stack[WORKERS][WORD_STACK];

/* The worker that starts next. */
extern volatile unsigned worker_starting;
void worker_main(void);

/* Makes a worker and lets it come to its first wait. */
void worker_create(unsigned n);

void conduct(void);

/* Ends the program. */
void give_up(const char *what) __attribute__((noreturn));
