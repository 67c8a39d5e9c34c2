/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Schedule: states, rights, priorities, time slices and quanta; preemption.
 */
#include "conf.h"

#define UNCHANGED (~(L4_Word_t)0)

static volatile L4_Word_t counters[4];
static volatile L4_Word_t seen[12];
static volatile int go;
static L4_ThreadId_t volatile partner;

static L4_Word_t schedule(L4_ThreadId_t t, L4_Word_t time, L4_Word_t processor, L4_Word_t prio,
                          L4_Word_t preemption)
{
    L4_Word_t old;

    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, 99);
    return L4_Schedule(t, time, processor, prio, preemption, &old);
}

/* The error code, 0 if it worked. */
static L4_Word_t schedule_error(L4_ThreadId_t t, L4_Word_t time, L4_Word_t processor,
                                L4_Word_t prio, L4_Word_t preemption)
{
    return schedule(t, time, processor, prio, preemption) != 0 ? 0 : L4_ErrorCode();
}

static L4_Word_t times(L4_Word_t slice, L4_Word_t quantum)
{
    return slice << 16 | quantum;
}

static void spin0(void)
{
    for (;;)
        counters[0]++;
}

static void spin1(void)
{
    for (;;)
        counters[1]++;
}

static void spin_until(void)
{
    while (!go)
        counters[2]++;
}

static void mark(void)
{
    seen[0]++;
}

static void mark_and_stay(void)
{
    seen[0]++;
    for (;;)
        L4_Sleep(L4_Never);
}

static void block(void)
{
    (void)ct_recv(L4_anythread, CT_NEVER);
}

static void send(void)
{
    ct_tag(0, 0, 0);
    (void)ct_send(ct_test_id, CT_NEVER);
}

static void reset(void)
{
    unsigned i;

    go = 0;
    for (i = 0; i < 4; i++)
        counters[i] = 0;
    for (i = 0; i < 12; i++)
        seen[i] = 0;
}

static void states(void)
{
    L4_ThreadId_t t = ct_inactive(CT_OWN);

    reset();
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_INACTIVE);
    t = ct_run(CT_OWN, spin0);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_RUNNING);
    (void)ct_exregs(t, CT_X_H);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_INACTIVE);
    CHECK_EQ(ct_state(L4_Myself()), L4_SCHEDRESULT_RUNNING);
    CHECK_EQ(ct_state(L4_MyLocalId()), L4_SCHEDRESULT_RUNNING);
    t = ct_run(CT_OWN, send);
    CHECK(ct_until(t, L4_SCHEDRESULT_PENDING_SEND));
    t = ct_run(CT_OWN, block);
    CHECK(ct_until(t, L4_SCHEDRESULT_WAITING));
    CHECK_EQ(ct_state(L4_nilthread), 1);
}

static void unchanged(void)
{
    L4_ThreadId_t t = ct_create(CT_OWN, L4_Myself());
    L4_Word_t before;
    L4_Word_t after;

    CHECK(L4_Schedule(t, times(ct_us(7000), ct_us(900000)), UNCHANGED, 77, UNCHANGED, &before) !=
          0);
    CHECK(L4_Schedule(t, UNCHANGED, UNCHANGED, UNCHANGED, UNCHANGED, &before) != 0);
    CHECK_EQ(before, times(ct_us(7000), ct_us(900000)));
    CHECK(L4_Schedule(t, UNCHANGED, UNCHANGED, UNCHANGED, UNCHANGED, &after) != 0);
    CHECK_EQ(after, before);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_WAITING);
    /* One half alone. */
    CHECK(L4_Schedule(t, times(0xFFFF, ct_us(800000)), UNCHANGED, UNCHANGED, UNCHANGED, &after) !=
          0);
    CHECK(L4_Schedule(t, UNCHANGED, UNCHANGED, UNCHANGED, UNCHANGED, &after) != 0);
    CHECK_EQ(after, times(ct_us(7000), ct_us(800000)));
}

static void no_thread(void)
{
    L4_ThreadId_t t = ct_inactive(CT_OWN);
    L4_Word_t system = L4_ThreadIdSystemBase(ct_kip);

    CHECK_EQ(
        schedule_error(L4_GlobalId(ct_user_base + 2000, 1), UNCHANGED, UNCHANGED, 5, UNCHANGED), 2);
    CHECK_EQ(schedule_error(L4_GlobalId(L4_ThreadNo(t), 2), UNCHANGED, UNCHANGED, 5, UNCHANGED), 2);
    CHECK_EQ(schedule_error(L4_anythread, UNCHANGED, UNCHANGED, 5, UNCHANGED), 2);
    CHECK_EQ(schedule_error(__L4_Tid(0x1000), UNCHANGED, UNCHANGED, 5, UNCHANGED), 2);
    if (system < ct_user_base)
        CHECK_EQ(schedule_error(L4_GlobalId(system, 1), UNCHANGED, UNCHANGED, 5, UNCHANGED), 2);
    CHECK_EQ(schedule_error(L4_GlobalId(1, 1), UNCHANGED, UNCHANGED, 5, UNCHANGED), 2);
}

/* A thread of an unprivileged space, whose priority is CT_PRIO_HELPER, tries. */
static void try_rights(void)
{
    seen[0] = schedule_error(partner, UNCHANGED, UNCHANGED, 50, UNCHANGED);
    seen[1] = schedule_error(ct_test_id, UNCHANGED, UNCHANGED, 50, UNCHANGED);
    seen[2] = schedule_error(partner, UNCHANGED, UNCHANGED, CT_PRIO_HELPER + 1, UNCHANGED);
    seen[3] = schedule_error(partner, UNCHANGED, UNCHANGED, CT_PRIO_HELPER, UNCHANGED);
    seen[4] =
        schedule_error(partner, UNCHANGED, UNCHANGED, UNCHANGED, (CT_PRIO_HELPER + 1) << 16 | 1000);
    seen[5] = schedule_error(partner, UNCHANGED, UNCHANGED, UNCHANGED, CT_PRIO_HELPER << 16 | 1000);
    seen[6] = 1;
}

static void rights(void)
{
    L4_ThreadId_t scheduler = ct_run(CT_NEW, block);
    L4_ThreadId_t t = ct_inactive(CT_OWN);
    L4_ThreadId_t caller;

    reset();
    REQUIRE(ct_until(scheduler, L4_SCHEDRESULT_WAITING));
    REQUIRE_EQ(ct_tc(t, t, scheduler, L4_nilthread, CT_NO_UTCB), 0);
    partner = t;
    caller = ct_run(scheduler, try_rights); /* another thread of the scheduler's space */
    REQUIRE(ct_until_done(caller));
    CHECK_EQ(seen[0], 0);
    CHECK_EQ(seen[1], 1);
    CHECK_EQ(seen[2], 5);
    CHECK_EQ(seen[3], 0);
    CHECK_EQ(seen[4], 5);
    CHECK_EQ(seen[5], 0);
    reset();
    caller = ct_run(CT_NEW, try_rights); /* a stranger */
    REQUIRE(ct_until_done(caller));
    CHECK_EQ(seen[0], 1);
    CHECK_EQ(seen[3], 1);
    CHECK_EQ(seen[5], 1);
    CHECK_EQ(schedule_error(t, UNCHANGED, UNCHANGED, 255, UNCHANGED), 0); /* privileged */
}

static void bad_times(void)
{
    static const L4_Word_t bad[] = {0x0400, 0x0800, 0x8001, 0x9234, 0xFFFE};
    L4_ThreadId_t t = ct_inactive(CT_OWN);
    L4_Word_t before;
    L4_Word_t after;
    unsigned i;

    (void)L4_Schedule(t, UNCHANGED, UNCHANGED, UNCHANGED, UNCHANGED, &before);
    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        CHECK_EQ(schedule_error(t, times(bad[i], 0), UNCHANGED, 5, UNCHANGED), 5);
        CHECK_EQ(schedule_error(t, times(0, bad[i]), UNCHANGED, 5, UNCHANGED), 5);
    }
    (void)L4_Schedule(t, UNCHANGED, UNCHANGED, UNCHANGED, UNCHANGED, &after);
    CHECK_EQ(after, before);
}

static void bad_processor(void)
{
    L4_ThreadId_t t = ct_inactive(CT_OWN);
    L4_Word_t n = L4_NumProcessors(ct_kip);

    CHECK_EQ(schedule_error(t, UNCHANGED, n, UNCHANGED, UNCHANGED), 5);
    CHECK_EQ(schedule_error(t, UNCHANGED, 0xFFFF, UNCHANGED, UNCHANGED), 5);
    CHECK_EQ(schedule_error(t, UNCHANGED, 0, UNCHANGED, UNCHANGED), 0);
}

static void priorities(void)
{
    L4_ThreadId_t t;

    reset();
    t = ct_run(CT_OWN, mark);
    CHECK_EQ(seen[0], 0);
    CHECK_EQ(schedule(t, UNCHANGED, UNCHANGED, CT_PRIO_TEST + 1, UNCHANGED), 3);
    CHECK_EQ(seen[0], 1);
    t = ct_run(CT_OWN, mark);
    CHECK_EQ(seen[0], 1);
    CHECK_EQ(schedule(L4_Myself(), UNCHANGED, UNCHANGED, CT_PRIO_HELPER - 1, UNCHANGED), 3);
    CHECK_EQ(seen[0], 2);
    CHECK_EQ(schedule_error(L4_Myself(), UNCHANGED, UNCHANGED, CT_PRIO_TEST, UNCHANGED), 0);
}

static void inactive(void)
{
    L4_ThreadId_t t = ct_inactive(CT_OWN);
    L4_ThreadId_t low = ct_inactive(CT_OWN);

    reset();
    CHECK_EQ(schedule(t, UNCHANGED, UNCHANGED, CT_PRIO_TEST + 1, UNCHANGED), 2);
    CHECK_EQ(schedule(low, UNCHANGED, UNCHANGED, 0, UNCHANGED), 2);
    REQUIRE_EQ(ct_tc(t, t, L4_nilthread, L4_Myself(), ct_utcb_of(t)), 0);
    L4_LoadMR(1, (L4_Word_t)mark_and_stay);
    L4_LoadMR(2, ct_stack_for(t));
    ct_tag(0, 2, 0);
    CHECK_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    CHECK_EQ(seen[0], 1); /* it ran at once */
}

/* Two spinning threads: how often the processor changes between them. */
static L4_Word_t changes(L4_Word_t slice, L4_Word64_t us)
{
    L4_ThreadId_t a = ct_create(CT_OWN, ct_main_id);
    L4_ThreadId_t b = ct_create(CT_OWN, ct_main_id);
    L4_Word64_t end;
    L4_Word_t n = 0;
    L4_Word_t last[2];
    unsigned who = 2;

    reset();
    REQUIRE_EQ(schedule_error(a, times(slice, 0), UNCHANGED, UNCHANGED, UNCHANGED), 0);
    REQUIRE_EQ(schedule_error(b, times(slice, 0), UNCHANGED, UNCHANGED, UNCHANGED), 0);
    (void)__L4_Exregs(a, 0x11E, ct_stack_for(a), (L4_Word_t)spin0, 0, 0, L4_nilthread);
    (void)__L4_Exregs(b, 0x11E, ct_stack_for(b), (L4_Word_t)spin1, 0, 0, L4_nilthread);
    last[0] = last[1] = 0;
    for (end = ct_now() + us; ct_now() < end;) {
        L4_Word_t now[2];

        ct_sleep(500);
        now[0] = counters[0];
        now[1] = counters[1];
        if (now[0] != last[0] && now[1] == last[1] && who != 0) {
            n++;
            who = 0;
        } else if (now[1] != last[1] && now[0] == last[0] && who != 1) {
            n++;
            who = 1;
        } else if (now[0] != last[0] && now[1] != last[1]) {
            n++;
            who = 1 - (who & 1);
        }
        last[0] = now[0];
        last[1] = now[1];
    }
    return n;
}

static void slices(void)
{
    L4_Word_t n = changes(ct_us(10000), 300000);

    CHECK(n >= 4);
    CHECK_LATE(n >= 12);
    CHECK(n <= 45);
    CHECK(counters[0] > 0 && counters[1] > 0);
}

static void slices_long(void)
{
    L4_Word_t n = changes(ct_us(50000), 300000);

    CHECK_LATE(n >= 2);
    CHECK(n <= 9);
}

static void slice_never(void)
{
    L4_Word_t n = changes(0, 100000);

    CHECK_EQ(n, 1);
    CHECK((counters[0] == 0) != (counters[1] == 0));
}

static void old_times(void)
{
    L4_ThreadId_t t = ct_create(CT_OWN, ct_main_id);
    L4_Word_t old;
    L4_Word64_t left;
    L4_Word64_t quantum;

    reset();
    (void)L4_Schedule(t, UNCHANGED, UNCHANGED, UNCHANGED, UNCHANGED, &old);
    CHECK_EQ(old & 0xFFFF, 0); /* never */
    CHECK_EQ(old >> 16, ct_us(10000));
    (void)schedule(t, times(ct_us(900000), ct_us(1000000)), UNCHANGED, UNCHANGED, UNCHANGED);
    (void)__L4_Exregs(t, 0x11E, ct_stack_for(t), (L4_Word_t)spin0, 0, 0, L4_nilthread);
    ct_sleep(50000);
    CHECK(counters[0] > 0);
    (void)L4_Schedule(t, UNCHANGED, UNCHANGED, UNCHANGED, UNCHANGED, &old);
    left = (L4_Word64_t)((old >> 16) & 0x3FF) << ((old >> 26) & 31);
    quantum = (L4_Word64_t)(old & 0x3FF) << ((old >> 10) & 31);
    CHECK(left <= 870000);
    CHECK_LATE(left >= 500000);
    CHECK(quantum <= 970000);
    CHECK_LATE(quantum >= 500000);
}

static void quantum(void)
{
    L4_ThreadId_t t = ct_create(CT_OWN, ct_main_id);
    L4_ThreadId_t from = L4_nilthread;
    L4_Word64_t begin = ct_now();
    L4_Word64_t clock;
    L4_MsgTag_t tag;
    L4_Word_t count;
    int i;

    reset();
    REQUIRE_EQ(schedule_error(t, times(0xFFFF, ct_us(50000)), UNCHANGED, UNCHANGED, UNCHANGED), 0);
    (void)__L4_Exregs(t, 0x11E, ct_stack_for(t), (L4_Word_t)spin0, 0, 0, L4_nilthread);
    for (i = 0; i < 2; i++) {
        tag = ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, ct_us(1000000), &from);
        REQUIRE_EQ(ct_error(tag), 0);
        CHECK_EQ(tag.raw, CT_KERNEL_TAG(0xFFD0, 2));
        CHECK_EQ(from.raw, L4_LocalIdOf(t).raw);
        clock = ct_mr(1);
        if (sizeof(L4_Word_t) == 4)
            clock |= (L4_Word64_t)ct_mr(2) << 32;
        CHECK(clock >= begin + 45000 && clock <= ct_now());
        CHECK_LATE(clock <= begin + 250000);
        count = counters[0];
        CHECK(count > 0);
        CHECK_EQ(ct_error(ct_recv(t, ct_us(20000))), 3); /* said once */
        CHECK_EQ(counters[0], count);
        begin = ct_now();
        CHECK_EQ(schedule_error(t, times(0xFFFF, ct_us(50000)), UNCHANGED, UNCHANGED, UNCHANGED),
                 0);
        ct_sleep(20000);
        CHECK(counters[0] > count);
    }
}

static void strict(void)
{
    L4_ThreadId_t low = ct_run(CT_OWN, spin0);
    L4_ThreadId_t high;
    L4_Word_t before;

    reset();
    CT_UNTIL(counters[0] > 0);
    high = ct_run_prio(CT_OWN, spin_until, CT_PRIO_HELPER + 1);
    CT_UNTIL(counters[2] > 0);
    before = counters[0];
    ct_sleep(60000);
    CHECK_EQ(counters[0], before); /* it starves */
    go = 1;
    REQUIRE(ct_until_done(high));
    CT_UNTIL(counters[0] > before);
    CHECK(counters[0] > before);
    CHECK_EQ(ct_state(low), L4_SCHEDRESULT_RUNNING);
}

/* 255 beats 254. The supervisor has 255 and waits. */
static void strict_top(void)
{
    L4_ThreadId_t t;

    reset();
    REQUIRE_EQ(schedule_error(L4_Myself(), UNCHANGED, UNCHANGED, 254, UNCHANGED), 0);
    t = ct_run_prio(CT_OWN, mark, 255);
    CHECK_EQ(seen[0], 1);
    CHECK(ct_done(t) || ct_until_done(t));
    (void)ct_run_prio(CT_OWN, mark, 253);
    CHECK_EQ(seen[0], 1);
}

/*
 * Preemption
 */

/* A helper that delays preemption spins; another one of higher priority wakes by a timeout. */
#define DELAY_US 40000

static volatile L4_Word64_t woke_at;
static volatile L4_Word64_t due_at;
static volatile L4_Word64_t pending_at;
static volatile L4_Word64_t yielded_at;
static volatile int does_yield;

static void sensitive(void)
{
    (void)L4_DisablePreemption();
    while (!go) {
        if (L4_PreemptionPending()) {
            if (pending_at == 0)
                pending_at = ct_now();
            if (does_yield) {
                L4_Word64_t until = ct_now() + 5000;

                while (ct_now() < until)
                    ;
                yielded_at = ct_now();
                L4_ThreadSwitch(L4_nilthread);
            }
        }
    }
}

static void waker(void)
{
    L4_Word64_t begin = ct_now();

    due_at = begin + 20000;
    (void)ct_recv(L4_Myself(), ct_us(20000));
    woke_at = ct_now();
}

/* Returns how late the waker came. */
static L4_Word64_t delay_with(L4_Word_t sensitive_prio, L4_Word_t delay, L4_Word_t prio)
{
    L4_ThreadId_t t;
    L4_ThreadId_t w;

    reset();
    pending_at = 0;
    woke_at = 0;
    t = ct_run(CT_OWN, sensitive);
    REQUIRE_EQ(
        schedule_error(t, times(0, 0xFFFF), UNCHANGED, UNCHANGED, sensitive_prio << 16 | delay), 0);
    w = ct_run_prio(CT_OWN, waker, prio);
    /* This thread must not wake meanwhile: it is above the sensitive priority. */
    ct_sleep(200000);
    REQUIRE(ct_done(w));
    go = 1;
    CHECK(woke_at >= due_at);
    (void)ct_until_done(t);
    return woke_at - due_at;
}

static void delayed(void)
{
    L4_Word64_t late;

    does_yield = 0;
    late = delay_with(CT_PRIO_HELPER + 10, DELAY_US, CT_PRIO_HELPER + 10);
    CHECK(late >= DELAY_US - 2000);
    CHECK_LATE(late <= DELAY_US + 40000);
    CHECK(pending_at != 0 && pending_at < woke_at);
}

static void delay_yields(void)
{
    L4_Word64_t late;

    does_yield = 1;
    late = delay_with(CT_PRIO_HELPER + 10, DELAY_US, CT_PRIO_HELPER + 10);
    CHECK(pending_at != 0);
    CHECK(late >= 4000);
    CHECK_LATE(late < DELAY_US - 1000);
    CHECK(woke_at >= yielded_at);
    /* Renewed: the next one is delayed as long. */
    does_yield = 0;
    late = delay_with(CT_PRIO_HELPER + 10, DELAY_US, CT_PRIO_HELPER + 10);
    CHECK(late >= DELAY_US - 2000);
}

static void not_delayed(void)
{
    does_yield = 0;
    CHECK_LATE(delay_with(CT_PRIO_HELPER + 10, 0, CT_PRIO_HELPER + 10) < DELAY_US / 2);
    CHECK_EQ(pending_at, 0);
    CHECK_LATE(delay_with(CT_PRIO_HELPER + 10, DELAY_US, CT_PRIO_HELPER + 11) < DELAY_US / 2);
    CHECK_EQ(pending_at, 0);
}

static void signalling(void)
{
    L4_Set_ExceptionHandler(partner);
    (void)L4_EnablePreemptionFaultException();
    while (!go)
        counters[2]++;
}

static void signalled(void)
{
    L4_Word64_t begin = ct_now();
    L4_ThreadId_t t;
    L4_MsgTag_t tag;
    L4_Word64_t clock;

    reset();
    partner = ct_test_id;
    t = ct_run(CT_OWN, signalling);
    (void)ct_run(CT_OWN, spin0);
    /* By the end of its slice, and by this thread's own timeout. */
    tag = ct_recv(t, ct_us(2000000));
    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(tag.raw, CT_KERNEL_TAG(0xFFD0, 2));
    clock = ct_mr(1);
    if (sizeof(L4_Word_t) == 4)
        clock |= (L4_Word64_t)ct_mr(2) << 32;
    CHECK(clock >= begin && clock <= ct_now());
    ct_sleep(3000);
    CHECK(!ct_done(t));
    go = 1;
    CHECK(ct_until_done(t)); /* no reply was needed */
}

static void no_handler(void)
{
    L4_ThreadId_t t;
    L4_Word_t before;
    int i;

    for (i = 0; i < 3; i++) {
        reset();
        partner = i == 0 ? L4_nilthread : i == 1 ? L4_GlobalId(ct_user_base + 2000, 1) : ct_test_id;
        t = ct_run(CT_OWN, signalling);
        CT_UNTIL(counters[2] > 0);
        before = counters[2];
        ct_sleep(30000);
        CHECK(counters[2] > before);
        CHECK_EQ(ct_state(t), L4_SCHEDRESULT_RUNNING);
        go = 1;
        CHECK(ct_until_done(t));
    }
}

static const struct ct_test tests[] = {
    {"states", states, "R98", 0, 0},
    {"unchanged", unchanged, "R100", 0, 0},
    {"no-thread", no_thread, "R101 R102", 0, 0},
    {"rights", rights, "R103 R104", 0, 0},
    {"bad-times", bad_times, "R105", 0, 0},
    {"bad-processor", bad_processor, "R106", 0, 0},
    {"priorities", priorities, "R107", 0, 0},
    {"inactive", inactive, "R108", 0, 0},
    {"slices", slices, "R109", 0, 0},
    {"slices-long", slices_long, "R109", 0, 0},
    {"slice-never", slice_never, "R110", 0, 0},
    {"old-times", old_times, "R111", 0, 0},
    {"quantum", quantum, "R112 R113", 0, 0},
    {"strict", strict, "R114", 0, 0},
    {"strict-top", strict_top, "R114", 0, 0},
    {"preemption/delayed", delayed, "R115", 0, 0},
    {"preemption/yield", delay_yields, "R116", 0, 0},
    {"preemption/not-delayed", not_delayed, "R117", 0, 0},
    {"preemption/signal", signalled, "R118", 0, 0},
    {"preemption/no-handler", no_handler, "R119", 0, 0},
};

CT_SUITE(sched_suite, "sched", tests);
