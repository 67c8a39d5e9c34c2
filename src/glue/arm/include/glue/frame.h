/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM's part of hal/frame.h: user registers in the order in which the entry code stores them.
 *
 * While a thread runs, the supervisor mode's sp points behind `cpsr`, so that SRS and STM store straight into its TCB.
 */
#pragma once

#include <kernel/types.h>

/* r[8] up to the end are in one cache line with what the fast path needs of the TCB. */
struct glue_frame {
    word_t what; /* in a system call: its slot, for glue_restart; in an exception: ExceptionNo */
    word_t exc_error; /* ErrorCode */
    word_t r[13];
    word_t sp;
    word_t lr;
    word_t pc;
    word_t cpsr;
};
