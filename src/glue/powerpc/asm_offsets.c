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

/* r3 .. r31 follow each other. */
_Static_assert(GPR(31) - GPR(3) == 28, "lmw and stmw");
/* One cache line of 64 bytes: frame.gpr[GPR(30)] .. tcb->waited_for. */
_Static_assert(offsetof(struct tcb, frame.gpr[GPR(30)]) / 64 ==
                   offsetof(struct tcb, waited_for) / 64,
               "the fast path's line of a TCB");

void asm_offsets(void);

void asm_offsets(void)
{
    OFFSET(OFS_LR, struct tcb, frame.lr);
    OFFSET(OFS_CTR, struct tcb, frame.ctr);
    OFFSET(OFS_XER, struct tcb, frame.xer);
    OFFSET(OFS_CR, struct tcb, frame.cr);
    OFFSET(OFS_CAUSE, struct tcb, frame.cause);
    OFFSET(OFS_STATUS, struct tcb, frame.status);
    OFFSET(OFS_ADDRESS, struct tcb, frame.address);
    OFFSET(OFS_UTCB, struct tcb, frame.utcb);
    OFFSET(OFS_SCRATCH, struct tcb, frame.scratch);
    OFFSET(OFS_R0, struct tcb, frame.gpr[GPR(0)]);
    OFFSET(OFS_R1, struct tcb, frame.gpr[GPR(1)]);
    OFFSET(OFS_R2, struct tcb, frame.gpr[GPR(2)]);
    OFFSET(OFS_R3, struct tcb, frame.gpr[GPR(3)]);
    OFFSET(OFS_R11, struct tcb, frame.gpr[GPR(11)]);
    OFFSET(OFS_R12, struct tcb, frame.gpr[GPR(12)]);
    OFFSET(OFS_R13, struct tcb, frame.gpr[GPR(13)]);
    OFFSET(OFS_R30, struct tcb, frame.gpr[GPR(30)]);
    OFFSET(OFS_USER_SPR, struct tcb, frame.user_spr);
    OFFSET(OFS_IP, struct tcb, frame.ip);
    OFFSET(OFS_MSR, struct tcb, frame.msr);
    OFFSET(OFS_TCB_ID, struct tcb, id);
    OFFSET(OFS_TCB_FAST_FROM, struct tcb, fast_from);
    OFFSET(OFS_TCB_FAST_BLOCK, struct tcb, fast_block);
    OFFSET(OFS_TCB_WAITED_FOR, struct tcb, waited_for);
    OFFSET(OFS_TCB_SPACE, struct tcb, space);
    OFFSET(OFS_TCB_UTCB, struct tcb, utcb);
    OFFSET(OFS_TCB_LOCAL_ID, struct tcb, local_id);
    OFFSET(OFS_TCB_GLUE_ROOT, struct tcb, glue_root);
    OFFSET(OFS_TCB_PRIO, struct tcb, prio);
    OFFSET(OFS_TCB_STATE, struct tcb, state);
    OFFSET(OFS_SPACE_TAG, struct space, arch.tag);
    OFFSET(OFS_SPACE_OWNERS, struct space, owners);
    OFFSET(OFS_SPACE_OWNERS_MASK, struct space, owners_mask);
    OFFSET(OFS_CPU_SWITCH_GATE, struct cpu, switch_gate);
    CONSTANT(TS_RECV, TS_RECV);
    CONSTANT(CAUSE_L4_MRS, PPC_CAUSE_L4_MRS);
}
