/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ia32's accessors of hal/frame.h; included once struct tcb is complete.
 */
#pragma once

static inline word_t glue_frame_ip(const struct tcb *tcb)
{
    return tcb->frame.eip;
}

static inline word_t glue_frame_sp(const struct tcb *tcb)
{
    return tcb->frame.esp;
}

static inline word_t glue_frame_flags(const struct tcb *tcb)
{
    return tcb->frame.eflags;
}

static inline void glue_frame_set_ip(struct tcb *tcb, word_t ip)
{
    tcb->frame.eip = ip;
}

static inline void glue_frame_set_sp(struct tcb *tcb, word_t sp)
{
    tcb->frame.esp = sp;
}

/* Only the status flags can be changed (abi-ia32 4, note 7). */
static inline void glue_frame_set_flags(struct tcb *tcb, word_t flags)
{
    tcb->frame.eflags = (tcb->frame.eflags & ~(word_t)EFLAGS_USER) | (flags & EFLAGS_USER);
}
