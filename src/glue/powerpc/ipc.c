/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What every Ipc that is not the assembly fast path's goes through on PowerPC.
 */
#include <kernel/ipc_fast.h>
#include <kernel/sched.h>
#include <kernel/syscall.h>

struct tcb *ppc_ipc(struct tcb *self, tid_t to, tid_t from, word_t timeouts);

/* The registers that carry MR0 .. MR9 are loaded from the UTCB at the exit. */
void glue_ipc_result(struct tcb *tcb, tid_t from, word_t tag)
{
    *glue_mr(tcb->utcb, 0) = tag;
    tcb->frame.gpr[GPR(16)] = from;
    tcb->frame.cause = PPC_CAUSE_L4_MRS;
}

void glue_switch_to(struct tcb *tcb)
{
    ppc_set_current(tcb);
}

/* The entry code has put MR0 .. MR9 into the UTCB. Returns the thread to load, or NULL: sched_exit decides. */
struct tcb *ppc_ipc(struct tcb *self, tid_t to, tid_t from, word_t timeouts)
{
    struct tcb *next;

    sched_enter(self);
    next = ipc_fast_inline(self, to, from, timeouts);
    if (next == NULL)
        sys_ipc(self, to, from, timeouts);
    return next;
}
