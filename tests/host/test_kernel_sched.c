/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Time slices, total quantum, idling and preemption (api.md 4.5, 4.6, 6.4, 7) on the fake machine.
 */
#include <string.h>
#include "machine.h"
#include "tap.h"

#define ID(n) tid_make(USER_BASE + 10 + (n), 1)

static struct tcb *a;
static struct tcb *b;
static struct tcb *h;

static void set_prio(struct tcb *t, unsigned prio)
{
    CHECK(call(machine_root, CALL_SCHEDULE, t->id, WORD_MAX, WORD_MAX, prio, WORD_MAX) != 0);
}

static void set_time(struct tcb *t, unsigned slice, unsigned quantum)
{
    CHECK(call(machine_root, CALL_SCHEDULE, t->id, (word_t)slice << 16 | quantum, WORD_MAX,
               WORD_MAX, WORD_MAX) != 0);
}

/* Puts the root task out of the way, until `wake_root`. */
static void root_sleeps(void)
{
    CHECK(machine_user == machine_root);
    call(machine_root, CALL_IPC, TID_NIL, TID_ANY, TIMEOUTS(NEVER, NEVER));
}

static void wake_root(void)
{
    struct tcb *t = machine_user;

    MR(t, 0) = 0;
    call(t, CALL_IPC, machine_root->id, TID_NIL, TIMEOUTS(ZERO, ZERO));
    CHECK(!(t->frame.tag & TAG_ERROR));
    machine_become(machine_root);
}

/* Nothing but the two threads a and b runs. */
static void test_quantum_while_idle(void)
{
    set_prio(a, 50);
    set_prio(machine_idler, 0);
    CHECK(call(machine_root, CALL_EXREGS, machine_idler->id, 0x101) != 0); /* really idle */
    CHECK(call(machine_root, CALL_EXREGS, b->id, 0x101) != 0);
    CHECK(call(machine_root, CALL_EXREGS, h->id, 0x101) != 0);
    set_time(a, 0xffff, 20 << 10 >> 10); /* 20 us */
    machine_become(machine_root);
    root_sleeps();
    CHECK(machine_user == a);
    machine_sleep(5);
    call(a, CALL_IPC, TID_NIL, a->id, TIMEOUTS(NEVER, 1 << 10 | 500)); /* sleeps 1000 us */
    CHECK(machine_user == a && a->frame.tag == TAG_ERROR);
    CHECK(sched_quantum_left(a) == 15);
    CHECK(machine_armed <= machine_now + 15);
    machine_interrupt(9);
    wake_root();
    machine_sleep(0);
    set_time(a, 0xffff, NEVER);
    CHECK(call(machine_root, CALL_EXREGS, machine_idler->id, 0x100) == 0x3f000600);
    CHECK(call(machine_root, CALL_EXREGS, b->id, 0x100) != 0);
    CHECK(call(machine_root, CALL_EXREGS, h->id, 0x100) != 0);
    tap_ok("a thread that sleeps on an idle machine pays for its own time only");
}

/* A delay that is pending when its cause goes away ends without trace. */
static void test_delay_without_cause(void)
{
    set_prio(machine_root, 120);
    set_prio(a, 100);
    set_prio(b, 110);
    set_prio(h, 90);
    CHECK(call(machine_root, CALL_SCHEDULE, a->id, WORD_MAX, WORD_MAX, WORD_MAX, 150 << 16 | 500) !=
          0);
    call(b, CALL_IPC, TID_NIL, b->id, TIMEOUTS(NEVER, 100));
    root_sleeps();
    machine_become(a);
    glue_set_preempt_flags(a->utcb, PREEMPT_DELAY);
    machine_sleep(100);
    CHECK(machine_user == a && cpus[0].delayed && glue_preempt_flags(a->utcb) & PREEMPT_PENDING);
    CHECK(call(a, CALL_EXREGS, b->id, 0x101) != 0 && machine_user == a);
    machine_sleep(1000);
    CHECK(machine_user == a && !cpus[0].delayed && cpus[0].switch_gate == 90);
    glue_set_preempt_flags(a->utcb, 0);
    CHECK(call(a, CALL_EXREGS, b->id, 0x100) != 0);
    wake_root();
    set_prio(machine_root, 255);
    tap_ok("a delayed preemption whose cause goes away");
}

/* What a scheduler without privilege may not do (api.md 4.6), and that it changes nothing. */
static void test_errors(void)
{
    struct tcb *s = machine_thread_apart(ID(5), machine_root->id);
    static const struct {
        word_t time, processor, prio, preemption, error;
    } cases[] = {
        {ZERO << 16 | 100, WORD_MAX, WORD_MAX, WORD_MAX, 5},
        {0x8123u << 16 | 100, WORD_MAX, WORD_MAX, WORD_MAX, 5},
        {100u << 16 | ZERO, WORD_MAX, WORD_MAX, WORD_MAX, 5},
        {WORD_MAX, 1, WORD_MAX, WORD_MAX, 5},
        {WORD_MAX, WORD_MAX, 101, WORD_MAX, 5},
        {WORD_MAX, WORD_MAX, WORD_MAX, 101u << 16, 5},
        {WORD_MAX, 0, 100, 100u << 16 | 7, 0},
    };

    CHECK(call(machine_root, CALL_THREAD_CONTROL, a->id, a->id, s->id, TID_NIL, WORD_MAX) == 1);
    set_prio(s, 100);
    set_prio(a, 50);
    for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
        word_t state = call(s, CALL_SCHEDULE, a->id, cases[i].time, cases[i].processor,
                            cases[i].prio, cases[i].preemption);

        CHECK(cases[i].error != 0 ? state == 0 && TCR(s, TCR_ERROR_CODE) == cases[i].error
                                  : state == 3 && a->prio == 100 && a->max_delay_us == 7);
        CHECK(cases[i].error == 0 || (a->prio == 50 && a->max_delay_us != 7));
    }
    CHECK(call(s, CALL_SCHEDULE, b->id, WORD_MAX, WORD_MAX, WORD_MAX, WORD_MAX) == 0);
    CHECK(TCR(s, TCR_ERROR_CODE) == 1);
    machine_become(machine_root);
    CHECK(call(machine_root, CALL_THREAD_CONTROL, s->id, TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 1);
    tap_ok("errors of Schedule");
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 3);
    machine_boot();
    a = machine_thread(ID(0), machine_root, 2);
    b = machine_thread(ID(1), machine_root, 3);
    h = machine_thread(ID(2), machine_root, 4);
    test_quantum_while_idle();
    test_delay_without_cause();
    test_errors();
    return 0;
}
