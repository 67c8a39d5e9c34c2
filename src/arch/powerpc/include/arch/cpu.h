/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC's part of hal/cpu.h, and what glue needs of the processor.
 */
#pragma once

#include <arch/layout.h>
#include <arch/regs.h>

struct arch_cpu {
    word_t unused;
};

/* The array `cpus` of kernel/cpu.h; its element type is not complete here. Only one processor runs for now. Without the alignment
 * the compiler accesses it byte by byte. */
extern char ppc_cpus[] __asm__("cpus") __attribute__((aligned(8)));

static inline struct cpu *arch_this_cpu(void)
{
    return (struct cpu *)(void *)ppc_cpus;
}

/* MSR bits that let users use the floating-point (vector) unit now; entry code adds them to the user's MSR. */
extern word_t ppc_fpu_msr;
/* The family's: those bits. */
word_t ppc_fpu_bits(void);

/* Top of the processor's stack. */
extern char ppc_stack_top[];
