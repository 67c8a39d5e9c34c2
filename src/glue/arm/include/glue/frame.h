/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM's part of hal/frame.h: user registers in the order in which the entry code stores them.
 *
 * While a thread runs, the supervisor mode's sp points behind `cpsr`, so that SRS and STM store straight into its TCB.
 */
#pragma once

#include <kernel/types.h>

struct glue_frame {
    word_t call;   /* slot of the system call, for glue_restart */
    word_t exc_no; /* last exception: ExceptionNo, ErrorCode */
    word_t exc_error;
    word_t r[13];
    word_t sp;
    word_t lr;
    word_t pc;
    word_t cpsr;
};
