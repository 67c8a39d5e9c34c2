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

/* What the fast path takes for granted. */
#define HOT_LINE(ofs) ((ofs) / 64)
_Static_assert(offsetof(struct tcb, fast_from) == offsetof(struct tcb, id) + 4 &&
                   offsetof(struct tcb, space) == offsetof(struct tcb, id) + 8 &&
                   offsetof(struct tcb, local_id) == offsetof(struct tcb, id) + 12,
               "loaded together, and what is behind");
_Static_assert(offsetof(struct tcb, frame) + sizeof(struct glue_frame) == offsetof(struct tcb, id),
               "the frame ends where the hot words begin");
_Static_assert(HOT_LINE(offsetof(struct tcb, frame.r[8])) ==
                   HOT_LINE(offsetof(struct tcb, waited_for)),
               "one cache line of 64 bytes");
_Static_assert(offsetof(struct space, arch.ttbr) == 0 && offsetof(struct space, arch.asid) == 4,
               "loaded together");
_Static_assert(offsetof(struct space, owners_mask) == offsetof(struct space, owners) + 4,
               "loaded together");
_Static_assert(TS_RECV == true, "one register for both");
_Static_assert(GLUE_UTCB_ANCHOR == 4 * (ABI_MR0 + ABI_REG_MRS), "where the copy begins");

void asm_offsets(void);

void asm_offsets(void)
{
    OFFSET(OFS_TCB_FRAME, struct tcb, frame);
    OFFSET(OFS_FRAME_R, struct glue_frame, r);
    OFFSET(OFS_FRAME_PC, struct glue_frame, pc);
    OFFSET(OFS_FRAME_CPSR, struct glue_frame, cpsr);
    OFFSET(OFS_FRAME_R8, struct glue_frame, r[8]);
    OFFSET(OFS_TCB_ID, struct tcb, id);
    OFFSET(OFS_TCB_FAST_FROM, struct tcb, fast_from);
    OFFSET(OFS_TCB_FAST_BLOCK, struct tcb, fast_block);
    OFFSET(OFS_TCB_WAITED_FOR, struct tcb, waited_for);
    OFFSET(OFS_TCB_SPACE, struct tcb, space);
    OFFSET(OFS_TCB_UTCB, struct tcb, utcb);
    OFFSET(OFS_TCB_LOCAL_ID, struct tcb, local_id);
    OFFSET(OFS_TCB_STUB, struct tcb, glue_root);
    OFFSET(OFS_TCB_PRIO, struct tcb, prio);
    OFFSET(OFS_TCB_STATE, struct tcb, state);
    OFFSET(OFS_SPACE_OWNERS, struct space, owners);
    OFFSET(OFS_CPU_SWITCH_GATE, struct cpu, switch_gate);
    CONSTANT(TS_RECV, TS_RECV);
}
