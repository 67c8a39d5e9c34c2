/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kernel entry and exit on MIPS64.
 *
 * An entry from user mode stores user registers in the running thread's TCB (all of them, or for Ipc those that it preserves:
 * glue/frame.h); C runs on the processor's one stack. Exits load the frame of the thread that the fast path in C or sched_exit
 * returns. Register 26 is loaded with the thread's UTCB address last of all, 27 leaves the kernel as 0.
 *
 * Hazards [MD00091 2.50, 7 "CP0 Hazards"]: ERET comes at least four instructions behind what it uses of coprocessor 0.
 */
#include <glue/regs.inc>

    .set    noreorder
    .set    noat
    .text

    .macro  HAZARD
    sll     $0, $0, 3                       /* EHB */
    nop
    nop
    nop
    .endm

/*
 * Exceptions other than TLB refills and Ipc come here with Status.EXL set; registers 26 and 27 are free.
 */
    .globl  entry_general
    .balign 64
    .ent    entry_general
entry_general:
    mfc0    $26, C0_STATUS
    andi    $26, $26, ST_KSU
    beqz    $26, entry_kernel
    ld      $27, CURRENT
    EACH    sd, $27, OFS_TCB_R, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 29, 30, 31
    mfhi    $2
    mflo    $3
    dmfc0   $6, C0_EPC
    mfc0    $5, C0_CAUSE
    ld      $7, KERNEL_STATUS
    sd      $2, HI($27)
    sd      $3, LO($27)
    sd      $6, EPC($27)
    sw      $5, OFS_TCB_CAUSE($27)
    li      $8, FRAME_FULL
    sw      $8, FORM($27)
    ld      $29, STACK
    mtc0    $7, C0_STATUS                   /* kernel mode without EXL, interrupts off */
    HAZARD
    move    $30, $0
    jal     mips_trap                       /* (thread); the thread to load, if that is known */
    move    $4, $27
    bnez    $2, leave
    nop

exit_kernel:
    ld      $29, STACK
    jal     sched_exit
    nop
leave:
    ld      $4, USER_STATUS
    mtc0    $4, C0_STATUS                   /* EXL: still kernel mode */

/* The thread in register 2 goes on. Status has EXL set, and otherwise what it is to have in user mode. */
load_thread:
    lw      $8, FORM($2)
    ld      $9, EPC($2)
    ld      $10, HI($2)
    ld      $11, LO($2)
    dmtc0   $9, C0_EPC
    mthi    $10
    bnez    $8, load_full
    mtlo    $11
    ld      $1, UTCB($2)
    ld      $3, MR(0, $1)
    EACH_MR ld, $1
    CLEAN   1, 4, 5, 6, 7, 12, 13, 14, 15, 24, 25
    EACH    ld, $2, OFS_TCB_R, 28, 29, 30, 31
    ld      $26, LOCAL_ID($2)
    move    $27, $0
    ld      $2, R(2, $2)
    eret

load_full:
    move    $27, $2
    sw      $0, FORM($27)                   /* FRAME_IPC */
    EACH    ld, $27, OFS_TCB_R, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 29, 30, 31
    ld      $26, LOCAL_ID($27)
    move    $27, $0
    eret
    .end    entry_general

/*
 * Ipc that is not for the assembly fast path. In: register 27 the thread; 3 MR0, 4 to, 5 from, 6 timeouts, 16 to 23 MR1 to MR8;
 * Status.EXL set, as it stays until C finds the case not common.
 */
    .globl  entry_ipc
    .balign 64
    .ent    entry_ipc
entry_ipc:
    dmfc0   $8, C0_EPC
    mfhi    $9
    mflo    $10
    daddiu  $8, $8, 4
    EACH    sd, $27, OFS_TCB_R, 28, 29, 30, 31
    sd      $8, EPC($27)
    ld      $8, UTCB($27)
    sd      $9, HI($27)
    beqz    $4, 1f                          /* nothing is sent: the UTCB keeps its words */
    sd      $10, LO($27)
    sd      $3, MR(0, $8)
    EACH_MR sd, $8
1:  ld      $29, STACK
    move    $30, $0
    jal     mips_ipc                        /* (to, from, timeouts, thread); the thread to load, if that is known */
    move    $7, $27
    bnez    $2, load_thread
    nop
    b       exit_kernel
    nop
    .end    entry_ipc

/*
 * An exception in the kernel: an interrupt while idling or at a preemption point, which is only noted, or a bus error. Keeps
 * the same frame, on the stack; Status.EXL stays set, so nothing can come between.
 */
    .ent    entry_kernel
entry_kernel:
    daddiu  $29, $29, -((SZ_FRAME + 15) & ~15)
    EACH    sd, $29, OFS_FRAME_R, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 30, 31
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
    EACH    ld, $29, OFS_FRAME_R, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 30, 31
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
