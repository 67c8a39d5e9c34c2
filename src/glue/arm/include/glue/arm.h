/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the files of the ARM glue tell each other.
 */
#pragma once

#include <kernel/tcb.h>

/* Reads a word or halfword of user code without faulting; false if it is not there. */
bool arm_user_code(struct space *space, word_t va, unsigned bytes, word_t *out);

/* The instruction at the frame's pc, and is it one of the floating-point or SIMD unit? */
word_t arm_user_insn(struct tcb *tcb);
bool arm_insn_is_fpu(word_t insn, bool thumb);

/* Returns from a call by lr: bit 0 tells the state (abi-arm 2, 3). */
void arm_return_to_lr(struct tcb *tcb);

/* The call of this stub slot, with its arguments in the frame. Contract: slot < ABI_STUB_COUNT, and not Ipc. */
void arm_syscall(struct tcb *self, word_t slot);
