/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Exceptions, and the exit through the scheduler.
 */
#include <glue/entry.S>

    .text
/* From the vectors: r11 = cause, r12 = TCB. */
    .globl  entry_exception
entry_exception:
    stw     11, OFS_CAUSE(12)
    SAVE_REST
    SAVE_SCRATCHED SPR_SPRG0, SPR_SPRG2
    lwz     4, OFS_SCRATCH(12)
    stw     4, OFS_CR(12)
    SAVE_STATUS
    mr      3, 12
    TO_C    ppc_trap                        /* (TCB) */
    b       exit_kernel
    TO_C_END

/* The way out through the scheduler. r2 is the thread's own, but gets the UTCB's address when the thread gets the UTCB. */
    .globl  exit_kernel
exit_kernel:
    KERNEL_STACK
    bl      sched_exit
    lwz     4, OFS_UTCB(3)
    lwz     5, OFS_TCB_LOCAL_ID(3)
    mr      2, 3
    cmpw    4, 5
    beq     1f
    stw     5, OFS_UTCB(2)
    stw     5, OFS_R2(2)
1:  lis     6, ppc_fpu_msr@ha
    lwz     4, OFS_CAUSE(2)
    lwz     6, ppc_fpu_msr@l(6)
    lwz     5, OFS_MSR(2)
    addi    7, 2, OFS_SCRATCH
    cmpwi   4, CAUSE_L4_MRS
    or      5, 5, 6
    beq     exit_ipc
    stwcx.  7, 0, 7                         /* no reservation outlives a preemption */
    LOAD_STATE
    lwz     4, OFS_LR(2)
    lwz     5, OFS_CTR(2)
    lwz     6, OFS_XER(2)
    lwz     7, OFS_CR(2)
    mtlr    4
    mtctr   5
    mtxer   6
    mtcr    7
    lmw     3, OFS_R3(2)
    lwz     0, OFS_R0(2)
    lwz     1, OFS_R1(2)
    lwz     2, OFS_R2(2)
    rfi

/* void glue_enter_user(void) */
    .globl  glue_enter_user
glue_enter_user:
    b       exit_kernel

    .section .note.GNU-stack, "", @progbits
