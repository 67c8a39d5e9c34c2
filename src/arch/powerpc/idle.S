/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The two places where the kernel lets interrupts in.
 */
#include <arch/regs.h>

    .text
/*
 * void arch_idle(void), void arch_irq_window(void): the interrupt entry of kernel mode returns to LR with interrupts off, so
 * both are left at once when one comes. It may change all registers that a function may.
 */
    .globl  arch_idle
arch_idle:
    mfmsr   3
    ori     3, 3, MSR_EE
    oris    3, 3, MSR_POW >> 16
    sync
    mtmsr   3
    isync
1:  b       1b

    .globl  arch_irq_window
arch_irq_window:
    mfmsr   3
    ori     4, 3, MSR_EE
    mtmsr   4
    isync
    nop
    mtmsr   3
    isync
    blr

    .section .note.GNU-stack, "", @progbits
