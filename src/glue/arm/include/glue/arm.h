/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the files of the ARM glue tell each other.
 */
#pragma once

#include <kernel/sched.h>
#include <kernel/tcb.h>

/* Reads a word or halfword of user code without faulting; false if it is not there. */
bool arm_user_code(struct space *space, word_t va, unsigned bytes, word_t *out);

/* The instruction at the frame's pc, and is it one of the floating-point or SIMD unit? */
word_t arm_user_insn(struct tcb *tcb);
bool arm_insn_is_fpu(word_t insn, bool thumb);

/* A system call that is not Ipc from the stub, as the thread last entered by it. */
void arm_other_call(struct tcb *self);

/* Slot of the stub that the frame's pc lies behind, in the middle of a call; ABI_STUB_COUNT if it is elsewhere. */
word_t arm_stub_slot(const struct tcb *tcb);

/* The thread of a frame that came from user mode. */
static inline struct tcb *arm_enter(struct glue_frame *frame)
{
    return sched_enter(container_of(frame, struct tcb, frame));
}
