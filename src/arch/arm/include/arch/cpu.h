/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM's part of hal/cpu.h.
 */
#pragma once

#include <config.h>
#include <arch/layout.h>
#include <arch/regs.h>

/* One page per processor; its first word is what users read at ARM_UTCB_WORD. The rest stays 0: registers are cleared from it. */
struct arm_utcb_page {
    word_t utcb;
} __attribute__((aligned(4096)));
extern struct arm_utcb_page arm_utcb_pages[CONFIG_MAX_CPUS];

struct arch_cpu {
    char none;
};

/* This processor's. */
static inline volatile word_t *arm_utcb_word(void)
{
    return (volatile word_t *)ARM_CPU_PAGE;
}

/* The array `cpus` of kernel/cpu.h; its element type is not complete here. With the alignment the compiler may use words. */
extern char arm_cpus[] __asm__("cpus") __attribute__((aligned(8)));

/* With one processor a constant, else the thread ID register that users cannot see. */
static inline struct cpu *arch_this_cpu(void)
{
    if (CONFIG_MAX_CPUS == 1)
        return (struct cpu *)(void *)arm_cpus;
    return (struct cpu *)arm_read_tpidrprw();
}

/* The stack that the boot code runs kernel_start on, top; 8 KB. */
extern char arm_boot_stack_top[];
