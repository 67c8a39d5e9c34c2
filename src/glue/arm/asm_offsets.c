/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Structure offsets for the assembly files; read by tools/asm_offsets.py.
 */
#include <kernel/cpu.h>
#include <kernel/tcb.h>

#define CONSTANT(sym, val)       __asm__ volatile(".ascii \"->" #sym " %c0\"" : : "i"(val))
#define OFFSET(sym, type, field) CONSTANT(sym, offsetof(type, field))

void asm_offsets(void);

void asm_offsets(void)
{
    OFFSET(OFS_TCB_FRAME, struct tcb, frame);
    OFFSET(OFS_FRAME_R, struct glue_frame, r);
    OFFSET(OFS_FRAME_PC, struct glue_frame, pc);
    OFFSET(OFS_FRAME_CPSR, struct glue_frame, cpsr);
    CONSTANT(SZ_FRAME, sizeof(struct glue_frame));
}
