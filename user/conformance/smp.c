/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Several processors.
 */
#include "conf.h"

static volatile L4_Word_t seen[6];
static volatile int go;
static volatile L4_Word64_t clocks[2];
static L4_ThreadId_t volatile partner;

static void on(L4_ThreadId_t t, L4_Word_t processor)
{
    REQUIRE(L4_Set_ProcessorNo(t, processor) != 0);
}

/* Each reads the clock after it got the other's value. */
static void clock_echo(void)
{
    L4_ThreadId_t from;

    (void)L4_Wait(&from);
    for (;;) {
        clocks[1] = ct_now();
        ct_tag(0, 0, 0);
        (void)L4_ReplyWait(from, &from);
    }
}

static void clock_order(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, clock_echo);
    int i;

    on(t, 1);
    for (i = 0; i < 5000; i++) {
        L4_Word64_t before = ct_now();

        ct_tag(0, 0, 0);
        REQUIRE_EQ(ct_error(L4_Call(t)), 0);
        CHECK(clocks[1] >= before);
        CHECK(ct_now() >= clocks[1]);
    }
}

static void receive(void)
{
    L4_MsgTag_t tag = ct_recv(L4_anythread, CT_NEVER);

    seen[0] = tag.raw;
    seen[1] = ct_error(tag);
    seen[2] = L4_ProcessorNo();
    seen[3]++;
}

static void flag(void)
{
    L4_ThreadId_t t = ct_run(CT_NEW, receive);

    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    on(t, 1);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_WAITING);
    L4_LoadMR(1, 5);
    ct_tag(0x31, 1, 0);
    CHECK_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], CT_TAG(0x31, 1, 0) | 0x4000);
    CHECK_EQ(seen[2], 1);
}

static void count_up(void)
{
    while (!go) {
        seen[4]++;
        seen[5] = L4_ProcessorNo();
    }
}

static void migration(void)
{
    L4_ThreadId_t t;
    L4_Word_t i;

    go = 0;
    seen[4] = 0;
    t = ct_run(CT_OWN, count_up);
    for (i = 0; i < 10; i++) {
        L4_Word_t before;

        on(t, (i + 1) % 2);
        before = seen[4];
        CT_UNTIL(seen[4] > before && seen[5] == (i + 1) % 2);
        CHECK_EQ(seen[5], (i + 1) % 2);
    }
    go = 1;
    t = ct_inactive(CT_OWN);
    on(t, 1);
    on(L4_Myself(), 1);
    CHECK_EQ(L4_ProcessorNo(), 1);
    ct_sleep(1000);
    on(L4_Myself(), 0);
    CHECK_EQ(L4_ProcessorNo(), 0);
}

static volatile L4_Word64_t woke;

static void sleep_long(void)
{
    L4_Word64_t begin = ct_now();

    seen[1] = ct_error(ct_recv(L4_anythread, ct_us(100000)));
    woke = ct_now() - begin;
}

static void deadline(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, sleep_long);

    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    on(t, 1);
    ct_sleep(10000);
    on(t, 0);
    on(t, 1);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[1], 3);
    CHECK(woke >= 100000 && woke < 200000);
}

static void send(void)
{
    L4_LoadMR(1, L4_ThreadNo(L4_Myself()));
    ct_tag(0x41, 1, 0);
    seen[1] = ct_error(ct_send(partner, CT_NEVER));
}

static void same_results(void)
{
    L4_ThreadId_t a;
    L4_ThreadId_t b;

    partner = ct_test_id;
    a = ct_run(CT_NEW, send);
    on(a, 1);
    b = ct_run(CT_OWN, send);
    on(b, 1);
    REQUIRE(ct_until(a, L4_SCHEDRESULT_PENDING_SEND));
    REQUIRE(ct_until(b, L4_SCHEDRESULT_PENDING_SEND));
    CHECK_EQ(ct_error(ct_recv(b, CT_ZERO)), 0);
    CHECK_EQ(ct_mr(1), L4_ThreadNo(b));
    CHECK_EQ(ct_error(ct_recv(L4_anythread, CT_ZERO)), 0);
    CHECK_EQ(ct_mr(1), L4_ThreadNo(a));
    a = ct_run(CT_OWN, receive);
    REQUIRE(ct_until(a, L4_SCHEDRESULT_WAITING));
    on(a, 1);
    (void)ct_exregs(a, 2);
    REQUIRE(ct_until_done(a));
    CHECK_EQ(seen[1], 7);
    b = ct_run(CT_OWN, send);
    on(b, 1);
    REQUIRE(ct_until(b, L4_SCHEDRESULT_PENDING_SEND));
    (void)ct_exregs(b, 4);
    REQUIRE(ct_until_done(b));
    CHECK_EQ(seen[1], 6);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(a, ct_us(10000))), 2);
}

/* Maps and unmaps, creates and deletes without pause on the other processor. */
static void stir(void)
{
    L4_Word_t s = ct_seed + L4_ThreadNo(L4_Myself());

    while (!go) {
        L4_ThreadId_t t = L4_GlobalId(L4_ThreadNo(L4_Myself()) + 1000, 1);

        (void)ct_tc(t, t, L4_Myself(), L4_nilthread, CT_NO_UTCB);
        if (ct_random(&s) % 2)
            (void)ct_configure(t);
        (void)ct_delete(t);
        ct_write(CT_VIEW(ct_random(&s) % 8), s);
        (void)L4_UnmapFpage(ct_fp(ct_page((unsigned)(ct_random(&s) % 8)), 7));
        seen[4]++;
    }
}

static void stress(void)
{
    L4_ThreadId_t a;
    L4_ThreadId_t b;

    go = 0;
    ct_view(CT_VIEW(0), 8 * ct_page_size, ct_page(0), 7);
    a = ct_run(CT_OWN, stir);
    b = ct_run(CT_OWN, stir);
    on(b, 1);
    ct_sleep(ct_long ? 120000000 : 3000000);
    go = 1;
    CHECK(ct_until_done(a));
    CHECK(ct_until_done(b));
    CHECK(seen[4] > 1000);
    (void)ct_delete(L4_GlobalId(L4_ThreadNo(a) + 1000, 1));
    (void)ct_delete(L4_GlobalId(L4_ThreadNo(b) + 1000, 1));
}

static const struct ct_test tests[] = {
    {"clock-order", clock_order, "R30", CT_SMP, 0},    {"flag", flag, "R141", CT_SMP, 0},
    {"migration", migration, "R240", CT_SMP, 0},       {"deadline", deadline, "R241", CT_SMP, 0},
    {"same-results", same_results, "R242", CT_SMP, 0}, {"stress", stress, "R243", CT_SMP, 200},
};

CT_SUITE(smp_suite, "smp", tests);
