/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC's part of hal/frame.h: user registers as the entry code stores them.
 */
#pragma once

#include <arch/family.h>
#include <kernel/types.h>

/* Place of general register n in the frame: stmw and lmw want r3 .. r31 in one piece, the fast path everything from r30 on in
 * one cache line with what it needs of the TCB. */
#define GPR(n) ((n) == 0 ? 0 : (n) < 3 ? (n) + 29 : (n)-2)

struct glue_frame {
    word_t lr;
    word_t ctr;
    word_t xer;
    word_t cr;
    word_t cause;   /* why the thread is in the kernel: PPC_VEC_*, or PPC_CAUSE_* */
    word_t status;  /* Book E: ESR; classic: DSISR of data faults, else SRR1 */
    word_t address; /* DEAR or DAR */
    word_t slot;    /* of the system call */
    word_t scratch; /* target of the store that drops reservations */
    word_t utcb;    /* the local ID that r2 was set to */
    word_t unused[5];
    word_t gpr[32];  /* by GPR(n) */
    word_t user_spr; /* SPR 256: VRSAVE, or (Book E) a word for users' own purposes */
    word_t ip;
    word_t msr; /* to be loaded; what the thread had is known to the kernel */
};

/* Causes: a system call of the kernel's own, from the page of stubs; the same, and MR0 .. MR9 are to be loaded from the UTCB, not
 * from the frame. Of both, the registers that a call leaves undefined are older ones of the same thread. */
#define PPC_CAUSE_L4_CALL 0xc01
#define PPC_CAUSE_L4_MRS  0xc02
