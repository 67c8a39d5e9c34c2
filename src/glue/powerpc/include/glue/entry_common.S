/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What both families' entry code does alike.
 *
 * On entry from user mode the registers go straight to the running thread's frame in its TCB; C runs on the processor's one
 * stack. Every exit goes through sched_exit and loads the frame of the thread it returns.
 */
#include <arch/family.h>
#include <arch/layout.h>
#include <arch/regs.h>
#include <asm_offsets.h>

#define GPR(n) (OFS_FRAME_GPR + 4 * (n))

/* r12 = frame (as memory is reached now), r11 free. Saves all but r11, r12, CR, IP. */
    .macro  SAVE_REST
    stw     0, GPR(0)(12)
    stw     1, GPR(1)(12)
    stw     2, GPR(2)(12)
    stw     3, GPR(3)(12)
    stw     4, GPR(4)(12)
    stw     5, GPR(5)(12)
    stw     6, GPR(6)(12)
    stw     7, GPR(7)(12)
    stw     8, GPR(8)(12)
    stw     9, GPR(9)(12)
    stw     10, GPR(10)(12)
    stmw    13, GPR(13)(12)
    mflr    4
    mfctr   5
    mfxer   6
    stw     4, OFS_FRAME_LR(12)
    stw     5, OFS_FRAME_CTR(12)
    stw     6, OFS_FRAME_XER(12)
    .endm

/* An empty stack; the first frame ends backtraces. Changes r0. */
    .macro  KERNEL_STACK
    lis     1, (ppc_stack_top - 16)@ha
    la      1, (ppc_stack_top - 16)@l(1)
    li      0, 0
    stw     0, 0(1)
    .endm

/* r3 = frame (as memory is reached now), r5 = MSR to load. Everything but rfi. */
    .macro  LOAD_FRAME
    lwz     4, OFS_FRAME_IP(3)
    mtspr   SPR_SRR1, 5
    mtspr   SPR_SRR0, 4
    lwz     4, OFS_FRAME_LR(3)
    lwz     5, OFS_FRAME_CTR(3)
    lwz     6, OFS_FRAME_XER(3)
    addi    8, 3, OFS_FRAME_SCRATCH
    lwz     7, OFS_FRAME_CR(3)
    stwcx.  8, 0, 8                         /* no reservation outlives a switch */
    mtlr    4
    mtctr   5
    mtxer   6
    mtcr    7
    lmw     13, GPR(13)(3)
    lwz     0, GPR(0)(3)
    lwz     1, GPR(1)(3)
    lwz     2, GPR(2)(3)
    lwz     4, GPR(4)(3)
    lwz     5, GPR(5)(3)
    lwz     6, GPR(6)(3)
    lwz     7, GPR(7)(3)
    lwz     8, GPR(8)(3)
    lwz     9, GPR(9)(3)
    lwz     10, GPR(10)(3)
    lwz     11, GPR(11)(3)
    lwz     12, GPR(12)(3)
    lwz     3, GPR(3)(3)
    .endm

/*
 * void arch_idle(void), void arch_irq_window(void): the interrupt entry of kernel mode returns to LR with interrupts off, so
 * both are left at once when one comes. It may change all registers that a function may.
 */
    .macro  WAITING
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
    .endm
