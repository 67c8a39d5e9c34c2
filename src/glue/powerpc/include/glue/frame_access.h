/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC's accessors of hal/frame.h; included once struct tcb is complete.
 */
#pragma once

static inline word_t glue_frame_ip(const struct tcb *tcb)
{
    return tcb->frame.ip;
}

static inline word_t glue_frame_sp(const struct tcb *tcb)
{
    return tcb->frame.gpr[GPR(1)];
}

static inline word_t glue_frame_flags(const struct tcb *tcb)
{
    return tcb->frame.msr & PPC_FLAGS_USER;
}

/* Instructions are words: the processor ignores the two low bits. */
static inline void glue_frame_set_ip(struct tcb *tcb, word_t ip)
{
    tcb->frame.ip = ip & ~(word_t)3;
}

static inline void glue_frame_set_sp(struct tcb *tcb, word_t sp)
{
    tcb->frame.gpr[GPR(1)] = sp;
}

static inline void glue_frame_set_flags(struct tcb *tcb, word_t flags)
{
    tcb->frame.msr = (tcb->frame.msr & ~(word_t)PPC_FLAGS_USER) | (flags & PPC_FLAGS_USER);
}
