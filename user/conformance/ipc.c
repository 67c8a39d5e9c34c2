/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Ipc: tags, registers, partners, timeouts. Runs a second time with Lipc.
 */
#include "conf.h"

#define SLACK_US 30000

static volatile L4_Word_t words[64];
static volatile L4_Word_t got_tag;
static volatile L4_Word_t got_from;
static volatile L4_Word_t got_error;
static volatile L4_Word_t got_count;
static volatile L4_Word_t order[8];
static L4_ThreadId_t volatile partner;
static L4_ThreadId_t volatile specifier;
static volatile L4_Word_t timeout;
static volatile L4_Word64_t took;
static volatile int go;

static L4_Word_t pattern(L4_Word_t round, int i)
{
    return round * 0x01000193UL + (L4_Word_t)i * 0x9E3779B1UL;
}

static void note(L4_MsgTag_t tag, L4_ThreadId_t from)
{
    int i;

    for (i = 0; i < 64; i++)
        words[i] = ct_mr(i);
    got_error = ct_error(tag);
    got_from = from.raw;
    got_tag = tag.raw;
    got_count++;
}

/* Receivers and senders for the tests. */

static void echo(void)
{
    L4_ThreadId_t from;
    L4_MsgTag_t tag = ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, CT_NEVER, &from);

    for (;;) {
        note(tag, from);
        L4_LoadMR(0, tag.raw & ~0xF000UL);
        tag = ct_ipc(from, L4_anythread, CT_ZERO, CT_NEVER, &from);
    }
}

static void receive_once(void)
{
    L4_ThreadId_t from = L4_nilthread;
    L4_MsgTag_t tag = ct_ipc(L4_nilthread, specifier, CT_NEVER, timeout, &from);

    note(tag, from);
}

static void send_own_number(void)
{
    L4_LoadMR(1, L4_ThreadNo(L4_Myself()));
    ct_tag(0x51, 1, 0);
    got_error = ct_error(ct_send(partner, CT_NEVER));
    got_count++;
}

static void send_local(void)
{
    L4_LoadMR(1, 0x42);
    ct_tag(0x52, 1, 0);
    got_error = ct_error(ct_send(L4_LocalIdOf(partner), CT_NEVER));
}

static L4_ThreadId_t queued_sender(L4_ThreadId_t place)
{
    L4_ThreadId_t t = ct_run(place, send_own_number);

    REQUIRE(ct_until(t, L4_SCHEDRESULT_PENDING_SEND));
    return t;
}

static void begin(void)
{
    partner = ct_test_id;
    specifier = L4_anythread;
    timeout = CT_NEVER;
    got_count = 0;
    got_error = 0xEEEE;
    go = 0;
}

/*
 * Tags and words
 */

static void words_to(L4_ThreadId_t place)
{
    L4_ThreadId_t t = ct_run(place, echo);
    L4_Word_t from = L4_IsThreadEqual(place, CT_OWN) ? L4_MyLocalId().raw : L4_Myself().raw;
    int u;
    int i;

    for (u = 0; u < 64; u++) {
        L4_Word_t label = pattern(7, u) & 0xFFFF;
        int wrong = 0;
        L4_MsgTag_t tag;

        for (i = 1; i < 64; i++)
            L4_LoadMR(i, pattern((L4_Word_t)u, i));
        ct_tag(label, (L4_Word_t)u, 0);
        tag = ct_ipc(t, t, CT_NEVER, CT_NEVER, 0);
        REQUIRE_EQ(ct_error(tag), 0);
        CHECK_EQ(tag.raw, CT_TAG(label, u, 0));
        CHECK_EQ(got_tag, CT_TAG(label, u, 0));
        CHECK_EQ(got_from, from);
        for (i = 1; i <= u; i++)
            wrong += words[i] != pattern((L4_Word_t)u, i) || ct_mr(i) != pattern((L4_Word_t)u, i);
        CHECK_EQ(wrong, 0);
    }
}

static void all_words(void)
{
    words_to(CT_OWN);
    words_to(CT_NEW);
}

/* By send alone, to a waiting receiver; nothing above the count moves to another space. */
static void words_sent(void)
{
    int u;
    int i;

    begin();
    for (u = 0; u < 64; u += 9) {
        L4_ThreadId_t t = ct_run(CT_NEW, receive_once);
        int wrong = 0;

        REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
        for (i = 1; i < 64; i++)
            L4_LoadMR(i, pattern(3, i));
        ct_tag(0xFFFF, (L4_Word_t)u, 0);
        CHECK_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
        REQUIRE(ct_until_done(t));
        CHECK_EQ(got_tag, CT_TAG(0xFFFF, u, 0));
        for (i = 1; i < 64; i++)
            wrong += (words[i] == pattern(3, i)) != (i <= u);
        CHECK_EQ(wrong, 0);
    }
}

static void flags_in(void)
{
    L4_ThreadId_t t = ct_run(CT_NEW, echo);
    L4_Word_t bits;

    L4_Set_VirtualSender(L4_nilthread);
    for (bits = 0; bits < 16; bits++) {
        L4_MsgTag_t tag;

        L4_LoadMR(0, CT_TAG(0x1234, 0, 0) | bits << 12);
        tag = ct_ipc(t, t, CT_NEVER, CT_NEVER, 0);
        CHECK_EQ(tag.raw, CT_TAG(0x1234, 0, 0));
        CHECK_EQ(got_tag, CT_TAG(0x1234, 0, 0));
    }
}

static void too_many(void)
{
    L4_ThreadId_t t;

    begin();
    t = ct_run(CT_OWN, receive_once);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    L4_LoadMR(0, CT_TAG(0, 60, 4));
    CHECK_EQ(ct_error(ct_send(t, CT_ZERO)), 8);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(got_error, 9);
    CHECK((got_tag & 0x8000) != 0);
    t = ct_run(CT_OWN, receive_once);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    L4_LoadMR(0, CT_TAG(0, 63, 63));
    CHECK_EQ(ct_error(ct_send(t, CT_ZERO)), 8);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(got_error, 9);
}

static void from_ids(void)
{
    L4_ThreadId_t from = L4_nilthread;
    L4_ThreadId_t t;

    begin();
    t = queued_sender(CT_OWN);
    CHECK_EQ(ct_error(ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, CT_ZERO, &from)), 0);
    CHECK_EQ(from.raw, L4_LocalIdOf(t).raw);
    t = queued_sender(CT_NEW);
    CHECK_EQ(ct_error(ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, CT_ZERO, &from)), 0);
    CHECK_EQ(from.raw, t.raw);
    t = queued_sender(CT_OWN);
    CHECK_EQ(ct_error(ct_ipc(L4_nilthread, t, CT_NEVER, CT_ZERO, &from)), 0);
    CHECK_EQ(from.raw, L4_LocalIdOf(t).raw);
}

static void local_ids(void)
{
    L4_ThreadId_t from = L4_nilthread;
    L4_ThreadId_t t;

    begin();
    t = ct_run(CT_OWN, send_local);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_PENDING_SEND));
    CHECK_EQ(ct_error(ct_ipc(L4_nilthread, L4_LocalIdOf(t), CT_NEVER, CT_ZERO, &from)), 0);
    CHECK_EQ(ct_mr(1), 0x42);
    CHECK_EQ(from.raw, L4_LocalIdOf(t).raw);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(got_error, 0);
}

/*
 * Partners that are none
 */

static void expect_none(L4_ThreadId_t id)
{
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(id, CT_NEVER)), 4);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_ipc(id, L4_anythread, CT_NEVER, CT_NEVER, 0)), 4);
    CHECK_EQ(ct_error(ct_recv(id, CT_NEVER)), 5);
}

static void bad_local(void)
{
    expect_none(__L4_Tid(L4_MyLocalId().raw + 300 * ct_utcb_size));
    expect_none(__L4_Tid(L4_MyLocalId().raw + 64));
    expect_none(__L4_Tid(0x40));
    expect_none(__L4_Tid(ct_page(0)));
    expect_none(__L4_Tid(~(L4_Word_t)0x7F));
}

static void to_any(void)
{
    L4_ThreadId_t t;

    begin();
    t = ct_run(CT_OWN, receive_once);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(L4_anythread, CT_NEVER)), 4);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(L4_anylocalthread, CT_NEVER)), 4);
    CHECK_EQ(got_count, 0);
}

static void not_there(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, receive_once);
    L4_Word_t system = L4_ThreadIdSystemBase(ct_kip);

    expect_none(L4_GlobalId(L4_ThreadNo(t), 2));
    expect_none(L4_GlobalId(ct_user_base + 3000, 1));
    expect_none(ct_inactive(CT_OWN));
    if (system < ct_user_base)
        expect_none(L4_GlobalId(system, 1));
    expect_none(L4_GlobalId(((L4_Word_t)1 << (L4_ThreadIdBits(ct_kip) - 1)) + 77, 1));
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(L4_GlobalId(1, 1), CT_NEVER)), 4); /* not its handler */
}

static void nil_nil(void)
{
    L4_Word64_t start = ct_now();
    L4_MsgTag_t tag;

    ct_tag(0x77, 3, 0);
    tag = ct_ipc(L4_nilthread, L4_nilthread, CT_NEVER, CT_NEVER, 0);
    CHECK(L4_IpcSucceeded(tag));
    CHECK_LATE(ct_now() - start < SLACK_US);
}

/*
 * Who is received first
 */

static void closed(void)
{
    L4_ThreadId_t a;
    L4_ThreadId_t b;

    begin();
    a = queued_sender(CT_OWN);
    b = queued_sender(CT_NEW);
    CHECK_EQ(ct_error(ct_recv(b, CT_ZERO)), 0);
    CHECK_EQ(ct_mr(1), L4_ThreadNo(b));
    CHECK_EQ(ct_state(a), L4_SCHEDRESULT_PENDING_SEND);
    CHECK_EQ(ct_error(ct_recv(b, CT_ZERO)), 3);
    CHECK_EQ(ct_error(ct_recv(a, CT_ZERO)), 0);
    CHECK_EQ(ct_mr(1), L4_ThreadNo(a));
}

static void fifo(void)
{
    L4_ThreadId_t t[5];
    int i;

    begin();
    for (i = 0; i < 5; i++)
        t[i] = queued_sender(i & 1 ? CT_OWN : CT_NEW);
    for (i = 0; i < 5; i++) {
        CHECK_EQ(ct_error(ct_recv(L4_anythread, CT_ZERO)), 0);
        CHECK_EQ(ct_mr(1), L4_ThreadNo(t[i]));
    }
    CHECK_EQ(ct_error(ct_recv(L4_anythread, CT_ZERO)), 3);
}

static void any_local(void)
{
    L4_ThreadId_t foreign;
    L4_ThreadId_t own;

    begin();
    foreign = queued_sender(CT_NEW);
    own = queued_sender(CT_OWN);
    CHECK_EQ(ct_error(ct_recv(L4_anylocalthread, CT_ZERO)), 0);
    CHECK_EQ(ct_mr(1), L4_ThreadNo(own));
    CHECK_EQ(ct_error(ct_recv(L4_anylocalthread, ct_us(2000))), 3);
    CHECK_EQ(ct_state(foreign), L4_SCHEDRESULT_PENDING_SEND);
    (void)ct_run(CT_OWN, send_own_number); /* to a waiting receiver */
    CHECK_EQ(ct_error(ct_recv(L4_anylocalthread, ct_us(1000000))), 0);
    CHECK(ct_mr(1) != L4_ThreadNo(foreign));
    CHECK_EQ(ct_error(ct_recv(L4_anythread, CT_ZERO)), 0);
    CHECK_EQ(ct_mr(1), L4_ThreadNo(foreign));
}

static void receive_twice(void)
{
    ct_tag(0, 0, 0);
    order[0] = ct_error(ct_recv(specifier, CT_NEVER));
    order[1] = ct_mr(1);
    order[2] = ct_error(ct_recv(L4_anythread, CT_NEVER));
    order[3] = ct_mr(1);
}

static void admitted_later(void)
{
    L4_ThreadId_t receiver;
    L4_ThreadId_t sender;

    begin();
    specifier = ct_test_id;
    receiver = ct_run(CT_OWN, receive_twice);
    REQUIRE(ct_until(receiver, L4_SCHEDRESULT_WAITING));
    partner = receiver;
    sender = queued_sender(CT_NEW);
    ct_sleep(2000);
    CHECK_EQ(ct_state(sender), L4_SCHEDRESULT_PENDING_SEND);
    L4_LoadMR(1, 5);
    ct_tag(0, 1, 0);
    CHECK_EQ(ct_error(ct_send(receiver, CT_ZERO)), 0);
    REQUIRE(ct_until_done(receiver));
    CHECK_EQ(order[0], 0);
    CHECK_EQ(order[1], 5);
    CHECK_EQ(order[2], 0);
    CHECK_EQ(order[3], L4_ThreadNo(sender));
    CHECK(ct_until_done(sender));
}

/*
 * Timeouts
 */

static void idle(void)
{
    while (!go)
        ct_sleep(1000);
    got_error = ct_error(ct_recv(L4_anythread, ct_us(5000)));
}

static void send_zero(void)
{
    L4_Word64_t start;
    L4_ThreadId_t t;

    begin();
    t = ct_run(CT_OWN, idle);
    start = ct_now();
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(t, CT_ZERO)), 2);
    CHECK_LATE(ct_now() - start < SLACK_US);
    go = 1;
    REQUIRE(ct_until_done(t));
    CHECK_EQ(got_error, 3);
}

static void send_expires(void)
{
    L4_Word64_t start;
    L4_ThreadId_t t;
    L4_MsgTag_t tag;

    begin();
    t = ct_run(CT_OWN, idle);
    ct_tag(0x5A, 2, 0);
    start = ct_now();
    tag = ct_send(t, ct_us(40000));
    took = ct_now() - start;
    CHECK_EQ(ct_error(tag), 2);
    CHECK(took >= 40000);
    CHECK_LATE(took < 40000 + SLACK_US * 2);
    go = 1;
    REQUIRE(ct_until_done(t));
    CHECK_EQ(got_error, 3);
}

static void receive_zero(void)
{
    L4_Word64_t start = ct_now();
    L4_ThreadId_t from = ct_main_id;
    L4_MsgTag_t tag;

    begin();
    tag = ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, CT_ZERO, &from);
    CHECK_EQ(ct_error(tag), 3);
    CHECK_EQ(from.raw, 0);
    CHECK_LATE(ct_now() - start < SLACK_US);
    (void)queued_sender(CT_NEW);
    CHECK_EQ(ct_error(ct_recv(L4_anythread, CT_ZERO)), 0);
}

static void receive_expires(void)
{
    L4_Word64_t start = ct_now();

    CHECK_EQ(ct_error(ct_recv(L4_anythread, ct_us(30000))), 3);
    took = ct_now() - start;
    CHECK(took >= 30000);
    CHECK_LATE(took < 30000 + SLACK_US * 2);
}

static void late_receiver(void)
{
    ct_sleep(40000);
    got_error = ct_error(ct_recv(ct_test_id, CT_NEVER));
    ct_sleep(1000000);
}

static void phases_add(void)
{
    L4_Word64_t start;
    L4_ThreadId_t t;

    begin();
    t = ct_run(CT_OWN, late_receiver);
    start = ct_now();
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_ipc(t, t, CT_NEVER, ct_us(60000), 0)), 3);
    took = ct_now() - start;
    CHECK(took >= 100000);
    CHECK_LATE(took < 100000 + SLACK_US * 3);
    CHECK_EQ(got_error, 0);
}

static void no_second_phase(void)
{
    L4_ThreadId_t sender;
    L4_ThreadId_t t;

    begin();
    t = ct_run(CT_OWN, idle);
    sender = queued_sender(CT_OWN);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_ipc(t, L4_anythread, CT_ZERO, CT_NEVER, 0)), 2);
    CHECK_EQ(ct_state(sender), L4_SCHEDRESULT_PENDING_SEND);
    ct_tag(0, 0, 0);
    CHECK_EQ(
        ct_error(ct_ipc(L4_GlobalId(ct_user_base + 3000, 1), L4_anythread, CT_NEVER, CT_NEVER, 0)),
        4);
    CHECK_EQ(ct_state(sender), L4_SCHEDRESULT_PENDING_SEND);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_ipc(t, sender, ct_us(2000), CT_NEVER, 0)), 2);
    CHECK_EQ(ct_state(sender), L4_SCHEDRESULT_PENDING_SEND);
}

/* Several things are wrong at once: what is looked at first counts. */
static void error_order(void)
{
    L4_ThreadId_t nobody = L4_GlobalId(ct_user_base + 3000, 1);
    L4_ThreadId_t t;

    begin();
    t = ct_run(CT_OWN, idle);
    L4_LoadMR(0, CT_TAG(0, 63, 63));
    CHECK_EQ(ct_error(ct_ipc(nobody, nobody, CT_ZERO, CT_ZERO, 0)), 4);
    L4_LoadMR(0, CT_TAG(0, 63, 63));
    CHECK_EQ(ct_error(ct_ipc(t, nobody, CT_ZERO, CT_ZERO, 0)), 2);
    CHECK_EQ(ct_error(ct_ipc(L4_nilthread, nobody, CT_ZERO, CT_ZERO, 0)), 5);
    CHECK_EQ(ct_error(ct_ipc(L4_nilthread, t, CT_ZERO, CT_ZERO, 0)), 3);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_ipc(L4_Myself(), L4_nilthread, CT_ZERO, CT_ZERO, 0)), 2);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_ipc(L4_anylocalthread, L4_anythread, CT_ZERO, CT_ZERO, 0)), 4);
    /* A message too long is found out when it is transferred; there is no receive phase then. */
    t = ct_run(CT_OWN, receive_once);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    L4_LoadMR(0, CT_TAG(0, 63, 63));
    CHECK_EQ(ct_error(ct_ipc(t, nobody, CT_ZERO, CT_NEVER, 0)), 8);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(got_error, 9);
    /* The message is out before the other partner is looked for. */
    t = ct_run(CT_OWN, receive_once);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    L4_LoadMR(1, 0x77);
    ct_tag(0, 1, 0);
    CHECK_EQ(ct_error(ct_ipc(t, nobody, CT_ZERO, CT_ZERO, 0)), 5);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(got_error, 0);
    CHECK_EQ(words[1], 0x77);
}

static volatile L4_Word_t lost;

static void answer_at_once(void)
{
    L4_ThreadId_t from;
    L4_MsgTag_t tag = ct_recv(L4_anythread, CT_NEVER);

    (void)tag;
    from = ct_test_id;
    for (;;) {
        ct_tag(0, 0, 0);
        if (L4_IpcFailed(ct_send(from, CT_ZERO)))
            lost++;
        (void)ct_recv(L4_anythread, CT_NEVER);
    }
}

static void no_gap_with(L4_ThreadId_t place, L4_Word_t prio)
{
    L4_Word_t rounds = ct_long ? 500000 : 10000;
    L4_ThreadId_t t = ct_run_prio(place, answer_at_once, prio);
    L4_Word_t errors = 0;

    lost = 0;
    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    while (rounds-- > 0 && errors + lost == 0) {
        ct_tag(0, 0, 0);
        errors += L4_IpcFailed(ct_ipc(t, t, CT_NEVER, ct_us(1000000), 0));
    }
    CHECK_EQ(lost, 0);
    CHECK_EQ(errors, 0);
}

static void no_gap(void)
{
    no_gap_with(CT_OWN, CT_PRIO_HELPER);
    no_gap_with(CT_NEW, CT_PRIO_TEST + 10);
}

static void sleep_self(void)
{
    L4_Word64_t start = ct_now();

    CHECK_EQ(ct_error(ct_recv(L4_Myself(), ct_us(20000))), 3);
    took = ct_now() - start;
    CHECK(took >= 20000);
    CHECK_LATE(took < 20000 + SLACK_US * 2);
    start = ct_now();
    CHECK_EQ(ct_error(ct_recv(L4_MyLocalId(), ct_us(20000))), 3);
    CHECK(ct_now() - start >= 20000);
    start = ct_now();
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(L4_Myself(), ct_us(20000))), 2);
    CHECK(ct_now() - start >= 20000);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(L4_Myself(), CT_ZERO)), 2);
}

static void send_to_test(void)
{
    ct_tag(0, 0, 0);
    got_error = ct_error(ct_send(ct_test_id, ct_us(30000)));
}

static void mutual(void)
{
    L4_ThreadId_t t;

    begin();
    t = ct_run(CT_OWN, send_to_test);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_PENDING_SEND));
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(t, ct_us(20000))), 2);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(got_error, 2);
}

static void queued_first(void)
{
    L4_ThreadId_t from = L4_nilthread;
    L4_ThreadId_t a;
    L4_ThreadId_t b;
    L4_ThreadId_t waiting;

    begin();
    a = queued_sender(CT_NEW);
    b = queued_sender(CT_OWN);
    waiting = ct_run(CT_OWN, receive_once);
    REQUIRE(ct_until(waiting, L4_SCHEDRESULT_WAITING));
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_ipc(waiting, L4_anythread, CT_ZERO, CT_NEVER, &from)), 0);
    CHECK_EQ(from.raw, a.raw);
    CHECK_EQ(ct_mr(1), L4_ThreadNo(a));
    CHECK(ct_until_done(waiting));
    CHECK_EQ(ct_error(ct_recv(L4_anythread, CT_ZERO)), 0);
    CHECK_EQ(ct_mr(1), L4_ThreadNo(b));
}

/* ErrorCode is written by failures only; the sender's tag stays after a successful send. */
static void error_code_kept(void)
{
    L4_ThreadId_t t = ct_run(CT_NEW, echo);
    L4_MsgTag_t tag;

    CHECK_EQ(ct_error(ct_recv(L4_Myself(), CT_ZERO)), 3);
    ct_tag(0x31, 2, 0);
    tag = ct_send(t, CT_NEVER);
    CHECK_EQ(tag.raw, CT_TAG(0x31, 2, 0));
    CHECK_EQ(L4_ErrorCode(), 3);
}

/*
 * Calls without timeouts, which kernels treat on a short path: it must do what the long one does
 */

static volatile L4_Word_t out[8];
static volatile L4_Word_t stamp;

static void call_partner(void)
{
    L4_MsgTag_t tag;
    int i;

    for (i = 0; i < 8; i++)
        L4_LoadMR(i, out[i]);
    tag = ct_ipc(partner, partner, CT_NEVER, CT_NEVER, 0);
    order[2] = ct_error(tag);
}

static void wait_and_reply(L4_Word_t br0)
{
    L4_ThreadId_t from = L4_nilthread;
    L4_MsgTag_t tag;

    L4_LoadBR(0, br0);
    tag = ct_ipc(L4_nilthread, specifier, CT_NEVER, CT_NEVER, &from);
    note(tag, from);
    order[0] = ++stamp;
    if (L4_IpcSucceeded(tag)) {
        ct_tag(0, 0, 0);
        (void)ct_send(from, CT_ZERO);
    }
}

static void server(void)
{
    wait_and_reply(0);
}

static void server_of_pages(void)
{
    wait_and_reply(ct_fp(CT_VIEW(0), 0).raw);
}

static L4_ThreadId_t waiting_server(L4_ThreadId_t place, L4_ThreadId_t from, void (*entry)(void))
{
    L4_ThreadId_t t;

    begin();
    stamp = 0;
    specifier = from;
    t = ct_run(place, entry);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    partner = t;
    out[0] = CT_TAG(0x61, 1, 0);
    out[1] = 0x1001;
    return t;
}

/* Servers that wait for somebody else. */
static void call_not_admitted(void)
{
    L4_ThreadId_t t = waiting_server(CT_NEW, ct_test_id, server);
    L4_ThreadId_t caller = ct_run(CT_OWN, call_partner);

    REQUIRE(ct_until(caller, L4_SCHEDRESULT_PENDING_SEND));
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_WAITING);
    CHECK_EQ(got_count, 0);
    t = waiting_server(CT_NEW, L4_anylocalthread, server);
    caller = ct_run(CT_OWN, call_partner);
    REQUIRE(ct_until(caller, L4_SCHEDRESULT_PENDING_SEND));
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_WAITING);
    CHECK_EQ(got_count, 0);
    caller = ct_run(t, call_partner); /* of its space */
    REQUIRE(ct_until_done(caller));
    CHECK_EQ(order[2], 0);
    CHECK_EQ(words[1], 0x1001);
    CHECK(L4_IsLocalId(__L4_Tid(got_from)));
}

static void call_items(void)
{
    L4_MapItem_t item = L4_MapItem(ct_fp(ct_page(1), 7), 0);
    L4_ThreadId_t t = waiting_server(CT_NEW, L4_anythread, server_of_pages);
    L4_ThreadId_t caller;

    out[0] = CT_TAG(0x62, 0, 2);
    out[1] = item.raw[0];
    out[2] = item.raw[1];
    caller = ct_run(CT_OWN, call_partner);
    REQUIRE(ct_until_done(caller));
    CHECK_EQ(order[2], 0);
    CHECK(ct_until_done(t));
    CHECK_EQ(got_tag, CT_TAG(0x62, 0, 2));
    CHECK_EQ(words[1], item.raw[0]);
    CHECK_EQ(words[2], item.raw[1]);
    t = waiting_server(CT_NEW, L4_anythread, server); /* takes none */
    out[0] = CT_TAG(0x62, 0, 2);
    out[1] = item.raw[0];
    caller = ct_run(CT_OWN, call_partner);
    REQUIRE(ct_until_done(caller));
    CHECK_EQ(order[2], 8);
    CHECK_EQ(got_error, 9);
}

static void stamp_here(void)
{
    order[1] = ++stamp;
}

/* A ready thread of higher priority than the server's runs before the server. */
static void call_priorities(void)
{
    L4_ThreadId_t t = waiting_server(CT_OWN, L4_anythread, server);
    L4_ThreadId_t caller;

    order[0] = order[1] = 0;
    (void)L4_Set_Priority(t, 90);
    caller = ct_run_prio(CT_OWN, call_partner, 120);
    (void)ct_run_prio(CT_OWN, stamp_here, 110);
    REQUIRE(ct_until_done(caller));
    CHECK_EQ(order[1], 1);
    CHECK_EQ(order[0], 2);
}

static const struct ct_test tests[] = {
    {"call-not-admitted", call_not_admitted, "R129 R131", 0, 0},
    {"call-items", call_items, "R165 R177", 0, 0},
    {"call-priorities", call_priorities, "R114", 0, 0},
    {"words", all_words, "R120 R121 R123", 0, 0},
    {"words-sent", words_sent, "R120", 0, 0},
    {"tag-flags", flags_in, "R121 R189", 0, 0},
    {"too-many-words", too_many, "R122", 0, 0},
    {"from", from_ids, "R123", 0, 0},
    {"local-ids", local_ids, "R124", 0, 0},
    {"bad-local-ids", bad_local, "R125", 0, 0},
    {"to-any", to_any, "R126", 0, 0},
    {"no-partner", not_there, "R127", 0, 0},
    {"nil-nil", nil_nil, "R128", 0, 0},
    {"closed", closed, "R129", 0, 0},
    {"fifo", fifo, "R130", 0, 0},
    {"any-local", any_local, "R131", 0, 0},
    {"admitted-later", admitted_later, "R132", 0, 0},
    {"timeout/send-zero", send_zero, "R133", 0, 0},
    {"timeout/send-expires", send_expires, "R134", 0, 0},
    {"timeout/receive-zero", receive_zero, "R135", 0, 0},
    {"timeout/receive-expires", receive_expires, "R135", 0, 0},
    {"timeout/phases-add", phases_add, "R136", 0, 0},
    {"timeout/no-second-phase", no_second_phase, "R137", 0, 0},
    {"error-order", error_order, "R122 R127 R133 R135 R137", 0, 0},
    {"no-gap", no_gap, "R138", 0, 60},
    {"sleep", sleep_self, "R139", 0, 0},
    {"mutual-sends", mutual, "R140", 0, 0},
    {"queued-first", queued_first, "R142", 0, 0},
    {"error-code-kept", error_code_kept, "R152", 0, 0},
};

CT_SUITE(ipc_suite, "ipc", tests);
const struct ct_suite lipc_suite = {"lipc", tests, sizeof(tests) / sizeof(tests[0]), 1};
