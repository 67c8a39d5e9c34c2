/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IPC on the fake machine: each state of a thread against each thing that can happen to it (api.md 4.8).
 */
#include "machine_lib.h"

/* ---- partners, tags, errors ---- */

static void test_plain(void)
{
    begin();
    receive(a, TID_ANY);
    MR(b, 1) = 11;
    MR(b, 2) = 22;
    MR(a, 3) = 33;
    send(b, a->id, tag(0xabcd, 2, 0) | TAG_ERROR | TAG_XCPU | TAG_REDIRECTED);
    CHECK(b->state == TS_READY && b->frame.tag == (tag(0xabcd, 2, 0) | TAG_XCPU | TAG_REDIRECTED));
    CHECK(got(a, b->local_id, tag(0xabcd, 2, 0)) && MR(a, 1) == 11 && MR(a, 2) == 22 &&
          MR(a, 3) == 33);
    receive(a, x->id);
    send(b, a->local_id, 1);
    CHECK(b->state == TS_SEND && state(b) == 4 && state(a) == 6);
    send(x, a->id, tag(1, 0, 0));
    CHECK(got(a, x->id, tag(1, 0, 0)));
    receive(a, b->local_id);
    CHECK(got(a, b->local_id, 1) && b->state == TS_READY);
    ipc(a, TID_NIL, TID_NIL, FOREVER);
    CHECK(got(a, TID_NIL, MR(a, 0)));
    /* FIFO, and own space only. */
    send(x, a->id, 1);
    send(b, a->id, 2);
    send(y, a->id, 3);
    send(c, a->id, 4);
    receive(a, TID_ANY_LOCAL);
    CHECK(got(a, b->local_id, 2));
    receive(a, TID_ANY);
    CHECK(got(a, x->id, 1));
    receive(a, c->id);
    CHECK(got(a, c->local_id, 4));
    receive(a, TID_ANY);
    CHECK(got(a, y->id, 3) && y->state == TS_READY);
    end("plain messages");
}

/* The fast path: who gets what, and whom both wait for afterwards. */
static void test_fast(void)
{
    unsigned long before;

    for (unsigned turn = 0; turn < 20; turn++) {
        begin();
        /* The root task is ready, and nobody below it may be switched to directly. */
        sched_set_prio(a, 255);
        sched_set_prio(x, 255);
        receive(a, TID_ANY);
        before = machine_fast;
        machine_fast_one_in = 1;
        MR(x, 1) = 77;
        MR(x, 0) = tag(5, 1, 0);
        ipc(x, a->id, a->id, FOREVER);
        CHECK(machine_fast == before + 1 && machine_user == a);
        CHECK(MR(a, 1) == 77 && a->frame.from == x->id && a->frame.tag == tag(5, 1, 0));
        CHECK(x->state == TS_RECV && tcb_filter(x) == a->id);
        MR(a, 0) = tag(6, 0, 0);
        ipc(a, x->id, TID_ANY, FOREVER);
        CHECK(machine_fast == before + 2 && machine_user == x);
        CHECK(x->frame.from == a->id && x->frame.tag == tag(6, 0, 0));
        CHECK(a->state == TS_RECV && tcb_filter(a) == TID_ANY);
        machine_fast_one_in = 0;
        send(x, a->id, tag(7, 0, 0));
        CHECK(got(a, x->id, tag(7, 0, 0)));
        clear();
    }
    tap_ok("the fast path");
}

static void test_no_partner(void)
{
    const tid_t bad[] = {VER(0, 2),      VER(9, 1), tid_make(SYSTEM_BASE + 1, 1),
                         tid_make(1, 1), 0x123440,  (tid_t)0xfffffff000000001};

    begin();
    CHECK(control(ID(8), ID(8), machine_root->id, TID_NIL, WORD_MAX) == 0);
    for (unsigned i = 0; i < ARRAY_SIZE(bad) + 1; i++) {
        tid_t id = i < ARRAY_SIZE(bad) ? bad[i] : ID(8);

        ipc(b, id, TID_ANY, FOREVER);
        CHECK(failed(b, 4));
        ipc(b, TID_NIL, id, FOREVER);
        CHECK(failed(b, 5));
    }
    ipc(b, TID_ANY, TID_NIL, FOREVER);
    CHECK(failed(b, 4));
    ipc(b, TID_ANY_LOCAL, TID_NIL, FOREVER);
    CHECK(failed(b, 4));
    /* A local ID of another space. */
    ipc(x, a->local_id, TID_NIL, FOREVER);
    CHECK(failed(x, 4));
    end("partners that do not exist");
}

static void test_timeouts(void)
{
    time_us_t start;

    begin();
    ipc(a, b->id, TID_NIL, AT_ONCE);
    CHECK(failed(a, 2));
    ipc(a, TID_NIL, TID_ANY, AT_ONCE);
    CHECK(failed(a, 3));
    send(b, a->id, 5);
    ipc(a, TID_NIL, TID_ANY, AT_ONCE);
    CHECK(got(a, b->local_id, 5));
    start = machine_now;
    ipc(a, b->id, b->id, TIMEOUTS(2 << 10 | 500, NEVER)); /* 2000 us */
    machine_sleep(1999);
    CHECK(a->state == TS_SEND);
    machine_sleep(1);
    CHECK(failed(a, 2) && machine_now == start + 2000);
    ipc(b, TID_NIL, TID_ANY, AT_ONCE);
    CHECK(failed(b, 3)); /* nothing is left of it */
    ipc(a, TID_NIL, a->id, TIMEOUTS(NEVER, 700));
    machine_sleep(699);
    CHECK(a->state == TS_RECV);
    machine_sleep(1);
    CHECK(failed(a, 3));
    /* To oneself, both at each other. */
    ipc(a, a->id, TID_NIL, TIMEOUTS(50, NEVER));
    machine_sleep(50);
    CHECK(failed(a, 2));
    ipc(a, b->id, TID_NIL, TIMEOUTS(60, NEVER));
    ipc(b, a->id, TID_NIL, TIMEOUTS(70, NEVER));
    machine_sleep(70);
    CHECK(failed(a, 2) && failed(b, 2));
    /* The receive timeout starts when the send phase ends. */
    ipc(a, b->id, b->id, TIMEOUTS(NEVER, 100));
    machine_sleep(1000);
    receive(b, a->id);
    machine_sleep(99);
    CHECK(a->state == TS_RECV);
    machine_sleep(1);
    CHECK(failed(a, 3));
    end("timeouts");
}

/* api.md 1.2: the point with mantissa (at >> e) mod 1024 and c = bit e + 10. */
static unsigned point(time_us_t at, unsigned e)
{
    return 0x8000 | e << 11 | (unsigned)(at >> (e + 10) & 1) << 10 | (unsigned)(at >> e & 0x3ff);
}

static void test_time_points(void)
{
    begin();
    for (unsigned e = 0; e < 16; e++) {
        for (unsigned n = 0; n < (e < 12 ? 40u : 4u); n++) {
            time_us_t at;
            unsigned p;

            machine_sleep(rnd_below(5000));
            at = (machine_now + (1 + rnd_below(1023)) * ((time_us_t)1 << e)) >> e << e;
            p = point(at, e);
            ipc(a, TID_NIL, a->id, TIMEOUTS(NEVER, p));
            if (at <= machine_now || at - machine_now > (time_us_t)1023 << e) {
                CHECK(failed(a, 3));
                continue;
            }
            CHECK(a->state == TS_RECV && a->timeout.deadline_us == at);
            machine_sleep(at - machine_now - 1);
            CHECK(a->state == TS_RECV);
            machine_sleep(1);
            CHECK(failed(a, 3));
            ipc(a, TID_NIL, a->id, TIMEOUTS(NEVER, point(at - ((time_us_t)1 << e), e)));
            CHECK(failed(a, 3)); /* past */
        }
    }
    end("time points");
}

/* ---- cancel ---- */

static void test_cancel(void)
{
    begin();
    receive(a, TID_ANY);
    CHECK(exregs(a, EXREGS_S) == 2 && a->state == TS_RECV);
    CHECK(exregs(a, EXREGS_R) == 2 && failed(a, 7) && exregs(a, 6) == 0);
    ipc(a, TID_NIL, b->id, TIMEOUTS(NEVER, 1000));
    CHECK(exregs(a, EXREGS_R | EXREGS_S) == 2 && failed(a, 7) && !a->timeout.armed);
    ipc(a, b->id, b->id, TIMEOUTS(1000, NEVER));
    CHECK(exregs(a, EXREGS_R) == 4 && a->state == TS_SEND);
    CHECK(exregs(a, EXREGS_S) == 4 && failed(a, 6) && list_empty(&b->senders));
    /* In the receive phase of a call. */
    receive(b, TID_ANY);
    ipc(a, b->id, b->id, FOREVER);
    CHECK(exregs(a, EXREGS_S) == 2 && a->state == TS_RECV);
    CHECK(exregs(a, EXREGS_R) == 2 && failed(a, 7));
    /* Halted meanwhile: the result waits. */
    receive(a, TID_ANY);
    CHECK(exregs(a, 0x101) == 2);
    send(b, a->id, 9);
    CHECK(a->state == TS_READY && a->frame.tag == 9 && !list_linked(&a->queue) && state(a) == 2);
    CHECK(exregs(a, 0x100) == 1 && exregs(a, 0) == 0 && got(a, b->local_id, 9));
    /* A thread that waits to be started. */
    CHECK(control(ID(9), machine_root->id, machine_root->id, machine_root->id, ROOT_UTCB(20)) == 0);
    CHECK(exregs(tcb_find(ID(9)), EXREGS_S) == 2 && tcb_find(ID(9))->state == TS_RECV);
    CHECK(exregs(tcb_find(ID(9)), EXREGS_R) == 2 && tcb_find(ID(9))->state == TS_READY);
    /* Page faults: the pager has not taken it, has taken it. */
    TCR(a, TCR_PAGER) = b->id;
    TCR(a, TCR_ERROR_CODE) = 77;
    MR(a, 0) = 0x123;
    call(a, CALL_PAGEFAULT, 0x5000, FPAGE_W, 0x99);
    CHECK(exregs(a, EXREGS_R) == 4 && a->state == TS_SEND && state(a) == 3);
    CHECK(exregs(a, EXREGS_S) == 4 && a->state == TS_READY && a->kind == IPC_USER);
    call(a, CALL_PAGEFAULT, 0x5000, FPAGE_W, 0x99);
    receive(b, TID_ANY);
    CHECK(got(b, a->local_id, tag_kernel(2, 2, 2)) && MR(b, 1) == 0x5000 && MR(b, 2) == 0x99);
    CHECK(exregs(a, EXREGS_S | EXREGS_R) == 2 && a->state == TS_READY && a->kind == IPC_USER);
    CHECK(TCR(a, TCR_ERROR_CODE) == 77 && MR(a, 0) == 0x123);
    ipc(b, a->id, TID_NIL, AT_ONCE);
    CHECK(failed(b, 2));
    end("cancelled in each state");
}

/* ---- deletion, renaming, moving ---- */

/* Does to t what the case says; its ID is not valid afterwards. */
static void vanish(struct tcb *t, bool rename)
{
    if (rename)
        rename_to(t, tid_make(tid_number(t->id), 7));
    else
        delete (t);
}

static void vanish_waiting(bool rename)
{
    begin();
    receive(a, b->id);
    receive(c, TID_ANY);
    ipc(x, b->id, TID_NIL, TIMEOUTS(500, NEVER));
    ipc(y, b->id, b->id, FOREVER);
    ipc(z, TID_NIL, b->id, TIMEOUTS(NEVER, 800));
    TCR(machine_sigma0, TCR_ERROR_CODE) = 0;
    vanish(b, rename);
    CHECK(failed(a, 5) && c->state == TS_RECV && failed(x, 4) && failed(y, 4) && failed(z, 5));
    if (rename) {
        CHECK(b->state == TS_READY && TCR(b, TCR_MY_GLOBAL_ID) == b->id);
        receive(a, b->local_id);
        send(b, a->local_id, 4);
        CHECK(got(a, b->local_id, 4));
    }
    end(rename ? "partner renamed" : "partner deleted");
}

/* The thread itself waits. */
static void vanish_self(bool rename)
{
    begin();
    ipc(a, b->id, b->id, TIMEOUTS(1000, NEVER));
    vanish(a, rename);
    CHECK(list_empty(&b->senders));
    if (rename)
        CHECK(failed(a, 6));
    ipc(x, TID_NIL, b->id, TIMEOUTS(NEVER, 1000));
    vanish(x, rename);
    if (rename)
        CHECK(failed(x, 7));
    TCR(c, TCR_PAGER) = b->id;
    call(c, CALL_PAGEFAULT, 0x5000, FPAGE_R, 1);
    vanish(c, rename);
    CHECK(list_empty(&b->senders));
    if (rename)
        CHECK(c->state == TS_READY && c->kind == IPC_USER);
    TCR(y, TCR_EXC_HANDLER) = b->id;
    call(y, CALL_EXCEPTION, 0);
    receive(b, y->id);
    CHECK(MR(b, 0) == tag_kernel(5, 0, 5));
    vanish(y, rename);
    ipc(b, VER(4, 1), TID_NIL, AT_ONCE);
    CHECK(failed(b, 4));
    end(rename ? "renamed in each state" : "deleted in each state");
}

/* Pagers and handlers that go. */
static void vanish_pager(bool rename)
{
    begin();
    TCR(a, TCR_PAGER) = c->id;
    TCR(b, TCR_PAGER) = c->id;
    TCR(x, TCR_EXC_HANDLER) = c->id;
    call(a, CALL_PAGEFAULT, 0x5000, FPAGE_R, 1);
    receive(c, a->id);
    call(b, CALL_PAGEFAULT, 0x6000, FPAGE_R, 1);
    call(x, CALL_EXCEPTION, 0);
    vanish(c, rename);
    CHECK(state(a) == 2 && state(b) == 2 && state(x) == 2);
    TCR(a, TCR_PAGER) = machine_root->id;
    CHECK(exregs(a, 0x100) == 1 && state(a) == 3);
    call(y, CALL_EXCEPTION, 0);
    CHECK(state(y) == 2); /* nobody at all */
    end(rename ? "pager renamed" : "pager deleted");
}

static void test_move(void)
{
    begin();
    /* Its slot is free in x's space. */
    CHECK(call(machine_root, CALL_THREAD_CONTROL, ID(6), x->id, machine_root->id, machine_root->id,
               fpage_base(USER_UTCB_AREA) + 1024) == 1);
    y = tcb_find(ID(6));
    exregs(y, 0x106);
    ipc(z, y->id, TID_NIL, FOREVER);
    ipc(y, TID_NIL, a->id, TIMEOUTS(NEVER, 1000));
    MR(y, 5) = 55;
    CHECK(control(y->id, a->id, TID_NIL, TID_NIL, WORD_MAX) == 6);
    CHECK(y->state == TS_RECV && y->space == x->space);
    CHECK(control(y->id, ID(4), TID_NIL, TID_NIL, WORD_MAX) == 0);
    CHECK(failed(y, 7) && y->space == tcb_find(ID(4))->space && MR(y, 5) == 55);
    CHECK(z->state == TS_SEND);
    receive(y, TID_ANY);
    CHECK(got(y, z->id, MR(z, 0)) && z->state == TS_READY);
    receive(y, tcb_find(ID(4))->id);
    send(tcb_find(ID(4)), y->local_id, 6);
    CHECK(got(y, tcb_find(ID(4))->local_id, 6));
    end("moved to another space");
}

/* ---- propagation ---- */

static void propagate(struct tcb *s, tid_t v, tid_t to, word_t mr0)
{
    TCR(s, TCR_SENDER) = v;
    send(s, to, mr0 | TAG_PROPAGATED);
}

static void test_propagation(void)
{
    begin();
    /* (a) sender and virtual sender in one space. */
    receive(x, TID_ANY);
    propagate(a, b->local_id, x->id, tag(3, 0, 0));
    CHECK(got(x, b->id, tag(3, 0, 0) | TAG_PROPAGATED) && TCR(x, TCR_SENDER) == a->id);
    /* (b) sender and destination in one space. */
    receive(b, x->id);
    propagate(a, x->id, b->id, tag(4, 0, 0));
    CHECK(got(b, x->id, tag(4, 0, 0) | TAG_PROPAGATED) && TCR(b, TCR_SENDER) == a->local_id);
    /* The actual sender is admitted as well. */
    receive(b, a->id);
    propagate(a, x->id, b->id, tag(4, 0, 0));
    CHECK(got(b, x->id, tag(4, 0, 0) | TAG_PROPAGATED));
    /* Not permitted: an ordinary message. */
    receive(y, TID_ANY);
    propagate(x, a->id, y->id, tag(5, 0, 0));
    CHECK(got(y, x->id, tag(5, 0, 0)));
    receive(y, a->id);
    TCR(x, TCR_SENDER) = a->id;
    MR(x, 0) = TAG_PROPAGATED;
    ipc(x, y->id, TID_NIL, AT_ONCE);
    CHECK(failed(x, 2));
    exregs(y, EXREGS_R);
    receive(y, TID_ANY);
    propagate(x, 0x12345678, y->id, tag(5, 0, 0));
    CHECK(got(y, x->id, tag(5, 0, 0)));
    /* The virtual sender's closed wait turns to the destination. */
    receive(x, TID_ANY);
    ipc(b, a->id, a->id, TIMEOUTS(NEVER, NEVER));
    receive(a, b->id);
    CHECK(b->state == TS_RECV);
    propagate(a, b->id, x->id, tag(6, 0, 0));
    CHECK(got(x, b->id, tag(6, 0, 0) | TAG_PROPAGATED));
    MR(a, 0) = 0;
    ipc(a, b->id, TID_NIL, AT_ONCE);
    CHECK(failed(a, 2));
    send(x, b->id, tag(7, 0, 0));
    CHECK(got(b, x->id, tag(7, 0, 0)));
    /* anylocal goes by the virtual sender's space. */
    receive(b, TID_ANY_LOCAL);
    propagate(a, x->id, b->id, tag(8, 0, 0));
    CHECK(a->state == TS_SEND);
    receive(c, TID_ANY);
    propagate(machine_root, c->local_id, b->id, tag(8, 0, 0));
    CHECK(got(b, c->local_id, tag(8, 0, 0) | TAG_PROPAGATED));
    receive(b, x->id);
    CHECK(got(b, x->id, tag(8, 0, 0) | TAG_PROPAGATED) && a->state == TS_READY);
    end("propagation");
}

/* ---- redirection ---- */

static void test_redirection(void)
{
    begin();
    redirect(x, a->id);
    receive(a, TID_ANY);
    MR(x, 0) = tag(1, 0, 0);
    ipc(x, y->id, y->id, FOREVER);
    CHECK(got(a, x->id, tag(1, 0, 0) | TAG_REDIRECTED) && TCR(a, TCR_INTENDED_RECEIVER) == y->id);
    CHECK(x->state == TS_RECV && tcb_filter(x) == a->id);
    /* The redirector passes it on in x's name; y answers x. */
    receive(y, TID_ANY);
    propagate(a, x->id, y->id, tag(1, 0, 0));
    CHECK(got(y, x->id, tag(1, 0, 0) | TAG_PROPAGATED) && TCR(y, TCR_SENDER) == a->id);
    CHECK(tcb_filter(x) == y->id);
    send(y, x->id, tag(2, 0, 0));
    CHECK(got(x, y->id, tag(2, 0, 0)));
    /* Not to the own space, nor to the redirector's. */
    receive(b, TID_ANY);
    send(x, b->id, tag(3, 0, 0));
    CHECK(got(b, x->id, tag(3, 0, 0)));
    /* Faults go the same way. */
    receive(a, TID_ANY);
    TCR(x, TCR_PAGER) = z->id;
    call(x, CALL_PAGEFAULT, 0x7000, FPAGE_R, 5);
    CHECK(got(a, x->id, tag_kernel(2, 4, 2) | TAG_REDIRECTED) &&
          TCR(a, TCR_INTENDED_RECEIVER) == z->id);
    send(a, x->id, 0);
    CHECK(x->state == TS_READY && x->kind == IPC_USER);
    /* Off. */
    redirect(x, TID_NIL);
    CHECK(x->space->redirector == a->id);
    redirect(x, TID_ANY);
    receive(y, TID_ANY);
    send(x, y->id, tag(4, 0, 0));
    CHECK(got(y, x->id, tag(4, 0, 0)));
    /* Chain: x by y by a. */
    redirect(x, y->id);
    redirect(y, a->id);
    receive(y, TID_ANY);
    receive(a, TID_ANY);
    send(x, z->id, tag(5, 0, 0));
    CHECK(got(y, x->id, tag(5, 0, 0) | TAG_REDIRECTED));
    propagate(y, x->id, z->id, tag(5, 0, 0));
    CHECK(got(a, x->id, tag(5, 0, 0) | TAG_PROPAGATED | TAG_REDIRECTED));
    CHECK(TCR(a, TCR_INTENDED_RECEIVER) == z->id && TCR(a, TCR_SENDER) == y->id);
    receive(z, TID_ANY);
    propagate(a, x->id, z->id, tag(5, 0, 0));
    CHECK(got(z, x->id, tag(5, 0, 0) | TAG_PROPAGATED));
    end("redirection");
}

static void test_redirector_comes_and_goes(void)
{
    begin();
    redirect(x, ID(9));
    MR(x, 0) = tag(1, 0, 0);
    ipc(x, y->id, y->id, TIMEOUTS(1000, NEVER));
    CHECK(x->state == TS_SEND && state(x) == 4);
    machine_sleep(600);
    redirect(x, a->id); /* it does not wait: x is queued, its time runs on */
    CHECK(x->state == TS_SEND && x->send_to == a);
    machine_sleep(399);
    CHECK(x->state == TS_SEND);
    machine_sleep(1);
    CHECK(failed(x, 2));
    /* The redirector dies, another one comes, and is taken away. */
    MR(x, 0) = tag(1, 0, 0);
    ipc(x, y->id, y->id, TIMEOUTS(NEVER, NEVER));
    CHECK(x->send_to == a);
    delete (a);
    CHECK(x->state == TS_SEND && x->redirect_wait);
    redirect(x, b->id);
    CHECK(x->send_to == b);
    redirect(x, TID_ANY);
    CHECK(x->send_to == y);
    receive(y, TID_ANY);
    CHECK(got(y, x->id, MR(x, 0)) && x->state == TS_RECV && tcb_filter(x) == y->id);
    exregs(x, EXREGS_R);
    /* The destination dies while nobody redirects; the preemption signal does not wait. */
    redirect(x, ID(9));
    ipc(x, y->id, TID_NIL, FOREVER);
    delete (y);
    CHECK(failed(x, 4));
    TCR(x, TCR_EXC_HANDLER) = z->id;
    x->signal = true;
    ipc(x, TID_NIL, TID_NIL, FOREVER);
    CHECK(x->state == TS_READY && !x->signal);
    /* A redirector that is an interrupt, or lives in the space itself. */
    CHECK(control(tid_make(3, 1), tid_make(3, 1), TID_NIL, b->id, WORD_MAX) == 0);
    redirect(x, tid_make(3, 1));
    ipc(x, z->id, TID_NIL, AT_ONCE);
    CHECK(failed(x, 2));
    redirect(x, x->id);
    receive(z, TID_ANY);
    send(x, z->id, 8);
    CHECK(got(z, x->id, 8));
    CHECK(control(tid_make(3, 1), tid_make(3, 1), TID_NIL, tid_make(3, 1), WORD_MAX) == 0);
    end("redirectors come and go");
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 16);
    machine_boot();
    test_plain();
    test_fast();
    test_no_partner();
    test_timeouts();
    test_time_points();
    test_cancel();
    vanish_waiting(false);
    vanish_waiting(true);
    vanish_self(false);
    vanish_self(true);
    vanish_pager(false);
    vanish_pager(true);
    test_move();
    test_propagation();
    test_redirection();
    test_redirector_comes_and_goes();
    return 0;
}
