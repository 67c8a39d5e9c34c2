/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kernel entry and exit on MIPS64.
 *
 * An entry from user mode stores all user registers in the running thread's TCB, through its frame's address in the processor
 * window; C runs on the processor's one stack. Every exit goes through sched_exit and loads the frame of the thread it
 * returns. Register 26 is loaded with the thread's UTCB address last of all, 27 leaves the kernel as 0.
 */
#include <asm_offsets.h>
#include <arch/cp0.h>
#include <arch/layout.h>
#include <glue/abi.h>

    .set    noreorder
    .set    noat
    .text

    .macro  STORE base, regs:vararg
    .irp    n, \regs
    sd      $\n, OFS_FRAME_R + 8 * \n(\base)
    .endr
    .endm

    .macro  LOAD base, regs:vararg
    .irp    n, \regs
    ld      $\n, OFS_FRAME_R + 8 * \n(\base)
    .endr
    .endm

    .macro  HAZARD
    sll     $0, $0, 3                       /* EHB */
    nop
    nop
    nop
    .endm

/*
 * All exceptions come here with Status.EXL set; registers 26 and 27 are free.
 */
    .globl  entry_general
    .balign 64
    .ent    entry_general
entry_general:
    mfc0    $26, C0_STATUS
    andi    $26, $26, ST_KSU
    beqz    $26, entry_kernel
    ld      $27, MIPS_PERCPU + PERCPU_FRAME($0)
    STORE   $27, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 29, 30, 31
    mfhi    $2
    mflo    $3
    dmfc0   $6, C0_EPC
    mfc0    $5, C0_CAUSE
    ld      $7, MIPS_PERCPU + PERCPU_KERNEL_STATUS($0)
    sd      $2, OFS_FRAME_HI($27)
    sd      $3, OFS_FRAME_LO($27)
    sd      $6, OFS_FRAME_EPC($27)
    sw      $5, OFS_FRAME_CAUSE($27)
    ld      $29, MIPS_PERCPU + PERCPU_STACK($0)
    move    $4, $27
    mtc0    $7, C0_STATUS                   /* kernel mode without EXL, interrupts off */
    HAZARD
    move    $30, $0
    jal     mips_trap                       /* (frame); the thread to load, if that is known */
    nop
    bnez    $2, 1f
    nop

/* The only way out. */
exit_kernel:
    ld      $29, MIPS_PERCPU + PERCPU_STACK($0)
    jal     sched_exit
    nop
1:
    ld      $4, MIPS_PERCPU + PERCPU_USER_STATUS($0)
    daddiu  $27, $2, OFS_TCB_FRAME
    ld      $5, OFS_FRAME_HI($27)
    ld      $6, OFS_FRAME_LO($27)
    ld      $7, OFS_FRAME_EPC($27)
    mtc0    $4, C0_STATUS                   /* EXL: still kernel mode */
    mthi    $5
    mtlo    $6
    HAZARD
    dmtc0   $7, C0_EPC
    LOAD    $27, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 29, 30, 31
    ld      $26, MIPS_PERCPU + PERCPU_UTCB($0)
    move    $27, $0
    eret
    .end    entry_general

/*
 * An exception in the kernel: an interrupt while idling or at a preemption point, which is only noted, or a bus error. Keeps
 * the same frame, on the stack; Status.EXL stays set, so nothing can come between.
 */
    .ent    entry_kernel
entry_kernel:
    daddiu  $29, $29, -((SZ_FRAME + 15) & ~15)
    STORE   $29, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 30, 31
    mfhi    $2
    mflo    $3
    dmfc0   $6, C0_EPC
    mfc0    $5, C0_CAUSE
    sd      $2, OFS_FRAME_HI($29)
    sd      $3, OFS_FRAME_LO($29)
    sd      $6, OFS_FRAME_EPC($29)
    sw      $5, OFS_FRAME_CAUSE($29)
    jal     mips_kernel_trap                /* (frame) */
    move    $4, $29
    ld      $2, OFS_FRAME_HI($29)
    ld      $3, OFS_FRAME_LO($29)
    ld      $6, OFS_FRAME_EPC($29)
    mthi    $2
    mtlo    $3
    dmtc0   $6, C0_EPC
    LOAD    $29, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 30, 31
    daddiu  $29, $29, ((SZ_FRAME + 15) & ~15)
    eret
    .end    entry_kernel

/* void glue_enter_user(void) */
    .globl  glue_enter_user
    .ent    glue_enter_user
glue_enter_user:
    j       exit_kernel
    move    $30, $0
    .end    glue_enter_user

    .section .note.GNU-stack, "", @progbits
