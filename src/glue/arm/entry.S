/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kernel entry and exit on ARM; vectors and system calls are in fastpath.S.
 *
 * While a thread runs, sp of supervisor mode points to the end of the frame in its TCB: SRS stores the return state there from any
 * mode, and STM the user registers below. C runs on the processor's one stack, always in supervisor mode with interrupts off. The
 * banked sp of the other modes is not used. Exits load the frame of the thread that ipc_fast or sched_exit returns.
 */
#include <asm_offsets.h>
#include <arch/regs.h>
#include <glue/abi.h>

    .text
    .arch   armv7-a

/* Registers below the frame's end; leaves sp at r[0]. STM and LDM of user registers take no writeback. */
#define REGS_SIZE (OFS_FRAME_PC - OFS_FRAME_R)

    .macro  SAVE adjust
    .if     \adjust
    sub     lr, lr, #\adjust
    .endif
    srsdb   sp!, #PSR_MODE_SVC
    cps     #PSR_MODE_SVC
    stmdb   sp, {r0-r14}^
    sub     sp, sp, #REGS_SIZE
    .endm

/* Traps: lr minus `adjust` is the instruction's address; C gets the frame. */
    .macro  TRAP name, adjust, handler
    .globl  \name
    .balign 32
\name:
    SAVE    \adjust
    ldr     r1, [sp, #OFS_FRAME_CPSR - OFS_FRAME_R]
    sub     r0, sp, #OFS_FRAME_R
    tst     r1, #0xf                        /* user mode is 0x10 */
    bne     trap_kernel
    ldr     sp, =arm_boot_stack_top
    bl      \handler
    b       exit_kernel
    .endm

/* The only way out but for direct switches. */
    .globl  exit_kernel, load_frame
exit_kernel:
    ldr     sp, =arm_boot_stack_top
    bl      sched_exit
load_frame:
    add     sp, r0, #OFS_TCB_FRAME + OFS_FRAME_R
    clrex                                   /* a reservation is not the next thread's */
    ldmia   sp, {r0-r14}^
    add     sp, sp, #REGS_SIZE
    rfeia   sp!                             /* leaves sp at the frame's end */

    TRAP    entry_undefined, 0, arm_undefined
    TRAP    entry_prefetch, 4, arm_prefetch_abort
    TRAP    entry_data, 8, arm_data_abort

/* In kernel mode interrupts come in idling and at preemption points, and are only noted. */
    .globl  entry_irq
    .balign 32
entry_irq:
    SAVE    4
    ldr     r1, [sp, #OFS_FRAME_CPSR - OFS_FRAME_R]
    tst     r1, #0xf
    bne     1f
    sub     r0, sp, #OFS_FRAME_R
    ldr     sp, =arm_boot_stack_top
    bl      arm_irq
    b       exit_kernel
1:  mov     r4, sp
    push    {r4, lr}
    bic     sp, sp, #7
    bl      plat_irq_entry
    sub     sp, r4, #8
    pop     {r4, lr}
    ldmia   sp, {r0-r12}
    add     sp, sp, #REGS_SIZE
    rfeia   sp!

/* A bug. In: r0 frame; fp still as it was. */
trap_kernel:
    bl      arm_trap_kernel

    .globl  entry_reset
entry_reset:
    SAVE    0
    sub     r0, sp, #OFS_FRAME_R
    b       trap_kernel

/* void glue_enter_user(void) */
    .globl  glue_enter_user
    .type   glue_enter_user, %function
glue_enter_user:
    mov     fp, #0
    b       exit_kernel
    .ltorg

    .section .note.GNU-stack, "", %progbits
