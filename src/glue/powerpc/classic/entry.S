/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kernel entry and exit on classic processors. Exceptions start at physical vectors with translation off; the frame is written
 * there by its physical address, then C runs in the direct view.
 */
    .machine "7400"
#include <glue/entry_common.S>

#define PHYS(sym) ((sym) - ARCH_DIRECT_BASE)

/* r3 .. r6 stay; goes on at a label, translated. Changes r0. */
    .macro  TO_VIRTUAL label
    lis     0, \label@h
    ori     0, 0, \label@l
    mtspr   SPR_SRR0, 0
    lis     0, PPC_MSR_KERNEL@h
    ori     0, 0, PPC_MSR_KERNEL@l
    mtspr   SPR_SRR1, 0
    rfi
    .endm

/* Copied to physical 0; jumps are absolute and reach physical addresses below 32 MB. */
    .section .vectors, "ax"
    .globl  entry_vectors, entry_vectors_end
    .balign 16
entry_vectors:

    .macro  ENTRY vector, kernel
    .org    entry_vectors + \vector
    mtspr   SPR_SPRG0, 11
    mtspr   SPR_SPRG2, 12
    mfcr    11
    mfspr   12, SPR_SRR1
    andi.   12, 12, MSR_PR
    mfspr   12, SPR_SPRG1
    beq     1f
    stw     11, OFS_FRAME_SCRATCH(12)
    li      11, \vector
    ba      PHYS(entry_common)
1:  li      11, \vector
    ba      PHYS(\kernel)
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
    .org    entry_vectors + PPC_VEC_CALL
    ba      PHYS(entry_call)
    ENTRY   PPC_VEC_TRACE, kernel_trap
    ENTRY   PPC_VEC_FP_ASSIST, kernel_trap
    .org    entry_vectors + 0xf00
    ba      PHYS(entry_performance)
    ENTRY   PPC_VEC_NO_VECTOR, kernel_trap
    .irp    vector, 0x1000, 0x1100, 0x1200, 0x1300, 0x1400, 0x1500, 0x1600, 0x1700
    ENTRY   \vector, kernel_trap
    .endr
entry_vectors_end:

    .text
entry_performance:
    rfi

entry_call:
    mtspr   SPR_SPRG0, 12
    mfspr   12, SPR_SPRG1
    stw     11, GPR(11)(12)
    mfspr   11, SPR_SPRG0
    stw     11, GPR(12)(12)
    mfcr    11
    stw     11, OFS_FRAME_CR(12)
    SAVE_REST
    mfspr   4, SPR_SRR0
    stw     4, OFS_FRAME_IP(12)
    addis   3, 12, ARCH_DIRECT_BASE@h
    TO_VIRTUAL 1f
1:  KERNEL_STACK
    bl      ppc_call                        /* (frame) */
    cmpwi   3, 0
    beq     exit_kernel
    b       load_frame

entry_common:
    stw     11, OFS_FRAME_CAUSE(12)
    SAVE_REST
    lwz     4, OFS_FRAME_SCRATCH(12)
    mfspr   5, SPR_SPRG0
    mfspr   6, SPR_SPRG2
    mfspr   7, SPR_SRR0
    mfspr   8, SPR_SRR1
    mfspr   9, SPR_DAR
    stw     4, OFS_FRAME_CR(12)
    stw     5, GPR(11)(12)
    stw     6, GPR(12)(12)
    stw     7, OFS_FRAME_IP(12)
    stw     8, OFS_FRAME_STATUS(12)
    stw     9, OFS_FRAME_ADDRESS(12)
    cmpwi   11, PPC_VEC_DATA
    bne     1f
    mfspr   8, SPR_DSISR
    stw     8, OFS_FRAME_STATUS(12)
1:  addis   3, 12, ARCH_DIRECT_BASE@h
    TO_VIRTUAL 2f
2:  KERNEL_STACK
    bl      ppc_trap                        /* (frame) */

/* The only way out. */
exit_kernel:
    KERNEL_STACK
    bl      sched_exit
load_frame:
    addi    3, 3, OFS_TCB_FRAME
    lis     6, ppc_fpu_msr@ha
    lwz     5, OFS_FRAME_MSR(3)
    lwz     6, ppc_fpu_msr@l(6)
    or      5, 5, 6
    LOAD_FRAME
    rfi

/* void glue_enter_user(void) */
    .globl  glue_enter_user
glue_enter_user:
    b       exit_kernel

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

    WAITING

    .section .note.GNU-stack, "", @progbits
