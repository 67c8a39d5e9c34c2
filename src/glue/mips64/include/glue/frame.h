/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64's part of hal/frame.h: what entry.S and fastpath.S store.
 *
 * A system call Ipc stores only what it preserves: `form` says so. While the thread runs, form is FRAME_IPC, so that this call
 * need not store it; of a thread that waits in Lipc (ROOT_LIPC) it says nothing until that call ends.
 */
#pragma once

#include <kernel/types.h>

/* Values of form. */
#define FRAME_IPC                                                                                  \
    0 /* in Ipc: gp to epc, and r[2] when it ends; MR0 to MR8 come from the UTCB, other registers leave as 0 */
#define FRAME_FULL 1 /* all registers */

#define FRAME_SP MIPS_REG(29)

struct glue_frame {
    word_t r
        [30]; /* general registers (MIPS_REG); r[0]: ErrorCode of the last exception (abi-mips64 7.2) */
    word_t hi;
    word_t lo;
    word_t epc;     /* where to go on; of an exception in a branch delay slot, the branch */
    uint32_t cause; /* Cause of the last entry that was no Ipc */
    uint32_t form;
};
