/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Which thread runs (api.md 7).
 *
 * The running thread is in no queue. An operation that makes threads ready says so with sched_wake; the decision falls
 * once, at the kernel's exit. The first thread woken by a call is the handoff: when the caller blocks and the thread's
 * priority permits, it runs at once on the caller's time slice, and no queue, clock or timer is touched (design.md 5).
 */
#pragma once

#include <kernel/space.h>
#include <kernel/tcb.h>

void sched_init(struct cpu *cpu, unsigned number);

/* The kernel was entered from user mode by t. First thing on every such entry: the assembly fast path switches threads
 * without a trace in struct cpu, and does not undo what a thread's wait left in its TCB. */
static inline struct tcb *sched_enter(struct tcb *t)
{
    this_cpu()->current = t;
    t->state = TS_READY;
    t->fast_from = 0;
    return t;
}

static inline bool sched_is_runnable(const struct tcb *t)
{
    if (t->state != TS_READY || (t->flags & TF_EXHAUSTED))
        return false;
    return !(t->flags & TF_HALTED) || t->cont != CONT_NONE;
}

/* The thread became READY: by an operation of the running thread, or, while cpu->in_event, by an interrupt or timeout. */
void sched_wake(struct tcb *t);
/* The thread is to stop being READY or changes its priority: takes it out of the ready queue or the handoff. */
void sched_unready(struct tcb *t);
/* Puts it back where it belongs if it is runnable and not running. */
void sched_ready(struct tcb *t);

/* ThreadSwitch(nilthread): the slice is forfeited, the delay renewed. */
void sched_yield(struct cpu *cpu);
/* ThreadSwitch(T): runs t on the rest of the slice; false if t is not ready here. */
bool sched_donate(struct cpu *cpu, struct tcb *t);

void sched_set_prio(struct tcb *t, unsigned prio);
/* A fresh slice of this length; TIME_NEVER for endless. */
void sched_set_slice(struct tcb *t, time_us_t slice_us);
void sched_set_quantum(struct tcb *t, time_us_t quantum_us);
time_us_t sched_slice_left(struct tcb *t);
time_us_t sched_quantum_left(struct tcb *t);

/* Switches to t on the running time slice. Contract: t may be switched to directly (cpu->switch_gate). */
static inline void sched_switch_direct(struct cpu *cpu, struct tcb *t)
{
    if (t->space != cpu->current->space)
        arch_space_switch(&t->space->arch);
    cpu->current = t;
    glue_switch_to(t);
}

/* Recomputes what the fast path compares with. */
void sched_update_gate(struct cpu *cpu);

/* The end of every way through the kernel but the fast path: handles what was noted, finishes what is left to do, picks
 * and installs the thread to run. Returns it; its frame is what to load. */
struct tcb *sched_exit(void);

/* Arms a timeout of the thread on its processor. */
void sched_arm(struct tcb *t, time_us_t deadline_us);
void sched_disarm(struct tcb *t);
