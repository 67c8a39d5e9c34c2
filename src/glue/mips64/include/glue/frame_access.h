/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64's accessors of hal/frame.h; included once struct tcb is complete.
 */
#pragma once

#include <arch/cpu.h>

static inline word_t glue_frame_ip(const struct tcb *tcb)
{
    return tcb->frame.epc;
}

static inline word_t glue_frame_sp(const struct tcb *tcb)
{
    return tcb->frame.r[FRAME_SP];
}

/* The same for all threads. */
static inline word_t glue_frame_flags(const struct tcb *tcb)
{
    (void)tcb;
    return MIPS_USER_FLAGS;
}

static inline void glue_frame_set_ip(struct tcb *tcb, word_t ip)
{
    tcb->frame.epc = ip;
}

static inline void glue_frame_set_sp(struct tcb *tcb, word_t sp)
{
    tcb->frame.r[FRAME_SP] = sp;
}

/* Nothing in Status is the user's to change (abi-mips64 5). */
static inline void glue_frame_set_flags(struct tcb *tcb, word_t flags)
{
    (void)tcb;
    (void)flags;
}
