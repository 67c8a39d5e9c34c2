/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64's part of hal/cpu.h, and the state of a processor that entry code and TLB refill read.
 */
#pragma once

#include <config.h>
#include <arch/cp0.h>
#include <arch/layout.h>
#include <kernel/types.h>

struct arch_cpu {
    struct tcb **threads
        [1u
         << THREADS_DIR_LOG2]; /* leaves of the thread table; the first share a cache line with what
                                                   * else the fast path needs of struct cpu */
    word_t stack;              /* top of the kernel stack */
    word_t user_status;        /* Status for the return to user mode, EXL included */
    word_t kernel_status;      /* Status in the kernel, interrupts off */
    word_t asid_generation;    /* of the tags in use, where arch_space.tag has it */
    unsigned asid_next;
};

/* The array `cpus` of kernel/cpu.h; its element type is not complete here. */
extern char mips_cpus[] __asm__("cpus");

static inline struct cpu *arch_this_cpu(void)
{
    return (struct cpu *)(void *)mips_cpus;
}

/* What this processor model has. Context: any, after mips_features_init. */
struct mips_features {
    bool release2;
    bool fpu;
    bool write_through; /* cache codes 0 and 1 */
    unsigned tlb_entries;
    unsigned dcache_way, dcache_size, dcache_line; /* bytes; line 0: no cache */
    unsigned icache_way, icache_size, icache_line;
};
extern struct mips_features mips_features;
void mips_features_init(void);

/* Status while in user mode, without CU1 and interrupt mask: FR, UX, interrupts. */
#define MIPS_USER_FLAGS (ST_FR | ST_UX)

/* Lets interrupt bit n (2 .. 7) of Cause in, or not. Context: after arch_cpu_init. */
void mips_irq_enable(unsigned n);
void mips_irq_disable(unsigned n);

/* Between these two addresses an interrupt ends the wait (idle.S). */
extern const char mips_idle_begin[];
extern const char mips_idle_end[];
void mips_idle(void);

/* Where an array of general registers without 26 and 27, which belong to exception handlers, has register n. */
#define MIPS_REG(n) ((n) < 26 ? (n) : (n)-2)

/* The instruction at *pc, or the one in the delay slot behind it, met a bus error: steps over it, as if a load had read ones.
 * False: it cannot. */
bool mips_step_over(word_t *r, word_t *pc, bool delayed);

/* The stack that the kernel runs on, top. */
extern char mips_stack_top[];
