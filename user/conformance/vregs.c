/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Virtual registers: thread control, message and buffer registers.
 */
#include "arch.h"

static volatile L4_Word_t seen[8];
static volatile int go;

static L4_Word_t pattern(int i)
{
    return 0xA5000000UL + (L4_Word_t)i * 0x10101;
}

static void fill_mrs(void)
{
    for (int i = 0; i < 64; i++)
        L4_LoadMR(i, pattern(i));
}

static void check_mrs(void)
{
    int wrong = 0;

    for (int i = 0; i < 64; i++)
        wrong += ct_mr(i) != pattern(i);
    CHECK_EQ(wrong, 0);
}

static void fill_brs(void)
{
    for (int i = 1; i < 33; i++)
        L4_LoadBR(i, ~pattern(i));
    L4_LoadBR(0, 0);
}

static void check_brs(void)
{
    int wrong = ct_br(0) != 0;

    for (int i = 1; i < 33; i++)
        wrong += ct_br(i) != ~pattern(i);
    CHECK_EQ(wrong, 0);
}

/*
 * Thread control registers
 */

static void tell(void)
{
    seen[0] = L4_MyGlobalId().raw;
    seen[1] = L4_MyLocalId().raw;
    seen[2] = L4_Pager().raw;
    seen[3] = L4_ExceptionHandler().raw;
    seen[4] = L4_UserDefinedHandle();
    seen[5] = L4_XferTimeouts();
    seen[6] = __L4_Tcr_Get(__L4_TCR_PREEMPT_FLAGS);
    seen[7] = L4_ProcessorNo();
}

static void fresh_at(L4_ThreadId_t place)
{
    L4_ThreadId_t t = ct_run(place, tell);

    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], t.raw);
    CHECK_EQ(seen[2], ct_pager_id.raw);
    CHECK_EQ(seen[3], 0);
    CHECK_EQ(seen[4], 0);
    CHECK_EQ(seen[5], 0);
    CHECK_EQ(seen[6], 0);
    CHECK_EQ(seen[7], L4_ProcessorNo());
    CHECK_EQ(seen[1] & 0x3F, 0);
    CHECK(seen[1] >= ct_utcb_of(t) && seen[1] < ct_utcb_of(t) + ct_utcb_size);
    CHECK((seen[0] & 0x3F) != 0);
    if (L4_IsThreadEqual(place, CT_OWN))
        CHECK_EQ(L4_LocalIdOf(t).raw, seen[1]);
}

static void fresh(void)
{
    fresh_at(CT_OWN);
    fresh_at(CT_NEW);
}

/* Leaves something in every register, and goes on waiting. */
static void litter(void)
{
    int i;

    L4_Set_UserDefinedHandle(0x5A5A5A5A);
    L4_Set_XferTimeouts(0x5A5A5A5A);
    L4_Set_ExceptionHandler(ct_pager_id);
    L4_Set_VirtualSender(ct_pager_id);
    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, 0x5A5A5A5A);
    for (i = 0; i < 33; i++)
        L4_LoadBR(i, 0x5A5A5A5A);
    for (i = 1; i < 64; i++)
        L4_LoadMR(i, 0x5A5A5A5A);
    go = 1;
    for (;;)
        L4_ThreadSwitch(L4_nilthread);
}

/* A thread whose UTCB lies where one lay that is gone finds nothing of it: IDs, pager, and zeros. */
static void fresh_after_another(void)
{
    L4_Word_t known[5] = {0, 0, 0, L4_Myself().raw, L4_ProcessorNo()};
    L4_ThreadId_t t;
    L4_Word_t at;
    L4_Word_t i;
    unsigned k;

    go = 0;
    t = ct_run(CT_OWN, litter);
    at = ct_utcb_of(t);
    CT_UNTIL(go);
    REQUIRE(go);
    known[1] = t.raw;
    known[2] = L4_LocalIdOf(t).raw;
    CHECK_EQ(ct_delete(t), 0);
    REQUIRE_EQ(ct_tc(t, L4_Myself(), L4_Myself(), L4_Myself(), at), 0);
    for (i = 0; i < ct_utcb_size; i += sizeof(L4_Word_t)) {
        L4_Word_t w = ct_read(at + i);

        for (k = 0; k < 5 && w != known[k]; k++)
            ;
        if (k == 5)
            CHECK_EQ(w, 0);
    }
}

static void nop(void)
{
}

static void spin(void)
{
    while (!go)
        ;
}

static void set_own(void)
{
    L4_Set_UserDefinedHandle(0x1111);
    L4_Set_XferTimeouts(0x22223333);
#if defined(__L4_TCR_THREAD_WORD_0)
    __L4_TCR_Set_ThreadWord(0, 0x4444);
    __L4_TCR_Set_ThreadWord(1, 0x5555);
#endif
}

static void check_own(void)
{
    CHECK_EQ(L4_UserDefinedHandle(), 0x1111);
    CHECK_EQ(L4_XferTimeouts(), 0x22223333);
#if defined(__L4_TCR_THREAD_WORD_0)
    CHECK_EQ(__L4_TCR_ThreadWord(0), 0x4444);
    CHECK_EQ(__L4_TCR_ThreadWord(1), 0x5555);
#endif
}

/* Equal priority: the two are preempted by the ends of their slices. */
static void keep_own(void)
{
    L4_Word64_t end;

    set_own();
    ct_view(CT_VIEW(0), ct_page_size, ct_page(0), 7);
    (void)ct_read(CT_VIEW(0));
    CHECK_EQ(ct_fault_count, 1);
    check_own();
    go = 0;
    (void)ct_run_prio(CT_OWN, spin, CT_PRIO_TEST);
    for (end = ct_now() + 60000; ct_now() < end;)
        ;
    go = 1;
    check_own();
    ct_sleep(1000);
    check_own();
}

static void migrate_own(void)
{
    set_own();
    REQUIRE(L4_Set_ProcessorNo(L4_Myself(), 1) != 0);
    CHECK_EQ(L4_ProcessorNo(), 1);
    check_own();
    REQUIRE(L4_Set_ProcessorNo(L4_Myself(), 0) != 0);
    CHECK_EQ(L4_ProcessorNo(), 0);
    check_own();
}

static void processor(void)
{
    CHECK(L4_ProcessorNo() < L4_NumProcessors(ct_kip));
    if (L4_NumProcessors(ct_kip) == 1)
        CHECK_EQ(L4_ProcessorNo(), 0);
}

static void new_pager(void)
{
    L4_Set_Pager(ct_test_id);
    seen[0] = ct_read(CT_VIEW(1));
    L4_Set_ExceptionHandler(ct_test_id);
    seen[1] = arch_raise(4711);
}

static void answer_map(L4_ThreadId_t to, L4_Word_t source, L4_Word_t base, L4_Word_t rights)
{
    L4_MapItem_t item = L4_MapItem(ct_fp(source, rights), base);

    L4_LoadMRs(1, 2, item.raw);
    ct_tag(0, 0, 2);
    REQUIRE_EQ(ct_error(ct_send(to, CT_ZERO)), 0);
}

static void redirect(void)
{
    L4_ThreadId_t t;
    L4_MsgTag_t tag;

    ct_write(ct_page(1), 99);
    t = ct_run(CT_OWN, new_pager);
    tag = ct_recv(t, ct_us(1000000));
    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(L4_Label(tag) & 0xFFF0, 0xFFE0);
    CHECK_EQ(ct_mr(1), CT_VIEW(1));
    CHECK_EQ(ct_fault_count, 0);
    answer_map(t, ct_page(1), CT_VIEW(1), 7);
    tag = ct_recv(t, ct_us(1000000));
    REQUIRE_EQ(ct_error(tag), 0);
    CHECK(arch_exception(tag));
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 99);
    CHECK_EQ(seen[1], 4711);
}

/*
 * Message and buffer registers
 */

static void fault_with_registers(void)
{
    fill_brs();
    fill_mrs();
    seen[0] = ct_read(CT_VIEW(0));
    check_mrs();
    check_brs();
    fill_mrs();
    ct_write(CT_VIEW(0), 1);
    check_mrs();
    check_brs();
}

static void mrs_page_fault(void)
{
    L4_ThreadId_t t;

    ct_view(CT_VIEW(0), ct_page_size, ct_page(0), 5);
    t = ct_run(CT_NEW, fault_with_registers);
    REQUIRE(ct_until_faults(2)); /* the write stays */
    ct_view(CT_VIEW(0), ct_page_size, ct_page(0), 7);
    ct_release();
    CHECK(ct_until_done(t));
}

/* The message of the fault, and an answer of 63 words, reach nobody's registers. */
static void mrs_aborted(void)
{
    L4_ThreadId_t t = ct_run_paged(CT_OWN, fault_with_registers, L4_Myself());
    L4_MapItem_t item = L4_MapItem(ct_fp(ct_page(0), 7), CT_VIEW(0));
    L4_Word_t ip;
    L4_MsgTag_t tag;

    REQUIRE_EQ(ct_error(ct_recv(t, ct_us(1000000))), 0);
    ip = ct_mr(2);
    CHECK_EQ(ct_exregs(t, CT_X_RS) & 7, 2);
    tag = ct_recv(t, ct_us(1000000));
    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(ct_mr(1), CT_VIEW(0));
    CHECK_EQ(ct_mr(2), ip);
    for (int i = 1; i < 62; i++)
        L4_LoadMR(i, 0xDEAD);
    L4_LoadMRs(62, 2, item.raw);
    ct_tag(0x77, 61, 2);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    CHECK(ct_until_done(t));
}

static void exception_with_registers(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    fill_brs();
    fill_mrs();
    (void)arch_raise(1);
    check_mrs();
    check_brs();
}

static void mrs_exception(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, exception_with_registers);
    L4_MsgTag_t tag = ct_recv(t, ct_us(1000000));

    REQUIRE_EQ(ct_error(tag), 0);
    CHECK(arch_exception(tag));
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    CHECK(ct_until_done(t));
}

static void brs_kept(void)
{
    L4_Word64_t end;

    fill_brs();
    (void)ct_send(ct_run(CT_OWN, nop), ct_us(1000));
    check_brs();
    (void)ct_recv(L4_Myself(), ct_us(1000));
    check_brs();
    go = 0;
    (void)ct_run_prio(CT_OWN, spin, CT_PRIO_TEST);
    for (end = ct_now() + 40000; ct_now() < end;)
        ;
    go = 1;
    check_brs();
}

static void tcrs_and_faults(void)
{
    ct_view(CT_VIEW(2), 2 * ct_page_size, ct_page(2), 7);
    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, 0x1234);
    L4_Set_VirtualSender(ct_main_id);
    __L4_Tcr_Set(__L4_TCR_INTENDED_RECEIVER, 0x5678);
    (void)ct_read(CT_VIEW(2));
    ct_write(CT_VIEW(3), 1);
    CHECK_EQ(ct_fault_count, 2);
    CHECK_EQ(L4_ErrorCode(), 0x1234);
    CHECK_EQ(L4_ActualSender().raw, ct_main_id.raw);
    CHECK_EQ(L4_IntendedReceiver().raw, 0x5678);
}

/*
 * Other threads' UTCBs
 */

#define MARK 0x600D600DUL

static volatile L4_Word_t other_utcb;

static void peek(void)
{
    seen[0] = *(volatile L4_Word_t *)other_utcb;
    ct_write(other_utcb, 0xBAD);
}

static void utcbs(void)
{
    L4_ThreadId_t t = ct_create(CT_OWN, L4_Myself());
    L4_ThreadId_t near;
    L4_ThreadId_t far;

    other_utcb = ct_utcb_of(t) + (L4_Word_t)((L4_Word_t)&__L4_Utcb()[__L4_MR0 + 9] -
                                             (L4_MyLocalId().raw & ~(ct_utcb_size - 1)));
    ct_write(other_utcb, MARK);
    near = ct_run(CT_OWN, peek);
    REQUIRE(ct_until_done(near));
    CHECK_EQ(seen[0], MARK);
    CHECK_EQ(ct_read(other_utcb), 0xBAD);
    ct_write(other_utcb, MARK);
    seen[0] = 0;
    far = ct_run(CT_NEW, peek);
    CT_UNTIL(ct_done(far) || ct_fault_count > 0);
    CHECK(ct_done(far) || ct_faults[0].from.raw == far.raw);
    CHECK(seen[0] != MARK);
    CHECK_EQ(ct_read(other_utcb), MARK);
}

static const struct ct_test tests[] = {
    {"fresh-thread", fresh, "R19 R20", 0, 0},
    {"fresh-after-another", fresh_after_another, "R19", 0, 0},
    {"own-words-kept", keep_own, "R21", 0, 0},
    {"own-words-migration", migrate_own, "R21 R27", CT_SMP, 0},
    {"processor-number", processor, "R27", 0, 0},
    {"pager-and-handler", redirect, "R22", 0, 0},
    {"page-fault", mrs_page_fault, "R23 R24", 0, 0},
    {"page-fault-aborted", mrs_aborted, "R23 R51 R221", 0, 0},
    {"exception", mrs_exception, "R25 R24", 0, 0},
    {"buffer-registers", brs_kept, "R24", 0, 0},
    {"error-code-and-faults", tcrs_and_faults, "R26", 0, 0},
    {"other-threads", utcbs, "R28", 0, 0},
};

CT_SUITE(vregs_suite, "vregs", tests);
