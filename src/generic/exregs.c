/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ExchangeRegisters (api.md 4.2).
 */
#include <kernel/ipc.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include <kernel/syscall.h>

#define EXREGS_HALT     0x001u
#define EXREGS_RECEIVE  0x002u
#define EXREGS_SEND     0x004u
#define EXREGS_SP       0x008u
#define EXREGS_IP       0x010u
#define EXREGS_FLAGS    0x020u
#define EXREGS_HANDLE   0x040u
#define EXREGS_PAGER    0x080u
#define EXREGS_SET_HALT 0x100u

/* May self exchange the registers of t: same space, or the space of t's pager (feature pagerexregs)? */
static bool permitted(struct tcb *self, struct tcb *t)
{
    struct tcb *pager;

    if (t == NULL || !tcb_is_active(t) || (t->flags & TF_IRQ))
        return false;
    if (t->space == self->space)
        return true;
    pager = tcb_resolve(t->space, *tcb_tcr(t, TCR_PAGER));
    return pager != NULL && pager->space == self->space;
}

static word_t state_word(const struct tcb *t)
{
    return ((t->flags & TF_HALTED) ? EXREGS_HALT : 0) | (ipc_is_receiving(t) ? EXREGS_RECEIVE : 0) |
           (ipc_is_sending(t) ? EXREGS_SEND : 0);
}

static void set_values(struct tcb *t, const struct exregs *x)
{
    if (x->control & EXREGS_SP)
        glue_frame_set_sp(t, x->sp);
    if (x->control & EXREGS_IP)
        glue_frame_set_ip(t, x->ip);
    if (x->control & EXREGS_FLAGS)
        glue_frame_set_flags(t, x->flags);
    if (x->control & EXREGS_HANDLE)
        *tcb_tcr(t, TCR_USER_HANDLE) = x->handle;
    if (x->control & EXREGS_PAGER)
        *tcb_tcr(t, TCR_PAGER) = x->pager;
}

static void apply(struct tcb *t, const struct exregs *x)
{
    bool halt = (x->control & EXREGS_SET_HALT) && (x->control & EXREGS_HALT);
    bool resume = (x->control & EXREGS_SET_HALT) && !(x->control & EXREGS_HALT);

    if (halt) {
        t->flags |= TF_HALTED;
        t->fast_from = 0;
        if (t->cont == CONT_NONE)
            sched_unready(t);
    }
    ipc_cancel(t, (x->control & EXREGS_SEND) != 0, (x->control & EXREGS_RECEIVE) != 0);
    set_values(t, x);
    if (resume && (t->flags & TF_HALTED)) {
        t->flags &= (uint8_t)~TF_HALTED;
        sched_wake(t);
    }
}

void sys_exchange_registers(struct tcb *self, struct exregs *x)
{
    struct tcb *t = tcb_resolve(self->space, x->dest);
    struct exregs in = *x;
    struct tcb *pager;

    *x = (struct exregs){0};
    if (!permitted(self, t)) {
        tcb_set_error(self, L4_ERR_THREAD);
        return;
    }
    if ((in.control & EXREGS_PAGER) && tid_is_local(in.pager)) {
        pager = tcb_find_local(self->space, in.pager);
        if (pager == NULL && in.pager != TID_NIL) {
            tcb_set_error(self, L4_ERR_THREAD);
            return;
        }
        in.pager = pager != NULL ? pager->id : TID_NIL;
    }
    x->dest = tid_is_local(in.dest) ? t->id : t->local_id;
    x->control = state_word(t);
    x->sp = glue_frame_sp(t);
    x->ip = glue_frame_ip(t);
    x->flags = glue_frame_flags(t);
    x->handle = *tcb_tcr(t, TCR_USER_HANDLE);
    x->pager = *tcb_tcr(t, TCR_PAGER);
    apply(t, &in);
}
