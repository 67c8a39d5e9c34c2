/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC's part of hal/frame.h: user registers as the entry code stores them.
 */
#pragma once

#include <arch/family.h>
#include <kernel/types.h>

struct glue_frame {
    word_t gpr[32];
    word_t ip;
    word_t msr; /* to be loaded; what the thread had is known to the kernel */
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
};

/* Cause: a system call of the kernel's own, from the page of stubs. */
#define PPC_CAUSE_L4_CALL 0xc01
