/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Invariants of threads, queues, transfers and timeouts, checked from the outside after every step.
 */
#include <kernel/irq.h>
#include <kernel/kip.h>
#include "machine.h"
#include "tap.h"

static unsigned linked_in(const struct list *head, const struct tcb *t)
{
    unsigned n = 0;

    for (const struct list *l = head->next; l != head; l = l->next)
        n += l == &t->queue;
    return n;
}

/* The TCB is the one that the thread table shows for its number (freed TCBs are readable: slabs do not unmap). */
static bool exists(const struct tcb *t)
{
    return t != NULL && t->id != TID_NIL && tid_number(t->id) < THREAD_COUNT &&
           tcb_by_number(tid_number(t->id)) == t;
}

static void check_ready_queues(const struct cpu *cpu)
{
    unsigned count = 0;
    unsigned top = 0;

    for (unsigned prio = 0; prio < PRIO_COUNT; prio++) {
        const struct list *head = &cpu->ready[prio];

        CHECK(((cpu->ready_map[prio / 32] >> (prio % 32) & 1) != 0) == !list_empty(head));
        for (const struct list *l = head->next; l != head; l = l->next) {
            const struct tcb *t = container_of(l, struct tcb, queue);

            CHECK(exists(t) && t->prio == prio && t->state == TS_READY && t != cpu->current);
            CHECK(sched_is_runnable(t) && l->next->prev == l);
            top = prio;
            count++;
        }
    }
    CHECK(count == cpu->ready_count);
    CHECK(cpu->switch_gate == (cpu->fpu_on || cpu->delayed ? SWITCH_GATE_SHUT : top));
    CHECK(cpu->handoff == NULL && !cpu->in_event && !cpu->timer_noted);
}

static void check_heap(const struct timeout *t, const struct timeout *parent, unsigned *count)
{
    const struct tcb *owner;

    if (t == NULL)
        return;
    owner = container_of(t, struct tcb, timeout);
    CHECK(t->armed && t->parent == parent && exists(owner));
    CHECK(parent == NULL || parent->deadline_us <= t->deadline_us);
    CHECK(owner->state == TS_SEND || owner->state == TS_RECV || owner->peer != NULL ||
          owner->outer_peer != NULL);
    (*count)++;
    check_heap(t->left, t, count);
    check_heap(t->right, t, count);
}

/* Senders of t: they are there, wait, and know it. */
static void check_senders(const struct tcb *t)
{
    for (const struct list *l = t->senders.next; l != &t->senders; l = l->next) {
        const struct tcb *s = container_of(l, struct tcb, queue);

        CHECK(exists(s) && s->state == TS_SEND && s->send_to == t && !s->redirect_wait);
        CHECK(l->next->prev == l && l->prev->next == l);
    }
}

static void check_transfer(const struct tcb *t)
{
    if (t->outer_peer != NULL) {
        CHECK(exists(t->outer_peer) && t->outer_peer->peer == t);
        CHECK(t->outer_peer->outer_peer == NULL || t->outer_peer->outer_peer == t);
        CHECK(t->outer_peer->state == TS_XFER_WAIT && t->kind == IPC_PAGEFAULT);
        CHECK(t->outer_peer->peer_receives != t->outer_receives);
    }
    if (t->peer == NULL)
        return;
    CHECK(exists(t->peer) && t->peer != t);
    if (t->peer->outer_peer == t && t->peer->peer != t) {
        CHECK(t->state == TS_XFER_WAIT && t->peer_receives != t->peer->outer_receives);
    } else {
        CHECK(t->peer->peer == t && t->peer->peer_receives != t->peer_receives);
        if (t->peer_receives)
            CHECK(t->state == TS_READY && t->cont == CONT_TRANSFER && t->kind == IPC_USER);
        else
            CHECK(t->state == TS_XFER_WAIT);
    }
}

static void check_timeout(const struct tcb *t, unsigned *armed)
{
    if (!t->timeout.armed)
        return;
    (*armed)++;
    if (t->peer == NULL && t->outer_peer == NULL)
        CHECK(t->kind == IPC_USER);
    else
        CHECK(t->outer_peer != NULL ? t->outer_receives : t->peer_receives);
}

static void check_place(const struct cpu *cpu, const struct tcb *t)
{
    switch ((enum thread_state)t->state) {
    case TS_INACTIVE:
        CHECK(!list_linked(&t->queue) && list_empty(&t->senders) && t->peer == NULL &&
              t->outer_peer == NULL && !t->timeout.armed);
        break;
    case TS_READY:
        CHECK(t->kind == IPC_USER || t->cont != CONT_NONE);
        CHECK(linked_in(&cpu->ready[t->prio], t) ==
              (unsigned)(sched_is_runnable(t) && t != cpu->current));
        CHECK(list_linked(&t->queue) == (sched_is_runnable(t) && t != cpu->current));
        break;
    case TS_SEND:
        CHECK(t->redirect_wait == (t->send_to == NULL) && t->cont == CONT_NONE);
        CHECK(list_linked(&t->queue) == (t->send_to != NULL));
        CHECK(t->send_to == NULL ||
              (exists(t->send_to) && linked_in(&t->send_to->senders, t) == 1));
        CHECK(t->peer == NULL);
        break;
    case TS_RECV:
        CHECK(!list_linked(&t->queue) && t->cont == CONT_NONE && t->peer == NULL);
        break;
    case TS_XFER_WAIT:
        CHECK(!list_linked(&t->queue) && t->cont == CONT_NONE && t->peer != NULL);
        break;
    default:
        CHECK(!"state");
    }
    CHECK(t->state == TS_SEND || t->send_to == NULL);
    CHECK(t->fast_from == 0 || (t->state == TS_RECV && t->kind == IPC_USER &&
                                !(t->flags & TF_SLOW) && !t->timeout.armed));
    CHECK(((t->fast_block & BLOCK_SENDERS) != 0) == !list_empty(&t->senders));
    CHECK(((t->fast_block & BLOCK_QUANTUM) != 0) == ((t->flags & TF_QUANTUM) != 0));
    if (!(t->flags & TF_DYING))
        CHECK(((t->fast_block & BLOCK_REDIRECT) != 0) == (t->space->redirector != TID_NIL));
}

/* A wait for somebody in particular: he exists. No receiver misses a sender that it admits. */
static void check_waiting(const struct tcb *t)
{
    if (t->state != TS_RECV || t->kind == IPC_START || (t->flags & TF_IRQ))
        return;
    if (tcb_filter(t) != TID_ANY && tcb_filter(t) != TID_ANY_LOCAL) {
        const struct tcb *p = tcb_by_number(tid_number(tcb_filter(t)));

        CHECK(p->id == tcb_filter(t) && (p->state != TS_INACTIVE || (p->flags & TF_DYING)));
        CHECK(p->state != TS_SEND || p->send_to != t);
    } else if (tcb_filter(t) == TID_ANY) {
        CHECK(list_empty(&t->senders));
    }
}

static void check_identity(struct tcb *t)
{
    const struct tcb *i;
    unsigned found = 0;

    if (t->flags & TF_IRQ) {
        CHECK(t->kind == IPC_INTERRUPT && (t->state == TS_SEND || t->state == TS_RECV));
        CHECK(machine_masked[t->irq] || (t->state == TS_RECV && tcb_filter(t) == TID_NIL));
        return;
    }
    for (i = t->space->threads; i != NULL; i = i->space_next)
        found += i == t;
    CHECK(found == 1 || (t->flags & TF_DYING));
    if (!tcb_is_active(t))
        return;
    CHECK(tcb_find_local(t->space, t->local_id) == t);
}

static void check_space(const struct space *space)
{
    size_t n = 0;

    for (const struct tcb *t = space->threads; t != NULL; t = t->space_next) {
        CHECK(t->space == space && *t->space_link == t && exists(t));
        n++;
    }
    CHECK(n == space->thread_count);
    for (word_t i = 0; space->owners != NULL && i <= space->owners_mask; i++)
        CHECK(space->owners[i] == tcb_dummy() ||
              (exists(space->owners[i]) && space->owners[i]->space == space &&
               ((space->owners[i]->local_id >> GLUE_UTCB_SIZE_LOG2) & space->owners_mask) == i));
}

void machine_check(void)
{
    const struct cpu *cpu = &cpus[0];
    unsigned armed = 0;
    unsigned heaped = 0;
    word_t number = 0;
    struct tcb *t;

    CHECK(exists(cpu->current) && sched_is_runnable(cpu->current));
    CHECK(!(cpu->current->flags & (TF_DYING | TF_HALTED | TF_EXHAUSTED)));
    CHECK(cpu->current->cont == CONT_NONE && cpu->current->kind == IPC_USER);
    CHECK(machine_loaded == &cpu->current->space->arch);
    CHECK(cpu->fpu_owner == NULL || (exists(cpu->fpu_owner) && cpu->fpu_owner->fpu != NULL));
    check_ready_queues(cpu);
    check_heap(cpu->timeouts.root, NULL, &heaped);
    for (; (t = tcb_next(&number)) != NULL; number++) {
        CHECK(tid_number(t->id) == number);
        check_place(cpu, t);
        check_senders(t);
        check_transfer(t);
        check_timeout(t, &armed);
        check_waiting(t);
        check_identity(t);
        if (!(t->flags & TF_DYING))
            check_space(t->space);
    }
    CHECK(armed == heaped);
    CHECK(cpu->timeouts.root == NULL || machine_armed <= cpu->timeouts.root->deadline_us);
}
