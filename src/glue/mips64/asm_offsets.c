/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Structure offsets for the assembly files; read by tools/asm_offsets.py.
 */
#include <glue/entry.h>
#include <kernel/cpu.h>
#include <kernel/space.h>
#include <kernel/tcb.h>

#define CONSTANT(sym, val)       __asm__ volatile(".ascii \"->" #sym " %c0\"" : : "i"(val))
#define OFFSET(sym, type, field) CONSTANT(sym, offsetof(type, field))

void asm_offsets(void);

/* What the fast path saves of a thread, and what it reads and writes besides, are one cache line each. */
_Static_assert(offsetof(struct tcb, id) % 64 == 0 &&
                   offsetof(struct tcb, waited_for) - offsetof(struct tcb, id) < 64,
               "cache lines of a TCB");

void asm_offsets(void)
{
    OFFSET(OFS_TCB_FRAME, struct tcb, frame);
    OFFSET(OFS_TCB_R, struct tcb, frame.r);
    OFFSET(OFS_TCB_HI, struct tcb, frame.hi);
    OFFSET(OFS_TCB_LO, struct tcb, frame.lo);
    OFFSET(OFS_TCB_EPC, struct tcb, frame.epc);
    OFFSET(OFS_TCB_CAUSE, struct tcb, frame.cause);
    OFFSET(OFS_TCB_FORM, struct tcb, frame.form);
    OFFSET(OFS_FRAME_R, struct glue_frame, r);
    OFFSET(OFS_FRAME_HI, struct glue_frame, hi);
    OFFSET(OFS_FRAME_LO, struct glue_frame, lo);
    OFFSET(OFS_FRAME_EPC, struct glue_frame, epc);
    OFFSET(OFS_FRAME_CAUSE, struct glue_frame, cause);
    CONSTANT(FRAME_FULL, FRAME_FULL);
    CONSTANT(ROOT_LIPC, ROOT_LIPC);
    CONSTANT(SZ_FRAME, sizeof(struct glue_frame));
    OFFSET(OFS_TCB_ID, struct tcb, id);
    OFFSET(OFS_TCB_FAST_FROM, struct tcb, fast_from);
    OFFSET(OFS_TCB_FAST_BLOCK, struct tcb, fast_block);
    OFFSET(OFS_TCB_WAITED_FOR, struct tcb, waited_for);
    OFFSET(OFS_TCB_SPACE, struct tcb, space);
    OFFSET(OFS_TCB_UTCB, struct tcb, utcb);
    OFFSET(OFS_TCB_LOCAL_ID, struct tcb, local_id);
    OFFSET(OFS_TCB_ROOT, struct tcb, glue_root);
    OFFSET(OFS_TCB_PRIO, struct tcb, prio);
    OFFSET(OFS_TCB_STATE, struct tcb, state);
    OFFSET(OFS_SPACE_OWNERS, struct space, owners);
    OFFSET(OFS_SPACE_OWNERS_MASK, struct space, owners_mask);
    OFFSET(OFS_CPU_CURRENT, struct cpu, current);
    OFFSET(OFS_CPU_SWITCH_GATE, struct cpu, switch_gate);
    OFFSET(OFS_CPU_STACK, struct cpu, arch.stack);
    OFFSET(OFS_CPU_USER_STATUS, struct cpu, arch.user_status);
    OFFSET(OFS_CPU_KERNEL_STATUS, struct cpu, arch.kernel_status);
    CONSTANT(TS_RECV, TS_RECV);
}
