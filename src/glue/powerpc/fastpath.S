/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * System calls: the fast path of Ipc, and the way to C. <arch/entry.S> of the family of processors has what differs:
 *
 *   PHYS reg         makes a pointer of C's what memory is reached by here
 *   SWITCH tag       loads the tag of dest's space, r25; goes on at `switched` (r23, r24: spaces of dest and self)
 *   SWITCH_MORE      code of SWITCH out of line
 *   ADDRESS reg, l   where label l is executed
 *   SAVE_USER_SPR, LOAD_USER_SPR    SPR 256 if calls keep it; else CLEAR_USER_SPR keeps it from another space
 *   LOAD_STATUS      SRR1, if it differs between threads
 *   MIDDLE           classic: way around the vector that lies in the middle
 *   TO_C function    calls a function of C with r3 = TCB; what follows, up to TO_C_END, is C's world
 *
 * Does what ipc_fast_inline (kernel/ipc_fast.h) does, with the waits and states of both threads left for sched_enter to tidy
 * up: struct cpu is only read. Whatever is not the common case goes to `slow` with nothing changed but undefined registers. Behind
 * the labels fastpath_hit_* nothing can send the IPC to C any more (docs/porting.md, "The fast path").
 *
 * Registers that a call leaves undefined end with the kernel's or the receiver's values, never with those of a sender in another
 * space [spec, decision 20]; so each of r11 .. r13, r15, r17 .. r29 is written on the way. Message registers beyond the message
 * are the receiver's, from its UTCB.
 *
 * Cache lines of a call without words: the gate, two of the thread table, two TCBs, dest's space, dest's UTCB.
 */
#include <glue/entry.S>

#define TAG_BITS 16, 25 /* typed words, flags */

/* Self, r13, waits for r16; dest, r19, is the thread that runs. r11 = its UTCB; message registers beyond a message of no
 * words. r29 = 0. */
    .macro  EXCHANGE no_words
    lwz     11, OFS_TCB_UTCB(19)
    stb     28, OFS_TCB_STATE(13)
    clrlwi. 17, 14, 26
    li      29, 0
    stw     29, OFS_TCB_FAST_FROM(19)
    PHYS    11
    mtspr   SPR_SPRG1, 19
    bne-    words
    LOAD_MRS \no_words, 11
    .endm

/* r12 = dest's IP. */
    .macro  RETURN
    mtspr   SPR_SRR0, 12
    LOAD_STATUS 19
    LOAD_USER_SPR 19
    lmw     30, OFS_R30(19)
    lwz     1, OFS_R1(19)
    lwz     2, OFS_R2(19)
    rfi
    .endm

/*
 * In: r15 to, r16 from, r17 timeouts, r14, r3 .. r10, r0 MR0 .. MR9, LR return address. All others than Ipc, those of foreign
 * kernels among them, keep every register (abi-powerpc 7.3).
 */
    .section .vectors.call, "ax"
    .globl  entry_call
    .balign 64
entry_call:
    mtspr   SPR_SPRG0, 12
    mfcr    12
    mtspr   SPR_SPRG2, 11
    mfspr   11, SPR_SRR0
    cmpwi   11, PPC_STUBS_LOW + ABI_STUB_IPC * ABI_STUB_SIZE + 4
    bne-    call_other
    mfspr   13, SPR_SPRG1
    stw     1, OFS_R1(13)
    stw     2, OFS_R2(13)
    stmw    30, OFS_R30(13)
    mflr    12
    SAVE_USER_SPR 13
    stw     12, OFS_IP(13)                  /* the stub would only return */
#if !CONFIG_FASTPATH
    b       slow
    MIDDLE
#else
    rlwinm  18, 14, 0, TAG_BITS
    lbz     26, OFS_TCB_FAST_BLOCK(13)
    rlwimi  18, 17, 16, 0, 15               /* receive timeout: never */
    or.     18, 18, 26
    bne-    slow
    clrlwi. 20, 15, 26
    beq-    local
    rlwinm  20, 15, 10, 22, 29              /* global ID: directory, leaf, dest */
    rlwinm  21, 15, 20, 20, 29
    lwz     20, thread_dir@l(20)
    PHYS    20
    lwzx    19, 20, 21
    PHYS    19
    lwz     20, OFS_TCB_ID(19)
    lwz     21, (cpus + OFS_CPU_SWITCH_GATE)@l(0)
    cmpw    20, 15
    bne-    slow
    lbz     22, OFS_TCB_PRIO(19)
    lwz     23, OFS_TCB_SPACE(19)
    lwz     24, OFS_TCB_SPACE(13)
    TAG     25, 23
    lwz     27, OFS_TCB_FAST_FROM(19)
    subf    22, 21, 22                      /* negative: its priority is too low, or its space has no tag */
    or.     22, 22, 25
    li      28, TS_RECV
    blt-    slow
    cmpw    16, 15
    beq     1f
    cmpwi   16, -1                          /* reply and wait */
    lwz     21, OFS_TCB_ID(13)
    bne-    from_other
from_any:
    cmpw    27, 21
    beq+    2f
    b       reply_open
1:  cmpwi   27, -1                          /* call */
    bne-    call_closed
call_open:
    stb     28, OFS_TCB_WAITED_FOR(19)
send:
2:  SWITCH
switched:
fastpath_hit_global:
    cmpw    23, 24
    stw     16, OFS_TCB_FAST_FROM(13)
    lwz     16, OFS_TCB_ID(13)
    beq-    same_space
    MIDDLE
    EXCHANGE no_words
return:
    CLEAR_USER_SPR 29
    lwz     12, OFS_IP(19)
    mtlr    12
    mtctr   29
    mtxer   29
    mtcr    29
    RETURN

    .section .vectors.out, "ax"

from_other:
    cmpwi   16, -64                         /* any thread of this space */
    beq     from_any
    b       slow

reply_open:
    cmpwi   27, -1
    beq     send
    b       slow

call_closed:
    lwz     21, OFS_TCB_ID(13)
    cmpw    27, 21
    beq     call_open
    b       slow

/* A thread of this space by its local ID. */
    .balign 16
local:
    PHYS_OF 24, OFS_TCB_SPACE(13)
    rlwinm  20, 15, 32 - ABI_UTCB_SIZE_LOG2 + 2, ABI_UTCB_SIZE_LOG2 - 2, 29
    lwz     21, OFS_SPACE_OWNERS_MASK(24)
    lwz     22, OFS_SPACE_OWNERS(24)
    slwi    21, 21, 2
    and     20, 20, 21
    PHYS    22
    lwzx    19, 22, 20
    PHYS    19
    lwz     20, OFS_TCB_LOCAL_ID(19)
    lwz     21, (cpus + OFS_CPU_SWITCH_GATE)@l(0)
    cmpw    20, 15
    bne-    slow
    lbz     22, OFS_TCB_PRIO(19)
    lwz     27, OFS_TCB_FAST_FROM(19)
    cmpw    22, 21
    li      28, TS_RECV
    blt-    slow
    ori     26, 27, 0x3f                    /* any thread, or any of this space */
    cmpwi   26, -1
    beq     1f
    lwz     21, OFS_TCB_ID(13)
    cmpw    27, 21
    bne-    slow
1:  cmpw    16, 15
    bne     2f
    lwz     16, OFS_TCB_ID(19)              /* waits are for global IDs */
    stb     28, OFS_TCB_WAITED_FOR(19)
    b       3f
2:  cmpwi   16, -1
    beq     3f
    cmpwi   16, -64
    bne-    slow
3:
fastpath_hit_local:
    stw     16, OFS_TCB_FAST_FROM(13)
same_space:
    lwz     16, OFS_TCB_LOCAL_ID(13)
    EXCHANGE no_words_local
    lwz     12, OFS_IP(19)
    RETURN

/* r17 = u > 0. Up to nine words are in registers; those that follow them are dest's. */
    .balign 16
words:
    cmplwi  17, 8
    bne     1f
    lwz     0, MR(9)(11)
    b       return
1:  bgt     2f
    ADDRESS 12, no_words
    slwi    17, 17, 2
    add     12, 12, 17
    mtctr   12
    bctr
2:  PHYS_OF 12, OFS_TCB_UTCB(13)
    addic.  17, 17, -9
    beq     return
    cmplwi  17, 14
    bge     4f
    mtctr   17
    la      12, MR(9)(12)
    la      11, MR(9)(11)
3:  lwzu    18, 4(12)
    stwu    18, 4(11)
    bdnz    3b
    b       return
/* In pieces of 14 words; the last piece overlaps. */
4:  mr      15, 19
    la      12, MR(10)(12)
    la      11, MR(10)(11)
5:  lmw     18, 0(12)
    addic   17, 17, -14
    cmpwi   17, 14
    stmw    18, 0(11)
    addi    12, 12, 56
    addi    11, 11, 56
    bge     5b
    slwi    17, 17, 2
    addi    17, 17, -56
    add     12, 12, 17
    add     11, 11, 17
    lmw     18, 0(12)
    stmw    18, 0(11)
    mr      19, 15
    li      29, 0
    b       return
    SWITCH_MORE
#endif

    .section .vectors.out, "ax"
/* Not the common case. */
slow:
    PHYS_OF 11, OFS_TCB_UTCB(13)
    STORE_MRS 11
    mr      3, 13
    mr      4, 15
    mr      5, 16
    mr      6, 17
    TO_C    ppc_ipc                         /* (TCB, to, from, timeouts): thread to load, or NULL */
    cmpwi   3, 0
    beq-    exit_kernel
    mr      2, 3
    lwz     5, OFS_MSR(2)                   /* the unit is off: the switch was a direct one */
    .globl  exit_ipc
exit_ipc:
    EXIT_IPC
    TO_C_END

/* r11 = SRR0, r12 = CR. */
call_other:
    mfspr   11, SPR_SPRG1
    stw     12, OFS_CR(11)
    mr      12, 11
    SAVE_REST
    SAVE_SCRATCHED SPR_SPRG2, SPR_SPRG0
    mr      3, 12
    TO_C    ppc_call                        /* (TCB) */
    b       exit_kernel
    TO_C_END

    .section .note.GNU-stack, "", @progbits
