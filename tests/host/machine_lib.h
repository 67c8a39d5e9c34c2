/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the tests of the core on the fake machine do all the time.
 *
 * Threads a, b, c live in the root task's space, x, y, z in spaces of their own.
 */
#pragma once

#include <hal/kip.h>
#include <kernel/mapdb.h>
#include "machine.h"
#include "tap.h"

#define ID(n)        tid_make(USER_BASE + 10 + (n), 1)
#define VER(n, v)    tid_make(USER_BASE + 10 + (n), (v))
#define FOREVER      TIMEOUTS(NEVER, NEVER)
#define AT_ONCE      TIMEOUTS(ZERO, ZERO)
#define EXREGS_R     0x2u
#define EXREGS_S     0x4u
#define ROOT_UTCB(n) (fpage_base(GLUE_ROOT_UTCB_AREA) + ((word_t)(n) << GLUE_UTCB_SIZE_LOG2))

extern struct tcb *a;
extern struct tcb *b;
extern struct tcb *c;
extern struct tcb *x;
extern struct tcb *y;
extern struct tcb *z;

/* Creates the six threads; all of them run. */
void begin(void);
/* All threads go. */
void clear(void);
/* ... and the test's name is printed. */
void end(const char *name);

void ipc(struct tcb *t, tid_t to, tid_t from, word_t timeouts);
void send(struct tcb *t, tid_t to, word_t mr0);
void receive(struct tcb *t, tid_t from);
/* The thread's Ipc ended with this ErrorCode, or with this result. */
bool failed(struct tcb *t, word_t code);
bool got(struct tcb *t, tid_t from, word_t mr0);

/* Calls of the root task. control: 0 or the error. */
word_t control(tid_t dest, tid_t space, tid_t scheduler, tid_t pager, word_t utcb);
void delete (struct tcb *t);
struct tcb *rename_to(struct tcb *t, tid_t id);
word_t exregs(struct tcb *t, word_t bits);
unsigned state(struct tcb *t);
void redirect(struct tcb *t, tid_t to);

/* Maps sigma0's page at pa into the space; removes one. */
void give(struct tcb *t, word_t va, word_t pa, unsigned rights);
void take(struct tcb *t, word_t va);
