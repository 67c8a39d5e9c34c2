/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Structure offsets for the assembly files; read by tools/asm_offsets.py.
 */
#include <kernel/cpu.h>
#include <kernel/space.h>
#include <kernel/tcb.h>

#define CONSTANT(sym, val)       __asm__ volatile(".ascii \"->" #sym " %c0\"" : : "i"(val))
#define OFFSET(sym, type, field) CONSTANT(sym, offsetof(type, field))

void asm_offsets(void);

void asm_offsets(void)
{
    OFFSET(OFS_TCB_FRAME, struct tcb, frame);
    OFFSET(OFS_FRAME_VECTOR, struct glue_frame, vector);
    OFFSET(OFS_FRAME_EIP, struct glue_frame, ip);
    OFFSET(OFS_FRAME_EFLAGS, struct glue_frame, flags);
    OFFSET(OFS_FRAME_ESP, struct glue_frame, sp);
    CONSTANT(SZ_FRAME, sizeof(struct glue_frame));
    OFFSET(OFS_TCB_ID, struct tcb, id);
    OFFSET(OFS_TCB_FAST_FROM, struct tcb, fast_from);
    OFFSET(OFS_TCB_FAST_BLOCK, struct tcb, fast_block);
    OFFSET(OFS_TCB_WAITED_FOR, struct tcb, waited_for);
    OFFSET(OFS_TCB_SPACE, struct tcb, space);
    OFFSET(OFS_TCB_UTCB, struct tcb, utcb);
    OFFSET(OFS_TCB_LOCAL_ID, struct tcb, local_id);
    OFFSET(OFS_TCB_CR3, struct tcb, glue_root);
    OFFSET(OFS_TCB_PRIO, struct tcb, prio);
    OFFSET(OFS_TCB_STATE, struct tcb, state);
    OFFSET(OFS_SPACE_OWNERS, struct space, owners);
    OFFSET(OFS_SPACE_OWNERS_MASK, struct space, owners_mask);
    OFFSET(OFS_CPU_SWITCH_GATE, struct cpu, switch_gate);
    CONSTANT(TS_RECV, TS_RECV);
}
