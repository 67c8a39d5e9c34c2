/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Random system calls of many threads in several spaces against the whole neutral core, with interrupts and timers at random
 * moments, little memory, and all invariants checked after every step.
 *
 * Arguments are half sensible, half not. The idler alone never blocks; nobody is told its ID, so something always runs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <hal/kip.h>
#include <kernel/mapdb.h>
#include "fake_memory.h"
#include "machine.h"
#include "tap.h"

#define FIRST (USER_BASE + 4)

static unsigned long done[CALL_COUNT];
static unsigned numbers; /* of threads that come and go */

static bool one_in(unsigned n)
{
    return rnd_below(n) == 0;
}

/* ---- arguments ---- */

static struct tcb *some_thread(void)
{
    struct tcb *t = tcb_by_number(one_in(12) ? USER_BASE + 2 : FIRST + rnd_below(numbers));

    return t->id != TID_NIL ? t : machine_sigma0;
}

static tid_t any_id(const struct tcb *self)
{
    const struct tcb *t = some_thread();

    switch (rnd_below(16)) {
    case 0:
        return tid_make(FIRST + rnd_below(numbers), 1 + rnd_below(3));
    case 1:
        return tid_make(1 + rnd_below(4), 1);
    case 2:
        return one_in(2) ? TID_ANY : TID_ANY_LOCAL;
    case 3:
        return one_in(4) ? (tid_t)rnd() : self->id;
    case 4:
    case 5:
        return t->local_id;
    case 6:
    case 7:
    case 8:
        /* Somebody of the own space. */
        t = self->space->threads;
        for (unsigned n = (unsigned)rnd_below(4); n > 0 && t->space_next != NULL; n--)
            t = t->space_next;
        return t == machine_idler ? self->id : one_in(2) ? t->local_id : t->id;
    default:
        return t->id;
    }
}

/* Anything but the idler. */
static tid_t some_id(const struct tcb *self)
{
    tid_t id = any_id(self);

    return tcb_resolve(self->space, id) == machine_idler ? TID_NIL : id;
}

static unsigned some_time(void)
{
    switch (rnd_below(8)) {
    case 0:
    case 1:
    case 2:
        return NEVER;
    case 3:
    case 4:
        return ZERO;
    case 5:
        return 0x8000 | (unsigned)rnd_below(0x8000);
    default:
        return (unsigned)rnd_below(6) << 10 | (unsigned)rnd_below(0x400);
    }
}

static word_t some_timeouts(void)
{
    return TIMEOUTS(some_time(), some_time());
}

static word_t some_address(void)
{
    if (one_in(40))
        return rnd();
    if (one_in(20))
        return 0x3f000000 + rnd_below(0x2000);
    return rnd_below(18 << 12);
}

static word_t some_fpage(void)
{
    if (one_in(20))
        return rnd();
    if (one_in(30))
        return FPAGE_COMPLETE | rnd_below(8);
    return (rnd_below(18) << 12) | (12 + rnd_below(4)) << 4 | rnd_below(8);
}

/* Typed items in MR[u+1] .. MR[u+t]. */
static void some_items(struct tcb *t, unsigned first, unsigned words)
{
    unsigned i = first;

    while (i < first + words && i < NUM_MRS) {
        if (one_in(3)) {
            MR(t, i) = some_address() & ~bits_mask(10);
            MR(t, i) |= one_in(3) ? 0xa : 0x8;
            if (i + 1 < NUM_MRS)
                MR(t, i + 1) = some_fpage();
            i += 2;
        } else if (one_in(12)) {
            MR(t, i++) = rnd();
        } else {
            unsigned n = one_in(2) ? 1 : 1 + (unsigned)rnd_below(4);

            MR(t, i++) = (one_in(8) ? 0 : rnd_below(6000)) << 10 | (n - 1) << 4 |
                         (one_in(4) ? BIT(9) : 0) | (word_t)rnd_below(2);
            for (; n > 0 && i < NUM_MRS; n--)
                MR(t, i++) = some_address();
        }
    }
}

static void some_message(struct tcb *t)
{
    unsigned u = one_in(30) ? (unsigned)rnd_below(64) : (unsigned)rnd_below(6);
    unsigned w = one_in(2) ? 0 : one_in(30) ? (unsigned)rnd_below(64) : 2 * (unsigned)rnd_below(5);

    for (unsigned i = 1; i <= u; i++)
        MR(t, i) = rnd();
    some_items(t, u + 1, w);
    MR(t, 0) = tag((unsigned)rnd_below(0x10000), u, w);
    if (one_in(5))
        MR(t, 0) |= TAG_PROPAGATED;
    if (one_in(20))
        MR(t, 0) |= rnd() & TAG_FLAGS;
}

/* What a program does to its UTCB now and then. */
static void some_registers(struct tcb *t)
{
    BR(t, 0) = (one_in(4)   ? 0
                : one_in(3) ? FPAGE_COMPLETE
                            : some_fpage() & ~(word_t)0xf) |
               !one_in(4);
    for (unsigned i = 1; i < NUM_BRS;) {
        unsigned n = one_in(2) ? 1 : 1 + (unsigned)rnd_below(5);

        BR(t, i) = rnd_below(9000) << 10 | (n - 1) << 4 | (one_in(4) ? BIT(9) : 0) | !one_in(6);
        if (one_in(60))
            BR(t, i) = rnd();
        for (i++; n > 0 && i < NUM_BRS; n--)
            BR(t, i++) = some_address();
    }
    if (one_in(3))
        TCR(t, TCR_PAGER) = some_id(t);
    if (one_in(3))
        TCR(t, TCR_EXC_HANDLER) = some_id(t);
    TCR(t, TCR_XFER_TIMEOUTS) = some_timeouts();
    TCR(t, TCR_SENDER) = some_id(t);
    glue_set_preempt_flags(t->utcb, (unsigned)rnd_below(4) << 5);
}

/* ---- calls ---- */

/* Somebody who waits for t; nilthread if that takes long to find. */
static tid_t waiting_id(const struct tcb *t)
{
    for (unsigned i = 0; i < 40; i++) {
        const struct tcb *r = some_thread();

        if (r->state == TS_RECV && r != t && (tcb_filter(r) == TID_ANY || tcb_filter(r) == t->id))
            return r->space == t->space && one_in(2) ? r->local_id : r->id;
    }
    return TID_NIL;
}

static void do_ipc(struct tcb *t)
{
    tid_t to = one_in(4) ? TID_NIL : one_in(2) ? waiting_id(t) : some_id(t);
    tid_t from = one_in(4) ? TID_NIL : one_in(3) ? TID_ANY : one_in(2) ? to : some_id(t);

    some_message(t);
    if (one_in(2))
        MR(t, 0) &= ~((word_t)0xfc0 | TAG_FLAGS);
    call(t, CALL_IPC, to, from, one_in(2) ? TIMEOUTS(some_time(), NEVER) : some_timeouts());
}

static void do_exregs(struct tcb *t)
{
    static const word_t usual[] = {0, 0x11e, 0x106, 0x301, 0x303, 0x305, 0x307, 0x100, 0x6};
    tid_t dest = t == machine_idler ? some_thread()->id : some_id(t);
    word_t control = one_in(3) ? rnd() & 0x3ff : usual[rnd_below(ARRAY_SIZE(usual))];

    /* Not too many may stop for good. */
    if ((control & 0x101) == 0x101 && !one_in(4))
        control &= ~(word_t)1;
    call(t, CALL_EXREGS, dest, control, rnd(), rnd(), rnd(), one_in(4) ? rnd() : some_id(t));
}

static void do_thread_control(struct tcb *t)
{
    tid_t dest = tid_make(FIRST + rnd_below(numbers), 1 + rnd_below(3));
    tid_t space = one_in(4) ? TID_NIL : one_in(3) ? dest : some_id(t);
    word_t utcb = one_in(3) ? WORD_MAX : fpage_base(USER_UTCB_AREA);

    if (one_in(6))
        dest = tid_make(rnd_below(6), 1);
    else if (one_in(8))
        dest = some_id(t);
    if (tid_number(dest) == USER_BASE || dest == machine_sigma0->local_id)
        return;
    if (one_in(2))
        utcb = fpage_base(GLUE_ROOT_UTCB_AREA);
    if (utcb != WORD_MAX)
        utcb += rnd_below(20) << GLUE_UTCB_SIZE_LOG2;
    call(t, CALL_THREAD_CONTROL, dest, space, one_in(5) ? TID_NIL : some_id(t),
         one_in(3) ? TID_NIL : some_id(t), utcb);
}

static void do_space_control(struct tcb *t)
{
    word_t area = one_in(6) ? some_fpage() : USER_KIP_AREA;
    word_t utcb = one_in(6) ? some_fpage() : USER_UTCB_AREA;

    call(t, CALL_SPACE_CONTROL, some_id(t), 0, area, utcb,
         one_in(3)   ? TID_NIL
         : one_in(2) ? TID_ANY
                     : some_id(t));
}

static void do_schedule(struct tcb *t)
{
    static const word_t prios[] = {1, 50, 100, 100, 200, WORD_MAX, 256};
    word_t slice = one_in(2) ? 0xffff : some_time();
    word_t quantum = one_in(3) ? 0xffff : one_in(3) ? NEVER : some_time();

    call(t, CALL_SCHEDULE, some_thread()->id, one_in(4) ? WORD_MAX : slice << 16 | quantum,
         WORD_MAX, prios[rnd_below(ARRAY_SIZE(prios))],
         one_in(2) ? WORD_MAX : rnd_below(256) << 16 | rnd_below(2000));
}

static void do_unmap(struct tcb *t)
{
    unsigned n = (unsigned)rnd_below(4);

    for (unsigned i = 0; i <= n; i++)
        MR(t, i) = some_fpage();
    call(t, CALL_UNMAP, n | (one_in(2) ? 0x40 : 0));
}

static void do_memory_control(struct tcb *t)
{
    MR(t, 0) = some_fpage() & ~(word_t)0xc;
    call(t, CALL_MEMORY_CONTROL, one_in(10) ? rnd() : 0, rnd_below(4), rnd_below(4), 0, 0);
}

static void act(struct tcb *t)
{
    unsigned dice = (unsigned)rnd_below(100);

    if (one_in(3) && t->utcb != NULL)
        some_registers(t);
    if (dice < 50 && t != machine_idler)
        do_ipc(t);
    else if (dice < 62)
        do_exregs(t);
    else if (dice < 70)
        do_thread_control(t);
    else if (dice < 72)
        do_space_control(t);
    else if (dice < 76)
        do_schedule(t);
    else if (dice < 80)
        call(t, CALL_THREAD_SWITCH, one_in(2) ? TID_NIL : some_id(t));
    else if (dice < 84)
        do_unmap(t);
    else if (dice < 85)
        do_memory_control(t);
    else if (dice < 90 && t != machine_idler)
        call(t, CALL_PAGEFAULT, some_address(), 1 + rnd_below(7), rnd());
    else if (dice < 93 && t != machine_idler)
        call(t, CALL_EXCEPTION, 0);
    else if (dice < 94 && t != machine_idler)
        call(t, CALL_IO_PAGEFAULT, 0x20, 1);
    else if (dice < 95 && t != machine_idler)
        call(t, CALL_FPU, 0);
    else if (dice < 98)
        machine_sleep(rnd_below(one_in(10) ? 100000 : 2000));
    else
        machine_interrupt((unsigned)rnd_below(IRQ_LINES));
    done[t->frame.call]++;
}

/* sigma0 is generous. */
static void hand_out(void)
{
    const struct tcb *t = some_thread();
    struct mapdb_cursor cursor = {0};

    if (t->space->sigma0 || (t->flags & TF_DYING) || !space_is_configured(t->space))
        return;
    while (mapdb_map(machine_sigma0->space, t->space, some_fpage(), some_address(), FPAGE_COMPLETE,
                     false, &cursor) == L4_AGAIN)
        ;
}

/* The idler brings a blocked or halted thread back to life. */
static void revive(void)
{
    struct tcb *t = some_thread();

    if (!tcb_is_active(t) || (t->flags & TF_DYING))
        return;
    TCR(t, TCR_PAGER) = machine_idler->id;
    call(machine_idler, CALL_SCHEDULE, t->id, NEVER, WORD_MAX,
         100 + (one_in(4) ? rnd_below(100) : 0), WORD_MAX);
    machine_become(machine_idler);
    call(machine_idler, CALL_EXREGS, t->id, 0x106);
}

/* ... or makes a new one, in a space of its own now and then. */
static void create(void)
{
    tid_t id = tid_make(FIRST + rnd_below(numbers), 1 + rnd_below(3));
    const struct tcb *old = tcb_by_number(tid_number(id));
    tid_t space = one_in(2) ? some_thread()->id : machine_idler->id;
    struct tcb *t = machine_idler;

    if (old->id != TID_NIL && old->state != TS_INACTIVE)
        return;
    if (one_in(3)) {
        space = id;
        call(t, CALL_THREAD_CONTROL, id, id, t->id, TID_NIL, WORD_MAX);
        machine_become(t);
        call(t, CALL_SPACE_CONTROL, id, 0, USER_KIP_AREA, USER_UTCB_AREA,
             one_in(4) ? some_id(t) : TID_NIL);
        machine_become(t);
    }
    old = tcb_find(space);
    if (old != NULL)
        call(t, CALL_THREAD_CONTROL, id, space, t->id, t->id,
             old->space->utcb_base + (rnd_below(20) << GLUE_UTCB_SIZE_LOG2));
}

static void idle(void)
{
    machine_become(machine_idler);
    switch (rnd_below(8)) {
    case 0:
        machine_sleep(rnd_below(3000));
        break;
    case 1:
    case 2:
        create();
        break;
    case 3:
        act(machine_idler);
        break;
    default:
        revive();
        break;
    }
}

static void step(void)
{
    struct tcb *t = machine_user;

    if (one_in(40))
        fake_map_failure = one_in(2) ? -1 : (long)rnd_below(3);
    if (one_in(100))
        fake_memory_fail_one_in = one_in(2) ? 0 : 1 + (unsigned)rnd_below(10);
    if (one_in(20))
        hand_out();
    if (t == machine_idler || one_in(30))
        idle();
    else
        act(t);
}

int main(int argc, char **argv)
{
    unsigned long steps = argc > 2 ? strtoul(argv[2], NULL, 0) : tap_long() ? 2000000 : 60000;

    tap_init(argc, argv, 1);
    machine_boot();
    numbers = one_in(2) ? 24 : 100;
    call(machine_root, CALL_SCHEDULE, machine_root->id, WORD_MAX, WORD_MAX, 100, WORD_MAX);
    call(machine_root, CALL_SCHEDULE, machine_sigma0->id, WORD_MAX, WORD_MAX, 100, WORD_MAX);
    machine_fast_one_in = 2;
    machine_event_one_in = 1 + (unsigned)rnd_below(5);

    fake_memory_limit = numbers * 8000;
    for (tap_step = 0; tap_step < steps; tap_step++) {
        step();
        if (tap_step % 1000 == 0)
            mapdb_check(machine_sigma0->space);
        if (tap_step % 100000 == 99999) {
            printf("# step %lu\n", tap_step + 1);
            fflush(stdout);
        }
    }
    printf("# %lu by the fast path\n", machine_fast);
    for (unsigned i = 1; i < CALL_COUNT; i++)
        printf("# call %u: %lu\n", i, done[i]);
    tap_ok("invariants hold over random system calls");
    return 0;
}
