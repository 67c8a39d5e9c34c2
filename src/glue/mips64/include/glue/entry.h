/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the files of the MIPS64 glue tell each other.
 */
#pragma once

#include <kernel/types.h>

struct glue_frame;
struct tcb;

/* Instruction word at a user address; false: not mapped. */
bool mips_user_insn(struct tcb *self, word_t va, uint32_t *insn);

/* BREAK with an operation of the debugger; false: it is none. */
bool mips_debug_trap(struct tcb *self, struct glue_frame *f);

/* The kernel itself met a bus error: steps over the instruction, as if a load had read ones. False: it cannot. */
bool mips_skip_bus_error(struct glue_frame *f);
