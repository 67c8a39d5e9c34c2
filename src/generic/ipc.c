/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IPC: finding the partner, waiting for it, and the ends of an IPC.
 *
 * The phases, in order: ipc_send finds the destination (redirection, propagation) and meets or queues; rendezvous starts the
 * transfer; ipc_finish or ipc_break end it; ipc_receive starts the receive phase; ipc_wait blocks. A thread's place in
 * this is its `state` (kernel/tcb.h) and its `kind`.
 */
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/ipc.h>
#include <kernel/l4time.h>
#include <kernel/msgtag.h>
#include <kernel/preempt.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include <kernel/syscall.h>

#define PHASE_SEND    0u
#define PHASE_RECEIVE 1u

static word_t error_code(enum ipc_error e, unsigned phase, word_t offset)
{
    return (word_t)(offset << 4) | (word_t)e << 1 | phase;
}

/* The thread's user IPC ends with an error before anything was transferred. It becomes READY. */
static void fail(struct tcb *t, enum ipc_error e, unsigned phase)
{
    word_t tag = phase == PHASE_SEND ? (*glue_mr(t->utcb, 0) & ~TAG_FLAGS) : 0;

    t->state = TS_READY;
    tcb_set_error(t, error_code(e, phase, 0));
    glue_ipc_result(t, TID_NIL, tag | TAG_ERROR);
    sched_wake(t);
}

/* The thread's IPC, own or the kernel's, ends with an error before transfer. */
static void fail_any(struct tcb *t, enum ipc_error e, unsigned phase)
{
    if (t->kind == IPC_USER)
        fail(t, e, phase);
    else
        ipc_kernel_failed(t);
}

/* Ends the timeout of a wait. The timeout of an outer transfer goes on during its page faults. */
static void disarm_wait(struct tcb *t)
{
    if (t->outer_peer == NULL)
        sched_disarm(t);
}

/* ---- send phase ---- */

/* May s send in the name of v to dest (api.md 4.8.10)? */
static bool propagation_permitted(struct tcb *s, struct tcb *v, struct tcb *dest)
{
    tid_t redirector = v->space->redirector;

    if (v->space == s->space || s->space == dest->space)
        return true;
    /* The redirector of v's space, or one further along the chain; its length is bounded against loops. */
    for (unsigned i = 0; i < 16 && redirector != TID_NIL; i++) {
        struct tcb *r = tcb_find(redirector);

        if (r == NULL)
            return false;
        if (r->space == s->space)
            return true;
        redirector = r->space->redirector;
    }
    return false;
}

static void decide_propagation(struct tcb *s, struct tcb *dest)
{
    struct tcb *v;

    if (s->kind != IPC_USER)
        return;
    s->virtual_sender = TID_NIL;
    s->xfer.tag = *glue_mr(s->utcb, 0) & ~(TAG_FLAGS & ~TAG_PROPAGATED);
    if (!(s->xfer.tag & TAG_PROPAGATED))
        return;
    s->xfer.tag &= ~TAG_PROPAGATED;
    v = tcb_resolve(s->space, *tcb_tcr(s, TCR_SENDER));
    if (v == NULL || !tcb_is_active(v) || (v->flags & TF_IRQ) || !propagation_permitted(s, v, dest))
        return;
    s->xfer.tag |= TAG_PROPAGATED;
    s->virtual_sender = v->id;
}

/* Does waiting thread r accept a message from s, or from s in the name of its virtual sender? */
static bool admits(const struct tcb *r, const struct tcb *s)
{
    tid_t virtual_sender = s->kind == IPC_USER ? s->virtual_sender : TID_NIL;
    tid_t filter = tcb_filter(r);

    if (filter == TID_ANY)
        return true;
    if (filter == TID_ANY_LOCAL) {
        if (virtual_sender != TID_NIL) {
            const struct tcb *v = tcb_find(virtual_sender);

            return v != NULL && v->space == r->space;
        }
        return s->space == r->space;
    }
    return filter == s->id || (virtual_sender != TID_NIL && filter == virtual_sender);
}

static void rendezvous(struct tcb *s, struct tcb *r)
{
    ASSERT(r->state == TS_RECV && s->state == TS_READY && s->peer == NULL && r->peer == NULL);
    disarm_wait(s);
    disarm_wait(r);
    tcb_unexpose(r);
    r->state = TS_XFER_WAIT;
    r->peer = s;
    r->peer_receives = false;
    s->peer = r;
    s->peer_receives = true;
    if (s->kind == IPC_USER) {
        s->xfer.item = 0;
        s->xfer.buffer = 1;
        s->xfer.faulted = false;
        s->xfer.string_done = 0;
        s->xfer.total_done = 0;
    }
    ipc_transfer(s);
}

/* Where messages of s to dest really go (api.md 4.8.11): dest, the redirector, or NULL while there is none. A redirector that
 * lives in the space itself sends where it wants. */
static struct tcb *redirected(struct tcb *s, struct tcb *dest)
{
    tid_t redirector = s->space->redirector;
    struct tcb *r;

    if (redirector == TID_NIL || s->space == dest->space || (dest->flags & TF_IRQ) ||
        (s->flags & TF_IRQ))
        return dest;
    r = tcb_find(redirector);
    if (r == NULL || !tcb_is_active(r) || (r->flags & TF_IRQ))
        return NULL;
    return r == s || r->space == dest->space ? dest : r;
}

/* Waits in the queue of dest, or, with dest = NULL, for a redirector. A timeout that runs already goes on. */
static void wait_to_send(struct tcb *s, struct tcb *dest)
{
    unsigned timeout = s->kind == IPC_USER ? (unsigned)(s->timeouts >> 16) & 0xffff : L4TIME_NEVER;

    if (s->kind == IPC_PREEMPTION) {
        ipc_kernel_failed(s);
        return;
    }
    if (timeout != L4TIME_NEVER && !s->timeout.armed) {
        time_us_t now = plat_clock_us();

        if (l4time_is_zero(timeout, now)) {
            fail(s, IPC_ERR_TIMEOUT, PHASE_SEND);
            return;
        }
        sched_arm(s, l4time_deadline(timeout, now));
    }
    sched_unready(s);
    s->state = TS_SEND;
    s->send_to = dest;
    s->redirect_wait = dest == NULL;
    if (dest != NULL) {
        list_push_back(&dest->senders, &s->queue);
        dest->fast_block |= BLOCK_SENDERS;
    }
}

/* Dest is found: decides who gets the message in whose name, and meets it or waits. */
static void send_to(struct tcb *s, struct tcb *dest)
{
    struct tcb *real = redirected(s, dest);

    /* Also when it waits for a redirector that is there: that one may go, and then dest. */
    if (real != dest)
        dest->waited_for = true;
    if (real == NULL) {
        wait_to_send(s, NULL);
        return;
    }
    if (s->kind != IPC_USER)
        s->kintended = real != dest ? dest->id : TID_NIL;
    else
        s->intended = real != dest ? dest->id : TID_NIL;
    decide_propagation(s, real);
    if (real->state == TS_RECV && real != s && admits(real, s))
        rendezvous(s, real);
    else
        wait_to_send(s, real);
}

void ipc_send(struct tcb *self, tid_t to)
{
    struct tcb *dest = tcb_resolve(self->space, to);

    if (dest == NULL || !tcb_is_active(dest) ||
        ((dest->flags & TF_IRQ) && (self->kind != IPC_USER || dest->kpartner != self->id))) {
        fail_any(self, IPC_ERR_NO_PARTNER, PHASE_SEND);
        return;
    }
    if (self->kind == IPC_USER)
        self->send_id = dest->id;
    else
        self->kpartner = dest->id;
    send_to(self, dest);
}

void sys_ipc(struct tcb *self, tid_t to, tid_t from, word_t timeouts)
{
    ASSERT(self->kind == IPC_USER && self->state == TS_READY);
    self->timeouts = timeouts;
    self->recv_from = from;
    if (to != TID_NIL)
        ipc_send(self, to);
    else if (from != TID_NIL)
        ipc_receive(self);
    else
        glue_ipc_result(self, TID_NIL, *glue_mr(self->utcb, 0) & ~TAG_ERROR);
}

/* ---- receive phase ---- */

/* As ipc_leave_queue, but the timeout goes on. */
static void unqueue(struct tcb *s)
{
    if (s->send_to != NULL) {
        list_remove(&s->queue);
        if (list_empty(&s->send_to->senders))
            s->send_to->fast_block &= (uint8_t)~BLOCK_SENDERS;
    }
    s->send_to = NULL;
    s->redirect_wait = false;
    s->state = TS_READY;
}

void ipc_leave_queue(struct tcb *s)
{
    disarm_wait(s);
    unqueue(s);
}

/* First queued sender that r's receive admits; NULL if none. A closed wait names its sender, no search is needed. */
static struct tcb *queued_sender(struct tcb *r)
{
    if (r->wait_from != TID_ANY && r->wait_from != TID_ANY_LOCAL) {
        struct tcb *s = tcb_find(r->wait_from);

        if (s != NULL && s->state == TS_SEND && s->send_to == r)
            return s;
    }
    for (struct list *i = r->senders.next; i != &r->senders; i = i->next) {
        struct tcb *s = container_of(i, struct tcb, queue);

        if (admits(r, s))
            return s;
    }
    return NULL;
}

/* Whoever is waited for by name has a scan of all threads to make when he goes (ipc_release_waiters). */
static void note_waited_for(tid_t id)
{
    struct tcb *t = id == TID_ANY || id == TID_ANY_LOCAL ? NULL : tcb_find(id);

    if (t != NULL)
        t->waited_for = true;
}

void ipc_wait(struct tcb *self, tid_t from, unsigned timeout)
{
    struct cpu *cpu = cpu_at(self->cpu);
    struct tcb *s;

    note_waited_for(from);
    self->wait_from = from;
    s = list_empty(&self->senders) ? NULL : queued_sender(self);
    if (s != NULL && self != cpu->current && !(self->flags & TF_IRQ)) {
        /* Its turn comes; the message is there, so nothing is lost meanwhile. */
        self->state = TS_READY;
        self->cont = CONT_RECEIVE;
        sched_wake(self);
        return;
    }
    if (s == NULL && timeout != L4TIME_NEVER) {
        time_us_t now = plat_clock_us();

        if (l4time_is_zero(timeout, now)) {
            fail(self, IPC_ERR_TIMEOUT, PHASE_RECEIVE);
            return;
        }
        sched_arm(self, l4time_deadline(timeout, now));
    }
    sched_unready(self);
    self->state = TS_RECV;
    if (s != NULL) {
        ipc_leave_queue(s);
        rendezvous(s, self);
        return;
    }
    if (timeout == L4TIME_NEVER && self->kind == IPC_USER && !(self->flags & TF_SLOW))
        self->fast_from = from;
}

void ipc_receive(struct tcb *self)
{
    tid_t from = self->recv_from;

    if (from != TID_ANY && from != TID_ANY_LOCAL) {
        struct tcb *s = tcb_resolve(self->space, from);

        if (s == NULL || !tcb_is_active(s)) {
            fail(self, IPC_ERR_NO_PARTNER, PHASE_RECEIVE);
            return;
        }
        from = s->id;
    }
    ipc_wait(self, from, (unsigned)self->timeouts & 0xffff);
}

/* ---- ends ---- */

/* The transfer is over: the two threads are no longer bound to each other. */
static void part(struct tcb *s, struct tcb *r)
{
    disarm_wait(s);
    s->peer = NULL;
    r->peer = NULL;
    s->cont = CONT_NONE;
    r->state = TS_READY;
}

/* A closed receive of the virtual sender from its propagator turns to the destination (R190). */
static void retarget_virtual_sender(const struct tcb *s, struct tcb *r, struct tcb *v)
{
    if (v != NULL && v->state == TS_RECV && v->kind == IPC_USER && tcb_filter(v) == s->id) {
        r->waited_for = true;
        v->wait_from = r->id;
        if (v->fast_from != 0)
            v->fast_from = r->id;
    }
}

/* Delivers the result registers of a user thread's receive. */
static void deliver(struct tcb *s, struct tcb *r, word_t tag)
{
    tid_t from = tcb_id_for(s, r->space);
    tid_t intended = s->kind == IPC_USER ? s->intended : s->kintended;

    if (intended != TID_NIL) {
        tag |= TAG_REDIRECTED;
        *tcb_tcr(r, TCR_INTENDED_RECEIVER) = intended;
    }
    if (tag & TAG_PROPAGATED) {
        struct tcb *v = tcb_find(s->virtual_sender);

        *tcb_tcr(r, TCR_SENDER) = from;
        from = v != NULL ? tcb_id_for(v, r->space) : s->virtual_sender;
        retarget_virtual_sender(s, r, v);
    }
    if (s->cpu != r->cpu)
        tag |= TAG_XCPU;
    glue_ipc_result(r, from, tag);
    sched_wake(r);
}

/* What a sender does after its message is out. */
static void after_send(struct tcb *s, struct tcb *r)
{
    switch ((enum ipc_kind)s->kind) {
    case IPC_USER:
        /* A receive closed on a destination that is redirected waits for the redirector. */
        if (s->intended != TID_NIL && s->recv_from == s->intended)
            s->recv_from = r->id;
        if (s->recv_from != TID_NIL) {
            ipc_receive(s);
        } else {
            glue_ipc_result(s, TID_NIL, *glue_mr(s->utcb, 0) & ~TAG_ERROR);
            sched_wake(s);
        }
        break;
    case IPC_PREEMPTION:
    case IPC_QUANTUM:
        s->kind = IPC_USER;
        sched_wake(s);
        break;
    case IPC_START:
        BUG("start sends nothing");
    case IPC_PAGEFAULT:
    case IPC_IO_PAGEFAULT:
    case IPC_EXCEPTION:
    case IPC_SYSTEM_EXCEPTION:
    case IPC_INTERRUPT:
        ipc_wait(s, r->id, L4TIME_NEVER);
        break;
    }
}

void ipc_finish(struct tcb *s)
{
    struct tcb *r = s->peer;
    word_t tag = s->kind == IPC_USER ? s->xfer.tag : ipc_kernel_tag(s);

    part(s, r);
    if (r->kind == IPC_USER)
        deliver(s, r, tag);
    else
        ipc_kernel_receive(r, s, tag);
    after_send(s, r);
}

void ipc_fail_sender(struct tcb *s, enum ipc_error e, word_t offset)
{
    s->state = TS_READY;
    if (s->kind == IPC_USER) {
        tcb_set_error(s, error_code(e, PHASE_SEND, offset));
        glue_ipc_result(s, TID_NIL, (*glue_mr(s->utcb, 0) & ~TAG_FLAGS) | TAG_ERROR);
        sched_wake(s);
    } else {
        ipc_kernel_failed(s);
    }
}

void ipc_break(struct tcb *s, enum ipc_error sender_error, enum ipc_error receiver_error)
{
    struct tcb *r = s->peer;
    word_t offset = s->xfer.total_done + s->xfer.string_done;

    part(s, r);
    if (r->kind == IPC_USER) {
        tcb_set_error(r, error_code(receiver_error, PHASE_RECEIVE, offset));
        deliver(s, r, s->xfer.tag | TAG_ERROR);
    } else {
        ipc_kernel_failed(r);
    }
    ipc_fail_sender(s, sender_error, offset);
}

void ipc_continue(struct tcb *t)
{
    enum thread_cont cont = (enum thread_cont)t->cont;

    switch (cont) {
    case CONT_TRANSFER:
        t->cont = CONT_NONE;
        ipc_transfer(t);
        break;
    case CONT_RECEIVE:
        t->cont = CONT_NONE;
        if (t->kind == IPC_USER)
            ipc_receive(t);
        else
            ipc_wait(t, t->wait_from, L4TIME_NEVER);
        break;
    case CONT_RESTART:
        glue_restart(t);
        break;
    case CONT_NONE:
        break;
    }
}

void ipc_timed_out(struct tcb *t)
{
    if (t->peer != NULL || t->outer_peer != NULL) {
        /* The sender's timer of a transfer with page faults (api.md 4.8.8). */
        bool receivers = t->xfer.owner_receives;

        ipc_stop_transfer(t);
        ipc_break(t, receivers ? IPC_ERR_XFER_PARTNER : IPC_ERR_XFER_OWN,
                  receivers ? IPC_ERR_XFER_OWN : IPC_ERR_XFER_PARTNER);
    } else if (t->state == TS_SEND) {
        ipc_leave_queue(t);
        fail(t, IPC_ERR_TIMEOUT, PHASE_SEND);
    } else {
        ASSERT(t->state == TS_RECV && t->kind == IPC_USER);
        t->fast_from = 0;
        fail(t, IPC_ERR_TIMEOUT, PHASE_RECEIVE);
    }
}

/* ---- cancel, abort, deletion ---- */

bool ipc_is_sending(const struct tcb *t)
{
    if (t->outer_peer != NULL)
        return t->outer_receives;
    if (t->peer != NULL)
        return t->peer_receives;
    return t->state == TS_SEND;
}

bool ipc_is_receiving(const struct tcb *t)
{
    if (t->outer_peer != NULL)
        return !t->outer_receives;
    if (t->peer != NULL)
        return !t->peer_receives;
    return t->state == TS_RECV || t->cont == CONT_RECEIVE;
}

void ipc_stop_transfer(struct tcb *t)
{
    struct tcb *other;

    if (t->outer_peer != NULL)
        ipc_unwind_nested(t);
    other = t->peer;
    /* The other side's page fault is part of this transfer only if it was sent during it. */
    if (other->outer_peer == t)
        ipc_unwind_nested(other);
    if (!t->peer_receives)
        t = other;
    sched_unready(t);
    t->state = TS_READY;
}

static struct tcb *transfer_sender(struct tcb *t)
{
    return t->peer_receives ? t : t->peer;
}

static void abort_transfer(struct tcb *t)
{
    ipc_stop_transfer(t);
    ipc_break(transfer_sender(t), IPC_ERR_ABORTED, IPC_ERR_ABORTED);
}

/* Ends the waiting of t, which has no transfer under way. */
static void cancel_wait(struct tcb *t)
{
    unsigned phase = t->state == TS_SEND ? PHASE_SEND : PHASE_RECEIVE;

    if (t->state == TS_SEND)
        ipc_leave_queue(t);
    sched_disarm(t);
    sched_unready(t);
    t->fast_from = 0;
    t->cont = CONT_NONE;
    t->state = TS_READY;
    if (t->kind == IPC_USER) {
        fail(t, IPC_ERR_CANCELLED, phase);
    } else {
        /* A kernel protocol: the thread goes on at its user IP (api.md 4.2.3). */
        t->kind = IPC_USER;
        sched_wake(t);
    }
}

void ipc_cancel(struct tcb *t, bool send, bool receive)
{
    if (!(send && ipc_is_sending(t)) && !(receive && ipc_is_receiving(t)))
        return;
    if (t->peer != NULL || t->outer_peer != NULL)
        abort_transfer(t);
    else
        cancel_wait(t);
}

void ipc_release_senders(struct tcb *t)
{
    while (!list_empty(&t->senders)) {
        struct tcb *s = container_of(t->senders.next, struct tcb, queue);

        if ((s->kind == IPC_USER ? s->intended : s->kintended) != TID_NIL) {
            /* It waits for a redirector that is gone: now for the next one (R197). */
            unqueue(s);
            wait_to_send(s, NULL);
        } else {
            ipc_leave_queue(s);
            fail_any(s, IPC_ERR_NO_PARTNER, PHASE_SEND);
        }
    }
}

void ipc_detach(struct tcb *t)
{
    if (t->peer != NULL || t->outer_peer != NULL)
        abort_transfer(t);
    else if (t->state == TS_SEND || (t->kind != IPC_START && ipc_is_receiving(t)))
        cancel_wait(t);
}

/* If t waits for the thread that had this ID, its IPC ends. A user IPC that is about to receive finds out by itself. */
static void release_waiter(struct tcb *t, tid_t id)
{
    bool receives = t->state == TS_RECV || (t->cont == CONT_RECEIVE && t->kind != IPC_USER);

    if (receives && tcb_filter(t) == id && t->kind != IPC_START && !(t->flags & TF_IRQ)) {
        sched_unready(t);
        sched_disarm(t);
        t->fast_from = 0;
        t->cont = CONT_NONE;
        fail_any(t, IPC_ERR_NO_PARTNER, PHASE_RECEIVE);
    } else if (t->state == TS_SEND && t->redirect_wait &&
               (t->kind == IPC_USER ? t->send_id : t->kpartner) == id) {
        ipc_leave_queue(t);
        fail_any(t, IPC_ERR_NO_PARTNER, PHASE_SEND);
    }
}

enum l4_error ipc_release_waiters(tid_t id, word_t *number)
{
    struct tcb *t;
    unsigned work = 0;

    while ((t = tcb_next(number)) != NULL) {
        (*number)++;
        release_waiter(t, id);
        if (++work % 64 == 0 && preempt_pending())
            return L4_AGAIN;
    }
    return L4_OK;
}

/* Is t still to send, through a redirector? */
static bool is_redirected(const struct tcb *t)
{
    return t->state == TS_SEND &&
           (t->redirect_wait || (t->kind == IPC_USER ? t->intended : t->kintended) != TID_NIL);
}

void ipc_redirector_changed(struct space *space)
{
    for (struct tcb *t = space->threads; t != NULL; t = t->space_next) {
        struct tcb *dest;

        if (!is_redirected(t))
            continue;
        dest = tcb_find(t->kind == IPC_USER ? t->send_id : t->kpartner);
        if (dest == NULL || !tcb_is_active(dest)) {
            ipc_leave_queue(t);
            fail_any(t, IPC_ERR_NO_PARTNER, PHASE_SEND);
        } else {
            unqueue(t);
            send_to(t, dest);
        }
    }
}
