/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The x86 ports' accessors of hal/frame.h; included once struct tcb is complete.
 */
#pragma once

static inline word_t glue_frame_ip(const struct tcb *tcb)
{
    return tcb->frame.ip;
}

static inline word_t glue_frame_sp(const struct tcb *tcb)
{
    return tcb->frame.sp;
}

static inline word_t glue_frame_flags(const struct tcb *tcb)
{
    return tcb->frame.flags;
}

static inline void tcb_unexpose(struct tcb *tcb);

/* amd64's fast path does not look whether an address is canonical: what is not is the slow path's (amd64_bad_ip). */
static inline void glue_frame_set_ip(struct tcb *tcb, word_t ip)
{
    tcb->frame.ip = ip;
    if (ip >= ARCH_USER_END)
        tcb_unexpose(tcb);
}

static inline void glue_frame_set_sp(struct tcb *tcb, word_t sp)
{
    tcb->frame.sp = sp;
}

/* Only the status flags can be changed (abi-ia32 4, note 7; abi-amd64 4, note 4). */
static inline void glue_frame_set_flags(struct tcb *tcb, word_t flags)
{
    tcb->frame.flags = (tcb->frame.flags & ~(word_t)EFLAGS_USER) | (flags & EFLAGS_USER);
}
