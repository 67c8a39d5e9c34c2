/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kernel entry and exit, the parts.
 *
 * On entry from user mode the registers go straight to the running thread's TCB, which SPRG1 names; C runs on the
 * processor's one stack. Every exit but the fast path's goes through sched_exit and loads the frame of the thread it returns.
 */
#include <arch/entry.S>
#include <config.h>
#include <glue/abi.h>

#define MR(n) (ABI_UTCB_MR0 + 4 * (n))

/* r12 = TCB (as memory is reached now). All but r11, r12, CR, IP, whose places are filled with anything. Changes r4 .. r6. */
    .macro  SAVE_REST
    stmw    3, OFS_R3(12)
    stw     0, OFS_R0(12)
    stw     1, OFS_R1(12)
    stw     2, OFS_R2(12)
    mflr    3
    mfctr   4
    mfxer   5
    USER_SPR_GET 6
    stw     3, OFS_LR(12)
    stw     4, OFS_CTR(12)
    stw     5, OFS_XER(12)
    stw     6, OFS_USER_SPR(12)
    .endm

/* r12 = TCB; the first half of what an exception stores, r5 .. r7: SPRG0, SPRG2, SRR0. */
    .macro  SAVE_SCRATCHED r11, r12
    mfspr   5, \r11
    mfspr   6, \r12
    mfspr   7, SPR_SRR0
    stw     5, OFS_R11(12)
    stw     6, OFS_R12(12)
    stw     7, OFS_IP(12)
    .endm

/*
 * The way of an Ipc to C. In: r13 TCB (as memory is reached now); r1, r2, r30, r31, IP, user SPR saved. Nothing else must be
 * kept: what the call leaves undefined is loaded from the frame in the end, where it is as old as it may be.
 */
    .macro  STORE_MRS utcb
    stw     14, MR(0)(\utcb)
    stw     3, MR(1)(\utcb)
    stw     4, MR(2)(\utcb)
    stw     5, MR(3)(\utcb)
    stw     6, MR(4)(\utcb)
    stw     7, MR(5)(\utcb)
    stw     8, MR(6)(\utcb)
    stw     9, MR(7)(\utcb)
    stw     10, MR(8)(\utcb)
    stw     0, MR(9)(\utcb)
    .endm

/* MR1 .. MR9; the label is that of MR1. */
    .macro  LOAD_MRS label, utcb
\label:
    lwz     3, MR(1)(\utcb)
    lwz     4, MR(2)(\utcb)
    lwz     5, MR(3)(\utcb)
    lwz     6, MR(4)(\utcb)
    lwz     7, MR(5)(\utcb)
    lwz     8, MR(6)(\utcb)
    lwz     9, MR(7)(\utcb)
    lwz     10, MR(8)(\utcb)
    lwz     0, MR(9)(\utcb)
    .endm

/* r2 = TCB, r5 = MSR; r4 = IP, r6 changed. */
    .macro  LOAD_STATE
    lwz     4, OFS_IP(2)
    lwz     6, OFS_USER_SPR(2)
    mtspr   SPR_SRR1, 5
    mtspr   SPR_SRR0, 4
    USER_SPR_SET 6
    .endm

/* The end of an Ipc (Unmap, too), r2 = TCB, r5 = MSR: MR0 .. MR9 come from the UTCB, LR, CTR, XER and CR are undefined, all
 * others are older ones of the same thread. */
    .macro  EXIT_IPC
    LOAD_STATE
    li      5, 0
    mtlr    4
    mtctr   5
    mtxer   5
    mtcr    5
    lwz     11, OFS_TCB_UTCB(2)
    lmw     13, OFS_R13(2)
    lwz     14, MR(0)(11)
    LOAD_MRS load_words, 11
    lwz     12, OFS_R12(2)
    lwz     1, OFS_R1(2)
    lwz     2, OFS_R2(2)
    rfi
    .endm
