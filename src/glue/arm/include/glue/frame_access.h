/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM's accessors of hal/frame.h; included once struct tcb is complete.
 *
 * Bit 0 of an instruction pointer tells the state, as in BX: set for Thumb. So what was read can be written back. FLAGS show the
 * state as well (T), but writing them does not change it. A thread in a system call has its stub's return address in the frame;
 * its IP is where the stub goes back to, lr (abi-arm 3.2).
 */
#pragma once

#include <arch/regs.h>

word_t arm_frame_ip(const struct tcb *tcb);

static inline word_t glue_frame_ip(const struct tcb *tcb)
{
    return arm_frame_ip(tcb);
}

static inline word_t glue_frame_sp(const struct tcb *tcb)
{
    return tcb->frame.sp;
}

static inline word_t glue_frame_flags(const struct tcb *tcb)
{
    return (tcb->frame.cpsr & PSR_FLAGS) | ((arm_frame_ip(tcb) & 1) != 0 ? PSR_T : 0);
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
