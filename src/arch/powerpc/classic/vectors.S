/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Classic processors: exceptions, up to where user and kernel mode part. A user's go to glue: entry_exception with r11 = cause, r12 =
 * TCB, the user's CR in its scratch word, r11, r12 in SPRG0, SPRG2. Its entry_call stands in its vector itself
 * (.vectors.call), and fills the next one, too, which it leaves by entry_trace.
 *
 * All is copied to physical 0; jumps to elsewhere are absolute and reach physical addresses below 32 MB.
 */
#include <arch/entry.S>

#define HIGH 0xe00 /* where .vectors.high begins, pecan.lds */

    .section .vectors, "ax"
    .globl  entry_vectors
    .balign 64
entry_vectors:

    .macro  ENTRY vector, kernel, begin=entry_vectors
    .org    \begin + \vector
    ENTRY_CODE \vector, \kernel
    .endm

    .macro  ENTRY_CODE vector, kernel
    mtspr   SPR_SPRG0, 11
    mtspr   SPR_SPRG2, 12
    mfcr    11
    mfspr   12, SPR_SRR1
    andi.   12, 12, MSR_PR
    mfspr   12, SPR_SPRG1
    beq     1f
    stw     11, OFS_SCRATCH(12)
    li      11, \vector
    ba      REAL(entry_exception)
1:  li      11, \vector
    ba      REAL(\kernel)
    .endm

    ENTRY   PPC_VEC_RESET, kernel_trap
    ENTRY   PPC_VEC_MACHINE, kernel_trap
    ENTRY   PPC_VEC_DATA, kernel_trap
    ENTRY   PPC_VEC_FETCH, kernel_trap
    ENTRY   PPC_VEC_EXTERNAL, kernel_interrupt
    ENTRY   PPC_VEC_ALIGNMENT, kernel_trap
    ENTRY   PPC_VEC_PROGRAM, kernel_trap
    ENTRY   PPC_VEC_NO_FPU, kernel_trap
    ENTRY   PPC_VEC_DECREMENTER, kernel_interrupt

    .section .vectors.high, "ax"
entry_high:
    ENTRY   PPC_VEC_FP_ASSIST, kernel_trap, entry_high - HIGH
    .org    entry_high + 0xf00 - HIGH       /* performance monitor: off */
    rfi
    ENTRY   PPC_VEC_NO_VECTOR, kernel_trap, entry_high - HIGH
    .irp    vector, 0x1000, 0x1100, 0x1200, 0x1300, 0x1400, 0x1500, 0x1600, 0x1700
    ENTRY   \vector, kernel_trap, entry_high - HIGH
    .endr

    .section .vectors.out, "ax"
    .globl  entry_trace
entry_trace:
    ENTRY_CODE PPC_VEC_TRACE, kernel_trap

    .text
/* r11 = cause; the code interrupted is in one of the two functions below and expects all volatile registers changed. */
kernel_interrupt:
    mr      3, 11
    TO_VIRTUAL 1f
1:  stwu    1, -16(1)
    mflr    0
    stw     0, 20(1)
    bl      plat_irq_entry
    lwz     0, 20(1)
    addi    1, 1, 16
    mtlr    0
    blr

/* A bug. */
kernel_trap:
    mr      3, 11
    mfspr   4, SPR_SRR0
    mfspr   5, SPR_DSISR
    mfspr   6, SPR_DAR
    TO_VIRTUAL 1f
1:  bl      ppc_trap_kernel

    .section .note.GNU-stack, "", @progbits
