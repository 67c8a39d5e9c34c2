/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What every Ipc that is not the assembly fast path's goes through on ia32.
 */
#include <glue/x86.h>
#include <kernel/ipc_fast.h>
#include <kernel/sched.h>
#include <kernel/syscall.h>

struct tcb *ia32_ipc(struct glue_frame *f);

void glue_ipc_result(struct tcb *tcb, tid_t from, word_t tag)
{
    word_t *mr = glue_mr(tcb->utcb, 0);

    mr[0] = tag;
    tcb->frame.ax = from;
    tcb->frame.si = tag;
    tcb->frame.bx = mr[1];
    tcb->frame.bp = mr[2];
    tcb->frame.di = tcb->local_id;
}

void glue_switch_to(struct tcb *tcb)
{
    struct cpu *cpu = this_cpu();

    cpu->arch.page->tss.esp0 = (word_t)(&tcb->frame + 1);
    *cpu->arch.gs_word = tcb->local_id;
}

/* Returns the thread to load, or NULL: sched_exit decides. */
struct tcb *ia32_ipc(struct glue_frame *f)
{
    struct tcb *self = x86_enter(f);
    struct tcb *next;

    *glue_mr(self->utcb, 0) = f->si;
    next = ipc_fast_inline(self, f->ax, f->dx, f->cx);
    if (next == NULL)
        sys_ipc(self, f->ax, f->dx, f->cx);
    return next;
}
