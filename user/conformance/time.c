/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Clock, times and ThreadSwitch.
 */
#include "conf.h"

#define SLACK_US 30000 /* what a loaded machine under emulation may add */
#define TRIES    4

static void clock_advances(void)
{
    L4_Word64_t last = 0;
    L4_Word64_t took = 0;
    int i;

    for (i = 0; i < 20000; i++) {
        L4_Word64_t now = ct_now();

        CHECK(now >= last);
        last = now;
    }
    for (i = 0; i < TRIES; i++) {
        last = ct_now();
        ct_sleep(1000000);
        took = ct_now() - last;
        CHECK(took >= 999000);
        if (took <= 1010000)
            break;
    }
    CHECK_LATE(took <= 1010000);
}

static void sleep_forever(void)
{
    (void)ct_recv(L4_Myself(), CT_NEVER);
}

static void never(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, sleep_forever);

    ct_sleep(300000);
    CHECK(!ct_done(t));
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_WAITING);
}

static void zero(void)
{
    L4_Word64_t begin = ct_now();

    CHECK_EQ(ct_error(ct_recv(L4_Myself(), CT_ZERO)), 3);
    CHECK_EQ(ct_error(ct_recv(L4_Myself(), 0x2800)), 3); /* no mantissa, exponent 10 */
    CHECK_LATE(ct_now() - begin < SLACK_US);
}

/*
 * Periods, all exponents at once
 */

#define EXPONENTS 21
static volatile L4_Word64_t took_us[EXPONENTS];
static volatile L4_Word64_t asked_us[EXPONENTS];
static volatile L4_Word_t codes[EXPONENTS];
static volatile int next;

static void sleeper(void)
{
    int e = __atomic_fetch_add(&next, 1, __ATOMIC_RELAXED);
    L4_Word_t m = e < 9 ? 1000 : e < 14 ? 40 : 1;
    L4_Word64_t begin = ct_now();

    codes[e] = ct_error(ct_recv(L4_Myself(), (L4_Word_t)e << 10 | m));
    took_us[e] = ct_now() - begin;
    asked_us[e] = (L4_Word64_t)m << e;
}

static void periods(void)
{
    L4_ThreadId_t t[EXPONENTS];
    int e;

    next = 0;
    for (e = 0; e < EXPONENTS; e++)
        t[e] = ct_run(CT_OWN, sleeper);
    for (e = 0; e < EXPONENTS; e++)
        REQUIRE(ct_until_done(t[e]));
    for (e = 0; e < EXPONENTS; e++) {
        CHECK_EQ(codes[e], 3);
        CHECK(took_us[e] >= asked_us[e]);
        CHECK_LATE(took_us[e] <= asked_us[e] + SLACK_US * 3);
    }
}

static void precision(void)
{
    L4_Word_t code = L4_SchedulePrecision(ct_kip);
    L4_Word64_t bound = (L4_Word64_t)(code & 0x3FF) << ((code >> 10) & 31);
    L4_Word64_t least = ~0ULL;
    int i;

    for (i = 0; i < 40; i++) {
        L4_Word64_t begin = ct_now();
        L4_Word64_t took;

        (void)ct_recv(L4_Myself(), ct_us(2000));
        took = ct_now() - begin;
        CHECK(took >= 2000);
        if (took - 2000 < least)
            least = took - 2000;
    }
    CHECK(code != 0);
    CHECK_LATE(least <= bound);
}

/*
 * Time points
 */

static L4_Word_t point(L4_Word64_t at, unsigned e)
{
    L4_Word_t m = (L4_Word_t)(at >> e) & 0x3FF;
    L4_Word_t c = (L4_Word_t)(at >> (e + 10)) & 1;

    return 0x8000 | e << 11 | c << 10 | m;
}

static void points(void)
{
    unsigned seen = 0;
    int i;

    for (i = 0; i < 12; i++) {
        unsigned e = 5 + (unsigned)i % 3;
        L4_Word64_t at = (ct_now() + 25000) >> e << e;
        L4_Word_t code = point(at, e);
        L4_Word64_t now;

        CHECK_EQ(ct_error(ct_recv(L4_Myself(), code)), 3);
        now = ct_now();
        CHECK(now >= at);
        CHECK_LATE(now <= at + SLACK_US);
        seen |= 1u << ((code >> 10) & 1);
    }
    CHECK_EQ(seen, 3);
}

/*
 * Threads whose time comes at one instant run in the order of their priorities, whoever waited first.
 */

#define DUE 8
static volatile L4_Word_t due_code;
static volatile L4_Word_t due_order[DUE];
static volatile L4_Word_t due_errors;
static volatile unsigned due_count;

static void wait_for_point(void)
{
    L4_Word_t error = ct_error(ct_recv(L4_Myself(), due_code));
    unsigned n = due_count++;

    due_errors += error != 3;
    if (n < DUE)
        due_order[n] = L4_ThreadNo(L4_Myself());
}

static void due_together(void)
{
    static const L4_Word_t prios[DUE] = {70, 110, 60, 120, 100, 90, 130, 80};
    L4_Word64_t at = (ct_now() + 40000) >> 6 << 6;
    L4_Word_t number[DUE];
    unsigned rank;
    unsigned i;
    unsigned k;

    due_count = 0;
    due_errors = 0;
    due_code = point(at, 6);
    for (i = 0; i < DUE; i++) {
        L4_ThreadId_t t = ct_run_prio(i & 1 ? CT_OWN : CT_NEW, wait_for_point, prios[i]);

        number[i] = L4_ThreadNo(t);
        REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    }
    REQUIRE(ct_now() < at);
    CHECK_EQ(due_count, 0);
    CT_UNTIL(due_count == DUE);
    CHECK(ct_now() >= at);
    REQUIRE_EQ(due_count, DUE);
    CHECK_EQ(due_errors, 0);
    for (i = 0; i < DUE; i++) {
        for (rank = k = 0; k < DUE; k++)
            rank += prios[k] > prios[i];
        CHECK_EQ(due_order[rank], number[i]);
    }
}

static void points_past(void)
{
    L4_Word64_t begin = ct_now();

    CHECK_EQ(ct_error(ct_recv(L4_Myself(), point(begin - 1000, 3))), 3);
    CHECK_EQ(ct_error(ct_recv(L4_Myself(), point(begin - 100, 0))), 3);
    /* Too far ahead to be meant. */
    CHECK_EQ(ct_error(ct_recv(L4_Myself(), point(begin + (1032 << 8), 8))), 3);
    CHECK_EQ(ct_error(ct_send(ct_main_id, point(begin - 5000, 4))), 0); /* it waits: no timeout */
    CHECK_EQ(ct_error(ct_send(L4_Myself(), point(begin - 5000, 4))), 2);
    CHECK_LATE(ct_now() - begin < SLACK_US);
}

static volatile L4_Word_t far_code;
static volatile L4_Word_t far_error;
static volatile L4_Word64_t far_end;

static void wait_far(void)
{
    far_error = ct_error(ct_recv(L4_Myself(), far_code));
    far_end = ct_now();
}

static void points_far(void)
{
    L4_Word64_t at = ((ct_now() >> 15) + 1023) << 15;
    L4_ThreadId_t t;

    far_code = point(at, 15);
    t = ct_run(CT_OWN, wait_far);
    ct_sleep(400000);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_WAITING);
    CHECK(!ct_done(t));
    if (!ct_long)
        return;
    ct_sleep(at - ct_now() - 100000);
    CHECK(!ct_done(t));
    REQUIRE(ct_until_done(t));
    CHECK_EQ(far_error, 3);
    CHECK(far_end >= at);
    CHECK_LATE(far_end <= at + SLACK_US);
}

/* Both values of the c bit, at the largest exponent: a flip of the bit lies ahead or it does not. */
static void points_far_both(void)
{
    L4_Word64_t now = ct_now();
    L4_Word64_t near = ((now >> 15) + 20) << 15;
    L4_Word64_t flip = ((now >> 25) + 1) << 25;
    L4_ThreadId_t t;
    unsigned i;

    for (i = 0; i < 2; i++) {
        L4_Word64_t at = i == 0 ? near : flip;

        if (at - now > (L4_Word64_t)1023 << 15)
            at = near;
        far_code = point(at, 15);
        t = ct_run(CT_OWN, wait_far);
        ct_sleep(20000);
        if (ct_now() < at)
            CHECK_EQ(ct_state(t), L4_SCHEDRESULT_WAITING);
    }
}

/*
 * ThreadSwitch
 */

#define RING  3
#define TURNS 6
static volatile unsigned turn_log[RING * TURNS];
static volatile unsigned turn_count;

static void taker(void)
{
    int i;

    for (i = 0; i < TURNS; i++) {
        unsigned n = turn_count++;

        if (n < RING * TURNS)
            turn_log[n] = (unsigned)L4_ThreadNo(L4_Myself());
        L4_ThreadSwitch(L4_nilthread);
    }
}

static void yield_ring(void)
{
    L4_ThreadId_t t[RING];
    unsigned i;

    turn_count = 0;
    for (i = 0; i < RING; i++)
        t[i] = ct_run(CT_OWN, taker);
    for (i = 0; i < RING; i++)
        REQUIRE(ct_until_done(t[i]));
    CHECK_EQ(turn_count, RING * TURNS);
    for (i = RING; i < RING * TURNS; i++)
        CHECK_EQ(turn_log[i], turn_log[i - RING]);
    CHECK(turn_log[0] != turn_log[1] && turn_log[1] != turn_log[2] && turn_log[0] != turn_log[2]);
}

static volatile L4_Word_t ran;

static void mark(void)
{
    for (;;) {
        ran++;
        (void)ct_recv(L4_anythread, CT_NEVER);
    }
}

static void donate_to(int local)
{
    L4_ThreadId_t t;
    L4_Word_t before;

    ran = 0;
    t = ct_run(CT_OWN, mark);
    CHECK_EQ(ran, 0); /* its priority is lower */
    L4_ThreadSwitch(local ? L4_LocalIdOf(t) : t);
    CHECK_EQ(ran, 1);
    before = ran;
    L4_ThreadSwitch(local ? L4_LocalIdOf(t) : t); /* blocked now */
    CHECK_EQ(ran, before);
}

static void donate(void)
{
    donate_to(0);
}

static void donate_local(void)
{
    donate_to(1);
}

static void switch_nowhere(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, sleep_forever);
    L4_Word64_t begin;

    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    begin = ct_now();
    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, 0x77);
    L4_ThreadSwitch(t);
    L4_ThreadSwitch(L4_GlobalId(ct_user_base + 5000, 1));
    L4_ThreadSwitch(L4_GlobalId(L4_ThreadNo(t), 9));
    L4_ThreadSwitch(ct_inactive(CT_OWN));
    L4_ThreadSwitch(L4_GlobalId(1, 1));
    L4_ThreadSwitch(L4_anythread);
    L4_ThreadSwitch(L4_anylocalthread);
    L4_ThreadSwitch(__L4_Tid(0x1000));
    CHECK_EQ(L4_ErrorCode(), 99); /* as ThreadControl's wrapper left it */
    CHECK_LATE(ct_now() - begin < SLACK_US);
}

static void switch_self(void)
{
    L4_Word64_t begin = ct_now();
    int i;

    for (i = 0; i < 100; i++) {
        L4_ThreadSwitch(L4_Myself());
        L4_ThreadSwitch(L4_MyLocalId());
    }
    CHECK_LATE(ct_now() - begin < SLACK_US);
}

static const struct ct_test tests[] = {
    {"clock", clock_advances, "R29", 0, 0},
    {"never", never, "R31", 0, 0},
    {"zero", zero, "R32", 0, 0},
    {"periods", periods, "R33", 0, 0},
    {"schedule-precision", precision, "R12", 0, 0},
    {"points", points, "R34", 0, 0},
    {"due-together", due_together, "R34 R114", 0, 0},
    {"points-past", points_past, "R35", 0, 0},
    {"points-far", points_far, "R36", 0, 45},
    {"points-far-both", points_far_both, "R36", 0, 0},
    {"switch-nil", yield_ring, "R37", 0, 0},
    {"switch-lower-priority", donate, "R38", 0, 0},
    {"switch-nowhere", switch_nowhere, "R39", 0, 0},
    {"switch-self", switch_self, "R40", 0, 0},
    {"switch-local", donate_local, "R41", 0, 0},
};

CT_SUITE(time_suite, "time", tests);
