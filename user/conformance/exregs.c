/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ExchangeRegisters.
 */
#include "arch.h"

#define X_R       0x002u
#define X_S       0x004u
#define X_SP      0x008u
#define X_IP      0x010u
#define X_FLAGS   0x020u
#define X_HANDLE  0x040u
#define X_PAGER   0x080u
#define X_DELIVER 0x200u

#define X_HALTED    1u
#define X_RECEIVING 2u
#define X_SENDING   4u

static volatile L4_Word_t counter;
static volatile L4_Word_t seen[4];
static volatile int go;
static L4_ThreadId_t volatile partner;

static void count_up(void)
{
    for (;;)
        counter++;
}

static void receive(void)
{
    seen[0] = ct_error(ct_recv(L4_anythread, CT_NEVER));
    seen[1]++;
}

static void send(void)
{
    ct_tag(0, 0, 0);
    seen[0] = ct_error(ct_send(partner, CT_NEVER));
    seen[1]++;
}

static void receive_short(void)
{
    seen[0] = ct_error(ct_recv(L4_anythread, ct_us(10000)));
    seen[1]++;
}

static L4_ThreadId_t receiver(void)
{
    L4_ThreadId_t t;

    seen[0] = 0xEEEE;
    seen[1] = 0;
    t = ct_run(CT_OWN, receive);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    return t;
}

static L4_ThreadId_t sender(void)
{
    L4_ThreadId_t t;

    seen[0] = 0xEEEE;
    seen[1] = 0;
    partner = ct_test_id;
    t = ct_run(CT_OWN, send);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_PENDING_SEND));
    return t;
}

static L4_ThreadId_t spinner(void)
{
    L4_ThreadId_t t;

    counter = 0;
    t = ct_run(CT_OWN, count_up);
    CT_UNTIL(counter > 0);
    REQUIRE(counter > 0);
    return t;
}

static __L4_ExregsResult_t query(L4_ThreadId_t t)
{
    return __L4_Exregs(t, X_DELIVER, 0, 0, 0, 0, L4_nilthread);
}

static void translate(void)
{
    L4_ThreadId_t t = ct_create(CT_OWN, L4_Myself());
    __L4_ExregsResult_t r = __L4_Exregs(t, 0, 1, 2, 3, 4, ct_main_id);
    L4_ThreadId_t local = r.id;

    CHECK_EQ(local.raw & 0x3F, 0);
    CHECK(local.raw >= ct_utcb_of(t) && local.raw < ct_utcb_of(t) + ct_utcb_size);
    r = __L4_Exregs(local, 0, 1, 2, 3, 4, ct_main_id);
    CHECK_EQ(r.id.raw, t.raw);
    r = query(t);
    CHECK_EQ(r.handle, 0);
    CHECK_EQ(r.pager.raw, ct_test_id.raw);
    CHECK_EQ(r.control, X_RECEIVING);
    CHECK_EQ(L4_GlobalIdOf(L4_MyLocalId()).raw, L4_Myself().raw);
    CHECK_EQ(L4_LocalIdOf(L4_Myself()).raw, L4_MyLocalId().raw);
}

static void refused(L4_ThreadId_t t)
{
    __L4_ExregsResult_t r;

    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, 99);
    r = __L4_Exregs(t, 0x1FF & ~1u, 1, 2, 3, 4, ct_main_id);
    CHECK_EQ(r.id.raw, 0);
    CHECK_EQ(L4_ErrorCode(), 2);
    CHECK_EQ(r.control | r.sp | r.ip | r.flags | r.handle | r.pager.raw, 0);
}

static void forbidden(void)
{
    L4_ThreadId_t foreign = ct_create(CT_NEW, ct_sigma0);
    L4_ThreadId_t own = ct_create(CT_OWN, L4_Myself());

    refused(foreign);
    refused(ct_sigma0);
    refused(ct_inactive(CT_OWN));
    refused(L4_GlobalId(L4_ThreadNo(own), 2));
    refused(L4_nilthread);
    refused(L4_anythread);
    refused(L4_anylocalthread);
    refused(L4_GlobalId(ct_user_base + 3000, 1));
    refused(L4_GlobalId(0, 1));
    refused(L4_GlobalId(L4_ThreadIdSystemBase(ct_kip), 1));
    refused(__L4_Tid(L4_MyLocalId().raw + 400 * ct_utcb_size));
    CHECK_EQ(query(own).handle, 0);
}

static void as_pager(void)
{
    L4_ThreadId_t t;

    if (!L4_HasFeature("pagerexregs"))
        ct_skip("this kernel has no pagerexregs");
    t = ct_create(CT_NEW, L4_Myself());
    L4_Set_UserDefinedHandleOf(t, 0x1357);
    CHECK_EQ(query(t).handle, 0x1357);
    CHECK_EQ(query(t).pager.raw, ct_test_id.raw);
    CHECK(L4_IsLocalId(query(t).id));
}

/* Each value alone; the others stay. */
static void set_each(void)
{
    L4_ThreadId_t t = spinner();
    __L4_ExregsResult_t before;
    __L4_ExregsResult_t after;
    L4_Word_t bit;

    (void)ct_exregs(t, CT_X_H);
    for (bit = X_SP; bit <= X_PAGER; bit <<= 1) {
        before = query(t);
        after = __L4_Exregs(t, bit, 0x1110 + bit, 0x2220 + bit, before.flags ^ arch_user_flag(),
                            0x4440 + bit, ct_main_id);
        CHECK_EQ(after.id.raw, L4_LocalIdOf(t).raw);
        CHECK_EQ(after.sp, before.sp);
        CHECK_EQ(after.ip, before.ip);
        CHECK_EQ(after.flags, before.flags);
        CHECK_EQ(after.handle, before.handle);
        CHECK_EQ(after.pager.raw, before.pager.raw);
        after = query(t);
        CHECK_EQ(after.sp, bit == X_SP ? 0x1110 + bit : before.sp);
        CHECK_EQ(after.ip, bit == X_IP ? 0x2220 + bit : before.ip);
        CHECK_EQ(after.flags, bit == X_FLAGS ? before.flags ^ arch_user_flag() : before.flags);
        CHECK_EQ(after.handle, bit == X_HANDLE ? 0x4440 + bit : before.handle);
        CHECK_EQ(after.pager.raw, bit == X_PAGER ? ct_main_id.raw : before.pager.raw);
        CHECK_EQ(after.control, X_HALTED);
    }
}

static void old_values(void)
{
    L4_ThreadId_t t = spinner();
    __L4_ExregsResult_t with;
    __L4_ExregsResult_t without;

    L4_Set_UserDefinedHandleOf(t, 0xABC);
    (void)ct_exregs(t, CT_X_H);
    with = __L4_Exregs(t, X_DELIVER, 0, 0, 0, 0, L4_nilthread);
    without = __L4_Exregs(t, 0, 0, 0, 0, 0, L4_nilthread);
    CHECK(with.ip - (L4_Word_t)count_up < 256);
    CHECK_EQ(with.handle, 0xABC);
    CHECK_EQ(with.pager.raw, ct_pager_id.raw);
    CHECK_EQ(with.ip, without.ip);
    CHECK_EQ(with.sp, without.sp);
    CHECK_EQ(with.flags, without.flags);
    CHECK_EQ(with.handle, without.handle);
    CHECK_EQ(with.pager.raw, without.pager.raw);
}

/* Where users can set none of them. */
__attribute__((weak)) L4_Word_t arch_trace_flags(void)
{
    return 0;
}

static void tell_flags(void)
{
    while (!go)
        ;
    seen[0] = arch_flags();
}

static void flags_with(L4_Word_t flags)
{
    L4_ThreadId_t t;
    L4_Word_t value;
    L4_Word_t mask = arch_fixed_flags(&value);

    go = 0;
    t = ct_run(CT_OWN, tell_flags);
    ct_sleep(1000);
    (void)__L4_Exregs(t, X_FLAGS, 0, 0, flags, 0, L4_nilthread);
    CHECK_EQ(query(t).flags & mask, value);
    go = 1;
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0] & mask, value);
}

static void bad_flags(void)
{
    flags_with(~arch_trace_flags());
    flags_with(0);
}

static void states(void)
{
    L4_ThreadId_t t = spinner();

    CHECK_EQ(ct_exregs(t, 0), 0);
    CHECK_EQ(ct_exregs(t, CT_X_H), 0);
    CHECK_EQ(ct_exregs(t, 0), X_HALTED);
    CHECK_EQ(ct_exregs(t, CT_X_RESUME), X_HALTED);
    CHECK_EQ(ct_exregs(t, 0), 0);
    t = receiver();
    CHECK_EQ(ct_exregs(t, 0), X_RECEIVING);
    (void)ct_exregs(t, CT_X_H);
    CHECK_EQ(ct_exregs(t, 0), X_RECEIVING | X_HALTED);
    t = sender();
    CHECK_EQ(ct_exregs(t, 0), X_SENDING);
    CHECK_EQ(ct_exregs(ct_create(CT_OWN, L4_Myself()), 0), X_RECEIVING);
}

static void abort_receive(void)
{
    L4_ThreadId_t t = receiver();

    CHECK_EQ(ct_exregs(t, X_R), X_RECEIVING);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 7);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(t, CT_ZERO)), 2);
}

static void abort_send(void)
{
    L4_ThreadId_t t = sender();

    CHECK_EQ(ct_exregs(t, X_S), X_SENDING);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 6);
    CHECK_EQ(ct_error(ct_recv(t, CT_ZERO)), 3);
}

static void wrong_bit(void)
{
    L4_ThreadId_t t = receiver();

    (void)ct_exregs(t, X_S);
    ct_sleep(2000);
    CHECK(!ct_done(t));
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_WAITING);
    t = sender();
    (void)ct_exregs(t, X_R);
    ct_sleep(2000);
    CHECK(!ct_done(t));
    CHECK_EQ(ct_error(ct_recv(t, CT_ZERO)), 0);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 0);
}

static void fault_once(void)
{
    seen[2] = ct_read(CT_VIEW(0));
}

static void fault_again(void)
{
    L4_ThreadId_t t = ct_run_paged(CT_OWN, fault_once, L4_Myself());
    L4_MapItem_t item = L4_MapItem(ct_fp(ct_page(0), 7), CT_VIEW(0));
    int i;

    ct_write(ct_page(0), 0x31415);
    for (i = 0; i < 3; i++) {
        REQUIRE_EQ(ct_error(ct_recv(t, ct_us(1000000))), 0);
        CHECK_EQ(ct_mr(1), CT_VIEW(0));
        (void)ct_exregs(t, CT_X_RS);
    }
    REQUIRE_EQ(ct_error(ct_recv(t, ct_us(1000000))), 0);
    L4_LoadMRs(1, 2, item.raw);
    ct_tag(0, 0, 2);
    CHECK_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[2], 0x31415);
}

/* A pager that does not listen: the fault waits in its send phase. */
static void fault_unsent(void)
{
    L4_ThreadId_t t = ct_run_paged(CT_OWN, fault_once, ct_test_id);

    ct_sleep(5000);
    CHECK_EQ(ct_exregs(t, 0), X_SENDING);
    L4_Set_PagerOf(t, ct_pager_id);
    ct_write(ct_page(0), 0x27182);
    ct_view(CT_VIEW(0), ct_page_size, ct_page(0), 7);
    (void)ct_exregs(t, CT_X_RS);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[2], 0x27182);
    CHECK_EQ(ct_error(ct_recv(t, CT_ZERO)), 3);
}

static void tell_sp(void)
{
    volatile L4_Word_t here = 0;

    seen[0] = (L4_Word_t)&here;
    seen[1] = L4_Myself().raw;
    for (;;)
        L4_Sleep(L4_Never);
}

static void start(void)
{
    L4_ThreadId_t t = ct_create(CT_OWN, ct_main_id);
    L4_Word_t sp = ct_stack_for(t);

    seen[1] = 0;
    (void)__L4_Exregs(t, 0x11E, sp, (L4_Word_t)tell_sp, 0, 0, L4_nilthread);
    CT_UNTIL(seen[1] != 0);
    CHECK_EQ(seen[1], t.raw);
    CHECK(seen[0] <= sp && sp - seen[0] < 512);
}

static void halt_and_go(void)
{
    L4_ThreadId_t t = spinner();
    L4_Word_t before;
    __L4_ExregsResult_t a;
    __L4_ExregsResult_t b;

    (void)ct_exregs(t, CT_X_H);
    before = counter;
    a = query(t);
    ct_sleep(20000);
    CHECK_EQ(counter, before);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_INACTIVE);
    b = query(t);
    CHECK_EQ(a.ip, b.ip);
    CHECK_EQ(a.sp, b.sp);
    (void)ct_exregs(t, CT_X_RESUME);
    CT_UNTIL(counter > before);
    CHECK(counter > before);
}

static void halt_in_ipc(void)
{
    L4_ThreadId_t t = receiver();

    (void)ct_exregs(t, CT_X_H);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    ct_sleep(5000);
    CHECK_EQ(seen[1], 0);
    CHECK_EQ(ct_exregs(t, 0), X_HALTED);
    (void)ct_exregs(t, CT_X_RESUME);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 0);
    seen[1] = 0;
    t = ct_run(CT_OWN, receive_short);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    (void)ct_exregs(t, CT_X_H);
    ct_sleep(30000);
    CHECK_EQ(seen[1], 0);
    CHECK_EQ(ct_exregs(t, 0), X_HALTED);
    (void)ct_exregs(t, CT_X_RESUME);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 3);
    t = sender();
    (void)ct_exregs(t, CT_X_H);
    CHECK_EQ(ct_error(ct_recv(t, CT_ZERO)), 0);
    ct_sleep(5000);
    CHECK_EQ(seen[1], 0);
    (void)ct_exregs(t, CT_X_RESUME);
    CHECK(ct_until_done(t));
}

static void call_partner(void)
{
    ct_tag(0, 0, 0);
    (void)ct_ipc(partner, partner, CT_NEVER, CT_NEVER, 0);
}

/* A call, which would otherwise switch to it at once. */
static void halt_and_call(void)
{
    L4_ThreadId_t t = receiver();

    (void)ct_exregs(t, CT_X_H);
    partner = t;
    (void)ct_run(CT_OWN, call_partner);
    ct_sleep(5000);
    CHECK_EQ(seen[1], 0);
    CHECK_EQ(ct_exregs(t, 0), X_HALTED);
    (void)ct_exregs(t, CT_X_RESUME);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 0);
}

static void not_significant(void)
{
    L4_ThreadId_t t = spinner();
    L4_Word_t before = counter;

    (void)ct_exregs(t, 1);
    CHECK_EQ(ct_exregs(t, 0), 0);
    CT_UNTIL(counter > before);
    CHECK(counter > before);
    (void)ct_exregs(t, CT_X_H);
    (void)ct_exregs(t, 0);
    (void)ct_exregs(t, 1);
    CHECK_EQ(ct_exregs(t, 0), X_HALTED);
}

static void halt_itself(void)
{
    seen[0] = 1;
    (void)ct_exregs(L4_Myself(), CT_X_H);
    seen[0] = 2;
}

static void self_halt(void)
{
    L4_ThreadId_t t;

    seen[0] = 0;
    t = ct_run(CT_OWN, halt_itself);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_INACTIVE));
    ct_sleep(2000);
    CHECK_EQ(seen[0], 1);
    (void)ct_exregs(t, CT_X_RESUME);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 2);
}

static void new_ip(void)
{
    L4_ThreadId_t t = spinner();
    L4_Word_t before;

    (void)ct_exregs(t, CT_X_H);
    before = counter;
    seen[1] = 0;
    (void)__L4_Exregs(t, X_IP | X_SP, ct_stack_for(t), (L4_Word_t)tell_sp, 0, 0, L4_nilthread);
    ct_sleep(2000);
    CHECK_EQ(seen[1], 0);
    (void)ct_exregs(t, CT_X_RESUME);
    CT_UNTIL(seen[1] != 0);
    CHECK_EQ(seen[1], t.raw);
    CHECK_EQ(counter, before);
}

static void on_self(void)
{
    __L4_ExregsResult_t r =
        __L4_Exregs(L4_Myself(), X_HANDLE | X_PAGER, 0, 0, 0, 0x777, ct_main_id);

    CHECK_EQ(r.pager.raw, ct_pager_id.raw);
    CHECK_EQ(L4_UserDefinedHandle(), 0x777);
    CHECK_EQ(L4_Pager().raw, ct_main_id.raw);
    L4_Set_PagerOf(L4_MyLocalId(), ct_pager_id);
    CHECK_EQ(L4_Pager().raw, ct_pager_id.raw);
}

static void preempts(void)
{
    L4_ThreadId_t t;

    seen[1] = 0;
    t = ct_run_prio(CT_OWN, receive, CT_PRIO_TEST + 10);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    (void)ct_exregs(t, X_R);
    CHECK_EQ(seen[1], 1);
    CHECK_EQ(seen[0], 7);
    t = receiver(); /* of lower priority: does not run before this thread waits */
    (void)ct_exregs(t, X_R);
    CHECK_EQ(seen[1], 0);
}

static void upper_bits(void)
{
    L4_ThreadId_t t = receiver();
    __L4_ExregsResult_t before = query(t);
    __L4_ExregsResult_t after;

    if (L4_HasFeature("ctrlxfer"))
        ct_skip("this kernel has ctrlxfer");
    after = __L4_Exregs(t, ~(L4_Word_t)0x1FF, 1, 2, 3, 4, ct_main_id);
    CHECK_EQ(after.id.raw, L4_LocalIdOf(t).raw);
    CHECK_EQ(after.control, X_RECEIVING);
    after = query(t);
    CHECK_EQ(after.sp, before.sp);
    CHECK_EQ(after.ip, before.ip);
    CHECK_EQ(after.handle, before.handle);
    CHECK_EQ(after.pager.raw, before.pager.raw);
    CHECK(!ct_done(t));
}

static void remote(void)
{
    L4_ThreadId_t t = spinner();
    L4_Word_t before;

    REQUIRE(L4_Set_ProcessorNo(t, 1) != 0);
    before = counter;
    CT_UNTIL(counter > before);
    CHECK(counter > before);
    CHECK_EQ(ct_exregs(t, CT_X_H), 0);
    before = counter;
    ct_sleep(5000);
    CHECK_EQ(counter, before);
    L4_Set_UserDefinedHandleOf(t, 5);
    CHECK_EQ(query(t).handle, 5);
    (void)ct_exregs(t, CT_X_RESUME);
    CT_UNTIL(counter > before);
    CHECK(counter > before);
    t = receiver();
    REQUIRE(L4_Set_ProcessorNo(t, 1) != 0);
    CHECK_EQ(ct_exregs(t, X_R), X_RECEIVING);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 7);
}

static const struct ct_test tests[] = {
    {"translate", translate, "R42", 0, 0},
    {"refused", forbidden, "R43", 0, 0},
    {"pager-exregs", as_pager, "R43", 0, 0},
    {"set-each", set_each, "R44 R45", 0, 0},
    {"old-values", old_values, "R45", 0, 0},
    {"flags", bad_flags, "R46", 0, 0},
    {"states", states, "R47", 0, 0},
    {"abort-receive", abort_receive, "R48", 0, 0},
    {"abort-send", abort_send, "R49", 0, 0},
    {"wrong-bit", wrong_bit, "R50", 0, 0},
    {"page-fault", fault_again, "R51", 0, 0},
    {"page-fault-unsent", fault_unsent, "R51", 0, 0},
    {"start", start, "R53", 0, 0},
    {"halt", halt_and_go, "R54", 0, 0},
    {"halt-in-ipc", halt_in_ipc, "R55", 0, 0},
    {"halt-and-call", halt_and_call, "R55", 0, 0},
    {"halt-not-significant", not_significant, "R56", 0, 0},
    {"halt-itself", self_halt, "R57", 0, 0},
    {"new-ip", new_ip, "R58", 0, 0},
    {"self", on_self, "R59", 0, 0},
    {"preempts", preempts, "R60", 0, 0},
    {"upper-bits", upper_bits, "R61", 0, 0},
    {"other-processor", remote, "R62", CT_SMP, 0},
};

CT_SUITE(exregs_suite, "exregs", tests);
