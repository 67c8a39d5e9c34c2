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
    OFFSET(OFS_FRAME_VECTOR, struct glue_frame, vector);
    OFFSET(OFS_FRAME_EIP, struct glue_frame, eip);
    OFFSET(OFS_FRAME_EFLAGS, struct glue_frame, eflags);
    OFFSET(OFS_FRAME_ESP, struct glue_frame, esp);
    CONSTANT(SZ_FRAME, sizeof(struct glue_frame));
    OFFSET(OFS_CPU_CURRENT, struct cpu, current);
}
