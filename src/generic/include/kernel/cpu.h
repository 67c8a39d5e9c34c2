/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * All state of one processor.
 *
 * Only the processor itself touches its structure, the mailbox excepted (design.md 3). Interrupts are off whenever it is
 * touched.
 */
#pragma once

#include <config.h>
#include <hal/cpu.h>
#include <kernel/list.h>
#include <kernel/timeout.h>
#include <kernel/types.h>

struct tcb;

#define PRIO_COUNT    256u
#define PRIO_WORDS    (PRIO_COUNT / 32u)
#define CPU_IRQ_WORDS 4u /* 128 lines */

/* No direct switch by the fast path while something needs the slow one (FPU live, events noted): above any priority. */
#define SWITCH_GATE_SHUT 0x1000u

struct cpu {
    /* Whose registers are live or saved on entry; its space is the one that is loaded. NULL while idle. Set anew on each
     * entry from user mode (sched_enter). */
    struct tcb *current;
    word_t
        switch_gate; /* a thread of at least this priority may be switched to directly: the highest priority
                               * in the ready queues, 0 if they are empty, or SWITCH_GATE_SHUT */
    struct arch_cpu
        arch; /* here, so that a port's fast path finds what it needs in one cache line */
    struct tcb *handoff; /* made ready by the current operation, in no queue yet (sched.h) */
    bool resched;        /* a queued thread should replace the current one */
    bool async;          /* ... because of an interrupt or timeout, not of the thread's own call */
    bool timer_noted;
    bool in_event;      /* interrupts and timeouts are being turned into wake-ups */
    bool delayed;       /* current runs on although resched was asked for (api.md 6.4) */
    uint8_t async_prio; /* highest priority that asked asynchronously */
    unsigned number;
    time_us_t slice_end_us; /* end of the running time slice; TIME_NEVER if endless */
    time_us_t delay_end_us; /* end of the delay, valid if delayed */
    time_us_t account_us;   /* since when current runs, for its total quantum */
    time_us_t armed_us;     /* what the timer is set to; TIME_NEVER if off */
    struct tcb *fpu_owner;  /* whose state is in the FPU registers */
    bool fpu_on;            /* FPU enabled: current is its owner */
    unsigned ready_count;
    uint32_t ready_map[PRIO_WORDS]; /* bit set: the list of that priority is not empty */
    uint32_t irq_noted[CPU_IRQ_WORDS];
    struct timeout_queue timeouts;
    struct list ready[PRIO_COUNT];
};

extern struct cpu cpus[CONFIG_MAX_CPUS];

/* The processor of that number; in a kernel for one, the constant spares code. */
static inline struct cpu *cpu_at(unsigned number)
{
    return &cpus[CONFIG_MAX_CPUS == 1 ? 0 : number];
}

static inline struct cpu *this_cpu(void)
{
    return arch_this_cpu();
}
