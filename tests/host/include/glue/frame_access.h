/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Accessors of the fake user registers.
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

static inline void glue_frame_set_ip(struct tcb *tcb, word_t ip)
{
    tcb->frame.ip = ip;
}

static inline void glue_frame_set_sp(struct tcb *tcb, word_t sp)
{
    tcb->frame.sp = sp;
}

static inline void glue_frame_set_flags(struct tcb *tcb, word_t flags)
{
    tcb->frame.flags = flags;
}
