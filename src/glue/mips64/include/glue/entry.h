/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the files of the MIPS64 glue tell each other.
 */
#pragma once

#include <kernel/tid.h>

struct glue_frame;
struct tcb;

/* In tcb->glue_root, beside the space's tag: the thread waits in Lipc, which the fast path of Ipc cannot deliver to. */
#define ROOT_LIPC 0x100u

struct tcb *mips_ipc(tid_t to, tid_t from, word_t timeouts, struct tcb *self);

/* Instruction word at a user address; false: not mapped. */
bool mips_user_insn(struct tcb *self, word_t va, uint32_t *insn);

/* BREAK with an operation of the debugger; false: it is none. */
bool mips_debug_trap(struct tcb *self, struct glue_frame *f);
