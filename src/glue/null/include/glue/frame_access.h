/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Skeleton of the accessors of hal/frame.h; included once struct tcb is complete.
 */
#pragma once

#include <arch/missing.h>

static inline word_t glue_frame_ip(const struct tcb *tcb)
{
    (void)tcb;
    MISSING("the thread's instruction pointer");
}

static inline word_t glue_frame_sp(const struct tcb *tcb)
{
    (void)tcb;
    MISSING("the thread's stack pointer");
}

static inline word_t glue_frame_flags(const struct tcb *tcb)
{
    (void)tcb;
    MISSING("the flags that ExchangeRegisters shows");
}

static inline void glue_frame_set_ip(struct tcb *tcb, word_t ip)
{
    (void)tcb;
    (void)ip;
    MISSING("set the instruction pointer");
}

static inline void glue_frame_set_sp(struct tcb *tcb, word_t sp)
{
    (void)tcb;
    (void)sp;
    MISSING("set the stack pointer");
}

static inline void glue_frame_set_flags(struct tcb *tcb, word_t flags)
{
    (void)tcb;
    (void)flags;
    MISSING("set the flags that users may set, and no others");
}
