/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What every Ipc that is not an assembly fast path's goes through on amd64.
 */
#include <glue/entry.h>
#include <kernel/ipc.h>
#include <kernel/sched.h>
#include <kernel/syscall.h>

struct tcb *amd64_ipc(struct glue_frame *f);

void glue_ipc_result(struct tcb *tcb, tid_t from, word_t tag)
{
    *glue_mr(tcb->utcb, 0) = tag;
    amd64_load_mrs(&tcb->frame, tcb);
    tcb->frame.rsi = from;
}

void glue_switch_to(struct tcb *tcb)
{
    struct cpu *cpu = this_cpu();

    cpu->arch.page->tss.rsp[0] = (word_t)(&tcb->frame + 1);
    *cpu->arch.gs_word = tcb->local_id;
}

/* Returns the thread to load, or NULL: sched_exit decides. */
struct tcb *amd64_ipc(struct glue_frame *f)
{
    struct tcb *self = amd64_enter(f);
    struct tcb *next;

    amd64_store_mrs(glue_mr(self->utcb, 0), f);
    next = ipc_fast(self, f->rsi, f->rdx, f->r8);
    if (next == NULL)
        sys_ipc(self, f->rsi, f->rdx, f->r8);
    return next;
}
