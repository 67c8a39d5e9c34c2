/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Interrupts as threads. The board's part (arch.h) can cause one interrupt after a time.
 */
#include "arch.h"

static volatile L4_Word_t seen[4];

static L4_ThreadId_t line(void)
{
    return L4_GlobalId(arch_irq(), 1);
}

static L4_Word_t associate(L4_ThreadId_t irq, L4_ThreadId_t handler)
{
    return ct_tc(irq, irq, L4_nilthread, handler, CT_NO_UTCB);
}

static void detach(void)
{
    (void)associate(line(), line());
}

static void association(void)
{
    L4_ThreadId_t none = L4_GlobalId(ct_user_base + 2000, 1);

    arch_irq_begin();
    arch_irq_end();
    CHECK_EQ(associate(line(), none), 2);
    CHECK_EQ(associate(line(), L4_GlobalId(L4_ThreadNo(ct_test_id), 2)), 2);
    CHECK_EQ(associate(L4_GlobalId(arch_irq(), 2), ct_test_id), 2);
    if (arch_irq_missing() != ~(L4_Word_t)0)
        CHECK_EQ(associate(L4_GlobalId(arch_irq_missing(), 1), ct_test_id), 2);
    CHECK_EQ(ct_error(ct_recv(line(), ct_us(1000))), 5);
    CHECK_EQ(associate(line(), ct_test_id), 0);
    CHECK_EQ(associate(line(), ct_test_id), 0);
    /* One from before may be waiting. */
    if (ct_error(ct_recv(line(), ct_us(5000))) == 0) {
        ct_tag(0, 0, 0);
        CHECK_EQ(ct_error(ct_send(line(), CT_ZERO)), 0);
    }
    CHECK_EQ(ct_error(ct_recv(line(), ct_us(1000))), 3);
    detach();
    CHECK_EQ(associate(line(), line()), 0); /* once more */
}

static void message(void)
{
    L4_ThreadId_t from = L4_nilthread;
    L4_MsgTag_t tag;
    int i;

    arch_irq_begin();
    REQUIRE_EQ(associate(line(), ct_test_id), 0);
    arch_irq_fire(2000);
    for (i = 0; i < 5; i++) {
        tag = ct_ipc(L4_nilthread, i & 1 ? line() : L4_anythread, CT_NEVER, ct_us(500000), &from);
        REQUIRE_EQ(ct_error(tag), 0);
        CHECK_EQ(tag.raw, CT_KERNEL_TAG(0xFFF0, 0));
        CHECK_EQ(from.raw, line().raw);
        /* Nothing comes before the acknowledge. */
        arch_irq_fire(1000);
        CHECK_EQ(ct_error(ct_recv(line(), ct_us(20000))), 3);
        ct_tag(0, 0, 0);
        CHECK_EQ(ct_error(ct_send(line(), CT_ZERO)), 0);
    }
    tag = ct_recv(line(), ct_us(500000));
    CHECK_EQ(ct_error(tag), 0);
    arch_irq_end();
    detach();
}

static void call(void)
{
    L4_ThreadId_t from;
    L4_MsgTag_t tag;
    int i;

    arch_irq_begin();
    REQUIRE_EQ(associate(line(), ct_test_id), 0);
    arch_irq_fire(1000);
    REQUIRE_EQ(ct_error(ct_recv(line(), ct_us(500000))), 0);
    for (i = 0; i < 5; i++) {
        arch_irq_fire(1000);
        ct_tag(0, 0, 0);
        tag = ct_ipc(line(), line(), CT_NEVER, ct_us(500000), &from);
        REQUIRE_EQ(ct_error(tag), 0);
        CHECK_EQ(tag.raw, CT_KERNEL_TAG(0xFFF0, 0));
        CHECK_EQ(from.raw, line().raw);
    }
    arch_irq_end();
    detach();
}

/* An interrupt to a handler that does not wait is kept for it. */
static void kept(void)
{
    arch_irq_begin();
    REQUIRE_EQ(associate(line(), ct_test_id), 0);
    arch_irq_fire(1000);
    ct_sleep(20000);
    CHECK_EQ(ct_error(ct_recv(line(), CT_ZERO)), 0);
    CHECK_EQ(ct_error(ct_recv(line(), ct_us(5000))), 3);
    arch_irq_end();
    detach();
}

static void detached(void)
{
    arch_irq_begin();
    REQUIRE_EQ(associate(line(), ct_test_id), 0);
    arch_irq_fire(1000);
    REQUIRE_EQ(ct_error(ct_recv(line(), ct_us(500000))), 0);
    detach();
    arch_irq_fire(1000);
    CHECK_EQ(ct_error(ct_recv(L4_anythread, ct_us(20000))), 3);
    CHECK_EQ(ct_error(ct_recv(line(), ct_us(1000))), 5);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(line(), ct_us(1000))), 4);
    /* Again, with a fresh start: what came meanwhile may be pending, no more. */
    REQUIRE_EQ(associate(line(), ct_test_id), 0);
    arch_irq_fire(1000);
    CHECK_EQ(ct_error(ct_recv(line(), ct_us(500000))), 0);
    arch_irq_end();
    detach();
}

static void wait_for_line(void)
{
    seen[0] = ct_error(ct_recv(line(), CT_NEVER));
    seen[1]++;
    seen[2] = ct_error(ct_recv(line(), CT_NEVER));
}

static void handler_deleted(void)
{
    L4_ThreadId_t t;

    seen[1] = 0;
    arch_irq_begin();
    t = ct_create(CT_OWN, L4_Myself());
    REQUIRE_EQ(associate(line(), t), 0);
    REQUIRE_EQ(ct_delete(t), 0);
    t = ct_run(CT_OWN, wait_for_line);
    REQUIRE(ct_until_done(t)); /* nobody is associated: error 5 */
    CHECK_EQ(seen[0], 5);
    arch_irq_fire(1000);
    ct_sleep(10000);
    CHECK_EQ(seen[1], 1);
    CHECK_EQ(ct_error(ct_recv(L4_anythread, ct_us(10000))), 3);
    arch_irq_end();
    detach();
}

static void new_handler(void)
{
    L4_ThreadId_t t = ct_create(CT_OWN, L4_Myself());

    arch_irq_begin();
    REQUIRE_EQ(associate(line(), t), 0);
    REQUIRE_EQ(associate(line(), ct_test_id), 0);
    ct_tag(0, 0, 0);
    arch_irq_fire(1000);
    CHECK_EQ(ct_error(ct_recv(line(), ct_us(500000))), 0);
    arch_irq_end();
    detach();
}

/* Acknowledging what was not delivered obeys the send timeout; strangers cannot. */
static void acknowledge_nothing(void)
{
    L4_Word64_t begin;

    arch_irq_begin();
    REQUIRE_EQ(associate(line(), ct_test_id), 0);
    begin = ct_now();
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(line(), ct_us(10000))), 2);
    CHECK(ct_now() - begin >= 10000);
    REQUIRE_EQ(associate(line(), ct_main_id), 0);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(line(), ct_us(10000))), 4);
    detach();
}

static void schedule(void)
{
    L4_Word_t old;

    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, 99);
    CHECK_EQ(L4_Schedule(line(), ~0UL, ~0UL, 200, ~0UL, &old), 0);
    CHECK_EQ(L4_ErrorCode(), 2);
    REQUIRE_EQ(associate(line(), ct_test_id), 0);
    CHECK(L4_Schedule(line(), ~0UL, ~0UL, 200, ~0UL, &old) != 0);
    detach();
}

static const struct ct_test tests[] = {
    {"association", association, "R95", CT_IRQ, 0},
    {"message", message, "R226", CT_IRQ, 0},
    {"call", call, "R227", CT_IRQ, 0},
    {"kept", kept, "R226", CT_IRQ, 0},
    {"detached", detached, "R96", CT_IRQ, 0},
    {"handler-deleted", handler_deleted, "R97", CT_IRQ, 0},
    {"new-handler", new_handler, "R95", CT_IRQ, 0},
    {"acknowledge-nothing", acknowledge_nothing, "R226", CT_IRQ, 0},
    {"schedule", schedule, "R102", CT_IRQ, 0},
};

CT_SUITE(irq_suite, "irq", tests);
