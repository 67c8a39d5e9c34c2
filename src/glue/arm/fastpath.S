/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Exception vectors, and the system-call entry: the IPC fast path, and the way to C.
 *
 * The fast path does what ipc_fast (kernel/ipc_fast.h) does, with the waits and states of both threads left for sched_enter to
 * tidy up: struct cpu is only read. Whatever is not the common case goes to `slow` with the user registers as they came. Checks
 * are chained by conditional instructions, so that many share a branch. Behind the labels fastpath_hit_* nothing can send the IPC
 * to C any more (docs/porting.md, "The fast path").
 *
 * Cache lines of a call without words: this code (4), both TCBs, thread table, struct cpu, receiver's space, UTCB word.
 *
 * In (from the stub in the kernel interface page): r0 to, r1 from, r2 timeouts, r3 to r7 MR0 to MR4; lr address behind the svc;
 * sp end of the running thread's frame, which is the hot line of its TCB. Interrupts off. Scratch: r8 to r12, lr, once saved.
 *
 * Registers that the receiver gets and that carry nothing for it are cleared from the page of the UTCB word.
 */
#include <asm_offsets.h>
#include <arch/layout.h>
#include <arch/regs.h>
#include <config.h>
#include <glue/abi.h>

    .syntax unified
    .arch   armv7-a

/* sp while in here, and how r10 sees the partner: at its local ID. */
#define SELF(field) [sp, #(field) - OFS_TCB_FRAME - OFS_FRAME_PC]
#define DEST(field) [r10, #(field) - OFS_TCB_LOCAL_ID]
#define DEST_TO_PC  (OFS_TCB_LOCAL_ID - OFS_TCB_FRAME - OFS_FRAME_PC)

/* Self waits for r1; dest runs. Leaves 0 in r1. */
    .macro  EXCHANGE
    str     r1, SELF(OFS_TCB_FAST_FROM)
    mov     r1, #TS_RECV                    /* is true as well */
    strb    r1, SELF(OFS_TCB_STATE)
    strb    r1, DEST(OFS_TCB_WAITED_FOR)
    mov     r1, #0
    str     r1, DEST(OFS_TCB_FAST_FROM)
    .endm

/* To dest with its sp and lr. In: r0 from, r3 tag and up, message registers. */
    .macro  LEAVE clear:vararg
    sub     sp, r10, #DEST_TO_PC
    ldmib   r12, {\clear}
    ldmdb   sp, {sp, lr}^
    rfeia   sp!                             /* leaves sp at the frame's end */
    .endm

/* [ARM DDI 0406C.d, B1.8.1 "Exception vectors and the exception base address"] */
    .section .text.vectors, "ax"
    .globl  arm_vectors
    .balign 64
arm_vectors:
    b       entry_reset
    b       entry_undefined
    b       entry_call
    b       entry_prefetch
    b       entry_data
    b       entry_reset
    b       entry_irq
    subs    pc, lr, #4                      /* FIQ: nobody uses it */

    .globl  entry_call, entry_call_end
entry_call:
    srsdb   sp!, #PSR_MODE_SVC              /* pc, cpsr */
#if CONFIG_FASTPATH
    stmdb   sp, {r8-r14}^

    /* r12: 0 if the call came from the stub, receive timeout is never, no typed words, no flags; r9: number of words */
    ldr     r12, SELF(OFS_TCB_STUB)
    sub     r12, lr, r12
    pkhbt   r9, r3, r2, lsl #16
    orrs    r12, r12, r9, lsr #6

    /* r10: dest, which is `to`, or an empty slot's dummy. r11: whom it waits for; lr: its space */
    mov     r10, #ARCH_THREAD_TABLE
    lsr     r11, r0, #14
    ldr     r10, [r10, r11, lsl #2]
    add     r10, r10, #OFS_TCB_ID
    ldmia   r10!, {r8, r11, lr}
    cmpeq   r8, r0
    bne     perhaps_local
    cmp     r1, r0                          /* call, or reply and open wait */
    cmnne   r1, #1
    bne     slow

    /* Dest waits for self, or for anyone; nothing keeps self from sending this way. r8: self's ID */
    ldr     r8, SELF(OFS_TCB_ID)
    cmp     r11, r8
    cmnne   r11, #1
    ldrb    r11, SELF(OFS_TCB_FAST_BLOCK)
    cmpeq   r11, #0
    bne     slow
    ldr     r11, SELF(OFS_TCB_SPACE)
    cmp     r11, lr
    beq     same_space

    /* Dest's priority permits, its space has an ASID. r11: TTBR; r12: ASID */
    mrc     p15, 0, r11, c13, c0, 4         /* struct cpu */
    ldr     r11, [r11, #OFS_CPU_SWITCH_GATE]
    ldrb    r12, DEST(OFS_TCB_PRIO)
    cmp     r12, r11
    ldmia   lr, {r11, r12}
    cmphs   r12, #1
    blo     slow

fastpath_hit_global:
    EXCHANGE

    /* As load_table (arch/arm/mmu.c). */
#ifdef ARM_ERRATUM_754322
    dsb
#endif
    mcr     p15, 0, r1, c13, c0, 1          /* CONTEXTIDR */
    isb
    mcr     p15, 0, r11, c2, c0, 0          /* TTBR0 */
    isb
#ifdef ARM_ERRATUM_754322
    dsb
#endif
    mcr     p15, 0, r12, c13, c0, 1
    mcr     p15, 0, r1, c13, c0, 2          /* TPIDRURW */
    mov     r0, r8

    /* r0: from; r1: 0; r2: dest's local ID; r12: page of the UTCB word, zeros behind it */
switched:
    ldr     r2, DEST(OFS_TCB_LOCAL_ID)
    mov     r12, #ARM_CPU_PAGE
    str     r2, [r12]
    clrex                                   /* a reservation is not dest's */
    cmp     r9, #ABI_REG_MRS - 1
    addls   pc, pc, r9, lsl #4
    b       copy
    LEAVE   r4-r12
    LEAVE   r5-r12
    LEAVE   r6-r12
    LEAVE   r7-r12
    LEAVE   r8-r12

/* Words from MR5 on, to which tcb->utcb points: up to three one by one, then blocks of four. r11: from; r8: to */
copy:
    tst     r9, #3
    ldr     r11, SELF(OFS_TCB_UTCB)
    ldr     r8, DEST(OFS_TCB_UTCB)
    bne     single
blocks:
    rsb     r1, r9, #60
    add     pc, pc, r1, lsl #1
    nop
    .rept   14
    ldmia   r11!, {r1, r2, r9, lr}
    stmia   r8!, {r1, r2, r9, lr}
    .endr
leave:
    LEAVE   r1, r2, r8-r12
single:
    lsls    r1, r9, #31                     /* N: bit 0; C: bit 1 */
    ldrmi   r1, [r11], #4
    strmi   r1, [r8], #4
    ldmiacs r11!, {r1, r2}
    stmiacs r8!, {r1, r2}
    bic     r9, r9, #3
    cmp     r9, #4
    bhi     blocks
    b       leave

/* The slot may have another thread, or none: then the local ID differs. */
perhaps_local:
    cmp     r12, #0
    ldr     r8, SELF(OFS_TCB_SPACE)
    ldrd    r10, r11, [r8, #OFS_SPACE_OWNERS]
    and     r11, r11, r0, lsr #ABI_UTCB_SIZE_LOG2
    ldr     r10, [r10, r11, lsl #2]
    ldr     r11, [r10, #OFS_TCB_LOCAL_ID]!
    cmpeq   r11, r0
    bne     slow
    cmp     r1, r0
    bne     local_wait
    ldr     r1, DEST(OFS_TCB_ID)            /* waits are for global IDs */
local:
    ldr     r11, DEST(OFS_TCB_FAST_FROM)
    ldr     r8, SELF(OFS_TCB_ID)
    cmp     r11, r8
    cmnne   r11, #1
    cmnne   r11, #64                        /* any thread of this space */
    ldrb    r12, SELF(OFS_TCB_FAST_BLOCK)
    cmpeq   r12, #0
    bne     slow_local
same_space:
    mrc     p15, 0, r11, c13, c0, 4         /* struct cpu */
    ldr     r11, [r11, #OFS_CPU_SWITCH_GATE]
    ldrb    r12, DEST(OFS_TCB_PRIO)
    cmp     r12, r11
    blo     slow_local
fastpath_hit_local:
    EXCHANGE
    ldr     r0, SELF(OFS_TCB_LOCAL_ID)
    b       switched
local_wait:
    cmn     r1, #1
    cmnne   r1, #64
    beq     local
    b       slow

/* What was a call is one again. */
slow_local:
    cmn     r1, #1
    cmnne   r1, #64
    movne   r1, r0

/* Not the common case: the rest into the frame, to C. */
slow:
    sub     lr, sp, #OFS_FRAME_PC - OFS_FRAME_R8
    stmdb   lr, {r0-r7}
#else
    stmdb   sp, {r0-r14}^
#endif
    sub     r0, sp, #OFS_FRAME_PC
    ldr     sp, =arm_boot_stack_top
    bl      arm_call
    cmp     r0, #0
    bne     load_frame
    b       exit_kernel
entry_call_end:
    .ltorg

    .section .note.GNU-stack, "", %progbits
