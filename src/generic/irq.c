/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Interrupts as threads (api.md 4.3.5, 6.2).
 *
 * An associated line has a TCB of its own, so its messages queue and its acknowledges arrive like any IPC. The line is masked
 * while its thread sends or waits for the acknowledge:
 *
 * TCB state                    line      meaning
 * RECV, wait_from = nilthread  unmasked  idle
 * SEND                         masked    handler is not waiting
 * RECV, wait_from = handler    masked    delivered, not acknowledged
 */
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/ipc.h>
#include <kernel/irq.h>
#include <kernel/kip.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include <kernel/thread.h>
#include <kernel/section.h>

/* Where interrupt threads live: a space that no user thread is in, so their IDs are always global. */
static struct space irq_space;

BOOT_CODE void irq_init(void)
{
    list_init(&irq_space.utcb_pages);
}

void irq_note(unsigned irq)
{
    this_cpu()->irq_noted[irq / 32] |= 1u << (irq % 32);
}

static struct tcb *irq_thread(unsigned irq)
{
    struct tcb *t = tcb_by_number(irq);

    return t->id != TID_NIL ? t : NULL;
}

void irq_deliver(void)
{
    struct cpu *cpu = this_cpu();

    for (unsigned i = 0; i < CPU_IRQ_WORDS; i++) {
        while (cpu->irq_noted[i] != 0) {
            unsigned bit = (unsigned)__builtin_ctz(cpu->irq_noted[i]);
            struct tcb *t = irq_thread(i * 32 + bit);

            cpu->irq_noted[i] &= ~(1u << bit);
            if (t != NULL && t->state == TS_RECV && t->wait_from == TID_NIL)
                ipc_interrupt(t);
        }
    }
}

static void make_idle(struct tcb *t)
{
    t->state = TS_RECV;
    t->wait_from = TID_NIL;
    t->kind = IPC_INTERRUPT;
}

void irq_acknowledged(struct tcb *t)
{
    make_idle(t);
    plat_irq_unmask(t->irq);
}

/* The line has no handler any more. */
static void detach(struct tcb *t)
{
    word_t number = 0;

    plat_irq_mask(t->irq);
    if (t->state == TS_SEND)
        ipc_leave_queue(t);
    make_idle(t);
    t->flags |= TF_DYING;
    ipc_release_senders(t);
    while (t->waited_for && ipc_release_waiters(t->id, &number) == L4_AGAIN)
        ;
    tcb_remove(t);
    space_leave(t);
    tcb_free(t);
}

static enum l4_error attach(unsigned irq, tid_t id, struct tcb *handler)
{
    struct tcb *t = tcb_alloc();

    if (t == NULL)
        return L4_ERR_NO_MEM;
    thread_init(t, id, handler->id);
    t->flags |= TF_IRQ;
    t->irq = (uint16_t)irq;
    t->kpartner = handler->id;
    make_idle(t);
    if (!tcb_insert(t)) {
        tcb_free(t);
        return L4_ERR_NO_MEM;
    }
    space_enter(&irq_space, t);
    plat_irq_unmask(irq);
    return L4_OK;
}

/* Another handler: what the old one has not taken goes to the new one, what it has not acknowledged counts as done. */
static void reattach(struct tcb *t, struct tcb *handler)
{
    bool pending = t->state == TS_SEND;

    if (t->kpartner == handler->id)
        return;
    if (pending)
        ipc_leave_queue(t);
    t->kpartner = handler->id;
    t->scheduler = handler->id;
    ipc_release_senders(t);
    if (pending)
        ipc_interrupt(t);
    else
        irq_acknowledged(t);
}

enum l4_error irq_control(struct tcb *self, tid_t dest, tid_t pager)
{
    unsigned irq = (unsigned)tid_number(dest);
    struct tcb *t;
    struct tcb *handler;

    if (tid_version(dest) != 1 || !plat_irq_available(irq))
        return L4_ERR_THREAD;
    t = irq_thread(irq);
    if (pager == dest) {
        if (t != NULL)
            detach(t);
        return L4_OK;
    }
    handler = tcb_resolve(self->space, pager);
    if (handler == NULL || (handler->flags & TF_IRQ))
        return L4_ERR_THREAD;
    if (t == NULL)
        return attach(irq, dest, handler);
    reattach(t, handler);
    return L4_OK;
}

void irq_handler_gone(struct tcb *handler)
{
    unsigned lines = plat_irq_count();

    for (unsigned irq = 0; irq < lines; irq++) {
        struct tcb *t = irq_thread(irq);

        if (t != NULL && t->kpartner == handler->id)
            detach(t);
    }
}
