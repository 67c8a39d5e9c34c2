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
    OFFSET(OFS_FRAME_GPR, struct glue_frame, gpr);
    OFFSET(OFS_FRAME_IP, struct glue_frame, ip);
    OFFSET(OFS_FRAME_MSR, struct glue_frame, msr);
    OFFSET(OFS_FRAME_LR, struct glue_frame, lr);
    OFFSET(OFS_FRAME_CTR, struct glue_frame, ctr);
    OFFSET(OFS_FRAME_XER, struct glue_frame, xer);
    OFFSET(OFS_FRAME_CR, struct glue_frame, cr);
    OFFSET(OFS_FRAME_CAUSE, struct glue_frame, cause);
    OFFSET(OFS_FRAME_STATUS, struct glue_frame, status);
    OFFSET(OFS_FRAME_ADDRESS, struct glue_frame, address);
    OFFSET(OFS_FRAME_SCRATCH, struct glue_frame, scratch);
}
