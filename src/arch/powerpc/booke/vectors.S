/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Book E: exceptions, up to where user and kernel mode part. A user's go to glue: entry_exception with r11 = cause, r12 = TCB, the
 * user's CR in its scratch word, r11, r12 in SPRG0, SPRG2; entry_call with all registers as they were.
 */
#include <arch/entry.S>

    .section .vectors, "ax"
    .globl  entry_vectors
    .balign 16
entry_vectors:

/* Exceptions; interrupts also come in kernel mode, but only in arch_idle and arch_irq_window. */
    .macro  ENTRY name, cause, kernel
    .balign 16
\name:
    mtspr   SPR_SPRG0, 11
    mtspr   SPR_SPRG2, 12
    mfcr    11
    mfspr   12, SPR_SRR1
    andi.   12, 12, MSR_PR
    mfspr   12, SPR_SPRG1
    beq     1f
    stw     11, OFS_SCRATCH(12)
    li      11, \cause
    b       entry_exception
1:  li      11, \cause
    b       \kernel
    .endm

    ENTRY   entry_external, PPC_VEC_EXTERNAL, kernel_interrupt
    ENTRY   entry_decrementer, PPC_VEC_DECREMENTER, kernel_interrupt
    .globl  entry_data_fault, entry_fetch_fault
    ENTRY   entry_data_fault, PPC_VEC_DATA, kernel_trap
    ENTRY   entry_fetch_fault, PPC_VEC_FETCH, kernel_trap
    ENTRY   entry_alignment, PPC_VEC_ALIGNMENT, kernel_trap
    ENTRY   entry_program, PPC_VEC_PROGRAM, kernel_trap
    ENTRY   entry_no_fpu, PPC_CAUSE_NO_UNIT, kernel_trap
    ENTRY   entry_no_spe, PPC_VEC_NO_FPU, kernel_trap
    ENTRY   entry_spe_error, PPC_VEC_FP_ASSIST, kernel_trap
    ENTRY   entry_other, PPC_VEC_RESET, kernel_trap

/* Machine check and debug have their own return registers. A thread's own is made an ordinary exception. */
    .macro  CRITICAL name, cause, ip, msr
    .balign 16
\name:
    mtspr   SPR_SPRG0, 11
    mtspr   SPR_SPRG2, 12
    mfcr    11
    mfspr   12, \msr
    andi.   12, 12, MSR_PR
    mfspr   12, SPR_SPRG1
    beq     1f
    stw     11, OFS_SCRATCH(12)
    mfspr   11, \ip
    mtspr   SPR_SRR0, 11
    li      11, \cause
    b       entry_exception
1:  mfspr   11, \ip
    mtspr   SPR_SRR0, 11
    li      11, \cause
    b       kernel_trap
    .endm

    CRITICAL entry_machine_check, PPC_VEC_MACHINE, SPR_MCSRR0, SPR_MCSRR1
    CRITICAL entry_critical, PPC_VEC_RESET, SPR_CSRR0, SPR_CSRR1

    .text
/* r11 = cause; the code interrupted is in one of the two functions below and expects all volatile registers changed. */
kernel_interrupt:
    mr      3, 11
    stwu    1, -16(1)
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
    mfspr   5, SPR_ESR
    mfspr   6, SPR_DEAR
    bl      ppc_trap_kernel

/* The vectors by number: offsets from the 64 KB that they all lie in. */
    .section .rodata
    .globl  entry_ivor, entry_ivor32
    .balign 2
entry_ivor:
    .short  entry_critical@l, entry_machine_check@l, entry_data_fault@l, entry_fetch_fault@l
    .short  entry_external@l, entry_alignment@l, entry_program@l, entry_no_fpu@l
    .short  entry_call@l, entry_other@l, entry_decrementer@l, entry_other@l
    .short  entry_critical@l, ppc_data_miss@l, ppc_fetch_miss@l, entry_critical@l
entry_ivor32:
    .short  entry_no_spe@l, entry_spe_error@l, entry_spe_error@l, entry_other@l

    .section .note.GNU-stack, "", @progbits
