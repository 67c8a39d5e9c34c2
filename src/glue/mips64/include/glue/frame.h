/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64's part of hal/frame.h: what entry.S stores.
 */
#pragma once

#include <kernel/types.h>

struct glue_frame {
    word_t r[32]; /* general registers; 0, 26 and 27 are not used */
    word_t hi;
    word_t lo;
    word_t epc;     /* where to go on; of an exception in a branch delay slot, the branch */
    uint32_t cause; /* Cause of the last entry */
    bool lipc;      /* the thread's Ipc delivers in the UTCB only */
    word_t error;   /* ErrorCode of the last exception (abi-mips64 7.2) */
};
