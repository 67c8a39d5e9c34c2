/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * amd64's accessors of hal/frame.h; included once struct tcb is complete.
 */
#pragma once

static inline word_t glue_frame_ip(const struct tcb *tcb)
{
    return tcb->frame.rip;
}

static inline word_t glue_frame_sp(const struct tcb *tcb)
{
    return tcb->frame.rsp;
}

static inline word_t glue_frame_flags(const struct tcb *tcb)
{
    return tcb->frame.rflags;
}

static inline void tcb_unexpose(struct tcb *tcb);

/* The fast path does not look whether an address is canonical: what is not is the slow path's (amd64_bad_ip). */
static inline void glue_frame_set_ip(struct tcb *tcb, word_t ip)
{
    tcb->frame.rip = ip;
    if (ip >= ARCH_USER_END)
        tcb_unexpose(tcb);
}

static inline void glue_frame_set_sp(struct tcb *tcb, word_t sp)
{
    tcb->frame.rsp = sp;
}

/* Only the status flags can be changed (abi-amd64 4, note 4). */
static inline void glue_frame_set_flags(struct tcb *tcb, word_t flags)
{
    tcb->frame.rflags = (tcb->frame.rflags & ~(word_t)EFLAGS_USER) | (flags & EFLAGS_USER);
}
