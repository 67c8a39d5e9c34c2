/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM's accessors of hal/frame.h; included once struct tcb is complete.
 *
 * Bit 0 of an instruction pointer tells the state, as in BX: set for Thumb. So what was read can be written back. FLAGS show the
 * state as well (T), but writing them does not change it.
 */
#pragma once

#include <arch/regs.h>

static inline word_t glue_frame_ip(const struct tcb *tcb)
{
    return tcb->frame.pc | ((tcb->frame.cpsr & PSR_T) != 0 ? 1 : 0);
}

static inline word_t glue_frame_sp(const struct tcb *tcb)
{
    return tcb->frame.sp;
}

static inline word_t glue_frame_flags(const struct tcb *tcb)
{
    return tcb->frame.cpsr & (PSR_FLAGS | PSR_T);
}

/* A jump also leaves an IT block. */
static inline void glue_frame_set_ip(struct tcb *tcb, word_t ip)
{
    tcb->frame.cpsr &= ~(word_t)(PSR_T | PSR_IT);
    if ((ip & 1) != 0) {
        tcb->frame.cpsr |= PSR_T;
        tcb->frame.pc = ip & ~(word_t)1;
    } else {
        tcb->frame.pc = ip & ~(word_t)3;
    }
}

static inline void glue_frame_set_sp(struct tcb *tcb, word_t sp)
{
    tcb->frame.sp = sp;
}

static inline void glue_frame_set_flags(struct tcb *tcb, word_t flags)
{
    tcb->frame.cpsr = (tcb->frame.cpsr & ~(word_t)PSR_FLAGS) | (flags & PSR_FLAGS);
}
