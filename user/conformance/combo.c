/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Combinations: a thread in each state that there is, and each thing that can happen to it. What
 * must hold in all cases: calls answer as the state says, the victim can be deleted, its number
 * used again, its partners come free, and everything else works on.
 */
#include "arch.h"

static L4_ThreadId_t volatile victim;
static L4_ThreadId_t volatile mate; /* partner of a transfer or pager, nilthread: none */
static volatile L4_Word_t mate_done;
static volatile L4_Word_t counter;
static L4_Word8_t buffer[64];

static void spin(void)
{
    for (;;)
        counter++;
}

static void wait_ever(void)
{
    for (;;)
        (void)ct_recv(L4_anythread, CT_NEVER);
}

static void wait_timed(void)
{
    for (;;)
        (void)ct_recv(ct_main_id, ct_us(500000));
}

static void send_mate(void)
{
    for (;;) {
        ct_tag(0, 0, 0);
        (void)ct_send(mate, CT_NEVER);
        (void)ct_recv(L4_Myself(), ct_us(1000));
    }
}

static void fault(void)
{
    for (;;)
        (void)ct_read(CT_VIEW(3));
}

static void except(void)
{
    L4_Set_ExceptionHandler(mate);
    for (;;)
        (void)arch_raise(1);
}

static void no_listener(void)
{
    (void)ct_recv(L4_Myself(), CT_NEVER);
}

static void listen_once(void)
{
    (void)ct_recv(L4_anythread, CT_NEVER);
    (void)ct_recv(L4_Myself(), CT_NEVER);
}

/* A string whose source, or whose buffer, is a page that the pager keeps back. */
static void send_string(void)
{
    L4_Word_t at = mate_done; /* 0: the source is missing, else the buffer */

    L4_LoadMR(1, 64UL << 10);
    L4_LoadMR(2, at == 0 ? CT_VIEW(4) : (L4_Word_t)buffer);
    ct_tag(0, 0, 2);
    (void)ct_send(L4_IsThreadEqual(victim, L4_Myself()) ? mate : victim, CT_NEVER);
    counter = 1;
    (void)ct_recv(L4_Myself(), CT_NEVER);
}

static void receive_string(void)
{
    L4_LoadBR(0, 1);
    L4_LoadBR(1, 64UL << 10);
    L4_LoadBR(2, mate_done == 0 ? (L4_Word_t)buffer : CT_VIEW(4));
    (void)ct_recv(L4_anythread, CT_NEVER);
    counter = 1;
    (void)ct_recv(L4_Myself(), CT_NEVER);
}

/*
 * States
 */

#define STATES 14

static L4_ThreadId_t transfer(int victim_sends, L4_Word_t buffer_missing)
{
    L4_ThreadId_t receiver;
    L4_ThreadId_t sender;

    mate_done = buffer_missing;
    receiver = ct_run(CT_NEW, receive_string);
    REQUIRE(ct_until(receiver, L4_SCHEDRESULT_WAITING));
    victim = receiver;
    mate = receiver;
    if (victim_sends)
        victim = L4_nilthread;
    sender = ct_run(CT_NEW, send_string);
    if (victim_sends)
        victim = sender;
    else
        mate = sender;
    REQUIRE(ct_until_faults(1));
    return victim;
}

static L4_ThreadId_t with_mate(void (*mates)(void), void (*entry)(void), int is_pager)
{
    mate = ct_run(CT_OWN, mates);
    REQUIRE(ct_until(mate, L4_SCHEDRESULT_WAITING));
    return is_pager ? ct_run_paged(CT_OWN, entry, mate) : ct_run(CT_OWN, entry);
}

static L4_ThreadId_t simple(unsigned state)
{
    L4_ThreadId_t t;

    switch (state) {
    case 0:
        return ct_run(CT_NEW, spin);
    case 1:
        return ct_run(CT_NEW, wait_ever);
    case 2:
        return ct_run(CT_NEW, wait_timed);
    case 3:
        t = ct_run(CT_NEW, spin);
        (void)L4_Set_Timeslice(t, L4_TimePeriod(1000), L4_TimePeriod(1000));
        return t;
    case 4:
        t = ct_run(CT_OWN, spin);
        (void)ct_exregs(t, CT_X_H);
        return t;
    case 5:
        return ct_create(CT_NEW, L4_Myself());
    default:
        return ct_inactive(CT_NEW);
    }
}

static L4_ThreadId_t make(unsigned state)
{
    L4_ThreadId_t t;

    mate = L4_nilthread;
    counter = 0;
    if (state < 7)
        t = simple(state);
    else if (state == 7)
        t = with_mate(no_listener, send_mate, 0);
    else if (state == 8)
        t = with_mate(no_listener, fault, 1);
    else if (state == 9)
        t = with_mate(listen_once, fault, 1);
    else if (state == 10)
        t = with_mate(listen_once, except, 0);
    else
        t = transfer(state != 12, state == 13);
    victim = t;
    ct_sleep(2500);
    return t;
}

/*
 * What happens
 */

#define ACTIONS 13

static L4_ThreadId_t control_action(L4_ThreadId_t t, unsigned action, unsigned state)
{
    L4_ThreadId_t renamed = L4_GlobalId(L4_ThreadNo(t), 5);
    L4_ThreadId_t place = ct_create(CT_NEW, L4_Myself());

    switch (action) {
    case 0:
        CHECK_EQ(ct_delete(t), 0);
        break;
    case 1:
        CHECK_EQ(ct_tc(renamed, t, L4_nilthread, L4_nilthread, CT_NO_UTCB), 0);
        t = renamed;
        break;
    case 2:
        CHECK_EQ(ct_tc(t, place, L4_nilthread, L4_nilthread, CT_NO_UTCB), 0);
        break;
    case 3:
        CHECK_EQ(ct_tc(t, t, ct_main_id, state == 6 ? L4_nilthread : ct_pager_id, CT_NO_UTCB), 0);
        break;
    default:
        if (!L4_IsNilThread(mate))
            CHECK_EQ(ct_delete(mate), 0);
        mate = L4_nilthread;
        break;
    }
    return t;
}

static L4_ThreadId_t act(L4_ThreadId_t t, unsigned action, unsigned state)
{
    L4_Word_t old;

    if (action < 5)
        return control_action(t, action, state);
    switch (action) {
    case 5:
        (void)ct_exregs(t, CT_X_RS);
        break;
    case 6:
        (void)ct_exregs(t, CT_X_H | CT_X_RS);
        ct_sleep(500);
        (void)ct_exregs(t, CT_X_RESUME);
        break;
    case 7:
        (void)__L4_Exregs(t, 0x11E, ct_stack_for(t), (L4_Word_t)wait_ever, 0, 0, L4_nilthread);
        break;
    case 8:
        CHECK(L4_Schedule(t, ~0UL, ~0UL, 60, 200 << 16 | 500, &old) != 0);
        break;
    case 9:
        CHECK(L4_Schedule(t, ct_us(2000) << 16 | ct_us(3000), ~0UL, ~0UL, ~0UL, &old) != 0);
        break;
    case 10:
        L4_ThreadSwitch(t);
        ct_tag(0, 1, 0);
        (void)ct_send(t, ct_us(1000));
        break;
    case 11:
        (void)L4_UnmapFpage(ct_fpl(0, 1, 0));
        (void)ct_recv(t, ct_us(1000));
        break;
    default:
        (void)ct_exregs(t, CT_X_H);
        (void)ct_tc(t, t, L4_nilthread, ct_test_id, CT_NO_UTCB);
        break;
    }
    return t;
}

static void echo(void)
{
    L4_ThreadId_t from;

    (void)L4_Wait(&from);
    for (;;) {
        ct_tag(0, 1, 0);
        (void)L4_ReplyWait(from, &from);
    }
}

/* The rest of the system is well, the victim goes, and its number is free. */
static void aftermath(L4_ThreadId_t t)
{
    L4_ThreadId_t fresh = ct_run(CT_NEW, echo);
    L4_Word_t old;

    L4_LoadMR(1, 77);
    ct_tag(0, 1, 0);
    REQUIRE_EQ(ct_error(ct_ipc(fresh, fresh, ct_us(1000000), ct_us(1000000), 0)), 0);
    CHECK_EQ(ct_mr(1), 77);
    CHECK_EQ(ct_delete(t), 0);
    CHECK(L4_Schedule(t, ~0UL, ~0UL, ~0UL, ~0UL, &old) == 0);
    CHECK_EQ(ct_tc(t, ct_test_id, L4_Myself(), L4_Myself(), ct_utcb_of(t)), 0);
    if (!L4_IsNilThread(mate))
        CHECK_EQ(ct_delete(mate), 0);
    harness_next();
}

static void combine(unsigned first, unsigned last)
{
    unsigned state;
    unsigned action;

    for (state = first; state <= last; state++)
        for (action = 0; action < ACTIONS; action++)
            aftermath(act(make(state), action, state));
}

static void simple_states(void)
{
    combine(0, 6);
}

static void waiting_states(void)
{
    combine(7, 10);
}

static void transfer_states(void)
{
    combine(11, STATES - 1);
}

/*
 * Pagers of pagers: a fault that needs a page of its pager, which needs one of its own pager.
 */

static volatile L4_Word_t depth_value;
static L4_ThreadId_t volatile chain[3];

static void middle_pager(void)
{
    L4_Word_t level = L4_IsThreadEqual(L4_Myself(), chain[1]) ? 1 : 2;
    L4_ThreadId_t from;
    L4_MsgTag_t tag = L4_Wait(&from);

    for (;;) {
        L4_Word_t address = ct_mr(1);
        L4_MapItem_t item;

        (void)tag;
        (void)ct_read(CT_VIEW(16 + level)); /* faults itself, once */
        item = L4_MapItem(ct_fp(ct_page(0), 7), address & ~(ct_page_size - 1));
        L4_LoadMRs(1, 2, item.raw);
        ct_tag(0, 0, 2);
        tag = L4_ReplyWait(from, &from);
    }
}

static void deep_fault(void)
{
    depth_value = ct_read(CT_VIEW(16));
}

static void pager_chain(void)
{
    L4_ThreadId_t t;

    ct_write(ct_page(0), 0x1234);
    ct_view(CT_VIEW(18), ct_page_size, ct_page(1), 7);
    chain[2] = ct_run(CT_OWN, middle_pager);
    REQUIRE(ct_until(chain[2], L4_SCHEDRESULT_WAITING));
    chain[1] = ct_run_paged(CT_OWN, middle_pager, chain[2]);
    REQUIRE(ct_until(chain[1], L4_SCHEDRESULT_WAITING));
    t = ct_run_paged(CT_OWN, deep_fault, chain[1]);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(depth_value, 0x1234);
    CHECK_EQ(ct_fault_count, 1); /* the suite's pager saw the innermost one only */
}

/* Many threads fault on one page at a time. */
static void concurrent(void)
{
    L4_ThreadId_t t[20];
    unsigned i;

    ct_write(ct_page(0), 0x5678);
    for (i = 0; i < 20; i++)
        t[i] = ct_run(i & 1 ? CT_OWN : CT_NEW, deep_fault);
    REQUIRE(ct_until_faults(20));
    for (i = 0; i < 20; i++)
        CHECK(!ct_done(t[i]));
    ct_view(CT_VIEW(16), ct_page_size, ct_page(0), 7);
    ct_release();
    for (i = 0; i < 20; i++)
        CHECK(ct_until_done(t[i]));
    CHECK_EQ(depth_value, 0x5678);
}

static const struct ct_test tests[] = {
    {"simple-states", simple_states, "R48 R49 R79 R86 R92", 0, 30},
    {"waiting-states", waiting_states, "R51 R83 R89", 0, 30},
    {"transfer-states", transfer_states, "R52 R90", 0, 30},
    {"pager-chain", pager_chain, "R220", 0, 0},
    {"concurrent-faults", concurrent, "R220", 0, 0},
};

CT_SUITE(combo_suite, "combo", tests);
